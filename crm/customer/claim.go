package customer

import (
	"fmt"
	"strings"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Taken is a key that belongs to another customer.
type Taken struct {
	Key      Key
	Customer string
}

// TakenError says which keys belong to other customers, and to whom: all of them at once. It is fault.ErrConflict.
type TakenError struct{ Taken []Taken }

// Error names types of keys and customers, not the keys: it may go into a log.
func (e *TakenError) Error() string {
	all := make([]string, len(e.Taken))
	for i, t := range e.Taken {
		all[i] = fmt.Sprintf("the %s belongs to %s", t.Key.Type, customers.Subject(t.Customer))
	}
	return "customer.key: " + strings.Join(all, "; ") + "; use that customer, or take the key from it first"
}

// Is reports whether target is fault.ErrConflict.
func (e *TakenError) Is(target error) bool { return target == fault.ErrConflict }

// claim puts the keys that the customer does not have yet, or none if one of them belongs to somebody else.
func claim(u *work.Unit, keys []keyRecord) (added []Key, err error) {
	var fresh []keyRecord
	var taken []Taken
	for _, k := range keys {
		there, found, err := keyRecords.Find(u, k.ID)
		switch {
		case err != nil:
			return nil, err
		case !found:
			fresh = append(fresh, k)
		case there.Customer != k.Customer:
			taken = append(taken, Taken{Key: k.Key, Customer: there.Customer})
		}
	}
	if len(taken) > 0 {
		return nil, &TakenError{Taken: taken}
	}
	for _, k := range fresh {
		if err := keyRecords.Put(u, &k); err != nil {
			return nil, err
		}
		added = append(added, k.Key)
	}
	return added, nil
}

// release deletes keys of a customer.
func release(u *work.Unit, keys []keyRecord) error {
	for _, k := range keys {
		there, found, err := keyRecords.Find(u, k.ID)
		if err != nil {
			return err
		}
		if !found {
			continue
		}
		if err := keyRecords.Delete(u, &there); err != nil {
			return err
		}
	}
	return nil
}
