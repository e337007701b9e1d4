package billing

import (
	"strings"

	"github.com/etomcrm/etomcrm/etom/money"
)

// Why is a figure that explains itself: the rule that made it, what it came to, and what it was made of, down to the usage record.
// A plain value.
type Why struct {
	Rule    string      `json:"rule"`              // one of the Why codes, or the code of a price, a segment's rule
	Text    string      `json:"text"`              // what it is and how it was made
	De      string      `json:"de"`                // in German
	Amount  money.Exact `json:"amount,omitzero"`   // as exact as it was when it was made
	Of      []Why       `json:"of,omitempty"`      // what it was made of
	Sources []string    `json:"sources,omitempty"` // ids of records it rests on, or the provision of law
}

// The codes of figures. Where Sum is said, the figures below add up to it.
const (
	WhyDue        = "DUE"         // sum: the total with tax, what credits pay, the rounding
	WhyWithTax    = "WITH-TAX"    // sum: with net prices the total without tax and the taxes, with gross prices the lines and discounts
	WhyWithoutTax = "WITHOUT-TAX" // sum: the lines, and the discounts on the document
	WhyTax        = "TAX"         // of one category and rate
	WhyCredit     = "CREDIT"      // what a credit or deposit pays
	WhyCoin       = "COIN"        // rounding to what can be paid
	WhyLine       = "LINE"        // sum: the list amount and the discounts on it
	WhyList       = "LIST"        // rounded once, from the exact figure
	WhyExact      = "EXACT"       // before it was rounded
	WhyUsage      = "USAGE"       // sum: the records
	WhyStep       = "STEP"        // what of the usage was priced alike
	WhyRecord     = "RECORD"      // sum: its segments on the line
	WhySegment    = "SEGMENT"
	WhyDiscount   = "DISCOUNT" // on a line
	WhyDocument   = "DOCUMENT" // sum: its shares of the lines
	WhyShare      = "SHARE"
	WhyTreatment  = "TREATMENT"  // why the line bears the tax it bears
	WhyCondition  = "CONDITION"  // what a price condition came to
	WhyTakenBack  = "TAKEN-BACK" // of a correction
)

// String writes the tree in English.
func (w Why) String() string { return w.In("en") }

// In writes the tree in a language, one figure a line, what it is made of indented below it. German for "de" or "de-…", else English.
func (w Why) In(lang string) string {
	var b strings.Builder
	w.write(&b, lang, 0)
	return b.String()
}

func (w *Why) write(b *strings.Builder, lang string, depth int) {
	for range depth {
		b.WriteString("  ")
	}
	b.WriteString(choose(lang, w.Text, w.De))
	if w.Amount != (money.Exact{}) {
		b.WriteString(" = ")
		b.WriteString(exactly(lang, w.Amount))
	}
	if len(w.Sources) > 0 {
		b.WriteString(" [" + strings.Join(w.Sources, ", ") + "]")
	}
	b.WriteByte('\n')
	for i := range w.Of {
		w.Of[i].write(b, lang, depth+1)
	}
}

// exactly writes a figure for people, with as many digits as it has; one that has no end as what it is divided of.
func exactly(lang string, e money.Exact) string {
	rounded, err := e.RoundTo(maxDigits, money.HalfUp)
	if err != nil || rounded.Exact() != e {
		return e.String()
	}
	return rounded.Format(lang)
}

// maxDigits are those of the finest prices.
const maxDigits = 12

// isGerman tells whether a language tag asks for German.
func isGerman(lang string) bool {
	base, _, _ := strings.Cut(lang, "-")
	return base == "de"
}
