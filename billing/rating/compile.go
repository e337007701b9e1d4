package rating

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

func compile(spec BookSpec, c *fault.Check) *compiled {
	b := &compiled{spec: spec, tariffs: map[string]*tariff{}}
	plans := map[string]*plan{}
	for i := range spec.Plans {
		p := &b.spec.Plans[i]
		at := fmt.Sprintf("plans[%d].", i)
		c.That(plans[p.ID] == nil, at+"id", fault.RuleDuplicate, "is there twice")
		plans[p.ID] = compilePlan(p, at, c)
	}
	c.That(len(spec.Tariffs) > 0, "tariffs", fault.RuleRequired, "must be at least one")
	for i := range spec.Tariffs {
		t := &b.spec.Tariffs[i]
		at := fmt.Sprintf("tariffs[%d].", i)
		v := compileVersion(t, at, plans, c)
		known := b.tariffs[t.ID]
		if known == nil {
			known = &tariff{id: t.ID}
			b.tariffs[t.ID] = known
		}
		known.add(v, at, c)
	}
	return b
}

// add puts a version to the others of its tariff.
func (t *tariff) add(v *version, at string, c *fault.Check) {
	for _, o := range t.versions {
		c.That(o.spec.Version != v.spec.Version, at+"version", fault.RuleDuplicate, "is there twice")
		c.That(o.spec.Currency == v.spec.Currency, at+"currency", fault.RuleCurrency, "must be that of the tariff's other versions, "+o.spec.Currency.String())
		c.That(o.spec.Zone == v.spec.Zone, at+"zone", fault.RuleRange, "must be that of the tariff's other versions, "+o.spec.Zone)
		c.That(v.from >= o.until || o.from >= v.until, at+"from", fault.RuleDuplicate,
			fmt.Sprintf("overlaps version %.60q; a day has one version", o.spec.Version))
	}
	t.versions = append(t.versions, v)
	slices.SortFunc(t.versions, func(a, b *version) int { return cmp.Compare(a.from, b.from) })
}

func compileVersion(t *Tariff, at string, plans map[string]*plan, c *fault.Check) *version {
	v := &version{spec: t, kinds: map[string]*kind{}}
	c.Text(at+"id", t.ID, fault.MaxID)
	c.Text(at+"version", t.Version, fault.MaxID)
	c.Text(at+"name", t.Name, fault.MaxName)
	c.Optional(at+"de", t.De, fault.MaxName)
	c.That(t.Currency != (money.Currency{}), at+"currency", fault.RuleRequired, "must be named, such as EUR")
	zone, err := calendar.LoadZone(t.Zone)
	if err != nil {
		c.Add(at+"zone", fault.RuleUnknown, "must be the name of a time zone, such as Europe/Berlin")
		zone = time.UTC
	}
	v.zone = zone
	v.validity(at, c)
	v.week = compileWeek(t, at, c)
	if t.Plan != "" {
		v.plan = plans[t.Plan]
		c.That(v.plan != nil, at+"plan", fault.RuleReference, "is none of the book's plans")
	}
	c.That(len(t.Prices) > 0, at+"prices", fault.RuleRequired, "must be at least one")
	c.That(len(t.Prices) <= maxPrices, at+"prices", fault.RuleLength, fmt.Sprintf("must be at most %d", maxPrices))
	codes := map[string]bool{}
	v.prices = make([]price, len(t.Prices))
	for i := range t.Prices {
		here := fmt.Sprintf("%sprices[%d].", at, i)
		named(c, here, t.Prices[i].Code, t.Prices[i].Name, t.Prices[i].De, codes)
		v.prices[i] = compilePrice(&t.Prices[i], t.Currency, here, c)
	}
	v.tables(at, c)
	v.compileAllowances(at, c)
	return v
}

const maxPrices = 10_000

// maxCells bounds what a few kilobytes of prices, zones and bands can make of the memory: 20 MB for a version.
const maxCells = 10_000_000

func (v *version) validity(at string, c *fault.Check) {
	t := v.spec
	from, until := t.From, t.Until
	if until.IsZero() {
		until = ending
	}
	switch {
	case from.IsZero() || from.Before(beginning) || until.After(ending):
		c.Add(at+"from", fault.RuleRange, "must lie in the years 2000 to 2099, and until as well")
		return
	case !until.After(from):
		c.Add(at+"until", fault.RuleRange, "must be later than from; it is the day after the last")
		return
	}
	v.from, v.until = calendar.FirstInstant(from, v.zone).Unix(), calendar.FirstInstant(until, v.zone).Unix()
}

// tables lays the prices over zones and bands, the more particular over the more general.
func (v *version) tables(at string, c *fault.Check) {
	bands := len(v.spec.Bands) + 1
	zones := 1
	if v.plan != nil {
		zones += len(v.plan.spec.Zones)
	}
	for i := range v.prices {
		p := &v.prices[i]
		here := fmt.Sprintf("%sprices[%d].", at, i)
		k := v.kinds[p.Kind]
		if k == nil {
			if (len(v.kinds)+1)*zones*bands > maxCells {
				c.Add(at+"prices", fault.RuleLength, fmt.Sprintf("make a table of more than %d kinds of usage by zones by bands; make several tariffs of it", maxCells))
				return
			}
			k = &kind{measure: p.Measure, unit: p.Unit, cells: make([]int16, zones*bands)}
			for j := range k.cells {
				k.cells[j] = -1
			}
			v.kinds[p.Kind] = k
		}
		c.That(k.measure == p.Measure, here+"measure", fault.RuleRange, "must be that of the other prices of the kind, "+string(k.measure))
		c.That(k.unit == p.Unit, here+"unit", fault.RuleRange, "must be that of the other prices of the kind, "+k.unit)
		k.zoned = k.zoned || len(p.Zones) > 0
		v.lay(k, i, v.zonesOf(p, here, zones, c), v.bandsOf(p, here, bands, c), here, c)
	}
}

// lay puts a price into the cells that it is for. That it stands where another does is said once.
func (v *version) lay(k *kind, i int, zones, bands []int, at string, c *fault.Check) {
	for _, z := range zones {
		for _, b := range bands {
			cell := z*(len(v.spec.Bands)+1) + b
			if other := k.cells[cell]; other >= 0 && v.prices[other].particular() == v.prices[i].particular() {
				c.Add(at+"code", fault.RuleDuplicate, fmt.Sprintf("is for the same kind, zone and band as %.60q; name others", v.prices[other].Code))
				return
			}
			v.place(k, cell, i)
		}
	}
}

func (v *version) zonesOf(p *price, at string, all int, c *fault.Check) []int {
	return indices(p.Zones, all, at+"zones", "is none of the plan's zones", c, func(code string) int {
		if v.plan == nil {
			return -1
		}
		if i := slices.IndexFunc(v.plan.spec.Zones, func(z Zone) bool { return z.Code == code }); i >= 0 {
			return i + 1
		}
		return -1
	})
}

func (v *version) bandsOf(p *price, at string, all int, c *fault.Check) []int {
	return indices(p.Bands, all, at+"bands", "is none of the tariff's bands, nor "+Other, c, func(code string) int {
		if code == Other {
			return 0
		}
		if i := slices.IndexFunc(v.spec.Bands, func(b Band) bool { return b.Code == code }); i >= 0 {
			return i + 1
		}
		return -1
	})
}

// indices are those of the codes, or all if there are none.
func indices(codes []string, all int, at, unknown string, c *fault.Check, find func(string) int) []int {
	found := make([]int, 0, all)
	if len(codes) == 0 {
		for i := range all {
			found = append(found, i)
		}
		return found
	}
	for i, code := range codes {
		n := find(code)
		if n < 0 {
			c.Add(fmt.Sprintf("%s[%d]", at, i), fault.RuleReference, fmt.Sprintf("%.60q %s", code, unknown))
			continue
		}
		found = append(found, n)
	}
	return found
}

// place puts a price into a cell, unless a more particular one holds it.
func (v *version) place(k *kind, cell, i int) {
	if there := k.cells[cell]; there < 0 || v.prices[i].particular() > v.prices[there].particular() {
		k.cells[cell] = int16(i)
	}
}

func (p *price) particular() int {
	return 2*min(len(p.Zones), 1) + min(len(p.Bands), 1)
}
