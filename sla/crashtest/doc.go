// Package crashtest owns the proof that Customer QoS/SLA Management hands over what a violation is worth exactly once when its
// process is killed: its tests kill, again and again, a process that reports outages, corrects and withdraws them, repeats its
// reports and settles periods, on SQLite and on PostgreSQL, and then compare what was handed over with what is stored and with
// what the process had acknowledged. It owns no code that a program could use; that no event of a journal is lost on its way out is
// proven for Order Handling.
//
//	go test ./sla/crashtest                        20 kills on SQLite, 8 on PostgreSQL
//	ETOM_LONG=1 go test ./sla/crashtest            five times as many
//	ETOM_CRASH_SEED=17 go test -v ./sla/crashtest  the draws of another run; the operating system's are its own
//
// In the end the process comes to its end, and everything must be as in a run that nobody disturbed. A store that breaks the
// promise on purpose must be found out.
package crashtest
