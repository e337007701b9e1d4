package customer

import (
	"context"
	"fmt"
	"slices"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Identify finds the one customer whom a text names (3.2.1): the id, or a key of whatever type, such as an e-mail address or
// a telephone number, in whatever form. It says no, found false, if nobody is known by the text, and also if several
// customers are: a guess could tell one customer's business to another. Search lists them.
func (s *Service) Identify(u *work.Unit, key string) (id string, found bool, err error) {
	var check fault.Check
	check.Text("key", key, fault.MaxName)
	if err := check.Err("customer.identify"); err != nil {
		return "", false, err
	}
	var ids []string
	if c, found, err := customers.Find(u, key); err != nil {
		return "", false, err
	} else if found {
		if c, err = s.SurvivorTx(u, c.ID); err != nil {
			return "", false, err
		}
		ids = append(ids, c.ID)
	}
	for lookup, types := range s.form.lookups(key) {
		records, err := keyRecords.By(u, byLookup, lookup)
		if err != nil {
			return "", false, err
		}
		for _, r := range records {
			if slices.Contains(types, r.Type) && !slices.Contains(ids, r.Customer) {
				ids = append(ids, r.Customer)
			}
		}
	}
	if len(ids) != 1 {
		return "", false, nil
	}
	return ids[0], true, nil
}

// lookups are the forms that a text can have as a key, and of which types it would be then.
func (f forms) lookups(text string) map[string][]KeyType {
	found := map[string][]KeyType{}
	for _, row := range keyRows {
		if lookup, problem := row.form(f, text); problem == "" {
			found[lookup] = append(found[lookup], row.Type)
		}
	}
	return found
}

// Search returns the customers that are known by a key, in order of id: several for a key that need not be unique. A card is
// found by its number or by its last four digits, a customer without a number by the id.
func (s *Service) Search(ctx context.Context, by KeyType, value string) ([]Customer, error) {
	return work.See(ctx, s.env, func(u *work.Unit) ([]Customer, error) { return s.SearchTx(u, by, value) })
}

// SearchTx is Search in the caller's unit.
func (s *Service) SearchTx(u *work.Unit, by KeyType, value string) ([]Customer, error) {
	records, err := s.find(u, Key{Type: by, Value: value})
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, r := range records {
		ids = append(ids, r.Customer)
	}
	if by == KeyNumber {
		c, err := s.SurvivorTx(u, value)
		if err != nil && !fault.IsNotFound(err) {
			return nil, err
		}
		ids = append(ids, c.ID)
	}
	slices.Sort(ids)
	var found []Customer
	for _, id := range slices.Compact(ids) {
		c, there, err := customers.Find(u, id)
		if err != nil {
			return nil, err
		}
		if there {
			found = append(found, c)
		}
	}
	return found, nil
}

// find returns the records of a key, whatever their authority if none is named.
func (s *Service) find(u *work.Unit, k Key) ([]keyRecord, error) {
	var check fault.Check
	row, known := keyRow(k.Type)
	name, lookup := byLookup, ""
	switch {
	case !known:
		check.Add("type", fault.RuleUnknown, fmt.Sprintf("%q is no type of key; KeyTypes lists them", k.Type))
	case k.Type == KeyCard && len(k.Value) == cardEnding && digitsOnly(k.Value):
		name, lookup = byEnding, k.Value
	default:
		lookup = readText(s.form, &check, "value", k.Value, row.form)
	}
	if err := check.Err("customer.key"); err != nil {
		return nil, err
	}
	records, err := keyRecords.By(u, name, lookup)
	return slices.DeleteFunc(records, func(r keyRecord) bool {
		return r.Type != k.Type || k.Authority != "" && folded(r.Authority) != folded(k.Authority)
	}), err
}

// MaxPage is how many customers List returns at most.
const MaxPage = 1000

// List returns customers by name, in the order of their names in lower case, a page at a time: those whose name begins with
// the prefix, or all of them. It goes on behind the cursor that came with the page before; a zero cursor comes at the end.
func (s *Service) List(ctx context.Context, prefix string, after store.Cursor, limit int) ([]Customer, store.Cursor, error) {
	var check fault.Check
	check.Optional("prefix", prefix, fault.MaxName)
	check.That(limit >= 1 && limit <= MaxPage, "limit", fault.RuleRange, fmt.Sprintf("must be between 1 and %d", MaxPage))
	if err := check.Err("customer.list"); err != nil {
		return nil, store.Cursor{}, err
	}
	q := store.Query{Key: byName, From: folded(prefix), After: after, Limit: limit}
	if q.From != "" {
		q.To = q.From + "\U0010FFFF" // no character is behind it
	}
	var next store.Cursor
	page, err := work.See(ctx, s.env, func(u *work.Unit) (page []Customer, err error) {
		page, next, err = customers.Page(u, q)
		return page, err
	})
	return page, next, err
}
