package billing

import (
	"fmt"
	"strings"
	"time"

	"github.com/etomcrm/etomcrm/billing/discount"
	"github.com/etomcrm/etomcrm/billing/rating"
	"github.com/etomcrm/etomcrm/billing/tax"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
)

// ExplainLine is the part of Explain that is about one line; false if the bill has none of the number.
func (b *Bill) ExplainLine(no int) (Why, bool) {
	l, ok := b.Line(no)
	if !ok {
		return Why{}, false
	}
	return b.explainLine(l), true
}

func (b *Bill) explainLine(l *Line) Why {
	w := Why{Rule: WhyLine, Text: fmt.Sprintf("Line %d, %s, %s", l.No, l.Label("en"), servicePeriod("en", l)),
		De: fmt.Sprintf("Posten %d, %s, %s", l.No, l.Label("de"), servicePeriod("de", l)), Amount: l.Net.Exact()}
	w.Of = append(w.Of, b.whyList(l))
	for i := range l.Discounts {
		d := &l.Discounts[i]
		text, de := d.Explain()
		w.Of = append(w.Of, Why{Rule: WhyDiscount, Text: text, De: de, Amount: d.Amount.Exact(), Sources: discountSources(d)})
	}
	w.Of = append(w.Of, whyTreatment(&l.Treatment))
	return w
}

// whyTreatment tells which tax the line bears.
func whyTreatment(t *tax.Treatment) Why {
	return Why{Rule: WhyTreatment, Text: strings.TrimSpace(fmt.Sprintf("Tax %s (%s). %s", t.Rate, t.Category, t.Reason)),
		De: strings.TrimSpace(fmt.Sprintf("Steuer %s (%s). %s", percent("de", t.Rate), t.Category, t.De)), Sources: sources(t.Source)}
}

// whyList explains the line's list amount.
func (b *Bill) whyList(l *Line) Why {
	mode := b.Policy.Lines
	w := Why{Rule: WhyList, Text: "List amount, rounded " + mode.String(), De: "Listenbetrag, " + roundings[mode] + " gerundet", Amount: l.List.Exact()}
	if l.Exact == (money.Exact{}) {
		w.Text, w.De = "List amount", "Listenbetrag"
	}
	w.Of = []Why{b.whyExact(l)}
	return w
}

func (b *Bill) whyExact(l *Line) Why {
	w := Why{Rule: WhyExact, Amount: l.exact(), Sources: l.Sources}
	switch l.Category {
	case UsageLine:
		return b.whyUsage(l)
	case RebateLine:
		w.Text, w.De = l.Rebate.explain()
	case CreditLine:
		w.Rule = WhyTakenBack
		w.Text, w.De = b.whyCredit(l)
	case ConditionLine:
		return b.whyCondition(l)
	default:
		w.Text, w.De = formula("en", l), formula("de", l)
		if l.Reason.Text != "" {
			w.Text, w.De = w.Text+"; "+l.Reason.Text, w.De+"; "+l.Reason.De
		}
		w.Sources = append(sources(l.Order, l.Agreement), l.Sources...)
	}
	return w
}

// formula is quantity × price × part.
func formula(lang string, l *Line) string {
	text := number(lang, l.Quantity.String()) + " × " + l.UnitPrice.Format(lang)
	if l.Denominator != 0 && l.Numerator != l.Denominator {
		text += fmt.Sprintf(" × %d/%d", l.Numerator, l.Denominator)
	}
	if l.DayCount != "" {
		text += " (" + string(l.DayCount) + ")"
	}
	return text
}

func (r *Rebate) explain() (text, de string) {
	if r.Rate.Sign() != 0 {
		text = fmt.Sprintf("%s of %s (%s) for %s", r.Rate, r.Basis.Format("en"), r.Fee, days("en", r.Period.From(), r.Period.To()))
		de = fmt.Sprintf("%s von %s (%s) für %s", percent("de", r.Rate), r.Basis.Format("de"), choose("de", r.Fee, r.FeeDe), days("de", r.Period.From(), r.Period.To()))
	} else {
		text = fmt.Sprintf("Fixed amount for %s", days("en", r.Period.From(), r.Period.To()))
		de = fmt.Sprintf("Fester Betrag für %s", days("de", r.Period.From(), r.Period.To()))
	}
	if r.Text == "" { // nobody said what was violated: at least which violation it is
		return text + "; violation " + r.Violation, de + "; Verletzung " + r.Violation
	}
	return text + ": " + r.Text, de + ": " + choose("de", r.Text, r.De)
}

func (b *Bill) whyCredit(l *Line) (text, de string) {
	text = fmt.Sprintf("taken back of line %d of bill %s, %s with its share of discounts on the document", l.Of, b.CorrectsNo, l.UnitPrice.Format("en"))
	de = fmt.Sprintf("berichtigt Posten %d der Rechnung %s, %s mit seinem Anteil an Rabatten auf das Dokument", l.Of, b.CorrectsNo, l.UnitPrice.Format("de"))
	if l.Denominator != 0 {
		text += fmt.Sprintf(": %d/%d", l.Numerator, l.Denominator)
		de += fmt.Sprintf(": %d/%d", l.Numerator, l.Denominator)
	}
	return text, de
}

func (b *Bill) whyCondition(l *Line) Why {
	w := Why{Rule: WhyCondition, Amount: l.exact(), Text: l.Name, De: choose("de", l.Name, l.De)}
	for i := range b.Conditions {
		r := &b.Conditions[i]
		if r.Condition != l.Code {
			continue
		}
		w.Text, w.De = r.Explain()
		for j := range r.Repriced {
			p := &r.Repriced[j]
			text, de := p.Explain()
			w.Of = append(w.Of, Why{Rule: WhyCondition, Text: text, De: de, Amount: p.Difference.Exact(), Sources: []string{p.Bill + "/" + p.Line}})
		}
	}
	return w
}

// whyUsage explains what usage comes to: by steps, and by records where the bill has them.
func (b *Bill) whyUsage(l *Line) Why {
	w := Why{Rule: WhyUsage, Amount: l.exact(), Sources: sources(l.Tariff),
		Text: fmt.Sprintf("%d records, %s", l.Records, used("en", l.Used, l.Unit)), De: fmt.Sprintf("%d Datensätze, %s", l.Records, used("de", l.Used, l.Unit))}
	for i := range l.Steps {
		s := &l.Steps[i]
		w.Of = append(w.Of, Why{Rule: WhyStep, Text: s.Text(), De: s.InGerman(), Amount: s.Amount})
	}
	zone, err := calendar.LoadZone(b.Period.Zone())
	if err != nil { // only of a bill without period
		zone = time.UTC
	}
	for i := range b.Rated {
		if r := &b.Rated[i]; r.Product == l.Product && l.Tariff == l.tariffOf(r) {
			if record, ok := whyRecord(l, r, zone); ok {
				w.Of = append(w.Of, record)
			}
		}
	}
	return w
}

// tariffOf is the line's tariff with the version by which the record was rated.
func (l *Line) tariffOf(r *rating.Rated) string {
	for i := len(l.Tariff) - 1; i >= 0; i-- {
		if l.Tariff[i] == ' ' {
			return l.Tariff[:i+1] + r.Version
		}
	}
	return ""
}

// whyRecord explains what a record adds to the line; false if nothing of it is on the line.
func whyRecord(l *Line, r *rating.Rated, zone *time.Location) (Why, bool) {
	u := &r.Usage
	text := u.At.In(zone).Format("2006-01-02 15:04:05 MST")
	for _, more := range []string{u.To, u.Text} {
		if more != "" {
			text += " " + more
		}
	}
	w := Why{Rule: WhyRecord, Text: text, De: text, Sources: []string{u.ID}}
	var sum money.Exact
	for i := range r.Why {
		s := &r.Why[i]
		if s.Line != l.Code {
			continue
		}
		var err error
		if sum, err = sum.Add(s.Amount); err != nil {
			return Why{}, false
		}
		w.Of = append(w.Of, Why{Rule: WhySegment, Text: segment(s, s.Text()), De: segment(s, s.InGerman()), Amount: s.Amount})
	}
	w.Amount = sum
	return w, len(w.Of) > 0
}

func segment(s *rating.Segment, text string) string {
	for _, more := range []string{s.Zone, s.Band} {
		if more != "" {
			text = more + ": " + text
		}
	}
	return text
}

// discountSources names the discount; that agreed with the price is the price's own.
func discountSources(d *discount.Share) []string {
	if d.Discount == agreed {
		return nil
	}
	return []string{d.Discount}
}
