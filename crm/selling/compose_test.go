package selling_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/etom/money"
)

// line is an item in short: what, how many, what is done, after what.
func line(items []selling.Item) []string {
	var all []string
	for _, i := range items {
		all = append(all, fmt.Sprintf("%s %s %d %s %v", i.ID, i.Action, i.Quantity, i.Offering, i.DependsOn))
	}
	return all
}

func TestPortfolio_Compose(t *testing.T) {
	t.Parallel()
	want := func(offerings ...string) []selling.DraftItem {
		var all []selling.DraftItem
		for _, id := range offerings {
			all = append(all, selling.DraftItem{Offering: id})
		}
		return all
	}
	for _, row := range []struct {
		name   string
		wanted []selling.DraftItem
		has    []string
		items  []string
		faults []string
	}{
		{name: "what is required comes along, before",
			wanted: want("dsl-access"), items: []string{"1 add 1 extranet-access []", "2 add 1 dsl-access [1]"}},
		{name: "what is required and there already is named, not sold again",
			wanted: want("car-configurator"), has: []string{"extranet-access"}, items: []string{"1 noChange 1 extranet-access []", "2 add 1 car-configurator [1]"}},
		{name: "what is wanted and there already is modified",
			wanted: []selling.DraftItem{{Offering: "car-configurator", Quantity: 20}}, has: []string{"extranet-access", "car-configurator"},
			items: []string{"1 noChange 1 extranet-access []", "2 modify 20 car-configurator [1]"}},
		{name: "what the customer has and cannot stand beside it goes first",
			wanted: want("dsl-access"), has: []string{"isdn-access", "extranet-access"},
			items: []string{"1 delete 1 isdn-access []", "2 noChange 1 extranet-access []", "3 add 1 dsl-access [1 2]"}},
		{name: "an action that is named is taken",
			wanted: []selling.DraftItem{{Offering: "car-configurator", Action: selling.Add, Quantity: 3}}, has: []string{"extranet-access", "car-configurator"},
			items: []string{"1 noChange 1 extranet-access []", "2 add 3 car-configurator [1]"}},
		{name: "a product that is deleted takes along what cannot be without it",
			wanted: []selling.DraftItem{{Offering: "extranet-access", Action: selling.Delete}}, has: []string{"extranet-access", "car-configurator", "isdn-access"},
			items: []string{"1 delete 1 car-configurator []", "2 delete 1 isdn-access []", "3 delete 1 extranet-access [1 2]"}},
		{name: "what is wanted twice is a fault",
			wanted: want("dsl-access", "dsl-access"), faults: []string{"quoteItem[1].productOffering ETOM-DUPLICATE"}},
		{name: "what excludes one another is a fault",
			wanted: want("dsl-access", "isdn-access"), faults: []string{"quoteItem ETOM-REFERENCE"}},
		{name: "what is required cannot be deleted",
			wanted: []selling.DraftItem{{Offering: "extranet-access", Action: selling.Delete}, {Offering: "car-configurator"}},
			has:    []string{"extranet-access"}, faults: []string{"quoteItem ETOM-REFERENCE"}},
		{name: "what the portfolio no longer has stays where it is",
			wanted: want("extranet-access"), has: []string{"telex"}, items: []string{"1 add 1 extranet-access []"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			items, err := extranet().Compose(row.wanted, row.has)
			if row.faults != nil {
				assert.ElementsMatch(t, row.faults, faults(t, err))
				return
			}
			require.NoError(t, err)
			assert.Equal(t, row.items, line(items))
		})
	}
}

func TestPortfolio_Compose_prices(t *testing.T) {
	t.Parallel()
	items, err := extranet().Compose([]selling.DraftItem{
		{Offering: "leased-line", Prices: prices("900.00 EUR"), Discount: money.MustRate("3%"), DiscountName: "loyalty"}}, []string{"isdn-access"})
	require.NoError(t, err)
	line := items[len(items)-1]
	assert.Equal(t, "900.00 EUR", line.Prices[0].Amount.String(), "a custom product has the price set by hand")
	assert.Equal(t, "3%", line.Prices[0].Discount.String())
	assert.Equal(t, "loyalty", line.Prices[0].DiscountName)
	assert.Equal(t, "0%", extranet()[2].Prices[0].Discount.String(), "the portfolio itself is left alone")
	assert.Equal(t, selling.Delete, items[0].Action)
	assert.Empty(t, items[0].Prices, "what goes costs nothing")
}

func TestPortfolio_Compose_says_what_a_special_product_stands_instead_of(t *testing.T) {
	t.Parallel()
	items, err := extranet().Compose([]selling.DraftItem{{Offering: "dsl-access"}}, nil)
	require.NoError(t, err)
	assert.Equal(t, "ISDN access", items[1].Instead)
	items, err = extranet().Compose([]selling.DraftItem{{Offering: "dsl-access", Instead: "Telex"}}, nil)
	require.NoError(t, err)
	assert.Equal(t, "Telex", items[1].Instead)
}

func TestPortfolio_Compose_keeps_its_promises(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := portfolios(t)
		var ids []string
		for _, o := range p {
			ids = append(ids, o.ID)
		}
		var wanted []selling.DraftItem
		for _, id := range rapid.SliceOfNDistinct(rapid.SampledFrom(ids), 1, 3, rapid.ID[string]).Draw(t, "wanted") {
			action := rapid.SampledFrom([]selling.Action{"", selling.Delete}).Draw(t, "action")
			wanted = append(wanted, selling.DraftItem{Offering: id, Action: action, Quantity: rapid.IntRange(0, 3).Draw(t, "quantity")})
		}
		var has []string
		for _, id := range rapid.SliceOfDistinct(rapid.SampledFrom(ids), rapid.ID[string]).Draw(t, "has") {
			for _, one := range p.RequiredFor(id) { // whoever has something has what it requires
				if !slices.Contains(has, one) {
					has = append(has, one)
				}
			}
		}
		items, err := p.Compose(wanted, has)
		if err != nil {
			return
		}
		there := map[string]bool{}
		for _, id := range has {
			there[id] = true
		}
		done := map[string]bool{}
		for _, i := range items {
			for _, on := range i.DependsOn {
				if !done[on] {
					t.Fatalf("item %s depends on %s, which stands behind it: %v", i.ID, on, line(items))
				}
			}
			done[i.ID] = true
			if i.Action == selling.Add && there[i.Offering] {
				t.Fatalf("%s is added, yet there already", i.Offering)
			}
			there[i.Offering] = i.Action != selling.Delete
			for _, o := range p {
				if there[o.ID] && slices.ContainsFunc(o.Requires, func(r string) bool { return !there[r] }) {
					t.Fatalf("after item %s %s is there without what it requires: %v", i.ID, o.ID, line(items))
				}
			}
		}
		var end []string
		for _, id := range ids {
			if there[id] {
				end = append(end, id)
			}
		}
		if consistent(p, has) && !consistent(p, end) {
			t.Fatalf("in the end there is what cannot be together: %v, with %v of %+v", end, line(items), p)
		}
		for _, id := range end {
			for _, r := range p.RequiredFor(id) {
				if !there[r] {
					t.Fatalf("in the end %s is there without %s: %v", id, r, line(items))
				}
			}
		}
		for _, w := range wanted {
			if there[w.Offering] != (w.Action != selling.Delete) {
				t.Fatalf("%s is not as it is wanted: %v", w.Offering, line(items))
			}
		}
	})
}

func TestLeadTime_is_that_of_the_longest_chain(t *testing.T) {
	t.Parallel()
	items := []selling.Item{
		{ID: "1", LeadTime: 4 * day}, {ID: "2", LeadTime: 10 * day, DependsOn: []string{"1"}}, {ID: "3", LeadTime: 12 * day},
		{ID: "4", LeadTime: day, DependsOn: []string{"2", "3"}},
	}
	assert.Equal(t, 15*day, selling.LeadTime(items))
	assert.Zero(t, selling.LeadTime(nil))
}

func TestDrawUp_counts_a_known_lead_time_from_the_order(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		known time.Duration
		want  time.Duration
	}{{20 * day, 20 * day}, {6 * day, 6 * day}, {2 * day, 4 * day}} { // the access that DSL requires takes 4 days
		q, err := selling.DrawUp(extranet(), selling.Terms{}, selling.Draft{Customer: "c", Items: []selling.DraftItem{{Offering: "dsl-access"}},
			LeadTimes: map[string]time.Duration{"dsl-access": row.known}})
		require.NoError(t, err)
		assert.Equal(t, row.want, q.LeadTime)
	}
}
