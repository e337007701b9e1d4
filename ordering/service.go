// Package ordering is Order Handling (3.5): it checks feasibility before the contract, authorises credit, receives product
// orders, decomposes them into service orders, follows them to their end, and hands their charges over. It owns the
// product order of TMF622 with its life cycles. It does not own the offer and the contract (Selling), the work itself
// (Service Configuration & Activation, outside), nor the bill (Billing).
//
//	orders, err := ordering.New(work.New(memory.New(), nil), nil)
//	o, err := orders.Place(ctx, ordering.Draft{Customer: "c-42", Items: []ordering.DraftItem{
//		{ID: "1", Action: ordering.Add, Offering: "fibre-1000", Quantity: 1},
//		{ID: "2", Action: ordering.Add, Offering: "router", Quantity: 1, DependsOn: []string{"1"}},
//	}})                                             // o.State: acknowledged, or rejected with o.Reasons
//	o, err = orders.Begin(ctx, o.ID)                // inProgress; the service order of item 1 is issued
//	for _, w := range o.Work {
//		o, err = orders.EndWork(ctx, o.ID, ordering.WorkResult{ServiceOrder: w.ID, Done: true})
//	}
//	fmt.Println(o.State)                            // completed
//
// The rules (Draft.Check, Decompose, RollUp, AssessJeopardy, Cancellable, Charges) are functions of values and can be used
// without the service. What Order Handling needs from others are ports: Credit, and by events Service Configuration &
// Activation.
package ordering

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Service is Order Handling on a store. It is safe for concurrent use. Every command has a form ending in Tx that joins the
// caller's unit of work. All of them answer an unknown id, and one of another tenant, with fault.ErrNotFound, a wrong
// state with fault.ErrState, and wrong input with fault.ErrInvalid; then nothing has changed.
type Service struct {
	env    *work.Env
	config Config
}

// Config of Order Handling; nil is the default.
type Config struct {
	Credit         Credit        // authorises credit; nil: every order is granted
	Warn           time.Duration // how long before a promised date an open order counts as endangered; 0: 48 hours
	Measures       []MeasureRow  // what is done about a jeopardy; nil: Measures()
	AnswerStandard time.Duration // within which feasibility of a standard product is answered; 0: 48 hours
	AnswerCustom   time.Duration // and of a custom product (3.4.2: it takes longer); 0: 10 days
	ChargeAfter    time.Duration // charges are handed over at the latest so long after completion; 0: 14 days
	CreditWithin   time.Duration // an order held for credit is cancelled if that has not been decided within; 0: 30 days
}

// New makes Order Handling. A Config with faults is fault.ErrInvalid, all of them at once.
func New(env *work.Env, config *Config) (*Service, error) {
	s := &Service{env: env}
	if config != nil {
		s.config = *config
	}
	if s.config.Credit == nil {
		s.config.Credit = unlimited{}
	}
	if s.config.Measures == nil {
		s.config.Measures = Measures()
	}
	s.config.Warn = cmp.Or(s.config.Warn, 48*time.Hour)
	s.config.AnswerStandard = cmp.Or(s.config.AnswerStandard, 48*time.Hour)
	s.config.AnswerCustom = cmp.Or(s.config.AnswerCustom, 10*24*time.Hour)
	s.config.ChargeAfter = cmp.Or(s.config.ChargeAfter, 14*24*time.Hour)
	s.config.CreditWithin = cmp.Or(s.config.CreditWithin, 30*24*time.Hour)
	return s, s.config.check()
}

func (c Config) check() error {
	var f fault.Check
	f.Span("warn", c.Warn)
	f.Span("answerStandard", c.AnswerStandard)
	f.Span("answerCustom", c.AnswerCustom)
	f.Span("chargeAfter", c.ChargeAfter)
	f.Span("creditWithin", c.CreditWithin)
	for n, row := range c.Measures {
		row.check(&f, fmt.Sprintf("measures[%d]", n))
	}
	return f.Err("ordering.config")
}

// unlimited grants every credit.
type unlimited struct{}

func (unlimited) Authorize(_ *work.Unit, r CreditRequest) (Decision, error) {
	return Decision{Authorization: CreditGranted, Amount: r.Amount}, nil
}

var orders = store.NewCollection("ordering.order", func(o *Order) []store.Key {
	keys := []store.Key{
		{Name: "customer", Value: o.Customer},
		{Name: "quote", Value: o.Quote},
		{Name: "externalId", Value: o.ExternalID},
		{Name: keyCheck, Value: store.TimeKey(o.CheckAt)},
	}
	if o.AwaitsCredit() {
		keys = append(keys, store.Key{Name: keyCredit, Value: store.TimeKey(o.CreditBy)})
	}
	if !o.Charged {
		keys = append(keys, store.Key{Name: keyCharge, Value: store.TimeKey(o.ChargeBy)})
	}
	return keys
})

type say = work.Say

// change loads an order, decides, puts it, and emits what the decision says.
func (s *Service) change(u *work.Unit, id string, decide func(Order, say) (Order, error)) (Order, error) {
	return work.Change(u, orders, id, s.scheduled(decide))
}

func (s *Service) save(u *work.Unit, o Order, decide func(Order, say) (Order, error)) (Order, error) {
	return work.Save(u, orders, o, s.scheduled(decide))
}

// scheduled sets, behind a decision, when time alone changes something for the order.
func (s *Service) scheduled(decide func(Order, say) (Order, error)) func(Order, say) (Order, error) {
	return func(o Order, say say) (Order, error) {
		o, err := decide(o, say)
		s.schedule(&o)
		return o, err
	}
}

// Get returns an order.
func (s *Service) Get(ctx context.Context, id string) (Order, error) {
	return work.See(ctx, s.env, func(u *work.Unit) (Order, error) { return s.GetTx(u, id) })
}

// GetTx is Get in the caller's unit.
func (s *Service) GetTx(u *work.Unit, id string) (Order, error) { return orders.Get(u, id) }

// By returns the orders found by a key: customer, quote or externalId; in order of id. An order is found by what it
// carries; another key is fault.ErrInvalid.
func (s *Service) By(ctx context.Context, key, value string) ([]Order, error) {
	return work.See(ctx, s.env, func(u *work.Unit) ([]Order, error) { return s.ByTx(u, key, value) })
}

// ByTx is By in the caller's unit.
func (s *Service) ByTx(u *work.Unit, key, value string) ([]Order, error) {
	var c fault.Check
	c.That(key == "customer" || key == "quote" || key == "externalId", "key", fault.RuleUnknown, "must be customer, quote or externalId")
	if err := c.Err("ordering.search"); err != nil {
		return nil, err
	}
	return orders.By(u, key, value)
}
