package evn

import (
	"strconv"

	"github.com/etomcrm/etomcrm/etom/calendar"
)

// decision is what the law and the customer's wish come to for the period.
type decision struct {
	given    bool
	numbers  Numbers
	included bool // connections that an allowance covers are listed
	reasons  []Reason
}

// decide walks the law's rules. What a customer asked for or declared holds for periods that begin on that day or later.
func (r *Request) decide() decision {
	before := func(day calendar.Date) bool { return !day.IsZero() && !day.After(r.Period.From()) }
	declared := r.Wish.Line == Alone || before(r.Wish.Declared)
	d := decision{numbers: Shortened, included: r.Law.Included == Always || r.Wish.Included}
	switch {
	case r.Wish.Refused:
		d.reasons = append(d.reasons, reasons[CodeRefused])
	case r.Law.Given == Demanded && !before(r.Wish.Asked):
		d.reasons = append(d.reasons, reasons[CodeNotAsked])
	case r.Law.Shared == Declared && !declared:
		d.reasons = append(d.reasons, reasons[CodeNotDeclared])
	default:
		d.given = true
	}
	if !d.given {
		return d
	}
	switch r.Law.Whole {
	case Always:
		if r.Wish.Numbers != Shortened {
			d.numbers = Full
		}
	case Demanded:
		if r.Wish.Numbers == Full {
			d.numbers = Full
		}
	case Declared:
		if r.Wish.Numbers != Shortened && declared {
			d.numbers = Full
		}
	}
	if d.numbers == Shortened {
		n := strconv.Itoa(r.Law.Shorten)
		d.reasons = append(d.reasons, Reason{CodeShortened, "Numbers are shown without their last " + n + " digits.", "Nummern sind um die letzten " + n + " Ziffern gekürzt."})
	}
	if !d.included {
		d.reasons = append(d.reasons, reasons[CodeIncluded])
	}
	if r.Law.Hides || r.Law.Free == Never {
		d.reasons = append(d.reasons, reasons[CodeSummed])
	}
	return d
}

var reasons = map[string]Reason{
	CodeNotAsked: {CodeNotAsked, "Connections are itemised for periods that begin after you have asked for it.",
		"Verbindungen werden für Zeiträume einzeln nachgewiesen, die beginnen, nachdem Sie es verlangt haben."},
	CodeRefused: {CodeRefused, "You do not want connections to be itemised.", "Sie wünschen keinen Einzelverbindungsnachweis."},
	CodeNotDeclared: {CodeNotDeclared, "Connections are itemised once you have declared that everybody who uses the line is informed.",
		"Verbindungen werden einzeln nachgewiesen, sobald Sie erklärt haben, dass alle, die den Anschluss mitbenutzen, informiert sind."},
	CodeIncluded: {CodeIncluded, "Connections covered by a flat price are listed if you ask for it.", "Pauschal abgegoltene Verbindungen werden auf Wunsch aufgeführt."},
	CodeSummed: {CodeSummed, "Connections that must not be shown one by one are in the sums only.",
		"Verbindungen, die nicht einzeln gezeigt werden dürfen, sind nur in den Summen enthalten."},
}
