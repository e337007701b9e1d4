package sla

import (
	"cmp"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/sla/downtime"
)

// pieceKind is what a piece of a record is.
type pieceKind string

const (
	outagePiece    pieceKind = "outage"
	exclusionPiece pieceKind = "exclusion"
	repairPiece    pieceKind = "repair"
)

// piece is an outage, an exclusion or a repair, which a later report may replace: its kind and id tell it from others.
type piece struct {
	kind        pieceKind
	id, feature string
	start, end  time.Time // end zero: still open
	path        string    // in the report that brought it
	add         func(*PeriodRecord)
}

func pieceOfOutage(o downtime.Outage, path string) piece {
	o.Start, o.End, o.Reported = fault.Instant(o.Start), instantOrNone(o.End), instantOrNone(o.Reported)
	return piece{outagePiece, o.ID, o.Feature, o.Start, o.End, path, func(r *PeriodRecord) {
		r.Outages = sorted(append(slices.Clone(r.Outages), o), func(a downtime.Outage) (time.Time, string) { return a.Start, a.ID })
	}}
}

func pieceOfExclusion(x downtime.Exclusion, path string) piece {
	x.Start, x.End, x.Announced = fault.Instant(x.Start), instantOrNone(x.End), instantOrNone(x.Announced)
	return piece{exclusionPiece, x.ID, x.Feature, x.Start, x.End, path, func(r *PeriodRecord) {
		r.Exclusions = sorted(append(slices.Clone(r.Exclusions), x), func(a downtime.Exclusion) (time.Time, string) { return a.Start, a.ID })
	}}
}

func pieceOfRepair(m Repair, path string) piece {
	m.Reported, m.Restored = fault.Instant(m.Reported), instantOrNone(m.Restored)
	return piece{repairPiece, m.ID, m.Feature, m.Reported, m.Restored, path, func(r *PeriodRecord) {
		r.Repairs = sorted(append(slices.Clone(r.Repairs), m), func(a Repair) (time.Time, string) { return a.Reported, a.ID })
	}}
}

// drop takes a piece out of the record, if it is there.
func (r *PeriodRecord) drop(kind pieceKind, id string) {
	switch kind {
	case outagePiece:
		r.Outages = without(r.Outages, func(a downtime.Outage) bool { return a.ID == id })
	case exclusionPiece:
		r.Exclusions = without(r.Exclusions, func(a downtime.Exclusion) bool { return a.ID == id })
	case repairPiece:
		r.Repairs = without(r.Repairs, func(a Repair) bool { return a.ID == id })
	}
}

func without[T any](list []T, gone func(T) bool) []T {
	return slices.DeleteFunc(slices.Clone(list), gone)
}

// sorted puts a list of the record's in order of time and id, so that the same pieces always make the same record.
func sorted[T any](list []T, by func(T) (time.Time, string)) []T {
	slices.SortStableFunc(list, func(a, b T) int {
		aStart, aID := by(a)
		bStart, bID := by(b)
		return cmp.Or(aStart.Compare(bStart), cmp.Compare(aID, bID))
	})
	return list
}

// instantOrNone is fault.Instant for a time that may be none.
func instantOrNone(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return fault.Instant(t)
}
