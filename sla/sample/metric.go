package sample

import (
	"fmt"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// The bounds of a metric: they are what bounds a meter's memory and keeps its sums within 64 bits.
const (
	MaxDigits = 9             // of Metric.Digits
	MaxMost   = 1_000_000_000 // of Metric.Most
)

// Metric says what is measured and how finely. A plain value.
type Metric struct {
	Name   string `json:"name"`             // such as "response time"
	Unit   string `json:"unit"`             // such as "ms"; what it is in an agreement's words
	Digits int    `json:"digits,omitempty"` // a sample's value 1 stands for 10^-Digits units, 0 to MaxDigits
	// Most is the highest value that is told apart, in the resolution: a sample above it counts as Most, and Figure.Clipped
	// says how many did. 1 to MaxMost for a metric that is sampled; 0 for a metric of counters, which have no such bound.
	Most int64 `json:"most,omitempty"`
}

// Sample is one reading of a gauge: a response time, a utilisation, or whether a probe found the service up (1) or down (0).
// A plain value.
type Sample struct {
	At    time.Time `json:"at"`    // told apart to the microsecond
	Value int64     `json:"value"` // 0 or more, in the metric's resolution
}

// Count is what counters counted from At on, up to the next Count: requests, packets, calls. A plain value.
type Count struct {
	At    time.Time `json:"at"`    // told apart to the microsecond
	Good  int64     `json:"good"`  // 0 to Total
	Total int64     `json:"total"` // 0 or more
}

// Check notes every fault of the metric in c, the paths below path.
func (m Metric) Check(c *fault.Check, path string) {
	var part fault.Check
	part.Text("name", m.Name, fault.MaxName)
	part.Text("unit", m.Unit, fault.MaxName)
	part.That(0 <= m.Digits && m.Digits <= MaxDigits, "digits", fault.RuleRange, fmt.Sprintf("must be 0 to %d", MaxDigits))
	part.That(0 <= m.Most && m.Most <= MaxMost, "most", fault.RuleRange, fmt.Sprintf("must be 0 to %d", MaxMost))
	c.Within(path, &part)
}
