package problem

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/etomcrm/etomcrm/crm/problem/clock"
)

// StatusChange is one entry of TMF621's statusChangeHistory.
type StatusChange struct {
	Status Status    `json:"status"`
	Date   time.Time `json:"changeDate"`
	Reason string    `json:"changeReason,omitempty"`
}

// StatusChangeHistory lists the states the ticket has been in.
func (t Ticket) StatusChangeHistory() []StatusChange {
	var all []StatusChange
	for _, e := range t.History {
		if e.Status != "" {
			all = append(all, StatusChange{Status: Status(e.Status), Date: e.At, Reason: e.Reason})
		}
	}
	return all
}

// entries tells what an event is in the history.
var entries = map[Event]clock.Type{
	Acknowledge: clock.Opened, Begin: clock.StatusChanged, Reject: clock.StatusChanged, Cancel: clock.Cancelled,
	Hold: clock.Paused, Resume: clock.Resumed, AskInformation: clock.Paused, SupplyInformation: clock.Resumed,
	Resolve: clock.Resolved, Confirm: clock.Closed, Deny: clock.Denied, Lapse: clock.Closed, Settle: clock.Closed,
	Merge: clock.Merged, Reopen: clock.Reopened,
}

// apply takes the event through the life cycle and writes the history. A wrong event is *lifecycle.Error.
func (t Ticket) apply(on Event, at time.Time, reason string) (Ticket, error) {
	return t.applyFor(on, at, reason, "")
}

func (t Ticket) applyFor(on Event, at time.Time, reason string, cause clock.Cause) (Ticket, error) {
	to, err := ticketLifecycle.Next(t.Status, on)
	if err != nil {
		return t, fmt.Errorf("%s: %w", t.Subject(), err)
	}
	t = t.enter(at, clock.Entry{Type: entries[on], Status: string(to), Cause: cause, Reason: reason})
	t.Status, t.StatusChangeDate, t.StatusChangeReason = to, at, reason
	t.ClosedAt = time.Time{}
	if !to.Open() {
		t.ClosedAt = at
	}
	return t.expect(at)
}

// expect sets by when the ticket is expected to be resolved: when the clock of the solution is over.
func (t Ticket) expect(at time.Time) (Ticket, error) {
	reading, err := t.Clock(at)
	if err != nil {
		return t, err
	}
	t.ExpectedResolution = time.Time{}
	if solution, ok := reading.Figure(clock.Solution); ok && t.Status.Worked() {
		t.ExpectedResolution = solution.Due
	}
	return t, nil
}

// enter adds an entry to the history. Hosts' clocks differ: none is written before the one in front of it.
func (t Ticket) enter(at time.Time, e clock.Entry) Ticket {
	e.ID, e.At = strconv.Itoa(len(t.History)+1), at
	if n := len(t.History); n > 0 && at.Before(t.History[n-1].At) {
		e.At = t.History[n-1].At
	}
	t.History = append(slices.Clone(t.History), e)
	return t
}

// lead takes the ticket the Way to a state.
func (t Ticket) lead(to Status, at time.Time, reason string) (Ticket, error) {
	way, ok := Way(t.Status, to)
	if !ok || len(way) == 0 {
		way = []Event{arrivals[to]} // which says what is permitted instead
	}
	var err error
	for _, on := range way {
		if t, err = t.apply(on, at, reason); err != nil {
			return t, err
		}
	}
	return t, nil
}

// arrivals are the events that ways end with.
var arrivals = map[Status]Event{Resolved: Resolve, Cancelled: Cancel, Rejected: Reject}
