package flow

import "github.com/etomcrm/etomcrm/etom"

// SLANormal is the flow of section 4.2.1. That several reports arrive before the customer's, and that the customer gets one
// on request and another regularly, is ours: the document draws no loops.
func SLANormal() Flow {
	return Flow{
		ID: "sla-normal", Section: "4.2.1", Example: "6.4", Figures: []int{6}, Vertical: "Assurance",
		Title: "SLA normal case", De: "SLA-Normalfall",
		Steps: []Step{
			{No: 1, Again: []int{1}, Arrows: to(etom.ServiceQualityManagement, etom.CustomerQoSSLA, "sla.performance.met"),
				What: "quality reports arrive, no SLA violation is found",
				De:   "Qualitätsberichte treffen ein, eine SLA-Verletzung liegt nicht vor"},
			{No: 2, Again: []int{1, 2}, Arrows: via(etom.CustomerQoSSLA, etom.Customer, "sla.report.made", passedOn),
				What: "quality reports go to the customer, regularly or on request",
				De:   "Qualitätsberichte gehen an den Kunden, regelmäßig oder auf Verlangen"},
		},
	}
}

// SLAAlarm is the flow of section 4.2.2.
func SLAAlarm() Flow {
	return Flow{
		ID: "sla-alarm", Section: "4.2.2", Example: "6.5", Figures: []int{7}, Vertical: "Assurance",
		Title: "SLA alarm", De: "SLA-Alarmfall",
		Steps: []Step{
			{No: 1, Arrows: to(etom.ServiceQualityManagement, etom.CustomerQoSSLA, "sla.alarm.received"),
				What: "a threshold is crossed: details and an alarm are sent",
				De:   "ein Grenzwert ist überschritten: Einzelheiten und ein Alarm werden gesendet"},
			{No: 2, Arrows: append(to(etom.CustomerQoSSLA, etom.RetentionLoyalty, "sla.priority.asked"),
				to(etom.RetentionLoyalty, etom.CustomerQoSSLA, "retention.priority.given")...),
				What: "the customer's SLA is checked, priority information is requested, measures start (time measurement, problem tracking)",
				De:   "das SLA des Kunden wird geprüft, nach der Priorität gefragt, Maßnahmen beginnen (Zeitmessung, Problemverfolgung)"},
			{No: 3, Optional: true, Arrows: via(etom.CustomerQoSSLA, etom.Customer, "sla.degradation.disclosed", passedOn),
				What: "the customer is told of the degradation, depending on the customer's importance and the extent of the crossing",
				De:   "der Kunde erfährt von der Minderung, je nach Wichtigkeit des Kunden und Umfang der Überschreitung"},
		},
	}
}

// SLAAlarmByProblemHandling is the same flow in the other reading of the critique's fourth point (section 7): of a problem that
// was found inside, Problem Handling tells the customer.
func SLAAlarmByProblemHandling() Flow {
	f := SLAAlarm()
	f.Steps[2].Arrows = via(etom.ProblemHandling, etom.Customer, "problem.degradation.disclosed", passedOn)
	return f
}

// SLAViolation is the flow of section 4.2.3. That a customer who denies the solution sends the problem back is ours. The bill has a
// case of its own: in the violation's the customer is told that the adjusted one was sent.
func SLAViolation() Flow {
	return Flow{
		ID: "sla-violation", Section: "4.2.3", Example: "6.6", Figures: []int{8, 9}, Vertical: "Assurance",
		Title: "SLA violation", De: "SLA-Verletzung",
		Steps: []Step{
			{No: 1, Arrows: to(etom.Customer, etom.CustomerInterface, "contact.problemReport.received"),
				What: "the customer reports a problem",
				De:   "der Kunde meldet ein Problem"},
			{No: 2, Arrows: to(etom.CustomerInterface, etom.ProblemHandling, "contact.problemReport.routed"),
				What: "the problem report is passed on",
				De:   "der Problembericht wird weitergeleitet"},
			{No: 3, Arrows: append(to(etom.ProblemHandling, etom.RetentionLoyalty, "problem.priority.asked"),
				to(etom.ProblemHandling, etom.CustomerQoSSLA, "problem.serviceLevel.asked")...),
				What: "the problem report is sent to both",
				De:   "der Problembericht geht an beide"},
			{No: 4, Arrows: to(etom.RetentionLoyalty, etom.ProblemHandling, "retention.priority.given"),
				What: "the customer's priority is given",
				De:   "die Priorität des Kunden wird mitgeteilt"},
			{No: 5, Arrows: to(etom.CustomerQoSSLA, etom.ProblemHandling, "sla.priority.given"),
				What: "the SLA is checked, problem tracking starts, the SLA priority is decided by the type of the customer's SLA and made known",
				De:   "das SLA wird geprüft, die Problemverfolgung beginnt, die SLA-Priorität wird nach der Art des SLA entschieden und mitgeteilt"},
			{No: 6, Arrows: to(etom.ProblemHandling, etom.ServiceProblemManagement, "problem.details.reported"),
				What: "the details of the problem are reported",
				De:   "die Einzelheiten des Problems werden gemeldet"},
			{No: 7, Arrows: to(etom.ServiceProblemManagement, etom.ProblemHandling, "problem.resolution.received"),
				What: "the resolution is made known",
				De:   "die Lösung wird mitgeteilt"},
			{No: 8, Again: []int{6}, Arrows: append(via(etom.ProblemHandling, etom.Customer, "problem.confirmation.asked", passedOn),
				via(etom.Customer, etom.ProblemHandling, "problem.confirmation.answered", "contact.confirmation.routed")...),
				What: "the customer is told and confirms",
				De:   "der Kunde wird unterrichtet und bestätigt"},
			{No: 9, Arrows: to(etom.ServiceQualityManagement, etom.CustomerQoSSLA, "sla.performance.violated"),
				What: "a report on the extent of the degradation arrives, the SLA is checked, a violation is found",
				De:   "ein Bericht über den Umfang der Minderung trifft ein, das SLA wird geprüft, eine Verletzung festgestellt"},
			{No: 10, Arrows: append(to(etom.CustomerQoSSLA, etom.BillingCollections, "sla.remedy.handedOver"),
				to(etom.CustomerQoSSLA, etom.RetentionLoyalty, "sla.violation.madeKnown")...),
				What: "the violation is made known, so that the bill is adjusted, and for later reference",
				De:   "die Verletzung wird mitgeteilt, damit die Rechnung angepasst wird, und für spätere Referenz"},
			{No: 11, Arrows: via(etom.CustomerQoSSLA, etom.Customer, "sla.violation.disclosed", passedOn),
				What: "the customer is told of the degradation and its resolution",
				De:   "der Kunde erfährt von der Minderung und ihrer Behebung"},
			{No: 12, Arrows: via(etom.BillingCollections, etom.Customer, "billing.adjustedBill.sent", passedOn),
				What: "the adjusted bill is sent",
				De:   "die angepasste Rechnung wird gesendet"},
		},
	}
}
