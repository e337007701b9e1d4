package contact

import "slices"

// StandardQuestions is the table to start from: what the library itself can do for a customer. Opening hours and the like
// are the host's to add.
func StandardQuestions() []StandardQuestion { return slices.Clone(standardQuestions) }

var standardQuestions = []StandardQuestion{
	{
		ID:    "order-status",
		Words: [][]string{{" order", " bestell", " auftrag"}, {" status", " how far", " stand ", " wie weit", " track", " verfolg"}},
		En:    QA{"How do I learn how far my order is?", "Ask at any time, by any channel, with the number of the order: you are told the latest status. Without a number you are told that of your latest order."},
		De:    QA{"Wie erfahre ich, wie weit mein Auftrag ist?", "Fragen Sie jederzeit auf jedem Weg und nennen Sie die Auftragsnummer: Sie erfahren den letzten Stand. Ohne Nummer erfahren Sie den Ihres letzten Auftrags."},
	}, {
		ID:    "report-problem",
		Words: [][]string{{" problem", " fault", " stoerung", " fehler"}, {" report", " meld"}},
		En:    QA{"How do I report a problem?", "Write or call, and say which service is affected, since when, and what you see. You are told when it is solved, and asked whether it is."},
		De:    QA{"Wie melde ich ein Problem?", "Schreiben Sie oder rufen Sie an und nennen Sie den betroffenen Dienst, seit wann und was Sie sehen. Sie erfahren, wenn es gelöst ist, und werden gefragt, ob es das ist."},
	}, {
		ID:    "dispute-bill",
		Words: [][]string{{"rechnung", " bill", " invoice"}, {" dispute", " object", " wrong", " query", " beanstand", " falsch", " widersprech", " reklamier"}},
		En:    QA{"What do I do if a bill seems wrong?", "Name the number of the bill and the item. It is examined; if it was wrong, you get a credit."},
		De:    QA{"Was tue ich, wenn eine Rechnung falsch scheint?", "Nennen Sie die Rechnungsnummer und die Position. Sie wird geprüft; war sie falsch, erhalten Sie eine Gutschrift."},
	}, {
		ID:    "change-order",
		Words: [][]string{{" order", " bestell", " auftrag"}, {" change", " amend", " aender", " ergaenz"}},
		En:    QA{"Can I still change my order?", "Name the number of the order and what is to be different. What has not been delivered yet can be changed."},
		De:    QA{"Kann ich meinen Auftrag noch ändern?", "Nennen Sie die Auftragsnummer und was anders werden soll. Was noch nicht geliefert ist, lässt sich ändern."},
	}, {
		ID:    "cancel-order",
		Words: [][]string{{" order", " bestell", " auftrag"}, {" cancel", " storn", " widerruf"}},
		En:    QA{"How do I cancel an order?", "Name the number of the order. You are told whether it can still be cancelled, and what that costs."},
		De:    QA{"Wie storniere ich einen Auftrag?", "Nennen Sie die Auftragsnummer. Sie erfahren, ob er noch storniert werden kann und was das kostet."},
	}, {
		ID:    "change-address",
		Words: [][]string{{" address", " adress", " anschrift", " bank", " iban", " konto"}, {" change", " new ", " update", " aender", " neue", " mitteil", " umzug"}},
		En:    QA{"How do I change my address or bank account?", "Write to us from an address that we know, or use the portal, and say from when the new one holds."},
		De:    QA{"Wie ändere ich Anschrift oder Bankverbindung?", "Schreiben Sie uns von einer uns bekannten Adresse oder über das Portal, und sagen Sie, ab wann die neue gilt."},
	}, {
		ID:    "end-contract",
		Words: [][]string{{" contract", "vertrag"}, {" end ", " terminate", " cancel", "kuendig", " beend"}},
		En:    QA{"How do I end my contract?", "Write to us in text form and name the contract. You are told on which day it ends."},
		De:    QA{"Wie kündige ich meinen Vertrag?", "Schreiben Sie uns in Textform und nennen Sie den Vertrag. Sie erfahren, an welchem Tag er endet."},
	}, {
		ID:    "quality-report",
		Words: [][]string{{" quality", " sla ", " service level", " availability", " qualitaet", " dienstguete", " verfuegbarkeit"}, {" report", " bericht"}},
		En:    QA{"Can I have a report on the quality of my services?", "Yes: regularly, or when you ask. Name the service and the month."},
		De:    QA{"Kann ich einen Bericht über die Qualität meiner Dienste haben?", "Ja: regelmäßig oder auf Anfrage. Nennen Sie den Dienst und den Monat."},
	},
}
