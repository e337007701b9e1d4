package retention

import (
	"time"

	"github.com/etomcrm/etomcrm/etom"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// The types of event that Retention & Loyalty writes into the journal, and their data. The journal is kept for ever: what a
// customer has said in words is not in it, but under the ids that are.
const (
	EventProfileRecorded      = "retention.profile.recorded"      // ProfileNotice
	EventSettingChosen        = "retention.setting.chosen"        // SettingNotice
	EventConsentRecorded      = "retention.consent.recorded"      // ConsentNotice
	EventRevenueNoted         = "retention.revenue.noted"         // RevenueNotice
	EventAgreementNoted       = "retention.agreement.noted"       // Agreement
	EventPriorityGiven        = "retention.priority.given"        // PriorityNotice
	EventSatisfactionAsked    = "retention.satisfaction.asked"    // InquiryNotice
	EventSatisfactionRecorded = "retention.satisfaction.recorded" // InquiryNotice
	EventFollowUpNeeded       = "retention.followUp.needed"       // InquiryNotice
	EventFollowUpEscalated    = "retention.followUp.escalated"    // InquiryNotice: nobody has seen to the customer in time
	EventFollowUpDone         = "retention.followUp.done"         // InquiryNotice
	EventViolationNoted       = "retention.violation.noted"       // ViolationNotice
	EventMerged               = "retention.customer.merged"       // MergeNotice
)

// EventTypes lists them all.
func EventTypes() []string {
	return []string{EventProfileRecorded, EventSettingChosen, EventConsentRecorded, EventRevenueNoted, EventAgreementNoted, EventPriorityGiven,
		EventSatisfactionAsked, EventSatisfactionRecorded, EventFollowUpNeeded, EventFollowUpEscalated, EventFollowUpDone, EventViolationNoted, EventMerged}
}

// ProfileNotice says that a profile has been brought up to date; the profile itself has the words.
type ProfileNotice struct {
	Customer    string `json:"customer"`
	Interests   int    `json:"interests"` // how many interests and needs are known now
	Preferences int    `json:"preferences"`
	Contacts    int    `json:"contacts"`
}

// SettingNotice is what holds in a setting from now on.
type SettingNotice struct {
	Customer string `json:"customer"`
	Setting  string `json:"setting"`
	Value    string `json:"value"` // one of the table of settings
	Origin   Origin `json:"origin"`
}

// ConsentNotice is a statement on consent.
type ConsentNotice struct {
	Customer string       `json:"customer"`
	Consent  string       `json:"consent"`
	Purpose  Purpose      `json:"purpose"`
	Channel  string       `json:"channel,omitempty"` // empty: every channel
	State    ConsentState `json:"state"`
	At       time.Time    `json:"at"`
	Until    time.Time    `json:"until,omitzero"`
}

func (c Consent) notice() ConsentNotice {
	return ConsentNotice{Customer: c.Customer, Consent: c.ID, Purpose: c.Purpose, Channel: c.Channel, State: c.State, At: c.At, Until: c.Until}
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

// InquiryNotice is how far an inquiry into satisfaction is; the inquiry itself has the words.
type InquiryNotice struct {
	Customer    string       `json:"customer"`
	Inquiry     string       `json:"inquiry"`
	About       string       `json:"about,omitempty"`
	State       InquiryState `json:"state"`
	Score       int          `json:"score,omitempty"`       // 1 to 5; 0: not answered yet
	Recommend   *int         `json:"recommend,omitempty"`   // 0 to 10
	Missed      []string     `json:"missed,omitempty"`      // the codes of the expectations that are missed, each once
	DueAt       time.Time    `json:"dueAt,omitzero"`        // of an open follow-up
	Escalations int          `json:"escalations,omitempty"` // of the follow-up
}

func (i Inquiry) notice() InquiryNotice {
	n := InquiryNotice{Customer: i.Customer, Inquiry: i.ID, About: i.About, State: i.State, Score: i.Score, Recommend: i.Recommend,
		Missed: i.Validation.codes(), Escalations: i.FollowUp.Escalations}
	if i.State == InquiryFollowUp {
		n.DueAt = i.FollowUp.DueAt
	}
	return n
}

// ViolationNotice is a broken service level that was noted; the violation itself has the words.
type ViolationNotice struct {
	Customer  string       `json:"customer"`
	Violation string       `json:"violation"`
	Agreement string       `json:"agreement"`
	At        time.Time    `json:"at"`
	Remedy    money.Amount `json:"remedy,omitzero"`
}

// MergeNotice says that what was known of a duplicate is known of the customer now.
type MergeNotice struct {
	Customer string `json:"customer"`
	Merged   string `json:"merged"`  // the duplicate's id
	Records  int    `json:"records"` // how many there were
}
