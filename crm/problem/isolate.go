package problem

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Isolation is what was found out about a problem's source.
type Isolation struct {
	Cause    string // why it happens; may be empty if the resource is known
	Resource string // what has failed; may be empty if the cause is known
}

// Isolate notes the cause of a problem (3.6.1), or a better one. If tickets of other customers have the same, they may get a
// parent: see Sharing.
func (s *Service) Isolate(ctx context.Context, id string, i Isolation) (Ticket, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Ticket, error) { return s.IsolateTx(u, id, i) })
}

// IsolateTx is Isolate in the caller's unit.
func (s *Service) IsolateTx(u *work.Unit, id string, i Isolation) (Ticket, error) {
	var c fault.Check
	c.Optional("cause", i.Cause, fault.MaxName)
	c.Optional("resource", i.Resource, fault.MaxName)
	c.That(i != Isolation{}, "cause", fault.RuleRequired, "must name a cause or a resource")
	if err := c.Err("problem.isolation"); err != nil {
		return Ticket{}, err
	}
	t, err := s.change(u, id, func(t Ticket, say say) (Ticket, error) {
		if err := t.mustBeWorked("its cause is isolated while it is worked on"); err != nil {
			return t, err
		}
		t.Cause, t.Resource = cmp.Or(i.Cause, t.Cause), cmp.Or(i.Resource, t.Resource)
		say(EventIsolated, t.notice())
		return t, nil
	})
	if err != nil {
		return Ticket{}, err
	}
	return s.gather(u, t)
}

func (t Ticket) mustBeWorked(why string) error {
	if t.Status.Worked() {
		return nil
	}
	return fault.State(t.Subject(), "is "+string(t.Status)+"; "+why)
}

// Measure is something that is done about a problem (3.6.1).
type Measure struct {
	ID     string    `json:"id"` // unique within the ticket
	What   string    `json:"what"`
	By     string    `json:"by,omitempty"` // a group, a person, a process
	Begun  time.Time `json:"begun"`
	Ended  time.Time `json:"ended,omitzero"`
	Done   bool      `json:"done,omitempty"`   // false with an end: it has failed
	Result string    `json:"result,omitempty"` // what came of it
}

// MaxMeasures is how many measures a ticket may have.
const MaxMeasures = 500

// AddMeasure starts a measure on a ticket that is worked on.
func (s *Service) AddMeasure(ctx context.Context, id, what, by string) (Ticket, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Ticket, error) { return s.AddMeasureTx(u, id, what, by) })
}

// AddMeasureTx is AddMeasure in the caller's unit.
func (s *Service) AddMeasureTx(u *work.Unit, id, what, by string) (Ticket, error) {
	var c fault.Check
	c.Text("what", what, fault.MaxText)
	c.Optional("by", by, fault.MaxID)
	if err := c.Err("problem.measure"); err != nil {
		return Ticket{}, err
	}
	return s.change(u, id, func(t Ticket, say say) (Ticket, error) {
		if err := t.mustBeWorked("measures are taken while it is worked on"); err != nil {
			return t, err
		}
		m := Measure{ID: strconv.Itoa(len(t.Measures) + 1), What: what, By: by, Begun: u.At}
		t.Measures = append(slices.Clone(t.Measures), m)
		c.That(len(t.Measures) <= MaxMeasures, "", fault.RuleLength, fmt.Sprintf("would have more than %d measures: open another ticket", MaxMeasures))
		t.checkSize(&c)
		say(EventMeasureBegun, MeasureNotice{Notice: t.notice(), Measure: m})
		return t, c.Err(t.Subject())
	})
}

// MeasureEnd says what came of a measure.
type MeasureEnd struct {
	Measure string // its id within the ticket
	Done    bool
	Result  string // required if it was not done
}

// EndMeasure notes that a measure is done or has failed, also behind the resolution.
func (s *Service) EndMeasure(ctx context.Context, id string, e MeasureEnd) (Ticket, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Ticket, error) { return s.EndMeasureTx(u, id, e) })
}

// EndMeasureTx is EndMeasure in the caller's unit.
func (s *Service) EndMeasureTx(u *work.Unit, id string, e MeasureEnd) (Ticket, error) {
	var c fault.Check
	c.Text("measure", e.Measure, fault.MaxID)
	c.Optional("result", e.Result, fault.MaxText)
	c.That(e.Done || e.Result != "", "result", fault.RuleRequired, "must say why the measure was not done")
	if err := c.Err("problem.measure"); err != nil {
		return Ticket{}, err
	}
	return s.change(u, id, func(t Ticket, say say) (Ticket, error) {
		n := slices.IndexFunc(t.Measures, func(m Measure) bool { return m.ID == e.Measure })
		switch {
		case !t.Status.Open():
			return t, fault.State(t.Subject(), "is "+string(t.Status)+"; nothing is done about it any more")
		case n < 0:
			return t, fault.NotFound(fault.Subject("problem.measure", id+"/"+e.Measure))
		case !t.Measures[n].Ended.IsZero():
			return t, fault.State(fault.Subject("problem.measure", id+"/"+e.Measure), "has ended already")
		}
		t.Measures = slices.Clone(t.Measures)
		m := &t.Measures[n]
		m.Ended, m.Done, m.Result = u.At, e.Done, e.Result
		t.checkSize(&c)
		say(EventMeasureEnded, MeasureNotice{Notice: t.notice(), Measure: *m})
		return t, c.Err(t.Subject())
	})
}
