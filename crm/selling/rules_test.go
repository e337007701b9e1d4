package selling_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/price"
)

func TestTermsFor_takes_the_first_row_that_fits(t *testing.T) {
	t.Parallel()
	rows := []selling.Terms{
		{Customer: "c-1", ValidDays: 1}, {Segment: "gold", ValidDays: 2}, {Customer: "c-2", Segment: "silver", ValidDays: 3}, {ValidDays: 4}, {Segment: "late", ValidDays: 5},
	}
	for _, row := range []struct {
		name, customer, segment string
		want                    int
	}{
		{"by name", "c-1", "", 1}, {"by name before the segment", "c-1", "gold", 1}, {"by segment", "c-9", "gold", 2},
		{"a row with a name is that customer's, whatever the segment", "c-2", "", 3}, {"everybody", "c-9", "late", 4},
	} {
		assert.Equal(t, row.want, selling.TermsFor(rows, row.customer, row.segment).ValidDays, row.name)
	}
	assert.Equal(t, 30, selling.TermsFor(nil, "c-1", "").ValidDays, "without a table")
	assert.Equal(t, 30, selling.TermsFor([]selling.Terms{{}}, "c-1", "").ValidDays, "without a figure")
}

func TestDrawUp_takes_the_largest_discount(t *testing.T) {
	t.Parallel()
	portfolio := extranet()
	portfolio[0].Prices[0].Discount, portfolio[0].Prices[0].DiscountName = money.MustRate("4%"), "spring"
	for _, row := range []struct {
		name, granted string
		want          []string // of basic charge and installation
	}{
		{"the terms' is more than the portfolio's, and on recurring prices only", "0%", []string{"5% key-account discount", "0% "}},
		{"what is granted is more than both", "8%", []string{"8% deal", "8% deal"}},
		{"what is granted is less than the terms'", "3%", []string{"5% key-account discount", "3% deal"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			q, err := selling.DrawUp(portfolio, keyAccount(), selling.Draft{Customer: "c", Items: []selling.DraftItem{
				{Offering: "extranet-access", Discount: money.MustRate(row.granted), DiscountName: "deal"}}})
			require.NoError(t, err)
			var got []string
			for _, p := range q.Items[0].Prices {
				got = append(got, p.Discount.String()+" "+p.DiscountName)
			}
			assert.Equal(t, row.want, got)
		})
	}
}

func TestBeyond(t *testing.T) {
	t.Parallel()
	portfolio := extranet()
	portfolio[2].Prices[0].Discount = money.MustRate("40%") // on the list
	item := func(offering, discount string) selling.Item {
		p := monthly("DSL surcharge", "10.00 EUR")
		p.Discount = money.MustRate(discount)
		return selling.Item{Action: selling.Add, Offering: offering, Quantity: 1, Prices: []price.Price{p}}
	}
	sales, known := selling.LimitOf(selling.Limits(), "")
	require.True(t, known)
	for _, row := range []struct {
		name string
		item selling.Item
		role string
		want int
	}{
		{"up to the limit is granted", item("extranet-access", "10%"), "sales", 0},
		{"a little more is not", item("extranet-access", "10.01%"), "sales", 1},
		{"nor without a role", item("extranet-access", "10.01%"), "", 1},
		{"a larger limit covers it", item("extranet-access", "25%"), "salesManager", 0},
		{"what the portfolio gives is granted before", item("dsl-access", "40%"), "sales", 0},
		{"more than that is not", item("dsl-access", "41%"), "sales", 1},
		{"a role that stands in no row may grant nothing", item("extranet-access", "1%"), "janitor", 1},
		{"what is deleted does not count", selling.Item{Action: selling.Delete, Prices: item("x", "90%").Prices}, "sales", 0},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			limit, _ := selling.LimitOf(selling.Limits(), row.role)
			assert.Len(t, selling.Beyond(portfolio, selling.Terms{}, []selling.Item{row.item}, limit), row.want)
		})
	}
	terms := selling.Terms{Discounts: []selling.Discount{{Rate: money.MustRate("30%"), Name: "key account"}}}
	assert.Empty(t, selling.Beyond(portfolio, terms, []selling.Item{item("extranet-access", "30%")}, sales), "what the terms give is granted before")
	assert.Equal(t, "SELLING-LIMIT-01 31% on \"DSL surcharge\" is more than the 10% that sales may grant",
		selling.Beyond(portfolio, terms, []selling.Item{item("extranet-access", "31%")}, sales)[0].String())
}

func TestMergeServiceLevels(t *testing.T) {
	t.Parallel()
	outage := func(hours int64) *selling.Figure {
		return &selling.Figure{Metric: "outage", Operator: selling.LessOrEqual, Value: money.Count(hours), Unit: "h"}
	}
	merged := selling.MergeServiceLevels(
		selling.ServiceLevel{Features: []string{"Mail"}, Terms: []selling.Term{{Feature: "Mail", Text: "4 h", Figure: outage(4)}, {Text: "help desk"}}},
		selling.ServiceLevel{Name: "Gold", Features: []string{"VPN", "Mail"}, Terms: []selling.Term{
			{Feature: "Mail", Text: "8 h", Figure: outage(8)}, {Feature: "VPN", Text: "8 h", Figure: outage(8)}, {Text: "help desk"}}},
		selling.ServiceLevel{Name: "Silver"})
	assert.Equal(t, "Gold", merged.Name, "the first that has one")
	assert.Equal(t, []string{"Mail", "VPN"}, merged.Features)
	var terms []string
	for _, term := range merged.Terms {
		terms = append(terms, term.Feature+" "+term.Text)
	}
	assert.Equal(t, []string{"Mail 4 h", " help desk", "VPN 8 h"}, terms)
}

func TestFigure_Holds(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		operator         selling.Operator
		less, same, more bool
		words            string
	}{
		{selling.Less, true, false, false, "outage less than 4 h"}, {selling.LessOrEqual, true, true, false, "outage at most 4 h"},
		{selling.Equal, false, true, false, "outage exactly 4 h"}, {selling.GreaterOrEqual, false, true, true, "outage at least 4 h"},
		{selling.Greater, false, false, true, "outage more than 4 h"}, {"about", false, false, false, "outage  4 h"},
	} {
		f := selling.Figure{Metric: "outage", Operator: row.operator, Value: money.Count(4), Unit: "h"}
		assert.Equal(t, row.less, f.Holds(money.MustQuantity("3.9")), row.operator)
		assert.Equal(t, row.same, f.Holds(money.Count(4)), row.operator)
		assert.Equal(t, row.more, f.Holds(money.MustQuantity("4.5")), row.operator) // section 6.6: 4.5 h measured
		assert.Equal(t, row.words, f.String())
	}
}

func TestPortfolio_Educate(t *testing.T) {
	t.Parallel()
	p := extranet()
	p[3].Acknowledge, p[3].Effort = true, "Every PC must be restarted."
	item := func(offering string, action selling.Action, lead time.Duration) selling.Item {
		return selling.Item{ID: offering + string(action), Offering: offering, Action: action, LeadTime: lead}
	}
	dsl := item("dsl-access", selling.Add, 90*time.Minute)
	dsl.DependsOn = []string{"extranet-accessadd"}
	education := p.Educate([]selling.Item{item("extranet-access", selling.Add, day), dsl,
		item("leased-line", selling.Modify, 36*time.Hour), item("car-configurator", selling.Add, day), item("dsl-access", selling.Delete, 0)})
	assert.Equal(t, []selling.Education{
		{Offering: "dsl-access", Name: "DSL access", Kind: selling.Special, Acknowledge: true, Sentences: []string{"DSL access is a special product.",
			"Whether it can be delivered is answered within 2 days.", "From the order to completion it takes 25h30m0s.",
			"The speed depends on the distance to the exchange.", "A technician must be let in once."}},
		{Offering: "leased-line", Name: "Leased line", Kind: selling.Custom, Sentences: []string{"Leased line is a custom product.",
			"Whether it can be delivered is answered within 10 days.", "From the order to completion it takes 36 hours.", "A duct must be dug."}},
		{Offering: "car-configurator", Name: "Car Configurator", Kind: selling.Standard, Acknowledge: true, Sentences: []string{"Every PC must be restarted."}},
	}, education)
}

func TestValidUntil_is_the_end_of_a_day_in_the_zone(t *testing.T) {
	t.Parallel()
	berlin, err := calendar.LoadZone("Europe/Berlin")
	require.NoError(t, err)
	at := time.Date(2026, time.March, 15, 23, 30, 0, 0, time.UTC) // half past midnight on the 16th in Berlin
	for _, row := range []struct {
		days int
		zone *time.Location
		want string
	}{
		{0, berlin, "2026-03-16T23:00:00Z"}, {14, berlin, "2026-03-30T22:00:00Z"}, // summer time begins on the 29th
		{0, nil, "2026-03-16T00:00:00Z"},
	} {
		until := selling.ValidUntil(at, row.days, row.zone)
		assert.Equal(t, row.want, until.Format(time.RFC3339))
		q := selling.Quote{ValidUntil: until}
		assert.False(t, q.Expired(until.Add(-time.Microsecond)))
		assert.True(t, q.Expired(until))
	}
	assert.False(t, selling.Quote{}.Expired(at), "without an end it does not end")
}

// weekly delivers on Mondays only.
type weekly struct{}

func (weekly) After(from time.Time, lead time.Duration) time.Time {
	at := from.Add(lead)
	for at.Weekday() != time.Monday {
		at = at.Add(day)
	}
	return at
}

func TestQuote_Promise(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC) // a Monday
	for _, row := range []struct {
		name  string
		quote selling.Quote
		want  time.Time
	}{
		{"the lead time, as the calendar counts it", selling.Quote{LeadTime: 3 * day}, at.Add(7 * day)},
		{"a later wish is met on its day", selling.Quote{LeadTime: 3 * day, RequestedCompletion: at.Add(9 * day)}, at.Add(9 * day)},
		{"an earlier wish cannot be met", selling.Quote{LeadTime: 3 * day, RequestedCompletion: at.Add(day)}, at.Add(7 * day)},
		{"a date promised by hand stands", selling.Quote{LeadTime: 3 * day, PromisedCompletion: at.Add(2 * day)}, at.Add(2 * day)},
		{"unless it has passed", selling.Quote{LeadTime: 3 * day, PromisedCompletion: at}, at.Add(7 * day)},
		{"without a lead time nothing can be said", selling.Quote{}, time.Time{}},
	} {
		assert.Equal(t, row.want, row.quote.Promise(at, weekly{}), row.name)
	}
}
