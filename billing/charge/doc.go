// Package charge owns what a product held is charged for: prices that are charged once or again and again, in advance or in arrear, for
// parts of months counted by a named rule, what is taken back of them, and commitments. It does not own how usage is rated, discounts
// over several lines, taxes or rounding: its figures are exact, and the bill rounds each line once.
//
// A line at 39.90 EUR a month, in advance, from 22 March; the bill cycle day is the 1st:
//
//	cycle, err := charge.BillCycle(1, "Europe/Berlin")
//	...
//	line := charge.Holding{ID: "line-7", Name: "DSL", Quantity: 1, From: calendar.MustParse("2026-03-22"), Prices: []charge.Price{{
//		ID: "fee", Name: "Monthly fee", De: "Monatspreis", Kind: charge.Recurring, Timing: charge.Advance,
//		Every: calendar.Month, Amount: money.Must("39.90 EUR"),
//	}}}
//	charges, err := charge.Charges(line, cycle, march, nil)
//	for _, c := range charges {
//		fmt.Println(c.Key, c.Numerator, c.Denominator, c.Reason.Text) // 10 of 31 days of March, and the whole of April
//	}
//	billed = append(billed, charges[0].Billed(printed)) // the bill keeps what it printed
//	line.Until = calendar.MustParse("2026-04-11")       // and then the customer cancels
//	charges, err = charge.Charges(line, cycle, april, billed) // takes 20 of 30 days back
//
// # One principle
//
// What is right for every service day up to the horizon, less what was billed for it, is what this bill charges. So nobody computes
// corrections: a start, an end, another price or quantity, a suspension that becomes known late is written into the holding, and
// the next bill takes back what is not owed and charges what is. A second run of the same bill charges nothing. What was billed is right for
// its days if price, quantity and discount are; that another bill cycle day or counting rule holds now does not disturb it.
//
// # Days
//
// Service days are civil dates, ranges of them half-open: the day of a change has the new price, and no day is counted twice or left
// out. Recurrences follow the bill cycle, in the middle of which a price begins, changes and ends by the share of its days; its DayCount
// names the rule. Recurrences of their own, such as years from the day of the contract, have an Anchor.
//
// # What is taken back
//
// Take-backs start from the printed amount: they take the share of its days of what is left of it, so that any series of them ends at
// exactly nothing. They give back what the customer was asked for, discounts taken off.
package charge
