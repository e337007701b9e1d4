package compensation

import (
	"fmt"
	"slices"

	"github.com/etomcrm/etomcrm/etom/fault"
)

func (r *Rule) check(c *fault.Check, s *Scheme) {
	c.Text("code", r.Code, fault.MaxName)
	c.Text("source", r.Source, fault.MaxText)
	c.That(slices.Contains(events[:], r.Event), "event", unknown(string(r.Event)), "must be one of the events, such as lossOfService")
	c.That(len(r.For) > 0, "for", fault.RuleRequired, "must say who is entitled, such as consumer")
	for i, who := range r.For {
		c.That(slices.Contains(customers[:], who), fmt.Sprintf("for[%d]", i), unknown(string(who)), "must be a kind of customer, such as consumer")
	}
	for i, k := range r.SetOff {
		c.That(slices.Contains(creditKinds[:], k), fmt.Sprintf("setOff[%d]", i), unknown(string(k)), "must be priceReduction, damages or contractual")
	}
	for i, cause := range r.Excludes {
		c.That(cause != "", fmt.Sprintf("excludes[%d]", i), fault.RuleRequired, "must be a cause")
	}
	c.That(slices.Contains(payments[:], r.Pays), "pays", unknown(string(r.Pays)), "must be eachDay, eachWorkday or once")
	c.That((r.Pays == Once) == (r.Event == MissedAppointment), "pays", RuleScheme, "must be once for appointments, and for them only")
	c.That(r.Notice >= 0 && r.Notice.Duration() <= fault.Horizon, "notice", fault.RuleRange, "must lie between nothing and 20 years")
	c.That(r.Notice == 0 || r.Event == MissedAppointment, "notice", RuleScheme, "is for appointments")
	if r.Pays == Once {
		r.checkOnce(c)
	} else {
		r.checkDays(c, s)
	}
	r.checkRates(c, s)
}

func (r *Rule) checkOnce(c *fault.Check) {
	none := r.FirstDay == 0 && r.AfterWorkdays == 0 && !r.DeadlineDay && r.RestoredDay == "" && r.MostDays == 0
	c.That(none, "pays", RuleScheme, "is once; leave out firstDay, afterWorkdays, deadlineDay, restoredDay and mostDays")
}

func (r *Rule) checkDays(c *fault.Check, s *Scheme) {
	c.That(slices.Contains(readings[:], r.RestoredDay), "restoredDay", unknown(string(r.RestoredDay)),
		"must say whether the day on which service came back is paid: wholeDays or begunDays")
	within := func(path string, n int) {
		c.That(0 <= n && n <= maxDays, path, fault.RuleRange, fmt.Sprintf("must lie between 0 and %d", maxDays))
	}
	within("firstDay", r.FirstDay)
	within("afterWorkdays", r.AfterWorkdays)
	within("mostDays", r.MostDays)
	c.That(r.FirstDay == 0 || r.AfterWorkdays == 0, "firstDay", RuleScheme, "contradicts afterWorkdays; keep one of them")
	c.That(!r.DeadlineDay || r.AfterWorkdays > 0, "deadlineDay", RuleScheme, "needs afterWorkdays")
	needs := r.AfterWorkdays > 0 || r.Pays == EachWorkday
	c.That(!needs || !s.Workdays.IsZero(), "afterWorkdays", RuleScheme, "needs the scheme's workdays")
}

func (r *Rule) checkRates(c *fault.Check, s *Scheme) {
	c.That(len(r.Rates) > 0, "rates", fault.RuleRequired, "must have at least one rate")
	for i, rate := range r.Rates {
		path := func(field string) string { return fmt.Sprintf("rates[%d].%s", i, field) }
		c.That(rate.Fixed.Sign() >= 0, path("fixed"), fault.RuleRange, "must not be less than 0")
		c.That(rate.Share.Sign() >= 0, path("share"), fault.RuleRange, "must not be less than 0%")
		c.That(rate.Fixed.Sign() > 0 || rate.Share.Sign() > 0, path("fixed"), fault.RuleRequired, "must be an amount, unless there is a share")
		c.That(rate.Fixed.Sign() == 0 || rate.Fixed.Currency() == s.Currency, path("fixed"), fault.RuleCurrency, "must be in the scheme's currency")
		_, err := rate.Fixed.MinorUnits()
		c.That(err == nil, path("fixed"), fault.RuleRange, "must be in whole minor units")
		if i == 0 {
			c.That(0 <= rate.FromDay && rate.FromDay <= max(r.FirstDay, min(r.AfterWorkdays, 1)), path("fromDay"), fault.RuleRange, "must not be behind the first day that is paid")
		} else {
			c.That(rate.FromDay > r.Rates[i-1].FromDay, path("fromDay"), fault.RuleRange, "must be behind that of the rate in front of it")
		}
	}
}
