// Package clock owns the clock of a trouble ticket: what is left of the time promised for the first response, for updates and for
// the solution, as a pure function of the contract's version, the working calendar's version (part of the contract's targets) and
// the ticket's history. It does not own the ticket, its life cycle and its events (package problem), nor what the SLA's figures of a
// whole period are (package sla).
//
// Read it again at every change; store nothing of it:
//
//	within8h, err := clock.ReadContract(terms) // once for each version
//	history := []clock.Entry{
//		{ID: "1", At: nine, Type: clock.Opened, Priority: "medium"},
//		{ID: "2", At: ten, Type: clock.Paused, Cause: "customer"}, // we wait for the customer
//		{ID: "3", At: noon, Type: clock.Resumed, Cause: "customer"},
//	}
//	reading, err := clock.Read(within8h, history, now)
//	solution, _ := reading.Figure(clock.Solution)
//	fmt.Println(solution.State, solution.Left, solution.Due) // running 4h 2026-03-03 12:00 ...
//	wakeUp(reading.Next) // the next instant at which something changes by itself: a warning, a breach
//
// # What is read
//
// An entry says what happened; the contract says what it means. What a ticket's clock used before a pause, a change of priority or
// of the contract, a resolution that the customer denies or a reopening is never stored and patched, so none of these can lose it
// (reference: the faults of help desks named in the tests). The clock does not police the life cycle: entries that change nothing are
// allowed. Only a history that contradicts itself is refused.
//
// A promise is kept if it is fulfilled at the instant at which its working time is used up, or before: an instant, so that an
// answer in the following night is late although no working time passed since. From that instant on an unfulfilled promise is
// breached.
package clock
