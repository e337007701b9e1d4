package flow

import "github.com/etomcrm/etomcrm/etom"

// passedOn is how Customer Interface Management passes a message on to the customer.
const passedOn = "contact.message.passedOn"

// to is an arrow that does not pass through anybody.
func to(from, to etom.Party, event string) []Arrow {
	return []Arrow{{From: from, To: to, Event: event}}
}

// via is an arrow between the customer and a process that passes through Customer Interface Management.
func via(from, to etom.Party, event, passed string) []Arrow {
	return []Arrow{{From: from, To: to, Via: etom.CustomerInterface, Event: event, Passed: passed}}
}

// PreSales is the flow of section 4.1.1.
func PreSales() Flow {
	return Flow{
		ID: "pre-sales", Section: "4.1.1", Example: "6.1", Figures: []int{3}, Vertical: "Fulfillment",
		Title: "Pre-sales", De: "Pre-Sales",
		Steps: []Step{
			{No: 1, Arrows: to(etom.MarketingFulfillment, etom.Customer, "marketing.collateral.issued"),
				What: "marketing collateral on new products is issued and distributed to customers",
				De:   "Material über neue Produkte wird an Kunden ausgegeben und verteilt"},
			{No: 2, Arrows: to(etom.Customer, etom.CustomerInterface, "contact.enquiry.received"),
				What: "the customer wants to buy and makes contact",
				De:   "der Kunde will kaufen und meldet sich"},
			{No: 3, Arrows: to(etom.CustomerInterface, etom.Selling, "contact.enquiry.routed"),
				What: "the kind of contact is recognised and the request is passed on",
				De:   "die Art des Kontakts wird erkannt, die Anfrage weitergeleitet"},
			{No: 4, Arrows: via(etom.Selling, etom.Customer, "selling.needs.asked", passedOn),
				What: "the exact needs are asked for",
				De:   "nach den genauen Bedürfnissen wird gefragt"},
			{No: 5, Arrows: via(etom.Customer, etom.Selling, "selling.needs.stated", "contact.needs.routed"),
				What: "the customer states the needs",
				De:   "der Kunde nennt seine Bedürfnisse"},
			{No: 6, Optional: true, Arrows: to(etom.Selling, etom.OrderHandling, "selling.feasibility.asked"),
				What: "feasibility or deliverability of a special product is asked for",
				De:   "nach Machbarkeit oder Lieferbarkeit eines Sonderprodukts wird gefragt"},
			{No: 7, Optional: true, Arrows: to(etom.OrderHandling, etom.ServiceConfigurationActivation, "ordering.feasibility.asked"),
				What: "the question is passed on",
				De:   "die Frage wird weitergeleitet"},
			{No: 8, Optional: true, Arrows: to(etom.ServiceConfigurationActivation, etom.OrderHandling, "ordering.feasibility.received"),
				What: "the result comes back",
				De:   "das Ergebnis kommt zurück"},
			{No: 9, Optional: true, Arrows: to(etom.OrderHandling, etom.Selling, "ordering.feasibility.answered"),
				What: "the answer is passed on",
				De:   "die Antwort wird weitergegeben"},
			{No: 10, Arrows: via(etom.Selling, etom.Customer, "selling.proposal.made", passedOn),
				What: "alternative products are proposed",
				De:   "alternative Produkte werden vorgeschlagen"},
			{No: 11, Arrows: to(etom.CustomerInterface, etom.RetentionLoyalty, "contact.profile.passedOn"),
				What: "the customer profile is passed on for the record",
				De:   "das Kundenprofil wird zur Aufzeichnung weitergeleitet"},
			{No: 12, Again: []int{5, 10}, Arrows: to(etom.CustomerInterface, etom.CustomerInterface, "contact.interaction.registered"),
				What: "the customer contact is registered",
				De:   "der Kundenkontakt wird registriert"},
		},
	}
}

// Ordering is the flow of section 4.1.2.
func Ordering() Flow {
	return Flow{
		ID: "ordering", Section: "4.1.2", Example: "6.2", Figures: []int{4}, Vertical: "Fulfillment",
		Title: "Ordering", De: "Ordering",
		Steps: []Step{
			{No: 1, Arrows: to(etom.Customer, etom.CustomerInterface, "contact.purchaseOrder.received"),
				What: "the customer accepts a proposal and signs the contract: features, service level, price, discount",
				De:   "der Kunde nimmt einen Vorschlag an und unterzeichnet den Vertrag: Merkmale, Service Level, Preis, Rabatt"},
			{No: 2, Arrows: to(etom.CustomerInterface, etom.Selling, "contact.purchaseOrder.routed"),
				What: "the kind of contact is recognised and the order is passed on",
				De:   "die Art des Kontakts wird erkannt, der Auftrag weitergeleitet"},
			{No: 3, Arrows: via(etom.Selling, etom.Customer, "selling.purchaseOrder.confirmed", passedOn),
				What: "the purchase order is confirmed",
				De:   "der Kaufauftrag wird bestätigt"},
			{No: 4, Arrows: to(etom.Selling, etom.RetentionLoyalty, "selling.priority.asked"),
				What: "the customer's priority is asked for",
				De:   "nach der Priorität des Kunden wird gefragt"},
			{No: 5, Arrows: to(etom.RetentionLoyalty, etom.Selling, "retention.priority.given"),
				What: "the priority is given",
				De:   "die Priorität wird mitgeteilt"},
			{No: 6, Arrows: to(etom.Selling, etom.OrderHandling, "selling.purchaseOrder.passedOn"),
				What: "the purchase order is passed on",
				De:   "der Kaufauftrag wird weitergeleitet"},
			{No: 7, Arrows: to(etom.OrderHandling, etom.Selling, "ordering.order.acknowledged"),
				What: "receipt of the order is confirmed",
				De:   "der Eingang des Auftrags wird bestätigt"},
			{No: 8, Arrows: to(etom.Selling, etom.CustomerQoSSLA, "selling.serviceLevel.agreed"),
				What: "the agreed service level is made known",
				De:   "der vereinbarte Service Level wird bekannt gegeben"},
			{No: 9, Arrows: to(etom.OrderHandling, etom.ServiceConfigurationActivation, "ordering.serviceOrders.issued"),
				What: "orders are issued for further work",
				De:   "Aufträge werden zur weiteren Bearbeitung erteilt"},
			{No: 10, Arrows: to(etom.ServiceConfigurationActivation, etom.OrderHandling, "ordering.progress.received"),
				What: "the orders are tracked: current status comes back",
				De:   "die Aufträge werden verfolgt: der aktuelle Stand kommt zurück"},
			{No: 11, Again: []int{10}, Arrows: to(etom.OrderHandling, etom.CustomerInterface, "ordering.status.reported"),
				What: "the order status is passed on",
				De:   "der Auftragsstatus wird weitergegeben"},
			{No: 12, Optional: true, Arrows: to(etom.Customer, etom.CustomerInterface, "contact.statusInquiry.received"),
				What: "the customer asks for the order status",
				De:   "der Kunde fragt nach dem Auftragsstatus"},
			{No: 13, Again: []int{10, 12}, Arrows: to(etom.CustomerInterface, etom.Customer, "contact.status.told"),
				What: "the customer is told the order status",
				De:   "der Kunde erfährt den Auftragsstatus"},
			{No: 14, Arrows: to(etom.OrderHandling, etom.CustomerInterface, "ordering.order.completed"),
				What: "completion of the order is made known",
				De:   "der Auftragsabschluss wird bekannt gegeben"},
			{No: 15, Arrows: to(etom.CustomerInterface, etom.Customer, "contact.completion.told"),
				What: "the customer is told of the completion",
				De:   "der Kunde erfährt vom Auftragsabschluss"},
		},
	}
}

// PostOrdering is the flow of section 4.1.3.
func PostOrdering() Flow {
	return Flow{
		ID: "post-ordering", Section: "4.1.3", Example: "6.3", Figures: []int{5}, Vertical: "Fulfillment",
		Title: "Post-ordering", De: "Post-Ordering",
		Steps: []Step{
			{No: 1, Arrows: via(etom.OrderHandling, etom.Customer, "ordering.satisfaction.asked", passedOn),
				What: "the inquiry into customer satisfaction is started",
				De:   "die Nachforschung zur Kundenzufriedenheit beginnt"},
			{No: 2, Arrows: via(etom.Customer, etom.OrderHandling, "ordering.satisfaction.answered", "contact.satisfaction.routed"),
				What: "the answers are passed on to Order Handling",
				De:   "die Antworten gehen an Order Handling"},
			{No: 3, Arrows: to(etom.OrderHandling, etom.BillingCollections, "ordering.charges.handedOver"),
				What: "the charges of the completed order are handed over",
				De:   "die Kosten des abgeschlossenen Auftrags werden übergeben"},
		},
	}
}
