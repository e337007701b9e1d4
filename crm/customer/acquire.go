package customer

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Change is one entry of the history of a customer's data.
type Change struct {
	store.Meta
	Customer string        `json:"customer"`
	At       time.Time     `json:"at"`
	No       int64         `json:"no"` // the customer's version since then
	Fields   []FieldChange `json:"field"`
}

// FieldChange is a field of Data before and after, as JSON.
type FieldChange struct {
	Field string          `json:"field"`
	From  json.RawMessage `json:"from"`
	To    json.RawMessage `json:"to"`
}

var changes = store.NewCollection("customer.change", func(c *Change) []store.Key {
	return []store.Key{{Name: byCustomer, Value: c.Customer}}
})

// Acquire replaces what is known of a customer (3.4.4): take Customer.Data, change it, and give the Version it came with.
// If the customer has changed meanwhile it is fault.ErrConflict: load again, decide again. Without any difference nothing
// is written.
func (s *Service) Acquire(ctx context.Context, id string, version int64, d Data) (Customer, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Customer, error) { return s.AcquireTx(u, id, version, d) })
}

// AcquireTx is Acquire in the caller's unit.
func (s *Service) AcquireTx(u *work.Unit, id string, version int64, d Data) (Customer, error) {
	var check fault.Check
	d = d.read(s.form, &check)
	if err := check.Err("customer.data"); err != nil {
		return Customer{}, err
	}
	was, err := current(u, id)
	if err != nil {
		return Customer{}, err
	}
	if was.Version != version {
		return Customer{}, fault.Conflict(was.Subject(), fmt.Sprintf("is at version %d, not %d; load it again and decide again", was.Version, version))
	}
	is := was
	is.Data = d
	fields, err := differences(was.Data, is.Data)
	if err != nil || len(fields) == 0 {
		return was, err
	}
	if err := s.replaceKeys(u, was, is); err != nil {
		return Customer{}, err
	}
	if err := customers.Put(u, &is); err != nil {
		return Customer{}, err
	}
	if err := note(u, is, fields); err != nil {
		return Customer{}, err
	}
	notice := DataNotice{Customer: is.ID}
	for _, f := range fields {
		notice.Fields = append(notice.Fields, f.Field)
	}
	return is, u.Emit(EventDataAcquired, is.ID, is.Correlation, notice)
}

// note keeps a change in the history.
func note(u *work.Unit, is Customer, fields []FieldChange) error {
	change := Change{Meta: store.Meta{ID: fmt.Sprintf("%s/%012d", is.ID, is.Version)}, Customer: is.ID, At: u.At, No: is.Version, Fields: fields}
	return changes.Put(u, &change)
}

// replaceKeys takes the keys away that came from the old data, and puts those that come from the new one.
func (s *Service) replaceKeys(u *work.Unit, was, is Customer) error {
	old, fresh := was.derived(s.form), is.derived(s.form)
	if _, err := claim(u, fresh); err != nil {
		return err
	}
	return release(u, slices.DeleteFunc(old, func(k keyRecord) bool {
		return slices.ContainsFunc(fresh, func(f keyRecord) bool { return f.ID == k.ID })
	}))
}

// dataFields are the fields of Data by their names in JSON.
var dataFields = []struct {
	name string
	of   func(Data) any
}{
	{"name", func(d Data) any { return d.Name }},
	{"language", func(d Data) any { return d.Language }},
	{"contactMedium", func(d Data) any { return d.ContactMedia }},
	{"relatedParty", func(d Data) any { return d.Parties }},
	{"characteristic", func(d Data) any { return d.Characteristics }},
}

// differences lists the fields in which two data differ.
func differences(was, is Data) ([]FieldChange, error) {
	var found []FieldChange
	for _, f := range dataFields {
		from, err := json.Marshal(f.of(was))
		if err != nil {
			return nil, err
		}
		to, err := json.Marshal(f.of(is))
		if err != nil {
			return nil, err
		}
		if !bytes.Equal(from, to) {
			found = append(found, FieldChange{Field: f.name, From: from, To: to})
		}
	}
	return found, nil
}

// History returns how the data of a customer has changed, the oldest change first. That of the status stands in the
// customer itself.
func (s *Service) History(ctx context.Context, id string) ([]Change, error) {
	return work.See(ctx, s.env, func(u *work.Unit) ([]Change, error) {
		if _, err := customers.Get(u, id); err != nil {
			return nil, err
		}
		return changes.By(u, byCustomer, id)
	})
}
