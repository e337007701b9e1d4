package work_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

type request struct {
	Text string
	Tags map[string]int
}

// write is a command with a key of the caller's: it puts a note and emits an event.
func write(env *work.Env, key string, input request) (note, error) {
	return work.Do(ctx, env, func(u *work.Unit) (note, error) {
		return work.Once(u, "test.write", key, input, func() (note, error) {
			n := note{Meta: store.Meta{ID: u.NewID()}, Text: input.Text, At: u.At}
			return n, errors.Join(notes.Put(u, &n), u.Emit("test.note.made", n.ID, "case", n))
		})
	})
}

func TestOnce_carries_out_a_repeat_only_once(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		watched := etomtest.Watch(st)
		env, clock := etomtest.Env(t, watched)
		input := request{Text: "called back", Tags: map[string]int{"a": 1, "b": 2, "c": 3}}
		first, err := write(env, "k-1", input)
		require.NoError(t, err)
		clock.Advance(48 * time.Hour)
		watched.Unchanged(t, func() {
			for range 5 { // a map has no order: that must not make it another request
				again, err := write(env, "k-1", request{Text: "called back", Tags: map[string]int{"c": 3, "b": 2, "a": 1}})
				require.NoError(t, err)
				assert.Equal(t, first.ID, again.ID)
				assert.Equal(t, first.Text, again.Text)
				assert.True(t, first.At.Equal(again.At), "the first result, not one of today")
			}
		})
		second, err := write(env, "k-2", input)
		require.NoError(t, err)
		assert.NotEqual(t, first.ID, second.ID, "another key is another request")
	})
}

func TestOnce_refuses_a_key_that_was_used_for_another_request(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		watched := etomtest.Watch(st)
		env, _ := etomtest.Env(t, watched)
		_, err := write(env, "k-1", request{Text: "called back"})
		require.NoError(t, err)
		watched.Unchanged(t, func() {
			result, err := write(env, "k-1", request{Text: "called twice"})
			require.ErrorIs(t, err, fault.ErrConflict)
			assert.EqualError(t, err, `test.write "k-1": this key was used for another request; use a new key`)
			assert.Zero(t, result)
		})
	})
}

func TestOnce_leaves_nothing_of_a_command_that_failed(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		watched := etomtest.Watch(st)
		env, _ := etomtest.Env(t, watched)
		fails := true
		command := func() (string, error) {
			return work.Do(ctx, env, func(u *work.Unit) (string, error) {
				return work.Once(u, "test.write", "k-1", 1, func() (string, error) {
					if fails {
						return "half done", errors.Join(notes.Put(u, &note{Meta: store.Meta{ID: "n-1"}}), errThought)
					}
					return "done", nil
				})
			})
		}
		watched.Unchanged(t, func() {
			_, err := command()
			require.ErrorIs(t, err, errThought)
		})
		fails = false
		result, err := command()
		require.NoError(t, err, "the key is not used up")
		assert.Equal(t, "done", result)
	})
}

func TestOnce_with_an_empty_key_carries_it_out_each_time(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		env, _ := etomtest.Env(t, st)
		first, err := write(env, "", request{})
		require.NoError(t, err)
		second, err := write(env, "", request{})
		require.NoError(t, err)
		assert.NotEqual(t, first.ID, second.ID)
	})
}

func TestOnce_refuses_keys_and_values_that_cannot_be_kept(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		watched := etomtest.Watch(st)
		env, _ := etomtest.Env(t, watched)
		watched.Unchanged(t, func() {
			for key, rule := range map[string]string{
				"k\x00":                  fault.RuleNUL,
				"k\xff":                  fault.RuleUTF8,
				strings.Repeat("k", 201): fault.RuleLength,
			} {
				_, err := write(env, key, request{})
				var invalid *fault.Invalid
				require.ErrorAs(t, err, &invalid, "%q", key)
				assert.Equal(t, "test.write", invalid.Subject)
				require.Len(t, invalid.Fields, 1)
				assert.Equal(t, "key", invalid.Fields[0].Path)
				assert.Equal(t, rule, invalid.Fields[0].Rule)
			}
			require.NoError(t, env.Update(ctx, func(u *work.Unit) error {
				_, err := work.Once(u, "test.write", "k-1", func() {}, func() (int, error) { panic("must not be asked") })
				assert.ErrorContains(t, err, "test.write: input: ")
				_, err = work.Once(u, "test.write", "k-1", 1, func() (func(), error) { return func() {}, nil })
				assert.ErrorContains(t, err, "test.write: result: ")
				return nil
			}))
		})
	})
}

func TestOnce_keeps_commands_and_tenants_apart(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		calls := 0
		for _, tenant := range []string{"bmw", "other"} {
			env := work.New(st, &work.Config{Tenant: tenant})
			for _, operation := range []string{"test.write", "test.read"} {
				for range 2 {
					got, err := work.Do(ctx, env, func(u *work.Unit) (string, error) {
						return work.Once(u, operation, "k-1", 1, func() (string, error) {
							calls++
							return tenant + operation, nil
						})
					})
					require.NoError(t, err)
					assert.Equal(t, tenant+operation, got)
				}
			}
		}
		assert.Equal(t, 4, calls)
	})
}

func TestOnce_carries_out_once_what_comes_at_the_same_time(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		env, _ := etomtest.Env(t, st)
		var (
			all  sync.WaitGroup
			done atomic.Int64
			ids  sync.Map
		)
		for range 6 {
			all.Go(func() {
				n, err := write(env, "k-1", request{Text: "called back"})
				if !errors.Is(err, fault.ErrConflict) { // a transaction that kept losing
					assert.NoError(t, err)
					ids.Store(n.ID, true)
					done.Add(1)
				}
			})
		}
		all.Wait()
		assert.Positive(t, done.Load())
		count := 0
		ids.Range(func(any, any) bool { count++; return true })
		assert.Equal(t, 1, count, "all were given the same note")
		assert.Len(t, journal(t, env, "case"), 1)
	})
}

// Once agrees with a plain map of key to first input.
func TestOnce_agrees_with_a_map_property(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		run := 0
		rapid.Check(t, func(t *rapid.T) {
			run++
			env := work.New(st, &work.Config{Tenant: fmt.Sprint("t", run)})
			type first struct{ input, result int }
			firsts := map[string]first{}
			calls := 0
			for range rapid.IntRange(1, 12).Draw(t, "requests") {
				key := rapid.SampledFrom([]string{"", "a", "b", "ä", "a b"}).Draw(t, "key")
				input := rapid.IntRange(1, 2).Draw(t, "input")
				was, asked := firsts[key]
				before := calls
				got, err := work.Do(ctx, env, func(u *work.Unit) (int, error) {
					return work.Once(u, "test.count", key, input, func() (int, error) {
						calls = before + 1
						return calls, nil
					})
				})
				switch {
				case key == "" || !asked:
					require.NoError(t, err)
					require.Equal(t, before+1, got)
					if key != "" {
						firsts[key] = first{input, got}
					}
				case was.input == input:
					require.NoError(t, err)
					require.Equal(t, was.result, got)
					require.Equal(t, before, calls)
				default:
					require.ErrorIs(t, err, fault.ErrConflict)
					require.Equal(t, before, calls)
				}
			}
		})
	})
}

func TestForget_takes_away_what_a_command_was_about(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		env, _ := etomtest.Env(t, st)
		first, err := write(env, "k-1", request{Text: "Call Anna"})
		require.NoError(t, err)
		_, err = write(env, "k-2", request{Text: "Call Bert"})
		require.NoError(t, err)
		of := func(key, customer string) (map[string]string, error) {
			return work.Do(ctx, env, func(u *work.Unit) (map[string]string, error) {
				return work.Once(u, "test.of", key, customer, func() (map[string]string, error) {
					return map[string]string{"customer": customer, "name": "Anna"}, nil
				})
			})
		}
		_, err = of("k-1", "c-7")
		require.NoError(t, err)

		forget := func(ids ...string) int {
			n, err := work.Do(ctx, env, func(u *work.Unit) (int, error) { return work.Forget(u, ids...) })
			require.NoError(t, err)
			return n
		}
		assert.Equal(t, 2, forget(first.ID, "", "c-7"))
		assert.Zero(t, forget(first.ID, "c-7"), "again, there is nothing")

		require.NoError(t, st.View(ctx, func(tx store.Tx) error {
			for r, err := range tx.Scan(store.Query{Tenant: "test", Kind: "work.once"}) {
				require.NoError(t, err)
				assert.NotContains(t, string(r.Body), "Anna")
			}
			return nil
		}))
		_, err = write(env, "k-1", request{Text: "Call Anna"})
		require.ErrorIs(t, err, fault.ErrState)
		assert.EqualError(t, err, `test.write "k-1": was carried out, and its result has been erased; use a new key`)
		_, err = of("k-1", "c-7")
		require.ErrorIs(t, err, fault.ErrState)
		second, err := write(env, "k-2", request{Text: "Call Bert"})
		require.NoError(t, err)
		assert.Equal(t, "Call Bert", second.Text, "what others did is still known")
	})
}
