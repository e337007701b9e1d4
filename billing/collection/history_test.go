package collection_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing/collection"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
)

func TestService_Behaviour(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		for _, b := range [][3]string{{"b-1", "100.00 EUR", "2026-01-16"}, {"b-2", "50.00 EUR", "2026-02-16"}, {"b-3", "70.00 EUR", "2026-03-16"}, {"b-4", "70.00 EUR", "2026-09-16"}} {
			d.opened(bill(b[0], "R-"+b[0], b[1], b[2]))
		}
		other := bill("b-9", "R-b-9", "10.00 EUR", "2026-03-20")
		other.Account = "a-2"
		d.opened(other)
		d.paid(paying("p-1", "100.00 EUR", "2026-01-10", "R-b-1"))
		d.paid(paying("p-2", "20.00 EUR", "2026-02-20", "R-b-2"))
		d.paid(paying("p-3", "30.00 EUR", "2026-02-26", "R-b-2"))
		d.item(d.Hold(d.ctx, collection.HoldDraft{ID: "h-1", Item: "b-3", Amount: money.Must("20.00 EUR"), On: date("2026-03-01")}))
		d.due("2026-03-21")
		d.on("2026-03-23")
		facts, err := d.Behaviour(d.ctx, "c-1")
		require.NoError(t, err)
		counts := collection.Counts{Bills: 4, Late: 3,
			DaysLate:     20, // b-2 ten days, b-3 seven so far, b-9 three so far
			DaysLateMean: money.MustQuantity("5"), DaysLateWorst: 10, LevelWorst: 1}
		assert.Equal(t, collection.Behaviour{
			Customer: "c-1", AsOf: date("2026-03-23"), Counts: counts, LastYear: counts, OverdueDays: 7, Level: 1,
			Exposure: []money.Amount{money.Must("150.00 EUR")}, Overdue: []money.Amount{money.Must("60.00 EUR")},
		}, facts)

		both, err := d.Behaviour(d.ctx, "c-9", "c-1")
		require.NoError(t, err)
		facts.Customer = "c-9"
		assert.Equal(t, facts, both, "one customer under two ids")
		nobody, err := d.Behaviour(d.ctx, "c-9")
		require.NoError(t, err)
		assert.Equal(t, collection.Behaviour{Customer: "c-9", AsOf: date("2026-03-23")}, nobody)
	})
}

func TestBehave_mean_to_two_digits(t *testing.T) {
	t.Parallel()
	late := owed("b-1", "10.00 EUR", "2026-03-10", 0)
	facts, err := collection.Behave("c-1", nil, []collection.OpenItem{late, owed("b-2", "10.00 EUR", "2026-03-19", 0), owed("b-3", "10.00 EUR", "2026-03-19", 0)}, date("2026-03-20"))
	require.NoError(t, err)
	assert.Equal(t, "4", facts.DaysLateMean.String(), "12 over 3")
	late.Due = date("2026-03-12")
	facts, err = collection.Behave("c-1", nil, []collection.OpenItem{late, owed("b-2", "10.00 EUR", "2026-03-18", 0), owed("b-3", "10.00 EUR", "2026-03-19", 0)}, date("2026-03-20"))
	require.NoError(t, err)
	assert.Equal(t, "3.67", facts.DaysLateMean.String(), "11 over 3")
}

func TestService_History_is_in_order(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		d.opened(bill("b-2", "R-1002", "60.00 EUR", "2026-03-10"))
		d.opened(bill("b-1", "R-1001", "100.00 EUR", "2026-03-16"))
		d.paid(paying("p-2", "10.00 EUR", "2026-03-05", "R-1001"))
		d.paid(paying("p-1", "10.00 EUR", "2026-03-06", "R-1001"))
		d.due("2026-03-21")
		d.due("2026-04-10")
		h := d.history("a-1")
		assert.Equal(t, "b-2", h.Items[0].ID)
		assert.Equal(t, "p-2", h.Payments[0].ID)
		assert.Equal(t, []int{1, 2}, []int{h.Letters[0].No, h.Letters[1].No})
	})
}

func TestBehave_what_is_disputed_is_not_late(t *testing.T) {
	t.Parallel()
	all := []collection.OpenItem{held(owed("b-1", "10.00 EUR", "2026-03-10", 0), "10.00 EUR", "2026-03-05"), held(owed("b-2", "10.00 EUR", "2026-03-10", 0), "4.00 EUR", "2026-03-05")}
	facts, err := collection.Behave("c-1", nil, all, date("2026-03-20"))
	require.NoError(t, err)
	assert.Equal(t, []int{2, 1, 10}, []int{facts.Bills, facts.Late, facts.DaysLate}, "of b-2 a part is not")
	assert.Equal(t, []money.Amount{money.Must("6.00 EUR")}, facts.Overdue)
}

func TestBehave_what_was_long_ago_counts_for_life_but_not_in_the_last_year(t *testing.T) {
	t.Parallel()
	asOf := date("2026-03-20") // the last year begins on 20 March 2025
	paid := func(due, settled string) collection.OpenItem {
		i := owed("b", "10.00 EUR", due, 0)
		i.Open, i.State, i.SettledOn = money.Must("0.00 EUR"), collection.Settled, date(settled)
		return i
	}
	for name, c := range map[string]struct {
		account    collection.Account
		items      []collection.OpenItem
		life, year collection.Counts
	}{
		"debits that came back": {
			account: collection.Account{Returned: 3, ReturnedOn: []calendar.Date{date("2025-03-19"), date("2025-03-20")}}, // of the first, the day is not known
			life:    collection.Counts{Returned: 3}, year: collection.Counts{Returned: 1}},
		"promises": {
			account: collection.Account{Promises: []collection.Promise{{By: date("2025-03-19"), State: collection.PromiseBroken}, {By: date("2025-03-20"), State: collection.PromiseBroken}, {By: date("2026-01-01"), State: collection.PromiseKept}}},
			life:    collection.Counts{BrokenPromises: 2}, year: collection.Counts{BrokenPromises: 1}},
		"plans": {
			account: collection.Account{Plans: []collection.Plan{
				{State: collection.PlanBroken, Parts: []collection.Instalment{{Due: date("2025-03-19"), Missed: true}, {Due: date("2025-04-19")}}},
				{State: collection.PlanBroken, Parts: []collection.Instalment{{Due: date("2025-03-19"), Missed: true}, {Due: date("2025-03-20"), Missed: true}}},
			}},
			life: collection.Counts{BrokenPlans: 2}, year: collection.Counts{BrokenPlans: 1}},
		"letters": {
			account: collection.Account{Dunning: collection.Dunning{Worst: 3, Reached: []calendar.Date{date("2025-06-01"), date("2025-03-20"), date("2025-03-19")}}},
			life:    collection.Counts{LevelWorst: 3}, year: collection.Counts{LevelWorst: 2}},
		"a level that is still reached": {
			account: collection.Account{Dunning: collection.Dunning{Level: 3, Worst: 3, Reached: []calendar.Date{date("2024-01-01"), date("2024-02-01"), date("2024-03-01")}}},
			life:    collection.Counts{LevelWorst: 3}, year: collection.Counts{LevelWorst: 3}},
		"bills": {
			items: []collection.OpenItem{paid("2025-03-01", "2025-03-19"), paid("2025-03-17", "2025-03-20"), paid("2025-03-20", "2025-03-18")},
			life:  collection.Counts{Bills: 3, Late: 2, DaysLate: 21, DaysLateMean: money.MustQuantity("7"), DaysLateWorst: 18},
			year:  collection.Counts{Bills: 2, Late: 1, DaysLate: 3, DaysLateMean: money.MustQuantity("1.5"), DaysLateWorst: 3}},
		"a bill that was never paid": {
			items: []collection.OpenItem{owed("b", "10.00 EUR", "2025-03-10", 0)},
			life:  collection.Counts{Bills: 1, Late: 1, DaysLate: 375, DaysLateMean: money.MustQuantity("375"), DaysLateWorst: 375},
			year:  collection.Counts{Bills: 1, Late: 1, DaysLate: 375, DaysLateMean: money.MustQuantity("375"), DaysLateWorst: 375}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, err := collection.Behave("c-1", []collection.Account{c.account}, c.items, asOf)
			require.NoError(t, err)
			assert.Equal(t, c.life, b.Counts)
			assert.Equal(t, c.year, b.LastYear)
		})
	}
}

func TestService_Behaviour_forgets_in_the_last_year_what_it_knows_for_life(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		d.opened(bill("b-1", "R-1", "100.00 EUR", "2026-03-16"))
		debit := paying("p-1", "100.00 EUR", "2026-03-16", "R-1")
		debit.EndToEnd, debit.Debit = "E2E-1", true
		d.paid(debit)
		d.on("2026-03-18")
		d.payment(d.ReturnDebit(d.ctx, collection.ReturnDraft{EndToEnd: "E2E-1", Return: collection.Return{On: date("2026-03-18"), Reason: "AM04", Fee: money.Must("0.00 EUR")}}))
		d.due("2026-03-25")
		d.paid(paying("p-2", "100.00 EUR", "2026-03-26", "R-1"))
		d.on("2026-03-27")
		b, err := d.Behaviour(d.ctx, "c-1")
		require.NoError(t, err)
		assert.Equal(t, b.Counts, b.LastYear)
		assert.Equal(t, []int{1, 1, 1, 1}, []int{b.Returned, b.LevelWorst, b.Bills, b.Late})
		d.on("2027-03-27")
		b, err = d.Behaviour(d.ctx, "c-1")
		require.NoError(t, err)
		assert.Equal(t, []int{1, 1, 1, 1}, []int{b.Returned, b.LevelWorst, b.Bills, b.Late})
		assert.Equal(t, collection.Counts{}, b.LastYear)
	})
}
