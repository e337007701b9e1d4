package crash

import (
	"slices"
	"testing"
)

// Rule is a promise about V, the evidence: what the world was told, and what is stored.
type Rule[V any] struct {
	Name   string
	Broken func(V) []string // where the evidence breaks it; empty if nowhere
}

// Rules are the promises that a test holds. Immutable.
type Rules[V any] []Rule[V]

// Check is every promise that the evidence breaks: the rule, and where.
func (r Rules[V]) Check(evidence V) []string {
	var broken []string
	for _, rule := range r {
		for _, where := range rule.Broken(evidence) {
			broken = append(broken, rule.Name+": "+where)
		}
	}
	return broken
}

// Finds fails the test unless the evidence, in which something is wrong, breaks the rule of the name.
func (r Rules[V]) Finds(t testing.TB, evidence V, rule, what string) {
	t.Helper()
	i := slices.IndexFunc(r, func(one Rule[V]) bool { return one.Name == rule })
	if i < 0 {
		t.Fatalf("there is no rule that %s", rule)
	}
	if len(r[i].Broken(evidence)) == 0 {
		t.Errorf("%s: must be found by the rule that %s", what, rule)
	}
}

// Sabotage is something done to the evidence that a rule must find.
type Sabotage[V any] struct {
	Name string
	Rule string // its name
	Do   func(*V)
}

// Catch fails the test unless each sabotage, done to good evidence, is found by its rule, and the good evidence breaks none.
// copied makes good evidence anew, which the sabotage may change.
func (r Rules[V]) Catch(t testing.TB, copied func() V, sabotages []Sabotage[V]) {
	t.Helper()
	for _, where := range r.Check(copied()) {
		t.Errorf("nothing was done to it, yet: %s", where)
	}
	for _, s := range sabotages {
		evidence := copied()
		s.Do(&evidence)
		r.Finds(t, evidence, s.Rule, s.Name)
	}
}

// FoundOut goes on killing until something is found broken, and fails the test if a number of kills did not find anything. It
// shows of what is broken on purpose that the kills would find it. kill returns what it found.
func FoundOut(t testing.TB, kills int, kill func() []string) {
	t.Helper()
	for n := range kills {
		if broken := kill(); len(broken) > 0 {
			t.Logf("found out after %d kills: %s", n+1, broken[0])
			return
		}
	}
	t.Errorf("it was not found out in %d kills", kills)
}
