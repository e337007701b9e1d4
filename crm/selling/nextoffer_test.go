package selling_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/crm/selling/association"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

var monday = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// named are the offers of an advice, best first, each with its score.
func named(offers []selling.NextOffer) []string {
	var all []string
	for _, o := range offers {
		all = append(all, fmt.Sprintf("%s %d", o.Offering, o.Score))
	}
	return all
}

func TestPortfolio_NextOffers_finds_what_signals_and_other_customers_hint_at(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change   func(*selling.Situation)
		offers   []string
		excluded []string
	}{
		"more used than included: the next larger line first": {func(*selling.Situation) {},
			[]string{"line-m 200", "tv 40", "backup 30", "recorder 20"}, nil},
		"two signals add up": {func(s *selling.Situation) { s.Observed = append(s.Observed, observed("problem.bandwidth", "2", "")) },
			[]string{"line-m 350", "tv 40", "backup 30", "recorder 20"}, nil},
		"a signal counts once, however often it is observed": {func(s *selling.Situation) { s.Observed = append(s.Observed, s.Observed[0]) },
			[]string{"line-m 200", "tv 40", "backup 30", "recorder 20"}, nil},
		"just below the figure": {func(s *selling.Situation) { s.Observed[0] = observed("usage.share", "99.999", "%") },
			[]string{"tv 40", "backup 25", "recorder 20"}, nil},
		"an observation of a product leads to what replaces it": {func(s *selling.Situation) {
			s.Holds = []string{"line-m"}
			s.Observed[0].Offering = "line-m"
		}, []string{"line-l 200", "backup 30"}, []string{"line-s 30"}},
		"of another product it leads nowhere": {func(s *selling.Situation) { s.Observed[0].Offering = "tv" },
			[]string{"tv 40", "backup 30", "recorder 20"}, nil},
		"a rule applies only with all its items": {func(s *selling.Situation) { s.Holds, s.Observed = []string{"line-m", "recorder", "tv"}, nil },
			nil, []string{"cassette 50", "line-s 30"}},
		"who holds the rule's items and not what follows": {func(s *selling.Situation) { s.Holds, s.Observed = []string{"line-m", "recorder"}, nil },
			[]string{"tv 90"}, []string{"line-s 30"}},
		"a signal and a rule for the same": {func(s *selling.Situation) { s.Observed = append(s.Observed, observed("outage", "4", "h")) },
			[]string{"line-m 200", "backup 150", "tv 40", "recorder 20"}, nil},
		"nothing known": {func(s *selling.Situation) { s.Holds, s.Observed = nil, nil }, nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := heavy()
			c.change(&s)
			a, err := lines().NextOffers(offerRules(), s, monday)
			require.NoError(t, err)
			assert.Equal(t, c.offers, named(a.Offers))
			assert.Equal(t, c.excluded, named(a.Excluded))
			assert.Equal(t, len(a.Offers) == 0, len(a.Reasons) > 0)
		})
	}
}

func TestPortfolio_NextOffers_ranks_equal_scores_by_lift_and_then_as_the_portfolio_does(t *testing.T) {
	t.Parallel()
	r := offerRules()
	r.Replaces = nil
	r.Signals = []selling.Signal{
		{Code: "FAX-1", Figure: figure("fax", "1", ""), Offering: "fax", Points: 40, Why: "Faxes are sent."},
		{Code: "BACKUP-1", Figure: figure("fax", "1", ""), Offering: "backup", Points: 40, Why: "Faxes are sent."},
	}
	r.Mined.Rules = []association.Rule{hint(80, 200, 300, "tv", "line-s"), hint(40, 100, 200, "satellite", "line-s")}
	for range 2 {
		a, err := lines().NextOffers(r, selling.Situation{Holds: []string{"line-s"}, Observed: []selling.Observation{observed("fax", "1", "")},
			Standing: selling.Standing{Consent: true}}, monday)
		require.NoError(t, err)
		assert.Equal(t, []string{"satellite 40", "tv 40", "backup 40", "fax 40"}, named(a.Offers), "lift 2, lift 1.3, then as listed")
		slices.Reverse(r.Signals)
		slices.Reverse(r.Mined.Rules)
	}
}

func TestPortfolio_NextOffers_says_what_comes_and_what_goes(t *testing.T) {
	t.Parallel()
	a, err := lines().NextOffers(offerRules(), heavy(), monday)
	require.NoError(t, err)
	require.Equal(t, []string{"line-m 200", "tv 40", "backup 30", "recorder 20"}, named(a.Offers))
	assert.Equal(t, []string{"line-s"}, a.Offers[0].Instead, "up-selling")
	assert.Empty(t, a.Offers[1].Instead)
	assert.Equal(t, []string{"tv"}, a.Offers[3].With, "what it requires comes along")
}

// In a chain of replacements the portfolio may let the first and the last be had side by side.
func TestPortfolio_NextOffers_says_instead_only_of_what_goes(t *testing.T) {
	t.Parallel()
	p, r := lines(), offerRules()
	p[2].Excludes = []string{"line-m"}
	r.Mined.Rules = []association.Rule{hint(60, 100, 300, "line-l", "line-s")}
	a, err := p.NextOffers(r, heavy(), monday)
	require.NoError(t, err)
	require.Equal(t, []string{"line-l 60"}, named(a.Excluded))
	assert.Equal(t, "Line 250 replaces Line 16, which would stay beside it; let one exclude the other in the portfolio", a.Excluded[0].Against[0].Message)
	assert.Empty(t, a.Excluded[0].Instead)
}

func TestPortfolio_NextOffers_names_the_figures_it_rests_on(t *testing.T) {
	t.Parallel()
	s := heavy()
	s.Observed = append(s.Observed, observed("complaint.closed", "3", ""))
	s.Earlier = []selling.Quieted{{Offering: "tv", State: selling.Rejected, Until: monday.Add(day)}}
	a, err := lines().NextOffers(offerRules(), s, monday)
	require.NoError(t, err)
	text, err := json.MarshalIndent(a, "", "  ")
	require.NoError(t, err)
	etomtest.Golden(t, "advice.json", string(text)+"\n")
}

func TestPortfolio_NextOffers_excludes_with_reasons(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change   func(*selling.Situation)
		offering string
		code     string
		says     string
	}{
		"what is held": {func(s *selling.Situation) {
			s.Holds = append(s.Holds, "backup")
			s.Observed = append(s.Observed, observed("outage", "9", "h"))
		}, "backup", selling.ReasonHeld, "holds Backup already"},
		"what the portfolio does not have":  {func(s *selling.Situation) { s.Holds = []string{"tv"} }, "cassette", selling.ReasonRetired, "does not have cassette any more"},
		"what is smaller than what is held": {func(s *selling.Situation) { s.Holds = []string{"tv", "line-l"} }, "line-s", selling.ReasonSmaller, "holds Line 250, which replaces Line 16"},
		"what would take something away":    {func(s *selling.Situation) { s.Holds = append(s.Holds, "satellite") }, "tv", selling.ReasonBesideHeld, "Television would take Satellite away"},
		"a larger line that would take away what stands on the smaller": {func(s *selling.Situation) { s.Holds = append(s.Holds, "fax") }, "line-m",
			selling.ReasonBesideHeld, "Line 50 would take Fax adapter away"},
		"what was refused not long ago": {func(s *selling.Situation) {
			s.Earlier = []selling.Quieted{{Offering: "tv", State: selling.Rejected, Until: monday.Add(time.Microsecond)}}
		}, "tv", selling.ReasonAskedBefore, "was rejected and is not to be offered again before 2026-03-02"},
		"what requires what was refused not long ago": {func(s *selling.Situation) {
			s.Earlier = []selling.Quieted{{Offering: "tv", State: selling.Rejected, Until: monday.Add(day)}}
		}, "recorder", selling.ReasonAskedBefore, "Recorder requires Television, which was rejected and is not to be offered again before 2026-03-03"},
		"anything without consent":                {func(s *selling.Situation) { s.Standing.Consent = false }, "line-m", selling.ReasonNoConsent, "has not consented"},
		"anything while a complaint is open":      {func(s *selling.Situation) { s.Standing.Complaints = []string{"t-4"} }, "line-m", selling.ReasonComplaint, "is open: t-4"},
		"anything for whom the risk is too large": {func(s *selling.Situation) { s.Standing = risky() }, "line-m", selling.ReasonRiskTooLarge, "RISK-7 two bills are overdue"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := heavy()
			c.change(&s)
			a, err := lines().NextOffers(offerRules(), s, monday)
			require.NoError(t, err)
			n := slices.IndexFunc(a.Excluded, func(o selling.NextOffer) bool { return o.Offering == c.offering })
			require.GreaterOrEqual(t, n, 0, "%+v", a)
			require.NotEmpty(t, a.Excluded[n].Against)
			assert.Equal(t, c.code, a.Excluded[n].Against[0].Code)
			assert.Contains(t, a.Excluded[n].Against[0].Message, c.says)
			assert.NotEmpty(t, a.Excluded[n].Grounds, "what speaks for it is said all the same")
		})
	}
}

func TestPortfolio_NextOffers_offers_again_when_the_time_has_passed(t *testing.T) {
	t.Parallel()
	s := heavy()
	s.Earlier = []selling.Quieted{{Offering: "tv", State: selling.Rejected, Until: monday}}
	a, err := lines().NextOffers(offerRules(), s, monday)
	require.NoError(t, err)
	assert.Contains(t, named(a.Offers), "tv 40")
}

func TestPortfolio_NextOffers_asks_whether_the_offer_still_fits(t *testing.T) {
	t.Parallel()
	s := selling.Situation{Holds: []string{"line-l"}, Observed: []selling.Observation{observed("complaint.closed", "2", ""), observed("usage.share", "100", "%")}}
	a, err := lines().NextOffers(offerRules(), s, monday)
	require.NoError(t, err)
	require.Len(t, a.Review, 2)
	assert.Equal(t, "USAGE-1", a.Review[0].Reason.Code, "there is no larger line")
	assert.Equal(t, fault.Reason{Code: "COMPLAINT-1", Message: "There were several complaints: does the offer still fit? (complaint.closed 2; complaint.closed at least 2)"}, a.Review[1].Reason)
	assert.Zero(t, a.Review[0].Points)
}

func TestPortfolio_NextOffers_refuses_what_cannot_be_compared(t *testing.T) {
	t.Parallel()
	s := heavy()
	s.Holds = append(s.Holds, "line-s", "")
	s.Observed = append(s.Observed, observed("outage", "4", "min"), observed("", "4", ""))
	_, err := lines().NextOffers(offerRules(), s, monday)
	require.ErrorIs(t, err, fault.ErrInvalid)
	assert.Equal(t, []string{"holds[1]", "holds[2]", "observed[2].metric", "observed[1].unit"}, etomtest.Paths(err))
	assert.Contains(t, err.Error(), `is "min", where signal "OUTAGE-1" has "h"; observe in the unit of the signal`)
	_, err = offerRules().Basket(s)
	require.ErrorIs(t, err, fault.ErrInvalid)
}

// situations are customers of whom anything may be known.
func situations() *rapid.Generator[selling.Situation] {
	ids := []string{"line-s", "line-m", "line-l", "tv", "recorder", "backup", "fax", "satellite", "unknown"}
	return rapid.Custom(func(t *rapid.T) selling.Situation {
		s := selling.Situation{Holds: rapid.SliceOfNDistinct(rapid.SampledFrom(ids), 0, 5, rapid.ID[string]).Draw(t, "holds")}
		for _, metric := range []selling.Observation{observed("usage.share", "0", "%"), observed("problem.bandwidth", "0", ""), observed("outage", "0", "h"), observed("complaint.closed", "0", "")} {
			metric.Value = money.Count(rapid.Int64Range(0, 130).Draw(t, metric.Metric))
			s.Observed = append(s.Observed, metric)
		}
		s.Standing.Consent = rapid.IntRange(0, 9).Draw(t, "consent") > 0
		for _, id := range rapid.SliceOfN(rapid.SampledFrom(ids), 0, 2).Draw(t, "earlier") {
			s.Earlier = append(s.Earlier, selling.Quieted{Offering: id, State: selling.Ignored, Until: monday.Add(time.Duration(rapid.IntRange(-2, 2).Draw(t, "until")) * day)})
		}
		return s
	})
}

// What is offered is in the portfolio, not held, not quieted, and goes together with what is held: it takes away only what it
// replaces. Everything else that something speaks for is excluded with a reason. The better stands first, and the same
// situation gives the same advice.
func TestPortfolio_NextOffers_property(t *testing.T) {
	t.Parallel()
	portfolio, rules := lines(), offerRules()
	rapid.Check(t, func(t *rapid.T) {
		s := situations().Draw(t, "situation")
		a, err := portfolio.NextOffers(rules, s, monday)
		require.NoError(t, err)
		for _, o := range a.Offers {
			require.True(t, s.Standing.Consent)
			require.Empty(t, o.Against)
			require.NotContains(t, s.Holds, o.Offering)
			_, ok := portfolio.Find(o.Offering)
			require.True(t, ok)
			require.False(t, slices.ContainsFunc(s.Earlier, func(q selling.Quieted) bool {
				return q.Until.After(monday) && (q.Offering == o.Offering || slices.Contains(o.With, q.Offering))
			}))
			items, err := portfolio.Compose([]selling.DraftItem{{Offering: o.Offering}}, s.Holds)
			require.NoError(t, err)
			for _, id := range o.Instead {
				require.True(t, slices.ContainsFunc(items, func(i selling.Item) bool { return i.Action == selling.Delete && i.Offering == id }), "it goes")
			}
			for _, i := range items {
				switch {
				case i.Action == selling.Delete:
					require.Contains(t, o.Instead, i.Offering)
				case i.Action == selling.Add && i.Offering != o.Offering:
					require.Contains(t, o.With, i.Offering)
				}
			}
			points := 0
			for _, g := range o.Grounds {
				points += g.Points
			}
			require.Equal(t, points, o.Score)
			require.Positive(t, points)
		}
		for _, o := range a.Excluded {
			require.NotEmpty(t, o.Against)
		}
		for _, list := range [][]selling.NextOffer{a.Offers, a.Excluded} {
			require.True(t, slices.IsSortedFunc(list, func(x, y selling.NextOffer) int { return y.Score - x.Score }))
		}
		again, err := portfolio.NextOffers(rules, s, monday)
		require.NoError(t, err)
		require.Equal(t, a, again)
	})
}
