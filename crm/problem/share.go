package problem

import (
	"fmt"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// ShareBy is what several tickets have in common.
type ShareBy string

// What tickets can have in common.
const (
	ByCause    ShareBy = "cause"
	ByResource ShareBy = "resource"
	ByFeature  ShareBy = "feature"
)

var shareBys = []ShareBy{ByCause, ByResource, ByFeature}

// Alike is one thing that several tickets have in common.
type Alike struct {
	By    ShareBy `json:"by"`
	Value string  `json:"value"`
}

func (a Alike) key() string { return string(a.By) + ":" + a.Value }

// ShareRule says when tickets have one cause (3.2.3): at so many customers, opened within a time.
type ShareRule struct {
	By        ShareBy
	Within    time.Duration
	Customers int // at least 2
}

// Sharing is the default: three customers with the same isolated cause or resource within a day, or five with the same feature
// within an hour. The document asks for the analysis (3.2.3) and leaves open when; these figures are ours.
func Sharing() []ShareRule { return slices.Clone(shareRules) }

var shareRules = []ShareRule{
	{By: ByCause, Within: 24 * time.Hour, Customers: 3},
	{By: ByResource, Within: 24 * time.Hour, Customers: 3},
	{By: ByFeature, Within: time.Hour, Customers: 5},
}

func checkSharing(c *fault.Check, rules []ShareRule) {
	for n, r := range rules {
		path := fmt.Sprintf("sharing[%d]", n)
		c.That(slices.Contains(shareBys, r.By), path+".by", fault.RuleUnknown, "must be cause, resource or feature")
		c.Span(path+".within", r.Within)
		c.That(r.Customers >= 2, path+".customers", fault.RuleRange, "must be at least 2: one customer's tickets are not shared")
	}
}

// Shared is one cause at several customers.
type Shared struct {
	Alike
	Tickets   []string // in order of id
	Customers int
}

// Share finds the tickets that have one cause at asOf, by the rules in their order: a ticket is counted by the first that
// finds it. Only tickets that are worked on and have no parent, and are none, can share; what was found inside at nobody in
// particular goes along, but is no customer.
func Share(found []Ticket, rules []ShareRule, asOf time.Time) []Shared {
	var all []Shared
	taken := map[string]bool{}
	for _, r := range rules {
		groups := map[string][]Ticket{}
		var values []string
		for _, t := range found {
			value := t.value(r.By)
			if value == "" || taken[t.ID] || !t.mayShare() || t.CreatedAt.After(asOf) || !t.CreatedAt.After(asOf.Add(-r.Within)) {
				continue
			}
			if groups[value] == nil {
				values = append(values, value)
			}
			groups[value] = append(groups[value], t)
		}
		slices.Sort(values)
		for _, value := range values {
			s := Shared{Alike: Alike{By: r.By, Value: value}}
			customers := map[string]bool{}
			for _, t := range groups[value] {
				s.Tickets = append(s.Tickets, t.ID)
				if t.Customer != "" {
					customers[t.Customer] = true
				}
			}
			if s.Customers = len(customers); s.Customers < r.Customers {
				continue
			}
			slices.Sort(s.Tickets)
			s.Tickets = slices.Compact(s.Tickets)
			for _, id := range s.Tickets {
				taken[id] = true
			}
			all = append(all, s)
		}
	}
	return all
}

// mayShare reports whether the ticket can get a parent by a rule.
func (t Ticket) mayShare() bool {
	return t.Status.Worked() && t.Shared == nil && t.Related(ParentTicket) == ""
}

func (t Ticket) value(by ShareBy) string {
	switch by {
	case ByCause:
		return t.Cause
	case ByResource:
		return t.Resource
	}
	return t.Feature
}
