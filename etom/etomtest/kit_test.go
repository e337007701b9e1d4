package etomtest_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// The kit as a package's own tests use it: one script, on every backend.
func TestKit_runs_a_script_on_every_backend(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		ctx := context.Background()
		env, clock := etomtest.Env(t, st)
		etomtest.Script(t, "testdata/contact.txt", func(c etomtest.Command) string {
			switch c.Verb {
			case "advance":
				by, err := time.ParseDuration(c.Arg("by"))
				if err != nil {
					return err.Error()
				}
				return clock.Advance(by).Format(time.RFC3339)
			case "call":
				err := env.Update(ctx, func(u *work.Unit) error {
					return u.Emit("test.contact.called", c.Arg("customer"), "", c.Arg("about"))
				})
				if err != nil {
					return err.Error()
				}
				return "noted"
			case "history":
				found, err := work.See(ctx, env, func(u *work.Unit) ([]event.Event, error) { return event.Of(u, c.Arg("customer")) })
				if err != nil {
					return err.Error()
				}
				var b strings.Builder
				for _, e := range found {
					fmt.Fprintf(&b, "%d %s %s %s\n", e.No, e.At.Format(time.RFC3339), e.ID, e.Data)
				}
				return b.String()
			}
			return "no such verb"
		})
	})
}
