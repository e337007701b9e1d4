package sla

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/work"
	"github.com/etomcrm/etomcrm/sla/downtime"
	"github.com/etomcrm/etomcrm/sla/sample"
)

// QualityReport is what Service Quality Management reports of an agreement (section 4.2.1, step 1, and 4.2.3, step 9). A report
// without any data says that all is well.
type QualityReport struct {
	ID          string `json:"id"`                    // the sender's
	Correlation string `json:"correlation,omitempty"` // the case it belongs to; empty: that of the agreement's period
	Agreement   string `json:"agreement"`
	Feature     string `json:"feature,omitempty"` // of the outages, exclusions and repairs that name none
	Text        string `json:"text,omitempty"`

	// In is an instant of the period that the report is about: Fees, Complete and a report without data are of that period.
	// Zero: now. Outages, samples and the others belong to the periods in which they lie.
	In time.Time `json:"in,omitzero"`

	// An outage whose id is known replaces the one known, as do exclusions and repairs. An open outage (without End) goes on until
	// a later report ends it. Withdrawn are the ids of those that were none.
	Outages    []downtime.Outage    `json:"outage,omitempty"`
	Exclusions []downtime.Exclusion `json:"exclusion,omitempty"`
	Repairs    []Repair             `json:"repair,omitempty"`
	Withdrawn  []string             `json:"withdrawn,omitempty"`

	Samples map[string][]sample.Sample `json:"sample,omitempty"` // by the metric's name; later than all reported before
	Counts  map[string][]sample.Count  `json:"count,omitempty"`  // likewise

	Fees     map[string]money.Amount `json:"fee,omitempty"`      // what the customer pays for the period, where it differs from what was registered
	Complete bool                    `json:"complete,omitempty"` // nothing more is to come of the period: it can be settled when it is over
}

// Bounds of quality reports, so that each can be taken in one transaction, and a period be kept in one record.
const (
	MaxPieces    = 1000    // outages, exclusions, repairs and withdrawn ones together
	MaxSamples   = 100_000 // samples and counts together
	MaxPeriods   = 60      // that one report concerns
	MaxPerPeriod = 2000    // outages, exclusions and repairs of a period, from all reports
)

// ReceiveQuality takes a quality report: it notes what was reported in the periods concerned and assesses them (3.7.1). The
// answer has one assessment for each period, in order of time. The same report twice changes nothing and returns the first
// answer; another report under a known id is fault.ErrConflict. What follows from a violation: see Violation.
func (s *Service) ReceiveQuality(ctx context.Context, q QualityReport) ([]Assessment, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) ([]Assessment, error) { return s.ReceiveQualityTx(u, q) })
}

// ReceiveQualityTx is ReceiveQuality in the caller's unit.
func (s *Service) ReceiveQualityTx(u *work.Unit, q QualityReport) ([]Assessment, error) {
	if err := q.check(u.At); err != nil {
		return nil, err
	}
	return work.Once(u, "sla.receiveQuality", q.ID, q, func() ([]Assessment, error) {
		g, err := agreements.Get(u, q.Agreement)
		if err != nil {
			return nil, err
		}
		in := &intake{u: u, agreement: g}
		if err := in.take(q); err != nil {
			return nil, err
		}
		return s.assessAll(in, occasion{correlation: q.Correlation, report: q.ID, text: q.Text})
	})
}

func (q QualityReport) subject() string { return fault.Subject("sla.qualityReport", q.ID) }

// check asks what needs no agreement to be asked.
func (q QualityReport) check(now time.Time) error {
	var c fault.Check
	c.Text("id", q.ID, fault.MaxID)
	c.Optional("correlation", q.Correlation, fault.MaxID)
	c.Text("agreement", q.Agreement, fault.MaxID)
	c.Optional("feature", q.Feature, fault.MaxName)
	c.Optional("text", q.Text, fault.MaxText)
	c.Near("in", q.In, now)
	pieces := len(q.Outages) + len(q.Exclusions) + len(q.Repairs) + len(q.Withdrawn)
	c.That(pieces <= MaxPieces, "outage", fault.RuleLength, fmt.Sprintf("with exclusions, repairs and withdrawn ones there are %d, at most %d are allowed; send several reports", pieces, MaxPieces))
	samples := 0
	for _, name := range slices.Sorted(maps.Keys(q.Samples)) {
		c.Text(fmt.Sprintf("sample[%.200q]", name), name, fault.MaxName)
		samples += len(q.Samples[name])
	}
	for _, name := range slices.Sorted(maps.Keys(q.Counts)) {
		c.Text(fmt.Sprintf("count[%.200q]", name), name, fault.MaxName)
		samples += len(q.Counts[name])
	}
	c.That(samples <= MaxSamples, "sample", fault.RuleLength, fmt.Sprintf("with counts there are %d, at most %d are allowed; send several reports", samples, MaxSamples))
	if len(c.Fields()) == 0 { // what follows may be long
		q.checkPieces(&c, now)
		q.checkSamples(&c, now)
	}
	return c.Err(q.subject())
}

func (q QualityReport) checkPieces(c *fault.Check, now time.Time) {
	type key struct {
		kind pieceKind
		id   string
	}
	known := map[key]bool{}
	for _, p := range q.pieces() {
		c.Text(at(p.path, "id"), p.id, fault.MaxID)
		c.Optional(at(p.path, "feature"), p.feature, fault.MaxName)
		checkSpan(c, p, now)
		k := key{p.kind, p.id}
		c.That(!known[k], at(p.path, "id"), fault.RuleDuplicate, fmt.Sprintf("%.100q stands there twice", p.id))
		known[k] = true
	}
	for n, o := range q.Outages {
		c.Near(index("outage", n)+".reported", o.Reported, now)
		c.That(!fault.Instant(o.Reported).After(now), index("outage", n)+".reported", fault.RuleRange, "lies in the future")
		c.Optional(index("outage", n)+".cause", string(o.Cause), fault.MaxName)
	}
	for n, x := range q.Exclusions {
		c.Near(index("exclusion", n)+".announced", x.Announced, now)
		c.That(!fault.Instant(x.Announced).After(now), index("exclusion", n)+".announced", fault.RuleRange, "lies in the future")
		c.Optional(index("exclusion", n)+".reference", x.Reference, fault.MaxName)
		c.Optional(index("exclusion", n)+".outage", x.Outage, fault.MaxID)
		c.Text(index("exclusion", n)+".cause", string(x.Cause), fault.MaxName)
		c.That(!x.End.IsZero(), index("exclusion", n)+".end", fault.RuleRequired, "must be given")
	}
	for n, m := range q.Repairs {
		c.Optional(index("repair", n)+".cause", string(m.Cause), fault.MaxName)
	}
	for n, id := range q.Withdrawn {
		path := index("withdrawn", n)
		c.Text(path, id, fault.MaxID)
		c.That(!slices.Contains(q.Withdrawn[:n], id), path, fault.RuleDuplicate, fmt.Sprintf("%.100q stands there twice", id))
	}
}

// checkSpan asks for a span of time that has been, or of an exclusion that may be planned.
func checkSpan(c *fault.Check, p piece, now time.Time) {
	start, end := "start", "end"
	if p.kind == repairPiece {
		start, end = "reported", "restored"
	}
	if p.start.IsZero() {
		c.Add(at(p.path, start), fault.RuleRequired, "must be given, with its zone")
		return
	}
	c.Near(at(p.path, start), p.start, now)
	c.Near(at(p.path, end), p.end, now)
	c.That(p.end.IsZero() || !p.end.Before(p.start), at(p.path, end), fault.RuleRange, "lies before "+start+": the two are reversed")
	if p.kind != exclusionPiece {
		c.That(!p.start.After(now), at(p.path, start), fault.RuleRange, "lies in the future")
		c.That(!p.end.After(now), at(p.path, end), fault.RuleRange, "lies in the future")
	}
}

// checkSamples asks for samples and counts that have been, in order of time.
func (q QualityReport) checkSamples(c *fault.Check, now time.Time) {
	for _, name := range slices.Sorted(maps.Keys(q.Samples)) {
		checkOrder(c, "sample."+name, q.Samples[name], func(s sample.Sample) time.Time { return s.At }, now)
		for n, s := range q.Samples[name] {
			if s.Value < 0 {
				c.Add(index("sample."+name, n)+".value", fault.RuleRange, "must not be negative")
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(q.Counts)) {
		checkOrder(c, "count."+name, q.Counts[name], func(n sample.Count) time.Time { return n.At }, now)
		for n, one := range q.Counts[name] {
			if one.Good < 0 || one.Good > one.Total {
				c.Add(index("count."+name, n)+".good", fault.RuleRange, "must be between 0 and total")
			}
		}
	}
}

func checkOrder[T any](c *fault.Check, path string, all []T, when func(T) time.Time, now time.Time) {
	before := now.Add(-fault.Horizon)
	for n, one := range all {
		here := fault.Instant(when(one))
		switch {
		case here.After(now):
			c.Add(index(path, n)+".at", fault.RuleRange, "lies in the future")
		case !here.After(before):
			c.Add(index(path, n)+".at", fault.RuleRange, "must be later than the one before, and within 20 years")
		}
		before = here
	}
}

// pieces are the outages, exclusions and repairs of the report, with their feature.
func (q QualityReport) pieces() []piece {
	var all []piece
	for n, o := range q.Outages {
		o.Feature = orDefault(o.Feature, q.Feature)
		all = append(all, pieceOfOutage(o, index("outage", n)))
	}
	for n, x := range q.Exclusions {
		x.Feature = orDefault(x.Feature, q.Feature)
		all = append(all, pieceOfExclusion(x, index("exclusion", n)))
	}
	for n, m := range q.Repairs {
		m.Feature = orDefault(m.Feature, q.Feature)
		all = append(all, pieceOfRepair(m, index("repair", n)))
	}
	return all
}

func orDefault(text, none string) string {
	if text == "" {
		return none
	}
	return text
}

// Record returns what is known of the period of an agreement that holds an instant.
func (s *Service) Record(ctx context.Context, agreement string, instant time.Time) (PeriodRecord, error) {
	return work.See(ctx, s.env, func(u *work.Unit) (PeriodRecord, error) {
		g, err := agreements.Get(u, agreement)
		if err != nil {
			return PeriodRecord{}, err
		}
		_, p, found, err := g.periodAt(instant)
		if err != nil {
			return PeriodRecord{}, err
		}
		if !found {
			return PeriodRecord{}, fault.NotFound(fmt.Sprintf("%s: a period at %s", agreements.Subject(agreement), instant.Format(time.RFC3339)))
		}
		return records.Get(u, recordID(agreement, p.From()))
	})
}
