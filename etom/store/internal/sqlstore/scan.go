package sqlstore

import (
	"errors"
	"iter"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
)

// chunk is how many records a scan fetches at once: they are in memory before the loop sees the first, so that
// the loop may read on the same connection.
const chunk = 128

// Scan ranges over the records that the query selects.
func (t *Tx) Scan(q store.Query) iter.Seq2[store.Record, error] {
	return t.Guard.Scan(q, func(yield func(store.Record, error) bool) {
		left := q.Limit
		for {
			size := chunk
			if q.Limit > 0 {
				size = min(chunk, left)
			}
			recs, err := t.fetch(q, size)
			for _, rec := range recs {
				if !yield(rec, nil) {
					return
				}
			}
			if err != nil {
				yield(store.Record{}, err)
				return
			}
			left -= len(recs)
			if len(recs) < size || q.Limit > 0 && left == 0 {
				return
			}
			last := recs[len(recs)-1]
			q.After = store.Cursor{Value: last.Found, ID: last.ID}
		}
	})
}

// fetch returns the next records of the query, at most so many.
func (t *Tx) fetch(q store.Query, size int) ([]store.Record, error) {
	if err := t.ready(t.Read()); err != nil {
		return nil, err
	}
	start := q.Start()
	if q.Exact && (!q.Selects(q.Equal) || start.Value > q.Equal) {
		return nil, nil
	}
	if q.Exact && q.Key == "" {
		return t.one(q, start)
	}
	statement, args := choose(q, start, size)
	rows, err := t.run.query(statement, args...)
	if err != nil {
		return nil, t.fail(err)
	}
	defer func() { _ = rows.Close() }()
	var recs []store.Record
	for rows.Next() {
		rec := store.Record{Ref: store.Ref{Tenant: q.Tenant, Kind: q.Kind}}
		if _, err := read(&rec, rows, &rec.Found, &rec.ID); err != nil {
			return recs, t.fail(err)
		}
		recs = append(recs, rec)
	}
	if err := rows.Err(); err != nil {
		return recs, t.fail(err)
	}
	return recs, nil
}

// one answers a query for one id.
func (t *Tx) one(q store.Query, start store.Cursor) ([]store.Record, error) {
	if start.Value == q.Equal && start.ID >= q.Equal {
		return nil, nil // the cursor stands on it or behind
	}
	rec, err := t.Get(store.Ref{Tenant: q.Tenant, Kind: q.Kind, ID: q.Equal})
	if errors.Is(err, fault.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	rec.Found = rec.ID
	return []store.Record{rec}, nil
}

// choose returns the statement for the query, and its arguments.
func choose(q store.Query, start store.Cursor, size int) (statement int, args []any) {
	args = []any{q.Tenant, q.Kind, size}
	switch {
	case q.Key == "":
		passed := "" // the id on which the cursor stands, if it is behind it
		if start.ID >= start.Value {
			passed = start.Value
		}
		statement, args = scanIDs, append(args, start.Value, passed)
	case q.Exact:
		after := ""
		if start.Value == q.Equal {
			after = start.ID
		}
		return scanExactly, append(args, q.Key, q.Equal, after)
	default:
		statement, args = scanKey, append(args, q.Key, start.Value, start.ID)
	}
	if q.To != "" {
		return statement + 1, append(args, q.To)
	}
	return statement, args
}
