package discount

import (
	"strconv"
	"strings"

	"github.com/etomcrm/etomcrm/etom/money"
)

// Explain writes out, in English and German, how the amount was computed: rule, base, rate and what limited it.
func (s *Share) Explain() (text, de string) {
	text, de = s.formula()
	text, de = s.Name+": "+text, either(s.De, s.Name)+": "+de
	limit, known := limits[s.Limit]
	if !known {
		return text + ".", de + "."
	}
	taken := s.Amount.Neg()
	return text + "; " + limit.text + " " + taken.Format("en") + ".", de + "; " + limit.de + " " + taken.Format("de") + "."
}

var limits = map[Limit]struct{ text, de string }{
	LimitLeft:     {"no more was left than", "übrig waren nur"},
	LimitCap:      {"the cap on one bill leaves", "die Grenze je Rechnung lässt"},
	LimitCapTotal: {"what earlier bills left of the cap in total is", "von der Grenze insgesamt ließen frühere Rechnungen"},
}

func (s *Share) formula() (text, de string) {
	on, worauf := "", "von "
	if s.Stacking == OnList {
		on, worauf = "the list amount ", "vom Listenbetrag "
	}
	switch s.Kind {
	case Percent:
		rate, prozent := percents(s.Rate)
		return rate + " of " + on + s.Base.Format("en") + " is " + s.Full.Format("en"),
			prozent + " " + worauf + s.Base.Format("de") + " sind " + s.Full.Format("de")
	case PerUnit:
		return s.Each.Format("en") + " for each of " + s.Quantity.String() + " units is " + s.Full.Format("en"),
			s.Each.Format("de") + " für jede von " + comma(s.Quantity.String()) + " Einheiten sind " + s.Full.Format("de")
	}
	return s.Each.Format("en") + " off", s.Each.Format("de") + " Abzug"
}

// Explain writes out, in English and German, what the credit pays and what is left of it.
func (u *Use) Explain() (text, de string) {
	text = u.Name + ": pays " + u.Amount.Format("en") + " of " + u.Before.Format("en")
	de = either(u.De, u.Name) + ": zahlt " + u.Amount.Format("de") + " von " + u.Before.Format("de")
	if u.Left.Sign() > 0 {
		return text + "; " + u.Left.Format("en") + " of it are left.", de + "; " + u.Left.Format("de") + " davon bleiben."
	}
	return text + "; nothing of it is left.", de + "; es ist aufgebraucht."
}

// Explain writes out, in English and German, what was counted, which tier it reaches and what comes next.
func (r *Resolution) Explain() (text, de string) {
	if r.Passed != nil {
		return r.Name + ": " + r.Passed.Text, either(r.De, r.Name) + ": " + r.Passed.De
	}
	now, jetzt := r.Now.text(r.Measure)
	span := spans[r.Over]
	text, de = r.Name+": "+now+" "+span.text, either(r.De, r.Name)+": "+jetzt+" "+span.de
	if r.Reached != nil {
		from, ab := r.Reached.From.text(r.Measure)
		rate, prozent := percents(r.Reached.Rate)
		text, de = text+"; from "+from+" on "+rate, de+"; ab "+ab+" "+prozent
		if r.Whole {
			text, de = text+" on everything in it", de+" auf alles darin"
		}
	}
	if r.Difference.Sign() < 0 {
		n := strconv.Itoa(len(r.Repriced))
		text += "; " + r.Difference.Neg().Format("en") + " for " + n + " lines of earlier bills"
		de += "; " + r.Difference.Neg().Format("de") + " für " + n + " Posten früherer Rechnungen"
	}
	if r.Next != nil {
		from, ab := r.Next.From.text(r.Measure)
		rate, prozent := percents(r.Next.Rate)
		text, de = text+"; next "+rate+" from "+from, de+"; als Nächstes "+prozent+" ab "+ab
	}
	return text + ".", de + "."
}

var spans = map[Over]struct{ text, de string }{
	OverPeriod:       {"on this bill", "auf dieser Rechnung"},
	OverYear:         {"in this calendar year", "in diesem Kalenderjahr"},
	OverTwelveMonths: {"in the last twelve months", "in den letzten zwölf Monaten"},
	OverLifetime:     {"on all bills", "auf allen Rechnungen"},
	"":               {"as a customer", "als Kunde"},
}

// Explain writes out, in English and German, what the earlier line got and what it should have got.
func (r *Repriced) Explain() (text, de string) {
	rate, prozent := percents(r.Rate)
	return "Bill " + r.Bill + ", line " + r.Line + ": " + rate + " of " + r.Amount.Format("en") + " is " + r.Owed.Format("en") + ", granted were " +
			r.Granted.Format("en") + "; difference " + r.Difference.Neg().Format("en") + ".",
		"Rechnung " + r.Bill + ", Posten " + r.Line + ": " + prozent + " von " + r.Amount.Format("de") + " sind " + r.Owed.Format("de") + ", gewährt wurden " +
			r.Granted.Format("de") + "; Unterschied " + r.Difference.Neg().Format("de") + "."
}

func (n Count) text(m Measure) (text, de string) {
	switch m {
	case Turnover:
		return n.Turnover.Format("en"), n.Turnover.Format("de")
	case Quantity:
		return n.Quantity.String() + " units", comma(n.Quantity.String()) + " Einheiten"
	}
	months := strconv.Itoa(n.Months)
	if n.Months == 1 {
		return months + " month", months + " Monat"
	}
	return months + " months", months + " Monate"
}

// percents writes a rate in English and in German, where a no-break space stands before the sign.
func percents(r money.Rate) (text, de string) {
	text = r.String()
	return text, comma(strings.TrimSuffix(text, "%")) + "\u00a0%"
}

func comma(number string) string { return strings.Replace(number, ".", ",", 1) }
