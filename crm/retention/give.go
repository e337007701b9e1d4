package retention

import (
	"context"
	"time"

	"github.com/etomcrm/etomcrm/etom"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Ask is the question for a customer's priority, from Selling (section 4.1.2, step 4), Customer QoS/SLA (4.2.2, step 2), Problem
// Handling (4.2.3, step 3), or whoever has to decide who comes first.
type Ask struct {
	Asker        etom.Party // who asks; the answer names it. Empty: nobody who waits for an event
	Correlation  string     // the case it belongs to; empty: the customer is a case of its own
	Customer     string
	Agreement    string // which the question is about; may be empty
	ServiceLevel string // of that agreement; empty: none, or as noted before
	About        string // what the answer is about, such as the id of a ticket; may be empty
}

// Given is a priority that was given.
type Given struct {
	At       time.Time      `json:"at"`
	Priority Priority       `json:"priority"`
	Reasons  []fault.Reason `json:"reasons"`
	Revenue  money.Amount   `json:"revenue,omitzero"`
}

// GivePriority answers with the priority that follows from the customer's revenue, service levels, satisfaction and violations,
// and from what Config.Outlook says (see Prioritise), and
// notes the agreement asked about. Of a customer without a known revenue the reasons say so: that is an answer, and by
// DefaultTable the lowest priority if no service level asks for more.
func (s *Service) GivePriority(ctx context.Context, a Ask) (Given, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Given, error) { return s.GivePriorityTx(u, a) })
}

// GivePriorityTx is GivePriority in the caller's unit.
func (s *Service) GivePriorityTx(u *work.Unit, a Ask) (Given, error) {
	if err := a.Check(); err != nil {
		return Given{}, err
	}
	p, err := profile(u, a.Customer)
	if err != nil {
		return Given{}, err
	}
	facts, err := s.facts(u, p, a)
	if err != nil {
		return Given{}, err
	}
	given := Given{At: u.At, Revenue: facts.Revenue}
	if given.Priority, given.Reasons, err = Prioritise(facts, s.priorities); err != nil {
		return Given{}, err
	}
	if len(p.Priorities) == 0 || p.Priorities[0].Priority != given.Priority {
		p.Priorities = atMost(MaxPriorities, append([]Given{given}, p.Priorities...))
		if err := profiles.Put(u, &p); err != nil {
			return Given{}, err
		}
	}
	return given, u.Emit(EventPriorityGiven, a.Customer, a.Correlation, PriorityNotice{
		Asker: a.Asker, Customer: a.Customer, Agreement: a.Agreement, About: a.About, Priority: given.Priority, Name: given.Priority.Name(),
		Reasons: given.Reasons, Revenue: given.Revenue,
	})
}

// Check refuses with fault.ErrInvalid, all faults at once, a question that cannot be answered.
func (a Ask) Check() error {
	var c fault.Check
	c.That(a.Asker == "" || a.Asker.Kind() != "", "asker", fault.RuleUnknown, "must be one of etom.Parties()")
	c.Optional("correlation", a.Correlation, fault.MaxID)
	c.Text("customer", a.Customer, fault.MaxID)
	c.Optional("agreement", a.Agreement, fault.MaxID)
	c.Optional("serviceLevel", a.ServiceLevel, fault.MaxName)
	c.Optional("about", a.About, fault.MaxID)
	return c.Err("retention.priority")
}

// facts gathers what the priority follows from. An agreement of which more is known, such as its end, is not noted anew.
func (s *Service) facts(u *work.Unit, p Profile, a Ask) (Facts, error) {
	if a.Agreement != "" && a.ServiceLevel != "" {
		noted, _, err := agreements.Find(u, a.Agreement)
		if err != nil {
			return Facts{}, err
		}
		if noted.ServiceLevel != a.ServiceLevel || noted.Customer != a.Customer {
			fresh := Agreement{Customer: a.Customer, ServiceLevel: a.ServiceLevel, Until: noted.Until}
			fresh.ID = a.Agreement
			if _, err := s.NoteAgreementTx(u, fresh); err != nil {
				return Facts{}, err
			}
		}
	}
	levels, err := serviceLevels(u, p.ID, u.At)
	if err != nil {
		return Facts{}, err
	}
	if a.ServiceLevel != "" {
		levels = append(levels, a.ServiceLevel)
	}
	f := Facts{ServiceLevels: levels}
	if f.Revenue, err = AnnualRevenue(p.Revenues, u.At); err != nil {
		return Facts{}, err
	}
	if f.Churn, f.Value, err = s.outlook.Outlook(u, p.ID); err != nil {
		return Facts{}, err
	}
	asked, err := inquiries.By(u, byCustomer, p.ID)
	if err != nil {
		return Facts{}, err
	}
	f.Score, f.FollowUp = lastScore(asked, u.At)
	broken, err := violations.By(u, byCustomer, p.ID)
	f.Violations = violationsWithin(broken, u.At)
	return f, err
}

// lastScore is the score of the last answer within ScoreWithin, 0 without one, and whether a follow-up is open.
func lastScore(asked []Inquiry, asOf time.Time) (score int, followUp bool) {
	last := asOf.Add(-ScoreWithin)
	for _, i := range asked {
		followUp = followUp || i.State == InquiryFollowUp
		if i.Score > 0 && i.AnsweredAt.After(last) {
			last, score = i.AnsweredAt, i.Score
		}
	}
	return score, followUp
}

// violationsWithin counts the violations within ViolationsWithin.
func violationsWithin(broken []Violation, asOf time.Time) int {
	n := 0
	for _, v := range broken {
		if v.At.After(asOf.Add(-ViolationsWithin)) {
			n++
		}
	}
	return n
}
