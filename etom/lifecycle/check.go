package lifecycle

import (
	"fmt"
	"slices"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// check collects states and events in the table's order, and every fault of the table.
func (l *Lifecycle[S, E]) check() error {
	var c fault.Check
	c.That(l.name != "", "name", fault.RuleRequired, "must not be empty")
	c.That(l.initial != "", "initial", fault.RuleRequired, "must not be empty")
	c.That(len(l.rows) > 0, "rows", fault.RuleRequired, "must hold a transition")
	l.states = []S{l.initial}
	seen := map[step[S, E]]bool{}
	for i, r := range l.rows {
		path := fmt.Sprintf("rows[%d]", i)
		c.That(r.On != "" && r.From != "" && r.To != "", path, fault.RuleRequired, "needs an event and two states")
		c.That(r.Why != "", path+".why", fault.RuleRequired, "needs its sentence")
		at := step[S, E]{r.From, r.On}
		c.That(!seen[at], path, fault.RuleDuplicate, fmt.Sprintf("%s in %s stands there twice", r.On, r.From))
		seen[at] = true
		l.states = appendNew(l.states, r.From, r.To)
		l.events = appendNew(l.events, r.On)
	}
	reached := l.reachable(l.initial)
	for _, s := range l.states {
		leaves := slices.ContainsFunc(l.rows, func(r Transition[S, E]) bool { return r.From == s })
		c.That(reached[s], string(s), fault.RuleReference, "cannot be reached from "+string(l.initial))
		c.That(leaves || l.Final(s), string(s), fault.RuleReference, "is a dead end, yet not named as final")
		c.That(!leaves || !l.Final(s), string(s), fault.RuleReference, "is named as final, yet has a way out")
	}
	for i, s := range l.final {
		c.That(!slices.Contains(l.final[:i], s), string(s), fault.RuleDuplicate, "is named as final twice")
		c.That(slices.Contains(l.states, s), string(s), fault.RuleUnknown, "is named as final, yet stands in no row")
	}
	return c.Err(fault.Subject("life cycle", l.name))
}

func (l *Lifecycle[S, E]) reachable(from S) map[S]bool {
	reached, todo := map[S]bool{from: true}, []S{from}
	for len(todo) > 0 {
		at := todo[0]
		todo = todo[1:]
		for _, r := range l.rows {
			if r.From == at && !reached[r.To] {
				reached[r.To] = true
				todo = append(todo, r.To)
			}
		}
	}
	return reached
}

func appendNew[W comparable](list []W, words ...W) []W {
	for _, w := range words {
		if !slices.Contains(list, w) {
			list = append(list, w)
		}
	}
	return list
}
