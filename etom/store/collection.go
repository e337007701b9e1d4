package store

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// Meta is what every stored entity embeds: its id, and the version that guards against lost updates.
type Meta struct {
	ID      string `json:"id"`
	Version int64  `json:"version"`
}

func (m *Meta) meta() *Meta { return m }

// Entity is a pointer to a struct that embeds Meta.
type Entity[T any] interface {
	*T
	meta() *Meta
}

// Collection gives the records of one kind their Go type. It is immutable and safe for concurrent use;
// make it once, as a package-level variable.
type Collection[T any, P Entity[T]] struct {
	kind string
	keys func(P) []Key
}

// NewCollection makes the collection of a kind. keys declares by what its entities are found; it may be nil,
// and keys with an empty value are left out.
func NewCollection[T any, P Entity[T]](kind string, keys func(P) []Key) *Collection[T, P] {
	return &Collection[T, P]{kind: kind, keys: keys}
}

// Kind is the kind of the records, such as "ordering.order".
func (c *Collection[T, P]) Kind() string { return c.kind }

// Subject names an entity for messages: `ordering.order "o-7"`.
func (c *Collection[T, P]) Subject(id string) string { return fault.Subject(c.kind, id) }

// IDOf is the id of an entity whose type is not known.
func (c *Collection[T, P]) IDOf(e P) string { return e.meta().ID }

// Get returns the entity, or fault.ErrNotFound: for an id of another tenant as for one that never was.
func (c *Collection[T, P]) Get(in In, id string) (T, error) {
	s := in.scope()
	rec, err := s.Tx.Get(Ref{Tenant: s.Tenant, Kind: c.kind, ID: id})
	if err != nil {
		var none T
		return none, err
	}
	return c.decode(rec)
}

// Find is Get for an entity that may be missing: found tells.
func (c *Collection[T, P]) Find(in In, id string) (entity T, found bool, err error) {
	entity, err = c.Get(in, id)
	if fault.IsNotFound(err) {
		return entity, false, nil
	}
	return entity, err == nil, err
}

// Put writes the entity and counts its version up. A version that is not the stored one is fault.ErrConflict.
func (c *Collection[T, P]) Put(in In, e P) error {
	s, m := in.scope(), e.meta()
	was := m.Version
	m.Version = was + 1 // the body carries the version it will have
	body, err := json.Marshal(e)
	m.Version = was
	if err != nil {
		return fmt.Errorf("%s: %w", c.Subject(m.ID), err)
	}
	rec := Record{Ref: Ref{Tenant: s.Tenant, Kind: c.kind, ID: m.ID}, Version: was, Body: body, Keys: c.keysOf(e)}
	if err := s.Tx.Put(rec); err != nil {
		return err
	}
	m.Version = was + 1
	return nil
}

// Delete removes the entity, if its version is the stored one.
func (c *Collection[T, P]) Delete(in In, e P) error {
	s, m := in.scope(), e.meta()
	return s.Tx.Delete(Ref{Tenant: s.Tenant, Kind: c.kind, ID: m.ID}, m.Version)
}

// By returns all entities whose key has the value, in order of id.
func (c *Collection[T, P]) By(in In, key, value string) ([]T, error) {
	found, _, err := c.Page(in, Query{Key: key, Equal: value, Exact: true})
	return found, err
}

// Page returns what the query selects, and where to go on; Tenant and Kind are filled in here.
// A zero cursor says that there is no more.
func (c *Collection[T, P]) Page(in In, q Query) ([]T, Cursor, error) {
	s := in.scope()
	q.Tenant, q.Kind = s.Tenant, c.kind
	var (
		found []T
		last  Cursor
	)
	for rec, err := range s.Tx.Scan(q) {
		if err != nil {
			return nil, Cursor{}, err
		}
		e, err := c.decode(rec)
		if err != nil {
			return nil, Cursor{}, err
		}
		found = append(found, e)
		last = Cursor{Value: rec.Found, ID: rec.ID}
	}
	if q.Limit == 0 || len(found) < q.Limit {
		last = Cursor{}
	}
	return found, last, nil
}

// TimeKey is an instant as a key's value: byte order is the order of time, to the microsecond. The zero time is no key.
func TimeKey(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05.000000Z")
}

func (c *Collection[T, P]) decode(rec Record) (T, error) {
	var e T
	if err := json.Unmarshal(rec.Body, &e); err != nil {
		return e, fmt.Errorf("%s: stored body: %w", rec.Ref, err)
	}
	m := P(&e).meta()
	m.ID, m.Version = rec.ID, rec.Version
	return e, nil
}

func (c *Collection[T, P]) keysOf(e P) []Key {
	if c.keys == nil {
		return nil
	}
	var kept []Key
	for _, k := range c.keys(e) {
		if k.Value != "" {
			kept = append(kept, k)
		}
	}
	return kept
}
