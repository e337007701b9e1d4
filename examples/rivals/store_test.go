package rivals_test

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
	"github.com/stretchr/testify/require"
	_ "modernc.org/sqlite"

	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/etom/store/postgres"
	"github.com/etomcrm/etomcrm/etom/store/sqlite"
	"github.com/etomcrm/etomcrm/ordering"
)

// One step of an order: ours loads the order, decides by the life cycle, puts it and emits an event, through the service.
// Theirs is hand-written SQL for the same rows of the same tables in a transaction of the same isolation: read the order,
// change it if its version is still the same, read the count of events, write the event with the keys by which it is found,
// change the count. There are two of them: a program that loads, decides, puts and emits as ours does, and bare rows, which
// is given what to write and neither decides nor reads or writes JSON.

const (
	moves  = 6 // of each order, which is held and resumed: so its history stays short
	tenant = etomtest.Tenant
)

// BenchmarkMove_times_handwritten times all three in turns within one run. It reports the microseconds of each for a step,
// as medians, and how many times as long as the program ours takes (times_handwritten, aims at 1.25 at most), and as the
// bare rows (times_rows).
func BenchmarkMove_times_handwritten(b *testing.B) {
	b.Run("sqlite", func(b *testing.B) { benchmarkMove(b, inSQLite(b, sqlite.Full)) })
	b.Run("sqlite, synchronous normal", func(b *testing.B) { benchmarkMove(b, inSQLite(b, sqlite.Normal)) })
	b.Run("postgres", func(b *testing.B) { benchmarkMove(b, inPostgres(b)) })
}

// sides has an empty database for each.
type sides struct {
	ours    store.Store
	rows    *sql.DB // where ours are
	program *handwritten
	bare    *handwritten
}

func inSQLite(b *testing.B, synchronous sqlite.Synchronous) sides {
	b.Helper()
	st, err := sqlite.Open(b.Context(), filepath.Join(b.TempDir(), "ours.db"), &sqlite.Config{Synchronous: synchronous})
	require.NoError(b, err)
	b.Cleanup(func() { require.NoError(b, st.Close()) })
	theirs := func() *handwritten {
		path := filepath.Join(b.TempDir(), "theirs.db")
		db := open(b, "sqlite", "file:"+path+"?_txlock=immediate&_pragma=journal_mode(WAL)&_pragma=synchronous("+string(synchronous)+")")
		return newHandwritten(b, db, "", nil)
	}
	return sides{ours: st, rows: st.DB(), program: theirs(), bare: theirs()}
}

func inPostgres(b *testing.B) sides {
	b.Helper()
	dsn := etomtest.Postgres(b)
	st, err := postgres.Open(b.Context(), dsn, nil)
	require.NoError(b, err)
	b.Cleanup(func() { require.NoError(b, st.Close()) })
	theirs := func() *handwritten {
		return newHandwritten(b, open(b, "pgx", etomtest.Postgres(b)), ` COLLATE "C"`, &sql.TxOptions{Isolation: sql.LevelSerializable})
	}
	return sides{ours: st, rows: open(b, "pgx", dsn), program: theirs(), bare: theirs()}
}

func open(b *testing.B, driver, address string) *sql.DB {
	b.Helper()
	db, err := sql.Open(driver, address)
	require.NoError(b, err)
	db.SetMaxOpenConns(1)
	b.Cleanup(func() { require.NoError(b, db.Close()) })
	return db
}

func benchmarkMove(b *testing.B, s sides) {
	const reason = "the road is dug up"
	ctx := context.Background()
	written := &recorded{Store: memory.New()}
	ours, rehearsal := service(b, s.ours), service(b, written)
	var took [3][]time.Duration
	for b.Loop() {
		o := begun(b, ours)
		written.all = nil
		begun(b, rehearsal)
		require.NoError(b, s.program.write(ctx, written.all))
		require.NoError(b, s.bare.write(ctx, written.all))
		for n := range moves {
			on := []ordering.Event{ordering.Hold, ordering.Resume}[n%2]
			written.all = nil
			_, err := rehearsal.Move(ctx, o.ID, on, reason)
			require.NoError(b, err)
			at := []func() error{
				func() error { _, err := ours.Move(ctx, o.ID, on, reason); return err },
				func() error {
					return s.program.decide(ctx, written.all[0].Ref, on, reason, written.all[1].ID, o.OrderedAt)
				},
				func() error { return s.bare.move(ctx, written.all) },
			}
			for i := range at {
				side := (i + n) % len(at) // each comes first as often as the others
				took[side] = append(took[side], timed(func() { err = at[side]() }))
				require.NoError(b, err)
			}
		}
	}
	require.Equal(b, rows(b, s.rows), rows(b, s.program.db), "all must have written the same")
	require.Equal(b, rows(b, s.rows), rows(b, s.bare.db), "all must have written the same")
	library, program, bare := median(took[0]), median(took[1]), median(took[2])
	b.ReportMetric(library, "ours_µs")
	b.ReportMetric(program, "handwritten_µs")
	b.ReportMetric(bare, "rows_µs")
	b.ReportMetric(library/program, "times_handwritten")
	b.ReportMetric(library/bare, "times_rows")
	b.ReportMetric(0, "ns/op") // of several things together: means nothing
}

// median is in microseconds. Unlike a mean it does not heed the moments at which the disk, or another process, was busy.
func median(all []time.Duration) float64 {
	slices.Sort(all)
	return float64(all[len(all)/2]) / float64(time.Microsecond)
}

// service is Order Handling of a tenant whose ids and times are the same on every store.
func service(b *testing.B, st store.Store) *ordering.Service {
	env, _ := etomtest.Env(b, st)
	orders, err := ordering.New(env, nil)
	require.NoError(b, err)
	return orders
}

// begun is an order in progress.
func begun(b *testing.B, s *ordering.Service) ordering.Order {
	b.Helper()
	o, err := s.Place(context.Background(), ordering.Draft{Customer: "dealer-a", Quote: "q-1", Agreement: "a-1", Address: "Petuelring 130, München",
		Items: []ordering.DraftItem{
			{ID: "1", Action: ordering.Add, Offering: "fibre-1000", Quantity: 1},
			{ID: "2", Action: ordering.Add, Offering: "router", Quantity: 1, DependsOn: []string{"1"}},
		}})
	require.NoError(b, err)
	o, err = s.Begin(context.Background(), o.ID)
	require.NoError(b, err)
	return o
}

// recorded keeps what is put. Nobody else writes to its store, so no transaction runs twice.
type recorded struct {
	store.Store
	all []store.Record
}

func (r *recorded) Update(ctx context.Context, fn func(store.Tx) error) error {
	return r.Store.Update(ctx, func(tx store.Tx) error { return fn(&recordedTx{Tx: tx, to: r}) })
}

type recordedTx struct {
	store.Tx
	to *recorded
}

func (t *recordedTx) Put(rec store.Record) error {
	t.to.all = append(t.to.all, rec)
	return t.Tx.Put(rec)
}

// rows is all that a database holds.
func rows(b *testing.B, db *sql.DB) []string {
	b.Helper()
	var all []string
	for _, query := range []string{
		`SELECT tenant, kind, id, CAST(version AS TEXT), keys, body FROM etom_record ORDER BY tenant, kind, id`,
		`SELECT tenant, kind, id, name, value, '' FROM etom_key ORDER BY tenant, kind, id, name, value`,
	} {
		found, err := db.Query(query)
		require.NoError(b, err)
		for found.Next() {
			var text [6]string
			require.NoError(b, found.Scan(&text[0], &text[1], &text[2], &text[3], &text[4], &text[5]))
			all = append(all, fmt.Sprintf("%q", text))
		}
		require.NoError(b, found.Err())
	}
	return all
}
