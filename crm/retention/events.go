package retention

import (
	"github.com/etomcrm/etomcrm/etom"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// The types of event that Retention & Loyalty writes into the journal, and their data.
const (
	EventProfileRecorded      = "retention.profile.recorded"      // ProfileNotice
	EventRevenueNoted         = "retention.revenue.noted"         // RevenueNotice
	EventAgreementNoted       = "retention.agreement.noted"       // Agreement
	EventPriorityGiven        = "retention.priority.given"        // PriorityNotice
	EventSatisfactionAsked    = "retention.satisfaction.asked"    // Inquiry
	EventSatisfactionRecorded = "retention.satisfaction.recorded" // Inquiry
	EventFollowUpNeeded       = "retention.followUp.needed"       // Inquiry
	EventFollowUpDone         = "retention.followUp.done"         // Inquiry
	EventViolationNoted       = "retention.violation.noted"       // Violation
)

// EventTypes lists them all.
func EventTypes() []string {
	return []string{EventProfileRecorded, EventRevenueNoted, EventAgreementNoted, EventPriorityGiven,
		EventSatisfactionAsked, EventSatisfactionRecorded, EventFollowUpNeeded, EventFollowUpDone, EventViolationNoted}
}

// ProfileNotice says that a profile has been brought up to date; the profile itself has the words.
type ProfileNotice struct {
	Customer    string `json:"customer"`
	Interests   int    `json:"interests"` // how many interests and needs are known now
	Preferences int    `json:"preferences"`
	Contacts    int    `json:"contacts"`
}

// RevenueNotice is the revenue of a year.
type RevenueNotice struct {
	Customer string  `json:"customer"`
	Revenue  Revenue `json:"revenue"`
}

// PriorityNotice is the priority that was asked for.
type PriorityNotice struct {
	Asker     etom.Party     `json:"asker,omitempty"` // who asked
	Customer  string         `json:"customer"`
	Agreement string         `json:"agreement,omitempty"`
	About     string         `json:"about,omitempty"`
	Priority  Priority       `json:"priority"` // "0" is the highest, "4" the lowest, as in TMF622
	Name      string         `json:"name"`     // "highest" to "lowest"
	Reasons   []fault.Reason `json:"reasons"`
	Revenue   money.Amount   `json:"revenue,omitzero"` // a year; left out if none is known
}
