package billing

// Severity says what a finding asks for.
type Severity string

// The severities.
const (
	SeverityHold Severity = "hold" // the bill waits until a person has decided
	SeverityWarn Severity = "warn" // the bill goes, somebody should look
	SeverityNote Severity = "note" // for the record
)

// Finding is what a check found about a bill before it is sent. It is a value.
type Finding struct {
	Code     string   `json:"code"`
	Severity Severity `json:"severity"`
	Text     string   `json:"text"`
	De       string   `json:"de"`
	Line     int      `json:"line,omitempty"` // the number of the line it is about; 0: the bill
}
