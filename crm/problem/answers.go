package problem

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/crm/problem/clock"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
)

// CustomerPriority is what Retention & Loyalty answered.
type CustomerPriority struct {
	Value   Priority       `json:"value"`
	Reasons []fault.Reason `json:"reason,omitempty"`
	At      time.Time      `json:"at"`
}

// ServiceLevelPriority is what Customer QoS/SLA Management answers: whether what does not work is in the customer's agreement,
// and what the agreement promises about it.
type ServiceLevelPriority struct {
	Value     Priority       `json:"value,omitempty"` // empty: the agreement does not say
	Covered   bool           `json:"covered"`
	Agreement string         `json:"agreement,omitempty"`
	Version   string         `json:"version,omitempty"` // of the agreement; empty: "1"
	Targets   []clock.Target `json:"target,omitempty"`  // of the kinds not named here: what Config.Terms promises
	Pauses    []clock.Pause  `json:"pause,omitempty"`   // nil: those of Config.Terms, or Pauses()
	Applies   clock.Applies  `json:"applies,omitempty"` // empty: retroactive
	Reasons   []fault.Reason `json:"reason,omitempty"`
	At        time.Time      `json:"at"` // set by the service
}

// MaxReasons is how many reasons an answer may have.
const MaxReasons = 50

// TakeCustomerPriority takes the answer of Retention & Loyalty. With both answers the priority is decided (see Prioritise), the
// ticket goes in progress, and its details are reported to Service Problem Management. An answer that comes later, or again,
// changes the priority of a ticket that is not yet closed; the clocks are read as if it had been so from the beginning.
func (s *Service) TakeCustomerPriority(ctx context.Context, id string, value Priority, reasons []fault.Reason) (Ticket, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Ticket, error) { return s.TakeCustomerPriorityTx(u, id, value, reasons) })
}

// TakeCustomerPriorityTx is TakeCustomerPriority in the caller's unit.
func (s *Service) TakeCustomerPriorityTx(u *work.Unit, id string, value Priority, reasons []fault.Reason) (Ticket, error) {
	var c fault.Check
	c.That(value.Name() != "", "value", fault.RuleRange, `must be "0" (highest) to "4"`)
	checkReasons(&c, reasons)
	if err := c.Err("problem.customerPriority"); err != nil {
		return Ticket{}, err
	}
	return s.take(u, id, func(t Ticket) (Ticket, error) {
		t.CustomerPriority = &CustomerPriority{Value: value, Reasons: reasons, At: u.At}
		return t, nil
	})
}

// TakeServiceLevel takes the answer of Customer QoS/SLA Management; see TakeCustomerPriority. It also fixes what the ticket's
// clocks promise: the targets of a covered ticket, beside the other targets, the pauses and the policies of Config.Terms. Another answer later is the
// next version of the contract; accrued pauses stay what they were.
func (s *Service) TakeServiceLevel(ctx context.Context, id string, p ServiceLevelPriority) (Ticket, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Ticket, error) { return s.TakeServiceLevelTx(u, id, p) })
}

// TakeServiceLevelTx is TakeServiceLevel in the caller's unit.
func (s *Service) TakeServiceLevelTx(u *work.Unit, id string, p ServiceLevelPriority) (Ticket, error) {
	if err := p.check(s.config.Terms); err != nil {
		return Ticket{}, err
	}
	return s.take(u, id, func(t Ticket) (Ticket, error) {
		if contract, ok := p.contract(s.config.Terms); ok {
			t = t.promise(contract, p.applies(), u.At)
		}
		p.At, p.Targets, p.Pauses = u.At, nil, nil // they stand in the contract
		t.ServiceLevel, t.Agreement = &p, cmp.Or(p.Agreement, t.Agreement)
		return t, nil
	})
}

func (p ServiceLevelPriority) check(terms *clock.Contract) error {
	var c fault.Check
	c.That(p.Value == "" || p.Value.Name() != "", "value", fault.RuleRange, `must be "0" (highest) to "4"`)
	c.Optional("agreement", p.Agreement, fault.MaxID)
	c.Optional("version", p.Version, fault.MaxID)
	c.That(p.Covered || len(p.Targets) == 0, "target", fault.RuleFormat, "must be empty: what is not covered has no targets")
	c.That(len(p.Targets) == 0 || p.Agreement != "", "agreement", fault.RuleRequired, "must name what promises the targets")
	c.That(slices.Contains([]clock.Applies{"", clock.Retroactive, clock.FromNow}, p.Applies), "applies", fault.RuleUnknown, "must be retroactive or fromNow")
	checkReasons(&c, p.Reasons)
	if contract, ok := p.contract(terms); ok && len(c.Fields()) == 0 {
		checkContract(&c, "", contract)
	}
	return c.Err("problem.serviceLevel")
}

func checkReasons(c *fault.Check, reasons []fault.Reason) {
	c.That(len(reasons) <= MaxReasons, "reason", fault.RuleLength, fmt.Sprintf("has %d entries, at most %d are allowed", len(reasons), MaxReasons))
	for n, r := range reasons[:min(len(reasons), MaxReasons)] {
		c.Text(fmt.Sprintf("reason[%d].code", n), r.Code, fault.MaxName)
		c.Text(fmt.Sprintf("reason[%d].message", n), r.Message, fault.MaxText)
	}
}

func (p ServiceLevelPriority) applies() clock.Applies { return cmp.Or(p.Applies, clock.Retroactive) }

// take notes an answer and does what follows from it.
func (s *Service) take(u *work.Unit, id string, note func(Ticket) (Ticket, error)) (Ticket, error) {
	t, err := s.change(u, id, func(t Ticket, say say) (Ticket, error) {
		if !t.Status.Open() {
			return t, fault.State(t.Subject(), "is "+string(t.Status)+"; its priority no longer changes")
		}
		terms := t.Terms()
		t, err := note(t)
		if err != nil {
			return t, err
		}
		var c fault.Check
		if t.checkSize(&c); len(c.Fields()) > 0 {
			return t, c.Err(t.Subject())
		}
		if t.Priority == "" && (t.CustomerPriority == nil || t.ServiceLevel == nil) {
			return t, nil // the other answer is waited for
		}
		if t.Status == Acknowledged {
			return s.proceed(u, t, say)
		}
		return s.prioritise(u, t, t.Terms() != terms, say)
	})
	if err != nil {
		return Ticket{}, err
	}
	return t, s.lift(u, t)
}

// proceed begins work on an acknowledged ticket with what is known of its priority.
func (s *Service) proceed(u *work.Unit, t Ticket, say say) (Ticket, error) {
	t, err := t.apply(Begin, u.At, "")
	if err != nil {
		return t, err
	}
	if t, err = s.prioritise(u, t, true, say); err != nil {
		return t, err
	}
	say(EventDetailsReported, t.details(""))
	return t, nil
}

// prioritise decides the priority anew and says so if it, its reasons or the terms have changed.
func (s *Service) prioritise(u *work.Unit, t Ticket, changed bool, say say) (Ticket, error) {
	was := t.Priority
	priority, reasons, err := Prioritise(t.facts(), s.config.Priorities)
	if err != nil {
		return t, err
	}
	if priority == was && slices.Equal(reasons, t.PriorityReasons) && !changed {
		return t, nil
	}
	t.Priority, t.PriorityReasons = priority, reasons
	if priority != was {
		t = t.enter(u.At, clock.Entry{Type: clock.PriorityChanged, Priority: string(priority), Applies: clock.Retroactive})
	}
	if t, err = t.expect(u.At); err != nil {
		return t, err
	}
	say(EventPrioritised, t.priorityNotice())
	return t, nil
}

// facts are what is known of the ticket's priority.
func (t Ticket) facts() Facts {
	f := Facts{Impact: t.Impact}
	if t.CustomerPriority != nil {
		f.Customer = t.CustomerPriority.Value
	}
	if t.ServiceLevel == nil {
		return f
	}
	f.ServiceLevel, f.Cover = t.ServiceLevel.Value, NotCovered
	if t.ServiceLevel.Covered {
		f.Cover = Covered
	}
	return f
}
