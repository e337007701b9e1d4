package sla

import (
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/sla/downtime"
)

// The types of event that Customer QoS/SLA Management writes into the journal, and their data. The subject is the agreement, the
// period's record (which is the violation's id too), the alarm, the ticket asked about, or the announcement.
const (
	EventAgreementRegistered = "sla.agreement.registered" // AgreementNotice
	EventAgreementEnded      = "sla.agreement.ended"      // EndNotice

	EventPerformanceMet      = "sla.performance.met"      // Assessment: a quality report arrived, and no violation was found
	EventPerformanceViolated = "sla.performance.violated" // Assessment: a quality report arrived, and a target is missed
	EventWarningRaised       = "sla.warning.raised"       // Warning

	EventAlarmReceived        = "sla.alarm.received"        // AlarmNotice
	EventPriorityAsked        = "sla.priority.asked"        // AlarmNotice; for Retention & Loyalty
	EventTrackingBegun        = "sla.tracking.begun"        // TrackingNotice: time is measured
	EventTrackingEnded        = "sla.tracking.ended"        // TrackingNotice, with the time measured; for the customer if he knows of it
	EventDegradationDisclosed = "sla.degradation.disclosed" // AlarmNotice; for the customer
	EventDegradationPassedOn  = "sla.degradation.passedOn"  // AlarmNotice; for Problem Handling, which tells the customer

	EventPriorityGiven = "sla.priority.given" // PriorityNotice; for Problem Handling

	EventViolationFound     = "sla.violation.found"     // ViolationNotice: its Breaches are the new ones
	EventViolationWithdrawn = "sla.violation.withdrawn" // ViolationNotice: a correction has shown that it was none
	EventRemedyHandedOver   = "sla.remedy.handedOver"   // RemedyNotice; for Billing & Collections
	EventViolationMadeKnown = "sla.violation.madeKnown" // ViolationNotice; for Retention & Loyalty
	EventViolationDisclosed = "sla.violation.disclosed" // ViolationNotice; for the customer
	EventClaimAnswered      = "sla.claim.answered"      // ClaimNotice; for the customer
	EventViolationLapsed    = "sla.violation.lapsed"    // ViolationNotice: nobody has claimed it in time
	EventContentNoted       = "sla.content.noted"       // ContentNotice: whether the customer is content with the resolution

	EventMaintenanceAnnounced = "sla.maintenance.announced" // MaintenanceNotice; for the customer
	EventReportMade           = "sla.report.made"           // ReportNotice; for the customer
)

// EventTypes lists them all.
func EventTypes() []string {
	return []string{EventAgreementRegistered, EventAgreementEnded,
		EventPerformanceMet, EventPerformanceViolated, EventWarningRaised,
		EventAlarmReceived, EventPriorityAsked, EventTrackingBegun, EventTrackingEnded, EventDegradationDisclosed, EventDegradationPassedOn,
		EventPriorityGiven,
		EventViolationFound, EventViolationWithdrawn, EventRemedyHandedOver, EventViolationMadeKnown, EventViolationDisclosed,
		EventClaimAnswered, EventViolationLapsed, EventContentNoted,
		EventMaintenanceAnnounced, EventReportMade}
}

// AgreementNotice says that a version of an agreement is registered.
type AgreementNotice struct {
	Customer  string        `json:"customer"`
	Agreement string        `json:"agreement"`
	Version   string        `json:"version"`
	Name      string        `json:"name"`
	Begins    calendar.Date `json:"begins"` // the first day that it judges
	Features  []string      `json:"feature"`
}

// EndNotice says that an agreement ends.
type EndNotice struct {
	Customer  string        `json:"customer"`
	Agreement string        `json:"agreement"`
	Until     calendar.Date `json:"until"` // the first day that it does not judge any more
	Reason    string        `json:"reason"`
}

// Warning says that a warning level is crossed, while the target still holds.
type Warning struct {
	Customer  string          `json:"customer"`
	Agreement string          `json:"agreement"`
	Record    string          `json:"record"`
	Period    calendar.Period `json:"period"`
	AsOf      time.Time       `json:"asOf"`
	Standing  Standing        `json:"standing"`
	Level     Level           `json:"level"` // what does not hold any more
	Forecast  *Forecast       `json:"forecast,omitempty"`
}

// ViolationNotice is what events say about a violation.
type ViolationNotice struct {
	Customer  string          `json:"customer"`
	Agreement string          `json:"agreement"`
	Violation string          `json:"violation"` // its id
	Period    calendar.Period `json:"period"`
	State     ViolationState  `json:"state"`
	Breaches  []Breach        `json:"breach,omitempty"`
	FoundAt   time.Time       `json:"foundAt"`
	Resolved  bool            `json:"resolved"`         // no outage goes on
	Total     money.Amount    `json:"total"`            // what was handed over so far
	ClaimBy   time.Time       `json:"claimBy,omitzero"` // when it is too late to claim what was not handed over
	Text      string          `json:"text"`             // what was promised and what was delivered
	De        string          `json:"de"`               // the same in German
}

// RemedyNotice hands over what a violation is worth: only what was not handed over before.
type RemedyNotice struct {
	Customer    string          `json:"customer"`
	Agreement   string          `json:"agreement"`
	Violation   string          `json:"violation"`
	Period      calendar.Period `json:"period"`
	No          int             `json:"no"` // of the violation's, from 1
	Adjustments []Adjustment    `json:"adjustment"`
	Amount      money.Amount    `json:"amount"` // of the adjustments
	Total       money.Amount    `json:"total"`  // of all handed over so far
	Text        string          `json:"text"`
	De          string          `json:"de"`
}

// ClaimNotice answers a claim.
type ClaimNotice struct {
	Customer  string         `json:"customer"`
	Agreement string         `json:"agreement"`
	Violation string         `json:"violation"`
	Accepted  bool           `json:"accepted"`
	Reasons   []fault.Reason `json:"reasons"`
	Amount    money.Amount   `json:"amount"` // what is handed over for it
}

// ContentNotice says whether the customer is content with how a violation was resolved.
type ContentNotice struct {
	Customer  string  `json:"customer"`
	Agreement string  `json:"agreement"`
	Violation string  `json:"violation"`
	Content   Content `json:"content"`
}

// AlarmNotice is what events say about an alarm.
type AlarmNotice struct {
	Customer     string         `json:"customer"`
	Agreement    string         `json:"agreement"` // of the first crossing
	Alarm        string         `json:"alarm"`
	Metric       string         `json:"metric"`
	At           time.Time      `json:"at"`
	Crossings    []Crossing     `json:"crossing"`
	Features     []string       `json:"feature"` // those affected
	Extent       Extent         `json:"extent"`
	Priority     Priority       `json:"priority,omitempty"`
	PriorityName string         `json:"priorityName,omitempty"`
	Reasons      []fault.Reason `json:"reasons,omitempty"` // why the customer is told, or not
	Text         string         `json:"text,omitempty"`
}

// TrackingNotice says that time is measured, or was.
type TrackingNotice struct {
	Customer string        `json:"customer"`
	Alarm    string        `json:"alarm"`
	Since    time.Time     `json:"since"`
	Until    time.Time     `json:"until,omitzero"`
	Measured calendar.Span `json:"measured,omitzero"`
	Priority Priority      `json:"priority,omitempty"`
	Features []string      `json:"feature,omitempty"` // those affected
	Told     bool          `json:"told,omitempty"`    // the customer knows of it
}

// PriorityNotice is the priority that a problem has by the customer's agreements.
type PriorityNotice struct {
	Customer  string         `json:"customer"`
	Ticket    string         `json:"ticket,omitempty"`
	Feature   string         `json:"feature"`
	Impact    Impact         `json:"impact"`
	Covered   bool           `json:"covered"`
	Agreement string         `json:"agreement,omitempty"` // that covers the feature
	Version   string         `json:"version,omitempty"`
	Priority  Priority       `json:"priority"` // "0" is the highest, "4" the lowest
	Name      string         `json:"name"`     // "highest" to "lowest"
	Reasons   []fault.Reason `json:"reasons"`
	Targets   []RepairTarget `json:"target,omitempty"`
}

// MaintenanceNotice tells a customer of work, or of an event, that may affect the service.
type MaintenanceNotice struct {
	Customer    string           `json:"customer"`
	Maintenance string           `json:"maintenance"`
	Kind        MaintenanceKind  `json:"kind"`
	State       MaintenanceState `json:"state"` // announced, moved or withdrawn
	Agreements  []string         `json:"agreement"`
	Features    []string         `json:"feature"` // those of the customer's
	Start       time.Time        `json:"start"`
	End         time.Time        `json:"end"`
	Cause       downtime.Cause   `json:"cause,omitempty"`
	Text        string           `json:"text"`
	Reason      string           `json:"reason,omitempty"` // why it was moved or withdrawn
}

// ReportNotice is a report for the customer.
type ReportNotice struct {
	Customer  string          `json:"customer"`
	Agreement string          `json:"agreement"`
	Record    string          `json:"record"`
	Period    calendar.Period `json:"period"`
	Reason    ReportReason    `json:"reason"`
	Report    Report          `json:"report"`
	Shortened bool            `json:"shortened,omitempty"` // the ledgers were too long for an event: ask ReportOf for the whole
}

func (g Registered) notice(t terms) AgreementNotice {
	v := g.last()
	return AgreementNotice{Customer: g.Customer, Agreement: g.ID, Version: v.Version, Name: v.Name, Begins: v.Begins, Features: t.Agreement.Features}
}

// warning is the warning of an objective whose level was crossed.
func (r PeriodRecord) warning(s Standing, rep Report) Warning {
	w := Warning{Customer: r.Customer, Agreement: r.Agreement, Record: r.ID, Period: r.Period, AsOf: rep.AsOf, Standing: s}
	for _, one := range rep.Results {
		if one.Objective == s.Objective && one.Warning != nil {
			w.Level, w.Forecast = *one.Warning, one.Forecast
		}
	}
	return w
}
