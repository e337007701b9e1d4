package risk

import (
	"slices"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/lifecycle"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
)

// DepositState is a state of a deposit.
type DepositState string

// The states of a deposit.
const (
	DepositStart     DepositState = "start" // before it is asked for; never stored
	DepositAsked     DepositState = "asked"
	DepositPartly    DepositState = "partlyReceived"
	DepositHeld      DepositState = "held"      // all that is asked for has come
	DepositReleased  DepositState = "released"  // all that had come was returned or applied
	DepositWithdrawn DepositState = "withdrawn" // nothing was held, and nothing is asked for any more
)

// DepositEvent is what happens to a deposit.
type DepositEvent string

// The events.
const (
	AskForIt    DepositEvent = "ask"
	ReceivePart DepositEvent = "receivePart"
	ReceiveAll  DepositEvent = "receiveAll"
	GivePart    DepositEvent = "givePart" // returned or applied
	GiveAll     DepositEvent = "giveAll"
	AskNoMore   DepositEvent = "askNoMore"
)

// DepositLifecycle is the life cycle of a deposit. TM Forum has none.
func DepositLifecycle() *lifecycle.Lifecycle[DepositState, DepositEvent] { return depositLifecycle }

var depositLifecycle = lifecycle.MustNew("risk.deposit", DepositStart, []DepositState{DepositReleased, DepositWithdrawn},
	[]lifecycle.Transition[DepositState, DepositEvent]{
		{On: AskForIt, From: DepositStart, To: DepositAsked, Why: "an order waits for it"},
		{On: ReceivePart, From: DepositAsked, To: DepositPartly, Why: "a part has come"},
		{On: ReceiveAll, From: DepositAsked, To: DepositHeld, Why: "all of it has come"},
		{On: AskNoMore, From: DepositAsked, To: DepositWithdrawn, Why: "the order is assessed again, or is no longer wanted"},
		{On: ReceivePart, From: DepositPartly, To: DepositPartly, Why: "a further part has come"},
		{On: ReceiveAll, From: DepositPartly, To: DepositHeld, Why: "the rest has come"},
		{On: GivePart, From: DepositPartly, To: DepositPartly, Why: "some of it is returned or applied"},
		{On: GiveAll, From: DepositPartly, To: DepositAsked, Why: "all that had come is returned or applied; the order still waits for all of it"},
		{On: AskNoMore, From: DepositPartly, To: DepositHeld, Why: "what has come is kept, and no more is asked for"},
		{On: GivePart, From: DepositHeld, To: DepositHeld, Why: "some of it is returned or applied"},
		{On: GiveAll, From: DepositHeld, To: DepositReleased, Why: "nothing is left of it"},
	})

// MoveKind is what was done with money of a deposit.
type MoveKind string

// The kinds.
const (
	MoveReceived MoveKind = "received"
	MoveReturned MoveKind = "returned"
	MoveApplied  MoveKind = "applied"
)

// DepositPayment is money that comes into a deposit or goes out of it.
type DepositPayment struct {
	ID      string        // of the payment: the same one again does nothing
	Deposit string        // which
	Amount  money.Amount  // more than 0, in whole minor units
	On      calendar.Date // day of value
	By      string        // who booked it: an id
	For     string        // applied: the item or bill it is set against
}

// Move is a DepositPayment that was made.
type Move struct {
	ID     string        `json:"id"`
	Kind   MoveKind      `json:"kind"`
	Amount money.Amount  `json:"amount"`
	On     calendar.Date `json:"on"`
	By     string        `json:"by,omitempty"`
	For    string        `json:"for,omitempty"`
}

// MaxMoves is how many payments a deposit can have.
const MaxMoves = 500

// DepositAccount is money that a customer was asked for before an order: a deposit, or the order's price in advance. What is held is always what
// was received less what was returned and applied. Treat it as immutable.
type DepositAccount struct {
	store.Meta
	Customer    string        `json:"customer"`
	Order       string        `json:"order,omitempty"`
	Correlation string        `json:"correlation,omitempty"`
	Assessment  string        `json:"assessment"`
	Kind        Outcome       `json:"kind"` // deposit or prepaid
	Asked       money.Amount  `json:"asked"`
	Received    money.Amount  `json:"received"`
	Returned    money.Amount  `json:"returned"`
	Applied     money.Amount  `json:"applied"`
	AskedOn     calendar.Date `json:"askedOn"` // in UTC
	State       DepositState  `json:"state"`
	Moves       []Move        `json:"moves,omitempty"`
}

var deposits = store.NewCollection("risk.deposit", func(d *DepositAccount) []store.Key {
	return []store.Key{{Name: keyOf, Value: d.Customer}, {Name: keyAssessment, Value: d.Assessment}}
})

const keyAssessment = "assessment"

// Held is what is left of what was received.
func (d DepositAccount) Held() (money.Amount, error) {
	var c money.Calc
	held := c.Sub(c.Sub(d.Received, d.Returned), d.Applied)
	return held, c.Err()
}

// Missing is what has to come until all that is asked for is held, so what was given back meanwhile has to come again. Once all was
// held, or nothing is asked for any more, it is 0.
func (d DepositAccount) Missing() (money.Amount, error) {
	if d.State != DepositAsked && d.State != DepositPartly {
		return d.Asked.Sub(d.Asked)
	}
	held, err := d.Held()
	if err != nil {
		return held, err
	}
	return d.Asked.Sub(held)
}

func (d DepositAccount) open() bool { return !depositLifecycle.Final(d.State) }

// lastOn is the day of the last that happened.
func (d DepositAccount) lastOn() calendar.Date {
	last := d.AskedOn
	for _, m := range d.Moves {
		if m.On.After(last) {
			last = m.On
		}
	}
	return last
}

// find is the move of an id, if it was made.
func (d DepositAccount) find(id string) (Move, bool) {
	n := slices.IndexFunc(d.Moves, func(m Move) bool { return m.ID == id })
	if n < 0 {
		return Move{}, false
	}
	return d.Moves[n], true
}

func (p DepositPayment) check(kind MoveKind, asked money.Currency) error {
	var c fault.Check
	c.Text("id", p.ID, fault.MaxID)
	c.Optional("by", p.By, fault.MaxID)
	checkAmount(&c, "amount", p.Amount, asked)
	c.That(p.Amount.Sign() > 0, "amount", fault.RuleRange, "must be more than 0")
	c.That(!p.On.IsZero(), "on", fault.RuleRequired, "must be the day of value")
	if kind == MoveApplied {
		c.Text("for", p.For, fault.MaxID)
	} else {
		c.That(p.For == "", "for", fault.RuleUnknown, "is only of what is applied")
	}
	return c.Err("risk.deposit")
}

// Book is the deposit after one more payment. The one it is called on stays as it is. More than is missing cannot come in, and more than is
// held cannot go out: fault.ErrInvalid. Nothing comes into one that is released or withdrawn: fault.ErrState.
func (d DepositAccount) Book(kind MoveKind, p DepositPayment) (DepositAccount, error) {
	if err := p.check(kind, d.Asked.Currency()); err != nil {
		return d, err
	}
	if len(d.Moves) >= MaxMoves {
		return d, fault.State(deposits.Subject(d.ID), "has too many payments; return it and ask for a new one")
	}
	event, err := d.event(kind, p.Amount)
	if err != nil {
		return d, err
	}
	if d.State, err = depositLifecycle.Next(d.State, event); err != nil {
		return d, err
	}
	sum := map[MoveKind]*money.Amount{MoveReceived: &d.Received, MoveReturned: &d.Returned, MoveApplied: &d.Applied}[kind]
	if *sum, err = sum.Add(p.Amount); err != nil {
		return d, err
	}
	d.Moves = append(slices.Clone(d.Moves), Move{ID: p.ID, Kind: kind, Amount: p.Amount, On: p.On, By: p.By, For: p.For})
	return d, nil
}

// event is what a payment is for the life cycle.
func (d DepositAccount) event(kind MoveKind, amount money.Amount) (DepositEvent, error) {
	part, all, what := GivePart, GiveAll, "held"
	most, err := d.Held()
	if kind == MoveReceived {
		part, all, what = ReceivePart, ReceiveAll, "missing"
		most, err = d.Missing()
	}
	if err != nil {
		return "", err
	}
	more, err := amount.Cmp(most)
	switch {
	case err != nil:
		return "", err
	case more > 0 && d.open():
		var c fault.Check
		c.Add("amount", fault.RuleRange, "is more than the "+most.String()+" that are "+what)
		return "", c.Err(deposits.Subject(d.ID))
	case more == 0:
		return all, nil
	}
	return part, nil
}
