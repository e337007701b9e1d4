package sla

import (
	"cmp"
	"fmt"
	"math/big"
	"strings"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Extent is how far a crossed threshold reaches.
type Extent string

// The extents, the least first.
const (
	ExtentSmall  Extent = "small"
	ExtentMedium Extent = "medium"
	ExtentLarge  Extent = "large"
)

var extents = map[Extent]int{ExtentSmall: 1, ExtentMedium: 2, ExtentLarge: 3}

// Reach is what an extent follows from.
type Reach struct {
	Affected  int            // how many of the agreement's features are affected
	Features  int            // how many it has
	Value     money.Quantity // what was measured
	Threshold money.Quantity // what it was held against
}

// ExtentRow is one rule: at least the share of the features is affected, and the value lies at least so far beyond the
// threshold, as a part of it. A condition of 0 % asks for nothing.
type ExtentRow struct {
	Code   string // stable, such as SLA-EXTENT-01
	Share  money.Rate
	Beyond money.Rate
	Extent Extent
	Why    string // one sentence
}

// ExtentRows is the default table; the first row that applies decides. The document only knows that an extent can be very
// large (section 6.5, step 3); the figures are ours.
func ExtentRows() []ExtentRow {
	return []ExtentRow{
		{Code: "SLA-EXTENT-01", Share: money.MustRate("50%"), Extent: ExtentLarge, Why: "half of the agreement's features or more are affected"},
		{Code: "SLA-EXTENT-02", Beyond: money.MustRate("10%"), Extent: ExtentLarge, Why: "the value lies a tenth of the threshold or more beyond it"},
		{Code: "SLA-EXTENT-03", Share: money.MustRate("25%"), Extent: ExtentMedium, Why: "a quarter of the agreement's features or more are affected"},
		{Code: "SLA-EXTENT-04", Beyond: money.MustRate("5%"), Extent: ExtentMedium, Why: "the value lies a twentieth of the threshold or more beyond it"},
		{Code: "SLA-EXTENT-05", Extent: ExtentSmall, Why: "few features are affected, and the value lies close to the threshold"},
	}
}

// ReasonNoExtent is the code of the reason that says that no row of the table of extents applies; the extent is small then.
const ReasonNoExtent = "SLA-EXTENT-00"

// AssessExtent says how far a crossed threshold reaches, and which row says so. Nil rows are ExtentRows().
func AssessExtent(r Reach, rows []ExtentRow) (Extent, fault.Reason) {
	if rows == nil {
		rows = ExtentRows()
	}
	facts := fmt.Sprintf("%d of %d features are affected, %s was measured against %s", r.Affected, r.Features, r.Value, r.Threshold)
	for _, row := range rows {
		if row.applies(r) {
			return row.Extent, fault.Reason{Code: row.Code, Message: row.Why + ": " + facts}
		}
	}
	return ExtentSmall, fault.Reason{Code: ReasonNoExtent, Message: "no row of the table applies: " + facts}
}

func (row ExtentRow) applies(r Reach) bool {
	threshold := ratOf(r.Threshold)
	beyond := new(big.Rat).Sub(ratOf(r.Value), threshold)
	return atLeast(new(big.Rat).SetInt64(int64(r.Affected)), row.Share, new(big.Rat).SetInt64(int64(r.Features))) &&
		atLeast(beyond.Abs(beyond), row.Beyond, threshold.Abs(threshold))
}

// atLeast reports whether part is at least so much of the whole, exactly.
func atLeast(part *big.Rat, share money.Rate, whole *big.Rat) bool {
	return part.Cmp(new(big.Rat).Mul(ratOfRate(share), whole)) >= 0
}

// ratOfRate is the rate as an exact fraction: 50 % is 1/2.
func ratOfRate(r money.Rate) *big.Rat {
	percent, ok := new(big.Rat).SetString(strings.TrimSuffix(r.String(), "%"))
	if !ok { // a rate writes itself as a number with the sign
		return new(big.Rat)
	}
	return percent.Quo(percent, big.NewRat(100, 1))
}

func (row ExtentRow) check(c *fault.Check, path string) {
	c.Text(at(path, "code"), row.Code, fault.MaxName)
	c.That(row.Share.Sign() >= 0, at(path, "share"), fault.RuleRange, "must not be negative")
	c.That(row.Beyond.Sign() >= 0, at(path, "beyond"), fault.RuleRange, "must not be negative")
	c.That(extents[row.Extent] > 0, at(path, "extent"), fault.RuleUnknown, "must be small, medium or large")
	c.Text(at(path, "why"), row.Why, fault.MaxText)
}

// TellRow is one rule on who is told of a degradation: a customer at least so important, at an extent at least so large.
type TellRow struct {
	Code     string   // stable, such as SLA-TELL-01
	Priority Priority // the least important customer's the row is for: "1" is for "0" and "1"; "4" is for all
	Extent   Extent   // the least extent the row is for; small is for all
	Tell     bool
	Why      string // one sentence
}

// TellRows is the default table; the first row that applies decides, and where none does nobody is told. An important customer
// is told of a very large extent (section 6.5, step 3).
func TellRows() []TellRow {
	return []TellRow{
		{Code: "SLA-TELL-01", Priority: PriorityHigh, Extent: ExtentLarge, Tell: true, Why: "an important customer, and a large extent"},
		{Code: "SLA-TELL-02", Priority: PriorityHigh, Extent: ExtentSmall, Why: "an important customer, but no large extent"},
		{Code: "SLA-TELL-03", Priority: PriorityLowest, Extent: ExtentSmall, Why: "no customer who is told unasked"},
	}
}

// ReasonNoTell is the code of the reason that says that no row of the table applies; nobody is told then.
const ReasonNoTell = "SLA-TELL-00"

// DecideTell says whether a customer is told of a degradation, and which row says so. Nil rows are TellRows().
func DecideTell(p Priority, e Extent, rows []TellRow) (bool, fault.Reason) {
	if rows == nil {
		rows = TellRows()
	}
	facts := fmt.Sprintf("the priority is %s (%s), the extent %s", p, p.Name(), e)
	for _, row := range rows {
		if p <= row.Priority && extents[e] >= extents[row.Extent] {
			return row.Tell, fault.Reason{Code: row.Code, Message: row.Why + ": " + facts}
		}
	}
	return false, fault.Reason{Code: ReasonNoTell, Message: "no row of the table applies: " + facts}
}

func (row TellRow) check(c *fault.Check, path string) {
	c.Text(at(path, "code"), row.Code, fault.MaxName)
	row.Priority.check(c, at(path, "priority"))
	c.That(extents[row.Extent] > 0, at(path, "extent"), fault.RuleUnknown, "must be small, medium or large")
	c.Text(at(path, "why"), row.Why, fault.MaxText)
}

// larger is the larger of two extents.
func larger(a, b Extent) Extent {
	if cmp.Compare(extents[a], extents[b]) >= 0 {
		return a
	}
	return b
}
