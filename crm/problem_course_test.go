package crm_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/contact"
	"github.com/etomcrm/etomcrm/crm/problem"
	"github.com/etomcrm/etomcrm/crm/retention"
	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/etom"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/sla"
)

// Who was not told of a problem that was found inside is not told that it was none; who was told is.
func TestProblem_found_inside_is_nobody_s_to_hear_of_until_it_is_told(t *testing.T) {
	t.Parallel()
	p := live(t, memory.New(), script(t, "testdata/sla-normal.txt"), nil)
	before := len(p.customer.Inbox())
	for _, disclosed := range []bool{false, true} {
		ticket, err := p.Problems.OpenProactive(p.ctx, problem.Report{Customer: p.id, Feature: "Mail", Text: "the queue grows"})
		require.NoError(t, err)
		if disclosed {
			_, err = p.Problems.TellDegradation(p.ctx, ticket.ID, "Mails are late.")
			require.NoError(t, err)
		}
		_, err = p.Problems.Cancel(p.ctx, ticket.ID, "a false alarm")
		require.NoError(t, err)
		require.NoError(t, p.Settle(p.ctx))
		heard := told(p.customer)[before:]
		if disclosed {
			assert.Equal(t, []string{problem.EventDisclosed, problem.EventCancelled}, heard)
		} else {
			assert.Empty(t, heard)
		}
	}
	assert.Empty(t, failures(t, p.everyCase()))
}

func TestProblem_a_customer_who_answers_unasked_is_not_asked(t *testing.T) {
	t.Parallel()
	p := live(t, memory.New(), script(t, "testdata/sla-normal.txt"), nil)
	ticket, err := p.Problems.Open(p.ctx, problem.Report{Customer: p.id, Feature: "Mail", Text: "No mail comes in."})
	require.NoError(t, err)
	require.NoError(t, p.Settle(p.ctx))
	_, err = p.Problems.ReceiveResolution(p.ctx, ticket.ID, problem.Resolution{Text: "repaired"})
	require.NoError(t, err)
	_, err = p.Problems.Answer(p.ctx, ticket.ID, problem.Confirmation{Confirmed: true})
	require.NoError(t, err)
	require.NoError(t, p.Settle(p.ctx))
	assert.Empty(t, failures(t, p.everyCase()), "there is nothing for people to look at")
	assert.NotContains(t, told(p.customer), problem.EventConfirmationAsked)
}

// What the agreement promises about the time to repair runs as the ticket's clock, and warns before it is over.
func TestProblem_the_promised_time_to_repair_warns_and_is_breached(t *testing.T) {
	t.Parallel()
	house := practice()
	house.Metrics["repair"] = sla.Objective{Kind: sla.TimeToRepair, Counting: house.Metrics["outage"].Counting,
		Repair: &sla.Repairing{Faults: sla.FromRepairs, Belongs: sla.ByEnd}}
	p := live(t, memory.New(), script(t, "testdata/sla-normal.txt"), nil)
	n := bmwNotice()
	n.Customer, n.Agreement = p.id, "repaired soon"
	n.ServiceLevel.Features = []string{"Fax"}
	n.ServiceLevel.Terms = []selling.Term{{Feature: "Fax", Text: "repaired within 4 h",
		Figure: &selling.Figure{Metric: "repair", Operator: selling.LessOrEqual, Value: money.Count(4), Unit: "h", Period: "month"}}}
	r, err := house.Registration(n)
	require.NoError(t, err)
	_, err = p.SLA.Register(p.ctx, r)
	require.NoError(t, err)

	ticket, err := p.Problems.Open(p.ctx, problem.Report{Customer: p.id, Feature: "Fax", Text: "No fax comes in."})
	require.NoError(t, err)
	require.NoError(t, p.Settle(p.ctx))
	ticket, err = p.Problems.Get(p.ctx, ticket.ID)
	require.NoError(t, err)
	assert.Equal(t, ticket.CreatedAt.Add(4*time.Hour), ticket.ExpectedResolution)
	for _, due := range []struct {
		after time.Duration
		event string
	}{{3 * time.Hour, problem.EventClockWarned}, {4*time.Hour + time.Second, problem.EventClockBreached}} {
		_, err := p.Due(p.ctx, ticket.CreatedAt.Add(due.after))
		require.NoError(t, err)
		assert.Len(t, of(p.journal(ticket.Correlation), due.event), 1, due.event)
	}
}

// What a customer says about a ticket goes to it, in whatever state it is; another customer's is as if it were not there.
func TestContact_a_problem_report_about_a_ticket_goes_on_with_it(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		before func(p *player, id string) error
		want   problem.Status
		events []string // of the ticket's case, that the report sets off
		opens  bool
	}{
		"in progress": {want: problem.InProgress, events: []string{problem.EventNoted, problem.EventDetailsReported}},
		"pending": {want: problem.InProgress, events: []string{problem.EventStateChanged, problem.EventDetailsReported}, before: func(p *player, id string) error {
			_, err := p.Problems.Hold(p.ctx, id, problem.CauseCustomer, "Which mailbox?")
			return err
		}},
		"resolved": {want: problem.InProgress, events: []string{problem.EventConfirmation, problem.EventDetailsReported}, before: func(p *player, id string) error {
			_, err := p.Problems.ReceiveResolution(p.ctx, id, problem.Resolution{Text: "repaired"})
			return err
		}},
		"closed": {want: problem.InProgress, events: []string{problem.EventReopened, problem.EventDetailsReported}, before: func(p *player, id string) error {
			_, err := p.Problems.ReceiveResolution(p.ctx, id, problem.Resolution{Text: "repaired"})
			if err == nil {
				_, err = p.Problems.Answer(p.ctx, id, problem.Confirmation{Confirmed: true})
			}
			return err
		}},
		"cancelled": {want: problem.Cancelled, opens: true, before: func(p *player, id string) error {
			_, err := p.Problems.Cancel(p.ctx, id, "it works again")
			return err
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := live(t, memory.New(), script(t, "testdata/sla-normal.txt"), nil)
			own, err := p.Problems.Open(p.ctx, problem.Report{Customer: p.id, Feature: "Mail", Text: "No mail comes in."})
			require.NoError(t, err)
			foreign, err := p.Problems.Open(p.ctx, problem.Report{Customer: "another", Feature: "Mail", Text: "No mail comes in."})
			require.NoError(t, err)
			require.NoError(t, p.Settle(p.ctx))
			if test.before != nil {
				require.NoError(t, test.before(p, own.ID))
				require.NoError(t, p.Settle(p.ctx))
			}
			before := len(p.journal(own.Correlation))
			says := func(about string) {
				i, err := p.hears(p.ctx, contact.Inbound{Kind: contact.ProblemReport, About: about, Text: "The one of the workshop."})
				require.NoError(t, err)
				require.NoError(t, p.Settle(p.ctx))
				assert.Empty(t, failures(t, p.journal(i.Correlation)))
			}
			says(own.ID)
			got, err := p.Problems.Get(p.ctx, own.ID)
			require.NoError(t, err)
			assert.Equal(t, test.want, got.Status)
			assert.Subset(t, etomtest.Types(p.journal(own.Correlation)[before:]), test.events)
			tickets, err := p.Problems.By(p.ctx, "customer", p.id)
			require.NoError(t, err)
			assert.Equal(t, test.opens, len(tickets) > 1)

			says(foreign.ID)
			again, err := p.Problems.Get(p.ctx, foreign.ID)
			require.NoError(t, err)
			assert.Empty(t, again.Notes)
			more, err := p.Problems.By(p.ctx, "customer", p.id)
			require.NoError(t, err)
			assert.Len(t, more, len(tickets)+1, "a problem of its own")
		})
	}
}

func TestContact_a_denial_behind_the_silence_reopens_the_ticket(t *testing.T) {
	t.Parallel()
	p := live(t, memory.New(), script(t, "testdata/sla-normal.txt"), nil)
	ticket, err := p.Problems.Open(p.ctx, problem.Report{Customer: p.id, Feature: "Mail", Text: "No mail comes in."})
	require.NoError(t, err)
	_, err = p.Problems.ReceiveResolution(p.ctx, ticket.ID, problem.Resolution{Text: "repaired"})
	require.NoError(t, err)
	require.NoError(t, p.Settle(p.ctx))
	_, err = p.Due(p.ctx, p.world.Now().Add(14*24*time.Hour))
	require.NoError(t, err)
	ticket, err = p.Problems.Get(p.ctx, ticket.ID)
	require.NoError(t, err)
	require.Equal(t, problem.Closed, ticket.Status)

	i, err := p.hears(p.ctx, contact.Inbound{Kind: contact.Confirmation, About: ticket.ID, Content: json.RawMessage(`{"confirmed":false}`)})
	require.NoError(t, err)
	require.NoError(t, p.Settle(p.ctx))
	assert.Empty(t, failures(t, p.journal(i.Correlation)))
	ticket, err = p.Problems.Get(p.ctx, ticket.ID)
	require.NoError(t, err)
	assert.Equal(t, []any{problem.InProgress, 1}, []any{ticket.Status, ticket.Reopened})
}

// The ticket of an alarm is opened when nobody has given the customer's priority in time, and takes it when it comes.
func TestAlarm_a_late_priority_reaches_its_ticket(t *testing.T) {
	t.Parallel()
	p := live(t, memory.New(), script(t, "testdata/sla-alarm.txt"), func(p *player) { p.setting.without = "give priority for alarm" })
	_, err := p.Due(p.ctx, p.world.Now().Add(24*time.Hour))
	require.NoError(t, err)
	require.NoError(t, p.Settle(p.ctx))
	tickets, err := p.Problems.By(p.ctx, "customer", p.id)
	require.NoError(t, err)
	require.Len(t, tickets, 1)
	assert.Contains(t, reasonsOf(tickets[0]), "the customer's priority is not known")

	_, err = p.Retention.GivePriority(p.ctx, retention.Ask{Asker: etom.CustomerQoSSLA, Customer: p.id, About: tickets[0].ExternalID})
	require.NoError(t, err)
	require.NoError(t, p.Settle(p.ctx))
	ticket, err := p.Problems.Get(p.ctx, tickets[0].ID)
	require.NoError(t, err)
	assert.Contains(t, reasonsOf(ticket), "customer highest")
	assert.Empty(t, failures(t, p.everyCase()))
}
