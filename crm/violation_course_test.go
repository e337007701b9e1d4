package crm_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/contact"
	"github.com/etomcrm/etomcrm/crm/customer"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/sla"
	"github.com/etomcrm/etomcrm/sla/downtime"
)

// remedies are what was handed over to Billing in all cases.
func (p *player) remedies() (times int, total money.Amount) {
	p.t.Helper()
	for _, e := range of(p.everyCase(), sla.EventRemedyHandedOver) {
		var n sla.RemedyNotice
		require.NoError(p.t, e.Read(&n))
		times++
		var err error
		total, err = total.Add(n.Amount)
		require.NoError(p.t, err)
	}
	return times, total
}

func TestViolation_is_handed_over_once_and_corrected_by_the_difference(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		p := live(t, st, script(t, "testdata/bmw.txt"), nil)
		times, total := p.remedies()
		require.Equal(t, 1, times)
		require.Equal(t, money.Must("9.80 EUR"), total)
		violations, err := p.SLA.ViolationsOf(p.ctx, p.id)
		require.NoError(t, err)
		require.Len(t, violations, 1)
		v := violations[0]
		p.follow(v.ID) // the case of the period, where it is told what comes without a case

		report, err := p.SLA.ReportOf(p.ctx, v.Agreement, v.Period.Start())
		require.NoError(t, err)
		outage := report.Results[0].Ledger.Lines[0]
		again := func(id string, end time.Time) {
			_, err := p.SLA.ReceiveQuality(p.ctx, sla.QualityReport{ID: id, Agreement: v.Agreement, Feature: "Mail", In: v.Period.Start(),
				Outages: []downtime.Outage{{ID: outage.Outage, Start: outage.Span.Start, End: end}}})
			require.NoError(t, err)
			_, err = p.Due(p.ctx, p.world.Now().Add(24*time.Hour))
			require.NoError(t, err)
			require.NoError(t, p.Settle(p.ctx))
		}
		for range 3 {
			again("again", outage.Span.End)
		}
		again("the same under another name", outage.Span.End)
		times, _ = p.remedies()
		assert.Equal(t, 1, times, "evaluated again and again, it is handed over once")

		again("it was shorter", outage.Span.Start.Add(3*time.Hour))
		times, total = p.remedies()
		assert.Equal(t, 2, times)
		assert.Equal(t, 0, total.Sign(), "what was handed over is taken back")
		again("it was longer after all", outage.Span.Start.Add(6*time.Hour))
		times, total = p.remedies()
		assert.Equal(t, 3, times)
		assert.Equal(t, money.Must("9.80 EUR"), total)
		kept, err := p.Retention.Violations(p.ctx, p.id)
		require.NoError(t, err)
		require.Len(t, kept, 1)
		assert.Equal(t, money.Must("9.80 EUR"), kept[0].Remedy)
		assert.Empty(t, failures(t, p.everyCase()))
	})
}

// Whether the customer agrees with how a violation was resolved is asked for (3.6.4, 3.7.2).
func TestViolation_the_customer_answers_and_claims(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		p := live(t, st, script(t, "testdata/sla-violation.txt"), nil)
		v := p.onlyViolation()
		confirm := contact.Inbound{Kind: contact.Confirmation, About: v.ID, Content: json.RawMessage(`{"confirmed":true}`)}

		require.NoError(t, p.knows(customer.Draft{Data: customer.Data{Name: "A rival"}}, "rival@example.org", ""))
		rival, first := p.id, v.Customer
		for _, in := range []contact.Inbound{confirm, {Kind: contact.Complaint, About: v.ID, Text: "Pay me."}} {
			i, err := p.hears(p.ctx, in)
			require.NoError(t, err)
			require.NoError(t, p.Settle(p.ctx))
			if in.Kind == contact.Confirmation {
				assert.Len(t, failures(t, p.journal(i.Correlation)), 1, "another customer's violation is not there")
			}
		}
		p.id, p.email = first, "customer@example.org"
		assert.Nil(t, p.onlyViolation().Content)
		assert.NotEqual(t, rival, first)

		_, err := p.hears(p.ctx, confirm)
		require.NoError(t, err)
		require.NoError(t, p.Settle(p.ctx))
		require.NotNil(t, p.onlyViolation().Content)
		assert.True(t, p.onlyViolation().Content.Content)
	})
}

// A remedy that must be claimed is claimed by a complaint about the violation.
func TestViolation_that_must_be_claimed(t *testing.T) {
	t.Parallel()
	p := newPlayer(t, memory.New())
	require.Empty(t, p.do(script(t, "testdata/sla-normal.txt")[0]))
	asked := practice()
	asked.Terms.Claim = sla.Claim{Kind: sla.OnClaim, Within: 30, Unit: sla.CalendarDays, From: sla.FromPeriodEnd}
	n := bmwNotice()
	n.Customer = p.id
	r, err := asked.Registration(n)
	require.NoError(t, err)
	_, err = p.SLA.Register(p.ctx, r)
	require.NoError(t, err)
	p.world.After(12*time.Hour, func(context.Context) error { return nil })
	require.NoError(t, p.world.Run(p.ctx, p.Settle))
	_, err = p.SLA.ReceiveQuality(p.ctx, sla.QualityReport{ID: "q-1", Agreement: n.Agreement, Feature: "Mail",
		Outages: []downtime.Outage{{ID: "o-1", Start: start, End: start.Add(5 * time.Hour)}}})
	require.NoError(t, err)
	require.NoError(t, p.Settle(p.ctx))
	v := p.onlyViolation()
	p.follow(v.ID)
	times, _ := p.remedies()
	require.Zero(t, times, "nobody has asked yet")

	i, err := p.hears(p.ctx, contact.Inbound{Kind: contact.Complaint, About: v.ID, Text: "We were without mail for five hours."})
	require.NoError(t, err)
	require.NoError(t, p.Settle(p.ctx))
	p.follow(i.Correlation)
	times, total := p.remedies()
	assert.Equal(t, 1, times)
	assert.Equal(t, money.Must("9.80 EUR"), total)
	_, found := p.told(sla.EventClaimAnswered)
	assert.True(t, found, "the customer hears that the claim is accepted")
	tickets, err := p.Problems.By(p.ctx, "customer", p.id)
	require.NoError(t, err)
	assert.Empty(t, tickets, "a claim is no ticket")
}

func (p *player) onlyViolation() sla.Violation {
	p.t.Helper()
	all, err := p.SLA.ViolationsOf(p.ctx, p.id)
	require.NoError(p.t, err)
	require.Len(p.t, all, 1)
	return all[0]
}
