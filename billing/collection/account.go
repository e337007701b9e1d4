package collection

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Account is what collection knows of a billing account. Treat it as immutable.
type Account struct {
	store.Meta
	Customer string         `json:"customer"`
	Currency money.Currency `json:"currency"`
	Business bool           `json:"business,omitempty"` // no consumer: § 288 (2) and (5) BGB
	Language string         `json:"language,omitempty"` // of letters
	Mandates []string       `json:"mandate,omitempty"`  // by which debits are drawn
	IBANs    []string       `json:"iban,omitempty"`     // from which the customer pays
	Dunning  Dunning        `json:"dunning"`
	Block    Block          `json:"block"`
	Promises []Promise      `json:"promise,omitempty"`
	Plans    []Plan         `json:"plan,omitempty"`
	Returned int            `json:"returned,omitempty"` // debits that came back
	// ReturnedOn is when: the days of the last ones, at most 100.
	ReturnedOn []calendar.Date `json:"returnedOn,omitempty"`
	Case       string          `json:"case,omitempty"`   // to which its events belong while it owes nothing: that of the last bill
	CheckAt    time.Time       `json:"checkAt,omitzero"` // when time alone may change something
}

// Dunning is how far an account's dunning has come.
type Dunning struct {
	Level   int           `json:"level,omitempty"`   // the highest of what is overdue now; 0: none
	Worst   int           `json:"worst,omitempty"`   // the highest ever
	On      calendar.Date `json:"on,omitzero"`       // of the last letter
	Letters int           `json:"letters,omitempty"` // so far
	Since   int           `json:"since,omitempty"`   // how many there had been when all was paid last
	// Reached is of each level, from 1 on, the day of the last letter at it.
	Reached []calendar.Date `json:"reached,omitempty"`
}

// reach notes a letter.
func (d Dunning) reach(level int, on calendar.Date) Dunning {
	d.On, d.Worst = on, max(d.Worst, level)
	all := make([]calendar.Date, max(level, len(d.Reached)))
	copy(all, d.Reached)
	if level > 0 {
		all[level-1] = on
	}
	d.Reached = all
	return d
}

// worstSince is the highest level of a letter from a day on; the zero Date: ever.
func (d Dunning) worstSince(from calendar.Date) int {
	if from.IsZero() {
		return d.Worst
	}
	for n, on := range slices.Backward(d.Reached) {
		if !on.Before(from) {
			return n + 1
		}
	}
	return 0
}

// maxReturnedOn is of how many returned debits an account knows the day.
const maxReturnedOn = 100

// bounce notes a debit that came back.
func (a Account) bounce(on calendar.Date) Account {
	a.Returned++
	a.ReturnedOn = append(slices.Clone(a.ReturnedOn), on)
	a.ReturnedOn = a.ReturnedOn[max(0, len(a.ReturnedOn)-maxReturnedOn):]
	return a
}

// returnedSince is how many debits came back from a day on; the zero Date: ever.
func (a Account) returnedSince(from calendar.Date) int {
	if from.IsZero() {
		return a.Returned
	}
	count := 0
	for _, on := range a.ReturnedOn {
		if !on.Before(from) {
			count++
		}
	}
	return count
}

// Debtor is what collection has to know of whoever pays an account. It is a value.
type Debtor struct {
	Account  string
	Customer string
	Currency money.Currency
	Business bool
	Language string   // of letters, such as "de"
	Mandates []string // at most MaxWays; nil: those that are known
	IBANs    []string // likewise
}

// MaxWays is how many mandates, and how many IBANs, an account can have.
const MaxWays = 20

func (d Debtor) check() error {
	var c fault.Check
	c.Text("account", d.Account, maxAccount)
	c.Text("customer", d.Customer, fault.MaxID)
	c.That(d.Currency != money.Currency{}, "currency", fault.RuleRequired, "must be a currency")
	c.Optional("language", d.Language, fault.MaxName)
	checkWays(&c, "mandates", d.Mandates)
	checkWays(&c, "ibans", d.IBANs)
	return c.Err("collection.debtor")
}

func checkWays(c *fault.Check, path string, list []string) {
	c.That(len(list) <= MaxWays, path, fault.RuleLength, "has more than 20 entries")
	for n, one := range list {
		c.Text(path, one, fault.MaxName)
		c.That(!slices.ContainsFunc(list[:n], func(other string) bool { return normal(other) == normal(one) }), fmt.Sprintf("%s[%d]", path, n), fault.RuleDuplicate, "stands there twice")
	}
}

const (
	keyDue     = "due"
	keyMandate = "mandate"
	keyIBAN    = "iban"
)

var accounts = store.NewCollection("collection.account", func(a *Account) []store.Key {
	keys := []store.Key{{Name: keyCustomer, Value: a.Customer}, {Name: keyDue, Value: store.TimeKey(a.CheckAt)}}
	for _, m := range a.Mandates {
		keys = append(keys, store.Key{Name: keyMandate, Value: m})
	}
	for _, i := range a.IBANs {
		keys = append(keys, store.Key{Name: keyIBAN, Value: normal(i)})
	}
	return keys
})

// NoteDebtor notes who pays an account: whether he is a consumer, and by which mandates and bank accounts his money is known. An
// account without it belongs to a consumer.
func (s *Service) NoteDebtor(ctx context.Context, d Debtor) (Account, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Account, error) { return s.NoteDebtorTx(u, d) })
}

// NoteDebtorTx is NoteDebtor in the caller's unit.
func (s *Service) NoteDebtorTx(u *work.Unit, d Debtor) (Account, error) {
	if err := d.check(); err != nil {
		return Account{}, err
	}
	a, err := s.accountOf(u, d.Account, d.Customer, d.Currency)
	if err != nil {
		return Account{}, err
	}
	was := a
	a.Business, a.Language = d.Business, d.Language
	if d.Mandates != nil {
		a.Mandates = d.Mandates
	}
	if d.IBANs != nil {
		a.IBANs = nil
	}
	for _, i := range d.IBANs {
		a.IBANs = append(a.IBANs, normal(i))
	}
	same := a.Business == was.Business && a.Language == was.Language && slices.Equal(a.Mandates, was.Mandates) && slices.Equal(a.IBANs, was.IBANs)
	if a.Version > 0 && same {
		return a, nil
	}
	return a, accounts.Put(u, &a)
}

// accountOf loads an account, or makes it.
func (s *Service) accountOf(u *work.Unit, id, customer string, currency money.Currency) (Account, error) {
	a, found, err := accounts.Find(u, id)
	if err != nil {
		return a, err
	}
	if !found {
		a = Account{Meta: store.Meta{ID: id}, Customer: customer, Currency: currency}
	}
	var c fault.Check
	c.That(a.Customer == customer, "customer", fault.RuleReference, "is not the account's, which is "+a.Customer)
	c.That(a.Currency == currency, "currency", fault.RuleCurrency, "is not the account's, which is "+a.Currency.String())
	c.That(len(levelsIn(s.config.Levels, currency)) > 0, "currency", fault.RuleCurrency, "has no row in the dunning table; give it rows in "+currency.String())
	return a, c.Err(accounts.Subject(id))
}
