package pdf

import (
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/billing/tax"
	"github.com/etomcrm/etomcrm/etom/money"
)

// printed is a bill's words and figures, which text and HTML have too, and what only a letter says in another way.
type printed struct {
	billing.Printed
	bill *billing.Bill
}

func (p *printed) say(en, de string) string {
	if p.Lang == "de" {
		return de
	}
	return en
}

// abroad reports whether the letter crosses a border, so that addresses end with their country.
func (p *printed) abroad() bool {
	return p.bill.Recipient.Address.Country != p.bill.Issuer.Address.Country
}

// address is as envelopes have it: abroad with the country's name in capitals.
func (p *printed) address() []string {
	return p.in(p.Recipient, strings.ToUpper(p.country(p.bill.Recipient.Address.Country)))
}

// issuer is its name and address, abroad with the country's name.
func (p *printed) issuer() []string {
	return p.in(p.Issuer, p.country(p.bill.Issuer.Address.Country))
}

// in ends an address with a country's name instead of its code.
func (p *printed) in(lines []string, country string) []string {
	if !p.abroad() || strings.TrimSpace(country) == "" {
		return lines
	}
	last := len(lines) - 1
	return append(lines[:last:last], country)
}

// country is the name of an ISO 3166-1 code, or the code where it has none.
func (p *printed) country(code string) string {
	region, err := language.ParseRegion(code)
	if err != nil {
		return code
	}
	if p.Lang == "de" {
		return display.German.Regions().Name(region)
	}
	return display.English.Regions().Name(region)
}

// sender is the issuer in one line, for the window.
func (p *printed) sender() string { return strings.Join(p.issuer(), " · ") }

// footing names the issuer, how to ask it, and where to pay.
func (p *printed) footing(more []string) footing {
	f := footing{lines: more}
	if lines := p.issuer(); len(lines) > 0 {
		f.columns = append(f.columns, lines)
	}
	if len(p.Footer) > 0 {
		f.columns = append(f.columns, strings.Split(unbroken.Replace(strings.Join(p.Footer, "\n")), "\n"))
	}
	return f
}

// unbroken keeps a number on the line of its label.
var unbroken = strings.NewReplacer("IBAN ", "IBAN\u00a0", "BIC ", "BIC\u00a0")

// columns of the bill's lines; their widths and gutters make up the letter's width.
func (p *printed) columns() []column {
	columns := []column{{width: 8}, {width: 66}, {width: 20, right: true}, {width: 22, right: true}, {width: 10, right: true}, {width: 24, right: true}}
	for i, heading := range p.Headings {
		columns[i].title = heading
	}
	return columns
}

// rows are the bill's lines with what they are for above them and how they came to their amounts below.
func (p *printed) rows() []row {
	var rows []row
	for _, g := range p.Groups {
		rows = append(rows, row{columns: across, cells: []cell{nil, {{strong, g.Title}}}, gap: 2, over: true, withNext: true})
		for _, l := range g.Lines {
			rows = append(rows, row{gap: 1.2, withNext: len(l.Details) > 0, cells: []cell{
				{{body, l.No}}, {{body, l.Name}}, {{body, l.Quantity}}, {{body, l.Price}}, {{body, l.Tax}}, {{body, l.Amount}},
			}})
			for i, d := range l.Details {
				rows = append(rows, row{columns: across, withNext: i+1 < len(l.Details), cells: []cell{nil, {{small, d.Label}}, {{body, d.Text}}}})
			}
		}
		if g.Sum.Label != "" {
			rows = append(rows, row{columns: across, gap: 1.2, cells: []cell{nil, {{strong, g.Sum.Label}}, {{strong, g.Sum.Text}}}})
		}
	}
	return rows
}

// across are the columns of rows that have nothing but a text and perhaps an amount.
var across = []column{{width: 8}, {width: right - left - 8 - 24 - 2*gutter}, {width: 24, right: true}}

// taxes is the table of taxes by category and rate: EN 16931's breakdown, BG-23.
func (p *printed) taxes() ([]column, []row) {
	columns := []column{
		{title: p.say("VAT", "Umsatzsteuer"), width: 75},
		{title: p.say("Without VAT", "Netto"), width: 27, right: true},
		{title: p.say("VAT", "Steuer"), width: 27, right: true},
		{title: p.say("With VAT", "Brutto"), width: 27, right: true},
	}
	rows := make([]row, 0, len(p.bill.Totals.Breakdown))
	var sum money.Calc
	for i := range p.bill.Totals.Breakdown {
		r := &p.bill.Totals.Breakdown[i]
		rows = append(rows, row{gap: 0.8, withNext: i+1 < len(p.bill.Totals.Breakdown), cells: []cell{
			{{body, p.rate(r)}}, {{body, r.Taxable.Format(p.Lang)}}, {{body, r.Tax.Format(p.Lang)}}, {{body, sum.Add(r.Taxable, r.Tax).Format(p.Lang)}},
		}})
	}
	if sum.Err() != nil { // of no bill that Compute made
		return columns, nil
	}
	return columns, rows
}

// rate is a rate of tax, or why it is 0.
func (p *printed) rate(r *tax.Subtotal) string {
	if names, named := categories[r.Category]; named {
		return string(r.Category) + " · " + p.say(names[0], names[1])
	}
	if p.Lang == "de" {
		return strings.Replace(strings.Replace(r.Rate.String(), ".", ",", 1), "%", "\u00a0%", 1)
	}
	return r.Rate.String()
}

// categories are those of UNCL5305 that have no rate.
var categories = map[tax.Category][2]string{
	tax.ZeroRated:      {"zero rated", "Nullsatz"},
	tax.ExemptFromTax:  {"exempt", "steuerfrei"},
	tax.ReverseCharge:  {"reverse charge", "Steuerschuldnerschaft des Leistungsempfängers"},
	tax.IntraCommunity: {"intra-community supply", "innergemeinschaftliche Lieferung"},
	tax.Export:         {"export", "Ausfuhr"},
	tax.NotSubject:     {"not subject to VAT", "nicht steuerbar"},
}

// closing is how to pay, why no tax is charged, and how was rounded.
func (p *printed) closing() []span {
	var all []span
	for _, text := range p.Allowance {
		all = append(all, span{small, text})
	}
	for i, text := range p.Closing {
		st := strong
		switch i {
		case 0:
			st = body
		case len(p.Closing) - 1:
			st = small
		}
		all = append(all, span{st, text})
	}
	return all
}
