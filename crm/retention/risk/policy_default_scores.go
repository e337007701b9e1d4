package risk

import "github.com/etomcrm/etomcrm/crm/retention/rule"

// fraud: a suspicion that somebody has voiced is enough to refuse; a jump in usage is not, but is worth a look: five times as much
// happens on a holiday abroad, ten times as much hardly.
func (d defaults) fraud() *rule.Spec {
	return d.sum("fraud",
		rule.Row{Code: "RISK-FRAUD-01", When: when(is("profile.fraudSuspected", true)), Points: 100, Why: "fraud is suspected", WhyDe: "es besteht Betrugsverdacht"},
		rule.Row{Code: "RISK-FRAUD-02", When: when(atLeast("usage.jump", 5)), Points: 20, Why: "usage is five times that of an average month, or more", WhyDe: "die Nutzung ist mindestens fünfmal so hoch wie im Durchschnitt"},
		rule.Row{Code: "RISK-FRAUD-03", When: when(atLeast("usage.jump", 10)), Points: 30, Why: "usage is ten times that of an average month, or more", WhyDe: "die Nutzung ist mindestens zehnmal so hoch wie im Durchschnitt"},
	)
}

// badPayment: from 20 the limit is lowered, from 40 a deposit is asked for, from 70 all is paid in advance, at 100 nothing is given (see
// decision). So one reminder (15) changes nothing: it may be an oversight. One returned debit or broken promise (20) lowers the limit, two
// of them (40) ask for a deposit, as the second level of dunning does (15 and 25) and any debt written off. The last level of dunning
// (70, and 10 because it is remembered) asks for all in advance, as a debt of 500 written off does: that is more than a first device. With anything
// more beside it nothing is given.
func (d defaults) badPayment() *rule.Spec {
	return d.sum("badPayment",
		rule.Row{Code: "RISK-PAY-01", When: when(atLeast("payment.dunningLevel", 1)), Points: 15, Why: "a payment reminder has been sent", WhyDe: "es ist eine Zahlungserinnerung verschickt"},
		rule.Row{Code: "RISK-PAY-02", When: when(atLeast("payment.dunningLevel", 2)), Points: 25, Why: "dunning is at its second level or higher", WhyDe: "die zweite Mahnstufe ist erreicht"},
		rule.Row{Code: "RISK-PAY-03", When: when(atLeast("payment.dunningLevel", 3)), Points: 30, Why: "dunning is at its third level or higher", WhyDe: "die dritte Mahnstufe ist erreicht"},
		rule.Row{Code: "RISK-PAY-04", When: when(atLeast("payment.dunningWorst", 3)), Points: 10, Why: "dunning has once reached its third level", WhyDe: "die dritte Mahnstufe war schon einmal erreicht"},
		rule.Row{Code: "RISK-PAY-05", When: when(atLeast("payment.returned", 1)), Points: 20, Why: "a debit came back", WhyDe: "eine Lastschrift kam zurück"},
		rule.Row{Code: "RISK-PAY-06", When: when(atLeast("payment.returned", 2)), Points: 20, Why: "more than one debit came back", WhyDe: "mehr als eine Lastschrift kam zurück"},
		rule.Row{Code: "RISK-PAY-07", When: when(atLeast("payment.brokenPromises", 1)), Points: 20, Why: "a promise to pay was broken", WhyDe: "eine Zahlungszusage wurde nicht gehalten"},
		rule.Row{Code: "RISK-PAY-08", When: when(atLeast("payment.brokenPromises", 2)), Points: 20, Why: "more than one promise to pay was broken", WhyDe: "mehr als eine Zahlungszusage wurde nicht gehalten"},
		rule.Row{Code: "RISK-PAY-09", When: when(atLeast("payment.brokenPlans", 1)), Points: 20, Why: "instalments were not kept", WhyDe: "eine Ratenzahlung wurde nicht eingehalten"},
		rule.Row{Code: "RISK-PAY-10", When: when(d.some("payment.writtenOff")), Points: 40, Why: "debts have been written off", WhyDe: "Forderungen mussten ausgebucht werden"},
		rule.Row{Code: "RISK-PAY-11", When: when(d.from("payment.writtenOff", 500)), Points: 30, Why: "debts of 500 or more have been written off", WhyDe: "Forderungen von 500 oder mehr mussten ausgebucht werden"},
		rule.Row{Code: "RISK-PAY-12", When: when(atLeast("payment.daysLateMean", 10)), Points: 10, Why: "bills are paid ten days late or more on average", WhyDe: "Rechnungen werden im Durchschnitt mindestens zehn Tage zu spät bezahlt"},
		rule.Row{Code: "RISK-PAY-13", When: when(atLeast("payment.daysLateMean", 30)), Points: 15, Why: "bills are paid a month late or more on average", WhyDe: "Rechnungen werden im Durchschnitt mindestens einen Monat zu spät bezahlt"},
		rule.Row{Code: "RISK-PAY-14", When: when(atLeast("payment.overdueDays", 30)), Points: 10, Why: "a bill is overdue for a month or longer", WhyDe: "eine Rechnung ist mindestens einen Monat überfällig"},
		rule.Row{Code: "RISK-PAY-15", When: when(atLeast("payment.overdueDays", 90)), Points: 30, Why: "a bill is overdue for three months or longer", WhyDe: "eine Rechnung ist mindestens drei Monate überfällig"},
		rule.Row{Code: "RISK-PAY-16", When: when(atLeastNumber("model.badDebt", "0.2")), Points: 20, Why: "of customers like this one, one in five does not pay", WhyDe: "von ähnlichen Kunden zahlt einer von fünf nicht"},
		rule.Row{Code: "RISK-PAY-17", When: when(atLeastNumber("model.badDebt", "0.5")), Points: 20, Why: "of customers like this one, every second does not pay", WhyDe: "von ähnlichen Kunden zahlt jeder zweite nicht"},
	)
}

// creditGaming: splitting is what velocity has noticed; ten orders in a day are unusual and say nothing more.
func (d defaults) creditGaming() *rule.Spec {
	return d.sum("creditGaming",
		rule.Row{Code: "RISK-SPLIT-01", When: when(is("orders.split", true)), Points: 80, Why: "the last orders would each have passed, but not in one", WhyDe: "die letzten Aufträge wären einzeln durchgegangen, als einer nicht"},
		rule.Row{Code: "RISK-SPLIT-02", When: when(atLeast("orders.windowCount", 10)), Points: 20, Why: "there are ten orders or more in a short time", WhyDe: "es sind zehn oder mehr Aufträge in kurzer Zeit"},
	)
}

// idConfidence: who failed the check of identity is not trusted with more than a small order; who was not checked yet may be anybody.
func (d defaults) idConfidence() *rule.Spec {
	return d.sum("idConfidence",
		rule.Row{Code: "RISK-ID-01", When: when(is("profile.identified", false)), Points: 60, Why: "it is not certain who the customer is", WhyDe: "es steht nicht fest, wer der Kunde ist"},
		rule.Row{Code: "RISK-ID-02", When: when(missing("profile.identified")), Points: 20, Why: "nobody has checked yet who the customer is", WhyDe: "es wurde noch nicht geprüft, wer der Kunde ist"},
		rule.Row{Code: "RISK-ID-03", When: when(below("payment.bills", 1)), Points: 10, Why: "the customer has no history", WhyDe: "der Kunde hat keine Vorgeschichte"},
	)
}

// paymentMethod: a debit that comes back once has often a simple cause, three times it has not.
func (d defaults) paymentMethod() *rule.Spec {
	return d.sum("paymentMethod",
		rule.Row{Code: "RISK-METHOD-01", When: when(atLeast("payment.returned", 1)), Points: 40, Why: "a debit came back", WhyDe: "eine Lastschrift kam zurück"},
		rule.Row{Code: "RISK-METHOD-02", When: when(atLeast("payment.returned", 3)), Points: 40, Why: "three debits or more came back", WhyDe: "drei oder mehr Lastschriften kamen zurück"},
	)
}
