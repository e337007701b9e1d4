package ordering

import "slices"

// graph tells by index on which items each item depends.
type graph [][]int

// graphOf leaves out what is not among the items.
func graphOf(items []Item) graph {
	at := make(map[string]int, len(items))
	for n, i := range items {
		at[i.ID] = n
	}
	g := make(graph, len(items))
	for n, i := range items {
		for _, on := range i.DependsOn {
			if m, known := at[on]; known {
				g[n] = append(g[n], m)
			}
		}
	}
	return g
}

// sorted lists the items, each behind those it depends on. What stands in a circle, or behind one, is left out.
func (g graph) sorted() []int {
	var sorted []int
	done := make([]bool, len(g))
	for before := -1; before < len(sorted); {
		before = len(sorted)
		for n, on := range g {
			if done[n] || slices.ContainsFunc(on, func(m int) bool { return !done[m] }) {
				continue
			}
			done[n] = true
			sorted = append(sorted, n)
		}
	}
	return sorted
}

// circle lists the items that depend on themselves, directly or through others.
func (g graph) circle() []int {
	if len(g.sorted()) == len(g) {
		return nil
	}
	var found []int
	for n := range g {
		if g.reaches(n, n) {
			found = append(found, n)
		}
	}
	return found
}

// reaches reports whether from depends on to, directly or through others.
func (g graph) reaches(from, to int) bool {
	seen, todo := make([]bool, len(g)), slices.Clone(g[from])
	for len(todo) > 0 {
		n := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if n == to {
			return true
		}
		if !seen[n] {
			seen[n] = true
			todo = append(todo, g[n]...)
		}
	}
	return false
}

// changing lists for every item the items with work on which it depends: dependence on an item that changes nothing falls
// through to what that item depends on.
func (g graph) changing(items []Item) [][]int {
	behind := make([][]int, len(g))
	for _, n := range g.sorted() {
		seen := make([]bool, len(g))
		for _, on := range g[n] {
			through := []int{on}
			if items[on].Action == NoChange {
				through = behind[on]
			}
			for _, m := range through {
				if !seen[m] {
					seen[m] = true
					behind[n] = append(behind[n], m)
				}
			}
		}
	}
	return behind
}
