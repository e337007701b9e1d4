// Package crashtest owns the proof that a crash between the decision on credit and the order leaves neither alone: its tests kill, again
// and again, a process in which clerks place orders, book deposits in parts, vote, cancel, and let happen what comes of it, on SQLite and
// on PostgreSQL. Then they compare orders, assessments, deposits, limits and the journal with one another, and with what the process had
// acknowledged and told the outside. It owns no code that a program could use; that no event is lost on its way out is proven for Order
// Handling.
//
//	go test ./crm/crashtest                        5 kills on SQLite, 3 on PostgreSQL
//	ETOM_LONG=1 go test ./crm/crashtest            five times as many
//	ETOM_CRASH_SEED=17 go test -v ./crm/crashtest  the draws of another run; the operating system's are its own
//
// In the end the process comes to its end, nothing is left to do, and every order is where it is in a run that nobody disturbed. A store
// that breaks the promise on purpose must be found out.
package crashtest
