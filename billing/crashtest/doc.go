// Package crashtest owns the proof that a bill run bills each account once when its process is killed: its tests kill, again and
// again, a process in which two machines, each with its slice of the accounts, receive usage and run bills, month after month, on
// SQLite and on PostgreSQL, and then compare the bills with what is stored and with what the process had made known. It owns no
// code that a program could use.
//
//	go test ./billing/crashtest                        10 kills on SQLite, 4 on PostgreSQL
//	ETOM_LONG=1 go test ./billing/crashtest            five times as many: 50 and 20
//	ETOM_CRASH_SEED=17 go test -v ./billing/crashtest  the draws of another run; the operating system's are its own
//
// In the end every account has exactly one bill for each month, the numbers have no gap, and what was used is what was billed. Stores that
// break their promise on purpose must be found out.
package crashtest
