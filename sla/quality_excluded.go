package sla

import (
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/sla/downtime"
)

// excluded are the record's exclusions as Evaluate takes them. Where an objective counts all features as one, one of a feature
// would exclude the outages of the others too: there it stands for an exclusion of each outage and repair of its feature.
func (r PeriodRecord) excluded(t terms) []downtime.Exclusion {
	if !t.countsAllAsOne() {
		return r.Exclusions
	}
	var all []downtime.Exclusion
	for _, x := range r.Exclusions {
		if x.Feature == "" || x.Outage != "" {
			all = append(all, x)
			continue
		}
		of := func(id, feature string, start, end time.Time) {
			if feature == x.Feature && start.Before(x.End) && (end.IsZero() || end.After(x.Start)) {
				one := x
				one.ID, one.Outage = idOf(x.ID, id), id
				all = append(all, one)
			}
		}
		for _, o := range r.Outages {
			of(o.ID, o.Feature, o.Start, o.End)
		}
		for _, m := range r.Repairs {
			of(m.ID, m.Feature, m.Reported, m.Restored)
		}
	}
	return all
}

// countsAllAsOne reports whether an objective counts the outages of all features together.
func (t terms) countsAllAsOne() bool {
	for _, o := range t.Agreement.Objectives {
		if o.Counting != nil && o.Feature == "" {
			return true
		}
	}
	return false
}

// yearsExclusions are the record's exclusions, and where a cause is capped by the year those of the year's earlier periods, which
// only use up the cap.
func (in *intake) yearsExclusions(t terms, rec PeriodRecord) ([]downtime.Exclusion, error) {
	now := rec.excluded(t)
	if !t.capsTheYear() {
		return now, nil
	}
	first, err := calendar.NewDate(rec.Period.From().Year(), time.January, 1)
	if err != nil {
		return nil, err
	}
	q := recordsFrom(in.agreement.ID, first.AddMonths(-12)) // the period that holds the year's first day may begin before it
	q.To = in.agreement.ID + "/" + rec.Period.From().String()
	earlier, _, err := records.Page(in.u, q)
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for _, x := range rec.Exclusions {
		seen[x.ID] = true
	}
	for _, one := range earlier {
		if one.Agreement != in.agreement.ID {
			continue
		}
		for _, x := range one.Exclusions {
			if seen[x.ID] {
				continue
			}
			seen[x.ID] = true
			if t.countsAllAsOne() && x.Outage == "" {
				x.Feature = "" // no outage of this period can be meant
			}
			now = append(now, x)
		}
	}
	return sorted(now, func(x downtime.Exclusion) (time.Time, string) { return x.Start, x.ID }), nil
}

// capsTheYear reports whether a cause may exclude only so much of a year.
func (t terms) capsTheYear() bool {
	for _, o := range t.Agreement.Objectives {
		if o.Counting == nil {
			continue
		}
		for _, r := range o.Counting.Rules {
			if r.YearlyCap > 0 {
				return true
			}
		}
	}
	return false
}
