package selling

import (
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/price"
)

// Kind tells how ready an offering is.
type Kind string

// The kinds, the readiest first.
const (
	Standard Kind = "standard" // delivered to anybody
	Special  Kind = "special"  // has to be checked for feasibility first
	Custom   Kind = "custom"   // is made for the customer: it is checked first, and its prices are set by hand
)

// kinds are in the order in which they are preferred.
var kinds = []Kind{Standard, Special, Custom}

// Offering is a product of the portfolio as it is offered, with what the customer must know about it. It is a value.
type Offering struct {
	ID     string `json:"id"`
	Name   string `json:"name"`             // English
	NameDe string `json:"nameDe,omitempty"` // German
	Kind   Kind   `json:"kind"`

	Needs    []string `json:"need,omitempty"`    // the codes of the needs it serves
	Keywords []string `json:"keyword,omitempty"` // by which a need in the customer's words is recognised; see Need

	Prices       []price.Price `json:"price,omitempty"`
	ServiceLevel ServiceLevel  `json:"serviceLevel,omitzero"` // that it comes with

	AnswerTime time.Duration `json:"answerTime,omitempty"` // until it is known whether it can be delivered; nanoseconds in JSON
	LeadTime   time.Duration `json:"leadTime,omitempty"`   // from the order, or from what it requires, to completion
	With       []string      `json:"with,omitempty"`       // by what it is delivered, in the words of Service Configuration & Activation: DSL

	Requires     []string `json:"requires,omitempty"`    // offerings without which it cannot be had (M4)
	Excludes     []string `json:"excludes,omitempty"`    // offerings beside which it cannot be had; goes both ways
	Alternatives []string `json:"alternative,omitempty"` // what to propose if it cannot be delivered, the best first

	Risk        string   `json:"risk,omitempty"`        // what the customer must know (3.4.2)
	Effort      string   `json:"effort,omitempty"`      // what it asks of the customer (3.4.2)
	Acknowledge bool     `json:"acknowledge,omitempty"` // only a customer who acknowledges risk and effort can have it
	Asks        []string `json:"asks,omitempty"`        // the data about the customer that it takes (3.4.4)
}

// In is the offering's name in a language: German for "de" if there is one, else English.
func (o Offering) In(lang string) string {
	if lang == "de" && o.NameDe != "" {
		return o.NameDe
	}
	return o.Name
}

// Portfolio is the list of offerings, the preferred first among equals. A []Offering is one. It is not changed by anything
// here and safe for concurrent use; its methods expect that Check found nothing.
type Portfolio []Offering

// Find returns an offering.
func (p Portfolio) Find(id string) (Offering, bool) {
	n := slices.IndexFunc(p, func(o Offering) bool { return o.ID == id })
	if n < 0 {
		return Offering{}, false
	}
	return p[n], true
}

// RequiredFor lists what is required for an offering, directly or through others, what is required first and the offering
// itself last. It is empty for an unknown one.
func (p Portfolio) RequiredFor(id string) []string {
	var found []string
	seen := map[string]bool{}
	var gather func(id string)
	gather = func(id string) {
		o, known := p.Find(id)
		if !known || seen[id] {
			return
		}
		seen[id] = true
		for _, r := range o.Requires {
			gather(r)
		}
		found = append(found, id)
	}
	gather(id)
	return found
}

// Compatible reports whether two offerings can be had side by side, not counting what they require.
func (p Portfolio) Compatible(a, b string) bool {
	one, _ := p.Find(a)
	other, _ := p.Find(b)
	return !slices.Contains(one.Excludes, b) && !slices.Contains(other.Excludes, a)
}

// fits reports whether an offering, with all it requires, can be had beside others.
func (p Portfolio) fits(id string, beside []string) bool {
	for _, one := range p.RequiredFor(id) {
		for _, other := range beside {
			if !p.Compatible(one, other) {
				return false
			}
		}
	}
	return true
}

// name is an offering's name, or its id if it is not in the portfolio.
func (p Portfolio) name(id string) string {
	if o, ok := p.Find(id); ok {
		return o.Name
	}
	return id
}
