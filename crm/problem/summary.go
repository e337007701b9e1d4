package problem

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/crm/problem/clock"
	"github.com/etomcrm/etomcrm/etom/calendar"
)

// Summary is what happened to tickets in a period, in figures (3.6.2).
type Summary struct {
	Period     calendar.Period `json:"period"`
	AsOf       time.Time       `json:"asOf"` // what happened later does not count
	All        Figures         `json:"all"`
	Priorities []Group         `json:"priority,omitempty"` // in order; empty: no priority was decided
	Features   []Group         `json:"feature,omitempty"`  // in order; empty: none was named
}

// Group is the figures of the tickets with one priority or feature.
type Group struct {
	Name string `json:"name"`
	Figures
}

// Figures count what happened in the period.
type Figures struct {
	Opened     int           `json:"opened"`
	Repaired   int           `json:"repaired"` // resolved, and that still held at its end
	Closed     int           `json:"closed"`
	Cancelled  int           `json:"cancelled"`
	Rejected   int           `json:"rejected"`
	Denied     int           `json:"denied"` // resolutions that the customer denied
	Reopened   int           `json:"reopened"`
	Breaches   int           `json:"breaches"`            // of any clock
	Open       int           `json:"open"`                // at its end
	RepairTime calendar.Span `json:"repairTime"`          // of all those repaired, from the opening to the resolution that held
	MeanRepair calendar.Span `json:"meanTimeToRepair"`    // RepairTime by Repaired, to the second below; 0 if none was repaired
	Longest    calendar.Span `json:"longestTimeToRepair"` // of those repaired
}

// Summarise counts what happened to the tickets in the period up to asOf. A ticket that was opened before the period, or is
// open behind it, counts with what happened within. Time to repair is true time, pauses included: what a contract makes of
// them the clocks say. A history that cannot be read is fault.ErrInvalid.
func Summarise(all []Ticket, period calendar.Period, asOf time.Time) (Summary, error) {
	s := Summary{Period: period, AsOf: asOf}
	until := period.End()
	if asOf.Before(until) {
		until = asOf.Add(time.Microsecond) // what happened at asOf counts
	}
	priorities, features := map[string]*Figures{}, map[string]*Figures{}
	for _, t := range all {
		if !t.CreatedAt.Before(until) {
			continue
		}
		f, err := t.figures(calendar.Interval{Start: period.Start(), End: until})
		if err != nil {
			return Summary{}, fmt.Errorf("%s: %w", t.Subject(), err)
		}
		s.All.add(f)
		groupOf(priorities, string(t.Priority)).add(f)
		groupOf(features, t.Feature).add(f)
	}
	s.All.mean()
	s.Priorities, s.Features = groups(priorities), groups(features)
	return s, nil
}

// figures counts one ticket.
func (t Ticket) figures(in calendar.Interval) (Figures, error) {
	var f Figures
	status, resolved := Start, time.Time{}
	for _, e := range t.History {
		if !e.At.Before(in.End) {
			break
		}
		if e.Status != "" {
			status = Status(e.Status)
		}
		switch e.Type {
		case clock.Resolved:
			resolved = e.At
		case clock.Denied, clock.Reopened:
			resolved = time.Time{}
		}
		if in.Contains(e.At) {
			f.count(e)
		}
	}
	f.Open = one(status.Open())
	if in.Contains(resolved) {
		took := calendar.Span(resolved.Sub(t.CreatedAt))
		f.Repaired, f.RepairTime, f.Longest = 1, took, took
	}
	reading, err := t.readAt(in.End.Add(-time.Microsecond))
	for _, target := range reading.Targets {
		for _, b := range target.Breaches {
			f.Breaches += one(in.Contains(b.At))
		}
	}
	return f, err
}

// readAt reads the clocks as they stood, whatever has happened since.
func (t Ticket) readAt(at time.Time) (clock.Reading, error) {
	if t.Contract == nil {
		return clock.Reading{}, nil
	}
	return clock.Read(*t.Contract, t.History, at)
}

// count takes one entry of the history in.
func (f *Figures) count(e clock.Entry) {
	f.Opened += one(e.Type == clock.Opened)
	f.Closed += one(e.Type == clock.Closed || e.Type == clock.Merged)
	f.Cancelled += one(e.Type == clock.Cancelled)
	f.Rejected += one(e.Status == string(Rejected))
	f.Denied += one(e.Type == clock.Denied)
	f.Reopened += one(e.Type == clock.Reopened)
}

func (f *Figures) add(o Figures) {
	f.Opened += o.Opened
	f.Repaired += o.Repaired
	f.Closed += o.Closed
	f.Cancelled += o.Cancelled
	f.Rejected += o.Rejected
	f.Denied += o.Denied
	f.Reopened += o.Reopened
	f.Breaches += o.Breaches
	f.Open += o.Open
	f.RepairTime += o.RepairTime
	f.Longest = max(f.Longest, o.Longest)
}

func (f *Figures) mean() {
	if f.Repaired > 0 {
		f.MeanRepair = calendar.Span((f.RepairTime.Duration() / time.Duration(f.Repaired)).Truncate(time.Second))
	}
}

func one(is bool) int {
	if is {
		return 1
	}
	return 0
}

func groupOf(in map[string]*Figures, name string) *Figures {
	if in[name] == nil {
		in[name] = &Figures{}
	}
	return in[name]
}

func groups(of map[string]*Figures) []Group {
	var all []Group
	for _, name := range slices.Sorted(maps.Keys(of)) {
		of[name].mean()
		all = append(all, Group{Name: name, Figures: *of[name]})
	}
	return all
}
