package charge_test

import (
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing/charge"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
)

func day(text string) calendar.Date { return calendar.MustParse(text) }

func cycleOf(t require.TestingT, billDay int, zone string) calendar.Cycle {
	cycle, err := charge.BillCycle(billDay, zone)
	require.NoError(t, err)
	return cycle
}

// periodOf is the cycle's period that holds the day.
func periodOf(t require.TestingT, cycle calendar.Cycle, text string) calendar.Period {
	zone, err := calendar.LoadZone(cycle.Zone)
	require.NoError(t, err)
	period, err := cycle.Period(calendar.FirstInstant(day(text), zone))
	require.NoError(t, err)
	return period
}

// printed notes the charges as a bill does: each line rounded once, its discount taken off the printed figure.
func printed(t require.TestingT, charges []charge.Charge) (billed []charge.Billed) {
	for _, c := range charges {
		list, err := c.Amount.Round(money.HalfUp)
		require.NoError(t, err)
		discount, err := list.Percent(c.Discount, money.HalfUp)
		require.NoError(t, err)
		net, err := list.Sub(discount)
		require.NoError(t, err)
		billed = append(billed, c.Billed(net))
	}
	return billed
}

// bill makes the bill of a period and notes it.
func bill(t require.TestingT, h charge.Holding, cycle calendar.Cycle, period calendar.Period, billed *[]charge.Billed) []charge.Charge {
	charges, err := charge.Charges(h, cycle, period, *billed)
	require.NoError(t, err)
	*billed = append(*billed, printed(t, charges)...)
	return charges
}

func monthly(timing charge.Timing, amount string) charge.Price {
	return charge.Price{
		ID: "fee", Name: "Monthly fee", De: "Monatspreis", Kind: charge.Recurring, Timing: timing,
		Every: calendar.Month, Amount: money.Must(amount),
	}
}

func holding(from string, prices ...charge.Price) charge.Holding {
	return charge.Holding{ID: "line-7", Name: "DSL", Quantity: 1, From: day(from), Prices: prices}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
