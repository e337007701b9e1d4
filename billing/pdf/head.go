package pdf

import (
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"github.com/etomcrm/etomcrm/billing"
)

// title is the document's name with its number.
func (w words) title(b *billing.Bill) string {
	name := w.kind(b.Kind)
	if b.No == "" {
		return name + " " + w.say("(draft, not issued)", "(Entwurf, nicht ausgestellt)")
	}
	return name + " " + b.No
}

// sender is the issuer in one line, for the window.
func (w words) sender(i *billing.Issuer) string {
	return strings.Join(filled(i.Name, i.Address.Street, strings.Join(filled(i.Address.PostCode, i.Address.City), " ")), " · ")
}

// address is where the letter goes, as envelopes have it: abroad with the country in capitals.
func (w words) address(b *billing.Bill) []string {
	a := &b.Recipient.Address
	lines := filled(b.Recipient.Name, a.Care, a.Street, strings.Join(filled(a.PostCode, a.City), " "))
	if a.Country != b.Issuer.Address.Country {
		lines = append(lines, filled(strings.ToUpper(w.country(a.Country)))...)
	}
	return lines
}

// country is the name of an ISO 3166-1 code, or the code where it has none.
func (w words) country(code string) string {
	region, err := language.ParseRegion(code)
	if err != nil {
		return code
	}
	if w.lang == "de" {
		return display.German.Regions().Name(region)
	}
	return display.English.Regions().Name(region)
}

// info is the block beside the address.
func (w words) info(b *billing.Bill) []pair {
	var all []pair
	add := func(en, de, text string) {
		if text != "" {
			all = append(all, pair{label: w.say(en, de), text: text})
		}
	}
	add("Number", "Nummer", b.No)
	add("Date", "Datum", w.date(b.Date))
	if b.Kind.Corrects() {
		add("Corrects", "Korrigiert", b.CorrectsNo)
		if !b.CorrectsDate.IsZero() {
			add("of", "vom", w.date(b.CorrectsDate))
		}
	}
	if !b.Period.IsZero() {
		add("Period", "Zeitraum", w.days(b.Period.From(), b.Period.To()))
	}
	add("Customer", "Kundennummer", b.Customer)
	add("Account", "Rechnungskonto", b.Account)
	add("Your VAT id", "Ihre USt-IdNr.", b.Recipient.TaxID)
	add("Your reference", "Ihr Zeichen", b.Recipient.Reference)
	if !b.PaymentDue.IsZero() && b.Due.Sign() > 0 {
		add("Payable by", "Zahlbar bis", w.date(b.PaymentDue))
	}
	return all
}

// columns of the footing: who bills, how to ask, where to pay.
func (w words) footing(i *billing.Issuer) [][]string {
	label := func(en, de, text string) string {
		if text == "" {
			return ""
		}
		return w.say(en, de) + " " + text
	}
	holder := i.Bank.Holder
	if holder == i.Name {
		holder = ""
	}
	all := [][]string{
		filled(i.Name, i.Address.Care, i.Address.Street, strings.Join(filled(i.Address.PostCode, i.Address.City), " "), w.country(i.Address.Country)),
		filled(i.Contact, label("VAT id", "USt-IdNr.", i.TaxID), label("Tax number", "Steuernummer", i.TaxNo), i.Register),
		filled(holder, i.Bank.Name, label("IBAN", "IBAN", grouped(i.Bank.IBAN)), label("BIC", "BIC", i.Bank.BIC)),
	}
	var columns [][]string
	for _, c := range all {
		if len(c) > 0 {
			columns = append(columns, c)
		}
	}
	return columns
}

// grouped writes an IBAN in fours, as ISO 13616 prints it, on one line.
func grouped(iban string) string {
	iban = strings.ReplaceAll(iban, " ", "")
	var b strings.Builder
	for i, letter := range []rune(iban) {
		if i > 0 && i%4 == 0 {
			b.WriteString("\u00a0")
		}
		b.WriteRune(letter)
	}
	return b.String()
}

// filled are the texts that say something.
func filled(texts ...string) []string {
	var all []string
	for _, t := range texts {
		if strings.TrimSpace(t) != "" {
			all = append(all, t)
		}
	}
	return all
}
