package retention

import (
	"slices"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// Expectation is one point in which delivery and expectation are compared in words: write them in the same way. For numbers see
// Measured.
type Expectation struct {
	Name      string `json:"name"`              // such as "bandwidth"
	Original  string `json:"original"`          // what was agreed: "1 Gbit/s"
	Present   string `json:"present,omitempty"` // what is expected by now; empty: still the same
	Delivered string `json:"delivered"`
}

// Validation says whether what was delivered meets the expectations.
type Validation struct {
	Original bool           `json:"original"` // it is what was agreed
	Present  bool           `json:"present"`  // it is what is expected by now
	Reasons  []fault.Reason `json:"reasons,omitempty"`
}

// The codes of a validation's reasons.
const (
	ReasonNotAsAgreed   = "RETENTION-SATISFACTION-01"
	ReasonNotAsExpected = "RETENTION-SATISFACTION-02"
)

// Validate compares what was delivered with the original and with the present expectation, point by point (3.9.5): first
// those in words, where upper and lower case and blanks make no difference, then those in numbers, which may miss by their
// tolerance. Without any point nothing is missed.
func Validate(points []Expectation, measured ...Measured) Validation {
	v := Validation{Original: true, Present: true}
	for _, p := range points {
		if !same(p.Delivered, p.Original) {
			v.Original = false
			v.Reasons = append(v.Reasons, p.missed(ReasonNotAsAgreed, p.Original, "agreed"))
		}
		present := p.Present
		if present == "" {
			present = p.Original
		}
		if !same(p.Delivered, present) {
			v.Present = false
			v.Reasons = append(v.Reasons, p.missed(ReasonNotAsExpected, present, "expected by now"))
		}
	}
	for _, m := range measured {
		v = m.validate(v)
	}
	return v
}

func (p Expectation) missed(code, want, verb string) fault.Reason {
	return fault.Reason{Code: code, Message: p.Name + ": " + p.Delivered + " was delivered, " + want + " " + verb}
}

// codes are those of the reasons, each once.
func (v Validation) codes() []string {
	var codes []string
	for _, r := range v.Reasons {
		if !slices.Contains(codes, r.Code) {
			codes = append(codes, r.Code)
		}
	}
	return codes
}
