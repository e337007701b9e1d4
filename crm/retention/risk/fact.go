package risk

import (
	"slices"
	"strings"

	"github.com/etomcrm/etomcrm/crm/retention/rule"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Sources is where the facts come from: the other processes. It is the one port of this package.
type Sources interface {
	// Gather sets what is known at u.At of the customer who asks: of payments, tickets, contract, profile, usage and open orders other than
	// the one that is asked for; what is not known it leaves out. The facts of Computed it must not set: risk does.
	Gather(u *work.Unit, ask Ask, facts *rule.Facts) error
}

// Schema is the facts that risk knows, amounts in one currency: those that Sources gives, and those that risk computes itself (see
// Computed). A policy can have more of its own. What a missing fact means is named at each: a count that nobody gave meets no condition
// (unmet), so it neither speaks for a customer nor against him; only the parts of the exposure and the number of bills have a
// value that is assumed, and an assessment says that it was. How a customer has paid is looked at over twelve months, so that nothing
// is held against him for ever but debts that were written off.
func Schema(currency money.Currency) *rule.Schema {
	return rule.MustSchema(slices.Concat(given(currency), computed(currency))...)
}

// Computed names the facts that risk computes itself; every other one comes from Sources.
func Computed() []string {
	var names []string
	for _, d := range computed(money.Currency{}) {
		names = append(names, d.Name)
	}
	return names
}

// given are the facts that Sources gives.
func given(currency money.Currency) []rule.Definition {
	none, _ := money.FromMinor(0, currency) // of no digits: it always fits
	return []rule.Definition{
		assumed(count("payment.bills", "how many bills were due so far; not known: none, that is, a customer without a history"), rule.Int(0)),
		count("payment.late", "how many bills of the last twelve months were paid late or are overdue"),
		number("payment.daysLateMean", "by how many days the bills of the last twelve months were paid late on average, those paid in time included"),
		count("payment.daysLateWorst", "by how many days the latest of them was late"),
		count("payment.dunningLevel", "the level of dunning reached now; 0: none"),
		count("payment.dunningWorst", "the highest level of dunning in the last twelve months"),
		count("payment.returned", "how many debits came back in the last twelve months"),
		count("payment.brokenPromises", "how many promises to pay were broken in the last twelve months"),
		count("payment.brokenPlans", "how many agreements on instalments were broken in the last twelve months"),
		flag("payment.blocked", "services are blocked, or asked to be, because bills are not paid"),
		amount("payment.writtenOff", currency, "what has been written off as bad debt, ever"),
		amount("payment.overdue", currency, "what is overdue now and not disputed"),
		count("payment.overdueDays", "for how many days the oldest unpaid bill is overdue; 0: none is"),
		assumed(amount("payment.open", currency, "all that is owed now, due or not; not known: nothing"), rule.Amt(none)),
		flag("payment.elsewhere", "something is owed, used or ordered in another currency, too, which no figure here counts"),

		count("tickets.open", "how many trouble tickets are open"),
		count("tickets.complaints", "how many of them are complaints about a bill or a service"),
		count("tickets.last90Days", "how many tickets were opened in the last 90 days"),

		count("contract.tenureDays", "for how many days there has been a contract"),
		count("contract.agreements", "how many agreements are in force"),
		amount("contract.monthly", currency, "what is charged a month, net, without usage"),

		amount("profile.revenue", currency, "the revenue of a year with the customer, net"),
		{Name: "profile.segment", Kind: rule.Text, Missing: rule.Unmet, What: "the market segment, in the provider's own words"},
		{Name: "profile.kind", Kind: rule.Text, Values: []string{Private, Business}, Missing: rule.Unmet, What: "whether the customer is a consumer or not"},
		flag("profile.identified", "it has been checked who the customer is"),
		flag("profile.fraudSuspected", "somebody suspects fraud, and has said so"),

		amount("usage.monthly", currency, "what is charged for usage in a month, on average of the last three bills of each account"),
		assumed(amount("usage.unbilled", currency, "what has been used and not billed yet; not known: nothing"), rule.Amt(none)),
		number("usage.jump", "what is used in the open billing periods over what those bills have on average: 1 is as ever, 5 five times as much"),

		assumed(amount("orders.open", currency, "what open orders come to that are not billed yet, without this one; not known: nothing"), rule.Amt(none)),

		{Name: "model.badDebt", Kind: rule.Number, Least: quantity("0"), Most: quantity("1"), Missing: rule.Unmet,
			What: "a model's probability that the customer does not pay"},
	}
}

// The values of profile.kind.
const (
	Private  = "private"
	Business = "business"
)

// computed are the facts that risk computes from those given, the ask and its own records. All are there when a table asks for them;
// a table that asks too early is refused by Compile.
func computed(currency money.Currency) []rule.Definition {
	all := []rule.Definition{
		amount("deposit.held", currency, "the deposits that are held and not applied"),
		amount("deposit.order", currency, "what has been received for this very order"),
		amount("order.amount", currency, "what this order comes to; missing if it is in another currency"),
		flag("order.foreign", "this order is in another currency than the policy"),
		count("orders.windowCount", "how many orders there are in the window of velocity, this one included"),
		amount("orders.windowAmount", currency, "what they come to together"),
		flag("orders.split", "each of them would pass, but not all of them in one"),
		percent("risk.fraud", "FraudRisk"), percent("risk.badPayment", "BadPaymentRisk"), percent("risk.creditGaming", "CreditGamingRisk"),
		percent("risk.idConfidence", "IDConfidenceRisk"), percent("risk.paymentMethod", "PaymentMethodRisk"), percent("risk.overall", "the highest of them"),
		amount("limit.amount", currency, "the credit limit that holds"),
		percent("limit.share", "the percentage of the limit that dunning has left, digits cut off"),
		amount("exposure.total", currency, "what could be lost, this order included; 0 if the deposits cover it"),
		{Name: "exposure.use", Kind: rule.Number, Whole: true, Least: quantity("0"), Most: quantity("1000"),
			What: "exposure in percent of the limit, rounded up: 101 and more is over it; never more than 1000, which stands for a limit of nothing, too"},
	}
	for n := range all {
		all[n].Missing = rule.Refuse
		if all[n].Name == "order.amount" {
			all[n].Missing = rule.Unmet
		}
	}
	return all
}

func count(name, what string) rule.Definition {
	return rule.Definition{Name: name, Kind: rule.Number, Whole: true, Least: quantity("0"), Missing: rule.Unmet, What: what}
}

func number(name, what string) rule.Definition {
	return rule.Definition{Name: name, Kind: rule.Number, Least: quantity("0"), Missing: rule.Unmet, What: what}
}

func amount(name string, currency money.Currency, what string) rule.Definition {
	return rule.Definition{Name: name, Kind: rule.Amount, Currency: currency, Least: quantity("0"), Missing: rule.Unmet, What: what}
}

func flag(name, what string) rule.Definition {
	return rule.Definition{Name: name, Kind: rule.Flag, Missing: rule.Unmet, What: what}
}

func percent(name, what string) rule.Definition {
	return rule.Definition{Name: name, Kind: rule.Number, Whole: true, Least: quantity("0"), Most: quantity("100"), What: what + ", 0 to 100"}
}

func assumed(d rule.Definition, value rule.Value) rule.Definition {
	d.Missing, d.Default = rule.Assume, value
	return d
}

func quantity(text string) *money.Quantity {
	q := money.MustQuantity(text)
	return &q
}

// isComputed tells the facts that are not recorded: a replay computes them again.
func isComputed(name string) bool {
	head, _, _ := strings.Cut(name, ".")
	switch head {
	case "risk", "limit", "exposure", "order", "deposit":
		return true
	}
	return name == "orders.windowCount" || name == "orders.windowAmount" || name == "orders.split"
}
