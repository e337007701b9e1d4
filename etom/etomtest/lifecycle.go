package etomtest

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/lifecycle"
)

// Lifecycle checks a life cycle: its truth table against testdata/<name>.truth.md and its diagram against
// testdata/<name>.mmd (both as Golden does), 10,000 random walks of at most 20 events that must stay inside the table,
// and, if it has final states at all, that one of them can be reached from every state. The walks are the same in every run.
func Lifecycle[S, E ~string](t testing.TB, l *lifecycle.Lifecycle[S, E], name string) {
	t.Helper()
	Golden(t, name+".truth.md", l.Truth())
	Golden(t, name+".mmd", l.Mermaid())
	random := rand.New(rand.NewPCG(622, 621))
	for range 10_000 {
		walk(t, l, random)
	}
	checkEnds(t, l)
}

// walk sends random events, permitted or not, and holds each answer against the rows.
func walk[S, E ~string](t testing.TB, l *lifecycle.Lifecycle[S, E], random *rand.Rand) {
	t.Helper()
	at, rows, events := l.Initial(), l.Transitions(), l.Events()
	for range 20 {
		on := events[random.IntN(len(events))]
		row := slices.IndexFunc(rows, func(r lifecycle.Transition[S, E]) bool { return r.From == at && r.On == on })
		to, err := l.Next(at, on)
		switch {
		case row < 0 && (!errors.Is(err, fault.ErrState) || to != at || l.Can(at, on)):
			t.Fatalf("%s: %s in state %s stands in no row, yet leads to %s (error: %v)", l.Name(), on, at, to, err)
		case row >= 0 && (err != nil || to != rows[row].To || !l.Can(at, on)):
			t.Fatalf("%s: %s in state %s must lead to %s, yet leads to %s (error: %v)", l.Name(), on, at, rows[row].To, to, err)
		}
		at = to
	}
}

// checkEnds walks backwards from the final states.
func checkEnds[S, E ~string](t testing.TB, l *lifecycle.Lifecycle[S, E]) {
	t.Helper()
	var ends []S
	for _, s := range l.States() {
		if l.Final(s) {
			ends = append(ends, s)
		}
	}
	if len(ends) == 0 {
		return
	}
	for i := 0; i < len(ends); i++ { // ends grows
		for _, r := range l.Transitions() {
			if r.To == ends[i] && !slices.Contains(ends, r.From) {
				ends = append(ends, r.From)
			}
		}
	}
	for _, s := range l.States() {
		if !slices.Contains(ends, s) {
			t.Errorf("%s: from state %s no final state can be reached", l.Name(), s)
		}
	}
}
