package ordering_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/price"
	"github.com/etomcrm/etomcrm/ordering"
)

// extranet is the charge of the seed's section 6.3: basic price, DSL surcharge, key-account discount. The amounts are ours,
// the document gives none.
func extranet() ordering.DraftItem {
	i := item("extranet")
	i.Quantity = 3
	i.Prices = []price.Price{
		{Name: "extranet access basic price", Type: price.Recurring, Period: "month", Amount: money.Must("49.90 EUR"), Discount: money.MustRate("5%"), DiscountName: "key-account discount"},
		{Name: "DSL surcharge", Type: price.NonRecurring, Amount: money.Must("99.00 EUR")},
	}
	return i
}

func TestCharges_a_discount_is_a_line_of_its_own(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		asked := draft(extranet(), item("for nothing"))
		asked.Agreement = "a-1"
		o := d.done(d.begun(asked), "extranet", "for nothing")
		o = d.must(d.HandOverCharges(d.ctx, o.ID))
		assert.True(t, o.Charged)
		want := []ordering.Charge{
			{Item: "extranet", Offering: "offering extranet", Name: "extranet access basic price", Type: price.Recurring, Period: "month", Quantity: 3, Net: money.Must("149.70 EUR")},
			{Item: "extranet", Offering: "offering extranet", Name: "key-account discount", Type: price.Recurring, Period: "month", Quantity: 3, Rate: money.MustRate("5%"), Net: money.Must("-7.49 EUR")},
			{Item: "extranet", Offering: "offering extranet", Name: "DSL surcharge", Type: price.NonRecurring, Quantity: 3, Net: money.Must("297.00 EUR")},
		}
		var n ordering.ChargesNotice
		d.last(o.ID, ordering.EventCharges, &n)
		assert.Equal(t, ordering.ChargesNotice{Customer: "c-1", Order: o.ID, Agreement: "a-1", Charges: want}, n)
		charges, err := ordering.Charges(o)
		require.NoError(t, err)
		assert.Equal(t, want, charges)
	})
}

func TestHandOverCharges_once(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		o := d.done(d.begun(draft(extranet())), "extranet")
		d.must(d.HandOverCharges(d.ctx, o.ID))
		d.refusesOrder(fault.ErrState, func() (ordering.Order, error) { return d.HandOverCharges(d.ctx, o.ID) })
		d.clock.Advance(100 * day)
		d.store.Unchanged(t, func() { assert.Zero(t, d.due()) })
	})
}

func TestCharges_only_for_what_was_completed_and_adds_or_modifies(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	var all []ordering.DraftItem
	for id, action := range map[string]ordering.Action{"1": ordering.Add, "2": ordering.Modify, "3": ordering.Delete, "4": ordering.NoChange, "5": ordering.Add} {
		i := costing(id, "10.00 EUR", 1)
		i.Action = action
		all = append(all, i)
	}
	o := d.failed(d.done(d.begun(draft(all...)), "1", "2", "3"), "5")
	require.Equal(t, ordering.Partial, o.State)
	charges, err := ordering.Charges(o)
	require.NoError(t, err)
	var charged []string
	for _, c := range charges {
		charged = append(charged, c.Item)
	}
	assert.ElementsMatch(t, []string{"1", "2"}, charged)
}

func TestHandOverCharges_only_of_what_is_complete(t *testing.T) {
	t.Parallel()
	d := inMemory(t, &ordering.Config{Credit: ordering.CreditLimit{Limit: money.Must("100.00 EUR")}})
	for state, o := range map[ordering.State]ordering.Order{
		ordering.Acknowledged: d.placed(draft(costing("1", "1.00 EUR", 1))),
		ordering.InProgress:   d.begun(draft(costing("1", "1.00 EUR", 1))),
		ordering.Failed:       d.failed(d.begun(draft(costing("1", "1.00 EUR", 1))), "1"),
		ordering.Rejected:     d.placed(draft(costing("1", "1000.00 EUR", 1))),
	} {
		require.Equal(t, state, o.State)
		err := d.refusesOrder(fault.ErrState, func() (ordering.Order, error) { return d.HandOverCharges(d.ctx, o.ID) })
		assert.ErrorContains(t, err, string(state))
		charges, err := ordering.Charges(o)
		require.NoError(t, err)
		assert.Empty(t, charges, state)
	}
}

// What is billed is what was agreed: the charges of an order add up to the net lines of its prices, and to its exposure.
func TestCharges_add_up_to_the_lines(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		o := ordering.Order{State: ordering.Completed}
		var want money.Amount
		for n := range rapid.IntRange(1, 5).Draw(t, "items") {
			i := ordering.Item{ID: string(rune('a' + n)), State: ordering.Completed, Quantity: rapid.IntRange(1, 1000).Draw(t, "quantity"),
				Action: rapid.SampledFrom([]ordering.Action{ordering.Add, ordering.Modify, ordering.Delete, ordering.NoChange}).Draw(t, "action"),
				Prices: rapid.SliceOfN(anyPrice(), 0, 3).Draw(t, "prices")}
			o.Items = append(o.Items, i)
			for _, p := range i.Prices {
				line, err := p.Line(i.Quantity)
				require.NoError(t, err)
				if i.Action == ordering.Add || i.Action == ordering.Modify {
					want, err = want.Add(line.Net)
					require.NoError(t, err)
				}
			}
		}
		charges, err := ordering.Charges(o)
		require.NoError(t, err)
		var sum money.Amount
		for _, c := range charges {
			sum, err = sum.Add(c.Net)
			require.NoError(t, err)
			require.Equal(t, c.Net.Sign() < 0, c.Rate.Sign() > 0, "only discounts are negative, and they say their rate")
		}
		require.Equal(t, want, sum)
		exposure, err := ordering.Exposure(o.Items)
		require.NoError(t, err)
		require.Equal(t, want, exposure)
	})
}

func TestCharges_of_prices_beyond_reckoning_are_an_error(t *testing.T) {
	t.Parallel()
	o := ordering.Order{State: ordering.Completed, Items: []ordering.Item{{ID: "1", Action: ordering.Add, State: ordering.Completed, Quantity: 10,
		Prices: []price.Price{{Amount: money.Must(tooMany + " EUR")}}}}}
	_, err := ordering.Charges(o)
	require.ErrorIs(t, err, fault.ErrInvalid)
	_, err = ordering.Exposure(o.Items)
	require.ErrorIs(t, err, fault.ErrInvalid)
}

// tooMany is as many digits as an amount has room for.
const tooMany = "999999999999999999999999999999999999"
