package pdf

import (
	"fmt"
	"strings"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/billing/charge"
	"github.com/etomcrm/etomcrm/billing/rating"
	"github.com/etomcrm/etomcrm/billing/tax"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
)

// words writes in one of the languages.
type words struct {
	lang  string // "en" or "de"
	gross bool   // the lines' amounts include tax
}

func newWords(b *billing.Bill, lang string) words {
	w := words{lang: "en", gross: b.Policy.Tax.Prices == tax.Gross}
	if base, _, _ := strings.Cut(lang, "-"); base == "de" {
		w.lang = "de"
	}
	return w
}

func (w words) say(en, de string) string {
	if w.lang == "de" {
		return de
	}
	return en
}

// choose takes the German name if there is one and it is asked for.
func (w words) choose(name, de string) string {
	if w.lang == "de" && de != "" {
		return de
	}
	return name
}

func (w words) amount(a money.Amount) string { return a.Format(w.lang) }

// number writes a figure with the language's point.
func (w words) number(text string) string {
	if w.lang == "de" {
		return strings.Replace(text, ".", ",", 1)
	}
	return text
}

// quantity writes how many, with the unit.
func (w words) quantity(q money.Quantity, unit string) string {
	if unit == "" {
		return w.number(q.String())
	}
	return w.number(q.String()) + "\u00a0" + unit
}

// extent writes how much was used: 1:02:03 hours, or 2.5 MB; nothing for nothing.
func (w words) extent(e rating.Extent, unit string) string {
	switch seconds := int64(e.Duration.Duration().Seconds()); {
	case e.Duration != 0:
		return fmt.Sprintf("%d:%02d:%02d\u00a0h", seconds/3600, seconds/60%60, seconds%60)
	case e.Quantity.Sign() != 0:
		return w.quantity(e.Quantity, unit)
	}
	return ""
}

// rate writes a rate, in German with a no-break space before the sign.
func (w words) rate(r money.Rate) string {
	text := w.number(r.String())
	if w.lang == "de" {
		return strings.Replace(text, "%", "\u00a0%", 1)
	}
	return text
}

// date writes a day: 2026-03-01, or 01.03.2026.
func (w words) date(d calendar.Date) string {
	if w.lang == "de" && !d.IsZero() {
		return fmt.Sprintf("%02d.%02d.%04d", d.Day(), d.Month(), d.Year())
	}
	return d.String()
}

// days writes the days from, up to and not including until, as people say it: with the last one.
func (w words) days(from, until calendar.Date) string {
	if until.IsZero() {
		return w.say("from ", "ab ") + w.date(from)
	}
	last := until.AddDays(-1)
	if last == from {
		return w.date(from)
	}
	return w.date(from) + " – " + w.date(last)
}

func (w words) service(r charge.Range) string { return w.days(r.From, r.Until) }

// kinds are what the documents are called. In German law "Gutschrift" is a bill that the buyer writes (UStG § 14 Abs. 2), so what
// takes back part of a bill is a "Rechnungskorrektur".
var kinds = map[billing.Kind][2]string{
	billing.KindRegular:      {"Invoice", "Rechnung"},
	billing.KindFinal:        {"Final invoice", "Schlussrechnung"},
	billing.KindConsolidated: {"Consolidated invoice", "Sammelrechnung"},
	billing.KindCreditNote:   {"Credit note", "Rechnungskorrektur"},
	billing.KindReversal:     {"Cancellation", "Stornorechnung"},
}

// kind is what the document is called.
func (w words) kind(k billing.Kind) string {
	names, known := kinds[k]
	if !known {
		names = kinds[billing.KindRegular]
	}
	return w.say(names[0], names[1])
}
