package pdf

import (
	"fmt"
	"strconv"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/billing/charge"
	"github.com/etomcrm/etomcrm/billing/rating"
	"github.com/etomcrm/etomcrm/billing/tax"
	"github.com/etomcrm/etomcrm/etom/money"
)

// columns of a bill's lines; their widths and gutters make up the letter's width.
func (w words) columns() []column {
	amount := w.say("Amount", "Betrag")
	if w.gross {
		amount = w.say("Incl. VAT", "Inkl. USt")
	}
	return []column{
		{title: w.say("No.", "Pos."), width: 8},
		{title: w.say("Description", "Bezeichnung"), width: 66},
		{title: w.say("Quantity", "Menge"), width: 20, right: true},
		{title: w.say("Unit price", "Einzelpreis"), width: 22, right: true},
		{title: w.say("VAT", "USt"), width: 10, right: true},
		{title: amount, width: 24, right: true},
	}
}

// rows are the bill's lines, below the names of the accounts and products they belong to.
func (w words) rows(b *billing.Bill) []row {
	rows := make([]row, 0, len(b.Lines))
	account, product := "", ""
	for i := range b.Lines {
		line := &b.Lines[i]
		if line.Account != account {
			account, product = line.Account, ""
			if account != "" && account != b.Account {
				rows = append(rows, w.group(w.say("Account ", "Konto ")+account))
			}
		}
		if line.Product != product {
			product = line.Product
			rows = append(rows, w.group(w.product(line)))
		}
		rows = append(rows, w.line(line))
	}
	return rows
}

// product names what the following lines are for.
func (w words) product(l *billing.Line) string {
	switch name := w.choose(l.For, l.ForDe); {
	case name != "":
		return name
	case l.Product != "":
		return l.Product
	}
	return w.say("Further items", "Weitere Positionen")
}

func (w words) group(name string) row {
	return row{cells: []cell{nil, {{strong, name}}}, gap: 2, over: true, withNext: true}
}

func (w words) line(l *billing.Line) row {
	what := cell{{body, w.choose(l.Name, l.De)}}
	for _, detail := range w.details(l) {
		what = append(what, span{small, detail})
	}
	quantity, price := w.extent(l.Used, l.Unit), ""
	if l.Quantity.Sign() != 0 {
		quantity = w.quantity(l.Quantity, l.Unit)
	}
	if l.UnitPrice != (money.Amount{}) {
		price = w.amount(l.UnitPrice)
	}
	return row{gap: 1.2, cells: []cell{
		{{body, strconv.Itoa(l.No)}}, what, {{body, quantity}}, {{body, price}}, {{body, w.rate(l.Treatment.Rate)}}, {{body, w.amount(l.Net)}},
	}}
}

// details say how a line came to its amount.
func (w words) details(l *billing.Line) []string {
	var all []string
	if l.Service != (charge.Range{}) {
		all = append(all, w.service(l.Service))
	}
	if l.Denominator > 0 && l.Numerator != l.Denominator {
		all = append(all, w.say("part of the price: ", "Anteil am Preis: ")+fmt.Sprintf("%d/%d (%s)", l.Numerator, l.Denominator, l.DayCount))
	}
	if text := w.choose(l.Reason.Text, l.Reason.De); text != "" {
		all = append(all, text)
	}
	if l.Records > 0 {
		all = append(all, w.say("records: ", "Einzelposten: ")+strconv.Itoa(l.Records))
	}
	if l.Included != (rating.Extent{}) {
		all = append(all, w.say("included: ", "davon enthalten: ")+w.extent(l.Included, l.Unit))
	}
	if r := l.Rebate; r != nil {
		if r.Rate.Sign() != 0 {
			all = append(all, w.rate(r.Rate)+w.say(" of ", " von ")+w.amount(r.Basis))
		}
		if text := w.choose(r.Text, r.De); text != "" {
			all = append(all, text)
		}
	}
	if len(l.Discounts) > 0 {
		all = append(all, w.say("before discounts: ", "vor Rabatten: ")+w.amount(l.List))
	}
	for _, d := range l.Discounts {
		all = append(all, w.choose(d.Name, d.De)+w.percent(d.Rate)+": "+w.amount(d.Amount))
	}
	return all
}

// percent writes a rate behind a name, unless there is none or the name says it.
func (w words) percent(r money.Rate) string {
	if r.Sign() == 0 {
		return ""
	}
	return " " + w.rate(r)
}

// sums are what stands below the lines, down to what is to be paid.
func (w words) sums(b *billing.Bill) []pair {
	t := &b.Totals
	var all []pair
	add := func(label string, a money.Amount) { all = append(all, pair{label: label, text: w.amount(a)}) }
	if len(b.Document) > 0 {
		var sum money.Calc
		lines := money.Amount{}
		for i := range b.Lines {
			lines = sum.Add(lines, b.Lines[i].Net)
		}
		if sum.Err() == nil {
			add(w.say("Sum of the lines", "Summe der Positionen"), lines)
		}
		for _, d := range b.Document {
			add(w.choose(d.Name, d.De)+w.percent(d.Rate), d.Amount)
		}
	}
	add(w.say("Total without VAT", "Gesamtbetrag ohne Umsatzsteuer"), t.WithoutTax)
	for _, r := range t.Breakdown {
		if r.Category == tax.StandardRate {
			add(w.say("VAT", "Umsatzsteuer")+" "+w.rate(r.Rate), r.Tax)
		}
	}
	add(w.say("Total with VAT", "Gesamtbetrag mit Umsatzsteuer"), t.WithTax)
	for _, use := range b.Credits {
		name := w.choose(use.Name, use.De)
		if use.Reference != "" {
			name += " (" + use.Reference + ")"
		}
		add(name, use.Amount.Neg())
	}
	if t.Rounding.Sign() != 0 {
		add(w.say("Rounding", "Rundung"), t.Rounding)
	}
	return append(all, pair{label: w.due(b), text: w.amount(b.Due), strong: true})
}

func (w words) due(b *billing.Bill) string {
	switch {
	case b.Kind.Corrects():
		return w.say("Amount credited", "Gutgeschriebener Betrag")
	case b.Due.Sign() < 0:
		return w.say("Amount in your favour", "Betrag zu Ihren Gunsten")
	}
	return w.say("Amount due", "Zu zahlender Betrag")
}

// taxes is the table of taxes by category and rate.
func (w words) taxes(b *billing.Bill) ([]column, []row) {
	columns := []column{
		{title: w.say("VAT", "Umsatzsteuer"), width: 75},
		{title: w.say("Without VAT", "Netto"), width: 27, right: true},
		{title: w.say("VAT", "Steuer"), width: 27, right: true},
		{title: w.say("With VAT", "Brutto"), width: 27, right: true},
	}
	var rows []row
	for _, r := range b.Totals.Breakdown {
		name := w.category(r.Category)
		if r.Category == tax.StandardRate {
			name = w.rate(r.Rate)
		}
		var sum money.Calc
		with := sum.Add(r.Taxable, r.Tax)
		if sum.Err() != nil {
			continue
		}
		rows = append(rows, row{gap: 0.8, cells: []cell{
			{{body, name}}, {{body, w.amount(r.Taxable)}}, {{body, w.amount(r.Tax)}}, {{body, w.amount(with)}},
		}})
	}
	return columns, rows
}
