package marketing_test

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/marketing"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/flow"
)

func TestDistribute_issues_to_those_who_are_selected_and_says_why_others_are_left_out(t *testing.T) {
	stores(t, func(t *testing.T, r room) {
		c := r.made(brochure())
		report, err := r.Distribute(ctx, c.ID, marketing.Selection{Segments: []string{"dealer"}}, []marketing.Candidate{
			{Customer: "dealer-a", Segment: "dealer", Consent: true, Language: "de"},
			{Customer: "dealer-b", Segment: "dealer"},
			{Customer: "driver", Segment: "driver", Consent: true},
			{Customer: "dealer-c", Segment: "dealer", Consent: true, Channel: "portal"},
			{Customer: "dealer-a", Segment: "dealer", Consent: true},
		})
		require.NoError(t, err)
		require.Len(t, report.Issued, 2)
		assert.Equal(t, []marketing.LeftOut{
			{Customer: "dealer-b", Reasons: []fault.Reason{{Code: marketing.ReasonConsent, Message: "the customer has not consented"}}},
			{Customer: "driver", Reasons: []fault.Reason{{Code: marketing.ReasonSegment, Message: `the customer's segment is "driver"`}}},
			{Customer: "dealer-a", Reasons: []fault.Reason{{Code: marketing.ReasonIssued, Message: "the collateral has been issued to the customer before"}}},
		}, report.LeftOut)

		l := report.Issued[0]
		assert.Equal(t, []any{l.ID, "dealer-a", c.ID, marketing.Acknowledged, "letter", r.clock.Now().Add(90 * 24 * time.Hour)},
			[]any{l.Correlation, l.Customer, l.Collateral, l.Status, l.Channel, l.AnswerBy})
		assert.Equal(t, []string{marketing.EventCollateralIssued}, r.journal(l.Correlation))
		assert.Equal(t, marketing.Issue{Customer: "dealer-a", Collateral: c.ID, Lead: l.ID, Name: "The extranet", Medium: marketing.Brochure,
			Channel: "letter", Offerings: []string{"extranet"}, TextDe: "Autos online bestellen."}, last[marketing.Issue](r, l.Correlation))
		assert.Equal(t, "waiting after step 1", flow.Check(flow.PreSales(), r.events(l.Correlation)).String())

		other := last[marketing.Issue](r, report.Issued[1].Correlation)
		assert.Equal(t, []string{"portal", "Order cars online.", "Autos online bestellen."}, []string{other.Channel, other.Text, other.TextDe})

		found, err := r.Leads(ctx, c.ID)
		require.NoError(t, err)
		assert.Equal(t, report.Issued, found)
	})
}

func TestDistribute_again_reaches_only_those_who_have_not_got_it(t *testing.T) {
	stores(t, func(t *testing.T, r room) {
		c := r.made(brochure())
		l := r.issued(c.ID, "dealer-a")
		report, err := r.Distribute(ctx, c.ID, marketing.Selection{}, consenting("dealer-a", "dealer-b"))
		require.NoError(t, err)
		assert.Equal(t, []string{"dealer-b"}, customers(report.Issued))
		r.watched.Unchanged(t, func() {
			again, fresh, err := r.Issue(ctx, c.ID, "dealer-a")
			require.NoError(t, err)
			assert.False(t, fresh)
			assert.Equal(t, l, again)
		})
		other := r.made(brochure())
		assert.NotEqual(t, l.ID, r.issued(other.ID, "dealer-a").ID, "another collateral is another lead")
	})
}

func TestIssue_at_the_same_time_is_issued_once(t *testing.T) {
	stores(t, func(t *testing.T, r room) {
		c := r.made(brochure())
		const many = 4
		var wait sync.WaitGroup
		fresh, faults := make([]bool, many), make([]error, many)
		for n := range many {
			wait.Go(func() { _, fresh[n], faults[n] = r.Issue(ctx, c.ID, "dealer-a") })
		}
		wait.Wait()
		require.NoError(t, errors.Join(faults...))
		all, err := r.Leads(ctx, c.ID)
		require.NoError(t, err)
		require.Len(t, all, 1)
		assert.Equal(t, []string{marketing.EventCollateralIssued}, r.journal(all[0].Correlation))
		assert.Equal(t, 1, countTrue(fresh))
	})
}

func countTrue(all []bool) int {
	n := 0
	for _, one := range all {
		if one {
			n++
		}
	}
	return n
}

func TestIssue_only_in_its_time(t *testing.T) {
	t.Parallel()
	r := inMemory(t)
	d := brochure()
	d.From, d.Until = r.clock.Now().Add(time.Hour), r.clock.Now().Add(2*time.Hour)
	c := r.made(d)
	issue := func(customer string) func() error {
		return func() error { _, _, err := r.Issue(ctx, c.ID, customer); return err }
	}
	r.clock.Advance(time.Hour - time.Microsecond)
	assert.ErrorContains(t, r.refused(fault.ErrState, issue("dealer-a")), "from 2026-03-02T10:00:00Z on")
	r.clock.Advance(time.Microsecond)
	require.NoError(t, issue("dealer-a")())
	r.clock.Advance(time.Hour - time.Microsecond)
	require.NoError(t, issue("dealer-b")())
	r.clock.Advance(time.Microsecond)
	assert.ErrorContains(t, r.refused(fault.ErrState, issue("dealer-c")), "until 2026-03-02T11:00:00Z")
	_, fresh, err := r.Issue(ctx, c.ID, "dealer-a")
	require.NoError(t, err, "who has it has it")
	assert.False(t, fresh)
}

func TestDistribute_refuses_wrong_candidates_before_anybody_gets_it(t *testing.T) {
	stores(t, func(t *testing.T, r room) {
		c := r.made(brochure())
		for path, wrong := range map[string]marketing.Candidate{
			"customer": {Consent: true},
			"channel":  {Customer: "x", Consent: true, Channel: "\x00"},
			"language": {Customer: "x", Consent: true, Language: "fr"},
		} {
			err := r.refused(fault.ErrInvalid, func() error {
				_, err := r.Distribute(ctx, c.ID, marketing.Selection{}, append(consenting("dealer-a"), wrong))
				return err
			})
			var invalid *fault.Invalid
			require.ErrorAs(t, err, &invalid)
			require.Len(t, invalid.Fields, 1)
			assert.Equal(t, "candidates[1]."+path, invalid.Fields[0].Path)
		}
		for _, customer := range []string{"", "a\x00", "\xff", strings.Repeat("a", 201)} {
			r.refused(fault.ErrInvalid, func() error { _, _, err := r.Issue(ctx, c.ID, customer); return err })
		}
		r.refused(fault.ErrNotFound, func() error { _, _, err := r.Issue(ctx, "nothing", "dealer-a"); return err })
		r.refused(fault.ErrNotFound, func() error {
			_, err := r.Distribute(ctx, "nothing", marketing.Selection{}, consenting("dealer-a"))
			return err
		})
	})
}

// crowd is an audience of n customers; broken from a place on.
type crowd struct {
	n      int
	breaks string // the place behind which it cannot be reached
	stuck  bool   // it never goes on
	asked  []string
}

var errDown = fault.Unavailable("audience", errors.New("no answer"))

func (c *crowd) Candidates(_ context.Context, after string, limit int) ([]marketing.Candidate, string, error) {
	c.asked = append(c.asked, after)
	if after != "" && after == c.breaks {
		return nil, "", errDown
	}
	from, _ := strconv.Atoi(after)
	if c.stuck && from > 0 {
		return nil, after, nil
	}
	until := min(from+limit, c.n)
	var page []marketing.Candidate
	for n := from; n < until; n++ {
		page = append(page, consenting(fmt.Sprintf("c-%03d", n))...)
	}
	if until == c.n {
		return page, "", nil
	}
	return page, strconv.Itoa(until), nil
}

func TestDistributeAll_goes_through_the_audience_page_by_page(t *testing.T) {
	stores(t, func(t *testing.T, r room) {
		c := r.made(brochure())
		audience := &crowd{n: 205}
		var pages []int
		err := r.DistributeAll(ctx, c.ID, marketing.Selection{}, audience, func(report marketing.DistributeReport) error {
			pages = append(pages, len(report.Issued))
			return nil
		})
		require.NoError(t, err)
		assert.Equal(t, []int{100, 100, 5}, pages)
		assert.Equal(t, []string{"", "100", "200"}, audience.asked)
		all, err := r.Leads(ctx, c.ID)
		require.NoError(t, err)
		assert.Len(t, all, 205)
	})
}

func TestDistributeAll_goes_on_where_it_was_interrupted(t *testing.T) {
	t.Parallel()
	r := inMemory(t)
	c := r.made(brochure())
	err := r.DistributeAll(ctx, c.ID, marketing.Selection{}, &crowd{n: 150, breaks: "100"}, nil)
	require.ErrorIs(t, err, fault.ErrUnavailable)
	all, err := r.Leads(ctx, c.ID)
	require.NoError(t, err)
	assert.Len(t, all, 100)
	issued, had := 0, 0
	require.NoError(t, r.DistributeAll(ctx, c.ID, marketing.Selection{}, &crowd{n: 150}, func(report marketing.DistributeReport) error {
		issued, had = issued+len(report.Issued), had+len(report.LeftOut)
		return nil
	}))
	assert.Equal(t, []int{50, 100}, []int{issued, had})
}

func TestDistributeAll_ends_when_it_must(t *testing.T) {
	t.Parallel()
	r := inMemory(t)
	c := r.made(brochure())
	require.ErrorContains(t, r.DistributeAll(ctx, c.ID, marketing.Selection{}, &crowd{n: 150, stuck: true}, nil), "leads back to itself")
	enough := errors.New("enough")
	audience := &crowd{n: 300}
	require.ErrorIs(t, r.DistributeAll(ctx, c.ID, marketing.Selection{}, audience, func(marketing.DistributeReport) error { return enough }), enough)
	assert.Len(t, audience.asked, 1)
	require.ErrorIs(t, r.DistributeAll(ctx, "nothing", marketing.Selection{}, audience, nil), fault.ErrNotFound)
	require.NoError(t, r.DistributeAll(ctx, c.ID, marketing.Selection{}, &crowd{}, nil), "nobody is no fault")
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	require.ErrorIs(t, r.DistributeAll(cancelled, c.ID, marketing.Selection{}, &crowd{n: 500}, nil), context.Canceled)
}

func consenting(customers ...string) []marketing.Candidate {
	var all []marketing.Candidate
	for _, c := range customers {
		all = append(all, marketing.Candidate{Customer: c, Consent: true})
	}
	return all
}

func customers(leads []marketing.Lead) []string {
	var all []string
	for _, l := range leads {
		all = append(all, l.Customer)
	}
	return all
}
