package billing

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/price"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Agreement is a sale as Selling makes it known (flow 4.3, step 3): what was agreed, at which prices. It changes no bill by
// itself, unless an item is Direct: what is delivered and has no order is priced by it.
type Agreement struct {
	ID          string          `json:"id"`
	Customer    string          `json:"customer"`
	Account     string          `json:"account,omitempty"`     // empty: the customer's default account
	Correlation string          `json:"correlation,omitempty"` // the case of the sale
	SignedAt    time.Time       `json:"signedAt,omitzero"`
	From        calendar.Date   `json:"from,omitzero"`
	Until       calendar.Date   `json:"until,omitzero"` // first day without
	Items       []AgreementItem `json:"item"`
}

// AgreementItem is one product of an agreement.
type AgreementItem struct {
	Offering string        `json:"offering"`
	Name     string        `json:"name"`
	De       string        `json:"de,omitempty"`
	Quantity int64         `json:"quantity"`
	Prices   []price.Price `json:"price"`
	TaxClass string        `json:"taxClass,omitempty"` // empty: standard
	Supply   string        `json:"supply,omitempty"`   // goods, services …
	Direct   bool          `json:"direct,omitempty"`   // its one-time prices are billed as agreed: no order and no delivery will be reported
}

// agreementNote is an agreement as it is kept.
type agreementNote struct {
	store.Meta
	Agreement Agreement `json:"agreement"`
	Account   string    `json:"account"`
}

var agreements = store.NewCollection("billing.agreement", func(a *agreementNote) []store.Key {
	return []store.Key{{Name: "account", Value: a.Account}}
})

// TakeAgreement notes an agreement. One that is noted already is fault.ErrConflict.
func (s *Service) TakeAgreement(ctx context.Context, a Agreement) (Agreement, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Agreement, error) { return s.TakeAgreementTx(u, a) })
}

// TakeAgreementTx is TakeAgreement in the caller's unit.
func (s *Service) TakeAgreementTx(u *work.Unit, a Agreement) (Agreement, error) {
	a.SignedAt = fault.Instant(a.SignedAt)
	if err := a.check(u); err != nil {
		return Agreement{}, err
	}
	account, err := s.accountFor(u, a.Customer, a.Account)
	if err != nil {
		return Agreement{}, err
	}
	var c fault.Check
	for n, i := range a.Items {
		checkCurrency(&c, fmt.Sprintf("items[%d].", n), i.Prices, account.Currency)
	}
	if err := c.Err("billing.agreement"); err != nil {
		return Agreement{}, err
	}
	if _, known, err := agreements.Find(u, a.ID); err != nil || known {
		return Agreement{}, cmp.Or(err, fault.Conflict(agreements.Subject(a.ID), "is noted already"))
	}
	a.Account = account.ID
	if err := agreements.Put(u, &agreementNote{Meta: store.Meta{ID: a.ID}, Agreement: a, Account: account.ID}); err != nil {
		return Agreement{}, err
	}
	on := a.From
	if on.IsZero() {
		on = account.day(u)
	}
	for n, i := range a.Items {
		if !i.Direct {
			continue
		}
		for m, p := range i.Prices {
			if p.Type != price.NonRecurring {
				continue
			}
			pos := positionOf(idOf(a.ID, fmt.Sprint(n+1), fmt.Sprint(m+1)), i.Offering, p, i.Quantity)
			pos.Name, pos.De, pos.Agreement, pos.TaxClass, pos.Supply, pos.On = cmp.Or(i.Name, p.Name), i.De, a.ID, i.TaxClass, i.Supply, on
			if err := s.put(u, entry{Account: account.ID, Position: &pos}); err != nil {
				return Agreement{}, err
			}
		}
	}
	l, err := s.noted(u, account)
	if err != nil {
		return Agreement{}, err
	}
	return a, u.Emit(EventAgreementNoted, a.ID, l.openCase(), AgreementNotice{Customer: account.Customer, Account: account.ID, Agreement: a})
}

func (a Agreement) check(u *work.Unit) error {
	var c fault.Check
	c.Text("id", a.ID, fault.MaxID)
	c.Text("customer", a.Customer, fault.MaxID)
	c.Optional("account", a.Account, fault.MaxID)
	c.Optional("correlation", a.Correlation, fault.MaxID)
	c.Near("signedAt", a.SignedAt, u.At)
	c.That(a.From.IsZero() || near(u, a.From), "from", fault.RuleRange, "lies more than 20 years away")
	c.That(a.Until.IsZero() || near(u, a.Until) && a.From.Before(a.Until), "until", fault.RuleRange, "must be later than from, within 20 years")
	c.That(len(a.Items) > 0, "items", fault.RuleRequired, "must not be empty")
	c.That(len(a.Items) <= maxItems, "items", fault.RuleLength, "are more than 1000")
	for n, i := range a.Items[:min(len(a.Items), maxItems)] {
		path := fmt.Sprintf("items[%d].", n)
		checkItem(&c, path, i.Offering, i.Name, i.De, i.Quantity, i.Prices)
		c.Optional(path+"taxClass", i.TaxClass, fault.MaxName)
		c.Optional(path+"supply", i.Supply, fault.MaxName)
	}
	return c.Err("billing.agreement")
}

const maxItems = 1000

func checkItem(c *fault.Check, path, offering, name, de string, quantity int64, prices []price.Price) {
	c.Text(path+"offering", offering, fault.MaxName)
	c.Optional(path+"name", name, fault.MaxName)
	c.Optional(path+"de", de, fault.MaxName)
	c.That(quantity >= 1 && quantity <= maxQuantity, path+"quantity", fault.RuleRange, "must be 1 to 1000000000")
	c.That(len(prices) <= maxItems, path+"prices", fault.RuleLength, "are more than 1000")
	for n, p := range prices[:min(len(prices), maxItems)] {
		p.Check(c, fmt.Sprintf("%sprices[%d]", path, n))
	}
}

const maxQuantity = 1_000_000_000

func checkCurrency(c *fault.Check, path string, prices []price.Price, currency money.Currency) {
	for n, p := range prices {
		goes(c, fmt.Sprintf("%sprices[%d].price", path, n), p.Amount, currency)
	}
}

// agreedPositions are positions, of one unit, at the one-time prices at which an offering was agreed with an account and that hold on a day; none if
// there are none. Of several agreements the one signed last counts, and then the one with the later id.
func (s *Service) agreedPositions(u *work.Unit, account, offering string, on calendar.Date) ([]Position, error) {
	all, err := agreements.By(u, "account", account)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(all, func(a, b agreementNote) int {
		return cmp.Or(b.Agreement.SignedAt.Compare(a.Agreement.SignedAt), strings.Compare(b.ID, a.ID))
	})
	for n := range all {
		if a := &all[n].Agreement; !on.Before(a.From) && (a.Until.IsZero() || on.Before(a.Until)) {
			if found := a.priced(offering); len(found) > 0 {
				return found, nil
			}
		}
	}
	return nil, nil
}

// priced are the positions of the first item of an offering that is billed as it is delivered.
func (a *Agreement) priced(offering string) []Position {
	for _, i := range a.Items {
		if i.Offering != offering || i.Direct {
			continue
		}
		var all []Position
		for _, p := range i.Prices {
			if p.Type != price.NonRecurring {
				continue
			}
			pos := positionOf("agreed", offering, p, 1)
			if len(all) > 0 {
				pos.ID = idOf("agreed", fmt.Sprint(len(all)+1))
			}
			pos.Name, pos.De, pos.Agreement, pos.TaxClass, pos.Supply = cmp.Or(i.Name, p.Name), i.De, a.ID, i.TaxClass, i.Supply
			all = append(all, pos)
		}
		if len(all) > 0 {
			return all
		}
	}
	return nil
}
