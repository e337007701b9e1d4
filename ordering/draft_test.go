package ordering_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/price"
	"github.com/etomcrm/etomcrm/ordering"
)

var now = etomtest.NewClock().Now()

// wrongDrafts are drafts with one fault, and what Check says about it.
var wrongDrafts = map[string]struct {
	change func(*ordering.Draft)
	want   []string
}{
	"no customer":             {func(d *ordering.Draft) { d.Customer = "" }, []string{"customer ETOM-REQUIRED"}},
	"a customer with a NUL":   {func(d *ordering.Draft) { d.Customer = "a\x00b" }, []string{"customer ETOM-TEXT-NUL"}},
	"a customer cut in two":   {func(d *ordering.Draft) { d.Customer = "M\xc3" }, []string{"customer ETOM-TEXT-UTF8"}},
	"a customer without end":  {func(d *ordering.Draft) { d.Customer = long(fault.MaxID + 1) }, []string{"customer ETOM-LENGTH"}},
	"a key without end":       {func(d *ordering.Draft) { d.Key = long(fault.MaxID + 1) }, []string{"key ETOM-LENGTH"}},
	"a key with a NUL":        {func(d *ordering.Draft) { d.Key = "\x00" }, []string{"key ETOM-TEXT-NUL"}},
	"a case without end":      {func(d *ordering.Draft) { d.Correlation = long(fault.MaxID + 1) }, []string{"correlation ETOM-LENGTH"}},
	"a number of half a word": {func(d *ordering.Draft) { d.ExternalID = "\xff" }, []string{"externalId ETOM-TEXT-UTF8"}},
	"a quote with a NUL":      {func(d *ordering.Draft) { d.Quote = "\x00" }, []string{"quote ETOM-TEXT-NUL"}},
	"an agreement too long":   {func(d *ordering.Draft) { d.Agreement = long(fault.MaxID + 1) }, []string{"agreement ETOM-LENGTH"}},
	"a novel as the address":  {func(d *ordering.Draft) { d.Address = long(fault.MaxText + 1) }, []string{"address ETOM-LENGTH"}},
	"priority 5":              {func(d *ordering.Draft) { d.Priority = "5" }, []string{"priority ETOM-RANGE"}},
	"priority -1":             {func(d *ordering.Draft) { d.Priority = "-1" }, []string{"priority ETOM-RANGE"}},
	"priority high":           {func(d *ordering.Draft) { d.Priority = "high" }, []string{"priority ETOM-RANGE"}},
	"wanted now":              {func(d *ordering.Draft) { d.RequestedCompletion = now }, []string{"requestedCompletionDate ETOM-RANGE"}},
	"wanted yesterday":        {func(d *ordering.Draft) { d.RequestedCompletion = now.Add(-day) }, []string{"requestedCompletionDate ETOM-RANGE"}},
	"promised for yesterday":  {func(d *ordering.Draft) { d.PromisedCompletion = now.Add(-day) }, []string{"promisedCompletionDate ETOM-RANGE"}},
	"promised for 2926":       {func(d *ordering.Draft) { d.PromisedCompletion = now.AddDate(900, 0, 0) }, []string{"promisedCompletionDate ETOM-RANGE"}},
	"promised for 12026":      {func(d *ordering.Draft) { d.PromisedCompletion = now.AddDate(10000, 0, 0) }, []string{"promisedCompletionDate ETOM-RANGE"}},
	"promised before Christ":  {func(d *ordering.Draft) { d.PromisedCompletion = now.AddDate(-3000, 0, 0) }, []string{"promisedCompletionDate ETOM-RANGE"}},
	"no items":                {func(d *ordering.Draft) { d.Items = nil }, []string{"productOrderItem ETOM-REQUIRED"}},
	"too many items":          {func(d *ordering.Draft) { d.Items = chain(ordering.MaxItems + 1) }, []string{"productOrderItem ETOM-LENGTH"}},
	"an item without id":      {func(d *ordering.Draft) { d.Items[1].ID = "" }, []string{"productOrderItem[1].id ETOM-REQUIRED"}},
	"an item id with a NUL":   {func(d *ordering.Draft) { d.Items[1].ID = "\x00" }, []string{"productOrderItem[1].id ETOM-TEXT-NUL"}},
	"an item id too long":     {func(d *ordering.Draft) { d.Items[1].ID = long(fault.MaxID + 1) }, []string{"productOrderItem[1].id ETOM-LENGTH"}},
	"an item twice":           {func(d *ordering.Draft) { d.Items[1].ID = "1" }, []string{"productOrderItem[1].id ETOM-DUPLICATE"}},
	"nothing ordered":         {func(d *ordering.Draft) { d.Items[0].Offering = "" }, []string{"productOrderItem[0].productOffering ETOM-REQUIRED"}},
	"an offering too long":    {func(d *ordering.Draft) { d.Items[0].Offering = long(fault.MaxName + 1) }, []string{"productOrderItem[0].productOffering ETOM-LENGTH"}},
	"a name with a NUL":       {func(d *ordering.Draft) { d.Items[0].Name = "\x00" }, []string{"productOrderItem[0].name ETOM-TEXT-NUL"}},
	"an unknown action":       {func(d *ordering.Draft) { d.Items[0].Action = "remove" }, []string{"productOrderItem[0].action ETOM-UNKNOWN"}},
	"no action":               {func(d *ordering.Draft) { d.Items[0].Action = "" }, []string{"productOrderItem[0].action ETOM-UNKNOWN"}},
	"none of it":              {func(d *ordering.Draft) { d.Items[0].Quantity = 0 }, []string{"productOrderItem[0].quantity ETOM-RANGE"}},
	"less than none":          {func(d *ordering.Draft) { d.Items[0].Quantity = -1 }, []string{"productOrderItem[0].quantity ETOM-RANGE"}},
	"too much of it":          {func(d *ordering.Draft) { d.Items[0].Quantity = ordering.MaxQuantity + 1 }, []string{"productOrderItem[0].quantity ETOM-RANGE"}},
	"an unknown dependency":   {func(d *ordering.Draft) { d.Items[0].DependsOn = []string{"9"} }, []string{"productOrderItem[0].dependsOn[0] ETOM-REFERENCE"}},
	"a dependency twice":      {func(d *ordering.Draft) { d.Items[1].DependsOn = []string{"1", "1"} }, []string{"productOrderItem[1].dependsOn[1] ETOM-DUPLICATE"}},
	"an item behind itself":   {func(d *ordering.Draft) { d.Items[0].DependsOn = []string{"1"} }, []string{"productOrderItem[0].dependsOn ETOM-REFERENCE"}},
	"a circle, with an item behind it": {func(d *ordering.Draft) {
		d.Items = []ordering.DraftItem{item("1", "3"), item("2", "1"), item("3", "2"), item("4", "3"), item("5")}
	}, []string{"productOrderItem[0].dependsOn ETOM-REFERENCE", "productOrderItem[1].dependsOn ETOM-REFERENCE", "productOrderItem[2].dependsOn ETOM-REFERENCE"}},
	"a circle through what does not change": {func(d *ordering.Draft) {
		d.Items = []ordering.DraftItem{unchanging("1", "2"), item("2", "1")}
	}, []string{"productOrderItem[0].dependsOn ETOM-REFERENCE", "productOrderItem[1].dependsOn ETOM-REFERENCE"}},
	"a price without a name":     {priced(func(p *price.Price) { p.Name = "" }), []string{"productOrderItem[0].itemPrice[0].name ETOM-REQUIRED"}},
	"a negative price":           {priced(func(p *price.Price) { p.Amount = money.Must("-0.01 EUR") }), []string{"productOrderItem[0].itemPrice[0].price ETOM-RANGE"}},
	"a price without a currency": {priced(func(p *price.Price) { p.Amount = money.Amount{} }), []string{"productOrderItem[0].itemPrice[0].price ETOM-REQUIRED"}},
	"a discount of 101%":         {priced(func(p *price.Price) { p.Discount, p.DiscountName = money.MustRate("101%"), "key account" }), []string{"productOrderItem[0].itemPrice[0].discount ETOM-RANGE"}},
	"a price now and then":       {priced(func(p *price.Price) { p.Type = "sometimes" }), []string{"productOrderItem[0].itemPrice[0].priceType ETOM-UNKNOWN"}},
	"two currencies": {func(d *ordering.Draft) {
		d.Items = []ordering.DraftItem{item("0"), costing("1", "1.00 EUR", 1), costing("2", "1.00 USD", 1)}
	}, []string{"productOrderItem[2].itemPrice[0].price ETOM-CURRENCY"}},
	"a price that no amount can hold": {func(d *ordering.Draft) {
		d.Items = []ordering.DraftItem{costing("1", tooMany+" EUR", 10)}
	}, []string{"productOrderItem ETOM-RANGE"}},
	"a sum that no amount can hold": {func(d *ordering.Draft) {
		d.Items = []ordering.DraftItem{costing("1", tooMany+" EUR", 1), costing("2", tooMany+" EUR", 1)}
	}, []string{"productOrderItem ETOM-RANGE"}},
	"more than a store can keep": {func(d *ordering.Draft) {
		d.Items = chain(ordering.MaxItems)
		for n := range d.Items {
			d.Items[n].Prices = []price.Price{{Name: long(fault.MaxName), Type: price.NonRecurring, DiscountName: long(fault.MaxName), Amount: money.Must("1.00 EUR")}}
			d.Items[n].Offering, d.Items[n].Name = long(fault.MaxName), long(fault.MaxName)
		}
	}, []string{" ETOM-LENGTH"}},
	"more once it is decomposed": {func(d *ordering.Draft) {
		d.Items = []ordering.DraftItem{unchanging("all")}
		for n := range 200 {
			id := fmt.Sprint(n)
			d.Items[0].DependsOn = append(d.Items[0].DependsOn, id)
			d.Items = append(d.Items, item(id), item("after "+id, "all"))
		}
	}, []string{" ETOM-LENGTH"}},
}

func priced(change func(*price.Price)) func(*ordering.Draft) {
	return func(d *ordering.Draft) {
		p := price.Price{Name: "basic charge", Type: price.Recurring, Period: "month", Amount: money.Must("10.00 EUR")}
		change(&p)
		d.Items[0].Prices = []price.Price{p}
	}
}

func long(n int) string { return strings.Repeat("x", n) }

// chain is items of which each depends on the one before.
func chain(n int) []ordering.DraftItem {
	items := []ordering.DraftItem{item("0")}
	for i := 1; i < n; i++ {
		items = append(items, item(fmt.Sprint(i), fmt.Sprint(i-1)))
	}
	return items
}

func TestDraft_Check_refuses(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	for name, c := range wrongDrafts {
		t.Run(name, func(t *testing.T) {
			wrong := draft(item("1"), item("2"))
			c.change(&wrong)
			err := wrong.Check(now)
			require.ErrorIs(t, err, fault.ErrInvalid)
			assert.Equal(t, c.want, fields(t, err))
			d.refusesOrder(fault.ErrInvalid, func() (ordering.Order, error) { return d.Place(d.ctx, wrong) })
			if wrong.Key == "" {
				wrong.Key = "request-1"
				d.refusesOrder(fault.ErrInvalid, func() (ordering.Order, error) { return d.Place(d.ctx, wrong) })
			}
		})
	}
}

func TestDraft_Check_tells_of_all_faults_at_once(t *testing.T) {
	t.Parallel()
	wrong := ordering.Draft{
		Customer: "\xff", Priority: "9", RequestedCompletion: now.Add(-day), PromisedCompletion: now.AddDate(100, 0, 0),
		Items: []ordering.DraftItem{
			{ID: "1", Action: "steal", Quantity: -1, DependsOn: []string{"9"}},
			{ID: "1", Action: ordering.Add, Offering: "line", Quantity: 1, Prices: []price.Price{{Amount: money.Must("-1.00 EUR")}, {Amount: money.Must("1.00 USD")}}},
			{ID: "2", Action: ordering.Add, Offering: "line", Quantity: 1, DependsOn: []string{"3"}},
			{ID: "3", Action: ordering.Add, Offering: "line", Quantity: 1, DependsOn: []string{"2"}},
		},
	}
	assert.ElementsMatch(t, []string{
		"customer ETOM-TEXT-UTF8",
		"priority ETOM-RANGE",
		"requestedCompletionDate ETOM-RANGE",
		"promisedCompletionDate ETOM-RANGE",
		"productOrderItem[0].action ETOM-UNKNOWN",
		"productOrderItem[0].productOffering ETOM-REQUIRED",
		"productOrderItem[0].quantity ETOM-RANGE",
		"productOrderItem[0].dependsOn[0] ETOM-REFERENCE",
		"productOrderItem[1].id ETOM-DUPLICATE",
		"productOrderItem[1].itemPrice[0].name ETOM-REQUIRED",
		"productOrderItem[1].itemPrice[0].priceType ETOM-UNKNOWN",
		"productOrderItem[1].itemPrice[0].price ETOM-RANGE",
		"productOrderItem[1].itemPrice[1].name ETOM-REQUIRED",
		"productOrderItem[1].itemPrice[1].priceType ETOM-UNKNOWN",
		"productOrderItem[1].itemPrice[1].price ETOM-CURRENCY",
		"productOrderItem[2].dependsOn ETOM-REFERENCE",
		"productOrderItem[3].dependsOn ETOM-REFERENCE",
	}, fields(t, wrong.Check(now)))
}

func TestDraft_Check_takes_what_lies_on_the_bounds(t *testing.T) {
	t.Parallel()
	right := draft(chain(ordering.MaxItems)...)
	right.Key, right.Customer, right.Address = long(fault.MaxID), long(fault.MaxID), long(fault.MaxText)
	right.PromisedCompletion = now.Add(time.Microsecond)
	right.RequestedCompletion = now.Add(20*365*day - time.Microsecond)
	right.Priority = "4"
	right.Items[0].ID, right.Items[1].DependsOn = long(fault.MaxID), []string{long(fault.MaxID)}
	right.Items[0].Quantity = ordering.MaxQuantity
	require.NoError(t, right.Check(now))
	d := inMemory(t, nil)
	o := d.begun(right)
	assert.Len(t, o.Work, ordering.MaxItems)
	d.done(o, right.Items[0].ID)
}

// Layers of items that change nothing, each depending on all of the layer before: as many ways lead through them as there
// are atoms in the universe, and none of them may be walked twice.
func TestDraft_Check_is_quick_with_layers_of_dependencies(t *testing.T) {
	t.Parallel()
	const layers, wide = 80, 6
	var all []ordering.DraftItem
	var before []string
	for l := range layers {
		var here []string
		for w := range wide {
			id := fmt.Sprintf("%d-%d", l, w)
			all = append(all, unchanging(id, before...))
			here = append(here, id)
		}
		before = here
	}
	all[0].Action = ordering.Add
	all = append(all, item("last", before...))
	o := inMemory(t, nil).begun(draft(all...))
	require.Len(t, o.Work, 2)
	assert.Equal(t, []string{o.Work[0].ID}, o.Work[1].DependsOn)
}

// What Check takes can be placed, begun and carried to its end.
func TestDraft_Check_what_it_takes_can_be_placed_and_begun(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	rapid.Check(t, func(t *rapid.T) {
		asked := anyDraft().Draw(t, "draft")
		err := asked.Check(now)
		if err != nil {
			require.ErrorIs(t, err, fault.ErrInvalid)
			_, err = d.Place(d.ctx, asked)
			require.ErrorIs(t, err, fault.ErrInvalid)
			return
		}
		o, err := d.Place(d.ctx, asked)
		require.NoError(t, err)
		_, err = d.Begin(d.ctx, o.ID)
		require.NoError(t, err)
	})
}

// anyDraft draws drafts that are mostly right.
func anyDraft() *rapid.Generator[ordering.Draft] {
	text := rapid.OneOf(rapid.StringMatching(`[a-z]{0,12}`), rapid.String())
	date := rapid.Custom(func(t *rapid.T) time.Time {
		if !rapid.Bool().Draw(t, "dated") {
			return time.Time{}
		}
		return now.Add(time.Duration(rapid.Int64Range(-1000, int64(30*365*day)).Draw(t, "ahead")))
	})
	return rapid.Custom(func(t *rapid.T) ordering.Draft {
		return ordering.Draft{
			Customer: text.Draw(t, "customer"), ExternalID: text.Draw(t, "externalId"), Quote: text.Draw(t, "quote"),
			Agreement: text.Draw(t, "agreement"), Address: text.Draw(t, "address"), TestFirst: rapid.Bool().Draw(t, "testFirst"),
			Priority:            rapid.SampledFrom([]string{"", "0", "1", "2", "3", "4", "5"}).Draw(t, "priority"),
			Items:               rapid.SliceOfN(anyItem(), 0, 8).Draw(t, "items"),
			RequestedCompletion: date.Draw(t, "requested"), PromisedCompletion: date.Draw(t, "promised"),
		}
	})
}

func anyItem() *rapid.Generator[ordering.DraftItem] {
	id := rapid.StringMatching(`[1-9]`)
	actions := []ordering.Action{ordering.Add, ordering.Modify, ordering.Delete, ordering.NoChange}
	return rapid.Custom(func(t *rapid.T) ordering.DraftItem {
		return ordering.DraftItem{
			ID: id.Draw(t, "id"), Action: rapid.SampledFrom(actions).Draw(t, "action"), Offering: "line",
			Quantity:  rapid.OneOf(rapid.IntRange(1, 10), rapid.Int()).Draw(t, "quantity"),
			DependsOn: rapid.SliceOfN(id, 0, 2).Draw(t, "dependsOn"),
			Prices:    rapid.SliceOfN(anyPrice(), 0, 2).Draw(t, "prices"),
		}
	})
}

// anyPrice draws prices that are right, of up to 10,000.00 EUR.
func anyPrice() *rapid.Generator[price.Price] {
	return rapid.Custom(func(t *rapid.T) price.Price {
		cents := rapid.Int64Range(0, 1_000_000).Draw(t, "cents")
		amount, err := money.FromMinor(cents, money.MustCurrency("EUR"))
		require.NoError(t, err)
		p := price.Price{Name: "charge", Type: price.NonRecurring, Amount: amount, DiscountName: "rebate",
			Discount: money.MustRate(fmt.Sprintf("%d%%", rapid.IntRange(0, 100).Draw(t, "discount")))}
		if rapid.Bool().Draw(t, "recurring") {
			p.Type, p.Period = price.Recurring, "month"
		}
		return p
	})
}

// No JSON makes Check panic, and what it takes can be placed.
func FuzzDraft(f *testing.F) {
	for _, seed := range []string{
		`{}`,
		`{"customer":"c-1","items":[{"id":"1","action":"add","productOffering":"line","quantity":1}]}`,
		`{"customer":"c-1","key":"k","priority":"0","testFirst":true,"promisedCompletion":"2026-05-01T12:00:00+02:00","items":[
			{"id":"1","action":"noChange","productOffering":"line","quantity":1,"dependsOn":["2"]},
			{"id":"2","action":"modify","productOffering":"line","quantity":3,"itemPrice":[
				{"name":"fee","priceType":"recurring","recurringChargePeriod":"month","price":{"amount":"39.90","currency":"EUR"},"discount":"5%"}]}]}`,
		`{"customer":"c-1","items":[{"id":"1","dependsOn":["2"]},{"id":"2","dependsOn":["1"]},{"id":"1"}]}`,
		`{"customer":"c-1","requestedCompletion":"9999-12-31T23:59:59-14:00","items":[null]}`,
	} {
		f.Add([]byte(seed))
	}
	d := inMemory(f, nil)
	f.Fuzz(func(t *testing.T, text []byte) {
		var asked ordering.Draft
		if json.Unmarshal(text, &asked) != nil {
			return
		}
		if err := asked.Check(now); err != nil {
			require.ErrorIs(t, err, fault.ErrInvalid)
			return
		}
		o, err := d.Place(d.ctx, asked)
		if asked.Key != "" && errors.Is(err, fault.ErrConflict) {
			return // another draft of this run had the key
		}
		require.NoError(t, err)
		if o.State == ordering.Acknowledged {
			_, err = d.Begin(d.ctx, o.ID)
			require.NoError(t, err)
		}
	})
}
