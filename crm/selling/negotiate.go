package selling

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// CounterOffer is what the customer wants instead of an offer (3.4.3). What is empty stays as it was offered.
type CounterOffer struct {
	Quote   string `json:"quote"`
	Version int    `json:"quoteVersion"` // the version that is answered: the latest one
	Reason  string `json:"reason"`
	By      string `json:"-"` // who makes the new version
	Role    string `json:"-"` // as what, see Limit; neither is read from JSON, for a customer has no say in it

	Items        []DraftItem   `json:"quoteItem,omitempty"` // the whole new list; prices in it are set by somebody with a role only
	Discount     money.Rate    `json:"discount,omitzero"`   // on everything
	DiscountName string        `json:"discountName,omitempty"`
	ServiceLevel *ServiceLevel `json:"serviceLevel,omitempty"`
	Conditions   []string      `json:"condition,omitempty"`
	Months       int           `json:"months,omitempty"`

	RequestedCompletion time.Time `json:"requestedCompletionDate,omitzero"`
}

func (o CounterOffer) check() error {
	var c fault.Check
	c.Text("quote", o.Quote, fault.MaxID)
	c.That(o.Version > 0, "quoteVersion", fault.RuleRequired, "must be the version that is answered, from 1")
	c.Text("reason", o.Reason, maxLine)
	for n, i := range o.Items {
		c.That(len(i.Prices) == 0 || o.Role != "", path("quoteItem", n)+".price", fault.RuleRange, "must be empty: prices are set by somebody with a role, a customer asks for a discount")
	}
	checkRate(&c, "discount", o.Discount)
	c.Optional("discountName", o.DiscountName, fault.MaxName)
	return c.Err("selling.counterOffer") // the rest is checked as part of the draft
}

// draft is the draft of the offer, changed as the counter-offer wants it.
func (o CounterOffer) draft(was Draft) Draft {
	d := was
	d.By, d.Role = o.By, o.Role
	d.Items = slices.Clone(d.Items)
	if len(o.Items) > 0 {
		d.Items = slices.Clone(o.Items)
	}
	for n, i := range d.Items {
		if before := slices.IndexFunc(was.Items, func(w DraftItem) bool { return w.Offering == i.Offering }); before >= 0 && len(i.Prices) == 0 {
			d.Items[n].Prices = was.Items[before].Prices // set by hand when it was first offered
		}
		if o.Discount.Cmp(d.Items[n].Discount) > 0 {
			d.Items[n].Discount, d.Items[n].DiscountName = o.Discount, o.DiscountName
		}
	}
	if o.ServiceLevel != nil {
		d.ServiceLevel = o.ServiceLevel
	}
	if len(o.Conditions) > 0 {
		d.Conditions = o.Conditions
	}
	if o.Months > 0 {
		d.Months = o.Months
	}
	if !o.RequestedCompletion.IsZero() {
		d.RequestedCompletion = o.RequestedCompletion
	}
	return d
}

// pastVersion keeps a version of a quote that another one has followed.
type pastVersion struct {
	store.Meta
	Quote Quote `json:"quote"`
}

// Negotiate answers a counter-offer with a new version of the quote: an approved version is rejected by it, a rejected one
// stays rejected, and the version after it begins. Within the role's discount limit the new version is approved and proposed
// at once; beyond it is pending. The Draft's Role does not carry over: without a role the limit is that of the first one.
func (s *Service) Negotiate(ctx context.Context, o CounterOffer) (Quote, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Quote, error) { return s.NegotiateTx(u, o) })
}

// NegotiateTx is Negotiate in the caller's unit.
func (s *Service) NegotiateTx(u *work.Unit, o CounterOffer) (Quote, error) {
	if err := o.check(); err != nil {
		return Quote{}, err
	}
	return work.Change(u, quotes, o.Quote, func(q Quote, say say) (Quote, error) {
		if err := q.checkLatest(o.Version); err != nil {
			return q, err
		}
		var err error
		switch q.State {
		case Approved:
			if q, err = q.end(u.At, Reject, ReasonCountered, o.Reason, EventQuoteCountered, say); err != nil {
				return q, err
			}
		case Rejected:
		default:
			return q, fault.State(q.Subject(), "is "+string(q.State)+"; a counter-offer answers an approved or rejected version")
		}
		next, err := s.nextVersion(u, q, o.draft(q.Draft))
		if err != nil {
			return q, err
		}
		return s.submit(u, next, say)
	})
}

// nextVersion puts a rejected version away and begins the next.
func (s *Service) nextVersion(u *work.Unit, q Quote, d Draft) (Quote, error) {
	if !d.RequestedCompletion.After(u.At) {
		d.RequestedCompletion = time.Time{} // the wish of an earlier version has passed by
	}
	if !d.PromisedCompletion.After(u.At) {
		d.PromisedCompletion = time.Time{}
	}
	body, err := s.drawUp(u, d)
	if err != nil {
		return q, err
	}
	past := pastVersion{Meta: store.Meta{ID: fmt.Sprintf("%s/%06d", q.ID, q.Number)}, Quote: q}
	if err := versions.Put(u, &past); err != nil {
		return q, err
	}
	next := body.as(q)
	next.Number++
	next.State, next.History, next.Authorizations, next.MadeAt = Start, nil, nil, u.At
	return next.apply(u.At, "", Prepare)
}

// checkLatest refuses what is about another version than the latest.
func (q Quote) checkLatest(version int) error {
	if version == q.Number {
		return nil
	}
	return fault.Conflict(q.Subject(), fmt.Sprintf("is at version %d, not %d: look at that one and decide again", q.Number, version))
}

// Versions returns all versions of a quote, the first one first.
func (s *Service) Versions(ctx context.Context, id string) ([]Quote, error) {
	return work.See(ctx, s.env, func(u *work.Unit) ([]Quote, error) {
		latest, err := quotes.Get(u, id)
		if err != nil {
			return nil, err
		}
		past, err := versions.By(u, "quote", id)
		if err != nil {
			return nil, err
		}
		var all []Quote
		for _, v := range past {
			all = append(all, v.Quote)
		}
		return append(all, latest), nil
	})
}

// Refuse notes that the customer does not want an offer. It can still be negotiated.
func (s *Service) Refuse(ctx context.Context, quote, reason string) (Quote, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Quote, error) { return s.RefuseTx(u, quote, reason) })
}

// RefuseTx is Refuse in the caller's unit.
func (s *Service) RefuseTx(u *work.Unit, quote, reason string) (Quote, error) {
	var c fault.Check
	c.Optional("reason", reason, maxLine)
	if err := c.Err("selling.refusal"); err != nil {
		return Quote{}, err
	}
	return work.Change(u, quotes, quote, func(q Quote, say say) (Quote, error) {
		return q.end(u.At, Reject, ReasonRefused, reason, EventQuoteRejected, say)
	})
}
