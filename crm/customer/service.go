// Package customer is Customer Information Management: who the customers are, one unique identity each (3.9.1), with their
// contact data (3.4.4), status and history, found by every key they are known by. It owns the customer of TMF629 with the
// contact media of TMF632. It does not own what the customer said (Customer Interface Management), agreed (Selling) or is
// worth (Retention & Loyalty), nor what a termination sets off in other processes. Two records of one customer are found (Duplicates) and become one (Merge).
//
//	customers, err := customer.New(work.New(memory.New(), nil), nil)
//	c, err := customers.Establish(ctx, customer.Draft{
//		Kind: customer.Organization, Number: "K-4711",
//		Data: customer.Data{Name: "Dealer A", ContactMedia: []customer.ContactMedium{
//			{Type: customer.Phone, Characteristic: customer.MediumCharacteristic{PhoneNumber: "089 1234567"}},
//		}},
//		Keys: []customer.Key{{Type: customer.KeyTaxID, Value: "DE 123 456 789"}},
//	})
//	c, err = customers.ChangeStatus(ctx, c.ID, customer.Activate, "first agreement signed")
//	found, err := customers.Search(ctx, customer.KeyPhone, "+49 (0)89 1234567") // the same customer
//
// The rules (Lifecycle, KeyTypes, NormalisePhone, NormaliseEmail) can be used without the service.
package customer

import (
	"context"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Service is Customer Information Management on a store. It is safe for concurrent use. Every command has a form ending
// in Tx that joins the caller's unit of work. All of them answer an unknown id, and one of another tenant, with
// fault.ErrNotFound, a wrong state, and a record that was merged into another, with fault.ErrState, a key that belongs to somebody else with *TakenError, and wrong
// input with fault.ErrInvalid; then nothing has changed.
type Service struct {
	env  *work.Env
	form forms
}

// Config of Customer Information Management; nil is the default.
type Config struct {
	CountryCode string // of telephone numbers written nationally, with a leading 0: 1 to 3 digits; empty: "49"
	CardSecret  []byte // with which card numbers are hashed, at least 32 bytes; nil: cards are refused
}

// minSecret is the least length of a secret: that of the hash.
const minSecret = 32

// New makes Customer Information Management. A wrong Config is fault.ErrInvalid.
func New(env *work.Env, config *Config) (*Service, error) {
	s := &Service{env: env, form: forms{countryCode: "49"}}
	if config == nil {
		return s, nil
	}
	if config.CountryCode != "" {
		s.form.countryCode = config.CountryCode
	}
	s.form.cardSecret = config.CardSecret
	var c fault.Check
	code := s.form.countryCode
	c.That(digitsOnly(code) && len(code) <= 3 && code[0] != '0', "countryCode", fault.RuleFormat, `must have 1 to 3 digits, such as "49"`)
	c.That(s.form.cardSecret == nil || len(s.form.cardSecret) >= minSecret, "cardSecret", fault.RuleRange, "must have at least 32 bytes")
	if err := c.Err("customer.config"); err != nil {
		return nil, err
	}
	return s, nil
}

const (
	byName   = "name"
	byAlike  = "alike"
	byMerged = "mergedInto"
)

// A merged record is found by its id and by the one it was merged into, and is on no list.
var customers = store.NewCollection("customer.customer", func(c *Customer) []store.Key {
	if c.Merged != nil {
		return []store.Key{{Name: byMerged, Value: c.Merged.Into}}
	}
	return []store.Key{{Name: byName, Value: folded(c.Name)}, {Name: byAlike, Value: alike(c.Name)}}
})

// Get returns a customer.
func (s *Service) Get(ctx context.Context, id string) (Customer, error) {
	return work.See(ctx, s.env, func(u *work.Unit) (Customer, error) { return s.GetTx(u, id) })
}

// GetTx is Get in the caller's unit.
func (s *Service) GetTx(u *work.Unit, id string) (Customer, error) { return customers.Get(u, id) }
