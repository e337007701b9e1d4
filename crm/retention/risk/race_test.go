package risk_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/retention/risk"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// atOnce runs something several times at once and says what came of each; whom somebody else was faster than asks again.
func atOnce(times int, do func(n int) error) []error {
	faults := make([]error, times)
	var all sync.WaitGroup
	for n := range times {
		all.Go(func() {
			for faults[n] = fault.ErrConflict; errors.Is(faults[n], fault.ErrConflict); {
				faults[n] = do(n)
			}
		})
	}
	all.Wait()
	return faults
}

// count is how many of the errors are of a kind; nil: no error.
func count(faults []error, kind error) int {
	n := 0
	for _, err := range faults {
		if errors.Is(err, kind) {
			n++
		}
	}
	return n
}

func TestVote_of_four_at_once_two_decide(t *testing.T) {
	everywhere(t, func(t *testing.T, d *desk) {
		a := d.inReview()
		faults := atOnce(8, func(n int) error {
			_, err := d.Vote(d.ctx, a.ID, vote(fmt.Sprint("u-", n%4), true)) // everybody votes twice
			return err
		})
		assert.Equal(t, 8, count(faults, nil)+count(faults, fault.ErrState), "%v", faults)
		a = d.again(a.ID)
		assert.Equal(t, risk.Approved, a.State)
		require.Len(t, a.Votes, 2)
		assert.NotEqual(t, a.Votes[0].By, a.Votes[1].By)
		assert.Equal(t, []string{risk.EventAssessmentMade, risk.EventReviewAsked, risk.EventReviewDecided}, d.told("case-o-9"))
	})
}

func TestDeposit_payments_at_once_are_each_booked_once_and_never_too_many(t *testing.T) {
	everywhere(t, func(t *testing.T, d *desk) {
		a, dep := d.secured()
		faults := atOnce(8, func(n int) error {
			_, err := d.ReceiveDeposit(d.ctx, payment(fmt.Sprint("p-", n%4), dep.ID, "50.00 EUR")) // each comes twice
			return err
		})
		assert.Equal(t, 8, count(faults, nil)+count(faults, fault.ErrInvalid), "%v", faults)
		dep, err := d.Deposit(d.ctx, dep.ID)
		require.NoError(t, err)
		assert.Equal(t, "100.00 EUR", heldIn(t, dep), "a third would be more than is missing")
		assert.Len(t, dep.Moves, 2)
		assert.Equal(t, risk.AwaitingDeposit, d.again(a.ID).State)
		d.received(payment("p-9", dep.ID, "25.00 EUR"))
		assert.True(t, d.again(a.ID).Permits())
	})
}

func TestAssess_orders_at_once_that_were_split_are_noticed(t *testing.T) {
	everywhere(t, func(t *testing.T, d *desk) {
		d.asked("c-1", "o-0", "1.00 EUR") // the policy is published
		all := make([]risk.Assessment, 4)
		for _, err := range atOnce(len(all), func(n int) (err error) {
			all[n], err = d.Assess(d.ctx, ask("c-1", fmt.Sprint("o-", n+1), "80.00 EUR"))
			return err
		}) {
			require.NoError(t, err)
		}
		passed := 0
		for _, a := range all {
			if a.Permits() {
				passed++
			}
		}
		assert.Equal(t, 2, passed, "the third and the fourth make it more than 200")
	})
}
