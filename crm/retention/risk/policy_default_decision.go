package risk

import "github.com/etomcrm/etomcrm/crm/retention/rule"

// decision: the first row that is met decides. What is certain comes first (services are blocked, fraud), then what costs nothing, then how
// the customer pays, then this order: whether it was split, who orders, whether it is within the limit. 200 is about what a first order
// may cost before a new customer has paid anything; a large customer's limit shows that he is none of those.
func (d defaults) decision() rule.Spec {
	row := func(code string, o Outcome, why, de string, when ...rule.Condition) rule.Row {
		return rule.Row{Code: code, When: when, Outcome: string(o), Why: why, WhyDe: de}
	}
	return rule.Spec{Name: "decision", Version: "1", Policy: rule.First,
		Outcomes: []string{string(Accept), string(LowerLimit), string(Deposit), string(Prepaid), string(Review), string(Refuse)},
		Rows: []rule.Row{
			row("RISK-BLOCKED", Refuse, "services are blocked because bills are not paid; pay them first", "Dienste sind wegen unbezahlter Rechnungen gesperrt; zuerst sind diese zu zahlen", is("payment.blocked", true)),
			row("RISK-FRAUD", Refuse, "fraud is suspected", "es besteht Betrugsverdacht", atLeast("risk.fraud", 80)),
			row("RISK-FRAUD-REVIEW", Review, "something points to fraud", "etwas deutet auf Betrug hin", atLeast("risk.fraud", 40)),
			row("RISK-CURRENCY", Review, "the order is in another currency than the credit limit", "der Auftrag ist in einer anderen Währung als der Kreditrahmen", is("order.foreign", true)),
			row("RISK-NO-PRICE", Accept, "nothing is charged", "es wird nichts berechnet", d.nothing("order.amount")),
			row("RISK-PAY-REFUSE", Refuse, "the customer does not pay", "der Kunde zahlt nicht", atLeast("risk.badPayment", 100)),
			row("RISK-PAY-PREPAID", Prepaid, "the customer pays very badly: all of it is to be paid in advance", "der Kunde zahlt sehr schlecht: alles ist im Voraus zu zahlen", atLeast("risk.badPayment", 70)),
			row("RISK-PAY-DEPOSIT", Deposit, "the customer pays badly: a deposit is asked for", "der Kunde zahlt schlecht: eine Sicherheit wird verlangt", atLeast("risk.badPayment", 40)),
			row("RISK-SPLIT", Review, "the last orders would each have passed, but not in one", "die letzten Aufträge wären einzeln durchgegangen, als einer nicht", is("orders.split", true)),
			row("RISK-ELSEWHERE", Review, "something is owed in another currency, which no limit counts", "es bestehen Forderungen in anderer Währung, die kein Rahmen zählt", is("payment.elsewhere", true)),
			row("RISK-ID", Review, "it is not certain who orders for so much", "es steht nicht fest, wer für so viel bestellt", atLeast("risk.idConfidence", 60), d.from("order.amount", 200)),
			row("RISK-OVER-MID", Review, "the limit is exceeded, and payment is not good", "der Rahmen ist überschritten, und die Zahlungsweise ist nicht gut", atLeast("risk.badPayment", 20), atLeast("exposure.use", 101)),
			row("RISK-PAY-MID", LowerLimit, "payment is not good: the limit is lowered", "die Zahlungsweise ist nicht gut: der Rahmen wird gesenkt", atLeast("risk.badPayment", 20)),
			row("RISK-NEW", Deposit, "a new customer without a history orders for 200 or more: a deposit is asked for", "ein neuer Kunde ohne Vorgeschichte bestellt für 200 oder mehr: eine Sicherheit wird verlangt", below("payment.bills", 1), d.under("limit.amount", 2_000), d.from("order.amount", 200)),
			row("RISK-NEW-OVER", Deposit, "a new customer exceeds the limit: a deposit is asked for", "ein neuer Kunde überschreitet den Rahmen: eine Sicherheit wird verlangt", below("payment.bills", 1), d.under("limit.amount", 5_000), atLeast("exposure.use", 101)),
			row("RISK-OVER", Review, "the limit is exceeded", "der Rahmen ist überschritten", atLeast("exposure.use", 101)),
			row("RISK-ACCEPT", Accept, "the order is within the limit", "der Auftrag ist innerhalb des Rahmens"),
		}}
}
