package sample

import (
	"fmt"
	"math"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// RuleOrder is the code of a sample that does not come after the one before it.
const RuleOrder = "SAMPLE-ORDER"

// maxFaults is how many wrong samples an error names: a file in the wrong order has thousands.
const maxFaults = 20

// refusal collects what is wrong with samples that were not taken in.
type refusal struct {
	fault.Check
	m    *Meter
	path string // of the samples; empty if it is about one
	last int64
	more int
}

func (m *Meter) refuse(samples []Sample, path string) error {
	r := refusal{m: m, path: path, last: m.last}
	if m.way == tallyCounts {
		return r.wrongInput("counts; use AddCount or AddCounts")
	}
	for i, s := range samples {
		part := r.time(s.At)
		part.That(s.Value >= 0, "value", fault.RuleRange, fmt.Sprintf("is %d; a sample is 0 or more", s.Value))
		r.note(i, part)
	}
	return r.err(len(samples))
}

func (m *Meter) refuseCounts(counts []Count, path string) error {
	r := refusal{m: m, path: path, last: m.last}
	if m.way != tallyCounts {
		return r.wrongInput("samples; use Add or AddAll")
	}
	room := math.MaxInt64 - m.total
	for i, n := range counts {
		part := r.time(n.At)
		part.That(0 <= n.Good && n.Good <= n.Total, "good", fault.RuleRange,
			fmt.Sprintf("is %d of %d; it must be 0 up to the total", n.Good, n.Total))
		part.That(n.Total <= room, "total", fault.RuleRange, "makes a sum beyond 64 bits; count larger things, such as kilobytes")
		room -= min(max(n.Total, 0), room)
		r.note(i, part)
	}
	return r.err(len(counts))
}

func (r *refusal) wrongInput(what string) error {
	r.Add("rule.kind", RuleContradiction, fmt.Sprintf("%s is taken from %s", r.m.rule.Kind, what))
	return r.Err("sample.Meter")
}

// time checks when a sample was taken, and takes it for the newest if that is right.
func (r *refusal) time(t time.Time) *fault.Check {
	var part fault.Check
	at := t.UnixMicro()
	text := t.UTC().Format(time.RFC3339Nano)
	newest := time.UnixMicro(r.last).UTC().Format(time.RFC3339Nano)
	switch {
	case at < r.m.start || at >= r.m.end:
		part.Add("at", fault.RuleRange, fmt.Sprintf("%s lies outside the period %s; evaluate it with the period it belongs to", text, r.m.period))
	case at == r.last:
		part.Add("at", fault.RuleDuplicate, fmt.Sprintf("there is a sample of %s already; times are told apart to the microsecond", text))
	case at < r.last:
		part.Add("at", RuleOrder, fmt.Sprintf("%s comes late, behind %s; sort samples by time, and to take in late ones evaluate the period anew",
			text, newest))
	default:
		r.last = at
	}
	return &part
}

// note adds the faults of one sample.
func (r *refusal) note(i int, part *fault.Check) {
	switch {
	case len(part.Fields()) == 0:
	case r.path == "":
		r.Within("", part)
	case len(r.Fields()) < maxFaults:
		r.Within(fmt.Sprintf("%s[%d]", r.path, i), part)
	default:
		r.more++
	}
}

func (r *refusal) err(n int) error {
	if r.more > 0 {
		r.Add(r.path, RuleOrder, fmt.Sprintf("and %d more are wrong", r.more))
	}
	if r.m.n > MaxSamples-int64(n) {
		r.Add(r.path, fault.RuleRange, fmt.Sprintf("a meter takes %d at most; take fewer, or shorter periods", int64(MaxSamples)))
	}
	return r.Err("sample.Meter")
}
