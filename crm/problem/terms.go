package problem

import (
	"cmp"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/crm/problem/clock"
)

// The causes for which work on a ticket stands still, in the words of the sla's exclusions where it has them.
const (
	CauseCustomer   clock.Cause = "customer"   // information is asked of the customer: the ticket is pending
	CauseNoAccess   clock.Cause = "noAccess"   // nobody lets the technician in
	CauseThirdParty clock.Cause = "thirdParty" // somebody else's fault or work
	CauseVendor     clock.Cause = "vendor"     // the maker of what is broken
)

// Pauses are the default of what stops the clocks: that the customer has been asked, or lets nobody in. What vendors and others
// owe is the provider's own affair. These are ours: an agreement may say otherwise.
func Pauses() []clock.Pause { return slices.Clone(pauses) }

var pauses = []clock.Pause{{Cause: CauseCustomer}, {Cause: CauseNoAccess}}

// contract is what the answer promises, beside the policies of the standard terms and their targets of the kinds that the answer does
// not name; false if it promises nothing of its own.
func (p ServiceLevelPriority) contract(terms *clock.Contract) (clock.Contract, bool) {
	if len(p.Targets) == 0 {
		return clock.Contract{}, false
	}
	c := clock.Contract{Pauses: pauses, Reopen: clock.Continue}
	if terms != nil {
		c = *terms
	}
	standard := c.Targets
	c.ID, c.Version, c.Targets = p.Agreement, cmp.Or(p.Version, "1"), slices.Clone(p.Targets)
	for _, t := range standard {
		if !slices.ContainsFunc(p.Targets, func(own clock.Target) bool { return own.Kind == t.Kind }) {
			c.Targets = append(c.Targets, t)
		}
	}
	if p.Pauses != nil {
		c.Pauses = slices.Clone(p.Pauses)
	}
	updates := slices.ContainsFunc(c.Targets, func(t clock.Target) bool { return t.Kind == clock.Update })
	switch {
	case !updates:
		c.Updates, c.UpdatedBy = "", nil
	case c.Updates == "":
		c.Updates, c.UpdatedBy = clock.WhileWaiting, []clock.Type{clock.AgentUpdated, clock.Responded}
	}
	return c, true
}

// promise puts the ticket under a contract. Without one before it, there is nothing that could have held until now.
func (t Ticket) promise(c clock.Contract, applies clock.Applies, at time.Time) Ticket {
	if t.Contract == nil {
		t.Contract = &c
		return t
	}
	return t.enter(at, clock.Entry{Type: clock.ContractChanged, Contract: &c, Applies: applies})
}

// Terms is the contract that holds now; nil if nothing is promised.
func (t Ticket) Terms() *clock.Contract {
	for _, e := range slices.Backward(t.History) {
		if e.Type == clock.ContractChanged {
			return e.Contract
		}
	}
	return t.Contract
}

// Clock reads the ticket's clocks at an instant; a ticket to which nothing is promised has none.
func (t Ticket) Clock(asOf time.Time) (clock.Reading, error) {
	if t.Contract == nil {
		return clock.Reading{AsOf: asOf}, nil
	}
	if last := t.History[len(t.History)-1].At; asOf.Before(last) {
		asOf = last
	}
	return clock.Read(*t.Contract, t.History, asOf)
}
