package work

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
)

// duePage is how many records are read at a time.
const duePage = 100

// EachDue finds the entities whose time key (see store.TimeKey) is not behind asOf, and does what is due for each, in a unit
// of its own whose At is asOf. do gets the entity as it was found; it must leave the entity without the key, or with a later
// one, so that nothing is done twice, and says whether it did anything: another host may have been faster. EachDue returns
// how many were done; a fault of one does not stop the others and is in the joined error.
func EachDue[T any, P store.Entity[T]](ctx context.Context, e *Env, c *store.Collection[T, P], key string, asOf time.Time,
	do func(*Unit, T) (did bool, err error)) (int, error) {
	var (
		done   int
		faults []error
		after  store.Cursor
		until  = store.TimeKey(asOf.Add(time.Microsecond))
	)
	for {
		var (
			page []T
			next store.Cursor
		)
		err := e.View(ctx, func(u *Unit) (err error) {
			page, next, err = c.Page(u, store.Query{Key: key, To: until, After: after, Limit: duePage})
			return err
		})
		if err != nil {
			return done, errors.Join(append(faults, err)...)
		}
		for _, one := range page {
			did, err := Do(ctx, e, func(u *Unit) (bool, error) {
				u.At = fault.Instant(asOf)
				return do(u, one)
			})
			if did {
				done++
			}
			if err == nil {
				continue
			}
			faults = append(faults, fmt.Errorf("%s: due: %w", c.Kind(), err))
			if ctx.Err() != nil {
				return done, errors.Join(faults...)
			}
		}
		if after = next; after == (store.Cursor{}) {
			return done, errors.Join(faults...)
		}
	}
}
