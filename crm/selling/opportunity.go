package selling

import (
	"context"
	"fmt"
	"slices"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/work"
)

// OpportunityKind tells what is offered to somebody who has something already.
type OpportunityKind string

// The kinds of opportunity.
const (
	UpSell    OpportunityKind = "upSell"    // a larger product in place of the one there is
	CrossSell OpportunityKind = "crossSell" // something beside it
	Replace   OpportunityKind = "replace"   // what there is does not fit any more
)

// Opportunity is a rule by which a larger sale, or an offer that no longer fits, is found (3.4.5): whoever has an offering and
// of whom a figure was measured is offered something.
type Opportunity struct {
	Code  string          `json:"code"` // stable
	Kind  OpportunityKind `json:"kind"`
	Has   string          `json:"has,omitempty"` // the offering there must be; empty: any customer
	When  Figure          `json:"when"`          // such as utilisation .ge 85 %, complaints .ge 3
	Offer string          `json:"offer"`
	Text  string          `json:"text"` // the sentence that goes with it
}

// Trends is what is known about a customer: from usage, problem reports, complaints.
type Trends struct {
	Correlation string   `json:"correlation,omitempty"`
	Customer    string   `json:"customer"`
	Has         []string `json:"has,omitempty"`
	Measured    []Trend  `json:"measured"`
}

// Trend is one figure measured of a customer.
type Trend struct {
	Metric   string         `json:"metric"`                    // such as "utilisation", "problemReports", "complaints"
	Offering string         `json:"productOffering,omitempty"` // of what; empty: of the customer as a whole
	Value    money.Quantity `json:"value"`
}

// Recommendation is what a rule found.
type Recommendation struct {
	Offering string          `json:"productOffering"`
	Name     string          `json:"name"`
	Kind     OpportunityKind `json:"kind"`
	For      string          `json:"for,omitempty"` // the offering that gave rise to it
	Reason   fault.Reason    `json:"reason"`
}

// OpportunityNotice says what was found for a customer.
type OpportunityNotice struct {
	Customer        string           `json:"customer"`
	Recommendations []Recommendation `json:"recommendation"`
}

// Seek applies the rules, in their order, to what is known about a customer. What the customer has already, or has been
// recommended by an earlier rule, is left out.
func Seek(portfolio Portfolio, rules []Opportunity, t Trends) []Recommendation {
	var found []Recommendation
	for _, r := range rules {
		o, known := portfolio.Find(r.Offer)
		there := slices.ContainsFunc(found, func(f Recommendation) bool { return f.Offering == r.Offer })
		if !known || there || slices.Contains(t.Has, r.Offer) || r.Has != "" && !slices.Contains(t.Has, r.Has) {
			continue
		}
		n := slices.IndexFunc(t.Measured, r.fits)
		if n < 0 {
			continue
		}
		found = append(found, Recommendation{Offering: o.ID, Name: o.Name, Kind: r.Kind, For: r.Has, Reason: fault.Reason{Code: r.Code,
			Message: fmt.Sprintf("%s (%s: %s measured)", r.Text, r.When, t.Measured[n].Value)}})
	}
	return found
}

// fits reports whether a measured figure is what the rule waits for.
func (o Opportunity) fits(t Trend) bool {
	return t.Metric == o.When.Metric && (t.Offering == "" || o.Has == "" || t.Offering == o.Has) && o.When.Holds(t.Value)
}

// SeekOpportunities looks for a larger sale, or an offer that no longer fits, and makes known what it finds. Nothing is kept:
// the same trends twice are found twice.
func (s *Service) SeekOpportunities(ctx context.Context, t Trends) ([]Recommendation, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) ([]Recommendation, error) { return s.SeekOpportunitiesTx(u, t) })
}

// SeekOpportunitiesTx is SeekOpportunities in the caller's unit.
func (s *Service) SeekOpportunitiesTx(u *work.Unit, t Trends) ([]Recommendation, error) {
	if err := t.check(); err != nil {
		return nil, err
	}
	found := Seek(s.config.Portfolio, s.config.Opportunities, t)
	if len(found) == 0 {
		return nil, nil
	}
	return found, u.Emit(EventOpportunityFound, t.Customer, t.Correlation, OpportunityNotice{Customer: t.Customer, Recommendations: found})
}

func (t Trends) check() error {
	var c fault.Check
	c.Optional("correlation", t.Correlation, fault.MaxID)
	c.Text("customer", t.Customer, fault.MaxID)
	checkTexts(&c, "has", t.Has, maxReferences, fault.MaxID)
	c.That(len(t.Measured) <= maxDataItems, "measured", fault.RuleLength, fmt.Sprintf("at most %d figures are allowed", maxDataItems))
	for n, m := range t.Measured {
		c.Text(path("measured", n)+".metric", m.Metric, fault.MaxName)
		c.Optional(path("measured", n)+".productOffering", m.Offering, fault.MaxID)
	}
	return c.Err("selling.trends")
}

func (o Opportunity) check(c *fault.Check, path string, portfolio Portfolio) {
	c.Text(path+".code", o.Code, fault.MaxName)
	c.That(slices.Contains([]OpportunityKind{UpSell, CrossSell, Replace}, o.Kind), path+".kind", fault.RuleUnknown, "must be upSell, crossSell or replace")
	_, known := portfolio.Find(o.Has)
	c.That(known || o.Has == "", path+".has", fault.RuleReference, fmt.Sprintf("there is no offering %.100q", o.Has))
	_, known = portfolio.Find(o.Offer)
	c.That(known, path+".offer", fault.RuleReference, fmt.Sprintf("there is no offering %.100q", o.Offer))
	o.When.check(c, path+".when")
	c.Text(path+".text", o.Text, maxLine)
}
