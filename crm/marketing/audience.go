package marketing

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// Candidate is a customer who may get a collateral.
type Candidate struct {
	Customer   string
	Segment    string            // such as "dealer"
	Consent    bool              // to being addressed with marketing
	Objects    bool              // to being addressed with marketing, at all
	Holds      []string          // offerings that the customer has already
	Attributes map[string]string // what else Selling knows: "region", "size" …
	Channel    string            // by which the customer wants to be reached; empty: that of the collateral
	Language   string            // "de" or "en"; empty: the collateral goes in both
}

// Selection says who gets a collateral. Its zero value is everybody who consents.
type Selection struct {
	Segments       []string          // empty: all
	Attributes     map[string]string // what the candidate's must be, each of them
	WithoutConsent bool              // address those, too, who have not consented: only where the law permits it
	NotHolding     []string          // leave out who has one of these offerings already
}

// Audience is a source of candidates that are too many to be in memory at once.
type Audience interface {
	// Candidates returns the candidates behind the place called after, at most limit, and the name of the place where to go
	// on, empty at the end. The first page stands behind the empty place.
	Candidates(ctx context.Context, after string, limit int) (page []Candidate, next string, err error)
}

// The codes of the reasons for which a candidate is left out.
const (
	ReasonConsent   = "MARKETING-AUDIENCE-01"
	ReasonSegment   = "MARKETING-AUDIENCE-02"
	ReasonHolds     = "MARKETING-AUDIENCE-03"
	ReasonIssued    = "MARKETING-AUDIENCE-04" // the collateral has been issued to the customer before
	ReasonObjects   = "MARKETING-AUDIENCE-05"
	ReasonAttribute = "MARKETING-AUDIENCE-06"
	ReasonHeldOut   = "MARKETING-AUDIENCE-07" // the customer has been held out before, to compare with
)

// selectionRow is one row of the selection table: what it finds against a candidate.
type selectionRow struct {
	code    string
	against func(Selection, Candidate) []string
}

var selectionRows = []selectionRow{
	{ReasonObjects, func(_ Selection, c Candidate) []string {
		return when(c.Objects, "the customer objects to marketing")
	}},
	{ReasonConsent, func(s Selection, c Candidate) []string {
		return when(!c.Consent && !s.WithoutConsent, "the customer has not consented")
	}},
	{ReasonSegment, func(s Selection, c Candidate) []string {
		return when(len(s.Segments) > 0 && !slices.Contains(s.Segments, c.Segment), fmt.Sprintf("the customer's segment is %q", c.Segment))
	}},
	{ReasonAttribute, func(s Selection, c Candidate) []string {
		var found []string
		for _, name := range slices.Sorted(maps.Keys(s.Attributes)) {
			found = append(found, when(c.Attributes[name] != s.Attributes[name], fmt.Sprintf("the customer's %s is %q", name, c.Attributes[name]))...)
		}
		return found
	}},
	{ReasonHolds, func(s Selection, c Candidate) []string {
		var found []string
		for _, o := range s.NotHolding {
			found = append(found, when(slices.Contains(c.Holds, o), fmt.Sprintf("the customer has %q already", o))...)
		}
		return found
	}},
}

func when(against bool, message string) []string {
	if !against {
		return nil
	}
	return []string{message}
}

// Select says why a candidate is left out, every reason at once; nothing: the candidate is of the audience.
func (s Selection) Select(c Candidate) []fault.Reason {
	var reasons []fault.Reason
	for _, row := range selectionRows {
		for _, message := range row.against(s, c) {
			reasons = append(reasons, fault.Reason{Code: row.code, Message: message})
		}
	}
	return reasons
}

// checkCandidates asks of each what its lead could not be kept without.
func checkCandidates(candidates []Candidate) error {
	var c fault.Check
	for n, one := range candidates {
		var part fault.Check
		part.Text("customer", one.Customer, fault.MaxID)
		part.Optional("channel", one.Channel, fault.MaxName)
		part.That(one.Language == "" || one.Language == "de" || one.Language == "en", "language", fault.RuleUnknown, `must be "de", "en" or empty`)
		if len(part.Fields()) > 0 { // the path costs more than the check
			c.Within(fmt.Sprintf("candidates[%d]", n), &part)
		}
	}
	return c.Err("marketing.issue")
}
