package pdf

import (
	"slices"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/billing/tax"
)

// opening says what the letter is about, above the lines.
func (w words) opening(b *billing.Bill) []string {
	if !b.Kind.Corrects() {
		return nil
	}
	what := w.say("This document corrects invoice ", "Dieses Dokument korrigiert die Rechnung ") + b.CorrectsNo
	if !b.CorrectsDate.IsZero() {
		what += w.say(" of ", " vom ") + w.date(b.CorrectsDate)
	}
	what += "."
	return append([]string{what}, filled(w.choose(b.Reason.Message, b.ReasonDe))...)
}

// closing is what stands below the sums: how to pay, why no tax is charged, how was rounded.
func (w words) closing(b *billing.Bill) []span {
	all := []span{{body, w.payment(b)}}
	var reasons []string
	for _, r := range b.Totals.Breakdown {
		if r.Category == tax.StandardRate || r.Category == tax.ZeroRated {
			continue
		}
		if text := w.choose(r.Reason, r.De); text != "" && !slices.Contains(reasons, text) {
			reasons = append(reasons, text)
			all = append(all, span{strong, text})
		}
	}
	return append(all, span{small, w.rounding(&b.Policy.Tax)})
}

func (w words) payment(b *billing.Bill) string {
	amount := w.amount(b.Due.Abs())
	switch {
	case b.Kind.Corrects(), b.Due.Sign() < 0:
		return w.say("The amount of "+amount+" is credited to your account.", "Der Betrag von "+amount+" wird Ihrem Konto gutgeschrieben.")
	case b.Due.Sign() == 0:
		return w.say("Nothing is to be paid.", "Es ist nichts zu zahlen.")
	}
	text := w.say("Please pay "+amount, "Bitte überweisen Sie "+amount)
	if !b.PaymentDue.IsZero() {
		text += w.say(" by ", " bis ") + w.date(b.PaymentDue)
	}
	if b.Issuer.Bank.IBAN != "" {
		text += w.say(" to IBAN ", " auf IBAN ") + grouped(b.Issuer.Bank.IBAN)
	}
	if b.No == "" {
		return text + "."
	}
	return text + w.say(", payment reference ", ", Verwendungszweck ") + b.No + "."
}

func (w words) rounding(p *tax.Policy) string {
	if p.Rounding == tax.PerLine {
		return w.say("VAT is rounded on each line.", "Die Umsatzsteuer ist je Position gerundet.")
	}
	return w.say("VAT is rounded once for each rate of this document.", "Die Umsatzsteuer ist je Steuersatz dieses Dokuments einmal gerundet.")
}

// category says in a few words why a rate is 0.
func (w words) category(c tax.Category) string {
	names, known := categories[c]
	if !known {
		return string(c)
	}
	return w.say(names[0], names[1])
}

var categories = map[tax.Category][2]string{
	tax.ZeroRated:      {"zero rated", "Nullsatz"},
	tax.ExemptFromTax:  {"exempt", "steuerfrei"},
	tax.ReverseCharge:  {"reverse charge", "Steuerschuldnerschaft des Leistungsempfängers"},
	tax.IntraCommunity: {"intra-community supply", "innergemeinschaftliche Lieferung"},
	tax.Export:         {"export", "Ausfuhr"},
	tax.NotSubject:     {"not subject to VAT", "nicht steuerbar"},
}
