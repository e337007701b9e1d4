package event_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
)

// an is an event of a correlation.
func an(id, correlation string) event.Event {
	return event.Event{
		Meta: store.Meta{ID: id}, Type: "test.thing.happened", Subject: "thing", Correlation: correlation,
		At: etomtest.NewClock().Now(),
	}
}

func in(tx store.Tx, tenant string) store.Scope { return store.Scope{Tx: tx, Tenant: tenant} }

// write appends events in one transaction of tenant "test".
func write(t require.TestingT, st store.Store, events ...event.Event) {
	require.NoError(t, st.Update(context.Background(), func(tx store.Tx) error {
		for _, e := range events {
			if _, err := event.Append(in(tx, "test"), e); err != nil {
				return err
			}
		}
		return nil
	}))
}

// of reads a correlation of a tenant; each event as number and id.
func of(t require.TestingT, st store.Store, tenant, correlation string) []string {
	var found []event.Event
	require.NoError(t, st.View(context.Background(), func(tx store.Tx) (err error) {
		found, err = event.Of(in(tx, tenant), correlation)
		return err
	}))
	return show(found)
}

func show(events []event.Event) []string {
	var all []string
	for _, e := range events {
		all = append(all, fmt.Sprintf("%d %s", e.No, e.ID))
	}
	return all
}

func TestAppend_numbers_the_events_of_a_correlation_without_a_gap(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		write(t, st, an("e1", "order"), an("e2", "order"), an("e3", "bill"))
		write(t, st, an("e4", "order"))
		assert.Equal(t, []string{"1 e1", "2 e2", "3 e4"}, of(t, st, "test", "order"))
		assert.Equal(t, []string{"1 e3"}, of(t, st, "test", "bill"))
		assert.Empty(t, of(t, st, "test", "quote"))

		t.Run("also behind a transaction that was rolled back", func(t *testing.T) {
			failed := errors.New("thought better of it")
			require.ErrorIs(t, st.Update(context.Background(), func(tx store.Tx) error {
				e, err := event.Append(in(tx, "test"), an("never", "order"))
				assert.Equal(t, int64(4), e.No)
				return errors.Join(err, failed)
			}), failed)
			write(t, st, an("e5", "order"))
			assert.Equal(t, []string{"1 e1", "2 e2", "3 e4", "4 e5"}, of(t, st, "test", "order"))
		})
		t.Run("and for each tenant anew", func(t *testing.T) {
			require.NoError(t, st.Update(context.Background(), func(tx store.Tx) error {
				_, err := event.Append(in(tx, "other"), an("e1", "order"))
				return err
			}))
			assert.Equal(t, []string{"1 e1"}, of(t, st, "other", "order"))
		})
	})
}

func TestAppend_leaves_no_gap_if_somebody_goes_on_after_its_error(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		write(t, st, an("e1", "order"))
		require.NoError(t, st.Update(context.Background(), func(tx store.Tx) error {
			_, err := event.Append(in(tx, "test"), an("e1", "order"))
			assert.ErrorIs(t, err, fault.ErrConflict, "the id is taken")
			large := an("e2", "order")
			large.Data = json.RawMessage(`"` + strings.Repeat("x", store.MaxBody) + `"`)
			_, err = event.Append(in(tx, "test"), large)
			assert.ErrorIs(t, err, fault.ErrInvalid)
			_, err = event.Append(in(tx, "test"), an("e3", "order"))
			return err
		}))
		assert.Equal(t, []string{"1 e1", "2 e3"}, of(t, st, "test", "order"))
	})
}

func TestAppend_numbers_without_a_gap_under_concurrent_use(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		const writers, each = 4, 5
		var all sync.WaitGroup
		for w := range writers {
			all.Go(func() {
				for i := range each {
					err := fault.ErrConflict
					for errors.Is(err, fault.ErrConflict) { // a transaction that kept losing
						err = st.Update(context.Background(), func(tx store.Tx) error {
							_, err := event.Append(in(tx, "test"), an(fmt.Sprintf("w%d-%d", w, i), "order"))
							return err
						})
					}
					assert.NoError(t, err)
				}
			})
		}
		all.Wait()
		found := of(t, st, "test", "order")
		require.Len(t, found, writers*each)
		for i, one := range found {
			assert.True(t, strings.HasPrefix(one, fmt.Sprintf("%d w", i+1)), one)
		}
	})
}

func TestAppend_keeps_what_was_emitted(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		e := an("e1", "order")
		e.Cause = "e0"
		e.Data = json.RawMessage(`{"quantity":20}`)
		e.At = time.Date(2026, time.March, 29, 3, 0, 0, 123_456_789, time.FixedZone("CEST", 2*60*60))
		e.No, e.Version, e.Delivered = 7, 8, true // not the caller's to say
		var kept event.Event
		require.NoError(t, st.Update(context.Background(), func(tx store.Tx) (err error) {
			kept, err = event.Append(in(tx, "test"), e)
			return err
		}))
		want := e
		want.At = time.Date(2026, time.March, 29, 1, 0, 0, 123_456_000, time.UTC)
		want.No, want.Version, want.Delivered = 1, 1, false
		assert.Equal(t, want, kept)
		require.NoError(t, st.View(context.Background(), func(tx store.Tx) error {
			found, err := event.Of(in(tx, "test"), "order")
			assert.Equal(t, []event.Event{want}, found)
			return err
		}))
	})
}

func TestAppend_refuses_what_is_no_event_and_changes_nothing(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		watched := etomtest.Watch(st)
		for name, c := range map[string]struct {
			change func(*event.Event)
			want   []string
		}{
			"no type":               {func(e *event.Event) { e.Type = "" }, []string{"type ETOM-REQUIRED"}},
			"no id":                 {func(e *event.Event) { e.ID = "" }, []string{"id ETOM-REQUIRED"}},
			"no subject":            {func(e *event.Event) { e.Subject = "" }, []string{"subject ETOM-REQUIRED"}},
			"no correlation":        {func(e *event.Event) { e.Correlation = "" }, []string{"correlation ETOM-REQUIRED"}},
			"no instant":            {func(e *event.Event) { e.At = time.Time{} }, []string{"at ETOM-REQUIRED"}},
			"a long correlation":    {func(e *event.Event) { e.Correlation = strings.Repeat("x", 201) }, []string{"correlation ETOM-LENGTH"}},
			"NUL in correlation":    {func(e *event.Event) { e.Correlation = "a\x00" }, []string{"correlation ETOM-TEXT-NUL"}},
			"data that is not JSON": {func(e *event.Event) { e.Data = json.RawMessage("{") }, []string{"data ETOM-FORMAT"}},
			"all at once": {func(e *event.Event) { *e = event.Event{} }, []string{
				"type ETOM-REQUIRED", "id ETOM-REQUIRED", "subject ETOM-REQUIRED", "correlation ETOM-REQUIRED", "at ETOM-REQUIRED"}},
		} {
			t.Run(name, func(t *testing.T) {
				e := an("e1", "order")
				c.change(&e)
				watched.Unchanged(t, func() {
					require.NoError(t, watched.Update(context.Background(), func(tx store.Tx) error {
						_, err := event.Append(in(tx, "test"), e)
						var invalid *fault.Invalid
						require.ErrorAs(t, err, &invalid)
						var got []string
						for _, f := range invalid.Fields {
							got = append(got, f.Path+" "+f.Rule)
						}
						assert.Equal(t, c.want, got)
						return nil // as if the caller had not looked
					}))
				})
			})
		}
	})
}

// Correlations whose keys lie among one another's.
var tricky = []string{
	"a", "a/", "a//", "a/b", "a/b/", "ab", "a0", "a.", "a/0", "a/000000000001", "a/000000000002", "a/000000000001/000000000001",
	"/", "//", "0", " ", "ä", "A", "%", "_", `a\`, "a'",
}

func TestOf_and_Pending_keep_correlations_apart_property(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		run := 0
		rapid.Check(t, func(t *rapid.T) {
			run++
			tenant := fmt.Sprintf("t%d", run)
			drawn := rapid.SliceOfN(rapid.SampledFrom(tricky), 1, 20).Draw(t, "correlations")
			want := map[string][]string{}
			require.NoError(t, st.Update(context.Background(), func(tx store.Tx) error {
				clear(want) // it may run twice
				for i, correlation := range drawn {
					id := fmt.Sprintf("e%d", i)
					want[correlation] = append(want[correlation], fmt.Sprintf("%d %s", len(want[correlation])+1, id))
					if _, err := event.Append(in(tx, tenant), an(id, correlation)); err != nil {
						return err
					}
				}
				return nil
			}))
			require.NoError(t, st.View(context.Background(), func(tx store.Tx) error {
				for _, correlation := range tricky {
					found, err := event.Of(in(tx, tenant), correlation)
					require.NoError(t, err)
					require.Equal(t, want[correlation], show(found), "%q", correlation)
				}
				return nil
			}))
			limit := rapid.IntRange(1, 25).Draw(t, "limit")
			got := map[string][]string{}
			for _, e := range pages(t, st, tenant, limit) {
				got[e.Correlation] = append(got[e.Correlation], show([]event.Event{e})...)
			}
			require.Equal(t, want, got)
		})
	})
}

// pages reads what is pending, a page at a time.
func pages(t require.TestingT, st store.Store, tenant string, limit int) []event.Event {
	var (
		all []event.Event
		at  store.Cursor
	)
	for {
		var page []event.Event
		require.NoError(t, st.View(context.Background(), func(tx store.Tx) (err error) {
			page, at, err = event.Pending(in(tx, tenant), at, limit)
			return err
		}))
		if limit > 0 {
			require.LessOrEqual(t, len(page), limit)
		}
		all = append(all, page...)
		if at == (store.Cursor{}) {
			return all
		}
	}
}

func TestPending_pages_and_ends_with_a_zero_cursor(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		assert.Empty(t, pages(t, st, "test", 3))
		var want []string
		for i := range 12 { // so that 10 must come behind 9
			id := fmt.Sprintf("e%d", i+1)
			write(t, st, an(id, "order"))
			want = append(want, fmt.Sprintf("%d %s", i+1, id))
		}
		for _, limit := range []int{0, 1, 5, 11, 12, 13} {
			assert.Equal(t, want, show(pages(t, st, "test", limit)), "limit %d", limit)
		}
		assert.Empty(t, pages(t, st, "other", 3))
	})
}

func TestRead_decodes_the_data(t *testing.T) {
	t.Parallel()
	e := an("e1", "order")
	e.Data = json.RawMessage(`{"quantity":20}`)
	var order struct{ Quantity int }
	require.NoError(t, e.Read(&order))
	assert.Equal(t, 20, order.Quantity)

	e.Data = nil
	require.ErrorContains(t, e.Read(&order), `test.thing.happened "e1": data: `)
}

// Journals are kept for years: what was written once must be read for ever.
func TestEvent_reads_and_writes_the_same_JSON_for_ever(t *testing.T) {
	t.Parallel()
	e := an("e2", "order-7")
	e.Version, e.No, e.Cause, e.Delivered, e.Data = 2, 3, "e1", true, json.RawMessage(`{"quantity":20}`)
	body, err := json.MarshalIndent(e, "", "  ")
	require.NoError(t, err)
	etomtest.Golden(t, "event.json", string(body)+"\n")
	var again event.Event
	require.NoError(t, json.Unmarshal(body, &again))
	again.Data = e.Data // indented meanwhile
	assert.Equal(t, e, again)
}
