package rule

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/etomcrm/etomcrm/etom/money"
)

// axis is one fact as a table sees it: its values cut into cells, within each of which every row says the same. The cells are what
// Decide looks a value up in and what the checks for gaps and overlaps walk over, so that both mean the same.
type axis struct {
	fact    int // in the schema
	def     Definition
	least   Value // of a Number or Amount: no value if there is none
	most    Value
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
	if a.def.Least != nil {
		a.least = a.def.bound(*a.def.Least)
	}
	if a.def.Most != nil {
		a.most = a.def.bound(*a.def.Most)
	}
	for _, c := range named {
		for _, at := range []*Value{c.AtLeast, c.Below} {
			if at != nil && !a.under(*at) && !a.above(*at) {
				a.bounds = append(a.bounds, *at)
			}
		}
	}
	slices.SortFunc(a.bounds, func(v, w Value) int { return compare(&v, &w) })
	a.bounds = slices.Compact(a.bounds)
	a.cells = len(a.bounds) + 1
}

// under says whether all values lie at a bound or above it.
func (a *axis) under(bound Value) bool { return a.least.kind != 0 && !less(a.least, bound) }

// above says whether all values lie below a bound.
func (a *axis) above(bound Value) bool { return a.most.kind != 0 && less(a.most, bound) }

func (a *axis) spell(named []Condition) {
	a.texts = map[string]int{}
	spell := func(all []string) {
		for _, s := range all {
			if _, ok := a.texts[s]; !ok {
				a.texts[s] = len(a.texts)
			}
		}
	}
	spell(a.def.Values)
	for _, c := range named {
		spell(c.In)
	}
	a.cells = len(a.texts)
	if len(a.def.Values) == 0 {
		a.cells++
	}
}

// where says of each cell whether a row's conditions on the fact are met there: all of them if it has none.
func (a *axis) where(when []Condition) []bool {
	met := make([]bool, a.cells)
	for cell := range met {
		met[cell] = true
	}
	for i := range when {
		if when[i].Fact == a.def.Name {
			a.restrict(met, &when[i])
		}
	}
	return met
}

// restrict leaves the cells in which a condition is met.
func (a *axis) restrict(met []bool, c *Condition) {
	low, high := 0, a.cells
	if c.AtLeast != nil {
		low = a.from(*c.AtLeast)
	}
	if c.Below != nil {
		high = a.from(*c.Below)
	}
	in := make([]bool, a.cells)
	for _, s := range c.In {
		in[a.texts[s]] = true
	}
	for cell := range met {
		switch {
		case a.def.Missing == Unmet && cell == a.missing:
			met[cell] = met[cell] && c.Missing
		case c.Missing, c.In != nil && !in[cell], c.Is != nil && *c.Is != (cell == 1), cell < low, cell >= high:
			met[cell] = false
		}
	}
}

// from is the first cell that lies at a bound or above it: behind the last one for a bound above the most value.
func (a *axis) from(bound Value) int {
	switch {
	case a.under(bound):
		return 0
	case a.above(bound):
		return a.cells
	}
	return a.cell(&bound)
}

// named describes a cell by a value in it.
func (a *axis) named(cell int) string {
	if a.def.Missing == Unmet && cell == a.missing {
		return a.def.Name + " missing"
	}
	return fmt.Sprintf("%s = %s", a.def.Name, a.sample(cell))
}

// sample is a value in a cell.
func (a *axis) sample(cell int) string {
	switch a.def.Kind {
	case Flag:
		return strconv.FormatBool(cell == 1)
	case Text:
		return strconv.Quote(a.textIn(cell))
	}
	switch {
	case cell > 0:
		return a.bounds[cell-1].String()
	case a.least.kind != 0:
		return a.least.String()
	case len(a.bounds) > 0:
		return oneLess(a.bounds[0])
	}
	return "any"
}

func (a *axis) textIn(cell int) string {
	for s, at := range a.texts {
		if at == cell {
			return s
		}
	}
	other := "other"
	for {
		if _, taken := a.texts[other]; !taken {
			return other
		}
		other += "x"
	}
}

// oneLess is a value below a bound.
func oneLess(bound Value) string {
	var less Value
	var err error
	if bound.kind == amount {
		var a money.Amount
		unit, _ := money.FromMinor(1, bound.amount.Currency()) // a definition's amounts have a currency
		a, err = bound.amount.Sub(unit)
		less = Amt(a)
	} else {
		var q money.Quantity
		q, err = bound.number.Sub(money.Count(1))
		less = Num(q)
	}
	if err != nil {
		return "below " + bound.String()
	}
	return less.String()
}
