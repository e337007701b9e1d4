// Package discount owns what is taken off a bill and what reduces the amount to pay: discounts with their order, stacking, caps and
// expiry; price conditions by a customer's turnover, units and time; credits and deposits. It does not own list prices and rating, the
// tax on what remains, or the rebates of a service level agreement, which come as lines of their own.
//
// Ten cars with the key account's 5 %, then 1,000.00 EUR off the document:
//
//	bases := []discount.Base{
//		{ID: "1", Product: "car", Quantity: money.Count(10), Amount: money.Must("424900.00 EUR")},
//		{ID: "2", Product: "transport", Amount: money.Must("850.00 EUR")},
//	}
//	result, err := discount.Apply(bases, []discount.Discount{
//		{ID: "key", Name: "Key-account discount", Kind: discount.Percent, Rate: money.MustRate("5%"), On: discount.OnLine,
//			Filter: discount.Filter{Products: []string{"car"}}},
//		{ID: "voucher", Name: "Voucher", Kind: discount.Absolute, Amount: money.Must("1000.00 EUR"), On: discount.OnDocument},
//	}, billed, money.HalfUp)
//	for _, line := range result.Lines {
//		fmt.Println(line.ID, line.List, line.Discount, line.Document, line.Net)
//	}
//	text, german := result.Shares[0].Explain()
//
// # Conditions and credits
//
// A Condition is resolved first: it gives a Discount for Apply, and what earlier bills got less when a threshold re-prices their span.
// Credits come last, after tax: they change what is to be paid (UseCredits) and no price.
//
// # Cents
//
// List amounts are printed amounts. A share is rounded once, where it is computed on a line or on the document; what is split is split by
// largest remainder, ties by the lines' ids. So shares add up, nothing falls below nothing, and no order of equal inputs changes a cent.
package discount
