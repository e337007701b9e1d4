// Package clock owns the clock of a trouble ticket: what is left of the time promised for the first response, for updates and for
// the solution, as a pure function of the contract's version, the working calendars' versions (part of its targets) and the
// ticket's history. It does not own the ticket, its life cycle and its events (package problem), nor figures of a whole period and
// what a violation costs (package sla).
//
// Nothing of it is stored; it is read again at every change:
//
//	silver, err := clock.ReadContract(terms) // 8 working hours to the solution, Monday to Friday 8 to 18, a warning at 75%
//	...
//	history := []clock.Entry{
//		{ID: "e-1", At: nine, Type: clock.Opened},
//		{ID: "e-2", At: ten, Type: clock.Paused, Cause: "customer"}, // we wait for the customer
//		{ID: "e-3", At: twelve, Type: clock.Resumed},
//	}
//	reading, err := clock.Read(silver, history, now) // now: Monday 15:00
//	...
//	solution, _ := reading.Figure(clock.Solution)
//	fmt.Println(solution.State, solution.Used, solution.Left) // running 4h 4h
//	fmt.Println(solution.Due)                                 // Tuesday 09:00, if nothing pauses
//	fmt.Println(reading.Next)                                 // Monday 17:00, the warning: read again then
//
// # How a history is read
//
// An entry says what happened; the contract says what that means. What was used before a pause, a change of priority or contract, a
// denied resolution or a reopening is read again from the history and never patched, so nothing of it is lost; nor is what was used
// before a priority for which nothing is promised, when something is promised again. The clock does not
// police the life cycle: an entry that changes nothing is allowed. Only a history that contradicts itself is refused.
//
// A promise is kept if it is fulfilled at the instant at which its working time is used up, or before. It is an instant: an answer in
// the night behind that last working minute is late, although no working time has passed since. From that instant on a promise not
// fulfilled is breached, and what was breached stays so.
//
// The first response is the first answer to the customer, or the resolution. The solution is the resolution, or the closing. A denial
// returns to the same solution clock. A merged or cancelled ticket's clocks end with it.
package clock
