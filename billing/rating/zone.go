package rating

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// plan finds the zone of a number. Its prefixes are sorted; each knows the longest other that it begins with. The greatest one
// that is not above a number either begins it, or has in its chain the one that does: whatever sorts between a prefix and a
// number that begins with it begins with it too.
type plan struct {
	spec     *Plan
	prefixes []prefix
}

type prefix struct {
	text   string
	zone   int16 // index in the spec, plus 1
	within int   // index of the prefix it begins with, -1 for none
}

// zoneOf is the zone's index plus 1; 0 for none.
func (p *plan) zoneOf(number string) int16 {
	if p == nil {
		return 0
	}
	low, high := 0, len(p.prefixes)
	for low < high {
		middle := (low + high) / 2
		if p.prefixes[middle].text <= number {
			low = middle + 1
		} else {
			high = middle
		}
	}
	for i := low - 1; i >= 0; i = p.prefixes[i].within {
		if strings.HasPrefix(number, p.prefixes[i].text) {
			return p.prefixes[i].zone
		}
	}
	return 0
}

const maxZones = 10_000

func compilePlan(spec *Plan, at string, c *fault.Check) *plan {
	p := &plan{spec: spec}
	c.Text(at+"id", spec.ID, fault.MaxID)
	c.That(len(spec.Zones) <= maxZones, at+"zones", fault.RuleLength, fmt.Sprintf("must be at most %d", maxZones))
	codes := map[string]bool{}
	for i, z := range spec.Zones {
		here := fmt.Sprintf("%szones[%d].", at, i)
		named(c, here, z.Code, z.Name, z.De, codes)
		c.That(len(z.Prefixes) > 0, here+"prefixes", fault.RuleRequired, "must be at least one; \"\" begins every number")
		for _, text := range z.Prefixes {
			p.prefixes = append(p.prefixes, prefix{text: text, zone: int16(i + 1)})
		}
	}
	slices.SortStableFunc(p.prefixes, func(a, b prefix) int { return cmp.Compare(a.text, b.text) })
	for i := range p.prefixes {
		x := &p.prefixes[i]
		x.within = i - 1
		for x.within >= 0 && !strings.HasPrefix(x.text, p.prefixes[x.within].text) {
			x.within = p.prefixes[x.within].within
		}
		if i > 0 && x.text == p.prefixes[i-1].text {
			c.Add(fmt.Sprintf("%szones[%d].prefixes", at, x.zone-1), fault.RuleDuplicate, fmt.Sprintf("%.40q is there twice; a number has one zone", x.text))
		}
	}
	return p
}

// named checks what everything with a code and names has.
func named(c *fault.Check, at, code, name, de string, seen map[string]bool) {
	c.Text(at+"code", code, fault.MaxName)
	c.Text(at+"name", name, fault.MaxName)
	c.Optional(at+"de", de, fault.MaxName)
	c.That(!seen[code], at+"code", fault.RuleDuplicate, "is there twice")
	seen[code] = true
}
