package billing

import (
	"slices"
	"strings"
	"unicode"

	"github.com/etomcrm/etomcrm/billing/discount"
	"github.com/etomcrm/etomcrm/billing/tax"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Printed is what stands on a bill, in the words of one language: what section 14 of the German VAT act (UStG) asks for on an
// invoice, and the figures that lead to it. Text and HTML are written from it, and so can other forms be. A plain value.
type Printed struct {
	Lang      string // "en" or "de"
	Title     string // what it is, and its number
	Issuer    []string
	Recipient []string
	Facts     []Pair   // number, date, period, tax ids …
	Opening   []string // of a correction: what it corrects, and why
	Headings  [6]string
	Groups    []PrintedGroup
	Sums      []Pair // down to what is to be paid
	Allowance []string
	Closing   []string // how to pay, why no tax is charged, how was rounded
	Footer    []string
}

// Pair is a label and what it is. A plain value.
type Pair struct {
	Label, Text string
	Strong      bool
}

// PrintedGroup is the lines of a product or account. A plain value.
type PrintedGroup struct {
	Title string
	Lines []PrintedLine
	Sum   Pair // of an account's lines on a consolidated bill
}

// PrintedLine is one line. The last column adds up: Amount and those of the details are the line's net amount. A plain value.
type PrintedLine struct {
	No, Name, Quantity, Price, Tax, Amount string
	Details                                []Pair // Text is an amount, or empty
}

// printer writes in one language.
type printer struct {
	bill *Bill
	lang string
	calc money.Calc
}

// Printed writes the bill in a language: German for "de" or "de-…", else English; empty is the bill's own.
func (b *Bill) Printed(lang string) Printed {
	if lang == "" {
		lang = b.Language
	}
	p := printer{bill: b, lang: "en"}
	if isGerman(lang) {
		p.lang = "de"
	}
	return Printed{
		Lang: p.lang, Title: p.title(), Issuer: p.issuer(), Recipient: p.recipient(), Facts: p.facts(), Opening: p.opening(), Headings: p.headings(),
		Groups: p.groups(), Sums: p.sums(), Allowance: p.allowances(), Closing: p.closing(), Footer: p.footer(),
	}
}

func (p *printer) say(en, de string) string {
	if p.lang == "de" {
		return de
	}
	return en
}

func (p *printer) amount(a money.Amount) string { return a.Format(p.lang) }

// clean makes one line of a text: control characters become spaces, and what turns the direction of writing is left out.
func clean(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r), r == '\u2028', r == '\u2029':
			return ' '
		case r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069', r == '\u200e', r == '\u200f', r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, text)
	return strings.TrimSpace(text)
}

// filled cleans texts and leaves out the empty ones.
func filled(texts ...string) []string {
	var all []string
	for _, t := range texts {
		if t = clean(t); t != "" {
			all = append(all, t)
		}
	}
	return all
}

// kinds are what the documents are called. In German law "Gutschrift" is an invoice that the buyer writes (UStG § 14 (2)), so what
// takes back a part of a bill is a "Rechnungskorrektur".
var kinds = map[Kind][2]string{
	KindRegular:      {"Invoice", "Rechnung"},
	KindFinal:        {"Final invoice", "Schlussrechnung"},
	KindConsolidated: {"Consolidated invoice", "Sammelrechnung"},
	KindCreditNote:   {"Credit note", "Rechnungskorrektur"},
	KindReversal:     {"Reversal", "Stornorechnung"},
}

func (p *printer) title() string {
	name := kinds[p.bill.Kind]
	title := p.say(name[0], name[1])
	if p.bill.No == "" {
		return title + " " + p.say("(draft, not issued)", "(Entwurf, nicht ausgestellt)")
	}
	return title + " " + clean(p.bill.No)
}

// lines of an address, with the country where it is not the other party's.
func (a Address) lines(other Address) []string {
	country := a.Country
	if country == other.Country {
		country = ""
	}
	return filled(a.Care, a.Street, a.PostCode+" "+a.City, country)
}

func (p *printer) issuer() []string {
	i := &p.bill.Issuer
	return append(filled(i.Name), i.Address.lines(p.bill.Recipient.Address)...)
}

func (p *printer) recipient() []string {
	r := &p.bill.Recipient
	return append(filled(r.Name), r.Address.lines(p.bill.Issuer.Address)...)
}

func (p *printer) facts() []Pair {
	b := p.bill
	var all []Pair
	add := func(en, de, text string) {
		if text = clean(text); text != "" {
			all = append(all, Pair{Label: p.say(en, de), Text: text})
		}
	}
	add("Number", "Nummer", b.No)
	add("Date", "Datum", date(p.lang, b.Date))
	if b.Kind.Corrects() {
		add("Corrects invoice", "Korrigiert Rechnung", b.CorrectsNo)
		add("of", "vom", date(p.lang, b.CorrectsDate))
	}
	if !b.Period.IsZero() {
		add("Period of supply", "Leistungszeitraum", days(p.lang, b.Period.From(), b.Period.To()))
	}
	add("Customer", "Kundennummer", b.Customer)
	add("Account", "Rechnungskonto", b.Account)
	add("Our VAT id", "Unsere USt-IdNr.", b.Issuer.TaxID)
	add("Our tax number", "Unsere Steuernummer", b.Issuer.TaxNo)
	add("Your VAT id", "Ihre USt-IdNr.", b.Recipient.TaxID)
	add("Your reference", "Ihr Zeichen", b.Recipient.Reference)
	if b.Due.Sign() > 0 {
		add("Payable by", "Zahlbar bis", date(p.lang, b.PaymentDue))
	}
	return all
}

func (p *printer) opening() []string {
	b := p.bill
	if !b.Kind.Corrects() {
		return nil
	}
	what := p.say("This document corrects invoice ", "Dieses Dokument korrigiert die Rechnung ") + clean(b.CorrectsNo) +
		p.say(" of ", " vom ") + date(p.lang, b.CorrectsDate) + "."
	return append([]string{what}, filled(choose(p.lang, b.Reason.Message, b.ReasonDe))...)
}

func (p *printer) headings() [6]string {
	amount := p.say("Amount", "Betrag")
	if p.gross() {
		amount = p.say("Incl. VAT", "Inkl. USt")
	}
	return [6]string{p.say("No.", "Pos."), p.say("Description", "Bezeichnung"), p.say("Quantity", "Menge"), p.say("Unit price", "Einzelpreis"), p.say("VAT", "USt"), amount}
}

func (p *printer) gross() bool { return p.bill.Totals.Policy.Prices == tax.Gross }

func (p *printer) sums() []Pair {
	t := &p.bill.Totals
	var all []Pair
	add := func(label string, a money.Amount) { all = append(all, Pair{Label: clean(label), Text: p.amount(a)}) }
	if len(p.bill.Document) > 0 {
		var lines money.Amount
		for i := range p.bill.Lines {
			lines = p.calc.Add(lines, p.bill.Lines[i].Net)
		}
		add(p.say("Sum of the lines", "Summe der Positionen"), lines)
		for i := range p.bill.Document {
			d := &p.bill.Document[i]
			add(p.named(choose(p.lang, d.Name, d.De), d.Rate), d.Amount)
		}
	}
	add(p.say("Total without VAT", "Gesamtbetrag ohne Umsatzsteuer"), t.WithoutTax)
	for i := range t.Breakdown {
		s := &t.Breakdown[i]
		label := p.say("VAT ", "Umsatzsteuer ") + percent(p.lang, s.Rate) + p.say(" on ", " auf ") + p.amount(s.Taxable)
		if s.Category != tax.StandardRate {
			label += " (" + string(s.Category) + ")"
		}
		add(label, s.Tax)
	}
	add(p.say("Total with VAT", "Gesamtbetrag mit Umsatzsteuer"), t.WithTax)
	for i := range p.bill.Credits {
		use := &p.bill.Credits[i]
		name := choose(p.lang, use.Name, use.De)
		if use.Reference != "" {
			name += " (" + use.Reference + ")"
		}
		add(name, use.Amount.Neg())
	}
	if t.Rounding.Sign() != 0 {
		add(p.say("Rounding", "Rundung"), t.Rounding)
	}
	return append(all, Pair{Label: p.due(), Text: p.amount(p.bill.Due), Strong: true})
}

// named is a name with its rate, if it has one.
func (p *printer) named(name string, r money.Rate) string {
	if r.Sign() == 0 {
		return clean(name)
	}
	return clean(name) + " " + percent(p.lang, r)
}

func (p *printer) due() string {
	switch {
	case p.bill.Kind.Corrects():
		return p.say("Amount credited", "Gutgeschriebener Betrag")
	case p.bill.Due.Sign() < 0:
		return p.say("Amount in your favour", "Betrag zu Ihren Gunsten")
	}
	return p.say("Amount due", "Zu zahlender Betrag")
}

// allowances says what was included in prices of usage, and what became of it.
func (p *printer) allowances() []string {
	var all []string
	for i := range p.bill.Allowances {
		a := &p.bill.Allowances[i]
		text := choose(p.lang, a.Name, a.De) + ": " + p.say("granted ", "gewährt ") + used(p.lang, a.Granted, a.Unit) +
			p.say(", used ", ", genutzt ") + used(p.lang, a.Used, a.Unit) + p.say(", left ", ", übrig ") + used(p.lang, a.Left, a.Unit)
		if a.Lapses {
			text += p.say(" (lapses)", " (verfällt)")
		}
		all = append(all, clean(text)+".")
	}
	return all
}

func (p *printer) closing() []string {
	b := p.bill
	all := []string{p.payment()}
	for i := range b.Totals.Breakdown {
		s := &b.Totals.Breakdown[i]
		if s.Category == tax.StandardRate || s.Category == tax.ZeroRated {
			continue
		}
		text := clean(choose(p.lang, s.Reason, s.De))
		if s.Source != "" {
			text += " (" + clean(s.Source) + ")"
		}
		if text != "" && !slices.Contains(all, text) {
			all = append(all, text)
		}
	}
	if names := p.conditions(); names != "" { // § 14 (4) no. 7 UStG: a reduction agreed in advance is pointed out
		all = append(all, p.say("Prices may be reduced by what was agreed on turnover and time: ", "Es ergeben sich Entgeltminderungen auf Grund von Vereinbarungen über Umsatz und Dauer: ")+names+".")
	}
	if b.Totals.Policy.Rounding == tax.PerLine {
		return append(all, p.say("VAT is rounded on each line.", "Die Umsatzsteuer ist je Position gerundet."))
	}
	return append(all, p.say("VAT is rounded once for each rate of this document.", "Die Umsatzsteuer ist je Steuersatz dieses Dokuments einmal gerundet."))
}

// conditions are the names of the price conditions that hold.
func (p *printer) conditions() string {
	var names []string
	for i := range p.bill.Conditions {
		if r := &p.bill.Conditions[i]; r.Passed == nil || r.Passed.Code != discount.CodeExpired {
			names = append(names, filled(choose(p.lang, r.Name, r.De))...)
		}
	}
	return strings.Join(names, ", ")
}

func (p *printer) payment() string {
	b := p.bill
	amount := p.amount(b.Due.Abs())
	switch {
	case b.Kind.Corrects(), b.Due.Sign() < 0:
		return p.say("The amount of "+amount+" is credited to your account.", "Der Betrag von "+amount+" wird Ihrem Konto gutgeschrieben.")
	case b.Due.Sign() == 0:
		return p.say("Nothing is to be paid.", "Es ist nichts zu zahlen.")
	}
	text := p.say("Please pay "+amount, "Bitte überweisen Sie "+amount)
	if !b.PaymentDue.IsZero() {
		text += p.say(" by ", " bis ") + date(p.lang, b.PaymentDue)
	}
	if b.Issuer.Bank.IBAN != "" {
		text += p.say(" to IBAN ", " auf IBAN ") + clean(b.Issuer.Bank.IBAN)
	}
	if b.No == "" {
		return text + "."
	}
	return text + p.say(", payment reference ", ", Verwendungszweck ") + clean(b.No) + "."
}

func (p *printer) footer() []string {
	i := &p.bill.Issuer
	bank := strings.Join(filled(i.Bank.Holder, i.Bank.Name, labelled("IBAN ", i.Bank.IBAN), labelled("BIC ", i.Bank.BIC)), ", ")
	return filled(i.Contact, i.Register, bank)
}

func labelled(label, text string) string {
	if text == "" {
		return ""
	}
	return label + text
}
