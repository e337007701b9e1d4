package sla

import (
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/sla/downtime"
)

// The shapes are objectives as many published agreements have them. What they return is a plain Objective: change in it what is
// different. Check finds what does not fit together.

// Credit is one row of a table of availability credits: below the figure, in %, the rate of the fee is due. It is a value.
type Credit struct {
	Below money.Quantity
	Rate  money.Rate
}

// TieredAvailability promises an availability of at least the first row's figure, and of each row's rate the one that holds: a
// milder tier keeps the edge ("less than 99.99% but equal to or greater than 99.0%"). Rows go from mild to severe. There
// is no cap: the last row is one.
func TieredAvailability(id, name string, k downtime.Counting, fee string, credits ...Credit) Objective {
	o := Objective{ID: id, Name: name, Kind: Availability, Counting: &k, Operator: GreaterOrEqual, Unit: Percent}
	if len(credits) == 0 {
		return o
	}
	o.Target = credits[0].Below
	var tiers []Tier
	for i, c := range credits {
		when := []Bound{{Less, c.Below}}
		if i+1 < len(credits) {
			when = append(when, Bound{GreaterOrEqual, credits[i+1].Below})
		}
		tiers = append(tiers, Tier{When: when, Value: Value{Rate: &c.Rate}})
	}
	return o.costs(Worth{Kind: PercentOfFee, Fee: fee}, tiers...)
}

// PerStartedStep promises an availability of at least the target, in %, and a rate of the fee for every step, in percentage points,
// under it "or portion thereof".
func PerStartedStep(id, name string, k downtime.Counting, target, step money.Quantity, fee string, rate money.Rate) Objective {
	o := Objective{ID: id, Name: name, Kind: Availability, Counting: &k, Operator: GreaterOrEqual, Target: target, Unit: Percent}
	o = o.costs(Worth{Kind: PercentOfFee, Fee: fee}, Tier{Value: Value{Rate: &rate}})
	o.Consequences[0].Step = &Step{Size: step, From: FromTarget, Count: Started}
	return o
}

// DaysOfCredit promises that nothing is down for longer than allowed, in hours in total, and for every started hour beyond the
// days of the fee, each a thirtieth, at most most days in a period.
func DaysOfCredit(id, name string, k downtime.Counting, allowed money.Quantity, fee string, days, most money.Quantity) Objective {
	o := Objective{ID: id, Name: name, Kind: Downtime, Counting: &k, Operator: LessOrEqual, Target: allowed, Unit: Hours}
	worth := Worth{Kind: DaysOfFee, Fee: fee, Day: Thirtieth}
	o = o.costs(worth, Tier{Value: Value{Days: &days}})
	o.Consequences[0].Step = &Step{Size: money.Count(1), From: FromTarget, Count: Started}
	o.Cap = &Cap{Worth: worth, Value: Value{Days: &most}}
	return o
}

// AllowedDowntime promises that nothing is down for longer than allowed, in hours in total, and a rate of the fee if it was: 4 h
// without mail a month, beyond them 2% of the basic charge.
func AllowedDowntime(id, name string, k downtime.Counting, allowed money.Quantity, fee string, rate money.Rate) Objective {
	o := Objective{ID: id, Name: name, Kind: Downtime, Counting: &k, Operator: LessOrEqual, Target: allowed, Unit: Hours}
	return o.costs(Worth{Kind: PercentOfFee, Fee: fee}, Tier{Value: Value{Rate: &rate}})
}

// RepairedWithin promises that each fault is repaired within the hours, and a rate of the fee for each that was not, at most the
// whole fee.
func RepairedWithin(id, name string, k downtime.Counting, faults Repairing, within money.Quantity, fee string, rate money.Rate) Objective {
	o := Objective{ID: id, Name: name, Kind: TimeToRepair, Counting: &k, Repair: &faults, Operator: LessOrEqual, Target: within, Unit: Hours}
	o = o.costs(Worth{Kind: PercentOfFee, Fee: fee}, Tier{Value: Value{Rate: &rate}})
	o.Cap = new(CappedAt(whole, fee))
	return o
}

// costs gives an objective one consequence, without a cap.
func (o Objective) costs(w Worth, tiers ...Tier) Objective {
	o.Consequences = []Consequence{{Worth: w, Tiers: tiers}}
	o.Cap = new(Uncapped())
	return o
}
