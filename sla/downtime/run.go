package downtime

import (
	"math/big"
	"slices"
	"sort"

	"github.com/etomcrm/etomcrm/etom/calendar"
)

// run is one count on its way through the steps.
type run struct {
	k       Counting
	period  calendar.Period
	asOf    int64
	lines   []line  // the outages by start and id, behind them the gaps that count
	pieces  []piece // what still counts, sorted by time; of merged outages several may lie over one another
	episode []int   // for each line, which line stands for the outage it belongs to
	claims  claims  // the exclusions
	gone    []span  // what the steps so far take away, so that no merged gap brings it back
	weighed bool    // the weights are applied

	settled bool // awards hold what counts, in place of pieces
	awards  []*award
	order   *precedence // see there
}

// line is an outage, or a gap between two, and what was removed from it.
type line struct {
	outage   *Outage // nil: a gap
	between  []int   // for a gap, the lines before and behind it
	raw      span
	open     bool
	weight   *big.Rat // nil: 1
	removals []Removal
}

// steps of a run, by name.
var stepFuncs = map[Step]func(*run){
	StepMerge:   (*run).merge,
	StepClip:    (*run).clip,
	StepHours:   (*run).hours,
	StepExclude: (*run).exclude,
	StepMinimum: (*run).minimum,
	StepFloor:   (*run).floor,
	StepWeigh:   (*run).weigh,
}

// remove takes the cuts, sorted and disjoint, out of all pieces.
func (r *run) remove(cuts []cut) {
	for _, c := range cuts {
		r.gone = append(r.gone, c.span)
	}
	r.removeFrom(r.pieces, func(int) []cut { return cuts })
}

// removeFrom takes out of the pieces the cuts for their line and keeps what is left as the run's pieces.
func (r *run) removeFrom(pieces []piece, cuts func(line int) []cut) {
	left := make([]piece, 0, len(pieces))
	for _, p := range pieces {
		left = r.cutPiece(left, p, cuts(p.line))
	}
	r.keep(left)
}

func (r *run) keep(pieces []piece) {
	if !slices.IsSortedFunc(pieces, byTime) {
		slices.SortFunc(pieces, byTime)
	}
	r.pieces = pieces
}

func (r *run) cutPiece(left []piece, p piece, cuts []cut) []piece {
	first := sort.Search(len(cuts), func(i int) bool { return cuts[i].to > p.from })
	for _, c := range cuts[first:] {
		if c.from >= p.to {
			break
		}
		gone := c.overlap(p.span)
		if p.from < gone.from {
			left = append(left, piece{span{p.from, gone.from}, p.line})
		}
		r.note(p.line, gone, c.why)
		p.from = gone.to
	}
	if p.isEmpty() {
		return left
	}
	return append(left, p)
}

// note writes down that the span of the line is gone.
func (r *run) note(at int, gone span, w *why) {
	r.gone = append(r.gone, gone)
	r.noteAmount(at, gone, r.face(at, gone), w)
}

func (r *run) noteAmount(at int, gone span, amount Length, w *why) {
	if amount.IsZero() {
		return
	}
	r.lines[at].removals = append(r.lines[at].removals, Removal{
		Step: w.step, Why: w.reason, Cause: w.cause, Exclusion: w.exclusion, Span: gone.interval(), Removed: amount,
	})
	if w.claim >= 0 {
		hit := &r.claims.all[w.claim].hit
		*hit = append(*hit, gone)
	}
}

// face is what a span of a line counts at present, other lines aside.
func (r *run) face(at int, s span) Length {
	if !r.weighed {
		return Length{micros: s.length()}
	}
	return Length{micros: s.length()}.times(r.lines[at].weight)
}
