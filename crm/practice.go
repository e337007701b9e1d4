package crm

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/price"
	"github.com/etomcrm/etomcrm/sla"
)

// FeeOf says which price of an agreement is the fee that a remedy is taken of.
type FeeOf string

// The fees: the price by the list, or what the customer pays, discounts taken off.
const (
	ListPrice FeeOf = "list"
	NetPrice  FeeOf = "net"
)

// Practice is how a provider counts the service levels that Selling agrees: a quote says "at most 4 h without mail a month, or 2 %
// of the basic charge", and leaves open everything on which published agreements differ. It is a value.
type Practice struct {
	// Terms is the agreement but for what the quote says: id, customer, name, features, objectives and fees.
	Terms sla.Agreement

	// Metrics has for each metric, as quotes spell it, the objective but for what the quote says: id, feature, target, warning
	// and remedy.
	Metrics map[string]sla.Objective

	// Fees is what remedies in percent are taken of.
	Fees FeeOf

	SettleAfter calendar.Span // how long behind a period's end it is settled: so long late data is waited for
	Reports     sla.Schedule  // when the customer gets the report on a period
}

// plain counts nothing, and is right for service levels that promise features and no figure.
func plain() Practice {
	mode := money.HalfUp
	return Practice{Fees: NetPrice, Terms: sla.Agreement{Cycle: calendar.Cycle{Unit: calendar.Month, Zone: "UTC"}, Stacking: sla.Sum,
		Cap: sla.Uncapped(), ContractCap: sla.NoContractCap(), Minimum: sla.Minimum{Kind: sla.NoMinimum}, Rounding: &mode,
		Claim: sla.Claim{Kind: sla.Automatic}, Settle: sla.AtOnce}}
}

// Registration is the service level of an agreement that Selling has made, as Customer QoS/SLA Management registers it. What cannot
// be counted is fault.ErrInvalid, all of it at once.
func (p Practice) Registration(n selling.AgreementNotice) (sla.Registration, error) {
	var c fault.Check
	a := p.Terms
	a.ID, a.Version, a.Customer, a.Name = n.Agreement, cmp.Or(a.Version, "1"), n.Customer, cmp.Or(n.ServiceLevel.Name, "service level")
	a.Features, a.Objectives, a.Fees = features(n), nil, nil
	fees := map[string]money.Amount{}
	charge := func(path, fee string) {
		amount, err := p.fee(n.Items, fee)
		c.That(err == nil, path, fault.RuleReference, fmt.Sprint(err))
		if _, twice := fees[fee]; !twice {
			a.Fees = append(a.Fees, fee)
		}
		fees[fee] = amount
	}
	for i, t := range n.ServiceLevel.Terms {
		if t.Figure == nil {
			continue // nothing that could be measured
		}
		path := fmt.Sprintf("serviceLevel.term[%d]", i)
		o, known := p.Metrics[t.Figure.Metric]
		c.That(known, path+".figure.metric", fault.RuleUnknown, fmt.Sprintf("%.60q is counted nowhere: put it into crm.Config.Practice.Metrics", t.Figure.Metric))
		c.That(t.Figure.Period == "" || t.Figure.Period == string(a.Cycle.Unit), path+".figure.period", fault.RuleRange,
			fmt.Sprintf("is %.20q, but crm.Config.Practice.Terms counts by the %s", t.Figure.Period, a.Cycle.Unit))
		a.Objectives = append(a.Objectives, objective(o, i, t))
		if fee, has := feeName(t); has {
			charge(path+".remedy.price", fee)
		}
	}
	if !slices.ContainsFunc(a.Objectives, func(o sla.Objective) bool { return len(o.Consequences) > 0 }) {
		a.Cap, a.ContractCap = sla.Uncapped(), sla.NoContractCap() // of nothing
	}
	for _, fee := range named(a) {
		if _, known := fees[fee]; !known {
			charge("item", fee)
		}
	}
	if err := c.Err(fault.Subject("selling.agreement", n.Agreement)); err != nil {
		return sla.Registration{}, err
	}
	return sla.Registration{Agreement: a, Fees: fees, SettleAfter: p.SettleAfter, Reports: p.Reports}, nil
}

// named are the fees that an agreement's remedies and their limits are taken of.
func named(a sla.Agreement) []string {
	all := []string{a.Cap.Fee, a.ContractCap.Fee}
	for _, o := range a.Objectives {
		for _, consequence := range o.Consequences {
			all = append(all, consequence.Fee)
		}
		if o.Cap != nil {
			all = append(all, o.Cap.Fee)
		}
	}
	return slices.DeleteFunc(all, func(fee string) bool { return fee == "" })
}

// features are what the service level names, or else the products themselves.
func features(n selling.AgreementNotice) []string {
	if len(n.ServiceLevel.Features) > 0 {
		return n.ServiceLevel.Features
	}
	var names []string
	for _, i := range n.Items {
		if name := cmp.Or(i.Name, i.Offering); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// objective is the practice's objective with what the term says.
func objective(o sla.Objective, i int, t selling.Term) sla.Objective {
	f := t.Figure
	o.ID, o.Name, o.De, o.Feature = fmt.Sprintf("%s-%d", f.Metric, i+1), t.Text, "", t.Feature
	o.Operator, o.Target, o.Unit = sla.Operator(f.Operator), f.Value, sla.Unit(f.Unit)
	if f.Warning != nil {
		o.Warning = &sla.Bound{Operator: sla.Operator(f.Operator), Value: *f.Warning}
	}
	if fee, has := feeName(t); has {
		rate := t.Remedy.Rate
		o.Consequences = []sla.Consequence{{Worth: sla.Worth{Kind: sla.PercentOfFee, Fee: fee}, Tiers: []sla.Tier{{Value: sla.Value{Rate: &rate}}}}}
		if o.Cap == nil {
			o.Cap = &sla.Cap{Worth: sla.Worth{Kind: sla.None}}
		}
	}
	return o
}

// feeName is the price that a remedy is a part of, if the term has one with figures.
func feeName(t selling.Term) (string, bool) {
	if t.Remedy == nil || t.Remedy.Rate.Sign() == 0 {
		return "", false
	}
	return t.Remedy.Price, true
}

// fee is what an agreement's recurring price of the name comes to in one period.
func (p Practice) fee(items []selling.Item, name string) (money.Amount, error) {
	var sum money.Calc
	var total money.Amount
	found := false
	for _, i := range items {
		for _, one := range i.Prices {
			if one.Name != name || one.Type != price.Recurring {
				continue
			}
			if one.Period != string(p.Terms.Cycle.Unit) {
				return total, fmt.Errorf("%.60q is charged by the %s, and counted by the %s", name, one.Period, p.Terms.Cycle.Unit)
			}
			line, err := one.Line(i.Quantity)
			if err != nil {
				return total, err
			}
			found = true
			if p.Fees == ListPrice {
				total = sum.Add(total, line.List)
			} else {
				total = sum.Add(total, line.Net)
			}
		}
	}
	if !found {
		return total, fmt.Errorf("there is no recurring price %.60q in the agreement", name)
	}
	return total, sum.Err()
}

// check refuses a practice by which nothing could be registered. What belongs to the quote is filled in for it.
func (p *Practice) check() error {
	if p == nil {
		return nil
	}
	var c fault.Check
	c.That(p.Fees == ListPrice || p.Fees == NetPrice, "practice.fees", fault.RuleRequired, "must be list (the price by the list) or net (what the customer pays)")
	c.Span("practice.settleAfter", p.SettleAfter.Duration())
	probe := p.Terms
	probe.ID, probe.Version, probe.Name, probe.Features, probe.Fees = "probe", "1", "probe", []string{"probe"}, append(named(p.Terms), "probe")
	for _, metric := range slices.Sorted(maps.Keys(p.Metrics)) {
		o := p.Metrics[metric]
		o.ID, o.Name = metric, metric
		probe.Objectives = append(probe.Objectives, o)
	}
	var invalid *fault.Invalid
	if errors.As(probe.Check(), &invalid) {
		for _, f := range invalid.Fields {
			if !quoted(f.Path) {
				c.Add("practice.terms."+f.Path, f.Rule, f.Message)
			}
		}
	}
	return c.Err("crm.config")
}

// quoted reports whether a field of an agreement is the quote's to fill.
func quoted(path string) bool {
	for _, name := range []string{".operator", ".target", ".unit", ".warning", ".consequence", ".cap"} {
		if strings.HasPrefix(path, "objective[") && strings.Contains(path, name) {
			return true
		}
	}
	return false
}
