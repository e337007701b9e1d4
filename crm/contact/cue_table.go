package contact

import "slices"

// cues is the table behind Recognise. The words are ours. Within a kind the weightier come first; where the words of one kind
// contain those of another ("not interested in"), theirs must weigh more.
var cues = slices.Concat(
	of(Enquiry, 4, " need an offer", " brauche ein angebot", " brauchen ein angebot", " benoetige ein angebot", " benoetigen ein angebot",
		" request for quot", " ask for an offer", " bitte um ein angebot", " bitten um ein angebot", " kunde werden", " become a customer"),
	of(Enquiry, 3, " interessiere mich", " interessieren uns", " interesse an", " interested in", " like to join", " want to join",
		" moechte beitreten", " moechten beitreten", " what do you offer", " what does it cost", " was kostet", " how much is",
		" how much does", " do you sell", " do you offer", " bieten sie", " want to buy", " like to buy", " moechte kaufen",
		" moechten kaufen", " neuen anschluss", " new connection"),
	of(Enquiry, 2, " angebot", " an offer", " quotation", " enquiry", " preisliste", " price list", " prospekt ", " broschuere", " brochure",
		" anfrage ", " kaufen ", " buy "),

	of(Needs, 3, " we need ", " i need ", " wir brauchen ", " ich brauche ", " wir benoetigen ", " ich benoetige ", " our requirements",
		" my requirements", " unsere anforderungen", " meine anforderungen", " unser bedarf", " mein bedarf", " our needs", " my needs"),
	of(Needs, 2, " requirement", " anforderung", " bedarf ", " mbit", " gbit", " schnellere", " faster "),

	of(PurchaseOrder, 4, " accept your offer", " accept the offer", " accept your proposal", " accept the proposal", " accept your quot",
		" accept the quot", " nehme ihr angebot", " nehmen ihr angebot", " nehme das angebot", " nehmen das angebot", " hereby order",
		" hiermit bestell", " bestelle ich", " bestellen wir", " ich bestelle", " wir bestellen", " purchase order", " place an order",
		" place the order", " place our order", " we order ", " i order ", " auftrag erteil", " den auftrag erteil", " erteile ich den auftrag",
		" erteilen wir den auftrag", " signed contract", " signed the contract", " signed your offer", " unterschriebenen vertrag",
		" unterschriebene angebot", " vertrag unterschrieben", " angebot unterschrieben", " angebot angenommen", " like to order ", " want to order ", " moechte * bestellen", " moechten * bestellen"),

	of(Refusal, 6, " do not accept", " don't accept", " cannot accept", " can't accept", " nicht annehmen", " nehmen ihr angebot nicht an",
		" nehme ihr angebot nicht an", " nehmen das angebot nicht an", " nehme das angebot nicht an"),
	of(Refusal, 5, " nicht interessiert", " kein interesse", " not interested", " no interest", " no longer interested", " lehne ihr",
		" lehnen ihr", " lehne das", " lehnen das", " decline", " reject your", " reject the", " turn down", " absage", " keinen bedarf",
		" anders entschieden", " decided otherwise", " decided against", " anderen anbieter", " another supplier", " another provider", " stay with our current", " stay with my current", " bleiben bei unserem", " bleibe bei meinem"),

	of(CounterOffer, 5, " gegenangebot", " gegenvorschlag", " counter offer", " counteroffer", " counter proposal", " better terms",
		" better price", " bessere konditionen", " besseren preis", " zu teuer", " too expensive", " other conditions", " andere konditionen",
		" lower price", " niedrigeren preis", " lower the price", " negotiate", " verhandeln"),
	of(CounterOffer, 3, " guenstiger", " cheaper", " nachlass", " rabatt", " discount", " entgegenkommen"),

	of(StatusInquiry, 4, " status of", " order status", " auftragsstatus", " bestellstatus", " lieferstatus", " status mein", " status unser",
		" status der", " status des", " stand mein", " stand unser", " stand der", " stand des", " wie ist der stand", " aktuellen stand", " aktuelle stand",
		" wie weit ist", " wie weit sind", " wann kommt", " wann wird", " wann bekomme", " wann bekommen", " wo bleibt", " where is my", " where is our",
		" how far is", " when will", " when can i expect", " when can we expect", " any news on", " any update on", " track my order", " sendungsverfolgung", " wann * techniker", " wann * installiert", " wann * geliefert", " when * installed", " when * delivered", " when * technician"),
	of(StatusInquiry, 2, " status ", " liefertermin", " delivery date", " installationstermin", " installation date"),

	of(Satisfaction, 4, " zufrieden ", " unzufrieden ", " zufriedenheit", " satisfied", " dissatisfied", " satisfaction", " happy with",
		" umfrage", " survey", " feedback"),

	of(ProblemReport, 4, " funktioniert nicht", " funktionieren nicht", " geht nicht", " gehen nicht", " stoerung", " gestoert", " ausfall", " ausgefallen", " defekt",
		" kaputt", " not working", " doesn't work", " does not work", " don't work", " do not work", " stopped working", " broken",
		" outage", " is down", " are down", " no connection", " keine verbindung", " cannot connect", " can't connect", " kein internet",
		" no internet", " kein telefon", " keine mail", " keine e mail", " no mail", " no e mail", " no email", " fehlermeldung", " error message", " unterbrochen", " interrupted"),
	of(ProblemReport, 2, " problem", " fehler ", " error ", " fault ", " langsam", " slow "),

	of(Confirmation, 7, " still not working", " still does not work", " still doesn't work", " immer noch nicht", " noch immer nicht",
		" besteht weiterhin", " still there", " persists", " not solved", " not resolved", " nicht geloest", " nicht behoben"),
	of(Confirmation, 6, " works again", " working again", " is working now", " is solved", " is resolved", " is fixed", " has been solved", " has been resolved",
		" has been fixed", " ist geloest", " ist behoben", " wurde behoben", " funktioniert wieder", " geht wieder", " wieder in ordnung", " wieder da ", " fixed now "),

	of(QualityInquiry, 4, " quality report", " qualitaetsbericht", " sla report", " sla bericht", " service level report", " performance report",
		" leistungsbericht", " service quality", " dienstguete", " auslastung", " utilisation", " utilization", " uptime"),
	of(QualityInquiry, 3, " verfuegbarkeit", " availability", " how available", " wie verfuegbar"),

	of(BillInquiry, 4, " overcharged", " falsch abgerechnet", " zu viel abgebucht", " zuviel abgebucht", " zu viel berechnet", " einzelverbindungsnachweis",
		" credit note", " gutschrift", " mahnung", " payment reminder"),
	of(BillInquiry, 3, "rechnung", " bill ", " bills ", " billed", " invoice", " abgebucht", " abbuchung", " charged", " lastschrift", " money back", " geld zurueck", " refund", " erstattung"),

	of(Complaint, 5, " beschwer", " complain", " unverschaemt", " outrageous", " unacceptable", " inakzeptabel", " unfreundlich", " rude ",
		" enttaeuscht", " disappointed", " frechheit", " zumutung", " reklam"),

	of(Amendment, 5, " auftrag aendern", " change my order", " change our order",
		" change the order", " amend", " bestellung ergaenzen", " auftrag ergaenzen",
		" aenderung meiner bestellung", " aenderung unserer bestellung", " aenderung des auftrag", " menge aendern", " change the quantity",
		" change the delivery address", " lieferadresse aendern", " lieferanschrift aendern", " add * to order ", " add * to my order", " add * to our order", " bestellung* aendern", " auftrag * aendern", " change order "),

	of(Cancellation, 5, " storn", " cancel my order", " cancel our order", " cancel the order", " cancel order", " cancel this order", " order cancel",
		" auftrag zurueck", " bestellung zurueck", " widerruf"),
	of(Cancellation, 3, " cancel "),

	of(TestResult, 5, " test bestanden", " tests bestanden", " test passed", " tests passed", " passed the test", " passed our test", " test failed", " tests failed",
		" failed the test", " failed our test", " testergebnis", " test result", " getestet", " have tested", " abnahme", " acceptance test", " nicht bestanden", " test * erfolgreich", " test * successful", " test * gescheitert"),

	of(Termination, 6, "kuendig", " terminate", " termination", " end my contract", " end our contract", " cancel my contract", " cancel our contract",
		" cancel the contract", " cancel my subscription", " vertrag beenden", " vertrag zu beenden", " close my account", " konto schliessen", " vertrag* beend", " end * contract", " end * subscription"),

	of(DataChange, 5, " umgezogen", " umzug", " have moved", " are moving", " am moving", " new address", " neue adresse", " neue anschrift",
		" adressaenderung", " change of address", " neue bankverbindung", " neues konto", " new bank", " neue iban", " new iban", " new phone number",
		" neue telefonnummer", " neue rufnummer", " neue e mail adresse", " new e mail address", " new email address", " namensaenderung",
		" change of name", " change my bank", " change our bank", " change my address", " change our address", " adresse * geaendert", " anschrift * geaendert", " bankverbindung * geaendert"),

	of(Question, 4, " wie kann ich", " wie kann man", " wie koennen wir", " how can i", " how can we", " how do i", " how do we", " wo finde ich",
		" wo finden wir", " where can i", " where do i find", " oeffnungszeiten", " opening hours", " eine frage", " a question"),
)

func of(k Kind, weight int, words ...string) []Cue {
	rows := make([]Cue, len(words))
	for i, w := range words {
		rows[i] = Cue{Kind: k, Weight: weight, Words: w}
	}
	return rows
}
