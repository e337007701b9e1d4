package crm_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/billing/charge"
	"github.com/etomcrm/etomcrm/billing/rating"
	"github.com/etomcrm/etomcrm/crm"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/ordering"
)

// A line is ordered: its fee is due in advance, and what is used is rated by its tariff, down to the record. The router is a good.
func TestCharging_of_a_line_with_usage(t *testing.T) {
	t.Parallel()
	book, err := rating.NewBook(rating.BookSpec{Tariffs: []rating.Tariff{{ID: "voice", Version: "1", Name: "Voice", Currency: money.MustCurrency("EUR"), Zone: "Europe/Berlin",
		From: calendar.MustParse("2020-01-01"), Prices: []rating.Price{{Code: "call", Name: "Calls", Kind: "voice", Measure: rating.Duration, Model: rating.Unit,
			Unit: "min", Amount: money.Must("0.09 EUR")}}}}})
	require.NoError(t, err)
	p := newPayer(t, memory.New(), func(s *setting) {
		s.config.Billing.Book = book
		s.config.Charging = map[string]crm.Charging{"Line": {Tariff: "voice", Timing: charge.Advance}, "Calls only": {Tariff: "voice"}, "Router": {Supply: "goods"}}
	})
	p.buys(monthly(ordering.Add, "Line", "31.00 EUR"), item(ordering.Add, "Calls only"), once("Router", "10.00 EUR"))
	held, err := p.Billing.ProductsOf(p.ctx, p.account().ID)
	require.NoError(t, err)
	require.Len(t, held, 2)
	for _, one := range held {
		_, err = p.Billing.ReceiveUsage(p.ctx, billing.Batch{ID: one.ID, Records: []rating.Usage{{ID: "r-" + one.ID, Product: one.ID, Kind: "voice",
			At: p.world.Now().Add(-time.Minute), Duration: calendar.Span(10 * time.Minute)}}})
		require.NoError(t, err)
	}
	p.on("04-01")
	b := p.bill()
	var got []string
	for _, l := range b.Lines {
		got = append(got, string(l.Category)+" "+l.Offering+" "+l.Supply)
	}
	assert.ElementsMatch(t, []string{"recurring Line ", "recurring Line ", "usage Line ", "usage Calls only ", "oneTime Router goods"}, got)
	b, err = p.Billing.Itemise(p.ctx, b.ID)
	require.NoError(t, err)
	assert.Contains(t, b.Explain().String(), "r-"+held[0].ID)
}

func TestCharging_that_is_none_is_refused(t *testing.T) {
	t.Parallel()
	env, _ := etomtest.Env(t, memory.New())
	_, err := crm.New(env, crm.Outside{}, &crm.Config{Charging: map[string]crm.Charging{"Line": {Timing: "now", DayCount: "29/355", Supply: "\x00"}}})
	require.ErrorIs(t, err, fault.ErrInvalid)
	assert.Equal(t, []string{`charging["Line"].timing`, `charging["Line"].dayCount`, `charging["Line"].supply`}, etomtest.Paths(err))
}
