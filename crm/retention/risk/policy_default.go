package risk

import (
	"github.com/etomcrm/etomcrm/crm/retention/rule"
	"github.com/etomcrm/etomcrm/etom/money"
)

// DefaultPolicy is a policy to begin with. All of its figures are ours, each with its reason at its table; replace them by your own. The
// figures are in units of the currency: where those are worth much more or less than euros, a policy of one's own is needed.
//
// In short: who pays is trusted up to a limit that grows with revenue and time. A new customer may order for less than 200 without more, a deposit
// of half the order is asked for from there on. A bad payer gives a deposit, a worse one pays in advance, the worst gets nothing. What is
// neither good nor bad is left to two people.
func DefaultPolicy(currency money.Currency) Policy {
	d := defaults{currency}
	return Policy{
		Name: "etom-default", Version: "1", Currency: currency,
		Scores: []Scoring{
			{Kind: FraudRisk, Table: d.fraud()}, {Kind: BadPaymentRisk, Table: d.badPayment()}, {Kind: CreditGamingRisk, Table: d.creditGaming()},
			{Kind: IDConfidenceRisk, Table: d.idConfidence()}, {Kind: PaymentMethodRisk, Table: d.paymentMethod()},
		},
		Steps:    d.steps(),
		Limits:   d.limits(),
		Velocity: Velocity{Hours: 24, Count: 3, Least: d.units(50)}, // three in a day: two may be an afterthought; below 50 it is not worth splitting
		Decision: d.decision(),
		Deposit:  DepositTerms{Share: money.MustRate("50%"), Least: d.units(50)}, // half: what is left at risk is no more than a customer of the lowest limit may owe
		// A quarter of a year: the behaviour of three bills shows by then.
		LookAgainDays: 90,
	}
}

// defaults writes the default policy in one currency.
type defaults struct{ currency money.Currency }

// units is an amount of whole units.
func (d defaults) units(n int64) money.Amount {
	one := int64(1)
	for range d.currency.Digits() {
		one *= 10
	}
	a, _ := money.FromMinor(n*one, d.currency) // the figures are small
	return a
}

func (d defaults) sum(name string, rows ...rule.Row) *rule.Spec {
	return &rule.Spec{Name: name, Version: "1", Policy: rule.Sum, Rows: rows}
}

// The conditions of the tables.
func atLeast(fact string, n int64) rule.Condition {
	v := rule.Int(n)
	return rule.Condition{Fact: fact, AtLeast: &v}
}

func below(fact string, n int64) rule.Condition {
	v := rule.Int(n)
	return rule.Condition{Fact: fact, Below: &v}
}

func atLeastNumber(fact, n string) rule.Condition {
	v := rule.Num(money.MustQuantity(n))
	return rule.Condition{Fact: fact, AtLeast: &v}
}

func (d defaults) from(fact string, n int64) rule.Condition {
	v := rule.Amt(d.units(n))
	return rule.Condition{Fact: fact, AtLeast: &v}
}

func (d defaults) under(fact string, n int64) rule.Condition {
	v := rule.Amt(d.units(n))
	return rule.Condition{Fact: fact, Below: &v}
}

// some is an amount of more than nothing.
func (d defaults) some(fact string) rule.Condition {
	least, _ := money.FromMinor(1, d.currency)
	v := rule.Amt(least)
	return rule.Condition{Fact: fact, AtLeast: &v}
}

// nothing is the amount 0.
func (d defaults) nothing(fact string) rule.Condition {
	least, _ := money.FromMinor(1, d.currency)
	v := rule.Amt(least)
	return rule.Condition{Fact: fact, Below: &v}
}

func is(fact string, yes bool) rule.Condition { return rule.Condition{Fact: fact, Is: &yes} }

func missing(fact string) rule.Condition { return rule.Condition{Fact: fact, Missing: true} }

func oneOf(fact string, values ...string) rule.Condition {
	return rule.Condition{Fact: fact, In: values}
}

func when(all ...rule.Condition) []rule.Condition { return all }
