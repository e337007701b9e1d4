package retention

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Occasion is one row of the table that says after what a customer is asked how content they are. It is a value.
type Occasion struct {
	Event string        // the type of the event
	Quiet time.Duration // not if the customer has been asked, or has answered, within that time before, whatever it was about
	Why   string        // one sentence
}

// Occasions is a checked table. It is immutable and safe for concurrent use.
type Occasions struct{ rows []Occasion }

// DefaultOccasions leaves the delivery of an order out: there Order Handling asks (section 4.1.3). The figures are ours.
func DefaultOccasions() *Occasions { return defaultOccasions }

const quarter = 90 * 24 * time.Hour

var defaultOccasions = mustOccasions(
	Occasion{"problem.ticket.closed", quarter, "a problem is solved"},
	Occasion{"billing.adjustedBill.sent", quarter, "a broken service level is made good"},
	Occasion{"billing.dispute.settled", quarter, "a dispute about a bill is settled"},
)

func mustOccasions(rows ...Occasion) *Occasions {
	o, err := NewOccasions(rows...)
	if err != nil {
		panic(err)
	}
	return o
}

// NewOccasions checks the rows. It refuses, all faults at once as fault.ErrInvalid: an event twice, a Quiet that is negative
// or above 20 years. Without rows nobody is asked after an event.
func NewOccasions(rows ...Occasion) (*Occasions, error) {
	o := &Occasions{rows: slices.Clone(rows)}
	var c fault.Check
	for i, r := range o.rows {
		path := fmt.Sprintf("rows[%d].", i)
		c.Text(path+"event", r.Event, fault.MaxName)
		c.That(!slices.ContainsFunc(o.rows[:i], func(x Occasion) bool { return x.Event == r.Event }), path+"event", fault.RuleDuplicate, "stands there twice")
		c.Span(path+"quiet", r.Quiet)
		c.Text(path+"why", r.Why, fault.MaxText)
	}
	if err := c.Err("retention.occasions"); err != nil {
		return nil, err
	}
	return o, nil
}

// Rows lists the rows.
func (o *Occasions) Rows() []Occasion { return slices.Clone(o.rows) }

// The codes of the reasons why a customer is asked after an event, or not.
const (
	ReasonOccasion     = "RETENTION-INQUIRY-00"
	ReasonNoOccasion   = "RETENTION-INQUIRY-01"
	ReasonNotPermitted = "RETENTION-INQUIRY-02" // beside it stands why, as of a Permission
	ReasonAskedAlready = "RETENTION-INQUIRY-03" // about the same thing
	ReasonQuiet        = "RETENTION-INQUIRY-04"
)

// Asked is the answer to whether a customer is asked. A no is an answer.
type Asked struct {
	Inquiry Inquiry // its ID is empty if the customer is not asked
	Reasons []fault.Reason
}

// Inquire asks a customer how content they are, if the event is an occasion: unless the customer objects to being asked, has
// been asked about the same thing, or must be left alone for a while. What decided is in the reasons.
func (s *Service) Inquire(ctx context.Context, event string, q Question) (Asked, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Asked, error) { return s.InquireTx(u, event, q) })
}

// InquireTx is Inquire in the caller's unit.
func (s *Service) InquireTx(u *work.Unit, event string, q Question) (Asked, error) {
	if err := q.Check(); err != nil {
		return Asked{}, err
	}
	i := slices.IndexFunc(s.occasions.rows, func(r Occasion) bool { return r.Event == event })
	if i < 0 {
		return notAsked(ReasonNoOccasion, event+" is no occasion to ask"), nil
	}
	row := s.occasions.rows[i]
	if s.purposes.knows(PurposeSurvey) {
		may, err := s.MayTx(u, q.Customer, PurposeSurvey, "")
		if err != nil {
			return Asked{}, err
		}
		if !may.May {
			no := notAsked(ReasonNotPermitted, "the customer does not want to be asked")
			no.Reasons = append(no.Reasons, may.Why)
			return no, nil
		}
	}
	all, err := inquiries.By(u, byCustomer, q.Customer)
	if err != nil {
		return Asked{}, err
	}
	if why, quiet := row.quiet(all, q.About, u.At); quiet {
		return Asked{Reasons: []fault.Reason{why}}, nil
	}
	asked, err := s.AskSatisfactionTx(u, q)
	return Asked{Inquiry: asked, Reasons: []fault.Reason{{Code: ReasonOccasion, Message: row.Why}}}, err
}

func notAsked(code, message string) Asked {
	return Asked{Reasons: []fault.Reason{{Code: code, Message: message}}}
}

// quiet says why a customer with these inquiries is left alone.
func (r Occasion) quiet(all []Inquiry, about string, at time.Time) (fault.Reason, bool) {
	for _, i := range all {
		if i.About == about && (about != "" || i.State == InquiryAsked) {
			return fault.Reason{Code: ReasonAskedAlready, Message: "the customer has been asked about this already"}, true
		}
	}
	for _, i := range all {
		if last := i.lastAt(); last.After(at.Add(-r.Quiet)) {
			return fault.Reason{Code: ReasonQuiet, Message: "the customer has been asked on " + last.Format(time.DateOnly) + ", and is left alone until " +
				last.Add(r.Quiet).Format(time.DateOnly)}, true
		}
	}
	return fault.Reason{}, false
}

// lastAt is when the customer had to do with the inquiry last.
func (i Inquiry) lastAt() time.Time {
	if i.AnsweredAt.After(i.AskedAt) {
		return i.AnsweredAt
	}
	return i.AskedAt
}
