package crm_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm"
	"github.com/etomcrm/etomcrm/crm/contact"
	"github.com/etomcrm/etomcrm/crm/customer"
	"github.com/etomcrm/etomcrm/crm/marketing"
	"github.com/etomcrm/etomcrm/crm/retention"
	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/price"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/ordering"
)

// calling is a line with calls by the minute, one that is for who calls much, and what helps against trouble with mail.
var calling = selling.Portfolio{
	{ID: "Line", Name: "Line", Kind: selling.Standard, Prices: []price.Price{recurring("month", "30.00 EUR")}},
	{ID: "Flat", Name: "Flat rate", Kind: selling.Standard, Excludes: []string{"Line"}, Prices: []price.Price{recurring("month", "45.00 EUR")}},
	{ID: "backup", Name: "Mail backup", Kind: selling.Standard, Prices: []price.Price{recurring("month", "3.00 EUR")}},
}

func reaches(metric, value, unit string) selling.Figure {
	return selling.Figure{Metric: metric, Operator: selling.GreaterOrEqual, Value: money.MustQuantity(value), Unit: unit}
}

// newOffered is a caller with a line, who has consented to be told of offers and used up in March what is included.
func newOffered(t testing.TB, st store.Store) *payer {
	t.Helper()
	p := newCaller(t, st, true, func(s *setting) { s.config.Selling = &selling.Config{Portfolio: calling} })
	require.NoError(t, p.Offers.Publish(p.ctx, selling.OfferRules{Version: "1", From: start,
		Signals: []selling.Signal{
			{Code: "ALLOWANCE", Figure: reaches(crm.MetricAllowance, "90", "%"), Upgrade: true, Points: 100, Why: "What is included is used up."},
			{Code: "CALLS", Figure: reaches(crm.MetricUsage+"calls", "120", "min"), Upgrade: true, Points: 50, Why: "There are many calls."},
			{Code: "MAIL", Figure: reaches(crm.MetricFeature+"Mail", "2", ""), Offering: "backup", Points: 40, Why: "There was trouble with mail again and again."}},
		Replaces: []selling.Replacement{{Offering: "Flat", Replaces: "Line"}},
		Quiet:    selling.Quiet{Answer: 14, Accepted: 90, Refused: 180, Ignored: 30}}))
	p.buys(monthly(ordering.Add, "Line", "30.00 EUR"))
	p.calls(130)
	p.consents(retention.PurposeMarketing, "", retention.ConsentGiven)
	p.on("04-01")
	return p
}

// offers are those for the customer, each with the codes of what speaks for it; excluded, with those of what is against it.
func (p *payer) offers() (offered, excluded map[string][]string) {
	p.t.Helper()
	a, err := p.Offers.NextOffers(p.ctx, p.id)
	require.NoError(p.t, err)
	offered, excluded = map[string][]string{}, map[string][]string{}
	for _, o := range a.Offers {
		for _, g := range o.Grounds {
			offered[o.Offering] = append(offered[o.Offering], g.Reason.Code)
		}
	}
	for _, o := range a.Excluded {
		for _, r := range o.Against {
			excluded[o.Offering] = append(excluded[o.Offering], r.Code)
		}
	}
	return offered, excluded
}

func (p *payer) isRecommended() selling.Recommendation {
	p.t.Helper()
	r, err := p.Offers.Recommend(p.ctx, selling.Occasion{Customer: p.id})
	require.NoError(p.t, err)
	p.settles()
	return r
}

func TestOffers_who_uses_up_what_is_included_is_offered_more_and_gets_it(t *testing.T) {
	everyStore(t, func(t *testing.T, st store.Store) {
		p := newOffered(t, st)
		a, err := p.Offers.NextOffers(p.ctx, p.id)
		require.NoError(t, err)
		require.Len(t, a.Offers, 1)
		assert.Equal(t, "Flat", a.Offers[0].Offering)
		assert.Equal(t, []string{"Line"}, a.Offers[0].Instead)
		require.Len(t, a.Offers[0].Grounds, 2)
		assert.Equal(t, fault.Reason{Code: "ALLOWANCE", Message: "What is included is used up. (usage.allowance 100 %; usage.allowance at least 90 %)"}, a.Offers[0].Grounds[0].Reason)
		assert.Equal(t, "There are many calls. (usage.calls 130 min; usage.calls at least 120 min)", a.Offers[0].Grounds[1].Reason.Message)

		r := p.isRecommended()
		r, err = p.Offers.TakeAnswer(p.ctx, selling.Answer{Recommendation: r.ID, Accepted: true})
		require.NoError(t, err)
		p.settles()
		m, told := p.told(selling.EventProposalMade)
		require.True(t, told, "the accepted offer is a proposal")
		assert.Equal(t, r.Correlation, m.Correlation)
		_, err = p.says(contact.PurchaseOrder, m.About, "", `{"quoteVersion":1,"signedBy":"the customer"}`)
		require.NoError(t, err)
		orders, err := p.Orders.By(p.ctx, "customer", p.id)
		require.NoError(t, err)
		for _, o := range orders {
			if !o.Final() {
				p.charged(p.works(o.ID))
			}
		}
		p.on("04-02")
		one, err := p.Candidate(p.ctx, p.id, "")
		require.NoError(t, err)
		assert.Equal(t, []string{"Flat"}, one.Holds, "in place of the line")
		offered, _ := p.offers()
		assert.Empty(t, offered)
		assert.Empty(t, p.failed())
	})
}

// What is known of months that are not billed yet, contacts say, is no end of the usage that is.
func TestOffers_look_at_the_last_month_that_is_billed_and_at_all_accounts(t *testing.T) {
	t.Parallel()
	p := newOffered(t, memory.New())
	for range 2 {
		_, err := p.says(contact.ProblemReport, "", "No mail comes in.", `{"feature":"Mail"}`)
		require.NoError(t, err)
	}
	old := p.id
	p.moves(consumer("other@customer.example"))
	p.buys(once("cable", "5.00 EUR")) // an account without a bill
	_, err := p.Customers.Merge(p.ctx, p.id, old, "the same person")
	require.NoError(t, err)
	p.settles()
	offered, excluded := p.offers()
	assert.Equal(t, map[string][]string{"Flat": {"ALLOWANCE", "CALLS"}, "backup": {"MAIL"}}, offered, excluded)
}

// What was observed is kept with the recommendation: the same facts are the same record.
func TestOffers_keep_what_was_observed_in_one_order(t *testing.T) {
	t.Parallel()
	p := newOffered(t, memory.New())
	for _, feature := range []string{"Web", "Mail", "Access", "Voice", "Chat"} {
		_, err := p.says(contact.ProblemReport, "", "It does not work.", `{"feature":"`+feature+`"}`)
		require.NoError(t, err)
	}
	var reported []string
	for _, o := range p.isRecommended().Situation.Observed {
		if strings.HasPrefix(o.Metric, crm.MetricFeature) {
			reported = append(reported, o.String())
		}
	}
	assert.Equal(t, []string{"problem.Access 1", "problem.Chat 1", "problem.Mail 1", "problem.Voice 1", "problem.Web 1", "problem.tickets 5"}, reported)
}

func TestOffers_what_a_duplicate_refused_is_not_offered_again(t *testing.T) {
	everyStore(t, func(t *testing.T, st store.Store) {
		p := newOffered(t, st)
		r := p.isRecommended()
		_, err := p.Offers.TakeAnswer(p.ctx, selling.Answer{Recommendation: r.ID, Because: "too dear"})
		require.NoError(t, err)
		old := p.id
		p.moves(consumer("other@customer.example"))
		_, err = p.Customers.Merge(p.ctx, p.id, old, "the same person")
		require.NoError(t, err)
		p.settles()
		_, excluded := p.offers()
		assert.Equal(t, map[string][]string{"Flat": {selling.ReasonAskedBefore}}, excluded)
		assert.Empty(t, p.failed())
	})
}

func TestOffers_are_not_made_to_who_is_not_to_be_approached(t *testing.T) {
	t.Parallel()
	p := newOffered(t, memory.New())
	p.on("04-02")
	p.consents(retention.PurposeMarketing, "", retention.ConsentWithdrawn)
	_, excluded := p.offers()
	assert.Equal(t, map[string][]string{"Flat": {selling.ReasonNoConsent}}, excluded)
	_, err := p.Offers.Recommend(p.ctx, selling.Occasion{Customer: p.id})
	require.ErrorIs(t, err, fault.ErrRejected)
	p.on("04-03")
	p.consents(retention.PurposeMarketing, "", retention.ConsentGiven)

	_, err = p.says(contact.Complaint, "", "The bill is too high.", "")
	require.NoError(t, err)
	_, excluded = p.offers()
	assert.Equal(t, map[string][]string{"Flat": {selling.ReasonComplaint}}, excluded)
	tickets, err := p.Problems.By(p.ctx, "customer", p.id)
	require.NoError(t, err)
	_, err = p.Problems.Cancel(p.ctx, tickets[0].ID, "explained")
	require.NoError(t, err)

	p.on("04-20")
	require.Equal(t, "threeQuarters", p.step())
	_, excluded = p.offers()
	assert.Equal(t, map[string][]string{"Flat": {selling.ReasonRiskTooLarge}}, excluded, "a reminder has been sent")
	p.pays()
	for _, on := range []string{"05-01", "05-04", "06-01", "06-04"} {
		p.on(on)
		p.pays()
	}
	require.Equal(t, "full", p.step())
	p.calls(130)
	p.on("07-01")
	p.pays()
	offered, excluded := p.offers()
	assert.Equal(t, map[string][]string{"Flat": {"ALLOWANCE", "CALLS"}}, offered, excluded)
}

func TestOffers_are_not_made_again_before_their_time(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer bool
		quiet  string // the last day on which it is not offered again
		again  string
	}{
		"one that is refused":        {true, "09-27", "09-29"},  // 180 days
		"one that nobody answers to": {false, "05-14", "05-16"}, // 14 days, and 30
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newOffered(t, memory.New())
			p.pays()
			r := p.isRecommended()
			if c.answer {
				_, err := p.Offers.TakeAnswer(p.ctx, selling.Answer{Recommendation: r.ID, Because: "too dear"})
				require.NoError(t, err)
			}
			ignored := p.on("04-16").Offers.Ignored
			assert.Equal(t, !c.answer, ignored == 1)
			for _, on := range []string{"05-01", c.quiet, c.again} {
				p.calls(130)
				p.on(on)
				p.pays()
				offered, excluded := p.offers()
				if on == c.again {
					assert.Contains(t, offered, "Flat", excluded)
					continue
				}
				assert.Equal(t, []string{selling.ReasonAskedBefore}, excluded["Flat"], on)
			}
		})
	}
}

func TestCandidate_says_what_marketing_looks_at(t *testing.T) {
	t.Parallel()
	p := newCaller(t, memory.New(), false, nil)
	d := consumer("dealer@customer.example")
	d.Characteristics = []customer.Characteristic{{Name: crm.Segment, Value: "dealer"}, {Name: "region", Value: "north"}}
	p.moves(d)
	p.buys(monthly(ordering.Add, "Line", "30.00 EUR"), once("cable", "5.00 EUR"))
	p.consents(retention.PurposeMarketing, "email", retention.ConsentGiven)
	one, err := p.Candidate(p.ctx, p.id, "email")
	require.NoError(t, err)
	assert.Equal(t, marketing.Candidate{Customer: p.id, Segment: "dealer", Language: "de", Channel: "email", Consent: true, Holds: []string{"Line"},
		Attributes: map[string]string{crm.Segment: "dealer", "region": "north"}}, one)
	one, err = p.Candidate(p.ctx, p.id, "phone")
	require.NoError(t, err)
	assert.False(t, one.Consent, "by this channel nobody has consented")
	one, err = p.Candidate(p.ctx, p.id, "letter")
	require.NoError(t, err)
	assert.True(t, one.Consent, "by letter no consent is needed, unless the customer objects")

	flyer, err := p.Marketing.Make(p.ctx, marketing.Draft{Name: "Flat rate", Medium: marketing.Flyer, Offerings: []string{"Flat"}})
	require.NoError(t, err)
	p.on("03-03")
	p.consents(retention.PurposeMarketing, "", retention.ConsentObjected)
	one, err = p.Candidate(p.ctx, p.id, "letter")
	require.NoError(t, err)
	assert.Equal(t, []bool{false, true}, []bool{one.Consent, one.Objects})
	report, err := p.Marketing.Distribute(p.ctx, flyer.ID, marketing.Selection{WithoutConsent: true}, []marketing.Candidate{one})
	require.NoError(t, err)
	assert.Empty(t, report.Issued)
	require.Len(t, report.LeftOut, 1)

	old := p.id
	p.moves(consumer("other@customer.example"))
	_, err = p.Customers.Merge(p.ctx, p.id, old, "the same person")
	require.NoError(t, err)
	p.settles()
	for _, id := range []string{old, p.id} {
		one, err = p.Candidate(p.ctx, id, "letter")
		require.NoError(t, err)
		assert.Equal(t, []any{p.id, true, "dealer", []string{"Line"}}, []any{one.Customer, one.Objects, one.Segment, one.Holds})
	}
}
