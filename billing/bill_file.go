package billing

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// BillFile is a bill and what happened to it: its states, its ways to the customer, what was paid. Once the bill is issued
// nothing but its state changes in it; the store refuses everything else. It is a value.
type BillFile struct {
	store.Meta
	Bill       Bill         `json:"bill"`
	History    []BillStep   `json:"history"`
	Dispatches []Dispatch   `json:"dispatch,omitempty"`
	Paid       money.Amount `json:"paid,omitzero"`
	ReceivedAt time.Time    `json:"receivedAt,omitzero"` // when the customer had it, as Customer Interface Management says
	Usage      *usageBasis  `json:"usage,omitempty"`     // by what its usage was rated
	Pages      int          `json:"pages,omitempty"`     // of a long bill: how many records its lines take
	Before     *before      `json:"before,omitempty"`    // until it is issued: how things stood without it
}

// BillStep is one thing that happened to a bill.
type BillStep struct {
	On    Event     `json:"on"`
	State State     `json:"state"` // to which it led
	At    time.Time `json:"at"`
	By    string    `json:"by,omitempty"`
	Why   string    `json:"why,omitempty"`
}

// About says what the bill's events are about: the case of its account's period.
func (f BillFile) About() (subject, correlation string) { return f.ID, f.Bill.Correlation }

const (
	keyState    = "state"    // bills that are not issued
	keyDispatch = "dispatch" // instant at which a document is to be handed to the Courier
)

var bills = shelf{store.NewCollection("billing.bill", func(f *BillFile) []store.Key {
	keys := append(make([]store.Key, 0, 6), store.Key{Name: "account", Value: f.Bill.Account}, store.Key{Name: "customer", Value: f.Bill.Customer},
		store.Key{Name: "no", Value: f.Bill.No}, store.Key{Name: "corrects", Value: f.Bill.Corrects})
	if f.Bill.No == "" {
		keys = append(keys, store.Key{Name: keyState, Value: string(f.Bill.State)})
	}
	var next time.Time
	for _, d := range f.Dispatches {
		if !d.Next.IsZero() && (next.IsZero() || d.Next.Before(next)) {
			next = d.Next
		}
	}
	return append(keys, store.Key{Name: keyDispatch, Value: store.TimeKey(next)})
})}

// step leads the bill to its next state.
func (f BillFile) step(on Event, u *work.Unit, by, why string) (BillFile, error) {
	next, err := Lifecycle().Next(f.Bill.State, on)
	if err != nil {
		return f, fmt.Errorf("%s: %w", bills.Subject(f.ID), err)
	}
	f.Bill.State = next
	f.History = append(f.History[:len(f.History):len(f.History)], BillStep{On: on, State: next, At: u.At, By: by, Why: why})
	return f, nil
}

// issued tells whether the bill has its number.
func (f BillFile) issued() bool { return f.Bill.No != "" }

// putBill is the only way into the store: an issued bill may change in its state only.
func putBill(u *work.Unit, f *BillFile) error {
	if f.Version > 0 {
		was, err := bills.Get(u, f.ID)
		if err != nil {
			return err
		}
		if was.issued() {
			if err := sameBill(was.Bill, f.Bill); err != nil {
				return err
			}
		}
	}
	return bills.Put(u, f)
}

func sameBill(was, now Bill) error {
	now.State, now.Meta = was.State, was.Meta
	a, err := json.Marshal(was)
	if err != nil {
		return err
	}
	b, err := json.Marshal(now)
	if err != nil {
		return err
	}
	if !bytes.Equal(a, b) {
		return fault.State(bills.Subject(was.ID), "is issued as "+was.No+" and does not change; correct it by a credit note or a reversal")
	}
	return nil
}

// saveBill puts a bill and tells what the decision says.
func (s *Service) saveBill(u *work.Unit, f BillFile, says ...saying) (BillFile, error) {
	if err := putBill(u, &f); err != nil {
		return BillFile{}, err
	}
	for _, one := range says {
		if err := u.Emit(one.typ, f.ID, f.Bill.Correlation, one.data(f)); err != nil {
			return BillFile{}, err
		}
	}
	return f, nil
}

// saying is an event about a bill, whose data is written when the bill is as it is stored.
type saying struct {
	typ      string
	by, why  string
	dispatch int // its number; 0: none
}

func (s saying) data(f BillFile) BillNotice {
	n := f.notice()
	n.By, n.Why = s.by, s.why
	if s.dispatch > 0 {
		n.Dispatch = &f.Dispatches[s.dispatch-1]
	}
	return n
}

func (f BillFile) notice() BillNotice {
	b := &f.Bill
	n := BillNotice{Customer: b.Customer, Account: b.Account, Bill: f.ID, No: b.No, Kind: b.Kind, State: b.State, Issuer: b.Issuer.ID,
		Recipient: b.Recipient.Name, Language: b.Language, Period: b.Period, Date: b.Date, PaymentDue: b.PaymentDue,
		Net: b.Totals.WithoutTax, Tax: b.Totals.Tax, Total: b.Totals.WithTax, Due: b.Due, Paid: f.Paid, Lines: len(b.Lines),
		Findings: b.Findings, Corrects: b.Corrects, CorrectsNo: b.CorrectsNo}
	for i := range b.Lines {
		if r := b.Lines[i].Rebate; r != nil {
			n.Rebates = append(n.Rebates, r.ID)
		}
	}
	return n
}

// Bill returns a bill or a correction by its id.
func (s *Service) Bill(ctx context.Context, id string) (Bill, error) {
	return work.See(ctx, s.env, func(u *work.Unit) (Bill, error) { return s.BillTx(u, id) })
}

// BillTx is Bill in the caller's unit.
func (s *Service) BillTx(u *work.Unit, id string) (Bill, error) {
	f, err := bills.Get(u, id)
	return f.Bill, err
}

// File returns a bill with what happened to it.
func (s *Service) File(ctx context.Context, id string) (BillFile, error) {
	return work.See(ctx, s.env, func(u *work.Unit) (BillFile, error) { return bills.Get(u, id) })
}

// FileTx is File in the caller's unit.
func (s *Service) FileTx(u *work.Unit, id string) (BillFile, error) { return bills.Get(u, id) }

// BillsBy returns the bills and corrections found by a key, in order of id: account, customer, no (the bill's number), corrects
// (the id of the bill corrected) or, of those that are not issued, state. Another key is fault.ErrInvalid.
func (s *Service) BillsBy(ctx context.Context, key, value string) ([]BillFile, error) {
	return work.See(ctx, s.env, func(u *work.Unit) ([]BillFile, error) { return s.BillsByTx(u, key, value) })
}

// BillsByTx is BillsBy in the caller's unit.
func (s *Service) BillsByTx(u *work.Unit, key, value string) ([]BillFile, error) {
	switch key {
	case "account", "customer", "no", "corrects", keyState:
		return bills.By(u, key, value)
	}
	var c fault.Check
	c.Add("key", fault.RuleUnknown, "must be account, customer, no, corrects or state")
	return nil, c.Err("billing.search")
}
