package crm_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm"
	"github.com/etomcrm/etomcrm/crm/contact"
	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/etom"
	"github.com/etomcrm/etomcrm/etom/flow"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/ordering"
)

// What customers want of an order on its way comes in as a contact like any other.

const (
	cancels = `say kind=cancellation to=contact.status.told time=1 after=1h text="We have changed our mind."`
	asks    = `say kind=statusInquiry to=selling.purchaseOrder.confirmed after=500h text="How far is our order?"`
)

func TestContact_a_cancellation_stops_the_work(t *testing.T) {
	t.Parallel()
	p := plays(t, course(t, "testdata/ordering-unasked.txt", nil, cancels, asks), nil)
	assert.Equal(t, ordering.Cancelled, p.orderOf().State)
	assert.Subset(t, told(p.customer), []string{ordering.EventCancellationDecided, ordering.EventCancelled})
	assert.NotContains(t, told(p.customer), "contact.completion.told")
	assert.NotEqual(t, flow.Done, p.verdict(flow.Ordering(), p.correlation).Verdict)
	assert.Equal(t, string(ordering.Cancelled), p.statusTold(), "whoever asks later hears how it ended")
}

func TestContact_a_cancellation_that_comes_too_late_is_denied_and_the_order_completed(t *testing.T) {
	t.Parallel()
	for name, answers := range map[string]time.Duration{
		"while the work goes on":                   time.Hour,
		"after the work has ended in the meantime": 300 * time.Hour,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := plays(t, course(t, "testdata/ordering-unasked.txt", nil, cancels), func(p *player) {
				p.plan.KeepsWorking, p.plan.AnswerAfter = true, answers
			})
			decision := last[ordering.CancellationNotice](t, p.journal(p.correlation), ordering.EventCancellationDecided)
			require.Len(t, decision.Cancellation.Reasons, 1)
			assert.Equal(t, ordering.ReasonCannotUndo, decision.Cancellation.Reasons[0].Code)
			assert.Contains(t, told(p.customer), ordering.EventCancellationDecided)
			assert.Equal(t, ordering.Completed, p.orderOf().State)
			assert.Equal(t, flow.Done, p.verdict(flow.Ordering(), p.correlation).Verdict)
		})
	}
}

func TestContact_an_amendment_adds_to_the_order(t *testing.T) {
	t.Parallel()
	p := plays(t, course(t, "testdata/ordering-unasked.txt", nil,
		`say kind=amendment to=contact.status.told after=1h add=router text="A router as well, please."`), nil)
	assert.Empty(t, failures(t, p.journal(p.correlation)))
	o := p.orderOf()
	assert.Equal(t, ordering.Completed, o.State)
	require.Len(t, o.Items, 2)
	assert.Equal(t, "router", o.Items[1].Offering)
	assert.Equal(t, money.Must("80.00 EUR"), o.Items[1].Prices[0].Amount, "it costs what Selling asks for it, whatever the customer wrote")
	require.Len(t, o.Amendments, 1)
	assert.Equal(t, "A router as well, please.", o.Amendments[0].Note)
	assert.Equal(t, flow.Done, p.verdict(flow.Ordering(), p.correlation).Verdict)
}

func TestContact_the_customer_tests_before_the_order_is_complete(t *testing.T) {
	t.Parallel()
	p := plays(t, course(t, "testdata/ordering-unasked.txt", map[string]string{"say": "kind=purchaseOrder testFirst=yes"},
		`say kind=testResult to=ordering.test.offered time=1 after=24h reason="The line is dead."`,
		`say kind=testResult to=ordering.test.offered time=2 after=24h accepted=yes`), nil)
	o := p.orderOf()
	assert.Equal(t, ordering.Completed, o.State)
	require.Len(t, o.Tests, 2)
	assert.False(t, o.Tests[0].Accepted)
	assert.Equal(t, "The line is dead.", o.Tests[0].Reason)
	assert.True(t, o.Tests[1].Accepted)
	assert.Equal(t, 2, o.Work[0].Try)
	assert.Equal(t, flow.Done, p.verdict(flow.Ordering(), p.correlation).Verdict)
}

// The first mail comes from an address that nobody knows. An agent finds out whose it is, and it goes on as if it had been known.
func TestContact_of_an_unknown_sender_goes_on_when_the_sender_is_known(t *testing.T) {
	t.Parallel()
	commands := script(t, "testdata/presales.txt")
	p := live(t, memory.New(), commands, func(p *player) {
		p.setting.customer.On("marketing.collateral.issued", 0, func(context.Context, crm.Message) error {
			p.email = "somebody@else.example"
			return nil
		})
	})
	assert.Equal(t, []string{"marketing.collateral.issued"}, told(p.customer))
	waiting, err := p.Contacts.Waiting(p.ctx, etom.CustomerInterface)
	require.NoError(t, err)
	require.Len(t, waiting, 1)
	assert.True(t, waiting[0].Unknown())

	p.email = "a@customer.example"
	i, err := p.Contacts.Resolve(p.ctx, waiting[0].ID, p.id)
	require.NoError(t, err)
	p.follow(i.Correlation)
	require.NoError(t, p.world.Run(p.ctx, p.Settle))
	assert.Equal(t, flow.Done, p.verdict(flow.PreSales(), p.correlation).Verdict)
}

// What customers ask for is tracked to completion: at the end of a course nothing is open, and nothing was late.
func TestContact_requests_are_completed_when_they_are_done(t *testing.T) {
	t.Parallel()
	tests := "testFirst=yes"
	for name, commands := range map[string][]string{
		"testdata/bmw.txt":      nil,
		"testdata/presales.txt": {`say kind=refusal to=selling.proposal.made after=24h text="That is too dear."`},
		"testdata/presales-standard.txt": {
			`say kind=counterOffer to=selling.proposal.made time=1 after=24h discount=10% text="We ask for a discount of 10 %."`},
		"testdata/ordering.txt": {`say kind=cancellation to=contact.status.told after=1h text="We have changed our mind."`},
		"testdata/ordering-unasked.txt": {
			`say kind=amendment to=contact.status.told after=1h add=router text="A router as well, please."`,
			`say kind=testResult to=ordering.test.offered time=1 after=1h reason="The line is dead."`,
			`say kind=testResult to=ordering.test.offered time=2 after=1h accepted=yes`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := plays(t, course(t, name, map[string]string{"say": "kind=purchaseOrder " + tests}, commands...), nil)
			open, err := p.Contacts.Open(p.ctx, p.id)
			require.NoError(t, err)
			for _, i := range open {
				assert.Fail(t, "is still open", "%s: %s", i.Kind, i.Text)
			}
			report, err := p.Due(p.ctx, p.world.Now().Add(365*24*time.Hour))
			require.NoError(t, err)
			assert.Zero(t, report.Late)
		})
	}
}

func TestContact_what_is_declined_is_completed(t *testing.T) {
	t.Parallel()
	p := plays(t, course(t, "testdata/presales.txt", map[string]string{"activation": `reason="no fibre in this street"`, "offering": `id=fast-line alternative=""`}), nil)
	open, err := p.Contacts.Open(p.ctx, p.id)
	require.NoError(t, err)
	assert.Empty(t, open)
}

// An agent may complete a request while it is on its way to its process.
func TestContact_a_request_that_somebody_has_completed_is_done_all_the_same(t *testing.T) {
	t.Parallel()
	p := offered(t, memory.New(), false)
	offer, _ := p.told(selling.EventProposalMade)
	i, err := p.hears(p.ctx, contact.Inbound{Kind: contact.Refusal, About: offer.About, Text: "That is too dear."})
	require.NoError(t, err)
	for range 2 { // it is received, it is routed
		_, delivered, err := p.Step(p.ctx, offer.Correlation)
		require.True(t, delivered)
		require.NoError(t, err)
		if events := of(p.journal(offer.Correlation), contact.Refusal.RoutedEvent()); len(events) > 0 && !events[0].Delivered {
			_, err = p.Contacts.Complete(p.ctx, i.ID, "on the telephone")
			require.NoError(t, err)
		}
	}
	require.NoError(t, p.Settle(p.ctx))
	assert.Empty(t, failures(t, p.journal(offer.Correlation)))
	quote, err := p.Selling.Quote(p.ctx, offer.About)
	require.NoError(t, err)
	assert.Equal(t, selling.Rejected, quote.State)
}

func TestContact_a_standard_question_is_answered_at_once(t *testing.T) {
	t.Parallel()
	p := offered(t, memory.New(), false)
	i, err := p.hears(p.ctx, contact.Inbound{Kind: contact.Question, Text: contact.StandardQuestions()[0].En.Question})
	require.NoError(t, err)
	require.NoError(t, p.Settle(p.ctx))
	answer, told := p.told(contact.EventAnswered)
	require.True(t, told)
	assert.Equal(t, i.Correlation, answer.Correlation)
	assert.Contains(t, string(answer.Data), contact.StandardQuestions()[0].En.Answer)
}

// Whoever asks for the status hears how the order stands, whether or not progress was ever reported of it.
func TestContact_the_status_told_is_that_of_the_order(t *testing.T) {
	t.Parallel()
	quiet := func(p *player) { p.plan.ProgressAfter = 0 }
	for name, c := range map[string]struct {
		change func(*player)
		state  ordering.State
	}{
		"in progress, of which nothing was reported": {func(p *player) { quiet(p); p.plan.TakesFor["line"] = 600 * time.Hour }, ordering.InProgress},
		"completed": {quiet, ordering.Completed},
		"failed":    {func(p *player) { p.plan.Fails = map[string]string{"line": "broken"} }, ordering.Failed},
		"rejected":  {func(p *player) { p.ordering.Credit = ordering.CreditLimit{Limit: money.Must("1.00 EUR")} }, ordering.Rejected},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := plays(t, course(t, "testdata/ordering-unasked.txt", nil, asks), c.change)
			assert.Equal(t, string(c.state), p.statusTold())
		})
	}
}

// statusTold is the state of which the answer to the last inquiry speaks.
func (p *player) statusTold() string {
	p.t.Helper()
	m := last[contact.Message](p.t, p.journal(p.correlation), contact.EventStatus)
	require.NotEmpty(p.t, m.Answers, "it answers an inquiry")
	require.NotEmpty(p.t, m.Content, "%s", m.Text)
	return last[struct {
		Content struct {
			State string `json:"state"`
		} `json:"content"`
	}](p.t, p.journal(p.correlation), contact.EventStatus).Content.State
}
