package contact

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// Rule says when it is worth a report that several customers have contacted us about the same (3.2.3). What counts are
// different customers: one who calls a hundred times is one. With k of them in the window, b in the Base windows before
// (each customer once a window) and n concerns of the family that the window has at all, they are a finding if k is at
// least Customers and the probability that a Poisson distribution gives k or more is at most Chance/n. Its mean is
// (b+1)/Base: one more than was seen, so that nothing is impossible because it is new. Before there are Base windows of
// history, only the whole ones that are there count, one at least. Dividing by n keeps the chance that a window without any trouble
// has a finding of a family near Chance, however much is talked about. It is a value.
type Rule struct {
	Window    time.Duration // a minute to a year; 0: a day
	Base      int           // windows before it that tell what is usual, 1 to 366, less than a hundred years; 0: 28
	Customers int           // at least 2; 0: 3
	Chance    float64       // above 0, below 1; 0: 0.001
	Growth    float64       // reported again when there are so many times the customers reported last, at least 1.1; 0: 2
}

func (r Rule) withDefaults() Rule {
	r.Window = cmp.Or(r.Window, day)
	r.Base = cmp.Or(r.Base, 28)
	r.Customers = cmp.Or(r.Customers, 3)
	r.Chance = cmp.Or(r.Chance, 0.001)
	r.Growth = cmp.Or(r.Growth, 2)
	return r
}

// longest is the longest time that an analysis looks back on.
const longest = 100 * 366 * day

func (r Rule) check(c *fault.Check) {
	c.That(r.Window >= time.Minute && r.Window <= 366*day, "rule.window", fault.RuleRange, "must be a minute to a year")
	c.That(r.Base >= 1 && r.Base <= 366, "rule.base", fault.RuleRange, "must be 1 to 366")
	c.That(r.Base < 1 || r.Window < time.Minute || time.Duration(r.Base) < longest/r.Window, "rule.base", fault.RuleRange, "windows of that length are more than a hundred years")
	c.That(r.Customers >= 2, "rule.customers", fault.RuleRange, "must be at least 2")
	c.That(r.Chance > 0 && r.Chance < 1, "rule.chance", fault.RuleRange, "must be above 0 and below 1")
	c.That(r.Growth >= 1.1 && r.Growth <= 1000, "rule.growth", fault.RuleRange, "must be 1.1 to 1000")
}

// from is the first instant that an analysis at the instant looks at.
func (r Rule) from(asOf time.Time) time.Time {
	return asOf.Add(-time.Duration(r.Base+1) * r.Window)
}

// Finding is the same concern of several customers, who all want something of one process. It is a value.
type Finding struct {
	Concern      Concern        `json:"concern"`
	To           etom.Party     `json:"to"`        // the process that is told
	Customers    int            `json:"customers"` // different ones
	Contacts     int            `json:"contacts"`
	First        time.Time      `json:"first"` // within the window
	Last         time.Time      `json:"last"`
	Interactions []string       `json:"interaction"` // the ids of the contacts, in the order of time
	Usual        float64        `json:"usual"`       // how many customers a window is expected to have
	Chance       float64        `json:"chance"`      // that there are so many all the same
	Why          []fault.Reason `json:"why"`
}

// The codes of a finding's reasons.
const (
	CodeSpread  = "CONTACT-ANALYSIS-01" // several customers
	CodeUnusual = "CONTACT-ANALYSIS-02" // more than usual
)

// cluster is what concerns one process in one way.
type cluster struct {
	to      etom.Party
	concern Concern
}

// gathered is what is known of a cluster.
type gathered struct {
	now       []Sighting
	customers map[string]bool // of now
	before    map[customerSlot]bool
}

type customerSlot struct {
	customer string
	slot     int
}

// Find looks for findings among the contacts up to asOf, the least likely first. The window is that behind asOf less
// Window, up to and including asOf; since is from when on contacts were noted. A word says nothing new where most of its
// customers are in a finding before it.
func (r Rule) Find(all []Sighting, since, asOf time.Time) []Finding {
	r = r.withDefaults()
	base := max(1, min(r.Base, int(asOf.Sub(since)/r.Window)-1)) // of the first window only a part was noted
	clusters := r.gather(all, base, asOf)
	seen := map[Family]int{}
	for c, g := range clusters {
		if len(g.now) > 0 {
			seen[c.concern.Family]++
		}
	}
	var found []Finding
	for c, g := range clusters {
		if len(g.customers) < r.Customers {
			continue
		}
		usual := float64(len(g.before)+1) / float64(base)
		chance := PoissonTail(len(g.customers), usual)
		if chance <= r.Chance/float64(seen[c.concern.Family]) {
			found = append(found, r.finding(c, g, usual, chance))
		}
	}
	slices.SortFunc(found, func(a, b Finding) int {
		return cmp.Or(b2i(a.Concern.Family == FamilyWord)-b2i(b.Concern.Family == FamilyWord), cmp.Compare(a.Chance, b.Chance),
			b.Customers-a.Customers, a.Concern.compare(b.Concern), cmp.Compare(a.To, b.To))
	})
	return withoutEchoes(found, clusters)
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// gather sorts the contacts of the window and of those before it into clusters.
func (r Rule) gather(all []Sighting, base int, asOf time.Time) map[cluster]*gathered {
	clusters := map[cluster]*gathered{}
	for _, s := range all {
		slot := int(asOf.Sub(s.At) / r.Window)
		if s.At.After(asOf) || slot > base || s.Customer == "" {
			continue
		}
		for _, concern := range s.Concerns {
			key := cluster{s.To, concern}
			g := clusters[key]
			if g == nil {
				g = &gathered{customers: map[string]bool{}, before: map[customerSlot]bool{}}
				clusters[key] = g
			}
			if slot > 0 {
				g.before[customerSlot{s.Customer, slot}] = true
				continue
			}
			g.now = append(g.now, s)
			g.customers[s.Customer] = true
		}
	}
	return clusters
}

func (r Rule) finding(c cluster, g *gathered, usual, chance float64) Finding {
	slices.SortFunc(g.now, func(a, b Sighting) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Interaction, b.Interaction)) })
	f := Finding{Concern: c.concern, To: c.to, Customers: len(g.customers), Contacts: len(g.now), First: g.now[0].At, Last: g.now[len(g.now)-1].At,
		Usual: usual, Chance: chance}
	for _, s := range g.now {
		f.Interactions = append(f.Interactions, s.Interaction)
	}
	f.Why = []fault.Reason{
		{Code: CodeSpread, Message: fmt.Sprintf("%d customers within %s; at least %d are asked for", f.Customers, r.Window, r.Customers)},
		{Code: CodeUnusual, Message: fmt.Sprintf("%.3g are usual; so many come by chance with a probability of %.2g", usual, chance)},
	}
	return f
}

// withoutEchoes leaves out words most of whose customers stand in a finding before them for the same process.
func withoutEchoes(found []Finding, clusters map[cluster]*gathered) []Finding {
	told := map[etom.Party]map[string]bool{}
	var kept []Finding
	for _, f := range found {
		customers := clusters[cluster{f.To, f.Concern}].customers
		if told[f.To] == nil {
			told[f.To] = map[string]bool{}
		}
		known := 0
		for c := range customers {
			known += b2i(told[f.To][c])
		}
		if f.Concern.Family == FamilyWord && known*2 > len(customers) {
			continue
		}
		for c := range customers {
			told[f.To][c] = true
		}
		kept = append(kept, f)
	}
	return kept
}

// PoissonTail is the probability that a Poisson distribution with the mean, above 0, gives k or more.
func PoissonTail(k int, mean float64) float64 {
	if k <= 0 {
		return 1
	}
	if float64(k) <= mean { // from k on, terms grow before they shrink, and the first may be too small for a number: sum those below
		sum := 0.0
		for n, term := float64(k-1), poisson(float64(k-1), mean); term > sum*1e-17; n-- {
			sum += term
			term *= n / mean
		}
		return max(0, 1-sum)
	}
	sum := 0.0
	for n, term := float64(k), poisson(float64(k), mean); term > sum*1e-17; n++ {
		sum += term
		term *= mean / (n + 1)
	}
	return min(sum, 1)
}

// poisson is the probability of n.
func poisson(n, mean float64) float64 {
	factorial, _ := math.Lgamma(n + 1)
	return math.Exp(n*math.Log(mean) - mean - factorial)
}
