package compensation

import (
	"fmt"
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

func (c *Claim) because(code, message string) {
	c.Reasons = append(c.Reasons, fault.Reason{Code: code, Message: message})
}

// explain says why so many days are paid.
func (c *Claim) explain(r *Rule, p period, cut bool) {
	first := p.first
	if !p.deadline.IsZero() {
		first = p.deadline
	}
	switch {
	case len(c.Lines) > 0:
		c.because(CodePaid, fmt.Sprintf("%d days from %s to %s by %s", len(c.Lines), c.Lines[0].Date, c.Lines[len(c.Lines)-1].Date, r.Code))
	case c.Open:
		c.because(CodeNotYet, fmt.Sprintf("paid from %s on", first))
	default:
		c.because(CodeInTime, fmt.Sprintf("over before %s had to be paid", first))
	}
	if cut {
		c.because(CodeMost, fmt.Sprintf("%s pays %d days at most", r.Code, r.MostDays))
	}
}

// missed pays for an appointment unless it was kept, cancelled in time or is still to come.
func (c *Claim) missed(s *Scheme, r *Rule, m matter, zone *time.Location, fee money.Amount, asOf time.Time) error {
	latest := m.since.Add(-r.Notice.Duration())
	switch {
	case m.kept:
		c.because(CodeKept, "the appointment was kept")
	case !m.cancelled.IsZero() && m.cancelled.Before(m.since) && !m.cancelled.After(latest):
		c.because(CodeNotice, "the appointment was cancelled in time")
	case m.cancelled.IsZero() && m.since.After(asOf):
		c.Open = true
		c.because(CodeNotYet, "the appointment is still to come")
	default:
		c.because(CodeMissed, "the appointment was missed")
		return c.pay(s, r, calendar.DateOf(m.since, zone), 0, fee)
	}
	return nil
}
