package selling

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// find looks entities up by one of the keys they are found by; another key is fault.ErrInvalid.
func find[T any, P store.Entity[T]](ctx context.Context, env *work.Env, c *store.Collection[T, P], keys []string, key, value string) ([]T, error) {
	return work.See(ctx, env, func(u *work.Unit) ([]T, error) { return findTx(u, c, keys, key, value) })
}

func findTx[T any, P store.Entity[T]](u *work.Unit, c *store.Collection[T, P], keys []string, key, value string) ([]T, error) {
	if !slices.Contains(keys, key) {
		var faults fault.Check
		faults.Add("key", fault.RuleUnknown, "must be one of "+strings.Join(keys, ", "))
		return nil, faults.Err(c.Kind())
	}
	return c.By(u, key, value)
}

// path is that of a list's entry.
func path(list string, n int) string { return fmt.Sprintf("%s[%d]", list, n) }
