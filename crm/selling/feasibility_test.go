package selling_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/memory"
)

func TestService_Match(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		d := newDesk(t, st, config())
		for _, row := range []struct {
			name  string
			needs []selling.Need
			state selling.State
			event string
		}{
			{"standard products are proposed at once", []selling.Need{{Code: "extranet"}}, selling.Accepted, selling.EventProposalMade},
			{"what is missing beside them is said", []selling.Need{{Code: "extranet"}, {Text: "coffee"}}, selling.Accepted, selling.EventProposalMade},
			{"special products are asked about", []selling.Need{{Code: "extranet"}, {Code: "faster-connection"}}, selling.Pending, selling.EventFeasibilityAsked},
			{"nothing that fits is declined", []selling.Need{{Text: "coffee"}}, selling.Rejected, selling.EventProspectDeclined},
		} {
			p := d.qualified("dealer-b", nil, row.needs...)
			p, err := d.Match(d.ctx, p.ID)
			require.NoError(t, err, row.name)
			assert.Equal(t, row.state, p.State, row.name)
			all := types(d.events(p.Correlation))
			assert.Equal(t, row.event, all[len(all)-1], row.name)
			assert.Equal(t, row.state == selling.Accepted, p.Quote != "", row.name)
			_, err = d.Match(d.ctx, p.ID)
			assert.ErrorIs(t, err, fault.ErrState, row.name)
		}
		rejected, err := d.Prospects(d.ctx, "state", "rejected")
		require.NoError(t, err)
		require.Len(t, rejected, 1)
		assert.Equal(t, selling.ReasonNothing, rejected[0].Reasons[0].Code)
		accepted, err := d.Quotes(d.ctx, "customer", "dealer-b")
		require.NoError(t, err)
		require.Len(t, accepted, 2)
		assert.Empty(t, accepted[0].Missing)
		require.Len(t, accepted[1].Missing, 1)
		assert.Contains(t, accepted[1].Missing[0].Message, "coffee")
	})
}

func TestService_TakeFeasibility(t *testing.T) {
	t.Parallel()
	fast := []selling.Need{{Code: "faster-connection", Text: "a fast line"}}
	for _, row := range []struct {
		name    string
		needs   []selling.Need
		has     []string
		answers []selling.Feasibility
		edit    func(p selling.Portfolio)
		state   selling.State
		items   []string // of the proposal
		missing []string // codes
	}{
		{name: "what is feasible is proposed", needs: fast, answers: []selling.Feasibility{{Feasible: true}},
			state: selling.Accepted, items: []string{"extranet-access", "dsl-access"}},
		{name: "what it is delivered with is found in any case", needs: fast, answers: []selling.Feasibility{{Feasible: true, With: "adsl"}},
			state: selling.Accepted, items: []string{"extranet-access", "dsl-access"}},
		{name: "another offering that it is delivered with stands for the one asked about", needs: fast,
			answers: []selling.Feasibility{{Feasible: true, With: "Fibre"}},
			edit: func(p selling.Portfolio) {
				p[3].With, p[3].Needs = []string{"fibre"}, []string{"faster-connection"}
				p[3].Kind = selling.Custom
				p[3].Prices = nil
			},
			state: selling.Accepted, items: []string{"extranet-access", "car-configurator"}},
		{name: "unless it does not serve the need", needs: fast, answers: []selling.Feasibility{{Feasible: true, With: "Fibre"}},
			edit:  func(p selling.Portfolio) { p[3].With = []string{"fibre"} },
			state: selling.Accepted, items: []string{"extranet-access", "dsl-access"}},
		{name: "an alternative that does not serve the need is proposed and said to be less", needs: fast,
			answers: []selling.Feasibility{{Reason: "too far from the exchange"}},
			state:   selling.Accepted, items: []string{"extranet-access", "isdn-access"}, missing: []string{selling.ReasonBelow}},
		{name: "an alternative that serves the need comes before one that does not, and is asked about", needs: fast,
			edit: func(p selling.Portfolio) {
				p[2].Alternatives = []string{"isdn-access", "leased-line"}
				p[4].Kind = selling.Special
			},
			answers: []selling.Feasibility{{Reason: "too far"}, {Offering: "leased-line", Feasible: true}},
			state:   selling.Accepted, items: []string{"extranet-access", "leased-line"}},
		{name: "if that is not feasible either, the lesser one is left", needs: fast,
			edit: func(p selling.Portfolio) {
				p[2].Alternatives = []string{"isdn-access", "leased-line"}
				p[4].Kind = selling.Special
				p[4].Alternatives = []string{"dsl-access", "isdn-access"}
			},
			answers: []selling.Feasibility{{Reason: "too far"}, {Reason: "no duct"}},
			state:   selling.Accepted, items: []string{"extranet-access", "isdn-access"}, missing: []string{selling.ReasonBelow}},
		{name: "an alternative that the answer names is feasible", needs: fast,
			edit:    func(p selling.Portfolio) { p[4].Kind = selling.Special },
			answers: []selling.Feasibility{{Reason: "too far", Alternative: "leased-line", LeadTime: 90 * day}},
			state:   selling.Accepted, items: []string{"extranet-access", "leased-line"}},
		{name: "one that the portfolio does not have is passed over", needs: fast,
			answers: []selling.Feasibility{{Reason: "too far", Alternative: "satellite"}},
			state:   selling.Accepted, items: []string{"extranet-access", "isdn-access"}, missing: []string{selling.ReasonBelow}},
		{name: "without any alternative the prospect is declined", needs: fast, edit: func(p selling.Portfolio) { p[2].Alternatives = nil },
			answers: []selling.Feasibility{{Reason: "too far"}}, state: selling.Rejected, missing: []string{selling.ReasonInfeasible}},
		{name: "what else is needed is proposed all the same", needs: append([]selling.Need{{Code: "car-configurator"}}, fast...),
			edit:    func(p selling.Portfolio) { p[2].Alternatives = nil },
			answers: []selling.Feasibility{{Reason: "too far"}}, state: selling.Accepted, items: []string{"extranet-access", "car-configurator"},
			missing: []string{selling.ReasonInfeasible}},
		{name: "an alternative that cannot stand beside the rest is passed over", needs: append([]selling.Need{{Code: "car-configurator"}}, fast...),
			edit:    func(p selling.Portfolio) { p[3].Excludes = []string{"isdn-access"} },
			answers: []selling.Feasibility{{Reason: "too far"}}, state: selling.Accepted, items: []string{"extranet-access", "car-configurator"},
			missing: []string{selling.ReasonInfeasible}},
		{name: "a required special product is asked about as well, and takes along what hangs on it", needs: fast,
			edit:    func(p selling.Portfolio) { p[0].Kind = selling.Special; p[2].Alternatives = nil },
			answers: []selling.Feasibility{{Offering: "dsl-access", Feasible: true}, {Offering: "extranet-access", Reason: "no exchange"}},
			state:   selling.Rejected, missing: []string{selling.ReasonInfeasible}},
		{name: "but not if the customer has it", needs: fast, has: []string{"extranet-access"},
			edit:    func(p selling.Portfolio) { p[0].Kind = selling.Special },
			answers: []selling.Feasibility{{Feasible: true}}, state: selling.Accepted, items: []string{"extranet-access", "dsl-access"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			c := config()
			if row.edit != nil {
				row.edit(c.Portfolio)
			}
			d := newDesk(t, memory.New(), c)
			p := d.qualified("dealer-b", row.has, row.needs...)
			p, err := d.Match(d.ctx, p.ID)
			require.NoError(t, err)
			for _, a := range row.answers {
				require.Equal(t, selling.Pending, p.State)
				p, err = d.TakeFeasibility(d.ctx, p.ID, a)
				require.NoError(t, err)
			}
			require.Equal(t, row.state, p.State)
			reasons := p.Reasons
			if p.Quote != "" {
				q := d.quote(p.Quote)
				reasons = q.Missing
				var items []string
				for _, i := range q.Items {
					items = append(items, i.Offering)
				}
				assert.Equal(t, row.items, items)
			}
			var codes []string
			for _, r := range reasons {
				codes = append(codes, r.Code)
			}
			assert.Equal(t, row.missing, codes)
			_, err = d.TakeFeasibility(d.ctx, p.ID, selling.Feasibility{Feasible: true})
			assert.ErrorIs(t, err, fault.ErrState, "nothing is open any more")
		})
	}
}

func TestService_TakeFeasibility_needs_to_know_which_question_is_answered(t *testing.T) {
	t.Parallel()
	c := config()
	c.Portfolio[3].Kind = selling.Special
	d := newDesk(t, memory.New(), c)
	p := d.qualified("dealer-b", nil, selling.Need{Code: "faster-connection"}, selling.Need{Code: "car-configurator"})
	p, err := d.Match(d.ctx, p.ID)
	require.NoError(t, err)
	require.Len(t, p.Questions, 2)
	_, err = d.TakeFeasibility(d.ctx, p.ID, selling.Feasibility{Feasible: true})
	assert.Equal(t, []string{"productOffering ETOM-REQUIRED"}, faults(t, err))
	_, err = d.TakeFeasibility(d.ctx, p.ID, selling.Feasibility{Offering: "isdn-access", Feasible: true})
	assert.ErrorIs(t, err, fault.ErrState)
	p, err = d.TakeFeasibility(d.ctx, p.ID, selling.Feasibility{Offering: "car-configurator", Feasible: true})
	require.NoError(t, err)
	assert.Equal(t, selling.Pending, p.State, "one answer is still out")
	p, err = d.TakeFeasibility(d.ctx, p.ID, selling.Feasibility{Feasible: true, With: "DSL", LeadTime: 21 * day})
	require.NoError(t, err)
	assert.Equal(t, selling.Accepted, p.State)
	assert.Equal(t, 21*day, d.quote(p.Quote).LeadTime)
}

func TestService_a_custom_product_waits_for_its_price(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		d := newDesk(t, st, config())
		p := d.qualified("dealer-b", nil, selling.Need{Code: "leased-line"})
		p, err := d.Match(d.ctx, p.ID)
		require.NoError(t, err)
		assert.True(t, last[selling.FeasibilityNotice](t, d.events(p.Correlation), selling.EventFeasibilityAsked).Custom)
		p, err = d.TakeFeasibility(d.ctx, p.ID, selling.Feasibility{Feasible: true})
		require.NoError(t, err)
		q := d.quote(p.Quote)
		assert.Equal(t, selling.InProgress, q.State)
		assert.NotContains(t, types(d.events(p.Correlation)), selling.EventProposalMade)
		_, err = d.Submit(d.ctx, q.ID)
		assert.Equal(t, []string{"quoteItem ETOM-REQUIRED"}, faults(t, err))

		priced := q.Draft
		priced.Items[0].Prices = prices("900.00 EUR")
		_, err = d.EditQuote(d.ctx, q.ID, priced)
		require.NoError(t, err)
		q, err = d.Submit(d.ctx, q.ID)
		require.NoError(t, err)
		assert.Equal(t, selling.Approved, q.State)
		assert.Equal(t, p.ID, q.Prospect)
		assert.Equal(t, "1100.00 EUR", q.Totals[0].Net.String())
		assert.Equal(t, 64*day, q.LeadTime)
	})
}

func TestService_needs_and_the_reason_of_a_refusal_may_be_long(t *testing.T) {
	t.Parallel()
	d := memoryDesk(t)
	var needs []selling.Need
	for range selling.MaxNeeds {
		needs = append(needs, selling.Need{Code: "faster-connection", Text: strings.Repeat("ä", fault.MaxText/20)})
	}
	p := d.qualified("dealer-b", nil, needs...)
	_, err := d.Match(d.ctx, p.ID)
	require.NoError(t, err)
	p, err = d.TakeFeasibility(d.ctx, p.ID, selling.Feasibility{Reason: strings.Repeat("€", fault.MaxText/3)})
	require.NoError(t, err)
	assert.Equal(t, selling.Accepted, p.State)
}
