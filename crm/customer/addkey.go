package customer

import (
	"context"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
)

// AddKey makes a customer known by one more key and returns the key as it is kept. A key that the customer has already is
// no fault. Keys of the contact media come with Acquire, the customer's number with Establish.
func (s *Service) AddKey(ctx context.Context, id string, k Key) (Key, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Key, error) { return s.AddKeyTx(u, id, k) })
}

// AddKeyTx is AddKey in the caller's unit.
func (s *Service) AddKeyTx(u *work.Unit, id string, k Key) (Key, error) {
	var check fault.Check
	record := k.record(s.form, &check, "")
	checkOrigin(&check, "", k.Type)
	if err := check.Err("customer.key"); err != nil {
		return Key{}, err
	}
	c, err := current(u, id)
	if err != nil {
		return Key{}, err
	}
	added, err := claim(u, []keyRecord{record.of(c.ID)})
	if err != nil || len(added) == 0 {
		return record.Key, err
	}
	return record.Key, u.Emit(EventKeyAdded, c.ID, c.Correlation, KeyNotice{Customer: c.ID, Key: record.Key})
}

// RemoveKey takes a key from a customer; another customer may have it then. A card is named by its number or its last four
// digits. A key that the customer does not have is fault.ErrNotFound.
func (s *Service) RemoveKey(ctx context.Context, id string, k Key) error {
	return s.env.Update(ctx, func(u *work.Unit) error { return s.RemoveKeyTx(u, id, k) })
}

// RemoveKeyTx is RemoveKey in the caller's unit.
func (s *Service) RemoveKeyTx(u *work.Unit, id string, k Key) error {
	var check fault.Check
	checkOrigin(&check, "", k.Type)
	if err := check.Err("customer.key"); err != nil {
		return err
	}
	c, err := current(u, id)
	if err != nil {
		return err
	}
	records, err := s.find(u, k)
	if err != nil {
		return err
	}
	removed := 0
	for _, r := range records {
		if r.Customer != c.ID {
			continue
		}
		if err := keyRecords.Delete(u, &r); err != nil {
			return err
		}
		if err := u.Emit(EventKeyRemoved, c.ID, c.Correlation, KeyNotice{Customer: c.ID, Key: r.Key}); err != nil {
			return err
		}
		removed++
	}
	if removed == 0 {
		return fault.NotFound(c.Subject() + ": this " + string(k.Type)) // the key itself is not for messages
	}
	return nil
}

// Keys lists all keys of a customer, in the order of KeyTypes.
func (s *Service) Keys(ctx context.Context, id string) ([]Key, error) {
	return work.See(ctx, s.env, func(u *work.Unit) ([]Key, error) { return s.KeysTx(u, id) })
}

// KeysTx is Keys in the caller's unit.
func (s *Service) KeysTx(u *work.Unit, id string) ([]Key, error) {
	if _, err := customers.Get(u, id); err != nil {
		return nil, err
	}
	return keysOf(u, id)
}

func keysOf(u *work.Unit, id string) ([]Key, error) {
	records, err := keyRecords.By(u, byCustomer, id)
	if err != nil {
		return nil, err
	}
	var keys []Key
	for _, row := range keyRows {
		for _, r := range records {
			if r.Type == row.Type {
				keys = append(keys, r.Key)
			}
		}
	}
	return keys, nil
}
