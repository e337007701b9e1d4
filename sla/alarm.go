package sla

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// AlarmReport is what Service Quality Management sends when a threshold is crossed (section 4.2.2, step 1).
type AlarmReport struct {
	ID          string          `json:"id"`                    // the sender's
	Correlation string          `json:"correlation,omitempty"` // the case it belongs to; empty: the alarm is a case of its own
	Agreement   string          `json:"agreement,omitempty"`   // whose threshold; empty: those of all agreements of the customer
	Customer    string          `json:"customer,omitempty"`    // asked for where no agreement is named
	Metric      string          `json:"metric"`                // by its name, or an objective by its id
	Value       money.Quantity  `json:"value"`                 // what was measured, in the metric's unit
	Threshold   *money.Quantity `json:"threshold,omitempty"`   // that of the sender; which counts is the agreement's
	Features    []string        `json:"feature,omitempty"`     // those affected; none: those of the objective
	At          time.Time       `json:"at,omitzero"`           // when it was measured; zero: now
	Text        string          `json:"text,omitempty"`
}

// Alarm is a crossed threshold. Its id is the sender's. It is a value.
type Alarm struct {
	store.Meta
	Correlation string     `json:"correlation"`
	Customer    string     `json:"customer"`
	Metric      string     `json:"metric"`
	State       AlarmState `json:"state"`
	At          time.Time  `json:"at"` // from when time is measured
	Text        string     `json:"text,omitempty"`

	Crossings []Crossing     `json:"crossing,omitempty"`
	Features  []string       `json:"feature,omitempty"` // those affected, of all agreements
	Extent    Extent         `json:"extent,omitempty"`  // the largest of the crossings'
	Priority  Priority       `json:"priority,omitempty"`
	Assumed   bool           `json:"assumed,omitempty"` // nobody gave the priority in time
	Told      bool           `json:"told,omitempty"`    // the customer knows of it, and is told when it is over
	Reasons   []fault.Reason `json:"reasons,omitempty"` // why the customer is told or not; of what is no alarm, why not
	AnswerBy  time.Time      `json:"answerBy,omitzero"` // when the priority is assumed
	EndedAt   time.Time      `json:"endedAt,omitzero"`
	Measured  calendar.Span  `json:"measured,omitzero"` // how long it lasted
}

// The codes of why something is no alarm.
const (
	ReasonNoThreshold  = "SLA-ALARM-01" // no agreement in force has a threshold for it
	ReasonNotCrossed   = "SLA-ALARM-02" // the threshold holds
	ReasonNoFeature    = "SLA-ALARM-03" // none of the agreement's features is affected
	ReasonNoPriorities = "SLA-ALARM-04" // nobody gave the customer's priority in time
)

const keyAnswer = "answerBy"

var alarms = store.NewCollection("sla.alarm", func(a *Alarm) []store.Key {
	keys := []store.Key{{Name: byCustomer, Value: a.Customer}}
	if a.State == AlarmReceived {
		keys = append(keys, store.Key{Name: keyAnswer, Value: store.TimeKey(a.AnswerBy)})
	}
	return keys
})

// About says what the alarm's events are about.
func (a Alarm) About() (subject, correlation string) { return a.ID, a.Correlation }

// apply takes the event through the life cycle. A wrong event is *lifecycle.Error.
func (a Alarm) apply(on AlarmEvent) (Alarm, error) {
	to, err := alarmLifecycle.Next(a.State, on)
	if err != nil {
		return a, fmt.Errorf("%s: %w", alarms.Subject(a.ID), err)
	}
	a.State = to
	return a, nil
}

// ReceiveAlarm checks an alarm against the thresholds of the customer's agreements. One that is crossed is received, and the
// customer's priority asked for. What crosses none is no alarm: the answer is AlarmDismissed with the reasons, and nothing is
// stored. The same alarm twice changes nothing; another under a known id is fault.ErrConflict.
func (s *Service) ReceiveAlarm(ctx context.Context, r AlarmReport) (Alarm, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Alarm, error) { return s.ReceiveAlarmTx(u, r) })
}

// ReceiveAlarmTx is ReceiveAlarm in the caller's unit.
func (s *Service) ReceiveAlarmTx(u *work.Unit, r AlarmReport) (Alarm, error) {
	if err := r.check(u.At); err != nil {
		return Alarm{}, err
	}
	if known, found, err := alarms.Find(u, r.ID); err != nil || found && known.of(r) {
		return known, err
	} else if found {
		return Alarm{}, fault.Conflict(alarms.Subject(r.ID), "is another alarm; give this one an id of its own")
	}
	a := Alarm{Meta: store.Meta{ID: r.ID}, Correlation: orDefault(r.Correlation, r.ID), Customer: r.Customer, Metric: r.Metric,
		State: alarmLifecycle.Initial(), At: fault.Instant(r.At), Text: r.Text}
	if r.At.IsZero() {
		a.At = u.At
	}
	candidates, err := r.agreements(u)
	if err != nil {
		return Alarm{}, err
	}
	for _, g := range candidates {
		a.Customer = g.Customer
		if err := s.cross(u, &a, g, r); err != nil {
			return Alarm{}, err
		}
	}
	if len(a.Crossings) == 0 {
		if len(a.Reasons) == 0 {
			a.Reasons = []fault.Reason{{Code: ReasonNoThreshold, Message: fmt.Sprintf("no agreement in force has a threshold for %q", r.Metric)}}
		}
		a.State = AlarmDismissed
		return a, nil
	}
	a.Reasons = nil
	a.AnswerBy = u.At.Add(s.config.PriorityWithin)
	return work.Save(u, alarms, a, func(a Alarm, say work.Say) (Alarm, error) {
		say(EventAlarmReceived, a.notice())
		say(EventPriorityAsked, a.notice())
		return a, nil
	})
}

func (r AlarmReport) check(now time.Time) error {
	var c fault.Check
	c.Text("id", r.ID, fault.MaxID)
	c.Optional("correlation", r.Correlation, fault.MaxID)
	c.Optional("agreement", r.Agreement, fault.MaxID)
	c.Optional("customer", r.Customer, fault.MaxID)
	c.That(r.Agreement != "" || r.Customer != "", "agreement", fault.RuleRequired, "must be given, or else the customer")
	c.Text("metric", r.Metric, fault.MaxName)
	atMost(&c, "feature", len(r.Features), MaxFeatures)
	if len(r.Features) <= MaxFeatures {
		checkNames(&c, "feature", r.Features)
	}
	c.Near("at", r.At, now)
	c.That(!fault.Instant(r.At).After(now), "at", fault.RuleRange, "lies in the future")
	c.Optional("text", r.Text, fault.MaxText)
	return c.Err(fault.Subject("sla.alarmReport", r.ID))
}

// of reports whether the alarm was made of such a report.
func (a Alarm) of(r AlarmReport) bool {
	same := func(c Crossing) bool { return c.Value == r.Value && (r.Agreement == "" || c.Agreement == r.Agreement) }
	return a.Metric == r.Metric && a.Text == r.Text && (r.Customer == "" || r.Customer == a.Customer) &&
		(r.At.IsZero() || fault.Instant(r.At).Equal(a.At)) && slices.ContainsFunc(a.Crossings, same)
}

// agreements are those whose thresholds the alarm is held against.
func (r AlarmReport) agreements(u *work.Unit) ([]Registered, error) {
	if r.Agreement == "" {
		return agreements.By(u, byCustomer, r.Customer)
	}
	g, err := agreements.Get(u, r.Agreement)
	if err != nil {
		return nil, err
	}
	var c fault.Check
	c.That(r.Customer == "" || r.Customer == g.Customer, "customer", fault.RuleReference, "is not the customer of this agreement")
	return []Registered{g}, c.Err(fault.Subject("sla.alarmReport", r.ID))
}

func (a Alarm) notice() AlarmNotice {
	n := AlarmNotice{Customer: a.Customer, Alarm: a.ID, Metric: a.Metric, At: a.At, Crossings: a.Crossings, Features: a.Features,
		Extent: a.Extent, Priority: a.Priority, PriorityName: a.Priority.Name(), Reasons: a.Reasons, Text: a.Text}
	if len(a.Crossings) > 0 {
		n.Agreement = a.Crossings[0].Agreement
	}
	return n
}

// Alarm returns an alarm.
func (s *Service) Alarm(ctx context.Context, id string) (Alarm, error) {
	return work.See(ctx, s.env, func(u *work.Unit) (Alarm, error) { return s.AlarmTx(u, id) })
}

// AlarmTx is Alarm in the caller's unit.
func (s *Service) AlarmTx(u *work.Unit, id string) (Alarm, error) { return alarms.Get(u, id) }

// AlarmsOf returns a customer's alarms, in order of id.
func (s *Service) AlarmsOf(ctx context.Context, customer string) ([]Alarm, error) {
	return work.See(ctx, s.env, func(u *work.Unit) ([]Alarm, error) { return alarms.By(u, byCustomer, customer) })
}
