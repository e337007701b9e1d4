package sla

import (
	"math/big"
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/sla/downtime"
)

// Forecast says how an open period stands and may end. What goes on at a rate goes on at that of the period so far. It is a
// value.
type Forecast struct {
	Budget *Budget `json:"budget,omitempty"` // for what can be used up
	Burn   []Burn  `json:"burn,omitempty"`   // one for each of the agreement's burn rates, where the budget adds up over time

	ExhaustedAt time.Time `json:"exhaustedAt,omitzero"` // when the budget is used up at the rate so far; zero: not in this period, or it is already
	IfOpen      time.Time `json:"ifOpen,omitzero"`      // when it is used up if what is open now stays open; zero: nothing is

	Projected Measure `json:"projected,omitzero"` // what will be measured at the end
	State     State   `json:"state,omitempty"`    // how the objective will stand then

	Next  *NextTier `json:"next,omitempty"` // the next edge behind which more is due
	Stake Stake     `json:"stake"`
}

// Budget is how much may go wrong until the target is missed. Left is negative where it has been. It is a value.
type Budget struct {
	Whole Measure `json:"whole"`
	Used  Measure `json:"used"`
	Left  Measure `json:"left"`
}

// Burn is how fast the budget is used up over two windows: 1 uses it up exactly at the period's end. It is a value.
type Burn struct {
	BurnRate
	OverLong  Measure `json:"overLong"`
	OverShort Measure `json:"overShort"`
	Burning   bool    `json:"burning"` // both at least Factor
}

// NextTier is the next edge, seen from what was measured, behind which more is due. It is a value.
type NextTier struct {
	At       Measure      `json:"at"`
	Distance Measure      `json:"distance"`
	Worth    money.Amount `json:"worth"` // what this objective is worth behind it, under its own cap
}

// Stake is the money that an objective may cost, under its own cap, before what the agreement says of all together. It is a value.
type Stake struct {
	Now       money.Amount `json:"now"`       // as it stands
	Projected money.Amount `json:"projected"` // at the end, if it goes on like this
}

// forecast looks ahead from what an objective has come to.
func (e *evaluation) forecast(n int, m *measurement, fees map[string]money.Amount, asOf time.Time) (*Forecast, error) {
	o := e.agreement.Objectives[n]
	if m.figure == nil {
		return nil, nil
	}
	f := &Forecast{}
	v := view{evaluation: e, o: o, m: m, fees: fees, asOf: asOf, elapsed: asOf.Sub(e.period.Start())}
	v.budget(f)
	if e.logs[n] != nil {
		v.burnSampled(f, e.logs[n])
	} else {
		v.burnCounted(f)
	}
	projected, down := v.projected()
	f.Projected, f.State = measure(projected, o.Unit, o.edges()), o.state(projected)
	var err error
	if f.Stake.Now, err = total(m.remedies); err != nil {
		return nil, err
	}
	if f.Stake.Projected, err = v.worth(projected, down); err != nil {
		return nil, err
	}
	f.Next, err = v.next(f.Stake.Now)
	return f, err
}

// view is one objective of an open period, seen from an instant.
type view struct {
	*evaluation
	o       Objective
	m       *measurement
	fees    map[string]money.Amount
	asOf    time.Time
	elapsed time.Duration
}

// adds reports whether what is used up adds up over the period.
func (v view) adds() bool {
	switch v.o.Kind {
	case Downtime, Outages:
		return true
	case Availability:
		return !v.o.sampled()
	}
	return false
}

// budget is what may be used up, in base units: time, a number of outages, or for what is sampled the share that may be bad.
func (v view) budget(f *Forecast) {
	whole, used, unit, ok := v.allowance()
	if !ok {
		return
	}
	left := new(big.Rat).Sub(whole, used)
	f.Budget = &Budget{Whole: measure(whole, unit, nil), Used: measure(used, unit, nil), Left: measure(left, unit, nil)}
	if left.Sign() <= 0 {
		return
	}
	if v.adds() && used.Sign() > 0 {
		rest := new(big.Rat).Mul(left, big.NewRat(int64(v.elapsed), 1))
		f.ExhaustedAt = v.within(rest.Quo(rest, used))
	}
	open := v.open()
	if !unit.of(ofTime) || open == nil {
		return
	}
	if v.o.Kind == LongestOutage {
		left = new(big.Rat).Sub(whole, open)
	}
	f.IfOpen = v.within(new(big.Rat).Quo(left, v.rate()))
}

// within is the instant so many nanoseconds ahead; zero if the period is over by then. Service hours are not looked at: within them
// it comes no sooner.
func (v view) within(ahead *big.Rat) time.Time {
	rest := v.period.End().Sub(v.asOf)
	if ahead.Cmp(big.NewRat(int64(rest), 1)) >= 0 {
		return time.Time{}
	}
	return v.asOf.Add(time.Duration(floor(ahead).Int64())).Truncate(time.Microsecond)
}

// open is how long the outage that is going on has counted, of several the longest; nil if none is.
func (v view) open() (longest *big.Rat) {
	if l := v.m.result.Ledger; l != nil {
		for _, e := range l.Episodes {
			if counted := nanoseconds(e.Counted); e.Open && (longest == nil || counted.Cmp(longest) > 0) {
				longest = counted
			}
		}
	}
	return longest
}

// rate is how much of the time from now on what is open uses up: the weight of all that is open together, above 0.
func (v view) rate() *big.Rat {
	one, sum := big.NewRat(1, 1), new(big.Rat)
	if v.o.Counting.Degraded != downtime.DegradedWeighed {
		return one
	}
	for _, l := range v.m.result.Ledger.Lines {
		switch {
		case !l.Open || l.Counted.IsZero():
		case l.Weight == nil:
			return one
		case v.o.Counting.Overlap == downtime.OverlapSum:
			sum.Add(sum, l.Weight.Rat())
		case l.Weight.Rat().Cmp(sum) > 0:
			sum = l.Weight.Rat()
		}
	}
	if sum.Sign() == 0 || sum.Cmp(one) > 0 {
		return one
	}
	return sum
}

// allowance is the budget and what of it is used, in base units of the unit; false for what has none.
func (v view) allowance() (whole, used *big.Rat, unit Unit, ok bool) {
	one := big.NewRat(1, 1)
	switch {
	case v.o.Kind == Availability && !v.o.sampled():
		l := v.m.result.Ledger
		whole = one.Sub(one, v.o.target())
		whole.Mul(whole, big.NewRat(int64(l.Denominator.Duration()), 1))
		return whole, nanoseconds(l.Down), Minutes, true
	case v.o.asked() == ofShare && !v.o.Operator.upper() && v.o.Operator != Equal:
		return new(big.Rat).Sub(one, v.o.target()), new(big.Rat).Sub(one, v.m.figure), v.o.Unit, true
	case v.o.Operator.upper() && (v.o.Kind == Downtime || v.o.Kind == Outages || v.o.Kind == LongestOutage):
		return v.o.target(), v.m.figure, v.o.Unit, true
	}
	return nil, nil, "", false
}

// projected is the figure at the period's end at the rate so far, and the time without service that goes with it.
func (v view) projected() (figure, down *big.Rat) {
	l := v.m.result.Ledger
	if l != nil {
		down = nanoseconds(l.Down)
	}
	if !v.adds() || v.elapsed <= 0 {
		return v.m.figure, down
	}
	growth := big.NewRat(int64(v.period.Duration()), int64(v.elapsed))
	down.Mul(down, growth)
	switch v.o.Kind {
	case Downtime:
		return down, down
	case Outages:
		return new(big.Rat).Mul(v.m.figure, growth), down
	}
	return v.available(down), down
}

// available is the availability that goes with a time without service.
func (v view) available(down *big.Rat) *big.Rat {
	whole := big.NewRat(int64(v.m.result.Ledger.Denominator.Duration()), 1)
	up := new(big.Rat).Sub(whole, down)
	if up.Sign() < 0 {
		return new(big.Rat)
	}
	return up.Quo(up, whole)
}

// window is the part of the period behind an instant.
func (v view) window(length calendar.Span) calendar.Interval {
	start := v.asOf.Add(-length.Duration())
	return v.period.Overlap(calendar.Interval{Start: start, End: v.asOf})
}
