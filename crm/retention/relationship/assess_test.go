package relationship_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/crm/retention/relationship"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
)

func ground(code relationship.Code) relationship.Ground {
	all := relationship.Grounds()
	return all[slices.IndexFunc(all, func(g relationship.Ground) bool { return g.Code == code })]
}

func codes(reasons []fault.Reason) []string {
	var all []string
	for _, r := range reasons {
		all = append(all, r.Code)
	}
	return all
}

func TestAssess(t *testing.T) {
	t.Parallel()
	bound := []relationship.Term{{Agreement: "a-1", Until: date("2027-01-01")}, {Agreement: "a-2", Until: date("2026-05-01")}}
	for name, tt := range map[string]struct {
		ground   relationship.Code
		terms    []relationship.Term
		on       string
		ends     string // empty: no
		earliest string
		codes    []string
	}{
		"an own notice takes a month":                         {relationship.OwnNotice, nil, "", "2026-04-03", "2026-04-03", []string{relationship.ReasonNotice}},
		"an own notice waits for the longest minimum term":    {relationship.OwnNotice, bound, "", "2027-01-01", "2027-01-01", []string{relationship.ReasonNotice, relationship.ReasonTerm}},
		"a term that has passed binds nobody":                 {relationship.OwnNotice, []relationship.Term{{Agreement: "a-1", Until: date("2026-04-03")}}, "", "2026-04-03", "2026-04-03", []string{relationship.ReasonNotice}},
		"before the minimum term the answer is the first day": {relationship.OwnNotice, bound, "2026-12-31", "", "2027-01-01", []string{relationship.ReasonNotice, relationship.ReasonTerm, relationship.ReasonTooEarly}},
		"before the period of notice is over it is no":        {relationship.OwnNotice, nil, "2026-04-02", "", "2026-04-03", []string{relationship.ReasonNotice, relationship.ReasonTooEarly}},
		"a later day can be asked for":                        {relationship.OwnNotice, nil, "2026-06-01", "2026-06-01", "2026-04-03", []string{relationship.ReasonNotice, relationship.ReasonAsked}},
		"fraud ends at once whatever is agreed":               {relationship.Fraud, bound, "", "2026-03-02", "2026-03-02", []string{relationship.ReasonAtOnce}},
		"the provider is bound as well":                       {relationship.ProvidersNotice, bound, "", "2027-01-01", "2027-01-01", []string{relationship.ReasonNotice, relationship.ReasonTerm}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			q := relationship.Question{Ground: ground(tt.ground), Arrived: date("2026-03-02"), Terms: tt.terms}
			if tt.on != "" {
				q.On = date(tt.on)
			}
			a := relationship.Assess(q)
			assert.Equal(t, tt.ends != "", a.Permitted)
			assert.Equal(t, tt.ends, a.EndsOn.String())
			assert.Equal(t, date(tt.earliest), a.Earliest)
			assert.Equal(t, tt.codes, codes(a.Reasons))
		})
	}
}

// The earliest day is possible, the day before it never is, and asking for no day is asking for the earliest.
func TestAssess_the_earliest_day_is_the_earliest(t *testing.T) {
	t.Parallel()
	all := relationship.Grounds()
	rapid.Check(t, func(t *rapid.T) {
		q := relationship.Question{Ground: rapid.SampledFrom(all).Draw(t, "ground"), Arrived: date("2026-01-01").AddDays(rapid.IntRange(0, 1000).Draw(t, "arrived"))}
		for range rapid.IntRange(0, 3).Draw(t, "terms") {
			q.Terms = append(q.Terms, relationship.Term{Agreement: "a", Until: q.Arrived.AddDays(rapid.IntRange(-100, 900).Draw(t, "until"))})
		}
		first := relationship.Assess(q)
		require.True(t, first.Permitted)
		require.Equal(t, first.Earliest, first.EndsOn)
		for days, permitted := range map[int]bool{-1: false, 0: true, 1: true} {
			q.On = first.Earliest.AddDays(days)
			a := relationship.Assess(q)
			require.Equal(t, permitted, a.Permitted, days)
			require.Equal(t, first.Earliest, a.Earliest)
			if permitted {
				require.Equal(t, q.On, a.EndsOn)
			} else {
				require.Equal(t, calendar.Date{}, a.EndsOn)
			}
		}
	})
}
