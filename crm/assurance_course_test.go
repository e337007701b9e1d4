package crm_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm"
	"github.com/etomcrm/etomcrm/crm/contact"
	"github.com/etomcrm/etomcrm/crm/problem"
	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/etom"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/flow"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/sla"
	"github.com/etomcrm/etomcrm/sla/downtime"
)

// The critique's fourth point: who tells the customer of a problem that was found inside is a setting.
func TestAlarm_the_customer_is_told_by_whom_the_setting_says(t *testing.T) {
	t.Parallel()
	for teller, f := range map[etom.Party]flow.Flow{
		etom.CustomerQoSSLA:  flow.SLAAlarm(),
		etom.ProblemHandling: flow.SLAAlarmByProblemHandling(),
	} {
		t.Run(string(teller), func(t *testing.T) {
			t.Parallel()
			etomtest.Stores(t, func(t *testing.T, st store.Store) {
				p := live(t, st, script(t, "testdata/sla-alarm.txt"), func(p *player) { p.setting.config.SLA = &sla.Config{TellBy: teller} })
				r := p.result(f)
				assert.Equal(t, flow.Done, r.Verdict, r)
				assert.Equal(t, teller, r.Moves[len(r.Moves)-1].Arrow.From)
				assert.Len(t, p.customer.Inbox(), 1, "told by one of them, and once")
				tickets, err := p.Problems.By(p.ctx, "customer", p.id)
				require.NoError(t, err)
				require.Len(t, tickets, 1, "the problem is tracked in either case")
				assert.True(t, tickets[0].Proactive)
				assert.Equal(t, "the business is hampered, not blocked, and it is in the agreement (customer highest, covered, hampered)", reasonsOf(tickets[0]),
					"what the alarm knows the ticket knows")

				alarms, err := p.SLA.AlarmsOf(p.ctx, p.id)
				require.NoError(t, err)
				_, err = p.SLA.EndAlarm(p.ctx, alarms[0].ID, p.world.Now())
				require.NoError(t, err)
				require.NoError(t, p.Settle(p.ctx))
				ended, err := p.Problems.Get(p.ctx, tickets[0].ID)
				require.NoError(t, err)
				assert.Equal(t, sla.EventTrackingEnded, told(p.customer)[1], "who was told of it is told that it is over")
				assert.Equal(t, problem.Closed, ended.Status, "with the alarm the ticket ends, and nobody has to confirm it")
				assert.Empty(t, failures(t, p.everyCase()))
			})
		})
	}
}

// reasonsOf are those of a ticket's priority.
func reasonsOf(t problem.Ticket) string {
	var all []string
	for _, r := range t.PriorityReasons {
		all = append(all, r.Message)
	}
	return strings.Join(all, "; ")
}

// A customer who says that it still does not work gets it repaired again; the clock goes on, and the outage lasted all the while.
func TestProblem_a_denial_sends_it_back(t *testing.T) {
	t.Parallel()
	commands := script(t, "testdata/sla-violation.txt")
	for n, c := range commands {
		if c.Arg("kind") == "confirmation" {
			first, err := etomtest.ParseScript([]byte("say kind=confirmation to=problem.confirmation.asked time=1 after=1h text=\"Still nothing.\"\n----\n"))
			require.NoError(t, err)
			commands[n].Args = append(commands[n].Args, etomtest.Arg{Key: "time", Value: "2"})
			commands = append(commands, first...)
			break
		}
	}
	p := live(t, memory.New(), commands, func(p *player) { p.repairs.Measured = 48 * time.Hour })
	f := flow.SLAViolation()
	r := p.result(f)
	again := 0
	for _, m := range r.Moves {
		if m.Step.No == 8 && m.Arrow.From == etom.Customer {
			again++
		}
	}
	assert.Equal(t, 2, again, "the customer answers twice")
	assert.Equal(t, flow.Done, r.Verdict, "%s", r)
	times, _ := p.remedies()
	assert.Equal(t, 1, times, "the outage is measured when it is over")
	tickets, err := p.Problems.By(p.ctx, "customer", p.id)
	require.NoError(t, err)
	require.Len(t, tickets, 1)
	assert.Equal(t, problem.Closed, tickets[0].Status)
	assert.Equal(t, 1, tickets[0].Denials())
}

func TestProblem_silence_closes_the_ticket(t *testing.T) {
	t.Parallel()
	commands := script(t, "testdata/sla-violation.txt")
	for n, c := range commands {
		if c.Verb == "say" && c.Arg("kind") == "confirmation" {
			commands = append(commands[:n:n], commands[n+1:]...)
			break
		}
	}
	month := slices.IndexFunc(commands, func(c etomtest.Command) bool { return c.Verb == "turn" }) // before it is over
	p := live(t, memory.New(), commands[:month], nil)
	status := func() problem.Status {
		tickets, err := p.Problems.By(p.ctx, "customer", p.id)
		require.NoError(t, err)
		return tickets[0].Status
	}
	assert.Equal(t, problem.Resolved, status())
	report, err := p.Due(p.ctx, p.world.Now().Add(14*24*time.Hour))
	require.NoError(t, err)
	assert.Equal(t, 1, report.Problems.Closed)
	assert.Equal(t, problem.Closed, status())
}

func TestContact_about_problems_that_cannot_be_taken_is_told(t *testing.T) {
	t.Parallel()
	p := live(t, memory.New(), script(t, "testdata/sla-violation.txt"), nil)
	tickets, err := p.Problems.By(p.ctx, "customer", p.id)
	require.NoError(t, err)
	times := 0
	for name, in := range map[string]contact.Inbound{
		"a confirmation that says neither":     {Kind: contact.Confirmation, About: tickets[0].ID, Text: "Hm."},
		"a confirmation of what is closed":     {Kind: contact.Confirmation, About: tickets[0].ID, Content: json.RawMessage(`{"confirmed":true}`)},
		"a confirmation of no ticket":          {Kind: contact.Confirmation, About: "none", Content: json.RawMessage(`{"confirmed":true}`)},
		"a problem with an impact of its own":  {Kind: contact.ProblemReport, Text: "Help!", Content: json.RawMessage(`{"impact":"awful"}`)},
		"a question about a month without end": {Kind: contact.QualityInquiry, Text: "How good?", Content: json.RawMessage(`{"in":"1999-01-01T00:00:00Z"}`)},
	} {
		i, err := p.hears(p.ctx, in)
		require.NoError(t, err, name)
		require.NoError(t, p.Settle(p.ctx), name)
		failed := failures(t, p.journal(i.Correlation))
		require.NotEmpty(t, failed, name)
		m, found := p.told(crm.EventRequestFailed)
		assert.True(t, found && m.Correlation == i.Correlation, "%s: the customer is told", name)
		times++
		assert.Len(t, slices.DeleteFunc(told(p.customer), func(reason string) bool { return reason != crm.EventRequestFailed }), times, name)
	}
}

func TestContact_a_complaint_is_a_ticket(t *testing.T) {
	t.Parallel()
	p := live(t, memory.New(), script(t, "testdata/sla-normal.txt"), nil)
	_, err := p.hears(p.ctx, contact.Inbound{Kind: contact.Complaint, Text: "Your technician was rude."})
	require.NoError(t, err)
	require.NoError(t, p.Settle(p.ctx))
	tickets, err := p.Problems.By(p.ctx, "customer", p.id)
	require.NoError(t, err)
	require.Len(t, tickets, 1)
	assert.Equal(t, "complaint", tickets[0].Type)
	assert.Equal(t, problem.InProgress, tickets[0].Status)
}

func TestMaintenance_reaches_the_customers_concerned(t *testing.T) {
	t.Parallel()
	p := live(t, memory.New(), script(t, "testdata/sla-normal.txt"), nil)
	at := p.world.Now().Add(72 * time.Hour)
	_, err := p.SLA.Announce(p.ctx, sla.Announcement{ID: "m-1", Features: []string{"Mail"}, Start: at, End: at.Add(time.Hour), Text: "A new server."})
	require.NoError(t, err)
	require.NoError(t, p.Settle(p.ctx))
	m, found := p.told(sla.EventMaintenanceAnnounced)
	require.True(t, found)
	assert.Contains(t, string(m.Data), "A new server.")
}

// Nobody has said how to count: the service level is not silently forgotten.
func TestServiceLevel_with_figures_needs_a_practice(t *testing.T) {
	t.Parallel()
	p := live(t, memory.New(), script(t, "testdata/bmw.txt"), func(p *player) { p.setting.config.Practice = nil })
	failed := failures(t, p.everyCase())
	require.NotEmpty(t, failed)
	assert.Equal(t, "register service level", failed[0].Reaction)
	assert.Contains(t, failed[0].Error, "put it into crm.Config.Practice.Metrics")
}

func TestPractice_that_cannot_count_is_refused_at_once(t *testing.T) {
	t.Parallel()
	wrong := practice()
	wrong.Fees, wrong.Terms.Rounding = "", nil
	o := wrong.Metrics["outage"]
	o.Counting = &downtime.Counting{}
	wrong.Metrics["outage"] = o
	p := newPlayer(t, memory.New())
	p.setting.config.Practice = wrong
	_, err := crm.New(nil, crm.Outside{}, &p.setting.config)
	paths := etomtest.Paths(err)
	assert.Subset(t, paths, []string{"practice.fees", "practice.terms.rounding", "practice.terms.objective[0].counting.begin"})
}

// A customer who calls about the only problem there is need not know its number.
func TestContact_a_confirmation_without_a_number_is_about_the_only_resolved_ticket(t *testing.T) {
	t.Parallel()
	p := live(t, memory.New(), script(t, "testdata/sla-normal.txt"), nil)
	ticket, err := p.Problems.Open(p.ctx, problem.Report{Customer: p.id, Feature: "Mail", Text: "No mail comes in."})
	require.NoError(t, err)
	_, err = p.Problems.ReceiveResolution(p.ctx, ticket.ID, problem.Resolution{Text: "repaired"})
	require.NoError(t, err)
	require.NoError(t, p.Settle(p.ctx))
	_, err = p.hears(p.ctx, contact.Inbound{Kind: contact.Confirmation, Content: json.RawMessage(`{"confirmed":true}`)})
	require.NoError(t, err)
	require.NoError(t, p.Settle(p.ctx))
	ticket, err = p.Problems.Get(p.ctx, ticket.ID)
	require.NoError(t, err)
	assert.Equal(t, problem.Closed, ticket.Status)
}

// Problem Handling's times to repair count in the agreement, without what the customer let it wait for.
func TestProblem_the_time_to_repair_is_reported(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		waits time.Duration
		want  sla.State
	}{
		"too long":                     {0, sla.Violated},
		"but for the customer's delay": {3 * time.Hour, sla.Met},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPlayer(t, memory.New()) // by hand: nobody repairs by himself
			require.Empty(t, p.do(script(t, "testdata/sla-normal.txt")[0]))
			counting := &downtime.Counting{Begin: downtime.BeginStart, Degraded: downtime.DegradedFull, Order: []downtime.Step{downtime.StepClip, downtime.StepExclude},
				Rules: []downtime.Rule{{Cause: downtime.Customer}}, Denominator: downtime.Denominator{Kind: downtime.DenominatorPeriod}}
			repaired := practice()
			repaired.Metrics["timeToRepair"] = sla.Objective{Kind: sla.TimeToRepair, Counting: counting,
				Repair: &sla.Repairing{Faults: sla.FromRepairs, Belongs: sla.ByStart}}
			n := bmwNotice()
			n.Customer, n.Agreement = p.id, "gold"
			n.ServiceLevel = selling.ServiceLevel{Name: "gold", Features: []string{"Telephony"}, Terms: []selling.Term{{Feature: "Telephony", Text: "repaired within 4 h",
				Figure: &selling.Figure{Metric: "timeToRepair", Operator: selling.LessOrEqual, Value: money.Count(4), Unit: "h"}}}}
			r, err := repaired.Registration(n)
			require.NoError(t, err)
			_, err = p.SLA.Register(p.ctx, r)
			require.NoError(t, err)

			ticket, err := p.Problems.Open(p.ctx, problem.Report{Customer: p.id, Feature: "Telephony", Text: "Dead."})
			require.NoError(t, err)
			wait := func(d time.Duration) {
				p.world.After(d, func(context.Context) error { return nil })
				require.NoError(t, p.world.Run(p.ctx, p.Settle))
			}
			wait(0)
			if c.waits > 0 {
				_, err = p.Problems.Hold(p.ctx, ticket.ID, problem.CauseCustomer, "Which line?")
				require.NoError(t, err)
				wait(c.waits)
				_, err = p.Problems.Resume(p.ctx, ticket.ID, "The first one.")
				require.NoError(t, err)
			}
			wait(6*time.Hour - c.waits)
			_, err = p.Problems.ReceiveResolution(p.ctx, ticket.ID, problem.Resolution{Text: "repaired"})
			require.NoError(t, err)
			wait(time.Hour)
			_, err = p.Problems.Answer(p.ctx, ticket.ID, problem.Confirmation{Confirmed: true})
			require.NoError(t, err)
			wait(time.Hour)
			report, err := p.SLA.ReportOf(p.ctx, "gold", time.Time{})
			require.NoError(t, err)
			assert.Equal(t, c.want, report.Results[0].State, "%s", report.Text("en"))
			assert.Empty(t, failures(t, p.journal(ticket.Correlation)))
		})
	}
}
