// Package downtime owns how outages become downtime: which of their seconds count in a period under an agreement's counting rules,
// and why the others do not. It does not own targets, consequences and money (package sla), nor what samples say (package sla/sample).
//
// An outage of three hours in March, all but three minutes of it in maintenance, where less than five minutes do not count:
//
//	rules := downtime.Counting{
//		Begin:    downtime.BeginStart,
//		Degraded: downtime.DegradedFull,
//		Order:    []downtime.Step{downtime.StepClip, downtime.StepExclude, downtime.StepMinimum},
//		Rules:    []downtime.Rule{{Cause: downtime.ScheduledMaintenance, Notice: calendar.Span(48 * time.Hour)}},
//		Minimum:  &downtime.Minimum{Least: calendar.Span(5 * time.Minute), Counts: downtime.MinimumAtLeast, Of: downtime.OfStretch},
//		Denominator: downtime.Denominator{Kind: downtime.DenominatorPeriod},
//	}
//	ledger, err := rules.Count(outages, maintenance, march, asOf) // errors.Is(err, fault.ErrInvalid): every fault at once
//	fmt.Println(ledger.Down, "of", ledger.Denominator)            // 0s of 743h
//	for _, removal := range ledger.Lines[0].Removals {
//		fmt.Println(removal.Removed, removal.Why.Message) // 3h is excluded by "m-1" …; 3m belongs to a stretch …
//	}
//
// # Nothing by default
//
// Published SLAs disagree on every axis: from when an outage counts, what is merged, what a minimum looks at, in which order things
// are done. So a Counting names them all, and Counting.Check refuses what is missing, what nothing uses, and what contradicts itself.
//
// # The steps
//
// First goes what never counts: degradations, with DegradedNone, and what was not reported yet, with BeginReport. Then come the
// steps in their Order, which decides about money: if 4 of an outage's 7 minutes lie in maintenance and 5 are the minimum, then 3
// minutes count if minimum comes before exclude, and none if it comes behind.
//
// Outages that are merged stay themselves until the end: if an exclusion takes away one of two that were down at the same time, the
// other counts. Then every instant is shared out: to the one that began first, or with weights to the heaviest (OverlapMax), or to
// each by its weight up to the whole (OverlapSum). Each outage's Line says which others count in its place.
//
// # What holds
//
// Everything is exact: microseconds, and with weights fractions of them (Length). Of each outage what is counted and what is removed
// make up what was given. Neither the order of the input nor the ids change the downtime. The parts of a period add up to the
// whole if minimum, floor (but for OfClock) and gaps that count come before clip; behind clip they see what clip has left of an outage
// at the edge of the period, which is what some agreements want. One exclusion more never makes more downtime, unless it uses up a cap
// or moves what a floor leaves for a later step. Yearly caps are used up in order of time: a later exclusion never changes an earlier
// period, but those earlier in the year must be given with a later one.
//
// Counting ten thousand outages takes some ten milliseconds; see BenchmarkCount.
package downtime
