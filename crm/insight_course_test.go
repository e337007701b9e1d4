package crm_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/billing/charge"
	"github.com/etomcrm/etomcrm/billing/rating"
	"github.com/etomcrm/etomcrm/crm"
	"github.com/etomcrm/etomcrm/crm/contact"
	"github.com/etomcrm/etomcrm/crm/problem"
	"github.com/etomcrm/etomcrm/crm/retention"
	"github.com/etomcrm/etomcrm/crm/retention/insight"
	"github.com/etomcrm/etomcrm/crm/retention/model"
	"github.com/etomcrm/etomcrm/crm/retention/risk"
	"github.com/etomcrm/etomcrm/crm/retention/value"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/ordering"
)

// newCaller is a payer whose "Line" and "Flat" are charged by whole months and have calls at 0.10 EUR a minute; of the first, 100 minutes a
// month are included if that is asked for.
func newCaller(t testing.TB, st store.Store, included bool, change func(*setting)) *payer {
	t.Helper()
	tariff := rating.Tariff{ID: "voice", Version: "1", Name: "Voice", Currency: money.MustCurrency("EUR"), Zone: "Europe/Berlin", From: calendar.MustParse("2020-01-01"),
		Prices: []rating.Price{{Code: "call", Name: "Calls", Kind: "voice", Measure: rating.Duration, Model: rating.Unit, Unit: "min", Amount: money.Must("0.10 EUR")}}}
	if included {
		tariff.Allowances = []rating.Allowance{{ID: "min", Name: "Minutes", Measure: rating.Duration, Unit: "min", Grant: money.Count(100)}}
	}
	book, err := rating.NewBook(rating.BookSpec{Tariffs: []rating.Tariff{tariff}})
	require.NoError(t, err)
	return newPayer(t, st, func(s *setting) {
		s.config.Billing.Book = book
		s.config.Charging = map[string]crm.Charging{"Line": {Tariff: "voice", DayCount: charge.NoProration}, "Flat": {Tariff: "voice", DayCount: charge.NoProration}}
		if change != nil {
			change(s)
		}
	})
}

// calls is that the customer's last product is used for so many minutes.
func (p *payer) calls(minutes int) {
	p.t.Helper()
	held, err := p.Billing.ProductsOf(p.ctx, p.account().ID)
	require.NoError(p.t, err)
	one := held[len(held)-1]
	id := fmt.Sprint("usage ", p.world.Now().Format(time.RFC3339), " ", minutes)
	r, err := p.Billing.ReceiveUsage(p.ctx, billing.Batch{ID: id, Records: []rating.Usage{{ID: id, Product: one.ID, Kind: "voice",
		At: p.world.Now().Add(-time.Minute), Duration: calendar.Span(time.Duration(minutes) * time.Minute)}}})
	require.NoError(p.t, err)
	require.Equal(p.t, 1, r.Taken, r.Bad)
}

// quarter is March to May: calls, a ticket and a question, and ten euros of April given back.
func (p *payer) quarter() {
	p.t.Helper()
	p.buys(monthly(ordering.Add, "Line", "30.00 EUR"))
	p.calls(50)
	p.on("04-01")
	p.pays()
	p.calls(120)
	_, err := p.says(contact.ProblemReport, "", "The line crackles.", `{"feature":"Voice"}`)
	require.NoError(p.t, err)
	p.on("05-01")
	p.pays()
	_, err = p.says(contact.BillInquiry, "", "Why is it more than last month?", "")
	require.NoError(p.t, err)
	b := p.bills()[slices.IndexFunc(p.bills(), func(b billing.Bill) bool { return b.Period.From() == day("04-01") })]
	fee := 1 + slices.IndexFunc(b.Lines, func(l billing.Line) bool { return l.Category == billing.RecurringLine })
	_, err = p.Billing.Correct(p.ctx, b.ID, billing.CorrectionDraft{Reason: fault.Reason{Code: "R", Message: "it crackled for ten days"}, By: "an agent",
		Lines: []billing.LinePart{{No: fee, Amount: money.Must("10.00 EUR")}}})
	require.NoError(p.t, err)
	p.settles()
	p.on("06-01")
	p.pays()
}

var thisYear = value.Window{From: day("01-01"), Until: day("12-31")}

// months are what insight knows of each, in a line.
func (p *payer) months() []string {
	p.t.Helper()
	all, err := p.Insight.Months(p.ctx, p.id, thisYear)
	require.NoError(p.t, err)
	var lines []string
	for _, m := range all {
		line := fmt.Sprintf("%s %s", m.Month, m.Revenue)
		for _, u := range m.Usage {
			line += fmt.Sprintf(", %s %s %s", u.Service, u.Quantity, u.Unit)
		}
		for _, d := range m.Drivers {
			line += fmt.Sprintf(", %s %s", d.Driver, d.Quantity)
		}
		lines = append(lines, line)
	}
	return lines
}

func TestInsight_notes_bills_tickets_and_contacts_once_though_every_event_is_delivered_twice(t *testing.T) {
	everyStore(t, func(t *testing.T, st store.Store) {
		bus := &flaky{seen: map[string]int{}}
		p := newCaller(t, st, false, func(s *setting) {
			s.config.Subscribers = append(s.config.Subscribers, bus.take)
			s.channel = &stutter{Channel: s.customer, seen: map[string]bool{}}
		})
		p.quarter()
		require.Empty(t, p.failed())
		assert.Equal(t, []string{
			"2026-03-01 35.00 EUR, calls 50 min",                       // 30.00 and 50 × 0.10
			"2026-04-01 32.00 EUR, calls 120 min, contact 1, ticket 1", // 30.00 and 120 × 0.10, less 10.00
			"2026-05-01 30.00 EUR, contact 1",
		}, p.months())

		a, err := p.Insight.Analyse(p.ctx, p.id, thisYear)
		require.NoError(t, err)
		assert.Equal(t, 3, a.Months)
		require.Len(t, a.Pattern.Services, 1)
		assert.Equal(t, money.Count(170), a.Pattern.Services[0].Quantity)
		assert.Equal(t, money.Must("97.00 EUR"), a.Profit.Revenue)
		assert.Equal(t, money.Must("21.00 EUR"), a.Profit.Cost, "a ticket at 12.00, two contacts at 4.50")
		assert.Equal(t, money.Must("76.00 EUR"), a.Profit.Profit)
		assert.Equal(t, insight.Unknown, a.Revenue.Direction, "three months tell no trend")
	})
}

// Who speaks to a process directly has made contact all the same.
func TestInsight_counts_contacts_that_do_not_go_by_Customer_Interface_Management(t *testing.T) {
	t.Parallel()
	p := newCaller(t, memory.New(), false, func(s *setting) { s.config.DirectContact = true })
	p.quarter()
	assert.Equal(t, "2026-05-01 30.00 EUR, contact 1", p.months()[2])
	assert.Empty(t, p.failed())
}

func TestInsight_of_a_duplicate_is_the_customers(t *testing.T) {
	t.Parallel()
	p := newCaller(t, memory.New(), false, nil)
	old := p.id
	p.buys(monthly(ordering.Add, "Line", "30.00 EUR"))
	p.on("04-01")
	p.moves(consumer("other@customer.example"))
	_, err := p.Customers.Merge(p.ctx, p.id, old, "the same person")
	require.NoError(t, err)
	p.settles()
	require.Equal(t, []string{"2026-03-01 30.00 EUR"}, p.months())
	p.on("05-01")
	assert.Equal(t, []string{"2026-03-01 30.00 EUR", "2026-04-01 30.00 EUR"}, p.months(), "its bills go on")
}

// scoring is a model made by hand: the intercept, and by fact a coefficient.
func scoring(name string, intercept float64, facts ...any) model.Model {
	m := model.Model{Name: name, Version: "1", Target: name, Positive: "yes", Intercept: intercept, FittedOn: model.Fitted{Rows: 100, Positives: 30}}
	for n := 0; n < len(facts); n += 2 {
		input := facts[n].(string)
		m.Inputs = append(m.Inputs, model.Input{Column: model.Column{Name: input, Kind: model.Number, Unseen: model.Average}, Most: 100})
		m.Terms = append(m.Terms, model.Term{Input: input, Coefficient: facts[n+1].(float64), Mean: 1})
	}
	return m
}

func (p *payer) publishes(m model.Model) {
	p.t.Helper()
	_, err := p.Insight.PublishModel(p.ctx, m)
	require.NoError(p.t, err)
}

func (p *payer) priority() retention.Given {
	p.t.Helper()
	given, err := p.Retention.GivePriority(p.ctx, retention.Ask{Customer: p.id})
	require.NoError(p.t, err)
	return given
}

func TestInsight_scores_by_the_facts_of_the_other_processes_and_a_score_raises_the_priority(t *testing.T) {
	t.Parallel()
	p := newPayer(t, memory.New(), nil)
	p.publishes(scoring(crm.ModelChurn, -2, "payment.overdueDays", 0.3, "tickets.last90Days", 0.5, "contract.agreements", -1.0))
	before, err := p.Insight.Score(p.ctx, p.id, crm.ModelChurn)
	require.NoError(t, err)
	assert.InDelta(t, 0.119203, before.Probability, 1e-6, "1/(1+e²): neither late nor in trouble")
	assert.Equal(t, retention.Lowest, p.priority().Priority)

	p.buys(monthly(ordering.Add, "line", "120.00 EUR"))
	p.on("04-01")
	_, err = p.says(contact.ProblemReport, "", "No mail comes in.", "")
	require.NoError(t, err)
	_, err = p.Problems.Open(p.ctx, problem.Report{Customer: p.id, Text: "It is still so."})
	require.NoError(t, err)
	p.on("04-20")
	all, err := p.Insight.Rescore(p.ctx, p.id)
	require.NoError(t, err)
	require.Len(t, all, 1)
	assert.Equal(t, map[string]float64{"payment.overdueDays": 5, "tickets.last90Days": 2, "contract.agreements": 0}, all[0].Facts.Numbers)
	assert.InDelta(t, 0.622459, all[0].Probability, 1e-6, "1/(1+e^-0.5): -2 + 5 × 0.3 + 2 × 0.5")
	given := p.priority()
	assert.Equal(t, retention.Low, given.Priority)
	assert.Equal(t, "RETENTION-PRIO-12", given.Reasons[len(given.Reasons)-1].Code)
}

func TestInsight_a_models_probability_that_somebody_does_not_pay_counts_for_his_credit(t *testing.T) {
	everyStore(t, func(t *testing.T, st store.Store) {
		p := newRisky(t, st)
		p.publishes(scoring(crm.ModelBadDebt, 0.5, "payment.dunningLevel", 1.0))
		first := p.asks(once("cable", "20.00 EUR"))
		require.Equal(t, risk.Accept, p.assessment(first).Outcome)
		score, err := p.Insight.Score(p.ctx, p.id, crm.ModelBadDebt)
		require.NoError(t, err)
		assert.InDelta(t, 0.622459, score.Probability, 1e-6, "1/(1+e^-0.5)")
		a := p.assessment(p.asks(once("cable", "20.00 EUR")))
		assert.Equal(t, risk.Deposit, a.Outcome, "20 points from 0.2 on, and 20 more from 0.5 on: from 40 on a deposit is asked for")
		assert.Contains(t, fmt.Sprint(a.Facts), "model.badDebt")
		assert.Contains(t, fmt.Sprint(a.Reasons), "RISK-PAY-17")
		again, err := p.Risk.Explain(p.ctx, p.assessment(first).ID)
		require.NoError(t, err)
		assert.True(t, again.Same, "what was decided before stays")
	})
}

func TestInsight_leaves_alone_who_objects_to_profiling(t *testing.T) {
	everyStore(t, func(t *testing.T, st store.Store) {
		p := newPayer(t, st, nil)
		p.publishes(scoring(crm.ModelChurn, 1))
		_, err := p.Insight.Score(p.ctx, p.id, crm.ModelChurn)
		require.NoError(t, err)
		require.Equal(t, retention.Low, p.priority().Priority)
		p.consents(retention.PurposeProfiling, "", retention.ConsentObjected)
		_, err = p.Insight.Score(p.ctx, p.id, crm.ModelChurn)
		require.ErrorIs(t, err, fault.ErrRejected)
		_, err = p.Insight.Analyse(p.ctx, p.id, thisYear)
		require.ErrorIs(t, err, fault.ErrRejected)
		all, err := p.Insight.Scores(p.ctx, p.id)
		require.NoError(t, err)
		assert.Empty(t, all, "those that there were are gone")
		assert.Equal(t, retention.Lowest, p.priority().Priority)

		p.consents(retention.PurposeMarketing, "email", retention.ConsentGiven)
		_, err = p.Insight.Score(p.ctx, p.id, crm.ModelChurn)
		require.ErrorIs(t, err, fault.ErrRejected, "consent to something else is none to this")
		p.on("03-03")
		p.consents(retention.PurposeProfiling, "", retention.ConsentGiven)
		_, err = p.Insight.Score(p.ctx, p.id, crm.ModelChurn)
		require.NoError(t, err)
		assert.Empty(t, p.failed())
	})
}

// consents is a statement of the customer.
func (p *payer) consents(purpose retention.Purpose, channel string, state retention.ConsentState) {
	p.t.Helper()
	_, err := p.Retention.RecordConsent(p.ctx, retention.Consent{Customer: p.id, Purpose: purpose, Channel: channel, State: state, Evidence: "interaction-1", Text: "words-1",
		At: p.world.Now()})
	require.NoError(p.t, err)
	p.settles()
}

// An objection under either id holds for both, also in answer to a letter from before they were one.
func TestInsight_leaves_a_customer_alone_whose_duplicate_objects(t *testing.T) {
	t.Parallel()
	for name, before := range map[string]bool{"before they are one": true, "when they are one already": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPayer(t, memory.New(), nil)
			p.publishes(scoring(crm.ModelChurn, 1))
			old := p.id
			p.moves(consumer("other@customer.example"))
			now := p.id
			_, err := p.Insight.Score(p.ctx, now, crm.ModelChurn)
			require.NoError(t, err)
			objects := func() {
				p.id = old
				p.consents(retention.PurposeProfiling, "", retention.ConsentObjected)
			}
			if before {
				objects()
			}
			_, err = p.Customers.Merge(p.ctx, now, old, "the same person")
			require.NoError(t, err)
			p.settles()
			if !before {
				objects()
			}
			for _, id := range []string{now, old} {
				_, err = p.Insight.Score(p.ctx, id, crm.ModelChurn)
				require.ErrorIs(t, err, fault.ErrRejected)
			}
			assert.Empty(t, p.failed())
		})
	}
}

// A month is counted in one currency; a bill in another one says only what was used.
func TestInsight_of_a_customer_who_is_billed_in_two_currencies(t *testing.T) {
	t.Parallel()
	p := newPayer(t, memory.New(), nil)
	p.buys(monthly(ordering.Add, "Line", "30.00 EUR"))
	swiss, err := p.Billing.OpenAccount(p.ctx, billing.AccountDraft{ID: "swiss", Customer: p.id, Currency: money.MustCurrency("CHF"), From: day("03-01"), Details: billing.Details{
		Name: "Erika Mustermann", Address: billing.Address{Street: "Heidestraße 17", PostCode: "51147", City: "Köln", Country: "DE"}}})
	require.NoError(t, err)
	_, err = p.Billing.TakeCharges(p.ctx, billing.Charges{Customer: p.id, Account: swiss.ID, Order: "elsewhere", Items: []billing.ChargeItem{{ID: "1", Offering: "Flat", Name: "Flat",
		Quantity: 1, From: day("03-02"), Prices: monthly(ordering.Add, "Flat", "40.00 CHF").Prices}}})
	require.NoError(t, err)
	p.on("04-01")
	months, err := p.Insight.Months(p.ctx, p.id, value.Window{Until: day("05-01")})
	require.NoError(t, err)
	require.Len(t, months, 1)
	assert.Positive(t, months[0].Revenue.Sign())
	for _, f := range p.failed() {
		assert.NotEqual(t, "note month of bill", f.Reaction, f.Error)
	}
}
