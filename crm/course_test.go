package crm_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm"
	"github.com/etomcrm/etomcrm/crm/marketing"
	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/flow"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/ordering"
)

// course is a script that goes another way than the document's main one: changed in some of its commands, and with further
// ones behind them.
func course(t testing.TB, path string, changed map[string]string, more ...string) []etomtest.Command {
	t.Helper()
	text := ""
	for _, line := range more {
		text += line + "\n----\n\n"
	}
	commands := script(t, path)
	if text != "" {
		further, err := etomtest.ParseScript([]byte(text))
		require.NoError(t, err)
		commands = append(commands, further...)
	}
	for verb, args := range changed {
		change, err := etomtest.ParseScript([]byte(verb + " " + args + "\n----\n"))
		require.NoError(t, err)
		for n, c := range commands {
			if c.Verb == verb && fits(c, change[0]) {
				commands[n].Args = append(slices.Clone(change[0].Args), c.Args...) // the first of a key counts
			}
		}
	}
	return commands
}

// fits reports whether a command is about what a change is about.
func fits(c, change etomtest.Command) bool {
	for _, key := range []string{"id", "kind", "does"} {
		if change.Arg(key) != "" && change.Arg(key) != c.Arg(key) {
			return false
		}
	}
	return true
}

// plays plays a course to its end; nothing in it may fail.
func plays(t *testing.T, commands []etomtest.Command, change func(*player)) *player {
	t.Helper()
	p := live(t, memory.New(), commands, change)
	assert.Empty(t, failures(t, p.journal(p.correlation)))
	return p
}

// orderOf is the customer's only order.
func (p *player) orderOf() ordering.Order {
	p.t.Helper()
	all, err := p.Orders.By(p.ctx, "customer", p.id)
	require.NoError(p.t, err)
	require.Len(p.t, all, 1)
	return all[0]
}

func (p *player) lead() marketing.Lead {
	p.t.Helper()
	lead, err := p.Marketing.Lead(p.ctx, p.correlation)
	require.NoError(p.t, err)
	return lead
}

func TestCourse_an_order_beyond_the_credit_limit_is_refused_and_the_customer_told(t *testing.T) {
	t.Parallel()
	p := plays(t, script(t, "testdata/ordering-unasked.txt"), func(p *player) {
		p.ordering.Credit = ordering.CreditLimit{Limit: money.Must("28.99 EUR")} // the line costs 29.00 EUR
	})
	o := p.orderOf()
	assert.Equal(t, ordering.Rejected, o.State)
	require.NotEmpty(t, o.Reasons)
	assert.Equal(t, ordering.ReasonOverLimit, o.Reasons[0].Code)
	assert.Contains(t, told(p.customer), selling.EventOrderRefused)
	refusal := last[selling.AgreementNotice](t, p.journal(p.correlation), selling.EventOrderRefused)
	assert.Equal(t, o.Reasons, refusal.Reasons, "Selling and the customer hear why")
	assert.Equal(t, "waiting after step 6", p.verdict(flow.Ordering(), p.correlation).String())
}

func TestCourse_what_cannot_be_delivered_is_replaced_by_the_alternative(t *testing.T) {
	t.Parallel()
	p := plays(t, course(t, "testdata/presales.txt", map[string]string{"activation": `reason="no fibre in this street"`}), nil)
	offer := last[selling.Proposal](t, p.journal(p.correlation), selling.EventProposalMade)
	require.Len(t, offer.Items, 1)
	assert.Equal(t, "Access line", offer.Items[0].Name)
	assert.Equal(t, "Fast access line", offer.Items[0].Instead)
	require.Len(t, offer.Missing, 1)
	assert.Equal(t, selling.ReasonBelow, offer.Missing[0].Code, "the customer is told that it is not what was asked for")
	assert.Equal(t, flow.Done, p.verdict(flow.PreSales(), p.correlation).Verdict)
}

func TestCourse_what_cannot_be_delivered_and_has_no_alternative_is_declined_and_the_customer_told(t *testing.T) {
	t.Parallel()
	p := plays(t, course(t, "testdata/presales.txt", map[string]string{"activation": `reason="no fibre in this street"`, "offering": `id=fast-line alternative=""`}), nil)
	notice := last[selling.ProspectNotice](t, p.journal(p.correlation), selling.EventProspectDeclined)
	require.Len(t, notice.Reasons, 1)
	assert.Contains(t, notice.Reasons[0].Message, "no fibre in this street")
	assert.Contains(t, told(p.customer), selling.EventProspectDeclined)
	assert.NotContains(t, told(p.customer), selling.EventProposalMade)
	assert.Equal(t, marketing.Rejected, p.lead().Status)
	assert.Equal(t, "waiting after step 9", p.verdict(flow.PreSales(), p.correlation).String())
}

func TestCourse_a_refused_proposal_makes_no_order(t *testing.T) {
	t.Parallel()
	p := plays(t, course(t, "testdata/presales.txt", nil, `say kind=refusal to=selling.proposal.made after=24h text="That is too dear."`), nil)
	assert.Equal(t, flow.Done, p.verdict(flow.PreSales(), p.correlation).Verdict)
	assert.Equal(t, flow.NotBegun, p.verdict(flow.Ordering(), p.correlation).Verdict)
	orders, err := p.Orders.By(p.ctx, "customer", p.id)
	require.NoError(t, err)
	assert.Empty(t, orders)
	notice := last[selling.QuoteNotice](t, p.journal(p.correlation), selling.EventQuoteRejected)
	assert.Equal(t, "That is too dear.", notice.Reasons[0].Message)
	assert.Equal(t, marketing.Rejected, p.lead().Status)
}

func TestCourse_a_counter_offer_is_answered_with_a_new_version(t *testing.T) {
	t.Parallel()
	p := plays(t, course(t, "testdata/presales.txt", nil,
		`say kind=counterOffer to=selling.proposal.made time=1 after=24h discount=10% text="We ask for a discount of 10 %."`), nil)
	offers := of(p.journal(p.correlation), selling.EventProposalMade)
	require.Len(t, offers, 2)
	second := last[selling.Proposal](t, offers, selling.EventProposalMade)
	assert.Equal(t, 2, second.Number)
	assert.Equal(t, "44.10 EUR", second.Totals[0].Net.String(), "49.00 EUR less 10 %")
	assert.Equal(t, flow.Done, p.verdict(flow.PreSales(), p.correlation).Verdict)
}

// Two letters cross: the customer orders the first version when the second is on its way.
func TestCourse_an_order_of_a_version_that_another_one_followed_is_refused_and_the_customer_told(t *testing.T) {
	t.Parallel()
	p := plays(t, course(t, "testdata/presales.txt", nil,
		`say kind=counterOffer to=selling.proposal.made time=1 after=24h discount=10% text="We ask for a discount of 10 %."`,
		`say kind=purchaseOrder to=selling.proposal.made time=1 after=25h text="We order all the same." signed="Director of Customer A"`), nil)
	refusal := last[selling.QuoteNotice](t, p.journal(p.correlation), selling.EventPurchaseOrderRefused)
	require.Len(t, refusal.Reasons, 1)
	assert.Equal(t, crm.ReasonOtherVersion, refusal.Reasons[0].Code)
	assert.Contains(t, told(p.customer), selling.EventPurchaseOrderRefused)
	orders, err := p.Orders.By(p.ctx, "customer", p.id)
	require.NoError(t, err)
	assert.Empty(t, orders)
}

func TestCourse_an_order_behind_the_end_of_the_offer_is_refused_and_the_customer_told(t *testing.T) {
	t.Parallel()
	p := plays(t, course(t, "testdata/presales.txt", nil,
		`say kind=purchaseOrder to=selling.proposal.made after=1000h text="We order." signed="Director of Customer A"`), nil)
	refusal := last[selling.QuoteNotice](t, p.journal(p.correlation), selling.EventPurchaseOrderRefused)
	require.Len(t, refusal.Reasons, 1)
	assert.Equal(t, selling.ReasonTooLate, refusal.Reasons[0].Code)
	assert.Contains(t, told(p.customer), selling.EventPurchaseOrderRefused)
}

func TestCourse_a_completion_expected_too_late_is_a_jeopardy_and_the_customer_told(t *testing.T) {
	t.Parallel()
	p := plays(t, script(t, "testdata/ordering-unasked.txt"), func(p *player) { p.plan.TakesFor["line"] = 200 * time.Hour })
	jeopardy := last[ordering.Notice](t, p.journal(p.correlation), ordering.EventJeopardy).Jeopardy
	assert.Equal(t, ordering.Endangered, jeopardy.Danger)
	assert.Contains(t, jeopardy.Measures, ordering.InformCustomer)
	reads := told(p.customer)
	assert.Less(t, slices.Index(reads, ordering.EventJeopardy), slices.Index(reads, "contact.completion.told"), "it is told before it is late")
	assert.Equal(t, flow.Done, p.verdict(flow.Ordering(), p.correlation).Verdict)
}

func TestCourse_a_date_that_passes_is_noticed_by_Due(t *testing.T) {
	t.Parallel()
	var due int
	p := plays(t, script(t, "testdata/ordering-unasked.txt"), func(p *player) {
		p.plan.TakesFor["line"], p.plan.ProgressAfter = 400*time.Hour, 0
		p.setting.world.After(300*time.Hour, p.dueOnce(&due))
	})
	assert.Equal(t, 1, due)
	jeopardy := last[ordering.Notice](t, p.journal(p.correlation), ordering.EventJeopardy).Jeopardy
	assert.Equal(t, ordering.Missed, jeopardy.Danger)
	assert.Contains(t, told(p.customer), ordering.EventJeopardy)
}

func TestCourse_work_that_fails_in_part_completes_in_part_and_the_customer_is_told(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fails string
		state ordering.State
		reads string
	}{
		"the last":                        {"router", ordering.Partial, ordering.EventPartial},
		"the one on which all the others": {"line", ordering.Failed, ordering.EventFailed},
	} {
		t.Run(name+" fails", func(t *testing.T) {
			t.Parallel()
			p := plays(t, script(t, "testdata/ordering.txt"), func(p *player) { p.plan.Fails = map[string]string{c.fails: "broken"} })
			assert.Equal(t, c.state, p.orderOf().State)
			assert.Contains(t, told(p.customer), c.reads)
			assert.NotContains(t, told(p.customer), "contact.completion.told")
			assert.Equal(t, "waiting after step 13", p.verdict(flow.Ordering(), p.correlation).String())
		})
	}
}
