package selling

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Prospect is somebody who may buy (3.4.1), from the first interest to the proposal. It is a value: its methods return the
// changed prospect and leave the old one alone.
type Prospect struct {
	store.Meta
	Correlation string `json:"correlation"`
	Customer    string `json:"customer"`
	Interaction string `json:"interaction,omitempty"` // the contact it began with
	Interest    string `json:"interest"`              // in the customer's words
	Lead        string `json:"lead,omitempty"`        // the lead of Marketing Fulfillment Response that it comes from

	State   State          `json:"state"`
	Reasons []fault.Reason `json:"reasons,omitempty"` // why it was declined or withdrawn
	History []Change       `json:"history"`

	Has       []string                 `json:"has,omitempty"`      // offerings that the customer has already
	Data      map[string]string        `json:"data,omitempty"`     // what is known about the customer (3.4.4)
	Needs     []Need                   `json:"need,omitempty"`     // as stated
	Matches   []Match                  `json:"match,omitempty"`    // one for each need
	Questions []Question               `json:"question,omitempty"` // about feasibility
	Feasible  []string                 `json:"feasible,omitempty"` // offerings known to be deliverable
	LeadTimes map[string]time.Duration `json:"leadTime,omitempty"` // of those, as answered; nanoseconds in JSON
	Quote     string                   `json:"quote,omitempty"`    // the proposal
}

// Enquiry is what Customer Interface Management passes on: somebody shows interest.
type Enquiry struct {
	Correlation string   `json:"correlation,omitempty"` // empty: a case of its own
	Customer    string   `json:"customer"`
	Interaction string   `json:"interaction,omitempty"`
	Interest    string   `json:"interest"`
	Lead        string   `json:"lead,omitempty"`
	Has         []string `json:"has,omitempty"`
}

func (e Enquiry) check() error {
	var c fault.Check
	c.Optional("correlation", e.Correlation, fault.MaxID)
	c.Text("customer", e.Customer, fault.MaxID)
	c.Optional("interaction", e.Interaction, fault.MaxID)
	c.Text("interest", e.Interest, fault.MaxText)
	c.Optional("lead", e.Lead, fault.MaxID)
	checkTexts(&c, "has", e.Has, maxReferences, fault.MaxID)
	return c.Err("selling.enquiry")
}

// TakeEnquiry notes a prospect and asks for the exact needs.
func (s *Service) TakeEnquiry(ctx context.Context, e Enquiry) (Prospect, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Prospect, error) { return s.TakeEnquiryTx(u, e) })
}

// TakeEnquiryTx is TakeEnquiry in the caller's unit.
func (s *Service) TakeEnquiryTx(u *work.Unit, e Enquiry) (Prospect, error) {
	if err := e.check(); err != nil {
		return Prospect{}, err
	}
	p := Prospect{Meta: store.Meta{ID: u.NewID()}, Correlation: e.Correlation, Customer: e.Customer, Interaction: e.Interaction,
		Interest: e.Interest, Lead: e.Lead, Has: e.Has, State: Start}
	if p.Correlation == "" {
		p.Correlation = p.ID
	}
	return work.Save(u, prospects, p, func(p Prospect, say say) (Prospect, error) {
		p, err := p.apply(u.At, "", Enquire)
		if err != nil {
			return p, err
		}
		say(EventNeedsAsked, p.notice())
		return p, nil
	})
}

// StateNeeds takes the needs that the customer states when asked.
func (s *Service) StateNeeds(ctx context.Context, id string, needs []Need) (Prospect, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Prospect, error) { return s.StateNeedsTx(u, id, needs) })
}

// StateNeedsTx is StateNeeds in the caller's unit.
func (s *Service) StateNeedsTx(u *work.Unit, id string, needs []Need) (Prospect, error) {
	var c fault.Check
	checkNeeds(&c, needs)
	if err := c.Err("selling.needs"); err != nil {
		return Prospect{}, err
	}
	return work.Change(u, prospects, id, func(p Prospect, say say) (Prospect, error) {
		p, err := p.apply(u.At, "", Qualify)
		if err != nil {
			return p, err
		}
		p.Needs = needs
		say(EventNeedsStated, p.notice())
		return p, nil
	})
}

// Withdraw notes that the interest is gone before the needs are known.
func (s *Service) Withdraw(ctx context.Context, id, reason string) (Prospect, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Prospect, error) { return s.WithdrawTx(u, id, reason) })
}

// WithdrawTx is Withdraw in the caller's unit.
func (s *Service) WithdrawTx(u *work.Unit, id, reason string) (Prospect, error) {
	var c fault.Check
	c.Text("reason", reason, maxLine)
	if err := c.Err("selling.prospect"); err != nil {
		return Prospect{}, err
	}
	return work.Change(u, prospects, id, func(p Prospect, say say) (Prospect, error) {
		p, err := p.apply(u.At, reason, Withdraw)
		if err != nil {
			return p, err
		}
		p.Reasons = []fault.Reason{{Code: ReasonWithdrawn, Message: reason}}
		say(EventProspectWithdrawn, p.notice())
		return p, nil
	})
}

// ReasonWithdrawn is the code of a withdrawn prospect's reason.
const ReasonWithdrawn = "SELLING-PROSPECT-01"

// AcquireData notes data about a prospective customer (3.4.4), such as the delivery address or the line of business, and
// passes it on to whoever keeps customers' data. Data under a name that is known replaces what was there.
func (s *Service) AcquireData(ctx context.Context, id string, data map[string]string) (Prospect, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Prospect, error) { return s.AcquireDataTx(u, id, data) })
}

// AcquireDataTx is AcquireData in the caller's unit.
func (s *Service) AcquireDataTx(u *work.Unit, id string, data map[string]string) (Prospect, error) {
	return work.Change(u, prospects, id, func(p Prospect, say say) (Prospect, error) {
		known := map[string]string{}
		maps.Copy(known, p.Data)
		maps.Copy(known, data)
		var c fault.Check
		c.That(len(data) > 0, "data", fault.RuleRequired, "must have at least one entry")
		checkData(&c, "data", known)
		if err := c.Err(p.Subject()); err != nil {
			return p, err
		}
		p.Data = known
		say(EventDataAcquired, DataNotice{Customer: p.Customer, Prospect: p.ID, Data: data})
		return p, nil
	})
}

// Permitted lists the events the life cycle permits now.
func (p Prospect) Permitted() []Event { return prospectLifecycle.Permitted(p.State) }

// Subject names the prospect for messages.
func (p Prospect) Subject() string { return prospects.Subject(p.ID) }

// apply takes events through the life cycle and writes the history. A wrong event is *lifecycle.Error.
func (p Prospect) apply(at time.Time, reason string, on ...Event) (Prospect, error) {
	state, history, err := follow(prospectLifecycle, p.State, p.History, at, reason, on...)
	if err != nil {
		return p, fmt.Errorf("%s: %w", p.Subject(), err)
	}
	p.State, p.History = state, history
	return p, nil
}

// draft is what the matches come to: each offering once, in the largest quantity that one of the needs asks for.
func (p Prospect) draft() Draft {
	d := Draft{Correlation: p.Correlation, Customer: p.Customer, Prospect: p.ID, Has: p.Has, Data: p.Data, LeadTimes: p.LeadTimes}
	for _, m := range p.Matches {
		if m.Offering == "" {
			continue
		}
		n := slices.IndexFunc(d.Items, func(i DraftItem) bool { return i.Offering == m.Offering })
		if n < 0 {
			n = len(d.Items)
			d.Items = append(d.Items, DraftItem{Offering: m.Offering, Instead: m.Instead})
		}
		d.Items[n].Quantity = max(d.Items[n].Quantity, m.Need.Quantity)
	}
	return d
}

// missing are the reasons why needs are not served, or not fully.
func (p Prospect) missing() []fault.Reason {
	var reasons []fault.Reason
	for _, m := range p.Matches {
		if m.short() {
			reasons = append(reasons, m.Reason)
		}
	}
	return reasons
}
