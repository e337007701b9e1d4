package sla

import (
	"fmt"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
)

// placement says in the records of which periods a piece stands: one that is replaced may move.
type placement struct {
	store.Meta
	Periods []calendar.Date `json:"period"` // their first days
}

var placements = store.NewCollection[placement]("sla.placement", nil)

// place puts a piece into the records of the periods in which it lies, and takes it out of those in which it stood before.
func (in *intake) place(c *fault.Check, p piece) error {
	periods, err := in.periods(c, p)
	if err != nil || len(periods) == 0 {
		return err
	}
	known, _, err := placements.Find(in.u, in.placementID(p.kind, p.id))
	if err != nil {
		return err
	}
	known.ID = in.placementID(p.kind, p.id)
	for _, from := range known.Periods {
		if err := in.change(from, func(r *PeriodRecord) { r.drop(p.kind, p.id) }); err != nil {
			return err
		}
	}
	var days []calendar.Date
	for _, period := range periods {
		rec, err := in.record(period)
		if err != nil {
			return err
		}
		p.add(rec)
		if n := len(rec.Outages) + len(rec.Exclusions) + len(rec.Repairs); n > MaxPerPeriod {
			c.Add(p.path, fault.RuleLength, fmt.Sprintf("makes %d outages, exclusions and repairs in %s, at most %d are allowed; report short outages as one", n, period, MaxPerPeriod))
			return nil
		}
		days = append(days, period.From())
	}
	if slices.Equal(known.Periods, days) {
		return nil
	}
	known.Periods = days
	return placements.Put(in.u, &known)
}

func (in *intake) placementID(kind pieceKind, id string) string {
	return idOf(in.agreement.ID, string(kind), id)
}

// periods are those in which a piece lies; what is open lies up to now, and in the period that begins now. It asks for a feature that the agreement has there.
func (in *intake) periods(c *fault.Check, p piece) ([]calendar.Period, error) {
	end := p.end
	if end.IsZero() {
		end = in.u.At.Add(time.Microsecond)
	}
	var all []calendar.Period
	from, err := in.begin(p.start)
	if err != nil {
		return nil, err
	}
	for first := true; first && !from.After(end) || from.Before(end); first = false {
		v, period, found, err := in.agreement.periodAt(from)
		if err != nil {
			return nil, err
		}
		if !found {
			break
		}
		t, err := in.terms(v)
		if err != nil {
			return nil, err
		}
		if p.feature != "" && !slices.Contains(t.Agreement.Features, p.feature) {
			c.Add(at(p.path, "feature"), RuleFeature, fmt.Sprintf("%.100q is none of the agreement's features in %s", p.feature, period))
			return nil, nil
		}
		if all = append(all, period); len(all) > MaxPeriods {
			c.Add(p.path, fault.RuleRange, fmt.Sprintf("lies in more than %d periods", MaxPeriods))
			return nil, nil
		}
		from = period.End()
	}
	c.That(len(all) > 0, p.path, RulePeriod, "lies in no period of the agreement")
	return all, nil
}

// begin is the instant, or the agreement's beginning if that is later.
func (in *intake) begin(instant time.Time) (time.Time, error) {
	zone, err := in.agreement.zone()
	if err != nil {
		return instant, err
	}
	if first := calendar.FirstInstant(in.agreement.Versions[0].Begins, zone); first.After(instant) {
		return first, nil
	}
	return instant, nil
}

// withdraw takes all pieces of an id out of the records.
func (in *intake) withdraw(c *fault.Check, path, id string) error {
	found := false
	for _, kind := range []pieceKind{outagePiece, exclusionPiece, repairPiece} {
		there, err := in.withdrawPiece(kind, id)
		if err != nil {
			return err
		}
		found = found || there
	}
	c.That(found, path, fault.RuleReference, fmt.Sprintf("%.100q is no outage, exclusion or repair of this agreement", id))
	return nil
}

// withdrawPiece takes a piece out of the records, and reports whether it stood there.
func (in *intake) withdrawPiece(kind pieceKind, id string) (bool, error) {
	known, found, err := placements.Find(in.u, in.placementID(kind, id))
	if err != nil || !found {
		return false, err
	}
	for _, from := range known.Periods {
		if err := in.change(from, func(r *PeriodRecord) { r.drop(kind, id) }); err != nil {
			return false, err
		}
	}
	return true, placements.Delete(in.u, &known)
}
