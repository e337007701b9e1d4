// Package store owns the storage port: transactional records with declared keys, and typed collections over them.
// It does not own any rule, any clock and any schema of a process; memory, sqlite and postgres below it keep the records.
//
//	type Note struct {
//		store.Meta
//		Customer string `json:"customer"`
//		Text     string `json:"text"`
//	}
//
//	var notes = store.NewCollection("crm.note", func(n *Note) []store.Key {
//		return []store.Key{{Name: "customer", Value: n.Customer}}
//	})
//
//	err := st.Update(ctx, func(tx store.Tx) error {
//		in := store.Scope{Tx: tx, Tenant: "bmw"}
//		return notes.Put(in, &Note{Meta: store.Meta{ID: "n-1"}, Customer: "c-7", Text: "called back"})
//	})
//
// A backend of one's own is the seven methods of Store and Tx and one line of test: storetest.Run.
package store

import (
	"context"
	"fmt"
	"iter"
	"math"
	"slices"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// Store keeps records. Implementations are safe for concurrent use.
type Store interface {
	// View runs fn on a snapshot in which nothing can be written (fault.ErrState).
	View(ctx context.Context, fn func(Tx) error) error

	// Update commits what fn wrote if fn returns nil; otherwise, also when fn panics, nothing, and returns fn's error.
	// fn may be called more than once, so it must change nothing outside tx that a second call would
	// get wrong: load or make inside fn what it puts, because Collection.Put counts its version.
	// Transactions are serializable: what fn read still holds when it commits. A transaction
	// that keeps losing against others ends with fault.ErrConflict, a database out of reach with
	// fault.ErrUnavailable, a cancelled ctx with its error, a closed store with fault.ErrState.
	// fn may not open another transaction of the same store: where one writer at a time is let in,
	// it would wait for itself until ctx ends.
	Update(ctx context.Context, fn func(Tx) error) error

	// Close ends the store; closing twice does no harm. Transactions under way may finish.
	Close() error
}

// Tx is one transaction; it is for one goroutine and ends with the function it was given to
// (afterwards every method answers fault.ErrState).
type Tx interface {
	// Get returns a record, or fault.ErrNotFound, also for a name that no store could keep.
	Get(Ref) (Record, error)

	// Put writes a record. Version must be the stored one, 0 for a new record; otherwise fault.ErrConflict.
	// The stored record carries Version+1. Records that no store could keep are fault.ErrInvalid, see Record.Check.
	// Neither error changes anything or ends the transaction.
	Put(Record) error

	// Delete removes a record whose stored version is the one given; fault.ErrConflict otherwise,
	// fault.ErrNotFound if there is none.
	Delete(ref Ref, version int64) error

	// Scan ranges over the records of one tenant and kind by one declared key, in byte order of the key's
	// value, then of the id. A record with several values of the key in range comes once for each.
	// What the transaction has written itself is seen. An error ends the range; a query that no store could
	// answer is fault.ErrInvalid, see Query.Check. The loop may read, but not write (fault.ErrState): drain it
	// first, as Collection does.
	Scan(Query) iter.Seq2[Record, error]
}

// Ref names a record. Tenants do not see one another.
type Ref struct {
	Tenant string
	Kind   string // such as "ordering.order"
	ID     string
}

func (r Ref) String() string { return fault.Subject(r.Kind, r.ID) }

// Key is one declared key of a record, by which it can be found.
type Key struct {
	Name  string
	Value string
}

// Record is what a store keeps. A store copies it in and out; nobody shares its slices.
type Record struct {
	Ref
	Version int64
	Keys    []Key  // kept in this order; a name may occur several times, a pair only once
	Body    []byte // JSON; a store keeps it byte for byte and does not look into it

	Found string // set by Scan: the key's value by which the record was found
}

// The bounds of a record.
const (
	MaxTenant  = 100
	MaxKind    = 100
	MaxKeyName = 100
	MaxKey     = 500
	MaxKeys    = 64
	MaxBody    = 1 << 20
)

// Check refuses with fault.ErrInvalid what some store could not keep: empty or over-long names, NUL, invalid UTF-8,
// a body over MaxBody bytes. Every backend calls it in Put, so that all refuse the same.
func (r Record) Check() error {
	var c fault.Check
	c.Text("tenant", r.Tenant, MaxTenant)
	c.Text("kind", r.Kind, MaxKind)
	c.Text("id", r.ID, fault.MaxID)
	c.That(r.Version >= 0, "version", fault.RuleRange, "must not be negative")
	if len(r.Keys) > MaxKeys {
		c.Add("keys", fault.RuleLength, fmt.Sprintf("has %d keys, at most %d are allowed", len(r.Keys), MaxKeys))
	}
	for i, k := range r.Keys {
		var one fault.Check
		one.Text("name", k.Name, MaxKeyName)
		one.Optional("value", k.Value, MaxKey)
		one.That(!slices.Contains(r.Keys[:min(i, MaxKeys)], k), "", fault.RuleDuplicate, "stands there twice")
		if len(one.Fields()) > 0 { // the path costs more than the check
			c.Within(fmt.Sprintf("keys[%d]", i), &one)
		}
	}
	c.That(len(r.Body) > 0, "body", fault.RuleRequired, "must not be empty")
	c.Optional("body", string(r.Body), MaxBody)
	if len(c.Fields()) == 0 { // naming the record costs more than checking it
		return nil
	}
	return c.Err(r.String())
}

// Query selects records of one tenant and kind by one key.
type Query struct {
	Tenant string
	Kind   string
	Key    string // the key's name; empty: the id serves as the key, so all records of the kind in order of id
	Equal  string // with Exact: the one value asked for
	Exact  bool
	From   string // the least value; empty: no bound
	To     string // the first value no longer wanted; empty: no bound
	After  Cursor // only what comes behind it; zero: from the start
	Limit  int    // at most so many; 0: all
}

// Cursor is a place in a scan: the value and id of the record before.
type Cursor struct {
	Value string
	ID    string
}

// Check refuses with fault.ErrInvalid what some store could not ask for: NUL, invalid UTF-8, a negative limit.
// Every backend calls it in Scan.
func (q Query) Check() error {
	var c fault.Check
	for _, text := range [...]struct{ path, value string }{
		{"tenant", q.Tenant}, {"kind", q.Kind}, {"key", q.Key}, {"equal", q.Equal},
		{"from", q.From}, {"to", q.To}, {"after.value", q.After.Value}, {"after.id", q.After.ID},
	} {
		c.Optional(text.path, text.value, math.MaxInt)
	}
	c.That(q.Limit >= 0, "limit", fault.RuleRange, "must not be negative")
	return c.Err("store query by " + q.Key)
}

// Start is where the scan begins, After, From and Equal in one: it selects only what comes behind this place.
func (q Query) Start() Cursor {
	start := q.After
	least := q.From
	if q.Exact {
		least = max(least, q.Equal)
	}
	if least > start.Value {
		start = Cursor{Value: least} // every id comes behind the empty one
	}
	return start
}

// Selects reports whether the query asks for the value. Behind Start the values selected stand together,
// so a scan ends at the first that is not.
func (q Query) Selects(value string) bool {
	if q.Exact && value != q.Equal {
		return false
	}
	return value >= q.From && (q.To == "" || value < q.To)
}

// Scope is a transaction as one tenant sees it.
type Scope struct {
	Tx     Tx
	Tenant string
}

func (s Scope) scope() Scope { return s }

// In is a Scope, or something that embeds one, as work.Unit does.
type In interface{ scope() Scope }
