package sla

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
	"github.com/etomcrm/etomcrm/sla/sample"
)

// intake gathers what changes in the records of an agreement. It is for one unit.
type intake struct {
	u         *work.Unit
	agreement Registered
	records   map[calendar.Date]*PeriodRecord // by the period's first day: those that change
	samples   map[calendar.Date]sampled       // what is added to each
	known     map[int]terms                   // by the version's number
}

// sampled are samples and counts of one period, by metric.
type sampled struct {
	samples map[string][]sample.Sample
	counts  map[string][]sample.Count
}

// take notes what a quality report says.
func (in *intake) take(q QualityReport) error {
	var c fault.Check
	about := q.In
	if about.IsZero() {
		about = in.u.At
	}
	empty := len(q.Samples) == 0 && len(q.Counts) == 0 && len(q.pieces()) == 0 && len(q.Withdrawn) == 0
	if empty || len(q.Fees) > 0 || q.Complete || !q.In.IsZero() {
		if err := in.note(&c, q, about); err != nil {
			return err
		}
	}
	for _, p := range q.pieces() {
		if err := in.place(&c, p); err != nil {
			return err
		}
	}
	for n, id := range q.Withdrawn {
		if err := in.withdraw(&c, index("withdrawn", n), id); err != nil {
			return err
		}
	}
	if err := in.sort(&c, q); err != nil {
		return err
	}
	c.That(len(in.records) <= MaxPeriods, "outage", fault.RuleLength, fmt.Sprintf("concerns %d periods with all else, at most %d are allowed; send several reports", len(in.records), MaxPeriods))
	return c.Err(q.subject())
}

// note notes what is of the period that the report is about.
func (in *intake) note(c *fault.Check, q QualityReport, about time.Time) error {
	v, p, found, err := in.agreement.periodAt(about)
	if err != nil {
		return err
	}
	if !found || p.Start().After(in.u.At) {
		c.Add("in", RulePeriod, "lies in no period of the agreement that has begun")
		return nil
	}
	t, err := in.terms(v)
	if err != nil {
		return err
	}
	c.That(q.Feature == "" || slices.Contains(t.Agreement.Features, q.Feature), "feature", RuleFeature, "is none of the agreement's features")
	checkFees(c, "fee", q.Fees, t.Agreement.Fees)
	rec, err := in.record(p)
	if err != nil {
		return err
	}
	if len(q.Fees) > 0 {
		rec.Fees = maps.Clone(rec.Fees)
		if rec.Fees == nil {
			rec.Fees = maps.Clone(q.Fees)
		}
		maps.Copy(rec.Fees, q.Fees)
	}
	rec.Complete = rec.Complete || q.Complete
	return nil
}

// sort gives samples and counts to the periods in which they lie.
func (in *intake) sort(c *fault.Check, q QualityReport) error {
	for _, name := range slices.Sorted(maps.Keys(q.Samples)) {
		err := split(in, c, source{name: name}, q.Samples[name], func(s sample.Sample) time.Time { return s.At }, func(to *sampled, part []sample.Sample) {
			if to.samples == nil {
				to.samples = map[string][]sample.Sample{}
			}
			to.samples[name] = part
		})
		if err != nil {
			return err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(q.Counts)) {
		err := split(in, c, source{name: name, counts: true}, q.Counts[name], func(n sample.Count) time.Time { return n.At }, func(to *sampled, part []sample.Count) {
			if to.counts == nil {
				to.counts = map[string][]sample.Count{}
			}
			to.counts[name] = part
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// source is a metric's samples, or its counts.
type source struct {
	name   string
	counts bool
}

func (s source) path() string {
	if s.counts {
		return "count." + s.name
	}
	return "sample." + s.name
}

// taken reports whether an objective of the agreement takes what comes from the source.
func (s source) taken(a Agreement) bool {
	return slices.ContainsFunc(a.Objectives, func(o Objective) bool {
		return o.sampled() && o.Metric.Name == s.name && o.takesCounts() == s.counts
	})
}

// split cuts a list where one period ends and the next begins; it is in order of time.
func split[T any](in *intake, c *fault.Check, from source, all []T, when func(T) time.Time, give func(*sampled, []T)) error {
	for first := 0; first < len(all); {
		v, p, found, err := in.agreement.periodAt(when(all[first]))
		if err != nil {
			return err
		}
		if !found {
			c.Add(index(from.path(), first)+".at", RulePeriod, "lies in no period of the agreement")
			return nil
		}
		t, err := in.terms(v)
		if err != nil {
			return err
		}
		if !from.taken(t.Agreement) {
			c.Add(from.path(), fault.RuleReference, "no objective takes this metric in "+p.String())
			return nil
		}
		next := first + 1
		for next < len(all) && p.Contains(when(all[next])) {
			next++
		}
		if _, err := in.record(p); err != nil {
			return err
		}
		to := in.samples[p.From()]
		give(&to, all[first:next])
		if in.samples == nil {
			in.samples = map[calendar.Date]sampled{}
		}
		in.samples[p.From()] = to
		first = next
	}
	return nil
}

// record is the record of a period, which is going to change.
func (in *intake) record(p calendar.Period) (*PeriodRecord, error) {
	if rec, there := in.records[p.From()]; there {
		return rec, nil
	}
	rec, _, err := findRecord(in.u, in.agreement, p)
	if err != nil {
		return nil, err
	}
	return in.hold(rec), nil
}

func (in *intake) hold(rec PeriodRecord) *PeriodRecord {
	if in.records == nil {
		in.records = map[calendar.Date]*PeriodRecord{}
	}
	in.records[rec.Period.From()] = &rec
	return &rec
}

// change changes a record that is stored.
func (in *intake) change(from calendar.Date, how func(*PeriodRecord)) error {
	rec, there := in.records[from]
	if !there {
		stored, err := records.Get(in.u, recordID(in.agreement.ID, from))
		if err != nil {
			return err
		}
		rec = in.hold(stored)
	}
	how(rec)
	return nil
}

// inOrder are the records that change, in order of time.
func (in *intake) inOrder() []*PeriodRecord {
	var all []*PeriodRecord
	for _, from := range slices.SortedFunc(maps.Keys(in.records), calendar.Date.Compare) {
		all = append(all, in.records[from])
	}
	return all
}

// terms are those of a version.
func (in *intake) terms(v Version) (terms, error) {
	if t, there := in.known[v.No]; there {
		return t, nil
	}
	t, err := in.agreement.terms(in.u, v.No)
	if err != nil {
		return t, err
	}
	if in.known == nil {
		in.known = map[int]terms{}
	}
	in.known[v.No] = t
	return t, nil
}
