package billing

import (
	"fmt"

	"github.com/etomcrm/etomcrm/billing/tax"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Explain tells why the bill asks for what it asks for: a tree from the amount due down to the usage record and the rule. Records are
// explained as far as Rated has them.
func (b *Bill) Explain() Why {
	t := &b.Totals
	due := Why{Rule: WhyDue, Text: "Amount due", De: "Zu zahlen", Amount: t.Due.Exact()}
	if b.Kind.Corrects() {
		due.Text, due.De = "To be given back", "Zu erstatten"
	}
	due.Of = append(due.Of, b.whyTotal())
	for i := range b.Credits {
		use := &b.Credits[i]
		text, de := use.Explain()
		due.Of = append(due.Of, Why{Rule: WhyCredit, Text: text, De: de, Amount: use.Amount.Neg().Exact(), Sources: sources(use.Credit, use.Reference)})
	}
	if t.Rounding.Sign() != 0 {
		due.Of = append(due.Of, Why{Rule: WhyCoin, Text: "Rounding to what can be paid in " + b.Policy.Cash.Format("en"),
			De: "Rundung auf " + b.Policy.Cash.Format("de"), Amount: t.Rounding.Exact()})
	}
	return due
}

// whyTotal explains the total with tax.
func (b *Bill) whyTotal() Why {
	t := &b.Totals
	total := Why{Rule: WhyWithTax, Text: "Total with tax", De: "Rechnungsbetrag mit Steuer", Amount: t.WithTax.Exact()}
	body := b.whyBody()
	if t.Policy.Prices == tax.Gross {
		total.Of = append(body, b.whyTaxes()...)
		return total
	}
	total.Of = append([]Why{{Rule: WhyWithoutTax, Text: "Total without tax", De: "Nettobetrag", Amount: t.WithoutTax.Exact(), Of: body}}, b.whyTaxes()...)
	return total
}

// whyBody explains the lines and the discounts on the document.
func (b *Bill) whyBody() []Why {
	all := make([]Why, 0, len(b.Lines)+len(b.Document))
	for i := range b.Lines {
		all = append(all, b.explainLine(&b.Lines[i]))
	}
	no := make(map[string]int, len(b.Lines))
	for i := range b.Lines {
		no[b.Lines[i].ID] = i + 1
	}
	for i := range b.Document {
		d := &b.Document[i]
		text, de := d.Explain()
		w := Why{Rule: WhyDocument, Text: text, De: de, Amount: d.Amount.Exact(), Sources: []string{d.Discount}}
		for _, part := range d.Shares {
			w.Of = append(w.Of, Why{Rule: WhyShare, Text: fmt.Sprintf("share of line %d", no[part.Line]), De: fmt.Sprintf("Anteil des Postens %d", no[part.Line]),
				Amount: part.Amount.Exact()})
		}
		all = append(all, w)
	}
	return all
}

// whyTaxes explains the tax of each category and rate.
func (b *Bill) whyTaxes() []Why {
	p := b.Totals.Policy
	place, ort := "once for the document", "einmal für das ganze Dokument"
	if p.Rounding == tax.PerLine {
		place, ort = "for each line", "je Posten"
	}
	if b.Kind.Corrects() {
		place, ort = "as the tax of all that is taken back so far, less what was taken back before", "als Steuer auf alles bisher Berichtigte abzüglich der bereits berichtigten Steuer"
	}
	var all []Why
	for i := range b.Totals.Breakdown {
		s := &b.Totals.Breakdown[i]
		w := Why{Rule: WhyTax, Amount: s.Tax.Exact(), Sources: sources(s.Source)}
		switch {
		case s.Category != tax.StandardRate:
			w.Text = fmt.Sprintf("No tax on %s: %s", s.Taxable.Format("en"), s.Reason)
			w.De = fmt.Sprintf("Keine Steuer auf %s: %s", s.Taxable.Format("de"), s.De)
		case p.Prices == tax.Gross:
			w.Text = fmt.Sprintf("%s tax contained, net %s, rounded %s %s", s.Rate, s.Taxable.Format("en"), p.Mode, place)
			w.De = fmt.Sprintf("%s Steuer enthalten, netto %s, %s gerundet, %s", percent("de", s.Rate), s.Taxable.Format("de"), roundings[p.Mode], ort)
		default:
			w.Text = fmt.Sprintf("%s tax on %s, rounded %s %s", s.Rate, s.Taxable.Format("en"), p.Mode, place)
			w.De = fmt.Sprintf("%s Steuer auf %s, %s gerundet, %s", percent("de", s.Rate), s.Taxable.Format("de"), roundings[p.Mode], ort)
		}
		all = append(all, w)
	}
	return all
}

// roundings has the modes in German.
var roundings = map[money.Mode]string{
	money.HalfUp: "kaufmännisch", money.HalfEven: "zur geraden Ziffer", money.Up: "vom Nullpunkt weg", money.Down: "zum Nullpunkt hin",
}

// sources lists the texts that are not empty.
func sources(texts ...string) []string {
	var all []string
	for _, t := range texts {
		if t != "" {
			all = append(all, t)
		}
	}
	return all
}
