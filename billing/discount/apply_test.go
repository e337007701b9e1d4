package discount_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing/discount"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

func TestApply(t *testing.T) {
	t.Parallel()
	line, document := discount.OnLine, discount.OnDocument
	with := func(d discount.Discount, change func(*discount.Discount)) discount.Discount {
		change(&d)
		return d
	}
	list := func(d *discount.Discount) { d.Stacking = discount.OnList }
	best := func(d *discount.Discount) { d.Stacking, d.Group = discount.Best, "g" }
	for _, c := range []struct {
		name   string
		bases  []discount.Base
		ds     []discount.Discount
		nets   []string
		passed []string
	}{
		{"no discount leaves the list amounts", lines("10.00", "0.05"), nil, []string{"10.00", "0.05"}, nil},
		{"no line leaves nothing to discount", nil, []discount.Discount{percent("p", "10%", line)}, []string{}, []string{"p DISCOUNT-NO-LINE"}},
		{"the seed's 2 % of 490.00 is 9.80", lines("490.00"), []discount.Discount{percent("p", "2%", line)}, []string{"480.20"}, nil},
		{"each line is rounded by itself", lines("0.25", "0.25"), []discount.Discount{percent("p", "10%", line)}, []string{"0.22", "0.22"}, nil},
		{"a document is rounded once and split, the tie to the first id", lines("0.25", "0.25"), []discount.Discount{percent("p", "10%", document)}, []string{"0.22", "0.23"}, nil},
		{"an absolute discount on lines comes off each", lines("10.00", "3.00"), []discount.Discount{absolute("a", "5.00", line)}, []string{"5.00", "0.00"}, nil},
		{"an absolute discount on the document comes off once", lines("10.00", "30.00"), []discount.Discount{absolute("a", "5.00", document)}, []string{"8.75", "26.25"}, nil},
		{"sequential takes what is left", lines("100.00"), []discount.Discount{percent("p", "10%", line), percent("q", "10%", line)}, []string{"81.00"}, nil},
		{"on list takes the list amount", lines("100.00"), []discount.Discount{percent("p", "10%", line), with(percent("q", "10%", line), list)}, []string{"80.00"}, nil},
		{"on list never takes more than is left", lines("100.00"), []discount.Discount{percent("p", "70%", line), with(percent("q", "70%", line), list)}, []string{"0.00"}, nil},
		{"lines come before the document whatever the order says", lines("100.00"),
			[]discount.Discount{with(absolute("a", "10.00", document), func(d *discount.Discount) { d.Order = -1 }), percent("p", "50%", line)}, []string{"40.00"}, nil},
		{"the order decides among equals in level", lines("100.00"),
			[]discount.Discount{with(percent("p", "50%", line), func(d *discount.Discount) { d.Order = 2 }), with(absolute("q", "10.00", line), func(d *discount.Discount) { d.Order = 1 })},
			[]string{"45.00"}, nil},
		{"and the id where the order is the same", lines("100.00"), []discount.Discount{percent("p", "50%", line), absolute("a", "10.00", line)}, []string{"45.00"}, nil},
		{"of a group the best is given", lines("100.00"), []discount.Discount{with(percent("p", "10%", line), best), with(absolute("q", "15.00", line), best)},
			[]string{"85.00"}, []string{"p DISCOUNT-BEATEN"}},
		{"of equally good ones the first", lines("100.00"), []discount.Discount{with(percent("q", "10%", line), best), with(absolute("p", "10.00", line), best)},
			[]string{"90.00"}, []string{"q DISCOUNT-BEATEN"}},
		{"a cap makes the best of a group the worse", lines("100.00"),
			[]discount.Discount{with(percent("p", "50%", line), func(d *discount.Discount) { best(d); d.Cap = euro("5.00") }), with(absolute("q", "15.00", line), best)},
			[]string{"85.00"}, []string{"p DISCOUNT-BEATEN"}},
		{"one of a group that has ended says so", lines("100.00"),
			[]discount.Discount{with(percent("p", "50%", line), func(d *discount.Discount) { best(d); d.Until = day }), with(absolute("q", "15.00", line), best)},
			[]string{"85.00"}, []string{"p DISCOUNT-EXPIRED"}},
		{"a cap is split over the lines", lines("100.00", "200.00"), []discount.Discount{with(percent("p", "10%", line), func(d *discount.Discount) { d.Cap = euro("10.00") })},
			[]string{"96.67", "193.33"}, nil},
		{"a cap in total leaves what earlier bills left", lines("100.00"),
			[]discount.Discount{with(percent("p", "10%", line), func(d *discount.Discount) { d.CapTotal, d.Used = euro("50.00"), euro("46.00") })}, []string{"96.00"}, nil},
		{"a cap in total that is used up", lines("100.00"),
			[]discount.Discount{with(percent("p", "10%", line), func(d *discount.Discount) { d.CapTotal, d.Used = euro("50.00"), euro("50.00") })},
			[]string{"100.00"}, []string{"p DISCOUNT-USED-UP"}},
		{"it holds from its first day", lines("100.00"), []discount.Discount{with(percent("p", "10%", line), func(d *discount.Discount) { d.From = day })}, []string{"90.00"}, nil},
		{"and not before", lines("100.00"), []discount.Discount{with(percent("p", "10%", line), func(d *discount.Discount) { d.From = day.AddDays(1) })},
			[]string{"100.00"}, []string{"p DISCOUNT-NOT-YET"}},
		{"its last day is the one before until", lines("100.00"), []discount.Discount{with(percent("p", "10%", line), func(d *discount.Discount) { d.Until = day.AddDays(1) })}, []string{"90.00"}, nil},
		{"per unit counts units", []discount.Base{{ID: "A", Quantity: money.MustQuantity("2.5"), Amount: euro("10.00")}},
			[]discount.Discount{{ID: "u", Name: "u", Kind: discount.PerUnit, Amount: euro("0.125"), On: line}}, []string{"9.69"}, nil},
		{"per unit without units", []discount.Base{{ID: "A", Amount: euro("10.00")}},
			[]discount.Discount{{ID: "u", Name: "u", Kind: discount.PerUnit, Amount: euro("0.10"), On: line}}, []string{"10.00"}, []string{"u DISCOUNT-NO-UNIT"}},
		{"per unit of the document counts all units", lines("1.00", "1.00"),
			[]discount.Discount{{ID: "u", Name: "u", Kind: discount.PerUnit, Amount: euro("0.005"), On: document}}, []string{"0.99", "1.00"}, nil},
		{"a filter spares the other lines", []discount.Base{{ID: "A", Product: "car", Kind: "oneTime", Amount: euro("10.00")}, {ID: "B", Product: "car", Kind: "usage", Amount: euro("10.00")}},
			[]discount.Discount{with(percent("p", "10%", line), func(d *discount.Discount) {
				d.Filter = discount.Filter{Products: []string{"car"}, Kinds: []string{"usage"}}
			})},
			[]string{"10.00", "9.00"}, nil},
		{"nothing it is for", lines("10.00"), []discount.Discount{with(percent("p", "10%", line), func(d *discount.Discount) { d.Filter = discount.Filter{Codes: []string{"none"}} })},
			[]string{"10.00"}, []string{"p DISCOUNT-NO-LINE"}},
		{"lines of nothing or less take none", lines("0.00", "-5.00"), []discount.Discount{percent("p", "10%", document)}, []string{"0.00", "-5.00"}, []string{"p DISCOUNT-NO-LINE"}},
		{"nothing left", lines("10.00"), []discount.Discount{percent("a", "100%", line), percent("p", "10%", line), with(percent("q", "10%", line), list)},
			[]string{"0.00"}, []string{"p DISCOUNT-NOTHING", "q DISCOUNT-NOTHING"}},
		{"less than a cent", lines("0.04"), []discount.Discount{percent("p", "10%", line)}, []string{"0.04"}, []string{"p DISCOUNT-TOO-SMALL"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := apply(t, c.bases, c.ds...)
			assert.Equal(t, c.nets, nets(r))
			assert.Equal(t, c.passed, codes(r))
		})
	}
}

// The key-account discount of the BMW example: 10 cars at 5 % off. The price of a car is the example's own.
func TestApply_ten_cars_at_five_per_cent(t *testing.T) {
	t.Parallel()
	cars := []discount.Base{{ID: "cars", Product: "car", Quantity: money.Count(10), Amount: euro("424900.00")}, {ID: "transport", Product: "transport", Amount: euro("850.00")}}
	key := percent("key-account", "5%", discount.OnLine)
	key.Filter.Products = []string{"car"}
	r := apply(t, cars, key)
	assert.Equal(t, []string{"403655.00", "850.00"}, nets(r))
	assert.Equal(t, euro("-21245.00"), r.Total)
	assert.Equal(t, []discount.Share{{Discount: "key-account", Line: "cars", Name: "key-account", Kind: discount.Percent, Stacking: discount.Sequential,
		Base: euro("424900.00"), Rate: money.MustRate("5%"), Full: euro("21245.00"), Amount: euro("-21245.00")}}, r.Shares)
}

func TestApply_a_line_has_a_day_of_its_own(t *testing.T) {
	t.Parallel()
	bases := lines("30.00", "30.00") // the usage of March, and April's fee in advance
	bases[0].On, bases[1].On = calendar.MustParse("2026-03-01"), calendar.MustParse("2026-04-01")
	d := percent("p", "10%", discount.OnLine)
	d.Until = calendar.MustParse("2026-04-01")
	r := apply(t, bases, d)
	assert.Equal(t, []string{"27.00", "30.00"}, nets(r))
}

func TestApply_says_what_limited_a_discount(t *testing.T) {
	t.Parallel()
	capped := percent("a", "50%", discount.OnLine)
	capped.Cap = euro("10.00")
	total := percent("b", "50%", discount.OnDocument)
	total.CapTotal, total.Used = euro("20.00"), euro("15.00")
	rest := absolute("c", "500.00", discount.OnDocument)
	r := apply(t, lines("100.00"), capped, total, rest)
	assert.Equal(t, discount.LimitCap, r.Shares[0].Limit)
	assert.Equal(t, discount.LimitCapTotal, r.Document[0].Limit)
	assert.Equal(t, discount.LimitLeft, r.Document[1].Limit)
	assert.Equal(t, []string{"0.00"}, nets(r))
	text, de := r.Document[1].Explain()
	assert.Equal(t, "c: €500.00 off; no more was left than €85.00.", text)
	assert.Equal(t, "c: 500,00\u00a0€ Abzug; übrig waren nur 85,00\u00a0€.", de)
}

// What is agreed without a bill at hand must not turn out impossible when the first bill comes.
func TestCheckDiscounts_amounts_of_a_discount_are_in_one_currency(t *testing.T) {
	t.Parallel()
	d := absolute("a", "5.00", discount.OnDocument)
	d.Cap, d.CapTotal = money.Must("4.00 USD"), euro("40.00")
	assert.Equal(t, []string{"discounts[0].cap"}, etomtest.Paths(discount.CheckDiscounts([]discount.Discount{d})))
	d.Cap = euro("4.00")
	in := absolute("b", "5.00", discount.OnDocument)
	in.Amount = money.Must("5.00 USD")
	assert.NoError(t, discount.CheckDiscounts([]discount.Discount{d, in}), "each is in its own; which one holds, the bill says")
}

func TestCheckDiscounts_a_filter_names_what_a_line_can_have(t *testing.T) {
	t.Parallel()
	d := percent("a", "5%", discount.OnLine)
	d.Filter = discount.Filter{Lines: []string{"1", "\x00"}, Products: []string{"\xff"}, Kinds: []string{"", strings.Repeat("a", fault.MaxID+1)}}
	paths := []string{"filter.lines[1]", "filter.products[0]", "filter.kinds[1]"}
	c := discount.Condition{ID: "c", Name: "C", Measure: discount.Months, Tiers: []discount.Tier{{Rate: money.MustRate("1%")}}, Filter: d.Filter}
	assert.Equal(t, paths, etomtest.Paths(c.Check()))
	for i := range paths {
		paths[i] = "discounts[0]." + paths[i]
	}
	assert.Equal(t, paths, etomtest.Paths(discount.CheckDiscounts([]discount.Discount{d})))
}

func TestApply_names_every_fault_at_once(t *testing.T) {
	t.Parallel()
	bases := lines("10.00", "10.005", "1.00", "1.00")
	bases[2].Amount, bases[2].Quantity, bases[3].ID = money.Must("1.00 USD"), money.MustQuantity("-1"), "A"
	group := percent("g", "1%", discount.OnLine)
	group.Stacking, group.Group = discount.Best, "x"
	other := percent("h", "1%", discount.OnDocument)
	other.Stacking, other.Group = discount.Best, "x"
	ds := []discount.Discount{
		{},
		{ID: "a", Name: "a", Kind: discount.Percent, Rate: money.MustRate("101%"), Amount: euro("1.00"), On: discount.OnLine, Stacking: "any"},
		{ID: "a", Name: "a", Kind: discount.Absolute, Rate: money.MustRate("1%"), Amount: euro("1.001"), On: "page", Group: "g", Used: euro("1.00"), From: day, Until: day},
		{ID: "u", Name: "u", Kind: discount.PerUnit, Amount: money.Must("1.00 USD"), On: discount.OnLine, Cap: euro("-1.00")},
		group, other,
	}
	r, err := discount.Apply(bases, ds, calendar.Date{}, money.Mode(9))
	require.ErrorIs(t, err, fault.ErrInvalid)
	assert.Zero(t, r)
	assert.Equal(t, []string{
		"bases[1].amount", "bases[2].quantity", "bases[2].amount", "bases[3].id",
		"discounts[0].id", "discounts[0].name", "discounts[0].kind", "discounts[0].on",
		"discounts[1].rate", "discounts[1].amount", "discounts[1].stacking",
		"discounts[2].amount", "discounts[2].rate", "discounts[2].on", "discounts[2].group", "discounts[2].used", "discounts[2].until",
		"discounts[3].cap", "discounts[3].amount",
		"discounts[2].id", "discounts[5].on", "on", "mode",
	}, etomtest.Paths(err))
	assert.ErrorIs(t, discount.CheckDiscounts(ds), fault.ErrInvalid)
	assert.NoError(t, discount.CheckDiscounts(ds[4:5]))
}

func TestApply_refuses_sums_it_cannot_split(t *testing.T) {
	t.Parallel()
	_, err := discount.Apply(lines("92233720368547758.07", "0.01"), nil, day, money.HalfUp)
	assert.Equal(t, []string{"bases[1].amount"}, etomtest.Paths(err))
	_, err = discount.Apply(lines("92233720368547758.08"), nil, day, money.HalfUp)
	assert.Equal(t, []string{"bases[0].amount"}, etomtest.Paths(err))
	r := apply(t, lines("92233720368547758.07"), percent("p", "100%", discount.OnDocument))
	assert.Equal(t, []string{"0.00"}, nets(r))
}

func TestResult_is_read_back_as_it_was_written(t *testing.T) {
	t.Parallel()
	r := apply(t, lines("100.00", "50.00"), percent("p", "10%", discount.OnLine), absolute("a", "5.00", discount.OnDocument), percent("z", "0.001%", discount.OnLine))
	body, err := json.Marshal(r)
	require.NoError(t, err)
	var back discount.Result
	require.NoError(t, json.Unmarshal(body, &back))
	assert.Equal(t, r, back)
}
