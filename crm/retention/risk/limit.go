package risk

import (
	"time"

	"github.com/etomcrm/etomcrm/crm/retention/rule"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// limit is the credit limit of the band that the facts lead to, before any step.
func (c *Compiled) limit(f *rule.Facts) (Band, money.Amount, []fault.Reason, error) {
	r, err := c.limits.Decide(f)
	if err != nil {
		return Band{}, c.none, nil, err
	}
	b := c.bands[r.Outcome]
	full := b.Amount
	if v, ok := f.Get("profile.revenue"); ok {
		if full, err = b.ofRevenue(v.Amount()); err != nil {
			return b, c.none, nil, err
		}
	}
	return b, full, c.limits.Reasons(r), nil
}

// ofRevenue is the limit at a revenue.
func (b Band) ofRevenue(revenue money.Amount) (money.Amount, error) {
	share, err := revenue.Percent(b.OfRevenue, money.Down)
	if err != nil {
		return share, err
	}
	if more, err := share.Cmp(b.Amount); err != nil || more <= 0 {
		return b.Amount, err
	}
	if b.Most == (money.Amount{}) {
		return share, nil
	}
	if over, err := share.Cmp(b.Most); err != nil || over > 0 {
		return b.Most, err
	}
	return share, nil
}

// step is how much of the limit the facts leave, seen what they left before: a smaller share holds at once, a larger one when the
// facts have asked for it for the policy's time.
func (c *Compiled) step(f *rule.Facts, before Step, at time.Time) (Step, error) {
	r, err := c.steps.Decide(f)
	if err != nil {
		return Step{}, err
	}
	now := Step{Name: r.Outcome, Share: c.shares[r.Outcome], Since: at, Reasons: c.steps.Reasons(r)}
	more := now.Share.Cmp(before.Share)
	switch {
	case before.Name == "":
		return now, nil
	case more == 0:
		now.Since = before.Since
		return now, nil
	case more < 0 || c.policy.Steps.RestoreDays == 0:
		return now, nil
	}
	if before.ClearSince.IsZero() {
		before.ClearSince = at
	}
	if at.Before(c.restoreAt(before)) {
		return before, nil
	}
	return now, nil
}

// restoreAt is when a share that is larger holds, if nothing happens before.
func (c *Compiled) restoreAt(s Step) time.Time {
	return s.ClearSince.AddDate(0, 0, c.policy.Steps.RestoreDays)
}

// lowered is the step after a decision to lower the limit.
func (c *Compiled) lowered(s Step, why []fault.Reason, at time.Time) Step {
	s.ClearSince = time.Time{}
	if c.policy.Steps.LowerTo.Cmp(s.Share) >= 0 {
		return s
	}
	return Step{Name: Lowered, Share: c.policy.Steps.LowerTo, Since: at, Reasons: why}
}
