package charge

import "github.com/etomcrm/etomcrm/etom/calendar"

// Reason says why a charge is what it is, in sentences for the customer. A plain value.
type Reason struct {
	Code string `json:"code"`
	Text string `json:"text"`
	De   string `json:"de"`
}

// The codes of the reasons. Where days both begin and end for a cause, it is that of the end.
const (
	CodeOnce      = "CHARGE-ONCE"      // charged once
	CodeWhole     = "CHARGE-WHOLE"     // a whole recurrence
	CodeStart     = "CHARGE-START"     // part of one, because service begins
	CodeEnd       = "CHARGE-END"       // part of one, because service ends
	CodePrice     = "CHARGE-PRICE"     // part of one, because the price changes
	CodeQuantity  = "CHARGE-QUANTITY"  // part of one, because the quantity changes
	CodeSuspended = "CHARGE-SUSPENDED" // part of one, because service is suspended
	CodeRest      = "CHARGE-REST"      // part of one, because other days of it were billed before or are done with
	CodeTakeBack  = "CHARGE-TAKE-BACK" // what was billed is not owed
	CodeMinimum   = "CHARGE-MINIMUM"   // what lacks to the minimum
	CodeMaximum   = "CHARGE-MAXIMUM"   // what goes beyond the maximum
)

var chargedOnce = Reason{CodeOnce, "charged once", "einmalig"}

// wholes name a whole recurrence of one unit.
var wholes = map[calendar.Unit]Reason{
	calendar.Month:   {CodeWhole, "the whole month", "der ganze Monat"},
	calendar.Quarter: {CodeWhole, "the whole quarter", "das ganze Quartal"},
	calendar.Year:    {CodeWhole, "the whole year", "das ganze Jahr"},
}

// several name the units of a recurrence of several.
var several = map[calendar.Unit]Reason{
	calendar.Month:   {Text: " months", De: " Monate"},
	calendar.Quarter: {Text: " quarters", De: " Quartale"},
	calendar.Year:    {Text: " years", De: " Jahre"},
	calendar.Days:    {Text: " days", De: " Tage"},
}

// cause is why days begin or end where they do. Its sentence ends with a day.
type cause struct {
	code, text, de string
	last           bool // the day is the last before the change
}

// The causes.
var (
	causeStart     = cause{CodeStart, "service begins on ", "die Leistung beginnt am ", false}
	causeEnd       = cause{CodeEnd, "service ends with ", "die Leistung endet mit dem ", true}
	causeNever     = cause{CodeEnd, "service never began, it was planned for ", "die Leistung begann nie, geplant war der ", false}
	causePrice     = cause{CodePrice, "the price changes on ", "der Preis ändert sich am ", false}
	causeQuantity  = cause{CodeQuantity, "the quantity changes on ", "die Menge ändert sich am ", false}
	causeSuspended = cause{CodeSuspended, "service is suspended from ", "die Leistung ruht ab dem ", false}
	causeResumed   = cause{CodeSuspended, "service is suspended until ", "die Leistung ruht bis zum ", true}
	causeGone      = cause{CodePrice, "the price does not hold from ", "der Preis gilt nicht ab dem ", false}
	causeTwice     = cause{CodeRest, "billed twice from ", "doppelt berechnet ab dem ", false}
	causeBefore    = cause{CodeRest, "billed before until ", "bereits berechnet bis zum ", true}
	causeBehind    = cause{CodeRest, "billed before from ", "bereits berechnet ab dem ", false}
)

// beginning is why a span of the price begins on the day.
func (w *work) beginning(s span, day calendar.Date) cause {
	switch {
	case day == w.h.From:
		return causeStart
	case day == s.price.From:
		return causePrice
	case w.h.changesOn(day):
		return causeQuantity
	case w.h.resumesOn(day):
		return causeResumed
	}
	return causeBefore
}

// ending is why a span of the price ends before the day.
func (w *work) ending(s span, day calendar.Date) cause {
	switch {
	case day == w.h.Until:
		return causeEnd
	case day == s.price.Until:
		return causePrice
	case w.h.changesOn(day):
		return causeQuantity
	case w.h.suspendedOn(day):
		return causeSuspended
	}
	return causeBehind
}

// wrong is why a line is not owed for days that begin with the day, and the day on which that came about.
func (w *work) wrong(l *line, day calendar.Date, spans []span) (cause, calendar.Date) {
	for _, s := range spans {
		switch {
		case day.Before(s.From) || !day.Before(s.Until):
			continue
		case s.owes(l.Billed):
			return causeTwice, day
		case l.Quantity != s.quantity:
			return causeQuantity, w.h.changed(day)
		}
		return causePrice, earliest(s.price.From, day)
	}
	switch {
	case w.h.From == w.h.Until:
		return causeNever, w.h.From
	case day.Before(w.h.From):
		return causeStart, w.h.From
	case !w.h.Until.IsZero() && !day.Before(w.h.Until):
		return causeEnd, w.h.Until
	case w.h.suspendedOn(day):
		return causeSuspended, w.h.suspendedSince(day)
	}
	return causeGone, day
}

// changed is the last day up to this one on which the quantity changed, or the day itself.
func (h *Holding) changed(day calendar.Date) calendar.Date {
	var last calendar.Date
	for _, c := range h.Changes {
		if !c.From.After(day) {
			last = latest(last, c.From)
		}
	}
	return earliest(last, day)
}

// suspendedSince is the first day of the suspensions on the day.
func (h *Holding) suspendedSince(day calendar.Date) calendar.Date {
	first := day
	for _, s := range h.Suspended {
		if !s.From.After(day) && (s.Until.IsZero() || day.Before(s.Until)) {
			first = earliest(first, s.From)
		}
	}
	return first
}

func (h *Holding) changesOn(day calendar.Date) bool {
	for _, c := range h.Changes {
		if c.From == day {
			return true
		}
	}
	return false
}

func (h *Holding) resumesOn(day calendar.Date) bool {
	for _, s := range h.Suspended {
		if s.Until == day {
			return true
		}
	}
	return false
}

func (h *Holding) suspendedOn(day calendar.Date) bool {
	until, _ := h.suspended(day)
	return !until.IsZero()
}
