// Package crash is the part of the test kit that kills: a test lets a worker process, which is the test program itself, go
// through steps on a store, kills it at a random moment, again and again, and holds what the worker had acknowledged against
// what is stored. It owns the process, the kill, its log and the rules' runner; what a step is and what must hold is the test's.
//
//	func TestMain(m *testing.M) { crash.Main(m, do) }
//
//	type job struct{ At crash.Place } // travels to the worker as JSON, and so does a step to the test
//
//	func do(ctx context.Context, j job, said *crash.Log[int]) error {
//		st, err := j.At.Open(ctx)
//		for n := 1; err == nil; n++ {
//			err = errors.Join(said.Begin(1, n), place(ctx, st, n), said.Ack(1, n)) // clerk 1 takes step n
//		}
//		return err
//	}
//
//	func TestOrders_outlive_their_process(t *testing.T) {
//		at, kills := crash.SQLite(t), crash.Kills(50)
//		s := crash.New[job, int](t, nil)
//		for range kills {
//			s.Kill(job{At: at}, 60) // behind a random one of its first 60 lines
//			at.Use(t, func(st store.Store) { assert.Subset(t, stored(t, st), s.Acked()) })
//		}
//		s.Prove(kills)
//	}
//
// What is promised:
//
//   - Exactly once: a line of the log whose call returned is read by the test, once and in its place, whenever the worker is
//     killed. A line whose call was interrupted is read once or not at all, never in part.
//   - Exactly once: a worker is killed by a signal that it cannot catch (SIGKILL; where there are none, by ending the process),
//     so that nothing of it runs on and nothing is closed. A kill that came too late fails the test.
//   - At least once: the steps. A step that was begun and not acknowledged (Life.Open) may be done or not, and a worker that
//     comes after it may take it again; that it then takes effect once is what the test has to show.
//   - A worker that hangs, ends by itself, complains on standard error, says what is no line, or begins a step before its
//     last was acknowledged, fails the test; so do kills that prove nothing (Scene.Prove).
//
// It does not own the loss of power, of a disk or of the database's server: what a process has handed to the operating system
// outlives its kill.
//
// ETOM_LONG=1 multiplies the kills by five; ETOM_CRASH_SEED=17 draws what an earlier run drew, as its log says. The operating
// system's draws are its own.
package crash
