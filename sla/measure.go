package sla

import (
	"math/big"
	"strings"
)

// Measure is one figure of a report: exactly, for comparing, and as text, for people. It is a value; == compares.
type Measure struct {
	Exact string `json:"exact"` // in Unit, a whole number or a fraction: "9/2"
	Unit  Unit   `json:"unit"`
	Text  string `json:"text"` // in English; rounded half up where it is rounded, but never onto or over an edge
}

// measure makes one from base units; the edges are in base units too.
func measure(base *big.Rat, unit Unit, edges []*big.Rat) Measure {
	inUnit := unit.from(base)
	apart := make([]*big.Rat, len(edges))
	for i, e := range edges {
		apart[i] = unit.from(e)
	}
	return Measure{Exact: inUnit.RatString(), Unit: unit, Text: unit.say("en", inUnit, apart)}
}

// IsZero reports whether nothing was measured.
func (m Measure) IsZero() bool { return m == Measure{} }

// Rat is the exact figure in Unit; 0 if nothing was measured.
func (m Measure) Rat() *big.Rat {
	if strings.Trim(m.Exact, "-/0123456789") != "" { // an exponent could ask for any amount of memory
		return new(big.Rat)
	}
	r, ok := new(big.Rat).SetString(m.Exact)
	if !ok {
		return new(big.Rat)
	}
	return r
}

// In writes the figure for people in a language, "de" or English, apart from the edges given, which are in Unit.
func (m Measure) In(lang string, edges ...*big.Rat) string {
	if m.IsZero() {
		return "–"
	}
	return m.Unit.say(lang, m.Rat(), edges)
}
