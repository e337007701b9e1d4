package crashtest_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/etomtest/crash"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/sla"
)

// A store that breaks the promise must be found out, in the same way in which the good ones are found good.
func TestCrashes_show_a_store_that_commits_each_write_on_its_own(t *testing.T) {
	t.Parallel()
	s := newScene(t, crash.SQLite(t))
	s.sabotage = true
	crash.FoundOut(t, 60, func() []string {
		complaint := s.crash() // what a life before left behind may be more than a worker can bear
		broken := rules.Check(s.look())
		if complaint != "" {
			broken = append(broken, complaint)
		}
		return broken
	})
}

// copied is the same evidence, with maps of its own.
func (e evidence) copied() evidence {
	e.acked, e.records, e.violations = slices.Clone(e.acked), maps.Clone(e.records), maps.Clone(e.violations)
	e.events = maps.Clone(e.events)
	for id := range e.events {
		e.events[id] = slices.Clone(e.events[id])
	}
	return e
}

func TestCheck_finds_what_can_go_wrong(t *testing.T) {
	t.Parallel()
	good, _ := honest(t, 6*block-1)
	var id string // of a violation that stands, and of which something was handed over
	for record, v := range good.violations {
		if len(good.handedOver(record)) > 0 && len(v.Breaches) > 0 {
			id = record
		}
	}
	require.NotEmpty(t, id)
	of := func(typ string) int {
		return slices.IndexFunc(good.events[id], func(e event.Event) bool { return e.Type == typ })
	}
	rules.Catch(t, good.copied, []crash.Sabotage[evidence]{
		{Name: "a report was acknowledged and is not there", Rule: nothingLost, Do: func(e *evidence) { e.acked = append(e.acked, step{Report: "report-9-9"}) }},
		{Name: "a report is known and was not assessed", Rule: nothingLost, Do: func(e *evidence) { e.received++ }},
		{Name: "a report was assessed twice", Rule: nothingLost, Do: func(e *evidence) {
			e.events[id] = append(e.events[id], e.events[id][of(sla.EventPerformanceViolated)])
		}},
		{Name: "a record has not counted a report", Rule: nothingLost, Do: func(e *evidence) { r := e.records[id]; r.Reports--; e.records[id] = r }},
		{Name: "a remedy was handed over twice", Rule: addedUp, Do: func(e *evidence) {
			e.events[id] = append(e.events[id], e.events[id][of(sla.EventRemedyHandedOver)])
		}},
		{Name: "a remedy was not handed over", Rule: addedUp, Do: func(e *evidence) {
			i := of(sla.EventRemedyHandedOver)
			e.events[id] = slices.Delete(e.events[id], i, i+1)
		}},
		{Name: "a violation says that more was handed over", Rule: addedUp, Do: func(e *evidence) { v := e.violations[id]; v.Total = money.Must("99.00 EUR"); e.violations[id] = v }},
		{Name: "a breach was found twice", Rule: foundOnce, Do: func(e *evidence) {
			i := of(sla.EventViolationFound)
			again := e.events[id][i]
			again.No = 1 << 30
			e.events[id] = append(e.events[id], again, again)
		}},
		{Name: "nobody was told of a breach", Rule: foundOnce, Do: func(e *evidence) {
			e.events[id] = slices.DeleteFunc(e.events[id], func(one event.Event) bool {
				return one.Type == sla.EventViolationFound || one.Type == sla.EventViolationMadeKnown
			})
		}},
		{Name: "a violation is not there", Rule: whole, Do: func(e *evidence) { delete(e.violations, id) }},
		{Name: "a record has lost what it was told", Rule: whole, Do: func(e *evidence) { r := e.records[id]; r.Outages = nil; e.records[id] = r }},
		{Name: "a violation is behind its record", Rule: whole, Do: func(e *evidence) { v := e.violations[id]; v.Total = money.Amount{}; e.violations[id] = v }},
	})
}

// Everything that a clerk can report must come to pass, or the crashes hit less than they claim.
func TestPlan_reaches_every_event_of_a_violation(t *testing.T) {
	t.Parallel()
	good, _ := honest(t, 10*block-1)
	told := map[string]bool{}
	negative := false
	for id, events := range good.events {
		for _, one := range events {
			told[one.Type] = true
		}
		for _, n := range good.handedOver(id) {
			negative = negative || n.Amount.Sign() < 0
		}
	}
	for _, typ := range []string{sla.EventPerformanceMet, sla.EventPerformanceViolated, sla.EventViolationFound, sla.EventViolationWithdrawn,
		sla.EventRemedyHandedOver, sla.EventViolationMadeKnown, sla.EventViolationDisclosed} {
		assert.True(t, told[typ], typ)
	}
	assert.True(t, negative, "something must be taken back")
}
