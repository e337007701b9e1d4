package rule

import (
	"slices"
)

// axis is one fact as a table sees it: its values cut into cells, within each of which every row says the same. The cells are what
// Decide looks a value up in and what the checks for gaps and overlaps walk over, so that both mean the same.
type axis struct {
	fact    int // in the schema
	def     Definition
	bounds  []Value        // of a Number or Amount, ascending: cell i is from bounds[i-1] to below bounds[i]
	texts   map[string]int // of a Text: the cell of each that a row names or that Values has; others are in cell len(texts)
	cells   int
	missing int   // the cell of a missing fact: that of its default, one of its own, or -1: it must not be missing
	rows    []set // of each cell: the rows that are met there, as far as this fact goes
}

// cell is where a value lies; -1 for a missing one that must not be.
func (a *axis) cell(v *Value) int {
	switch v.kind {
	case number, amount:
		low, high := 0, len(a.bounds)
		for low < high {
			mid := int(uint(low+high) / 2)
			if compare(v, &a.bounds[mid]) < 0 {
				high = mid
			} else {
				low = mid + 1
			}
		}
		return low
	case text:
		if at, ok := a.texts[v.text]; ok {
			return at
		}
		return len(a.texts)
	case flag:
		if v.flag {
			return 1
		}
		return 0
	}
	return a.missing
}

// newAxis cuts a fact at the bounds, or into the texts, that conditions name.
func newAxis(fact int, d Definition, named []Condition) axis {
	a := axis{fact: fact, def: d, missing: -1}
	switch d.Kind {
	case Number, Amount:
		a.cut(named)
	case Text:
		a.spell(named)
	case Flag:
		a.cells = 2
	}
	switch d.Missing {
	case Unmet:
		a.missing = a.cells
		a.cells++
	case Assume:
		a.missing = a.cell(&d.Default)
	}
	a.rows = make([]set, a.cells)
	return a
}

// cut leaves out bounds at or below the least value and above the most: there is nothing on their other side.
func (a *axis) cut(named []Condition) {
	for _, c := range named {
		for _, at := range []*Value{c.AtLeast, c.Below} {
			if at == nil || a.def.Least != nil && !less(a.def.bound(*a.def.Least), *at) || a.def.Most != nil && less(a.def.bound(*a.def.Most), *at) {
				continue
			}
			a.bounds = append(a.bounds, *at)
		}
	}
	slices.SortFunc(a.bounds, func(v, w Value) int { return compare(&v, &w) })
	a.bounds = slices.Compact(a.bounds)
	a.cells = len(a.bounds) + 1
}

func (a *axis) spell(named []Condition) {
	all := slices.Clone(a.def.Values)
	for _, c := range named {
		all = append(all, c.In...)
	}
	a.texts = map[string]int{}
	for _, s := range all {
		if _, ok := a.texts[s]; !ok {
			a.texts[s] = len(a.texts)
		}
	}
	a.cells = len(a.texts)
	if len(a.def.Values) == 0 {
		a.cells++
	}
}

// meets says whether a condition is met in a cell.
func (a *axis) meets(c *Condition, cell int) bool {
	if a.def.Missing == Unmet && cell == a.missing {
		return c.Missing
	}
	switch a.def.Kind {
	case Number, Amount:
		return (c.AtLeast == nil || a.from(*c.AtLeast) <= cell) && (c.Below == nil || cell < a.from(*c.Below)) && !c.Missing
	case Text:
		return slices.ContainsFunc(c.In, func(s string) bool { return a.texts[s] == cell })
	case Flag:
		return c.Is != nil && *c.Is == (cell == 1)
	}
	return false
}

// from is the first cell that lies at a bound or above it: behind the last one for a bound above the most value.
func (a *axis) from(at Value) int {
	if a.def.Least != nil && !less(a.def.bound(*a.def.Least), at) {
		return 0
	}
	if a.def.Most != nil && less(a.def.bound(*a.def.Most), at) {
		return len(a.bounds) + 1
	}
	return a.cell(&at)
}
