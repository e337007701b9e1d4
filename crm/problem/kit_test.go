package problem_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/problem"
	"github.com/etomcrm/etomcrm/crm/problem/clock"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/etom/work"
)

const day = 24 * time.Hour

// desk is Problem Handling on a store that is watched, with what tests ask of it again and again. It is 09:00 UTC on Monday,
// 2 March 2026.
type desk struct {
	*problem.Service
	t     testing.TB
	ctx   context.Context
	env   *work.Env
	clock *etomtest.Clock
	store *etomtest.Watched
}

func open(t testing.TB, st store.Store, config *problem.Config) *desk {
	t.Helper()
	watched := etomtest.Watch(st)
	env, clock := etomtest.Env(t, watched)
	problems, err := problem.New(env, config)
	require.NoError(t, err)
	return &desk{Service: problems, t: t, ctx: context.Background(), env: env, clock: clock, store: watched}
}

// everywhere runs a test on every backend.
func everywhere(t *testing.T, config *problem.Config, test func(*testing.T, *desk)) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) { test(t, open(t, st, config)) })
}

func inMemory(t testing.TB, config *problem.Config) *desk {
	t.Helper()
	return open(t, memory.New(), config)
}

// mail is the problem of the document's example (section 6.6).
func mail() problem.Report {
	return problem.Report{Customer: "dealer-a", Feature: "Mail", Impact: problem.Hampered, Text: "no mail can be received"}
}

func (d *desk) must(t problem.Ticket, err error) problem.Ticket {
	d.t.Helper()
	require.NoError(d.t, err)
	return t
}

func (d *desk) ticket(id string) problem.Ticket {
	d.t.Helper()
	return d.must(d.Get(d.ctx, id))
}

func (d *desk) opened(r problem.Report) problem.Ticket {
	d.t.Helper()
	return d.must(d.Open(d.ctx, r))
}

// begun is a ticket in progress, both answers given.
func (d *desk) begun(r problem.Report) problem.Ticket {
	d.t.Helper()
	return d.answered(d.opened(r))
}

func (d *desk) answered(t problem.Ticket) problem.Ticket {
	d.t.Helper()
	d.must(d.TakeCustomerPriority(d.ctx, t.ID, problem.Highest, nil))
	return d.must(d.TakeServiceLevel(d.ctx, t.ID, problem.ServiceLevelPriority{Value: problem.Medium, Covered: true, Agreement: "a-1"}))
}

func (d *desk) resolved(id string) problem.Ticket {
	d.t.Helper()
	return d.must(d.ReceiveResolution(d.ctx, id, problem.Resolution{Text: "the mail server is repaired"}))
}

func (d *desk) closed(id string) problem.Ticket {
	d.t.Helper()
	d.resolved(id)
	return d.must(d.Answer(d.ctx, id, problem.Confirmation{Confirmed: true}))
}

// in takes a ticket to a state.
func (d *desk) in(status problem.Status) problem.Ticket {
	d.t.Helper()
	t := d.opened(mail())
	switch status {
	case problem.Acknowledged:
		return t
	case problem.Rejected:
		return d.must(d.Reject(d.ctx, t.ID, "no customer of ours"))
	}
	t = d.answered(t)
	switch status {
	case problem.Pending:
		return d.must(d.Hold(d.ctx, t.ID, problem.CauseCustomer, "which mailbox?"))
	case problem.Held:
		return d.must(d.Hold(d.ctx, t.ID, problem.CauseVendor, "a spare part is ordered"))
	case problem.Cancelled:
		return d.must(d.Cancel(d.ctx, t.ID, "it works again"))
	case problem.Resolved:
		return d.resolved(t.ID)
	case problem.Closed:
		return d.closed(t.ID)
	}
	return t
}

// due does what is due at the clock's instant.
func (d *desk) due() problem.DueReport {
	d.t.Helper()
	r, err := d.Due(d.ctx, d.clock.Now())
	require.NoError(d.t, err)
	return r
}

func (d *desk) journal(correlation string) []event.Event {
	d.t.Helper()
	return etomtest.Journal(d.t, d.env, correlation)
}

// told is the types of the events of a case.
func (d *desk) told(correlation string) []string {
	d.t.Helper()
	return etomtest.Types(d.journal(correlation))
}

// tail is the types of the last events of a case.
func (d *desk) tail(correlation string, n int) []string {
	d.t.Helper()
	all := d.told(correlation)
	require.GreaterOrEqual(d.t, len(all), n)
	return all[len(all)-n:]
}

// last reads the last event of the type in a case.
func (d *desk) last(correlation, typ string, to any) {
	d.t.Helper()
	events := d.journal(correlation)
	for n := len(events) - 1; n >= 0; n-- {
		if events[n].Type == typ {
			require.NoError(d.t, events[n].Read(to))
			return
		}
	}
	require.Failf(d.t, "no such event", "%s in %v", typ, etomtest.Types(events))
}

// refuses fails the test unless the command ends with an error of the kind, an empty ticket, and commits nothing.
func (d *desk) refuses(kind error, command func() (problem.Ticket, error)) error {
	d.t.Helper()
	var err error
	d.store.Unchanged(d.t, func() {
		var t problem.Ticket
		t, err = command()
		assert.Zero(d.t, t)
	})
	require.ErrorIs(d.t, err, kind)
	return err
}

// codes are the codes of the reasons for which a rule said no.
func codes(t testing.TB, err error) []string {
	t.Helper()
	var refusal *fault.Refusal
	require.ErrorAs(t, err, &refusal)
	return codesOf(refusal.Reasons)
}

func codesOf(reasons []fault.Reason) []string {
	var all []string
	for _, r := range reasons {
		all = append(all, r.Code)
	}
	return all
}

func long(n int) string { return strings.Repeat("x", n) }

// texts are what no store could keep, and what is too long for any field.
var texts = map[string]string{"NUL": "a\x00b", "invalid UTF-8": "a\xffb", "too long": long(fault.MaxText + 1)}

// around is a calendar that is always open.
func around(t testing.TB) calendar.Hours {
	t.Helper()
	h, err := calendar.AlwaysOpen("UTC")
	require.NoError(t, err)
	return h
}

// gold promises an answer within an hour and a solution within four, round the clock, with a warning at three quarters; the
// customer's time does not count.
func gold(t testing.TB) *clock.Contract {
	t.Helper()
	c := &clock.Contract{ID: "gold", Version: "1", Reopen: clock.Continue, Pauses: problem.Pauses(), Targets: goldTargets(t)}
	require.NoError(t, c.Check())
	return c
}

func goldTargets(t testing.TB) []clock.Target {
	t.Helper()
	return []clock.Target{
		{Kind: clock.FirstResponse, Within: calendar.Span(time.Hour), Hours: around(t)},
		{Kind: clock.Solution, Within: calendar.Span(4 * time.Hour), Hours: around(t), Warn: []clock.Warning{clock.AtPercent(75)}},
	}
}

func march(t testing.TB) calendar.Period {
	t.Helper()
	from, err := calendar.NewDate(2026, time.March, 1)
	require.NoError(t, err)
	p, err := calendar.NewPeriod(from, from.AddMonths(1), "UTC")
	require.NoError(t, err)
	return p
}

// isLate reports whether somebody in a crowd was told that another was faster, or what the other has done.
func isLate(err error) bool {
	return errors.Is(err, fault.ErrConflict) || errors.Is(err, fault.ErrState) || errors.Is(err, fault.ErrRejected)
}
