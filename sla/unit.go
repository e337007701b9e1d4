package sla

import (
	"math/big"
	"strings"

	"github.com/etomcrm/etomcrm/etom/money"
)

// Unit is what figures are counted in: a unit of time (h, min, s, ms), a share (% or 1, which is the whole), nothing for a number
// of outages, or a metric's own unit. It is a value.
type Unit string

// The units that the library computes with; a metric may have any other.
const (
	Hours        Unit = "h"
	Minutes      Unit = "min"
	Seconds      Unit = "s"
	Milliseconds Unit = "ms"
	Percent      Unit = "%"
	Share        Unit = "1"
	Number       Unit = ""
)

// dimension is what a unit is a unit of; figures of one dimension can be compared.
type dimension int

const (
	ofValue dimension = iota // a metric's own
	ofTime
	ofShare
	ofNumber
)

// units has for each unit its dimension and how many of the base unit it is: nanoseconds for time, the whole for shares.
var units = map[Unit]struct {
	dimension dimension
	factor    *big.Rat
}{
	Hours:        {ofTime, big.NewRat(3_600_000_000_000, 1)},
	Minutes:      {ofTime, big.NewRat(60_000_000_000, 1)},
	Seconds:      {ofTime, big.NewRat(1_000_000_000, 1)},
	Milliseconds: {ofTime, big.NewRat(1_000_000, 1)},
	Percent:      {ofShare, big.NewRat(1, 100)},
	Share:        {ofShare, big.NewRat(1, 1)},
	Number:       {ofNumber, big.NewRat(1, 1)},
}

// of reports whether the unit is one of the dimension.
func (u Unit) of(d dimension) bool {
	known, ok := units[u]
	return ok && known.dimension == d
}

// factor is how many base units one unit is; 1 for a metric's own. It is the table's: to be read only.
func (u Unit) factor() *big.Rat {
	if known, ok := units[u]; ok {
		return known.factor
	}
	return units[Share].factor
}

// base turns a figure in this unit into base units.
func (u Unit) base(q money.Quantity) *big.Rat {
	r := ratOf(q)
	return r.Mul(r, u.factor())
}

// from turns base units into this unit.
func (u Unit) from(base *big.Rat) *big.Rat { return new(big.Rat).Quo(base, u.factor()) }

// ratOf is the quantity as an exact fraction.
func ratOf(q money.Quantity) *big.Rat {
	r, ok := new(big.Rat).SetString(q.String())
	if !ok { // a quantity writes itself as a number
		return new(big.Rat)
	}
	return r
}

// digitsShown is how many digits behind the point a figure has that needs no more, by unit.
func (u Unit) digitsShown() int {
	if u.of(ofNumber) {
		return 0
	}
	return 2
}

// say writes a figure in this unit for people: 99.95 % or 4 h 30 min, or 4,5 with a German comma. Where the figure is rounded, it is
// half up, to as many digits as keep it on its side of every edge: 99.8996 % is not shown as 99.90 % beside a target of 99.9 %.
func (u Unit) say(lang string, r *big.Rat, edges []*big.Rat) string {
	if u.of(ofTime) {
		inBase := make([]*big.Rat, len(edges))
		for i, e := range edges {
			inBase[i] = new(big.Rat).Mul(e, u.factor())
		}
		if text, ok := clockText(new(big.Rat).Mul(r, u.factor()), inBase); ok {
			return text
		}
	}
	number := rounded(r, u.digitsShown(), edges)
	if lang == "de" {
		number = strings.ReplaceAll(number, ".", ",")
	}
	switch u {
	case Number:
		return number
	case Share:
		return number
	default:
		return number + " " + string(u)
	}
}

// mostDigits is how far rounded goes to keep a figure apart from an edge; beyond, the figure is written as a fraction.
const mostDigits = 12

// rounded writes a figure rounded half up, with more digits than asked for where fewer would move it onto or over an edge.
func rounded(r *big.Rat, digits int, edges []*big.Rat) string {
	for ; digits <= mostDigits; digits++ {
		text := r.FloatString(digits)
		shown, _ := new(big.Rat).SetString(text)
		if apart(r, shown, edges) {
			return trimmed(text)
		}
	}
	return r.RatString()
}

// apart reports whether the figure and what is shown of it lie on the same side of every edge.
func apart(r, shown *big.Rat, edges []*big.Rat) bool {
	for _, edge := range edges {
		if r.Cmp(edge) != shown.Cmp(edge) {
			return false
		}
	}
	return true
}

func trimmed(text string) string {
	if !strings.Contains(text, ".") {
		return text
	}
	return strings.TrimRight(strings.TrimRight(text, "0"), ".")
}
