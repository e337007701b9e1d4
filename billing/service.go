package billing

import (
	"cmp"
	"fmt"
	"time"

	"github.com/etomcrm/etomcrm/billing/discount"
	"github.com/etomcrm/etomcrm/billing/rating"
	"github.com/etomcrm/etomcrm/billing/tax"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Service is Billing & Collections Management on a store, up to the bill that is delivered: accounts, what they are to be
// billed, bills, inquiries and disputes. Collection has a service of its own. It is safe for concurrent use. Every command has
// a form ending in Tx that joins the caller's unit of work. All of them answer an unknown id, and one of another tenant, with
// fault.ErrNotFound, a wrong state with fault.ErrState, and wrong input with fault.ErrInvalid; then nothing has changed.
type Service struct {
	env    *work.Env
	config Config
}

// Config of Billing; nil is the default: a plain issuer in euro, whose bills a check holds because a seller without a name,
// address and tax number may not bill; set Issuers first.
type Config struct {
	Issuers     []Issuer            // who bills; accounts name one, or get the first. nil: PlainIssuer()
	Currency    money.Currency      // of accounts that name none; none: EUR
	Zone        string              // of accounts that name none; empty: UTC
	PaymentDays int                 // 0 to 365 days to pay, for accounts that say nothing; 0: 14
	Policy      Policy              // how bills are computed; zero: net prices, rounded half up
	Book        rating.Book         // tariffs by which usage is rated; zero: none, so an account that has a product with a tariff cannot be billed
	Taxes       tax.Table           // zero: tax.EU()
	Rules       []Rule              // by which a bill is verified; nil: Rules()
	Limits      Limits              // figures of the rules
	Discounts   []discount.Discount // that hold for every account; each account may have its own in Terms
	BillAfter   time.Duration       // how long after a period's end its bill is made, so that usage can arrive; 0: at once
	LookBack    int                 // for how many months after a service day corrections of it are still billed; 0: 24
	Number      Numbering           // how a bill's number is written; nil: the issuer's id and eight digits
	Courier     Courier             // takes documents to customers; nil: whoever reads the events does, and notes it with NoteDispatch
	Attempts    int                 // how often a document is handed to the Courier before somebody must look; 0: 5
	Retry       time.Duration       // how long after a failure it is tried again; 0: 1 hour
}

// Numbering writes the number of an issuer's document; n counts from 1 without a gap, for all kinds together.
type Numbering func(issuer Issuer, kind Kind, n int64) string

// PlainIssuer is the issuer of a Config that names none. It is in Germany, because tax is always some country's.
func PlainIssuer() Issuer {
	return Issuer{ID: "issuer", Name: "(Config.Issuers is not set)", Address: Address{Country: "DE"}}
}

// New makes Billing. A Config with faults is fault.ErrInvalid, all of them at once.
func New(env *work.Env, config *Config) (*Service, error) {
	s := &Service{env: env}
	if config != nil {
		s.config = *config
	}
	c := &s.config
	if len(c.Issuers) == 0 {
		c.Issuers = []Issuer{PlainIssuer()}
	}
	if c.Currency == (money.Currency{}) {
		c.Currency = money.MustCurrency("EUR")
	}
	c.Zone = cmp.Or(c.Zone, "UTC")
	c.PaymentDays = cmp.Or(c.PaymentDays, 14)
	c.LookBack = cmp.Or(c.LookBack, 24)
	c.Attempts = cmp.Or(c.Attempts, 5)
	c.Retry = cmp.Or(c.Retry, time.Hour)
	if len(c.Taxes.Rows()) == 0 {
		c.Taxes = tax.EU()
	}
	if c.Rules == nil {
		c.Rules = Rules()
	}
	if c.Number == nil {
		c.Number = eightDigits
	}
	if err := c.check(); err != nil {
		return nil, err
	}
	return s, nil
}

func eightDigits(issuer Issuer, _ Kind, n int64) string { return fmt.Sprintf("%s-%08d", issuer.ID, n) }

func (c Config) check() error {
	var f fault.Check
	seen := map[string]bool{}
	for n, i := range c.Issuers {
		path := fmt.Sprintf("issuers[%d].", n)
		f.Text(path+"id", i.ID, maxIssuer)
		f.Text(path+"name", i.Name, fault.MaxName)
		f.That(!seen[i.ID], path+"id", fault.RuleDuplicate, "stands there twice")
		i.Address.check(&f, path+"address")
		seen[i.ID] = true
	}
	_, err := calendar.LoadZone(c.Zone)
	f.That(err == nil, "zone", fault.RuleUnknown, "must be the name of an IANA zone, such as Europe/Berlin")
	f.That(c.PaymentDays >= 0 && c.PaymentDays <= 365, "paymentDays", fault.RuleRange, "must be 0 to 365")
	f.That(c.LookBack >= 1 && c.LookBack <= 240, "lookBack", fault.RuleRange, "must be 1 to 240 months")
	f.That(c.Attempts >= 1 && c.Attempts <= 1000, "attempts", fault.RuleRange, "must be 1 to 1000")
	f.Span("billAfter", c.BillAfter)
	f.Span("retry", c.Retry)
	c.Policy.check(&f, c.Currency)
	if err := discount.CheckDiscounts(c.Discounts); err != nil {
		f.Add("discounts", fault.RuleFormat, err.Error())
	}
	return f.Err("billing.config")
}

const maxIssuer = 100

// issuer is the configured issuer with an id.
func (s *Service) issuer(id string) (Issuer, bool) {
	for _, i := range s.config.Issuers {
		if i.ID == id {
			return i, true
		}
	}
	return Issuer{}, false
}

type say = work.Say

var accounts = store.NewCollection("billing.account", func(a *Account) []store.Key {
	return []store.Key{{Name: "customer", Value: a.Customer}, {Name: "parent", Value: a.Parent}}
})
