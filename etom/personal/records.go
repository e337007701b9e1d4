package personal

import (
	"bytes"
	"encoding/json"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Stay says why a record is not erased yet. The zero Stay: it may go.
type Stay struct {
	Until calendar.Date // the law: not before this day; zero: nobody knows how long the business stays open
	Why   string        // the law, or the business that is open
}

// Open is a Stay for business that is not at its end: `Open("the bill is not paid")`.
func Open(why string) Stay { return Stay{Why: why} }

// stays reports whether it holds at the unit's instant: open business always, a law until its day, counted in UTC.
func (s Stay) stays(u *work.Unit) bool {
	if s.Until.IsZero() {
		return s.Why != ""
	}
	return calendar.DateOf(u.At, nil).Before(s.Until)
}

// Records says how the records of one collection are shown and erased. It is immutable and safe for concurrent use if
// its functions are; make it once, as a package-level variable, with Of.
type Records[T any] struct {
	Holder  string // the package that keeps them
	Purpose string
	Basis   Basis

	// Key is the declared key whose value is the customer's id.
	Key string
	// Find finds the customer's records where no key alone does; Key is then not used.
	Find func(u *work.Unit, customer string) ([]T, error)
	// Keep says why a record may not be erased yet; nil: it may always.
	Keep func(u *work.Unit, record T) (Stay, error)
	// Scrub takes out of a record what is personal and leaves what others need; nil: the record is deleted. It must not
	// change what it was given: slices and maps within the record are replaced, not written to.
	Scrub func(record T) T
	// Case is the correlation that a record belongs to, in which events may be about the customer; nil: none.
	Case func(record T) string
	// Write writes a scrubbed record where the collection alone does not; nil: it does.
	Write func(u *work.Unit, record *T) error
	// Show is what is shown of a record; nil: all of it.
	Show func(record T) any
}

// Of makes the holder of a collection's records.
func Of[T any, P store.Entity[T]](c *store.Collection[T, P], r Records[T]) Holder {
	return records[T, P]{of: c, Records: r}
}

type records[T any, P store.Entity[T]] struct {
	Records[T]
	of *store.Collection[T, P]
}

// Personal implements Holder.
func (r records[T, P]) Personal(u *work.Unit, customer string) ([]Item, error) {
	found, err := r.find(u, customer)
	if err != nil {
		return nil, err
	}
	var items []Item
	for _, one := range found {
		stay, err := r.stay(u, one)
		if err != nil {
			return nil, err
		}
		item, err := r.item(one, stay)
		if err != nil {
			return nil, err
		}
		items = append(items, item)
	}
	return items, nil
}

// Erase implements Holder.
func (r records[T, P]) Erase(u *work.Unit, customer string) ([]Item, error) {
	found, err := r.find(u, customer)
	if err != nil {
		return nil, err
	}
	var kept []Item
	for _, one := range found {
		stay, err := r.stay(u, one)
		if err != nil {
			return nil, err
		}
		if stay == (Stay{}) {
			if err := r.erase(u, one); err != nil {
				return nil, err
			}
			continue
		}
		item, err := r.item(one, stay)
		if err != nil {
			return nil, err
		}
		kept = append(kept, item)
	}
	return kept, nil
}

func (r records[T, P]) find(u *work.Unit, customer string) ([]T, error) {
	if customer == "" {
		return nil, nil
	}
	if r.Find != nil {
		return r.Find(u, customer)
	}
	return r.of.By(u, r.Key, customer)
}

// stay is why the record stays now; zero if it may go.
func (r records[T, P]) stay(u *work.Unit, one T) (Stay, error) {
	if r.Keep == nil {
		return Stay{}, nil
	}
	stay, err := r.Keep(u, one)
	if err != nil || !stay.stays(u) {
		return Stay{}, err
	}
	return stay, nil
}

func (r records[T, P]) item(one T, stay Stay) (Item, error) {
	var show any = one
	if r.Show != nil {
		show = r.Show(one)
	}
	in := ""
	if r.Case != nil {
		in = r.Case(one)
	}
	data, err := json.Marshal(show)
	return Item{Holder: r.Holder, Case: in, Kind: r.of.Kind(), ID: r.of.IDOf(&one), Purpose: r.Purpose, Basis: r.Basis, Data: data,
		Keep: stay.Until, Why: stay.Why}, err
}

// erase deletes the record, or scrubs it; a scrubbed one is not written again.
func (r records[T, P]) erase(u *work.Unit, one T) error {
	if r.Scrub == nil {
		return r.of.Delete(u, P(&one))
	}
	was, err := json.Marshal(one)
	if err != nil {
		return err
	}
	scrubbed := r.Scrub(one)
	is, err := json.Marshal(scrubbed)
	if err != nil || bytes.Equal(was, is) {
		return err
	}
	if r.Write != nil {
		return r.Write(u, &scrubbed)
	}
	return r.of.Put(u, P(&scrubbed))
}
