package billing

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"strings"
	"time"

	"github.com/etomcrm/etomcrm/billing/discount"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/price"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// entry is one thing that is to stand on a bill of an account once: a position, a rebate, a credit, or a position that waits
// until it is delivered. When a bill has it, it names the bill.
type entry struct {
	store.Meta
	Account  string           `json:"account"`
	At       time.Time        `json:"at"`
	Position *Position        `json:"position,omitempty"`
	Rebate   *Rebate          `json:"rebate,omitempty"`
	Credit   *discount.Credit `json:"credit,omitempty"`
	Waiting  *waiting         `json:"waiting,omitempty"`
	Bill     string           `json:"bill,omitempty"`
	Uses     []creditUse      `json:"use,omitempty"`     // of a credit
	Surplus  bool             `json:"surplus,omitempty"` // delivered, though nobody ordered so much: the bill waits for a person
}

// waiting is what was ordered and is billed as it is delivered.
type waiting struct {
	Offering  string         `json:"offering"`
	Item      string         `json:"item"`     // of the order
	Position  Position       `json:"position"` // of one unit
	Ordered   money.Quantity `json:"ordered"`
	Delivered money.Quantity `json:"delivered"`
}

// creditUse is what a bill used of a credit.
type creditUse struct {
	Bill   string       `json:"bill"`
	Amount money.Amount `json:"amount"`
}

// unused is a credit's entry without what a bill used of it.
func (e entry) unused(bill string) (entry, error) {
	k := *e.Credit
	var c money.Calc
	kept := e.Uses[:0:0]
	for _, use := range e.Uses {
		if use.Bill == bill {
			k.Left = c.Add(k.Left, use.Amount)
			continue
		}
		kept = append(kept, use)
	}
	e.Credit, e.Uses = &k, kept
	return e, c.Err()
}

const (
	keyOpen    = "open"    // entries for the next bill of an account
	keyWaiting = "waiting" // entries of an account that wait for delivery
	keyBill    = "bill"    // entries that stand on a bill
	keyUsed    = "used"    // credits of which a bill used a part
)

var entries = store.NewCollection("billing.entry", func(e *entry) []store.Key {
	switch {
	case e.Waiting != nil:
		if e.Waiting.Ordered.Cmp(e.Waiting.Delivered) > 0 {
			return []store.Key{{Name: keyWaiting, Value: e.Account}}
		}
		return nil
	case e.Credit != nil:
		return e.creditKeys()
	case e.Bill != "":
		return []store.Key{{Name: keyBill, Value: e.Bill}}
	}
	return []store.Key{{Name: keyOpen, Value: e.Account}}
})

// creditKeys find a credit while something is left of it, and by the last bills that used it.
func (e *entry) creditKeys() []store.Key {
	var keys []store.Key
	if e.Credit.Left.Sign() > 0 {
		keys = append(keys, store.Key{Name: keyOpen, Value: e.Account})
	}
	for _, use := range e.Uses[max(0, len(e.Uses)-10):] {
		keys = append(keys, store.Key{Name: keyUsed, Value: use.Bill})
	}
	return keys
}

// put stores a new entry under the id of what it carries. One that is there is fault.ErrConflict: it is billed once.
func (s *Service) put(u *work.Unit, e entry) error {
	e.ID, e.At = e.id(), u.At
	if _, known, err := entries.Find(u, e.ID); err != nil || known {
		return cmp.Or(err, fault.Conflict(entries.Subject(e.ID), "is noted already"))
	}
	return entries.Put(u, &e)
}

func (e entry) id() string {
	switch {
	case e.Position != nil:
		return idOf("position", e.Position.ID)
	case e.Rebate != nil:
		return idOf("rebate", e.Rebate.ID)
	case e.Credit != nil:
		return idOf("credit", e.Credit.ID)
	}
	return idOf("waiting", e.Waiting.Position.ID)
}

// idOf makes the id of what belongs to several things: their ids with strokes between them, or where that is too long for an
// id, a print of it. Two different lists have different ids.
func idOf(parts ...string) string {
	escaped := make([]string, len(parts))
	for n, part := range parts {
		escaped[n] = url.PathEscape(part)
	}
	id := strings.Join(escaped, "/")
	if len(id) <= fault.MaxID-100 { // room for what the bill adds
		return id
	}
	print := sha256.Sum256([]byte(id))
	return hex.EncodeToString(print[:])
}

// positionOf is a position of a one-time price.
func positionOf(id, offering string, p price.Price, quantity int64) Position {
	return Position{ID: id, Name: p.Name, Offering: offering, Quantity: money.Count(quantity), Price: p.Amount,
		Discount: p.Discount, DiscountName: p.DiscountName}
}

// PositionDraft is something to be billed once, such as a transport.
type PositionDraft struct {
	Customer string // the customer, or the account
	Account  string // empty: the customer's default account
	Position Position
}

// TakePosition notes something to be billed once with the account's open period (3.8.2: billed events). A position that is
// noted already is fault.ErrConflict.
func (s *Service) TakePosition(ctx context.Context, d PositionDraft) (Position, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Position, error) { return s.TakePositionTx(u, d) })
}

// TakePositionTx is TakePosition in the caller's unit.
func (s *Service) TakePositionTx(u *work.Unit, d PositionDraft) (Position, error) {
	a, err := s.accountFor(u, d.Customer, d.Account)
	if err != nil {
		return Position{}, err
	}
	p := d.Position
	if p.ID == "" {
		p.ID = u.NewID()
	}
	if p.On.IsZero() {
		p.On = a.day(u)
	}
	var c fault.Check
	checkPosition(&c, "position.", p, a.Currency)
	c.That(p.On.IsZero() || near(u, p.On), "position.on", fault.RuleRange, "lies more than 20 years away")
	if err := c.Err("billing.positionDraft"); err != nil {
		return Position{}, err
	}
	if err := s.put(u, entry{Account: a.ID, Position: &p}); err != nil {
		return Position{}, err
	}
	l, err := s.noted(u, a)
	if err != nil {
		return Position{}, err
	}
	n := ChargesNotice{Customer: a.Customer, Account: a.ID, Order: p.Order, Agreement: p.Agreement, Positions: []Position{p}}
	return p, u.Emit(EventChargesNoted, p.ID, l.openCase(), n)
}

func checkPosition(c *fault.Check, path string, p Position, currency money.Currency) {
	c.Text(path+"id", p.ID, maxEntry)
	c.Text(path+"name", p.Name, fault.MaxName)
	for _, one := range [...]struct{ path, text string }{{"de", p.De}, {"product", p.Product}, {"offering", p.Offering}, {"order", p.Order},
		{"agreement", p.Agreement}, {"unit", p.Unit}, {"taxClass", p.TaxClass}, {"supply", p.Supply},
		{"discountName", p.DiscountName}, {"discountDe", p.DiscountDe}} {
		c.Optional(path+one.path, one.text, fault.MaxName)
	}
	c.That(len(p.Sources) <= 100, path+"sources", fault.RuleLength, "are more than 100")
	for _, source := range p.Sources[:min(len(p.Sources), 100)] {
		c.Text(path+"sources", source, fault.MaxID)
	}
	c.That(p.Quantity.Sign() > 0, path+"quantity", fault.RuleRange, "must be more than 0")
	c.That(p.Price.Sign() >= 0, path+"price", fault.RuleRange, "must not be negative")
	goes(c, path+"price", p.Price, currency)
	c.That(p.Discount.Sign() >= 0 && p.Discount.Cmp(whole) <= 0, path+"discount", fault.RuleRange, "must be between 0% and 100%")
}

// maxEntry leaves room in the ids made of it.
const maxEntry = 150

var whole = money.MustRate("100%")

// TakeCredit notes a credit of the customer's, such as a deposit or goodwill: it reduces what is to be paid of the next bills
// until it is used up. One that is noted already is fault.ErrConflict.
func (s *Service) TakeCredit(ctx context.Context, d CreditDraft) (discount.Credit, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (discount.Credit, error) { return s.TakeCreditTx(u, d) })
}

// CreditDraft is a credit to be noted.
type CreditDraft struct {
	Customer string
	Account  string // empty: the customer's default account
	Credit   discount.Credit
}

// TakeCreditTx is TakeCredit in the caller's unit.
func (s *Service) TakeCreditTx(u *work.Unit, d CreditDraft) (discount.Credit, error) {
	a, err := s.accountFor(u, d.Customer, d.Account)
	if err != nil {
		return discount.Credit{}, err
	}
	k := d.Credit
	k.ID = cmp.Or(k.ID, u.NewID())
	k.Left = k.Amount
	if k.Since.IsZero() {
		k.Since = a.day(u)
	}
	var c fault.Check
	c.Text("credit.id", k.ID, maxEntry)
	c.That(k.Amount.Sign() > 0, "credit.amount", fault.RuleRange, "must be more than 0")
	c.That(near(u, k.Since), "credit.since", fault.RuleRange, "lies more than 20 years away")
	goes(&c, "credit.amount", k.Amount, a.Currency)
	if err := c.Err("billing.creditDraft"); err != nil {
		return discount.Credit{}, err
	}
	if _, err := discount.UseCredits(k.Amount, []discount.Credit{k}); err != nil {
		return discount.Credit{}, err
	}
	if err := s.put(u, entry{Account: a.ID, Credit: &k}); err != nil {
		return discount.Credit{}, err
	}
	l, err := s.noted(u, a)
	if err != nil {
		return discount.Credit{}, err
	}
	return k, u.Emit(EventCreditNoted, k.ID, l.openCase(), CreditNotice{Customer: a.Customer, Account: a.ID, Credit: k})
}
