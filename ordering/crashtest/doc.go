// Package crashtest owns the proof that Order Handling loses nothing when its process is killed: its tests kill, again and
// again, a process that works through orders on SQLite and on PostgreSQL, and then compare what the process had
// acknowledged and delivered with what is stored. It owns no code that a program could use, and it does not own the loss
// of power, of a disk or of the database's server.
//
//	go test ./ordering/crashtest                        50 kills on SQLite, 20 on PostgreSQL
//	ETOM_LONG=1 go test ./ordering/crashtest            five times as many
//	ETOM_CRASH_SEED=17 go test -v ./ordering/crashtest  the draws of another run; the operating system's are its own
//
// Three promises are held (rules, in check_test.go): no acknowledged step is lost, no step is half done, and every event
// of the journal is delivered at least once and in order, a second time only if the process was killed between the
// delivery and its note. Stores that break the promises on purpose must be found out.
package crashtest
