// Package problem is Problem Handling (3.6): it receives problem reports of customers, isolates the cause, starts measures,
// follows the work and its clocks, escalates, reports, and asks the customer before it closes. It owns the trouble ticket of
// TMF621 with its life cycle. It does not own the repair (Service Problem Management, outside), the service level agreement
// and what a violation costs (Customer QoS/SLA Management), nor the customer's worth (Retention & Loyalty).
//
//	problems, err := problem.New(work.New(memory.New(), nil), nil)
//	t, err := problems.Open(ctx, problem.Report{Customer: "c-42", Feature: "Mail", Impact: problem.Hampered, Text: "no mail comes in"})
//	t, err = problems.TakeCustomerPriority(ctx, t.ID, problem.Highest, nil)
//	t, err = problems.TakeServiceLevel(ctx, t.ID, problem.ServiceLevelPriority{Covered: true, Agreement: "a-7"})
//	fmt.Println(t.Status, t.Priority, t.PriorityReasons) // inProgress 2 …
//	t, err = problems.ReceiveResolution(ctx, t.ID, problem.Resolution{Text: "the mail server is repaired"})
//	t, err = problems.AskConfirmation(ctx, t.ID)
//	t, err = problems.Answer(ctx, t.ID, problem.Confirmation{Confirmed: true})
//	fmt.Println(t.Status)                                // closed
//
// The rules (Prioritise, Way, Assignment.Move, Escalate, Share, Summarise, and those of package clock) are functions of values
// and can be used without the service.
package problem

import (
	"context"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Service is Problem Handling on a store. It is safe for concurrent use. Every command has a form ending in Tx that joins the
// caller's unit of work. All of them answer an unknown id, and one of another tenant, with fault.ErrNotFound, a wrong
// state with fault.ErrState, a rule's no with fault.ErrRejected, and wrong input with fault.ErrInvalid; then nothing has changed.
type Service struct {
	env    *work.Env
	config Config
}

// New makes Problem Handling. A Config with faults is fault.ErrInvalid, all of them at once.
func New(env *work.Env, config *Config) (*Service, error) {
	s := &Service{env: env}
	if config != nil {
		s.config = *config
	}
	var err error
	if s.config, err = s.config.complete(); err != nil {
		return nil, err
	}
	return s, nil
}

var tickets = store.NewCollection("problem.ticket", func(t *Ticket) []store.Key {
	keys := []store.Key{
		{Name: keyCustomer, Value: t.Customer},
		{Name: keyExternal, Value: t.ExternalID},
		{Name: keyFeature, Value: t.Feature},
		{Name: keyStatus, Value: string(t.Status)},
		{Name: keyParent, Value: t.Related(ParentTicket)},
		{Name: keyMerged, Value: t.Related(MergedInto)},
		{Name: keyUpdate, Value: store.TimeKey(t.UpdatedAt)},
		{Name: keyAnswer, Value: store.TimeKey(t.AnswerBy)},
		{Name: keyClock, Value: store.TimeKey(t.ClockAt)},
		{Name: keyEscalate, Value: store.TimeKey(t.EscalateAt)},
		{Name: keyResubmit, Value: store.TimeKey(t.ResubmitAt)},
		{Name: keySilence, Value: store.TimeKey(t.SilenceAt)},
	}
	if t.Status.Open() {
		keys = append(keys, store.Key{Name: keyAssignee, Value: t.Assignment.Group}, store.Key{Name: keyOpenChild, Value: t.Related(ParentTicket)})
		if t.Assignment.Person != t.Assignment.Group {
			keys = append(keys, store.Key{Name: keyAssignee, Value: t.Assignment.Person})
		}
	}
	if t.Shared != nil && t.Status.Worked() {
		keys = append(keys, store.Key{Name: keyShared, Value: t.Shared.key()})
	}
	if t.mayShare() {
		for _, by := range shareBys {
			if value := t.value(by); value != "" {
				keys = append(keys, store.Key{Name: keyAlike, Value: Alike{By: by, Value: value}.since(t.CreatedAt)})
			}
		}
	}
	return keys
})

// The keys by which tickets are found.
const (
	keyCustomer  = "customer"
	keyFeature   = "feature"
	keyStatus    = "status"
	keyParent    = "parent"
	keyMerged    = "merged"
	keyAssignee  = "assignee"
	keyExternal  = "externalId"
	keyOpenChild = "openChild"
	keyAlike     = "alike"
	keyShared    = "shared"
	keyUpdate    = "lastUpdate"
)

type say = work.Say

// change loads a ticket, decides, puts it, emits what the decision says, and does what follows for its parent or children.
func (s *Service) change(u *work.Unit, id string, decide func(Ticket, say) (Ticket, error)) (Ticket, error) {
	t, err := tickets.Get(u, id)
	if err != nil {
		return Ticket{}, err
	}
	return s.save(u, t, decide)
}

func (s *Service) save(u *work.Unit, t Ticket, decide func(Ticket, say) (Ticket, error)) (Ticket, error) {
	was := t.Status
	t, err := work.Save(u, tickets, t, func(t Ticket, say say) (Ticket, error) {
		t, err := decide(t, say)
		if err != nil {
			return t, err
		}
		if u.At.After(t.UpdatedAt) {
			t.UpdatedAt = u.At
		}
		t = s.escalate(t, u.At, say)
		return s.schedule(t, u.At)
	})
	if err != nil || t.Status == was {
		return t, err
	}
	switch t.Status {
	case Resolved:
		err = s.resolveChildren(u, t)
	case Cancelled, Rejected:
		err = s.releaseChildren(u, t)
	}
	if err == nil && !t.Status.Open() {
		err = s.settleParent(u, t.Related(ParentTicket))
	}
	if err != nil {
		return Ticket{}, err
	}
	return t, nil
}

// schedule sets when time alone changes something for the ticket, and by when it is expected to be resolved.
func (s *Service) schedule(t Ticket, at time.Time) (Ticket, error) {
	if t.Status != Acknowledged {
		t.AnswerBy = time.Time{}
	}
	if t.Status != Resolved || t.ClosesBy != "" {
		t.SilenceAt = time.Time{}
	}
	if !t.Status.Open() {
		t.Resubmission = nil
	}
	t.ResubmitAt = time.Time{}
	if t.Resubmission != nil {
		t.ResubmitAt = t.Resubmission.At
	}
	t.EscalateAt = s.ages(t)
	var err error
	t.ClockAt, err = t.watch(at)
	return t, err
}

// Get returns a ticket.
func (s *Service) Get(ctx context.Context, id string) (Ticket, error) {
	return work.See(ctx, s.env, func(u *work.Unit) (Ticket, error) { return s.GetTx(u, id) })
}

// GetTx is Get in the caller's unit.
func (s *Service) GetTx(u *work.Unit, id string) (Ticket, error) { return tickets.Get(u, id) }

// By returns the tickets found by a key, in order of id: customer, externalId, feature, parent, merged (into which ticket), status, or
// assignee, a group or a person that an open ticket is with. Another key is fault.ErrInvalid.
func (s *Service) By(ctx context.Context, key, value string) ([]Ticket, error) {
	return work.See(ctx, s.env, func(u *work.Unit) ([]Ticket, error) { return s.ByTx(u, key, value) })
}

// ByTx is By in the caller's unit.
func (s *Service) ByTx(u *work.Unit, key, value string) ([]Ticket, error) {
	var c fault.Check
	switch key {
	case keyCustomer, keyExternal, keyFeature, keyParent, keyMerged, keyStatus, keyAssignee:
	default:
		c.Add("key", fault.RuleUnknown, "must be customer, externalId, feature, parent, merged, status or assignee")
	}
	if err := c.Err("problem.search"); err != nil {
		return nil, err
	}
	return tickets.By(u, key, value)
}
