package billing

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Courier takes documents to customers: a mail server, a printer's, a fax gateway, a portal. It is called outside every
// transaction, and again with the same Delivery if the answer was lost: it drops what it has seen.
type Courier interface {
	Deliver(ctx context.Context, d Document) error
}

// Document is a bill or correction on its way.
type Document struct {
	Delivery string // id of the dispatch
	Channel  Channel
	To       string // e-mail address, fax number or postal address, as the channel asks
	Again    bool   // the customer had it before
	Bill     Bill   // BillText, BillHTML and package billing/pdf write it
}

// DispatchState says how far a document has come.
type DispatchState string

// The states of a dispatch.
const (
	DispatchPending   DispatchState = "pending"
	DispatchDelivered DispatchState = "delivered"
	DispatchFailed    DispatchState = "failed" // not tried again by itself
)

// Dispatch is one way of a document to the customer. It is a value.
type Dispatch struct {
	No       int           `json:"no"` // of the bill's, from 1
	Channel  Channel       `json:"channel"`
	To       string        `json:"to,omitempty"`
	State    DispatchState `json:"state"`
	AskedAt  time.Time     `json:"askedAt"`
	By       string        `json:"by,omitempty"` // who asked for it to be sent again
	Why      string        `json:"why,omitempty"`
	Attempts int           `json:"attempts,omitempty"`
	EndedAt  time.Time     `json:"endedAt,omitzero"` // when it was delivered, or given up
	Fault    string        `json:"fault,omitempty"`  // of the last attempt
	Next     time.Time     `json:"next,omitzero"`    // when the Courier gets it; none: nobody waits for the Courier
}

// dispatch adds a way to the customer.
func (s *Service) dispatch(u *work.Unit, f BillFile, ch Channel, to, by, why string) BillFile {
	d := Dispatch{No: len(f.Dispatches) + 1, Channel: ch, To: to, State: DispatchPending, AskedAt: u.At, By: by, Why: why}
	if s.config.Courier != nil {
		d.Next = u.At
	}
	f.Dispatches = append(f.Dispatches[:len(f.Dispatches):len(f.Dispatches)], d)
	return f
}

// DispatchID names a dispatch of a bill.
func DispatchID(bill string, no int) string { return bill + "#" + strconv.Itoa(no) }

// Resend sends an issued bill or correction again: by a channel, to where the account has it now or, if to is given, to there.
func (s *Service) Resend(ctx context.Context, bill string, r Resending) (BillFile, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (BillFile, error) { return s.ResendTx(u, bill, r) })
}

// Resending says how a bill is sent again.
type Resending struct {
	Channel Channel // empty: the account's
	To      string  // empty: what the account has
	By, Why string
}

// ResendTx is Resend in the caller's unit.
func (s *Service) ResendTx(u *work.Unit, bill string, r Resending) (BillFile, error) {
	f, err := bills.Get(u, bill)
	if err != nil {
		return BillFile{}, err
	}
	if !f.issued() {
		return BillFile{}, fault.State(bills.Subject(bill), "is "+string(f.Bill.State)+"; only what is issued is sent again")
	}
	a, err := accounts.Get(u, f.Bill.Account)
	if err != nil {
		return BillFile{}, err
	}
	d := a.On(a.day(u))
	if r.Channel == "" {
		r.Channel = d.Channel
	}
	if r.To == "" {
		r.To = d.to(r.Channel)
	}
	var c fault.Check
	c.That(r.Channel.known(), "channel", fault.RuleUnknown, "must be email, letter, fax or portal")
	c.Optional("to", r.To, fault.MaxText)
	c.That(r.To != "" || r.Channel == Portal, "to", fault.RuleRequired, "must be given: the account has none for this channel")
	c.Optional("by", r.By, fault.MaxName)
	c.Optional("why", r.Why, fault.MaxText)
	if err := c.Err("billing.resending"); err != nil {
		return BillFile{}, err
	}
	f = s.dispatch(u, f, r.Channel, r.To, r.By, r.Why)
	return s.saveBill(u, f, saying{typ: EventBillResent, by: r.By, why: r.Why, dispatch: len(f.Dispatches)})
}

func (ch Channel) known() bool { return ch == Email || ch == Letter || ch == Fax || ch == Portal }

// Outcome is what became of a dispatch.
type Outcome struct {
	Delivered bool
	Fault     string // why not
}

// NoteDispatch notes what became of a dispatch (see DispatchID). A failure is tried again, Config.Attempts times in all. Noting
// the same end again changes nothing.
func (s *Service) NoteDispatch(ctx context.Context, dispatch string, o Outcome) (BillFile, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (BillFile, error) { return s.NoteDispatchTx(u, dispatch, o) })
}

// NoteDispatchTx is NoteDispatch in the caller's unit.
func (s *Service) NoteDispatchTx(u *work.Unit, dispatch string, o Outcome) (BillFile, error) {
	var c fault.Check
	c.Optional("fault", o.Fault, fault.MaxText)
	c.That(o.Delivered || o.Fault != "", "fault", fault.RuleRequired, "must say why it was not delivered")
	if err := c.Err("billing.outcome"); err != nil {
		return BillFile{}, err
	}
	at := strings.LastIndexByte(dispatch, '#')
	if at < 0 {
		return BillFile{}, fault.NotFound(fault.Subject("billing.dispatch", dispatch))
	}
	f, err := bills.Get(u, dispatch[:at])
	if err != nil {
		return BillFile{}, err
	}
	no, err := strconv.Atoi(dispatch[at+1:])
	if err != nil || no < 1 || no > len(f.Dispatches) {
		return BillFile{}, fault.NotFound(fault.Subject("billing.dispatch", dispatch))
	}
	return s.ended(u, f, no, o)
}

func (s *Service) ended(u *work.Unit, f BillFile, no int, o Outcome) (BillFile, error) {
	f.Dispatches = append([]Dispatch(nil), f.Dispatches...)
	d := &f.Dispatches[no-1]
	if d.State != DispatchPending {
		return f, nil
	}
	d.Attempts++
	d.Fault, d.Next = o.Fault, time.Time{}
	switch {
	case o.Delivered:
		d.State, d.EndedAt, d.Fault = DispatchDelivered, u.At, ""
		return s.received(u, f)
	case d.Attempts >= s.config.Attempts:
		d.State, d.EndedAt = DispatchFailed, u.At
		return s.saveBill(u, f, saying{typ: EventDispatchFailed, why: o.Fault, dispatch: no})
	case s.config.Courier != nil:
		d.Next = u.At.Add(s.config.Retry)
	}
	return s.saveBill(u, f)
}

// Deliver hands documents to the Courier that are due by asOf, one after the other, outside of every transaction, and notes
// what became of them. It returns how many were delivered; the joined error has what the Courier said of the others. Without a
// Courier it does nothing.
func (s *Service) Deliver(ctx context.Context, asOf time.Time) (int, error) {
	if s.config.Courier == nil {
		return 0, nil
	}
	var delivered int
	var faults []error
	err := s.eachPage(ctx, asOf, func(f BillFile) error {
		for _, d := range f.Dispatches {
			if d.State != DispatchPending || d.Next.IsZero() || d.Next.After(asOf) {
				continue
			}
			doc := Document{Delivery: DispatchID(f.ID, d.No), Channel: d.Channel, To: d.To, Again: d.No > 1, Bill: f.Bill}
			o := Outcome{Delivered: true}
			if err := s.config.Courier.Deliver(ctx, doc); err != nil {
				faults = append(faults, fmt.Errorf("%s: %w", fault.Subject("billing.dispatch", doc.Delivery), err))
				if ctx.Err() != nil {
					return ctx.Err() // nobody knows what became of it: it stays pending
				}
				o = Outcome{Fault: clipped(err.Error(), fault.MaxText)}
			}
			_, err := work.Do(ctx, s.env, func(u *work.Unit) (BillFile, error) {
				u.At = fault.Instant(asOf)
				return s.NoteDispatchTx(u, doc.Delivery, o)
			})
			if err != nil {
				faults = append(faults, err)
			} else if o.Delivered {
				delivered++
			}
		}
		return nil
	})
	return delivered, errors.Join(append(faults, err)...)
}
