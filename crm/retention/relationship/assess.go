package relationship

import (
	"fmt"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// The codes of an answer's reasons.
const (
	ReasonAtOnce   = "RELATIONSHIP-END-01" // the ground ends the relationship at once
	ReasonNotice   = "RELATIONSHIP-END-02" // the period of notice
	ReasonTerm     = "RELATIONSHIP-END-03" // the minimum term of an agreement
	ReasonTooEarly = "RELATIONSHIP-END-04" // the day asked for is earlier than what is possible
	ReasonAsked    = "RELATIONSHIP-END-05" // the day asked for
)

// Question asks when a relationship can end.
type Question struct {
	Ground  Ground
	Arrived calendar.Date // the day on which the notice arrives
	On      calendar.Date // the first day without service that is asked for; none: as early as possible
	Terms   []Term
}

// Answer says whether and when a relationship can end. A no is an answer: Earliest is what could be asked for instead.
type Answer struct {
	Permitted bool           `json:"permitted"`
	EndsOn    calendar.Date  `json:"endsOn,omitzero"` // the first day without service; none if it is not permitted
	Earliest  calendar.Date  `json:"earliest"`        // the first day without service that is possible
	Reasons   []fault.Reason `json:"reasons"`
}

// Assess answers a question.
func Assess(q Question) Answer {
	a := Answer{Earliest: q.Ground.Notice.Ends(q.Arrived)}
	a.say(ReasonNotice, "the notice arrived on %s, its period ends before %s", q.Arrived, a.Earliest)
	if q.Ground.Notice.AtOnce() {
		a.Reasons = nil
		a.say(ReasonAtOnce, "%s: it ends at once, on %s", q.Ground.What, a.Earliest)
	}
	for _, t := range q.Terms {
		if q.Ground.Bound && t.Until.After(a.Earliest) {
			a.Earliest = t.Until
			a.say(ReasonTerm, "agreement %q is bound until %s", t.Agreement, t.Until)
		}
	}
	if q.On.Before(a.Earliest) && !q.On.IsZero() {
		a.say(ReasonTooEarly, "%s is too early; ask for %s or later", q.On, a.Earliest)
		return a
	}
	a.Permitted, a.EndsOn = true, a.Earliest
	if !q.On.IsZero() && q.On != a.Earliest {
		a.EndsOn = q.On
		a.say(ReasonAsked, "it is asked for %s", q.On)
	}
	return a
}

func (a *Answer) say(code, text string, args ...any) {
	a.Reasons = append(a.Reasons, fault.Reason{Code: code, Message: fmt.Sprintf(text, args...)})
}
