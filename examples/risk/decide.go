package main

import (
	"fmt"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/crm/retention/risk"
	"github.com/etomcrm/etomcrm/crm/retention/rule"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// order is a customer with what is asked for and known.
type order struct {
	line     int // of the CSV
	customer string
	amount   money.Amount
	held     money.Amount // deposits
	facts    *rule.Facts
}

// decision is an order with what customer risk says.
type decision struct {
	order
	verdict risk.Verdict
}

// decidedOn is the day on which orders are decided: no rule reads the clock, so it does not matter which.
var decidedOn = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// asked are the columns that are no facts of the other processes, but risk's own, which are asked for here.
var asked = []string{"order.amount", "deposit.held"}

// read reads the customers of a CSV; what is wrong is told with its line, all at once.
func read(c *risk.Compiled, text []byte) ([]order, error) {
	cases, err := rule.ReadCSV(c.Schema(), "customer", text)
	if err != nil {
		return nil, err
	}
	none, err := money.FromMinor(0, c.Policy().Currency)
	if err != nil {
		return nil, err
	}
	var wrong fault.Check
	var all []order
	for _, one := range cases {
		o := order{line: one.Line, customer: one.ID, amount: none, held: none, facts: one.Facts}
		if v, known := one.Facts.Get("order.amount"); known {
			o.amount = v.Amount()
		} else {
			wrong.Add(fmt.Sprintf("line %d: order.amount", one.Line), fault.RuleRequired, "must say what the order comes to")
		}
		if v, known := one.Facts.Get("deposit.held"); known {
			o.held = v.Amount()
		}
		for _, name := range risk.Computed() {
			_, set := one.Facts.Get(name)
			wrong.That(!set || slices.Contains(asked, name), fmt.Sprintf("line %d: %s", one.Line, name), fault.RuleUnknown, "is computed; take the column out")
			one.Facts.Clear(name)
		}
		all = append(all, o)
	}
	return all, wrong.Err("risk.csv")
}

// decide decides all orders by a policy.
func decide(c *risk.Compiled, all []order) ([]decision, error) {
	var decided []decision
	for _, o := range all {
		v, err := risk.Assess(c, risk.Input{Ask: risk.Ask{Customer: o.customer, Amount: o.amount}, Facts: o.facts, At: decidedOn,
			Held: risk.Held{All: o.held, Order: o.held}})
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", o.line, err)
		}
		decided = append(decided, decision{order: o, verdict: v})
	}
	return decided, nil
}
