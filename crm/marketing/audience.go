package marketing

import (
	"fmt"
	"slices"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// Candidate is a customer who may get a collateral.
type Candidate struct {
	Customer string
	Segment  string   // such as "dealer"
	Consent  bool     // to being addressed with marketing
	Holds    []string // offerings that the customer has already
}

// Selection says who gets a collateral. Its zero value is everybody who consents.
type Selection struct {
	Segments       []string // empty: all
	WithoutConsent bool     // address those, too, who have not consented: only where the law permits it
	NotHolding     []string // leave out who has one of these offerings already
}

// The codes of the reasons for which a candidate is left out.
const (
	ReasonConsent = "MARKETING-AUDIENCE-01"
	ReasonSegment = "MARKETING-AUDIENCE-02"
	ReasonHolds   = "MARKETING-AUDIENCE-03"
	ReasonIssued  = "MARKETING-AUDIENCE-04" // the collateral has been issued to the customer before
)

// Select says why a candidate is left out; nothing: the candidate is of the audience.
func (s Selection) Select(c Candidate) []fault.Reason {
	var reasons []fault.Reason
	if !c.Consent && !s.WithoutConsent {
		reasons = append(reasons, fault.Reason{Code: ReasonConsent, Message: "the customer has not consented"})
	}
	if len(s.Segments) > 0 && !slices.Contains(s.Segments, c.Segment) {
		reasons = append(reasons, fault.Reason{Code: ReasonSegment, Message: fmt.Sprintf("the customer's segment is %q", c.Segment)})
	}
	for _, o := range s.NotHolding {
		if slices.Contains(c.Holds, o) {
			reasons = append(reasons, fault.Reason{Code: ReasonHolds, Message: fmt.Sprintf("the customer has %q already", o)})
		}
	}
	return reasons
}
