package marketing_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/marketing"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// trial is a brochure of whose distribution half are held out.
func trial() marketing.Draft {
	d := brochure()
	d.Control = marketing.Control{Share: 500, Salt: "spring"}
	return d
}

// dealers are so many customers who consent.
func dealers(n int) []marketing.Candidate {
	all := make([]marketing.Candidate, n)
	for i := range all {
		all[i] = marketing.Candidate{Customer: fmt.Sprintf("dealer-%d", i), Consent: true}
	}
	return all
}

func TestDistribute_holds_a_control_group_out(t *testing.T) {
	stores(t, func(t *testing.T, r room) {
		c := r.made(trial())
		all := dealers(20)
		all = append(all, marketing.Candidate{Customer: "objects", Objects: true})
		report, err := r.Distribute(ctx, c.ID, marketing.Selection{}, all)
		require.NoError(t, err)
		require.NotEmpty(t, report.Issued)
		require.NotEmpty(t, report.HeldOut)
		assert.Len(t, report.LeftOut, 1, "who is not selected is of neither group")
		for _, l := range report.Issued {
			assert.False(t, c.Control.HoldsOut(c.ID, l.Customer))
		}
		for _, h := range report.HeldOut {
			assert.True(t, c.Control.HoldsOut(c.ID, h.Customer))
			assert.Equal(t, []string{marketing.EventHeldOut}, r.journal(h.ID))
			assert.Equal(t, marketing.Hold{Customer: h.Customer, Collateral: c.ID, Control: h.ID}, last[marketing.Hold](r, h.ID))
		}
		held, err := r.HeldOut(ctx, c.ID)
		require.NoError(t, err)
		assert.Equal(t, report.HeldOut, held)

		r.watched.Unchanged(t, func() {
			again, err := r.Distribute(ctx, c.ID, marketing.Selection{}, all)
			require.NoError(t, err)
			assert.Empty(t, again.Issued)
			assert.Empty(t, again.HeldOut)
			codes := map[string]int{}
			for _, out := range again.LeftOut {
				codes[out.Reasons[0].Code]++
			}
			assert.Equal(t, map[string]int{marketing.ReasonObjects: 1, marketing.ReasonHeldOut: len(held), marketing.ReasonIssued: len(report.Issued)}, codes)
		})
		r.refused(fault.ErrState, func() error { _, _, err := r.Issue(ctx, c.ID, held[0].Customer); return err })
		assert.True(t, r.issued(c.ID, "somebody").Single)
		assert.False(t, report.Issued[0].Single)
	})
}

func TestEffect_compares_with_the_control_group(t *testing.T) {
	t.Parallel()
	r := inMemory(t)
	c := r.made(trial())
	report, err := r.Distribute(ctx, c.ID, marketing.Selection{}, dealers(300))
	require.NoError(t, err)
	single := r.issued(c.ID, "single")
	start := r.clock.Now()
	var enquiries []marketing.Enquiry
	for n, l := range report.Issued {
		if n%2 == 0 { // half of them, two of them twice, at the last instant
			enquiries = append(enquiries, marketing.Enquiry{Customer: l.Customer, At: start.Add(7*day - 1)})
		}
		if n == 0 || n == 2 {
			enquiries = append(enquiries, marketing.Enquiry{Customer: l.Customer, At: start})
		}
	}
	for n, h := range report.HeldOut {
		if n%5 == 0 {
			enquiries = append(enquiries, marketing.Enquiry{Customer: h.Customer, At: start.Add(day)})
		}
		if n%5 == 1 { // too late
			enquiries = append(enquiries, marketing.Enquiry{Customer: h.Customer, At: start.Add(7 * day)})
		}
	}
	enquiries = append(enquiries, marketing.Enquiry{Customer: single.Customer, At: start})
	e, err := r.Effect(ctx, c.ID, 7*day, start.Add(30*day), enquiries)
	require.NoError(t, err)
	up := func(n, by int) int { return (n + by - 1) / by }
	treated, control := len(report.Issued), len(report.HeldOut)
	assert.Equal(t, marketing.Fraction{Numerator: up(treated, 2), Denominator: treated}, e.Uplift.Treated, "each once, and not who was issued singly")
	assert.Equal(t, marketing.Fraction{Numerator: up(control, 5), Denominator: control}, e.Uplift.Control)
	assert.Equal(t, marketing.VerdictMore, e.Uplift.Verdict)
	assert.Equal(t, marketing.Comparison{After: up(control, 5)}, e.HeldOut)
	assert.Zero(t, e.Others, "who was held out is nobody else")
	assert.Equal(t, treated+1, e.Issued)
	early, err := r.Effect(ctx, c.ID, 7*day, start.Add(day-1), enquiries)
	require.NoError(t, err)
	assert.Equal(t, 0, early.Uplift.Control.Numerator)
	assert.Equal(t, 2, early.Uplift.Treated.Numerator)
}

func TestMake_refuses_a_control_group_that_is_none(t *testing.T) {
	t.Parallel()
	r := inMemory(t)
	for _, c := range []marketing.Control{{Share: -1}, {Share: 501}} {
		d := brochure()
		d.Control = c
		err := r.refused(fault.ErrInvalid, func() error { _, err := r.Make(ctx, d); return err })
		assert.Equal(t, []string{"control.share"}, etomtest.Paths(err))
	}
	d := brochure()
	d.Control = marketing.Control{Share: 1, Salt: strings.Repeat("x", fault.MaxName+1)}
	err := r.refused(fault.ErrInvalid, func() error { _, err := r.Make(ctx, d); return err })
	assert.Equal(t, []string{"control.salt"}, etomtest.Paths(err))
}

// The share that is held out is the one asked for, in every stratum, and what one collateral holds out says nothing of
// another's: within five standard deviations of a fair draw.
func TestControl_holds_out_as_chance_would(t *testing.T) {
	t.Parallel()
	const n = 6000
	for _, share := range []int{0, 1, 50, 200, 500} {
		c := marketing.Control{Share: share}
		p := float64(share) / 1000
		held, both, stratum := 0, 0, 0
		for i := range n {
			customer := fmt.Sprintf("customer-%d", i)
			out := c.HoldsOut("spring", customer)
			assert.Equal(t, out, c.HoldsOut("spring", customer))
			if !out {
				continue
			}
			held++
			if i%4 == 0 {
				stratum++
			}
			if c.HoldsOut("autumn", customer) {
				both++
			}
		}
		near := func(want float64, got int) {
			t.Helper()
			assert.LessOrEqual(t, math.Abs(float64(got)-want), 5*math.Sqrt(want)+1e-9, "share %d", share)
		}
		near(n*p, held)
		near(n/4*p, stratum)
		near(n*p*p, both)
	}
}

// Who is held out once must be held out for ever, whatever the release: these are kept.
func TestControl_is_the_same_for_ever(t *testing.T) {
	t.Parallel()
	var held []string
	c := marketing.Control{Share: 300, Salt: "spring"}
	for _, d := range dealers(20) {
		if c.HoldsOut("col-1", d.Customer) {
			held = append(held, d.Customer)
		}
	}
	etomtest.Golden(t, "control.txt", strings.Join(held, "\n")+"\n")
	other := marketing.Control{Share: 300, Salt: "spring/5"}
	differ := false
	for _, d := range dealers(20) {
		differ = differ || other.HoldsOut("col-1", d.Customer) != c.HoldsOut("col-1", d.Customer)
	}
	assert.True(t, differ, "another salt holds out others")
}

func TestStored_control(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	h := marketing.HeldOut{Customer: "dealer-a", Collateral: "col-1", At: at}
	h.ID, h.Version = "h-1", 1
	etomtest.Decodes(t, "control.1.json", h)
}
