package billing

import (
	"fmt"
	"slices"
	"strings"

	"github.com/etomcrm/etomcrm/billing/charge"
	"github.com/etomcrm/etomcrm/billing/tax"
	"github.com/etomcrm/etomcrm/etom/money"
)

// The codes of the default rules. A code may be retired, but is never given to another rule.
const (
	CodeIssuerTaxID      = "BILL-ISSUER-TAX-ID"
	CodeRecipientTaxID   = "BILL-RECIPIENT-TAX-ID"
	CodeTaxIDForm        = "BILL-TAX-ID-FORM"
	CodeIssuerAddress    = "BILL-ISSUER-ADDRESS"
	CodeRecipientAddress = "BILL-RECIPIENT-ADDRESS"
	CodePaymentDue       = "BILL-PAYMENT-DUE"
	CodeNegative         = "BILL-NEGATIVE"
	CodeZero             = "BILL-ZERO"
	CodeMost             = "BILL-MOST"
	CodeDifference       = "BILL-DIFFERENCE"
	CodeDiscountNew      = "BILL-DISCOUNT-NEW"
	CodeDiscountGone     = "BILL-DISCOUNT-GONE"
	CodeUnbilled         = "BILL-UNBILLED"
	CodeGap              = "BILL-GAP"
	CodeOverlap          = "BILL-OVERLAP"
	CodeTwice            = "BILL-TWICE"
	CodePrice            = "BILL-PRICE"
	CodeRebate           = "BILL-REBATE"
	CodeFigures          = "BILL-FIGURES"
	CodeTotals           = "BILL-TOTALS" // with the rule of EN 16931 in the text
)

// Rules are the default checks, a copy of its own: append to it, or leave some out.
func Rules() []Rule { return slices.Clone(defaultRules[:]) }

var defaultRules = [...]Rule{
	{CodeIssuerTaxID, "the issuer has a tax id", "Der Rechnungssteller hat eine Steuernummer", checkIssuerTaxID},
	{CodeRecipientTaxID, "a business that owes the tax itself has a VAT id", "Ein Unternehmen, das die Steuer selbst schuldet, hat eine USt-IdNr.", checkRecipientTaxID},
	{CodeTaxIDForm, "VAT ids have the form of their country", "USt-IdNrn. haben die Form ihres Landes", checkTaxIDForm},
	{CodeIssuerAddress, "the issuer's address is complete", "Die Anschrift des Rechnungsstellers ist vollständig", checkIssuerAddress},
	{CodeRecipientAddress, "the recipient's address is complete", "Die Anschrift des Empfängers ist vollständig", checkRecipientAddress},
	{CodePaymentDue, "payment is due after the bill's date", "Die Zahlung ist nach dem Rechnungsdatum fällig", checkPaymentDue},
	{CodeNegative, "the total is not below 0", "Die Summe ist nicht kleiner als 0", checkNegative},
	{CodeZero, "there is something to bill", "Es gibt etwas abzurechnen", checkZero},
	{CodeMost, "the total is not above the limit", "Die Summe ist nicht über der Grenze", checkMost},
	{CodeDifference, "what recurs differs little from the last bill", "Was wiederkehrt, weicht wenig von der letzten Rechnung ab", checkDifference},
	{CodeDiscountNew, "no discount is new", "Kein Rabatt ist neu", checkDiscountNew},
	{CodeDiscountGone, "no discount is gone", "Kein Rabatt ist weggefallen", checkDiscountGone},
	{CodeUnbilled, "all usage is billed", "Alle Nutzung ist abgerechnet", checkUnbilled},
	{CodeGap, "the period follows the last bill's", "Der Zeitraum schließt an den der letzten Rechnung an", checkGap},
	{CodeOverlap, "the period does not overlap the last bill's", "Der Zeitraum überschneidet den der letzten Rechnung nicht", checkOverlap},
	{CodeTwice, "no service day is charged twice", "Kein Leistungstag ist doppelt berechnet", checkTwice},
	{CodePrice, "prices are those of the agreement", "Die Preise sind die des Vertrags", checkPrice},
	{CodeRebate, "rebates are their rate of their basis", "Nachlässe sind ihr Satz ihrer Bemessungsgrundlage", checkRebate},
	{CodeFigures, "the lines add up to the total", "Die Posten ergeben die Summe", checkFigures},
	{CodeTotals, "the totals obey EN 16931", "Die Summen genügen EN 16931", checkTotals},
}

// one makes the findings of a rule that finds one thing or nothing.
func one(found bool, code string, s Severity, text, de string) []Finding {
	if !found {
		return nil
	}
	return []Finding{{Code: code, Severity: s, Text: text, De: de}}
}

func checkIssuerTaxID(c Case) []Finding {
	return one(c.Bill.Issuer.TaxID == "" && c.Bill.Issuer.TaxNo == "", CodeIssuerTaxID, SeverityHold,
		"The issuer has neither a VAT id nor a tax number; an invoice must have one of them.",
		"Der Rechnungssteller hat weder USt-IdNr. noch Steuernummer; eine Rechnung muss eine davon haben.")
}

func checkRecipientTaxID(c Case) []Finding {
	if c.Bill.Recipient.TaxID != "" {
		return nil
	}
	for i := range c.Bill.Totals.Breakdown {
		s := &c.Bill.Totals.Breakdown[i]
		if s.Category == tax.ReverseCharge || s.Category == tax.IntraCommunity {
			return one(true, CodeRecipientTaxID, SeverityHold,
				"The recipient has no VAT id, and the bill charges no tax because it owes it: ask for the id.",
				"Der Empfänger hat keine USt-IdNr., und die Rechnung weist keine Steuer aus, weil er sie schuldet: die Nummer ist zu erfragen.")
		}
	}
	return one(c.Bill.Recipient.Business && c.Bill.Recipient.Address.Country != c.Bill.Issuer.Address.Country && len(c.Bill.Totals.Breakdown) > 0,
		CodeRecipientTaxID, SeverityHold,
		"The recipient is a business in another country and has no VAT id: the tax depends on it.",
		"Der Empfänger ist ein Unternehmen in einem anderen Land ohne USt-IdNr.: die Steuer hängt davon ab.")
}

func checkTaxIDForm(c Case) []Finding {
	var found []Finding
	for _, p := range [...]struct{ id, who, wer string }{
		{c.Bill.Issuer.TaxID, "issuer", "Rechnungsstellers"}, {c.Bill.Recipient.TaxID, "recipient", "Empfängers"},
	} {
		if p.id != "" && tax.CheckID(p.id) != nil {
			found = append(found, Finding{Code: CodeTaxIDForm, Severity: SeverityHold,
				Text: fmt.Sprintf("The VAT id of the %s, %q, does not have the form of its country.", p.who, p.id),
				De:   fmt.Sprintf("Die USt-IdNr. des %s, %q, hat nicht die Form ihres Landes.", p.wer, p.id)})
		}
	}
	return found
}

func checkIssuerAddress(c Case) []Finding {
	return one(!c.Bill.Issuer.Address.Complete(), CodeIssuerAddress, SeverityHold,
		"The issuer's address lacks street, city or country; an invoice must have it in full.",
		"In der Anschrift des Rechnungsstellers fehlt Straße, Ort oder Land; eine Rechnung braucht sie vollständig.")
}

func checkRecipientAddress(c Case) []Finding {
	return one(!c.Bill.Recipient.Address.Complete(), CodeRecipientAddress, SeverityHold,
		"The recipient's address lacks street, city or country; an invoice must have it in full.",
		"In der Anschrift des Empfängers fehlt Straße, Ort oder Land; eine Rechnung braucht sie vollständig.")
}

func checkPaymentDue(c Case) []Finding {
	return one(!c.Bill.PaymentDue.IsZero() && c.Bill.PaymentDue.Before(c.Bill.Date), CodePaymentDue, SeverityHold,
		fmt.Sprintf("Payment is due on %s, before the bill's date %s.", date("en", c.Bill.PaymentDue), date("en", c.Bill.Date)),
		fmt.Sprintf("Die Zahlung ist am %s fällig, vor dem Rechnungsdatum %s.", date("de", c.Bill.PaymentDue), date("de", c.Bill.Date)))
}

func checkNegative(c Case) []Finding {
	total := c.Bill.Totals.WithTax
	return one(total.Sign() < 0 && !c.Bill.Kind.Corrects(), CodeNegative, SeverityHold,
		"The total is "+total.Format("en")+": more is given back than charged.",
		"Die Summe ist "+total.Format("de")+": es wird mehr zurückgegeben als berechnet.")
}

func checkZero(c Case) []Finding {
	return one(c.Bill.Totals.WithTax.Sign() == 0, CodeZero, SeverityWarn,
		"The bill comes to nothing.", "Die Rechnung ergibt keinen Betrag.")
}

func checkMost(c Case) []Finding {
	if c.Limits.Most.Sign() == 0 {
		return nil
	}
	more, err := c.Bill.Totals.WithTax.Cmp(c.Limits.Most)
	return one(err == nil && more > 0, CodeMost, SeverityHold,
		"The total is "+c.Bill.Totals.WithTax.Format("en")+", more than "+c.Limits.Most.Format("en")+".",
		"Die Summe ist "+c.Bill.Totals.WithTax.Format("de")+", mehr als "+c.Limits.Most.Format("de")+".")
}

var thirty = money.MustRate("30%")

// checkDifference compares what recurs. Where something began, changed or ended in one of the periods, that explains a difference: it
// holds no bill.
func checkDifference(c Case) []Finding {
	if c.Previous == nil {
		return nil
	}
	limit := c.Limits.Difference
	if limit.Sign() == 0 {
		limit = thirty
	}
	now, err := c.Bill.Summary()
	if err != nil {
		return nil // checkFigures says so
	}
	var calc money.Calc
	difference := calc.Sub(now.Running, c.Previous.Running).Abs()
	beyond := calc.Sub(difference, calc.TimesRate(c.Previous.Running.Abs(), limit))
	small := calc.Sub(difference, c.Limits.From)
	severity := SeverityHold
	if now.Parts || c.Previous.Parts {
		severity = SeverityWarn
	}
	return one(calc.Err() == nil && beyond.Sign() > 0 && small.Sign() >= 0, CodeDifference, severity,
		fmt.Sprintf("What recurs is %s, on the last bill %s: it differs by more than %s.", now.Running.Format("en"), c.Previous.Running.Format("en"), limit),
		fmt.Sprintf("Was wiederkehrt, ist %s, auf der letzten Rechnung %s: es weicht um mehr als %s ab.", now.Running.Format("de"), c.Previous.Running.Format("de"), percent("de", limit)))
}

func checkDiscountNew(c Case) []Finding {
	if c.Previous == nil {
		return nil
	}
	return differ(c.Bill.discounts(), c.Previous.Discounts, CodeDiscountNew, SeverityWarn, "The discount %q is new: the last bill did not have it.", "Der Rabatt %q ist neu: die letzte Rechnung hatte ihn nicht.")
}

func checkDiscountGone(c Case) []Finding {
	if c.Previous == nil {
		return nil
	}
	return differ(c.Previous.Discounts, c.Bill.discounts(), CodeDiscountGone, SeverityNote, "The discount %q of the last bill is gone.", "Der Rabatt %q der letzten Rechnung ist weggefallen.")
}

// differ notes what of some ids others do not have.
func differ(ids, others []string, code string, severity Severity, text, de string) []Finding {
	var found []Finding
	for _, id := range ids {
		if !slices.Contains(others, id) {
			found = append(found, Finding{Code: code, Severity: severity, Text: fmt.Sprintf(text, id), De: fmt.Sprintf(de, id)})
		}
	}
	return found
}

func checkUnbilled(c Case) []Finding {
	return one(c.Waiting > 0, CodeUnbilled, SeverityHold,
		fmt.Sprintf("Usage records of the period or before that are on no bill: %d.", c.Waiting),
		fmt.Sprintf("Nutzungsdatensätze des Zeitraums oder davor, die auf keiner Rechnung sind: %d.", c.Waiting))
}

func checkGap(c Case) []Finding {
	if c.Previous == nil || c.Bill.Kind.Corrects() || c.Previous.Period.IsZero() {
		return nil
	}
	last, from := c.Previous.Period.To(), c.Bill.Period.From()
	return one(last.Before(from), CodeGap, SeverityHold,
		fmt.Sprintf("The last bill ended on %s, this one begins on %s: the days between are on no bill.", date("en", last.AddDays(-1)), date("en", from)),
		fmt.Sprintf("Die letzte Rechnung endete am %s, diese beginnt am %s: die Tage dazwischen sind auf keiner Rechnung.", date("de", last.AddDays(-1)), date("de", from)))
}

func checkOverlap(c Case) []Finding {
	if c.Previous == nil || c.Bill.Kind.Corrects() || c.Previous.Period.IsZero() {
		return nil
	}
	last, from := c.Previous.Period.To(), c.Bill.Period.From()
	return one(from.Before(last), CodeOverlap, SeverityHold,
		fmt.Sprintf("The last bill ended on %s, this one begins on %s: some days are on both.", date("en", last.AddDays(-1)), date("en", from)),
		fmt.Sprintf("Die letzte Rechnung endete am %s, diese beginnt am %s: einige Tage sind auf beiden.", date("de", last.AddDays(-1)), date("de", from)))
}

// checkTwice looks for charges of one price whose service days overlap, but for those taken back.
func checkTwice(c Case) []Finding {
	var found []Finding
	lines := c.Bill.Lines
	for i := range lines {
		a := &lines[i]
		for j := range i {
			b := &lines[j]
			if a.Key.Kind != string(charge.Recurring) || a.Key.Item != b.Key.Item || a.Key.Price != b.Key.Price || a.Key.Kind != b.Key.Kind {
				continue
			}
			if a.Service.From.Before(b.Service.Until) && b.Service.From.Before(a.Service.Until) {
				found = append(found, Finding{Code: CodeTwice, Severity: SeverityHold, Line: a.No,
					Text: fmt.Sprintf("Line %d charges days that line %d charges as well.", a.No, b.No),
					De:   fmt.Sprintf("Posten %d berechnet Tage, die auch Posten %d berechnet.", a.No, b.No)})
			}
		}
	}
	return found
}

func checkPrice(c Case) []Finding {
	var found []Finding
	for i := range c.Bill.Lines {
		l := &c.Bill.Lines[i]
		at := slices.IndexFunc(c.Agreed, func(a Agreed) bool {
			return a.Product == l.Product && a.Price == l.Key.Price && l.Key.Kind != charge.TakeBack && l.Key.Price != ""
		})
		if at < 0 {
			continue
		}
		a := c.Agreed[at]
		var rate money.Rate
		if len(l.Discounts) > 0 && l.Discounts[0].Discount == agreed {
			rate = l.Discounts[0].Rate
		}
		if l.UnitPrice != a.Amount || rate != a.Discount {
			found = append(found, Finding{Code: CodePrice, Severity: SeverityHold, Line: l.No,
				Text: fmt.Sprintf("Line %d has the price %s less %s; agreement %s says %s less %s.", l.No, l.UnitPrice, rate, a.Agreement, a.Amount, a.Discount),
				De: fmt.Sprintf("Posten %d hat den Preis %s abzüglich %s; Vertrag %s sagt %s abzüglich %s.", l.No, l.UnitPrice.Format("de"), percent("de", rate),
					a.Agreement, a.Amount.Format("de"), percent("de", a.Discount))})
		}
	}
	return found
}

func checkRebate(c Case) []Finding {
	var found []Finding
	for i := range c.Bill.Lines {
		l := &c.Bill.Lines[i]
		if l.Rebate == nil || l.Rebate.Rate.Sign() == 0 {
			continue
		}
		worth, err := l.Rebate.Basis.Percent(l.Rebate.Rate, c.Bill.Policy.Lines)
		if err == nil && worth == l.Rebate.Amount {
			continue
		}
		found = append(found, Finding{Code: CodeRebate, Severity: SeverityWarn, Line: l.No,
			Text: fmt.Sprintf("Line %d gives %s back; %s of %s is %s.", l.No, l.Rebate.Amount, l.Rebate.Rate, l.Rebate.Basis, worth),
			De:   fmt.Sprintf("Posten %d gibt %s zurück; %s von %s sind %s.", l.No, l.Rebate.Amount.Format("de"), percent("de", l.Rebate.Rate), l.Rebate.Basis.Format("de"), worth.Format("de"))})
	}
	return found
}

// checkFigures adds up what stands on the bill.
func checkFigures(c Case) []Finding {
	var found []Finding
	var calc money.Calc
	var sum, off money.Amount
	for i := range c.Bill.Lines {
		l := &c.Bill.Lines[i]
		sum = calc.Add(sum, l.Net)
		if net := calc.Add(l.List, l.Discount); net != l.Net && net.Sign()+l.Net.Sign() != 0 {
			found = append(found, Finding{Code: CodeFigures, Severity: SeverityHold, Line: l.No,
				Text: fmt.Sprintf("Line %d: %s less discounts of %s is not %s.", l.No, l.List, l.Discount, l.Net),
				De:   fmt.Sprintf("Posten %d: %s abzüglich Rabatt %s ist nicht %s.", l.No, l.List.Format("de"), l.Discount.Format("de"), l.Net.Format("de"))})
		}
	}
	for i := range c.Bill.Document {
		off = calc.Add(off, c.Bill.Document[i].Amount)
	}
	want := c.Bill.Totals.WithoutTax
	if c.Bill.Policy.Tax.Prices == tax.Gross {
		want = c.Bill.Totals.WithTax
	}
	total := calc.Add(sum, off)
	if calc.Err() != nil || calc.Sub(total, want).Sign() != 0 {
		found = append(found, Finding{Code: CodeFigures, Severity: SeverityHold,
			Text: fmt.Sprintf("The lines and discounts come to %s, the total says %s.", total, want),
			De:   fmt.Sprintf("Posten und Rabatte ergeben %s, die Summe sagt %s.", total.Format("de"), want.Format("de"))})
	}
	return found
}

func checkTotals(c Case) []Finding {
	var found []Finding
	t := c.Bill.Totals
	if c.Bill.Kind.Corrects() { // its tax is the difference of two rounded figures: EN 16931's artefacts grant a cent for each rounding
		t.Policy.Rounding = tax.PerLine
	}
	for _, v := range t.Check() {
		found = append(found, Finding{Code: CodeTotals, Severity: SeverityHold, Text: v.Rule + ": " + strings.TrimSpace(v.Text), De: v.Rule + ": " + strings.TrimSpace(v.De)})
	}
	return found
}
