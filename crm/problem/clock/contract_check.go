package clock

import (
	"fmt"
	"slices"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// RuleContract is the code of a contract whose terms do not fit together.
const RuleContract = "CLOCK-CONTRACT"

// Check reports everything that is wrong with the contract at once, as fault.ErrInvalid.
func (c *Contract) Check() error {
	var faults fault.Check
	c.check(&faults)
	return faults.Err("clock.Contract")
}

func (c *Contract) check(f *fault.Check) {
	f.Text("id", c.ID, fault.MaxID)
	f.Text("version", c.Version, fault.MaxID)
	f.That(len(c.Targets) > 0, "targets", fault.RuleRequired, "must name at least one target, such as the solution")
	for i := range c.Targets {
		c.checkTarget(f, i)
	}
	for i := range c.Pauses {
		c.checkPause(f, i)
	}
	if !slices.Contains(reopens[:], c.Reopen) {
		f.Add("reopen", missing(string(c.Reopen)), "must say what a reopened ticket's solution clock does: continue, restart or newTicket")
	}
	c.checkUpdates(f)
}

var (
	reopens   = [...]Reopen{Continue, Restart, NewTicket}
	updaters  = [...]Type{AgentUpdated, Responded, StatusChanged}
	updateses = [...]Updates{WhileWaiting, Always}
)

// missing is the rule that a value of a closed list breaks.
func missing(value string) string {
	if value == "" {
		return fault.RuleRequired
	}
	return fault.RuleUnknown
}

func (c *Contract) checkTarget(f *fault.Check, i int) {
	t := &c.Targets[i]
	path := func(field string) string { return fmt.Sprintf("targets[%d].%s", i, field) }
	if !slices.Contains(kinds[:], t.Kind) {
		f.Add(path("kind"), missing(string(t.Kind)), "must be firstResponse, update or solution")
	}
	for _, p := range t.Priorities {
		if p == "" || len(p) > fault.MaxName {
			f.Add(path("priorities"), fault.RuleLength, "must be names of priorities")
			break
		}
	}
	if t.Within <= 0 || t.Within.Duration() > fault.Horizon {
		f.Add(path("within"), fault.RuleRange, "must be more than nothing and at most 20 years of working time")
	}
	if t.Hours.IsZero() {
		f.Add(path("hours"), fault.RuleRequired, "must be a working calendar; one that is always open is calendar.AlwaysOpen")
	}
	for n, w := range t.Warn {
		if t.Within > 0 && !w.fits(t.Within) {
			f.Add(fmt.Sprintf("targets[%d].warn[%d]", i, n), fault.RuleRange, "must lie between the target's start and its breach")
		}
	}
	for n := range i {
		if c.Targets[n].meets(t) {
			f.Add(path("priorities"), RuleContract, fmt.Sprintf("targets[%d] is of the same kind for the same priority; keep one", n))
		}
	}
}

// meets reports whether both targets would be for one ticket. Of one for all and one that names priorities, the latter goes first.
func (t *Target) meets(other *Target) bool {
	if t.Kind != other.Kind || len(t.Priorities) == 0 || len(other.Priorities) == 0 {
		return t.Kind == other.Kind && len(t.Priorities) == len(other.Priorities)
	}
	return slices.ContainsFunc(t.Priorities, func(p string) bool { return slices.Contains(other.Priorities, p) })
}

func (c *Contract) checkPause(f *fault.Check, i int) {
	p := &c.Pauses[i]
	if p.Cause == "" || p.Cause == CauseResolved || len(p.Cause) > fault.MaxName {
		f.Add(fmt.Sprintf("pauses[%d].cause", i), fault.RuleRequired, "must name why clocks stand, by another word than resolved")
	}
	for n := range i {
		if c.Pauses[n].Cause == p.Cause {
			f.Add(fmt.Sprintf("pauses[%d].cause", i), fault.RuleDuplicate, fmt.Sprintf("is that of pauses[%d] too; make one of them", n))
		}
	}
	for n, k := range p.Stops {
		if !slices.Contains(kinds[:], k) {
			f.Add(fmt.Sprintf("pauses[%d].stops[%d]", i, n), missing(string(k)), "must be firstResponse, update or solution")
		}
	}
	for n, s := range p.Statuses {
		if s == "" || phaseOf(s) != open {
			f.Add(fmt.Sprintf("pauses[%d].statuses[%d]", i, n), fault.RuleRange, "must be a status in which the ticket is worked on")
		}
	}
}

func (c *Contract) checkUpdates(f *fault.Check) {
	if !c.promises(Update) {
		f.That(c.Updates == "", "updates", RuleContract, "says when an update is due, but no target promises one")
		f.That(len(c.UpdatedBy) == 0, "updatedBy", RuleContract, "says what is an update, but no target promises one")
		return
	}
	if !slices.Contains(updateses[:], c.Updates) {
		f.Add("updates", missing(string(c.Updates)), "must say when an update is due: whileWaiting or always")
	}
	f.That(len(c.UpdatedBy) > 0, "updatedBy", fault.RuleRequired, "must say what is an update: agentUpdated, responded, statusChanged")
	for n, t := range c.UpdatedBy {
		if !slices.Contains(updaters[:], t) {
			f.Add(fmt.Sprintf("updatedBy[%d]", n), missing(string(t)), "must be agentUpdated, responded or statusChanged")
		}
	}
}
