package rating

import (
	"strconv"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Extent is how much was used: a duration, or a quantity of some unit. A plain value.
type Extent struct {
	Duration calendar.Span  `json:"duration,omitzero"`
	Quantity money.Quantity `json:"quantity,omitzero"`
}

// String is the duration such as 12m30s, or the quantity such as 2.5.
func (e Extent) String() string {
	if e.Duration != 0 {
		return e.Duration.String()
	}
	return e.Quantity.String()
}

// Inside, all extents are whole numbers: nanoseconds, or millionths of a unit, so that they add up without a thought.
const (
	perSecond  = int64(1e9)
	perPiece   = int64(1e6)
	mostPieces = int64(1e12) * perPiece         // of one record
	mostTime   = 366 * 24 * 60 * 60 * perSecond // of one call
)

// timeUnits are the units of a Duration.
var timeUnits = map[string]int64{"s": perSecond, "min": 60 * perSecond, "h": 3600 * perSecond}

// scale is what one unit has inside; 0 for a unit of time that is none.
func (m Measure) scale(unit string) int64 {
	if m == Duration {
		return timeUnits[unit]
	}
	return perPiece
}

// inside is a quantity of things that have scale each; false if it has more digits than are counted, or is too large.
// The detour by an amount is exact, and the only way from a quantity to a whole number that allocates nothing.
func inside(q money.Quantity, scale int64) (int64, bool) {
	if q == (money.Quantity{}) {
		return 0, true
	}
	one := oneSecond
	switch scale {
	case perPiece:
		one = onePiece
	case perSecond:
	default:
		one = scaled(scale)
	}
	a, err := one.TimesQuantity(q)
	if err != nil {
		return 0, false
	}
	n, err := a.MinorUnits()
	return n, err == nil
}

var (
	yen       = money.MustCurrency("JPY") // the minor unit is 1
	onePiece  = scaled(perPiece)
	oneSecond = scaled(perSecond)
)

func scaled(n int64) money.Amount {
	a, _ := money.FromMinor(n, yen) // fails only without a currency
	return a
}

// extent is the other way round.
func (m Measure) extent(n int64) Extent {
	if m == Duration {
		return Extent{Duration: calendar.Span(n)}
	}
	return Extent{Quantity: pieces(n)}
}

func pieces(n int64) money.Quantity {
	if n%perPiece == 0 {
		return money.Count(n / perPiece)
	}
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	behind := strconv.FormatInt(perPiece+n%perPiece, 10)[1:]
	q, _ := money.ParseQuantity(sign + strconv.FormatInt(n/perPiece, 10) + "." + behind) // of this form always one
	return q
}

// up is n in whole steps, rounded up; both at least 0, the step above it.
func up(n, step int64) int64 { return n/step + min(n%step, 1) }

// share is a × n / d; whole multiples, the most common by far, are made without a fraction.
func share(a money.Amount, n, d int64) (money.Exact, error) {
	if n%d == 0 {
		whole, err := a.Times(n / d)
		return whole.Exact(), err
	}
	return a.Share(n, d)
}
