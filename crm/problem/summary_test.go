package problem_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/crm/problem"
	"github.com/etomcrm/etomcrm/crm/problem/clock"
	"github.com/etomcrm/etomcrm/etom"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// A month on the desk: one repaired in two hours, one denied and repaired in ten (its four-hour promise broken), one cancelled, one
// still open.
func monthOn(d *desk) (first problem.Ticket) {
	d.t.Helper()
	start := d.clock.Now()
	first = d.begun(mail())
	d.must(d.AddNote(d.ctx, first.ID, problem.Response, "", "seen"))
	d.clock.Set(start.Add(2 * time.Hour))
	d.closed(first.ID)

	second := d.begun(mail())
	d.must(d.AddNote(d.ctx, second.ID, problem.Response, "", "seen"))
	d.clock.Advance(3 * time.Hour)
	d.resolved(second.ID)
	d.must(d.Answer(d.ctx, second.ID, problem.Confirmation{Text: "no"}))
	d.clock.Advance(7 * time.Hour)
	d.closed(second.ID)

	web := problem.Report{Customer: "dealer-b", Feature: "Web", Impact: problem.Blocked, Text: "no web"}
	d.must(d.Cancel(d.ctx, d.opened(web).ID, "wrong number"))
	d.opened(web)
	return first
}

func TestSummarise_a_month(t *testing.T) {
	t.Parallel()
	d := inMemory(t, &problem.Config{Terms: gold(t)})
	monthOn(d)
	n, err := d.MakeReport(d.ctx, problem.ReportRequest{Correlation: "monthly", Period: march(t)})
	require.NoError(t, err)
	h := func(hours int) calendar.Span { return calendar.Span(time.Duration(hours) * time.Hour) }
	mails := problem.Figures{Opened: 2, Repaired: 2, Closed: 2, Denied: 1, Breaches: 1, RepairTime: h(12), MeanRepair: h(6), Longest: h(10)}
	webs := problem.Figures{Opened: 2, Cancelled: 1, Open: 1}
	all := mails
	all.Opened, all.Cancelled, all.Open = 4, 1, 1
	assert.Equal(t, problem.Summary{Period: march(t), AsOf: d.clock.Now(), All: all,
		Priorities: []problem.Group{{Name: "", Figures: webs}, {Name: "2", Figures: mails}},
		Features:   []problem.Group{{Name: "Mail", Figures: mails}, {Name: "Web", Figures: webs}}}, n.Summary)
	assert.Equal(t, []etom.Party{etom.CustomerQoSSLA, etom.RetentionLoyalty}, n.To)
	var told problem.ReportNotice
	d.last("monthly", problem.EventReportMade, &told)
	assert.Equal(t, n, told)
}

func TestMakeReport_to_a_customer(t *testing.T) {
	everywhere(t, &problem.Config{Terms: gold(t)}, func(t *testing.T, d *desk) {
		first := monthOn(d)
		d.clock.Advance(time.Hour)
		d.due()
		n, err := d.MakeReport(d.ctx, problem.ReportRequest{Customer: "dealer-a", Period: march(t)})
		require.NoError(t, err)
		assert.Equal(t, []etom.Party{etom.Customer}, n.To)
		require.Len(t, n.Tickets, 2)
		assert.Equal(t, problem.Standing{Ticket: first.ID, Description: "no mail can be received", Feature: "Mail", Status: problem.Closed, Priority: problem.Medium,
			Opened: first.CreatedAt, Resolved: first.CreatedAt.Add(2 * time.Hour)}, n.Tickets[1], "what changed last stands first")
		assert.Equal(t, 1, n.Tickets[0].Breaches)
		assert.Equal(t, 2, n.Summary.All.Opened)

		from := march(t).To()
		april, err := calendar.NewPeriod(from, from.AddMonths(1), "UTC")
		require.NoError(t, err)
		_, err = d.MakeReport(d.ctx, problem.ReportRequest{Customer: "dealer-a", Period: april})
		require.ErrorIs(t, err, fault.ErrInvalid)
		d.clock.Set(april.Start().Add(day))
		n, err = d.MakeReport(d.ctx, problem.ReportRequest{Period: april})
		require.NoError(t, err)
		assert.Equal(t, problem.Figures{Open: 1}, n.Summary.All, "the one that is still open")
		n, err = d.MakeReport(d.ctx, problem.ReportRequest{Customer: "nobody", Period: april})
		require.NoError(t, err)
		assert.Empty(t, n.Tickets)
	})
}

func TestMakeReport_cuts_descriptions_between_characters(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	r := mail()
	r.Text = "x" + strings.Repeat("ä", 150)
	d.opened(r)
	n, err := d.MakeReport(d.ctx, problem.ReportRequest{Customer: "dealer-a", Period: march(t)})
	require.NoError(t, err)
	assert.Equal(t, "x"+strings.Repeat("ä", 99), n.Tickets[0].Description)
}

func TestMakeReport_refuses_wrong_input(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	for name, text := range texts {
		d.store.Unchanged(t, func() {
			_, err := d.MakeReport(d.ctx, problem.ReportRequest{Correlation: text, Customer: text})
			assert.Equal(t, []string{"correlation", "customer", "period"}, etomtest.Paths(err), name)
		})
	}
}

func TestSummarise_what_happens_later_does_not_count(t *testing.T) {
	t.Parallel()
	d := inMemory(t, &problem.Config{Terms: gold(t)})
	first := monthOn(d)
	all := []problem.Ticket{d.ticket(first.ID)}
	for name, c := range map[string]struct {
		asOf time.Time
		want problem.Figures
	}{
		"before it was opened":        {first.CreatedAt.Add(-time.Microsecond), problem.Figures{}},
		"when it was opened":          {first.CreatedAt, problem.Figures{Opened: 1, Open: 1}},
		"just before it was resolved": {first.CreatedAt.Add(2*time.Hour - time.Microsecond), problem.Figures{Opened: 1, Open: 1}},
	} {
		s, err := problem.Summarise(all, march(t), c.asOf)
		require.NoError(t, err)
		assert.Equal(t, c.want, s.All, name)
	}
	broken := all[0]
	broken.History = nil
	_, err := problem.Summarise([]problem.Ticket{broken}, march(t), d.clock.Now())
	assert.ErrorIs(t, err, fault.ErrInvalid)
}

// The groups add up to the whole, whatever the tickets are; and what happens in a period happens in one of its two halves.
func TestSummarise_adds_up(t *testing.T) {
	t.Parallel()
	from := march(t).From()
	halves := func(cut int) (a, b, whole calendar.Period) {
		a, err := calendar.NewPeriod(from, from.AddDays(cut), "Europe/Berlin")
		require.NoError(t, err)
		b, err = calendar.NewPeriod(from.AddDays(cut), from.AddMonths(1), "Europe/Berlin")
		require.NoError(t, err)
		whole, err = calendar.NewPeriod(from, from.AddMonths(1), "Europe/Berlin")
		require.NoError(t, err)
		return a, b, whole
	}
	terms := gold(t)
	rapid.Check(t, func(r *rapid.T) {
		var all []problem.Ticket
		for range rapid.IntRange(0, 8).Draw(r, "tickets") {
			all = append(all, historyOf(r, terms))
		}
		a, b, whole := halves(rapid.IntRange(1, 30).Draw(r, "cut"))
		sum := func(p calendar.Period) problem.Summary {
			s, err := problem.Summarise(all, p, p.End())
			require.NoError(r, err)
			for _, groups := range [][]problem.Group{s.Priorities, s.Features} {
				var total problem.Figures
				for _, g := range groups {
					total = plus(total, g.Figures)
				}
				total.MeanRepair = s.All.MeanRepair
				assert.Equal(r, s.All, total)
			}
			if s.All.Repaired > 0 {
				assert.LessOrEqual(r, s.All.MeanRepair, s.All.Longest)
			}
			return s
		}
		first, second, both := sum(a).All, sum(b).All, sum(whole).All
		assert.Equal(r, both.Open, second.Open)
		parts := plus(first, second)
		assert.Equal(r, []int{both.Opened, both.Closed, both.Denied, both.Reopened, both.Breaches}, []int{parts.Opened, parts.Closed, parts.Denied, parts.Reopened, parts.Breaches})
		assert.LessOrEqual(r, both.Repaired, parts.Repaired, "a repair of the first half may not have held")
	})
}

func plus(a, b problem.Figures) problem.Figures {
	return problem.Figures{Opened: a.Opened + b.Opened, Repaired: a.Repaired + b.Repaired, Closed: a.Closed + b.Closed, Cancelled: a.Cancelled + b.Cancelled,
		Rejected: a.Rejected + b.Rejected, Denied: a.Denied + b.Denied, Reopened: a.Reopened + b.Reopened, Breaches: a.Breaches + b.Breaches, Open: a.Open + b.Open,
		RepairTime: a.RepairTime + b.RepairTime, Longest: max(a.Longest, b.Longest)}
}

// historyOf is a ticket that goes to and fro between work, resolution and end in March.
func historyOf(r *rapid.T, terms *clock.Contract) problem.Ticket {
	at := time.Date(2026, time.March, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(rapid.Int64Range(-int64(10*day), int64(30*day)).Draw(r, "opened")))
	t := problem.Ticket{Status: problem.InProgress, CreatedAt: at, Priority: rapid.SampledFrom(priorities).Draw(r, "priority"),
		Feature: rapid.SampledFrom([]string{"", "Mail", "Web"}).Draw(r, "feature"), Contract: terms}
	add := func(typ clock.Type, status problem.Status, reason string) {
		t.History = append(t.History, clock.Entry{ID: string(rune('a' + len(t.History))), At: at, Type: typ, Status: string(status), Reason: reason})
		at = at.Add(time.Duration(rapid.Int64Range(0, int64(5*day)).Draw(r, "later")))
	}
	add(clock.Opened, problem.Acknowledged, "")
	for range rapid.IntRange(0, 4).Draw(r, "rounds") {
		add(clock.Resolved, problem.Resolved, "")
		if rapid.Bool().Draw(r, "denied") {
			add(clock.Denied, problem.InProgress, "no")
			continue
		}
		add(clock.Closed, problem.Closed, "")
		add(clock.Reopened, problem.InProgress, "back")
	}
	return t
}
