package problem

// Way is the shortest row of published events that leads a ticket from one state to another, and false if there is none.
// A ticket whose resolution arrives while it waits for a vendor is resumed and resolved at once: the chart has no arrow from
// held to resolved, and the history shows both steps. From one state to itself the way is empty. What a customer or a rule
// decides is no part of any way: nothing leaves resolved, closed, cancelled or rejected.
func Way(from, to Status) ([]Event, bool) {
	if from == to {
		return nil, true
	}
	type place struct {
		at  Status
		way []Event
	}
	seen, todo := map[Status]bool{from: true}, []place{{at: from}}
	for len(todo) > 0 {
		here := todo[0]
		todo = todo[1:]
		for _, r := range publishedRows {
			if r.From != here.at || seen[r.To] || !r.From.Worked() {
				continue
			}
			way := append(here.way[:len(here.way):len(here.way)], r.On)
			if r.To == to {
				return way, true
			}
			seen[r.To] = true
			todo = append(todo, place{at: r.To, way: way})
		}
	}
	return nil, false
}
