package customer

import (
	"context"
	"fmt"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Draft is a customer to be. Its JSON is a line of an import.
type Draft struct {
	RequestKey  string `json:"-"`                     // the caller's key: the same draft twice under one key makes one customer; may be empty
	Correlation string `json:"correlation,omitempty"` // the case it belongs to; empty: the customer is its own
	Number      string `json:"customerNumber,omitempty"`
	Kind        Kind   `json:"kind"`
	Data
	Status Status `json:"status,omitempty"` // empty: prospective; another one for customers taken over from elsewhere
	Keys   []Key  `json:"key,omitempty"`
}

// MaxKeys is how many keys a draft can bring along; AddKey adds more, without a limit.
const MaxKeys = 1000

// Establish begins the relationship with a customer (3.9.1), who gets one identity: a key that must be unique and belongs
// to another customer already is *TakenError, and nothing is established. A customer without such a key is known by the id
// alone. With a RequestKey, establishing again returns the first customer; another draft under it is fault.ErrConflict.
func (s *Service) Establish(ctx context.Context, d Draft) (Customer, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Customer, error) { return s.EstablishTx(u, d) })
}

// EstablishTx is Establish in the caller's unit.
func (s *Service) EstablishTx(u *work.Unit, d Draft) (Customer, error) {
	d, keys, err := d.read(s.form)
	if err != nil {
		return Customer{}, err
	}
	return work.Once(u, "customer.establish", d.RequestKey, d, func() (Customer, error) {
		c := d.customer(u.NewID(), u.At)
		for i, k := range keys {
			keys[i] = k.of(c.ID)
		}
		if _, err := claim(u, append(c.derived(s.form), keys...)); err != nil {
			return Customer{}, err
		}
		if err := customers.Put(u, &c); err != nil {
			return Customer{}, err
		}
		return c, u.Emit(EventEstablished, c.ID, c.Correlation, Notice{Customer: c.ID, Number: c.Number, Kind: c.Kind, Status: c.Status, Language: c.Language})
	})
}

// read checks a draft, all faults at once, and gives it the form in which it is kept. Card numbers are gone from it then.
func (d Draft) read(f forms) (Draft, []keyRecord, error) {
	var c fault.Check
	c.Optional("requestKey", d.RequestKey, fault.MaxID)
	c.Optional("correlation", d.Correlation, fault.MaxID)
	if d.Number != "" {
		d.Number = readText(f, &c, "customerNumber", d.Number, asTyped)
	}
	c.That(d.Kind == Individual || d.Kind == Organization, "kind", fault.RuleUnknown, "must be individual or organization")
	d.Data = d.Data.read(f, &c)
	if d.Status == "" {
		d.Status = life.Initial()
	}
	c.That(life.Known(d.Status), "status", fault.RuleUnknown, "must be prospective, active, suspended or terminated")
	keys, records := readKeys(f, &c, d.Keys)
	d.Keys = keys
	return d, records, c.Err("customer.draft")
}

func readKeys(f forms, c *fault.Check, keys []Key) (kept []Key, records []keyRecord) {
	if tooMany(c, "key", len(keys), MaxKeys) {
		return keys, nil
	}
	seen := map[string]bool{}
	for i, k := range keys {
		path := fmt.Sprintf("key[%d].", i)
		record := k.record(f, c, path)
		checkOrigin(c, path, k.Type)
		id := record.of("").ID
		c.That(record.Lookup == "" || !seen[id], path+"value", fault.RuleDuplicate, "stands there twice")
		seen[id] = true
		kept, records = append(kept, record.Key), append(records, record)
	}
	return kept, records
}

// checkOrigin refuses keys that come with something else, and go with it.
func checkOrigin(c *fault.Check, path string, typ KeyType) {
	if row, known := keyRow(typ); known {
		c.That(row.From == "", path+"type", fault.RuleUnknown, fmt.Sprintf("%s comes from %s", typ, row.From))
	}
}

// customer makes the customer of a checked draft.
func (d Draft) customer(id string, at time.Time) Customer {
	c := Customer{Correlation: d.Correlation, Number: d.Number, Kind: d.Kind, Data: d.Data, Status: d.Status, EstablishedAt: at,
		StatusHistory: []StatusChange{{At: at, To: d.Status}}}
	c.ID = id
	if c.Correlation == "" {
		c.Correlation = id
	}
	return c
}

// derived are the keys that come from the customer itself, each once.
func (c Customer) derived(f forms) []keyRecord {
	keys := c.keys()
	if c.Number != "" {
		keys = append(keys, Key{Type: KeyNumber, Value: c.Number})
	}
	var checked fault.Check // what it would note has been refused when the data was read
	var records []keyRecord
	seen := map[string]bool{}
	for _, k := range keys {
		record := k.record(f, &checked, "").of(c.ID)
		if !seen[record.ID] {
			seen[record.ID] = true
			records = append(records, record)
		}
	}
	return records
}
