package sla

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// MaxEntries is how many outages, exclusions and repairs a record may have, of each: with them the memory is bounded.
const MaxEntries = 100_000

// check asks of a record what does not depend on how it is counted: features and fees of the agreement, repairs that can be.
func (r Record) check(c *fault.Check, a Agreement, asOf time.Time) {
	for i, o := range r.Outages {
		checkFeature(c, index("outage", i), o.Feature, a)
	}
	for i, x := range r.Exclusions {
		checkFeature(c, index("exclusion", i), x.Feature, a)
	}
	for _, list := range []struct {
		path string
		n    int
	}{{"outage", len(r.Outages)}, {"exclusion", len(r.Exclusions)}, {"repair", len(r.Repairs)}} {
		atMost(c, list.path, list.n, MaxEntries)
	}
	r.checkRepairs(c, a, asOf)
	r.checkFees(c, a)
}

func checkFeature(c *fault.Check, path, feature string, a Agreement) {
	if feature != "" && !slices.Contains(a.Features, feature) {
		c.Add(at(path, "feature"), RuleFeature, fmt.Sprintf("%.100q is none of the agreement's features", feature))
	}
}

func (r Record) checkRepairs(c *fault.Check, a Agreement, asOf time.Time) {
	seen := map[string]bool{}
	for i, p := range r.Repairs {
		path := index("repair", i)
		c.Text(at(path, "id"), p.ID, fault.MaxID)
		if seen[p.ID] {
			c.Add(at(path, "id"), fault.RuleDuplicate, fmt.Sprintf("%.100q is the id of another repair", p.ID))
		}
		seen[p.ID] = true
		checkFeature(c, path, p.Feature, a)
		c.That(!p.Reported.IsZero(), at(path, "reported"), fault.RuleRequired, "must be given, with its zone")
		c.That(!p.Reported.After(asOf), at(path, "reported"), fault.RuleRange, "lies behind the instant of the evaluation")
		if !p.Restored.IsZero() {
			c.That(!p.Restored.Before(p.Reported), at(path, "restored"), fault.RuleRange, "lies before reported: the two are reversed")
			c.That(!p.Restored.After(asOf), at(path, "restored"), fault.RuleRange, "lies behind the instant of the evaluation")
		}
	}
}

// checkFees asks for the amount of every fee that a remedy may be taken of: a missing one is no 0.
func (r Record) checkFees(c *fault.Check, a Agreement) {
	needed := a.feesNeeded()
	var sum money.Amount
	for _, name := range needed {
		fee, there := r.Fees[name]
		path := "fee." + name
		if !there {
			c.Add(path, RuleMissingFee, "is missing, though remedies are taken of it; give what the customer pays for the period")
			continue
		}
		c.That(fee.Sign() >= 0, path, fault.RuleRange, "must not be negative")
		with, err := sum.Add(fee)
		if err != nil {
			c.Add(path, fault.RuleCurrency, "is in another currency than the fees before it")
			continue
		}
		sum = with
	}
	for _, fixed := range a.amounts() {
		if _, err := sum.Add(fixed); err != nil {
			c.Add("fee", fault.RuleCurrency, "are in "+sum.Currency().String()+", but the agreement has amounts in "+fixed.Currency().String())
			break
		}
	}
	r.checkGranted(c, a, sum)
	for _, name := range slices.Sorted(maps.Keys(r.Fees)) {
		c.That(slices.Contains(a.Fees, name), "fee."+name, RuleFee, "is none of the agreement's fees")
	}
}

// feesNeeded are the names of the fees that anything is taken of, each once, in order.
func (a Agreement) feesNeeded() []string {
	var names []string
	add := func(name string) {
		if name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for _, o := range a.Objectives {
		for _, q := range o.Consequences {
			add(q.Fee)
		}
		if o.Cap != nil {
			add(o.Cap.Fee)
		}
	}
	add(a.Cap.Fee)
	add(a.ContractCap.Fee)
	return names
}

// amounts are all fixed amounts of the agreement.
func (a Agreement) amounts() []money.Amount {
	var all []money.Amount
	add := func(amount *money.Amount) {
		if amount != nil {
			all = append(all, *amount)
		}
	}
	for _, o := range a.Objectives {
		for _, q := range o.Consequences {
			for _, t := range q.Tiers {
				add(t.Amount)
			}
		}
		if o.Cap != nil {
			add(o.Cap.Amount)
		}
	}
	add(a.Cap.Amount)
	add(a.ContractCap.Amount)
	add(a.Minimum.Amount)
	return all
}

// checkMetrics refuses samples and counts that no objective takes.
func (e *evaluation) checkMetrics(c *fault.Check, r Record) {
	for _, name := range slices.Sorted(maps.Keys(r.Samples)) {
		c.That(e.samplers[name] != nil, "sample."+name, fault.RuleReference, noTaker)
	}
	for _, name := range slices.Sorted(maps.Keys(r.Counts)) {
		c.That(e.counters[name] != nil, "count."+name, fault.RuleReference, noTaker)
	}
}

const noTaker = "no objective of the agreement takes this metric"

// source is where in a record the figures of a sampled objective stand.
func (o Objective) source() string {
	if o.takesCounts() {
		return "count." + o.Metric.Name
	}
	return "sample." + o.Metric.Name
}
