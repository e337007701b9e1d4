package collection_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing/collection"
	"github.com/etomcrm/etomcrm/etom/money"
)

// The conditions of § 61 (4) TKG.
func TestAssessDunning_gives_notice_of_blocking(t *testing.T) {
	t.Parallel()
	third := sent("2026-04-04", 2)
	usual := owed("b-1", "100.00 EUR", "2026-03-16", 2)
	blocked := third
	blocked.Block = collection.Block{State: collection.BlockAsked}
	again := third
	again.Dunning.Since = 2
	fee := owed("f-1", "5.00 EUR", "2026-03-16", 0)
	fee.Kind = collection.Fee
	for name, tt := range map[string]struct {
		account collection.Account
		items   []collection.OpenItem
		rules   collection.BlockingRules
		on      string // the first day of the block; empty: no notice
		code    string
	}{
		"100 EUR, the third letter":                       {third, []collection.OpenItem{usual}, collection.BlockingRules{}, "2026-05-03", collection.ReasonBlockNoticed},
		"less than 100 EUR":                               {third, []collection.OpenItem{owed("b-1", "99.99 EUR", "2026-03-16", 2)}, collection.BlockingRules{}, "", collection.ReasonBlockTooSmall},
		"100 EUR, of which a part is disputed":            {third, []collection.OpenItem{held(usual, "0.01 EUR", "2026-03-20")}, collection.BlockingRules{}, "", collection.ReasonBlockTooSmall},
		"fees do not count":                               {third, []collection.OpenItem{owed("b-1", "99.00 EUR", "2026-03-16", 2), fee}, collection.BlockingRules{}, "", collection.ReasonBlockTooSmall},
		"two bills count together":                        {third, []collection.OpenItem{owed("b-1", "60.00 EUR", "2026-03-16", 2), owed("b-2", "60.00 EUR", "2026-04-16", 0)}, collection.BlockingRules{}, "2026-05-03", collection.ReasonBlockNoticed},
		"the first letter since all was paid":             {again, []collection.OpenItem{usual}, collection.BlockingRules{}, "", collection.ReasonBlockTooFew},
		"three weeks, where that is the setting":          {third, []collection.OpenItem{usual}, collection.BlockingRules{Notice: 21}, "2026-05-09", collection.ReasonBlockNoticed},
		"another least amount, where that is the setting": {third, []collection.OpenItem{usual}, collection.BlockingRules{Least: money.Must("150.00 EUR")}, "", collection.ReasonBlockTooSmall},
		"never, where that is the setting":                {third, []collection.OpenItem{usual}, collection.BlockingRules{Never: true}, "", collection.ReasonBlockNever},
		"blocked already":                                 {blocked, []collection.OpenItem{usual}, collection.BlockingRules{}, "", collection.ReasonBlockNever},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l, due, _, err := collection.AssessDunning(collection.DunningInput{Account: tt.account, Items: tt.items, On: date("2026-04-18"), Blocking: tt.rules})
			require.NoError(t, err)
			require.True(t, due)
			assert.Equal(t, tt.on, l.BlockOn.String())
			assert.Equal(t, tt.code, l.Why[len(l.Why)-1].Code)
		})
	}
}

func TestAssessBlocking(t *testing.T) {
	t.Parallel()
	noticed := debtor()
	noticed.Block = collection.Block{State: collection.BlockNoticed, NoticedOn: date("2026-04-18"), From: date("2026-05-03")}
	promising := noticed
	promising.Promises = []collection.Promise{{ID: "p-1", Amount: money.Must("50.00 EUR"), By: date("2026-05-10"), State: collection.PromiseMade}}
	blocked := noticed
	blocked.Block.State = collection.BlockAsked
	enough, little := owed("b-1", "100.00 EUR", "2026-03-16", 3), owed("b-1", "99.99 EUR", "2026-03-16", 3)
	for name, tt := range map[string]struct {
		account collection.Account
		item    collection.OpenItem
		on      string
		want    collection.BlockStep
	}{
		"no notice, no block":                    {debtor(), enough, "2026-05-03", collection.KeepBlock},
		"on the last day of the notice":          {noticed, enough, "2026-05-02", collection.KeepBlock},
		"on the first day of the block":          {noticed, enough, "2026-05-03", collection.AskBlock},
		"a promise is waited for":                {promising, enough, "2026-05-10", collection.KeepBlock},
		"the promise has passed":                 {promising, enough, "2026-05-11", collection.AskBlock},
		"paid to below the least amount in time": {noticed, little, "2026-05-03", collection.ForgetBlock},
		"disputed in time":                       {noticed, held(enough, "50.00 EUR", "2026-05-01"), "2026-05-03", collection.ForgetBlock},
		"blocked, and still owed":                {blocked, enough, "2026-05-20", collection.KeepBlock},
		"blocked, and paid to below that amount": {blocked, little, "2026-05-20", collection.AskUnblock},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			step, _, _, err := collection.AssessBlocking(tt.account, []collection.OpenItem{tt.item}, date(tt.on), collection.BlockingRules{})
			require.NoError(t, err)
			assert.Equal(t, tt.want, step)
		})
	}
}
