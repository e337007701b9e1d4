// Package etomtest is the test kit, ours and the vendors': a clock and ids that a test controls, golden files, scripts,
// checks of life cycles and of stores that must not change, and every backend (Stores). It owns no rule, and brings no
// test library along, only our packages and the drivers of the backends.
//
//	func TestContact(t *testing.T) {
//		etomtest.Stores(t, func(t *testing.T, st store.Store) {
//			env, clock := etomtest.Env(t, st) // tenant "test", ids id-000001 …, Monday 2 March 2026, 09:00 UTC
//			etomtest.Script(t, "testdata/contact.txt", func(c etomtest.Command) string {
//				switch c.Verb {
//				case "call":
//					return call(env, c.Arg("customer"), c.Arg("about"))
//				case "wait-a-day":
//					return clock.Advance(24 * time.Hour).String()
//				}
//				return "no such verb"
//			})
//		})
//	}
//
// Golden files and scripts are compared byte for byte, and rewritten when the environment variable ETOM_UPDATE is set:
//
//	ETOM_UPDATE=1 go test ./... && git diff
//
// It is a variable and no -update flag, because a flag would be registered in every test binary that imports the
// package, would clash with a vendor's own, and would be unknown to the packages beside it in `go test ./... -update`.
package etomtest
