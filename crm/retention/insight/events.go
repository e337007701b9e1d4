package insight

import "github.com/etomcrm/etomcrm/etom/calendar"

// The types of event that customer insight writes into the journal, and their data: ids and figures, no texts about the customer.
// The subject of those about a customer is the customer's id.
const (
	EventMonthNoted         = "insight.month.noted"         // MonthNotice
	EventLineNoted          = "insight.line.noted"          // LineNotice
	EventModelPublished     = "insight.model.published"     // ModelNotice; the subject is the model's name
	EventScoreGiven         = "insight.score.given"         // ScoreNotice
	EventObjectionNoted     = "insight.objection.noted"     // ObjectionNotice
	EventObjectionWithdrawn = "insight.objection.withdrawn" // ObjectionNotice
)

// EventTypes lists them all.
func EventTypes() []string {
	return []string{EventMonthNoted, EventLineNoted, EventModelPublished, EventScoreGiven, EventObjectionNoted, EventObjectionWithdrawn}
}

// MonthNotice says that something was added to a month; the month itself has the figures.
type MonthNotice struct {
	Customer string        `json:"customer"`
	Month    calendar.Date `json:"month"` // its first day
}

// LineNotice says that a customer's line of business is known.
type LineNotice struct {
	Customer string `json:"customer"`
	Code     string `json:"code"` // of NACE
}

// ModelNotice says that a version of a model is in force.
type ModelNotice struct {
	Kind        string `json:"kind"` // "score" or "value"
	Name        string `json:"name"`
	Version     string `json:"version"`
	Fingerprint string `json:"fingerprint"`
}

// ScoreNotice says that a customer was scored.
type ScoreNotice struct {
	Customer    string  `json:"customer"`
	Score       string  `json:"score"` // its id
	Model       string  `json:"model"`
	Version     string  `json:"version"`
	Probability float64 `json:"probability"`
}

// ObjectionNotice says that a customer objects to being profiled, or does no longer.
type ObjectionNotice struct {
	Customer string `json:"customer"`
}
