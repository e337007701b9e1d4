package collection

import (
	"cmp"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/lifecycle"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
)

// Kind is what an item is owed for.
type Kind string

// The kinds.
const (
	Bill     Kind = "bill"
	Fee      Kind = "fee"      // of a dunning letter, of a returned debit
	Interest Kind = "interest" // for late payment
	LumpSum  Kind = "lumpSum"  // § 288 (5) BGB
	Reclaim  Kind = "reclaim"  // money that was refunded although the payment went back
)

// kindRanks is the order in which money without a purpose is set against what is owed: costs, interest, then the rest (§ 367 (1) BGB).
var kindRanks = map[Kind]int{Fee: 1, LumpSum: 2, Interest: 3, Reclaim: 4, Bill: 5}

// Item is what a customer owes: a bill, or what came of paying it late. It is a value.
type Item struct {
	Bill        string        `json:"bill"` // the id of the bill; of a fee or interest, of the letter or the payment it comes from
	No          string        `json:"no"`   // the number that the customer quotes
	Account     string        `json:"account"`
	Customer    string        `json:"customer"`
	Amount      money.Amount  `json:"amount"`          // not negative, in whole minor units; the zero value is nothing in the currency of an account that is known
	Due         calendar.Date `json:"due"`             // the last day on which it is paid in time; a Sunday or holiday is to be moved already (§ 193 BGB)
	Arisen      calendar.Date `json:"arisen,omitzero"` // the day on which the debt arose; none: Due
	Kind        Kind          `json:"kind"`
	Correlation string        `json:"correlation,omitempty"` // the case its events belong to; empty: a case of its own
}

// What is made of the ids of accounts, bills and payments must be an id too: letters, fees, interest.
const (
	maxAccount = fault.MaxID - 40
	maxBill    = fault.MaxID - 20
)

func (i Item) check() error {
	var c fault.Check
	c.Text("bill", i.Bill, maxBill)
	c.Optional("no", i.No, fault.MaxName)
	c.Text("account", i.Account, maxAccount)
	c.Text("customer", i.Customer, fault.MaxID)
	c.Optional("correlation", i.Correlation, fault.MaxID)
	c.That(!i.Due.IsZero(), "due", fault.RuleRequired, "must be the last day on which it is paid in time")
	c.That(kindRanks[i.Kind] > 0, "kind", fault.RuleUnknown, "must be bill, fee, interest, lumpSum or reclaim")
	checkAmount(&c, "amount", i.Amount)
	c.That(i.Amount.Sign() >= 0, "amount", fault.RuleRange, "must not be negative; what is owed to the customer is a Credit")
	return c.Err("collection.item")
}

// checkAmount asks for an amount in a currency, in whole minor units.
func checkAmount(c *fault.Check, path string, a money.Amount) {
	if a.Currency() == (money.Currency{}) {
		c.Add(path, fault.RuleRequired, "must be an amount in a currency")
		return
	}
	if _, err := a.MinorUnits(); err != nil {
		c.Add(path, fault.RuleRange, "must be in whole minor units: round it first")
	}
}

// checkPositive is checkAmount for what must be more than nothing.
func checkPositive(c *fault.Check, path string, a money.Amount) {
	checkAmount(c, path, a)
	c.That(a.Sign() > 0, path, fault.RuleRange, "must be more than 0")
}

// State is a state of an item.
type State string

// The states of an item.
const (
	Start         State = "start" // before it is opened; never stored
	Open          State = "open"
	PartiallyPaid State = "partiallyPaid"
	Settled       State = "settled"
	WrittenOff    State = "writtenOff"
)

// Event is what happens to an item.
type Event string

// The events.
const (
	OpenIt   Event = "open"
	PayPart  Event = "payPart"
	Settle   Event = "settle"
	Reopen   Event = "reopen" // money that was counted went back
	WriteOff Event = "writeOff"
)

// Lifecycle is the life cycle of an item. TMF678 has no chart of it; its bill's states partiallyPaid and settled follow from this one.
func Lifecycle() *lifecycle.Lifecycle[State, Event] { return itemLifecycle }

var itemLifecycle = lifecycle.MustNew("collection.item", Start, nil, []lifecycle.Transition[State, Event]{
	{On: OpenIt, From: Start, To: Open, Why: "the bill is sent"},
	{On: Settle, From: Start, To: Settled, Why: "nothing is owed"},
	{On: PayPart, From: Open, To: PartiallyPaid, Why: "a part is paid or credited"},
	{On: Settle, From: Open, To: Settled, Why: "nothing is owed any more"},
	{On: WriteOff, From: Open, To: WrittenOff, Why: "it is given up"},
	{On: Reopen, From: PartiallyPaid, To: Open, Why: "all that was paid went back"},
	{On: PayPart, From: PartiallyPaid, To: PartiallyPaid, Why: "a further part is paid, or a part of it went back"},
	{On: Settle, From: PartiallyPaid, To: Settled, Why: "nothing is owed any more"},
	{On: WriteOff, From: PartiallyPaid, To: WrittenOff, Why: "the rest is given up"},
	{On: Reopen, From: Settled, To: Open, Why: "all that was paid went back"},
	{On: PayPart, From: Settled, To: PartiallyPaid, Why: "a part of what was paid went back"},
	{On: Reopen, From: WrittenOff, To: Open, Why: "all that was paid went back"},
	{On: PayPart, From: WrittenOff, To: PartiallyPaid, Why: "a part of what was paid went back"},
})

// EntryKind is what changed the amount that an item leaves open.
type EntryKind string

// The kinds of entry.
const (
	Paid      EntryKind = "paid"
	Credited  EntryKind = "credited"
	Tolerated EntryKind = "tolerated" // a difference too small to ask for
	GivenUp   EntryKind = "givenUp"   // written off
	PaidBack  EntryKind = "paidBack"  // a payment went back: the item is open again by so much
)

// Entry is one change of what an item leaves open.
type Entry struct {
	Kind      EntryKind     `json:"kind"`
	On        calendar.Date `json:"on"`                  // the day of value
	Amount    money.Amount  `json:"amount"`              // less is open by so much; negative: more is
	Reference string        `json:"reference,omitempty"` // the payment, the credit note
	Text      string        `json:"text,omitempty"`
}

// OpenItem is an item as the books have it. Settled ones are kept: they are the payment history. Treat it as immutable.
type OpenItem struct {
	store.Meta
	Item
	Open      money.Amount  `json:"open"` // what is still owed, the held part included
	Held      money.Amount  `json:"held"` // of it, what is disputed and not asked for
	State     State         `json:"state"`
	Entries   []Entry       `json:"entry,omitempty"`
	Holds     []Hold        `json:"hold,omitempty"`
	Charged   money.Amount  `json:"charged"`           // interest asked for so far
	DunnedOn  calendar.Date `json:"dunnedOn,omitzero"` // the day of the first letter that named it
	Lump      bool          `json:"lump,omitempty"`    // the lump sum of § 288 (5) BGB was asked for
	Level     int           `json:"level,omitempty"`   // the highest dunning level it reached
	SettledOn calendar.Date `json:"settledOn,omitzero"`
}

// itemID is the id of the item: a bill's own, and of others the kind in front.
func (i Item) itemID() string {
	if i.Kind == Bill {
		return i.Bill
	}
	return string(i.Kind) + "/" + i.Bill
}

const (
	keyAccount  = "account"
	keyCustomer = "customer"
	keyOpen     = "open"
	keyNumber   = "number"
	keyOwing    = "owing"   // the amount that is open
	keyLowered  = "lowered" // what a credit note or a write-off did, once
)

var items = store.NewCollection("collection.item", func(i *OpenItem) []store.Key {
	keys := []store.Key{{Name: keyAccount, Value: i.Account}, {Name: keyCustomer, Value: i.Customer}, {Name: keyNumber, Value: normal(i.No)}}
	if i.State == Open || i.State == PartiallyPaid {
		keys = append(keys, store.Key{Name: keyOpen, Value: i.Account}, store.Key{Name: keyOwing, Value: i.Open.String()})
	}
	for _, e := range i.Entries {
		if e.Kind == Credited || e.Kind == GivenUp {
			keys = append(keys, store.Key{Name: keyLowered, Value: lowerKey(e.Kind, e.Reference)})
		}
	}
	return keys
})

func lowerKey(kind EntryKind, id string) string { return string(kind) + "/" + id }

// About names the item for its events.
func (i *OpenItem) About() (subject, correlation string) { return i.ID, cmp.Or(i.Correlation, i.ID) }

// book makes an entry and moves the item where it leads.
func (i OpenItem) book(e Entry) (OpenItem, error) {
	open, err := i.Open.Sub(e.Amount)
	if err != nil {
		return i, err
	}
	over, err := open.Cmp(i.Amount)
	if err != nil {
		return i, err
	}
	if open.Sign() < 0 || over > 0 {
		return i, fault.State(items.Subject(i.ID), "leaves "+i.Open.String()+" of "+i.Amount.String()+" open; "+e.Amount.String()+" does not fit")
	}
	i.Entries = append(i.Entries[:len(i.Entries):len(i.Entries)], e)
	i.Open = open
	move := PayPart
	switch {
	case open.Sign() == 0 && e.Kind == GivenUp:
		move = WriteOff
	case open.Sign() == 0:
		move = Settle
	case over == 0:
		move = Reopen
	}
	if i.State, err = itemLifecycle.Next(i.State, move); err != nil {
		return i, err
	}
	i.SettledOn = calendar.Date{}
	if open.Sign() == 0 {
		i.SettledOn = e.On
	}
	if e.Kind == PaidBack {
		return i.heldAgain(e.On)
	}
	return i.heldAtMost(open, e.On)
}

// Pressed is what is open and not held.
func (i OpenItem) Pressed() (money.Amount, error) { return i.Open.Sub(i.Held) }
