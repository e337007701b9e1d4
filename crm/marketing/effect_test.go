package marketing_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/crm/marketing"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
)

const day = 24 * time.Hour

func TestEffect_counts_what_came_of_a_collateral(t *testing.T) {
	stores(t, func(t *testing.T, r room) {
		start := r.clock.Now()
		c := r.made(brochure())
		ids := map[string]string{}
		for _, customer := range []string{"buys", "refuses", "thinks", "late", "silent"} {
			ids[customer] = r.issued(c.ID, customer).ID
		}
		r.issued(r.made(brochure()).ID, "of another collateral")
		r.clock.Set(start.Add(2 * day))
		r.track(ids["buys"], marketing.TakeUp)
		r.track(ids["refuses"], marketing.TakeUp)
		r.track(ids["thinks"], marketing.TakeUp, marketing.Wait)
		r.clock.Set(start.Add(7 * day))
		r.track(ids["late"], marketing.TakeUp)
		r.track(ids["refuses"], marketing.Reject)
		r.track(ids["silent"], marketing.Cancel)
		r.clock.Set(start.Add(9 * day))
		r.track(ids["buys"], marketing.Accept)

		enquiries := []marketing.Enquiry{
			{Customer: "buys", At: start.Add(-7 * day)}, // the first instant that counts before
			{Customer: "thinks", At: start.Add(-7*day - 1)},
			{Customer: "buys", At: start.Add(2 * day)},
			{Customer: "refuses", At: start},
			{Customer: "thinks", At: start.Add(7*day - 1)},
			{Customer: "late", At: start.Add(7 * day)}, // the first that does not count after
			{Customer: "somebody", At: start.Add(-day)},
			{Customer: "somebody", At: start.Add(day)},
			{Customer: "nobody", At: start.Add(-2 * day)},
		}
		e, err := r.Effect(ctx, c.ID, 7*day, start.Add(30*day), enquiries)
		require.NoError(t, err)
		assert.Equal(t, marketing.Effect{Window: 7 * day, AsOf: start.Add(30 * day), Issued: 5, Inquired: 3, Later: 1,
			Open: 2, Accepted: 1, Rejected: 1, Cancelled: 1,
			Recipients: marketing.Comparison{Before: 1, After: 3}, Others: marketing.Comparison{Before: 2, After: 1},
			Uplift: marketing.Compare(marketing.Fraction{}, marketing.Fraction{})}, e)
		assert.Equal(t, "3/5", e.InquiryRate().String())
		assert.Equal(t, "1/5", e.AcceptanceRate().String())
		assert.True(t, e.Recipients.More())
		assert.False(t, e.Others.More())

		e, err = r.Effect(ctx, c.ID, 7*day, start.Add(3*day), enquiries)
		require.NoError(t, err)
		assert.Equal(t, []int{5, 3, 0, 5, 0}, []int{e.Issued, e.Inquired, e.Later, e.Open, e.Accepted}, "as it was on the third day")
		assert.Equal(t, marketing.Comparison{Before: 0, After: 2}, e.Recipients, "three days before against three days after")
		assert.Equal(t, marketing.Comparison{Before: 2, After: 1}, e.Others)
	})
}

func TestEffect_refuses_wrong_input(t *testing.T) {
	t.Parallel()
	r := inMemory(t)
	c := r.made(brochure())
	now := r.clock.Now()
	for name, command := range map[string]func() error{
		"no window":        func() error { _, err := r.Effect(ctx, c.ID, 0, now, nil); return err },
		"negative window":  func() error { _, err := r.Effect(ctx, c.ID, -day, now, nil); return err },
		"over-long window": func() error { _, err := r.Effect(ctx, c.ID, 6*366*day, now, nil); return err },
		"no instant":       func() error { _, err := r.Effect(ctx, c.ID, day, time.Time{}, nil); return err },
	} {
		assert.Error(t, r.refused(fault.ErrInvalid, command), name)
	}
	r.refused(fault.ErrNotFound, func() error { _, err := r.Effect(ctx, "nothing", day, now, nil); return err })
	e, err := r.Effect(ctx, c.ID, day, now, nil)
	require.NoError(t, err)
	_, ok := e.InquiryRate().Rat()
	assert.False(t, ok, "of nobody there is no rate")
}

func TestFraction_is_exact(t *testing.T) {
	t.Parallel()
	third, ok := marketing.Fraction{Numerator: 5, Denominator: 15}.Rat()
	require.True(t, ok)
	assert.Equal(t, "1/3", third.RatString())
	assert.Equal(t, "5/15", marketing.Fraction{Numerator: 5, Denominator: 15}.String())
}

// drawLead draws a lead as the life cycle permits it, with its events in the order of time.
func drawLead(t *rapid.T, n int, start time.Time) marketing.Lead {
	at := start.Add(time.Duration(rapid.IntRange(0, 20).Draw(t, "issued")) * day)
	l := marketing.Lead{Customer: fmt.Sprintf("c-%d", n), Collateral: "col-1", Status: marketing.Acknowledged, CreatedAt: at}
	for !marketing.LeadLifecycle().Final(l.Status) && rapid.Bool().Draw(t, "more") {
		at = at.Add(time.Duration(rapid.IntRange(0, 10).Draw(t, "days")) * day)
		on := rapid.SampledFrom(marketing.LeadLifecycle().Permitted(l.Status)).Draw(t, "on")
		to, err := marketing.LeadLifecycle().Next(l.Status, on)
		require.NoError(t, err)
		l.History = append(l.History, marketing.Change{At: at, From: l.Status, On: on, To: to})
		l.Status = to
		if on == marketing.TakeUp {
			l.InquiredAt = at
		}
	}
	return l
}

func TestMeasure_counts_every_lead_once_and_every_enquiry_at_most_once(t *testing.T) {
	t.Parallel()
	start := etomtest.NewClock().Now()
	rapid.Check(t, func(t *rapid.T) {
		var leads []marketing.Lead
		for n := range rapid.IntRange(0, 6).Draw(t, "leads") {
			leads = append(leads, drawLead(t, n, start))
		}
		var enquiries []marketing.Enquiry
		for range rapid.IntRange(0, 12).Draw(t, "enquiries") {
			enquiries = append(enquiries, marketing.Enquiry{Customer: fmt.Sprintf("c-%d", rapid.IntRange(0, 8).Draw(t, "customer")),
				At: start.Add(time.Duration(rapid.IntRange(-30, 60).Draw(t, "at")) * day)})
		}
		window := time.Duration(rapid.IntRange(1, 30).Draw(t, "window")) * day
		asOf := start.Add(time.Duration(rapid.IntRange(-5, 60).Draw(t, "asOf")) * day)
		e := marketing.Measure(leads, nil, enquiries, window, asOf)

		there, answered := 0, 0
		for _, l := range leads {
			if !l.CreatedAt.After(asOf) {
				there++
			}
			if !l.InquiredAt.IsZero() && !l.InquiredAt.After(asOf) {
				answered++
			}
		}
		switch {
		case e.Issued != there || e.Open+e.Accepted+e.Rejected+e.Cancelled != there:
			t.Fatalf("%d leads: %+v", there, e)
		case e.Inquired+e.Later != answered:
			t.Fatalf("%d answers: %+v", answered, e)
		case e.Accepted+e.Rejected > answered:
			t.Fatalf("decided without an answer: %+v", e)
		case e.Recipients.Before+e.Recipients.After+e.Others.Before+e.Others.After > len(enquiries):
			t.Fatalf("%d enquiries: %+v", len(enquiries), e)
		}
		want := model(leads, enquiries, window, asOf)
		if got := [4]int{e.Recipients.Before, e.Recipients.After, e.Others.Before, e.Others.After}; got != want {
			t.Fatalf("%v, not %v", got, want)
		}
	})
}

// model counts enquiries as the sentence says: instant by instant, for each enquiry look for a window that has it.
func model(leads []marketing.Lead, enquiries []marketing.Enquiry, window time.Duration, asOf time.Time) (n [4]int) {
	issued, first := map[string]time.Time{}, asOf.Add(1)
	for _, l := range leads {
		if !l.CreatedAt.After(asOf) {
			issued[l.Customer] = l.CreatedAt
			if l.CreatedAt.Before(first) {
				first = l.CreatedAt
			}
		}
	}
	if len(issued) == 0 {
		return n
	}
	for _, q := range enquiries {
		at, got := issued[q.Customer]
		place := 0
		if !got {
			at, place = first, 2
		}
		end := at.Add(window)
		if asOf.Before(end) {
			end = asOf
		}
		begin := at.Add(-end.Sub(at))
		switch {
		case !q.At.Before(begin) && q.At.Before(at):
			n[place]++
		case !q.At.Before(at) && q.At.Before(end):
			n[place+1]++
		}
	}
	return n
}

func TestMeasure_does_not_depend_on_when_it_all_happened(t *testing.T) {
	t.Parallel()
	start := etomtest.NewClock().Now()
	rapid.Check(t, func(t *rapid.T) {
		lead := drawLead(t, 1, start)
		q := marketing.Enquiry{Customer: "c-1", At: start.Add(time.Duration(rapid.IntRange(-20, 40).Draw(t, "at")) * day)}
		asOf := start.Add(40 * day)
		shift := time.Duration(rapid.IntRange(-1000, 1000).Draw(t, "shift")) * time.Hour
		moved := lead
		moved.CreatedAt = lead.CreatedAt.Add(shift)
		moved.History = nil
		for _, c := range lead.History {
			c.At = c.At.Add(shift)
			moved.History = append(moved.History, c)
		}
		if !lead.InquiredAt.IsZero() {
			moved.InquiredAt = lead.InquiredAt.Add(shift)
		}
		was := marketing.Measure([]marketing.Lead{lead}, nil, []marketing.Enquiry{q}, 14*day, asOf)
		is := marketing.Measure([]marketing.Lead{moved}, nil, []marketing.Enquiry{{Customer: "c-1", At: q.At.Add(shift)}}, 14*day, asOf.Add(shift))
		was.AsOf = is.AsOf
		if was != is {
			t.Fatalf("%+v, then %+v", was, is)
		}
	})
}
