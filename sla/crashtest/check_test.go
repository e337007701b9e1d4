package crashtest_test

import (
	"fmt"
	"slices"

	"github.com/etomcrm/etomcrm/etom/etomtest/crash"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/sla"
)

// The names of the rules.
const (
	nothingLost = "what was acknowledged is assessed, each report once"
	addedUp     = "what was handed over adds up to what the violation says, each difference once"
	foundOnce   = "a breach is found once for each time it was not there"
	whole       = "record and violation are of one assessment"
)

var rules = crash.Rules[evidence]{
	{Name: nothingLost, Broken: lost},
	{Name: addedUp, Broken: func(e evidence) []string { return eachRecord(e, misadded) }},
	{Name: foundOnce, Broken: func(e evidence) []string { return eachRecord(e, foundAgain) }},
	{Name: whole, Broken: func(e evidence) []string { return eachRecord(e, torn) }},
}

func eachRecord(e evidence, broken func(evidence, sla.PeriodRecord) []string) []string {
	var found []string
	for id, r := range e.records {
		for _, where := range broken(e, r) {
			found = append(found, id+": "+where)
		}
	}
	return found
}

func byNumber(events []event.Event) []event.Event {
	slices.SortFunc(events, func(a, b event.Event) int { return int(a.No - b.No) })
	return events
}

// lost compares the reports with the assessments in the journal, and these with the counts of the records.
func lost(e evidence) []string {
	var broken []string
	assessed := map[string]map[string]bool{} // by report, the records
	for record, events := range e.events {
		count := 0
		for _, one := range events {
			var a sla.Assessment
			if one.Type != sla.EventPerformanceMet && one.Type != sla.EventPerformanceViolated || one.Read(&a) != nil {
				continue
			}
			count++
			if assessed[a.Report] == nil {
				assessed[a.Report] = map[string]bool{}
			}
			if assessed[a.Report][record] {
				broken = append(broken, fmt.Sprintf("%s was assessed twice for %s", a.Report, record))
			}
			assessed[a.Report][record] = true
		}
		if r, there := e.records[record]; there && r.Reports != count {
			broken = append(broken, fmt.Sprintf("%s counts %d reports, the journal %d", record, r.Reports, count))
		}
	}
	if len(assessed) != e.received {
		broken = append(broken, fmt.Sprintf("%d reports are known, %d were assessed", e.received, len(assessed)))
	}
	for _, s := range e.acked {
		if len(assessed[s.Report]) == 0 {
			broken = append(broken, s.Report+" was acknowledged and not assessed")
		}
	}
	return broken
}

func misadded(e evidence, r sla.PeriodRecord) []string {
	notices := e.handedOver(r.ID)
	var broken []string
	for n, one := range notices {
		if one.No != n+1 {
			broken = append(broken, fmt.Sprintf("difference %d is handed over where %d should be", one.No, n+1))
		}
	}
	v := e.violations[r.ID]
	if v.HandedOver != len(notices) {
		broken = append(broken, fmt.Sprintf("%d differences are counted, %d were handed over", v.HandedOver, len(notices)))
	}
	total, err := sum(notices)
	same, err2 := total.Cmp(v.Total)
	if err != nil || err2 != nil || same != 0 {
		broken = append(broken, fmt.Sprintf("%s was handed over, the violation says %s", total, v.Total))
	}
	return broken
}

func foundAgain(e evidence, r sla.PeriodRecord) []string {
	var broken []string
	there := map[string]bool{}
	for _, one := range byNumber(e.events[r.ID]) {
		var n sla.ViolationNotice
		switch one.Type {
		case sla.EventViolationFound:
			if one.Read(&n) != nil {
				continue
			}
			for _, b := range n.Breaches {
				if there[b.Objective] {
					broken = append(broken, b.Objective+" is found again")
				}
				there[b.Objective] = true
			}
		case sla.EventViolationMadeKnown:
			if one.Read(&n) != nil {
				continue
			}
			clear(there)
			for _, b := range n.Breaches {
				there[b.Objective] = true
			}
		}
	}
	for _, b := range e.violations[r.ID].Breaches {
		if !there[b.Objective] {
			broken = append(broken, b.Objective+" is missed, and nobody was told")
		}
	}
	return broken
}

// torn holds the record, evaluated anew as of its assessment, against what was noted then.
func torn(e evidence, r sla.PeriodRecord) []string {
	v, there := e.violations[r.ID]
	if there != r.Violation {
		return []string{fmt.Sprintf("says that there is a violation: %t, there is: %t", r.Violation, there)}
	}
	if r.AssessedAt.IsZero() {
		return nil
	}
	terms := termsOf(r.Agreement)
	rep, err := sla.Evaluate(terms.Agreement, sla.Record{Outages: r.Outages, Fees: terms.Fees}, r.Period, r.AssessedAt)
	if err != nil {
		return []string{err.Error()}
	}
	var broken []string
	for n, one := range rep.Results {
		if one.Measured != r.Standings[n].Measured || one.State != r.Standings[n].State {
			broken = append(broken, fmt.Sprintf("%s was noted as %s %s, is %s %s", one.Objective, r.Standings[n].State, r.Standings[n].Measured.Text, one.State, one.Measured.Text))
		}
	}
	due := money.Must("0.00 EUR")
	settled := terms.Agreement.Settle == sla.AtOnce || !r.AssessedAt.Before(r.Period.End().Add(terms.SettleAfter.Duration()))
	if settled {
		due = rep.Total
	}
	if same, err := due.Cmp(v.Total); err != nil || same != 0 {
		broken = append(broken, fmt.Sprintf("%s is due, the violation says %s", due, v.Total))
	}
	return broken
}

func termsOf(agreement string) sla.Registration {
	i := slices.IndexFunc(registrations(), func(r sla.Registration) bool { return r.Agreement.ID == agreement })
	return registrations()[i]
}
