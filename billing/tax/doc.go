// Package tax decides which value added tax a supply bears and adds it up on a document. It owns the rates by country, class and date,
// the reasons for which none is charged, the tax in net and gross prices, and the totals of a bill with the calculation rules of
// EN 16931 that they obey. It does not own prices, discounts or the bill itself, nor advice: who is asked about a case that its tables
// do not have answers with an error and never with a guess.
//
// A telephone bill of a German operator, 19 % on 49.90 EUR and 5.00 EUR off the document:
//
//	supply := tax.Supply{Seller: tax.Party{Country: "DE"}, Buyer: tax.Party{Country: "DE"}, Class: tax.Standard, Kind: tax.Telecommunication, On: day}
//	vat, err := tax.Decide(tax.EU(), supply) // S, 19%, with its legal source
//	totals, err := tax.Total(tax.Policy{}, // net prices, tax rounded per document, half up
//		[]tax.Line{{ID: "1", Amount: money.Must("49.90 EUR"), Treatment: vat}},
//		[]tax.Change{{ID: "loyalty", Amount: money.Must("-5.00 EUR"), Treatment: vat}},
//		money.Amount{}, money.Amount{}) // nothing paid before, amount due not rounded
//	fmt.Println(totals.WithoutTax, totals.Tax, totals.Due) // 44.90 EUR 8.53 EUR 53.43 EUR
//	broken := totals.Check()                               // nothing: BR-CO-10 to BR-CO-17 and their like hold
//
// # Nothing rounds twice
//
// Lines and changes are printed figures, in whole minor units. Tax is rounded once: for each category and rate of the document, or for
// each line, as the Policy says. What stands on the lines then adds up to what stands below them: a document's tax is split over its
// lines by largest remainder, ties by id, so that no order of the lines changes a cent, and a credit note mirrors its bill.
//
// With gross prices the price is what was printed: net is backed out of the gross sum, and tax is the rest, so that net and tax always
// add up to it. Then, and where tax is rounded per line, EN 16931's tax may differ by cents from the rate times the net sum; Check
// grants what the validation artefacts of EN 16931 grant, and says so in the comment of its rule.
package tax
