package insight

import (
	"context"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Objection says that a customer objects to being profiled (GDPR 21 (1)). Its id is the customer's. It is a value.
type Objection struct {
	store.Meta
	At time.Time `json:"at"`
}

var objections = store.NewCollection[Objection]("insight.objection", nil)

// ReasonObjection is the code of the refusal to look into a customer who objects.
const ReasonObjection = "INSIGHT-OBJECTION"

// Object notes that the customer objects: from now on there are neither scores nor analyses of the customer, who is left out where all
// customers are looked at. The scores that there are, are erased (GDPR 17 (1) (c)). What was decided by them is the decision's to
// keep. Objecting again changes nothing.
func (s *Service) Object(ctx context.Context, customer string) (Objection, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Objection, error) { return s.ObjectTx(u, customer) })
}

// ObjectTx is Object in the caller's unit.
func (s *Service) ObjectTx(u *work.Unit, customer string) (Objection, error) {
	if err := checkCustomer(customer); err != nil {
		return Objection{}, err
	}
	o, found, err := objections.Find(u, customer)
	if err != nil || found {
		return o, err
	}
	all, err := scores.By(u, keyCustomer, customer)
	if err != nil {
		return Objection{}, err
	}
	for _, x := range all {
		if err := scores.Delete(u, &x); err != nil {
			return Objection{}, err
		}
	}
	o = Objection{Meta: store.Meta{ID: customer}, At: u.At}
	if err := objections.Put(u, &o); err != nil {
		return Objection{}, err
	}
	return o, u.Emit(EventObjectionNoted, customer, "", ObjectionNotice{Customer: customer})
}

// WithdrawObjection notes that the customer does no longer object. Of a customer who did not, it changes nothing.
func (s *Service) WithdrawObjection(ctx context.Context, customer string) error {
	return s.env.Update(ctx, func(u *work.Unit) error { return s.WithdrawObjectionTx(u, customer) })
}

// WithdrawObjectionTx is WithdrawObjection in the caller's unit.
func (s *Service) WithdrawObjectionTx(u *work.Unit, customer string) error {
	if err := checkCustomer(customer); err != nil {
		return err
	}
	o, found, err := objections.Find(u, customer)
	if err != nil || !found {
		return err
	}
	if err := objections.Delete(u, &o); err != nil {
		return err
	}
	return u.Emit(EventObjectionWithdrawn, customer, "", ObjectionNotice{Customer: customer})
}

// ObjectsTx says whether the customer objects, and since when.
func (s *Service) ObjectsTx(u *work.Unit, customer string) (since time.Time, objects bool, err error) {
	o, found, err := objections.Find(u, customer)
	return o.At, found, err
}

func checkCustomer(customer string) error {
	var c fault.Check
	c.Text("customer", customer, fault.MaxID)
	return c.Err("insight.objection")
}

// refuseObjector is a *fault.Refusal about a customer who objects.
func refuseObjector(u *work.Unit, customer string) error {
	_, found, err := objections.Find(u, customer)
	if err != nil || !found {
		return err
	}
	return &fault.Refusal{Subject: fault.Subject("insight.customer", customer), Reasons: []fault.Reason{{Code: ReasonObjection,
		Message: "the customer objects to being profiled; decide without, or ask the customer"}}}
}
