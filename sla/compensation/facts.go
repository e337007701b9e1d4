package compensation

import (
	"fmt"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// Facts are what happened to one customer's service. IDs are unique among all of them, and complete outages do not overlap: one that
// was reported twice is compensated once, from its first report on. A plain value.
type Facts struct {
	Customer     Customer      `json:"customer"`
	Waived       bool          `json:"waived,omitempty"` // the customer, being no consumer, expressly waived the protection
	Faults       []Fault       `json:"faults,omitempty"`
	Appointments []Appointment `json:"appointments,omitempty"`
	Delays       []Delay       `json:"delays,omitempty"`
}

// Fault is a fault that the customer reported. A plain value.
type Fault struct {
	ID       string    `json:"id"`
	Reported time.Time `json:"reported"` // when the report was received
	Restored time.Time `json:"restored,omitzero"`
	// Complete says that the whole service was out. Courts differ on whether one of several services of a contract is enough: Landgericht
	// Göttingen, 1 September 2023, 4 O 78/23, says yes, Oberlandesgericht Braunschweig no. Who fills it in decides.
	Complete bool  `json:"complete"`
	Cause    Cause `json:"cause,omitempty"` // if it is one that a law names
}

// Appointment is one that was agreed, for service or installation. A plain value.
type Appointment struct {
	ID        string    `json:"id"`
	At        time.Time `json:"at"` // when it was to begin
	Kept      bool      `json:"kept,omitempty"`
	Cancelled time.Time `json:"cancelled,omitzero"` // when the provider cancelled it
	Cause     Cause     `json:"cause,omitempty"`
}

// Delay is a late start, an interruption during a switch, or a number ported late. A plain value.
type Delay struct {
	ID    string    `json:"id"`
	Event Event     `json:"event"`          // DelayedStart, SwitchInterruption or LatePorting
	Since time.Time `json:"since"`          // an instant of the day promised, or when the interruption began
	Until time.Time `json:"until,omitzero"` // when it was over
	Cause Cause     `json:"cause,omitempty"`
}

// matter is any of the facts, as the rules see it.
type matter struct {
	id           string
	event        Event
	since, until time.Time
	complete     bool
	kept         bool
	cancelled    time.Time
	cause        Cause
}

// matters checks the facts and brings them into one form.
func (f Facts) matters(c *fault.Check, asOf time.Time) []matter {
	var all []matter
	ids := map[string]bool{}
	add := func(path, since, until string, m matter) {
		c.Text(path+".id", m.id, fault.MaxID)
		c.That(!ids[m.id], path+".id", fault.RuleDuplicate, "is that of another fact; an event is compensated once")
		ids[m.id] = true
		switch {
		case m.since.IsZero():
			c.Add(path+"."+since, fault.RuleRequired, "must be an instant")
		case m.event != MissedAppointment && m.since.After(asOf):
			c.Add(path+"."+since, fault.RuleRange, "lies behind asOf; nothing is owed for what has not happened")
		case m.since.Before(asOf.Add(-fault.Horizon)):
			c.Add(path+"."+since, fault.RuleRange, "lies more than 20 years back")
		case !m.until.IsZero() && m.until.Before(m.since):
			c.Add(path+"."+until, fault.RuleRange, "lies before the beginning; swap them")
		}
		all = append(all, m)
	}
	for i, x := range f.Faults {
		add(fmt.Sprintf("faults[%d]", i), "reported", "restored",
			matter{id: x.ID, event: LossOfService, since: x.Reported, until: x.Restored, complete: x.Complete, cause: x.Cause})
	}
	f.checkOverlaps(c, asOf)
	for i, x := range f.Appointments {
		path := fmt.Sprintf("appointments[%d]", i)
		add(path, "at", "", matter{id: x.ID, event: MissedAppointment, since: x.At, kept: x.Kept, cancelled: x.Cancelled, cause: x.Cause})
		c.That(!x.Kept || !x.At.After(asOf), path+".kept", fault.RuleRange, "cannot be known yet: the appointment lies behind asOf")
		c.That(!x.Kept || x.Cancelled.IsZero(), path+".cancelled", fault.RuleRange, "contradicts kept; leave one of them out")
		c.That(!x.Cancelled.After(asOf), path+".cancelled", fault.RuleRange, "lies behind asOf")
	}
	for i, x := range f.Delays {
		path := fmt.Sprintf("delays[%d]", i)
		known := slices.Contains([]Event{DelayedStart, SwitchInterruption, LatePorting}, x.Event)
		c.That(known, path+".event", fault.RuleUnknown, "must be delayedStart, switchInterruption or latePorting")
		add(path, "since", "until", matter{id: x.ID, event: x.Event, since: x.Since, until: x.Until, cause: x.Cause})
	}
	return all
}

// checkOverlaps names each complete outage that was reported before an earlier one was over.
func (f Facts) checkOverlaps(c *fault.Check, asOf time.Time) {
	var order []int
	for i, x := range f.Faults {
		if x.Complete && !x.Reported.IsZero() {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return f.Faults[a].Reported.Compare(f.Faults[b].Reported) })
	var over time.Time
	for n, i := range order {
		x := f.Faults[i]
		if n > 0 && x.Reported.Before(over) {
			c.Add(fmt.Sprintf("faults[%d].reported", i), fault.RuleDuplicate, "lies in a complete outage reported before; an outage is compensated once:"+
				" keep its first report")
		}
		end := x.Restored
		if end.IsZero() {
			end = asOf
		}
		if end.After(over) {
			over = end
		}
	}
}
