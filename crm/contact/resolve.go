package contact

import (
	"context"
	"fmt"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Resolve says who made a contact whose sender nobody knew. It is then received like any other.
func (s *Service) Resolve(ctx context.Context, id, customer string) (Interaction, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Interaction, error) { return s.ResolveTx(u, id, customer) })
}

// ResolveTx is Resolve in the caller's unit.
func (s *Service) ResolveTx(u *work.Unit, id, customer string) (Interaction, error) {
	var c fault.Check
	c.Text("customer", customer, fault.MaxID)
	if err := c.Err("contact.resolve"); err != nil {
		return Interaction{}, err
	}
	i, err := interactions.Get(u, id)
	if err != nil {
		return Interaction{}, err
	}
	if !i.Unknown() || i.Final() {
		return Interaction{}, fault.State(i.Subject(), "its sender is known, or it is completed; there is nothing to resolve")
	}
	i = i.note(u.At, "the sender is "+customer)
	i.Customer = customer
	return s.take(u, i)
}

// Classify says what kind of contact a request is, where that was not recognised, or wrongly. It is then routed anew; what
// the former process began, an agent must stop there. The time for its answer still counts from its receipt.
func (s *Service) Classify(ctx context.Context, id string, kind Kind) (Interaction, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Interaction, error) { return s.ClassifyTx(u, id, kind) })
}

// ClassifyTx is Classify in the caller's unit.
func (s *Service) ClassifyTx(u *work.Unit, id string, kind Kind) (Interaction, error) {
	var c fault.Check
	_, known := RouteOf(kind)
	c.That(known, "kind", fault.RuleUnknown, "must be one of Routes()")
	if err := c.Err("contact.classify"); err != nil {
		return Interaction{}, err
	}
	i, err := request(u, id)
	if err != nil {
		return Interaction{}, err
	}
	if i.Kind == kind {
		return Interaction{}, fault.State(i.Subject(), fmt.Sprintf("is %s already", kind))
	}
	was := i.Kind
	if i, err = i.apply(Classify, u.At, fmt.Sprintf("%s, not %s", kind, was)); err != nil {
		return Interaction{}, err
	}
	i.Kind = kind
	i.Why = []fault.Reason{{Code: CodeClassified, Message: fmt.Sprintf("classified as %s, was %s", kind, was)}}
	p, err := profileOf(u, i.Customer)
	if err != nil {
		return Interaction{}, err
	}
	if i, err = s.place(u, i, p); err != nil {
		return Interaction{}, err
	}
	p = p.learn(i)
	if err := profiles.Put(u, &p); err != nil {
		return Interaction{}, err
	}
	return i.put(u, i.Kind.ReceivedEvent(), i.request(""))
}
