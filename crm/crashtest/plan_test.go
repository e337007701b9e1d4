package crashtest_test

import (
	"fmt"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/crm"
)

// What a step does, and what a note says.
const (
	establish = "establish" // the case's customer; with an id, that is said of him
	place     = "place"
	pay       = "pay"
	giveBack  = "give back"
	apply     = "apply"
	vote      = "vote for"
	object    = "vote against"
	cancel    = "cancel"
	prosper   = "prosper" // the customer's revenue is noted, and his limit is looked at again
	settle    = "settle"
	told      = "told" // the outside has been told of an event
)

// step is what a clerk does, or a note.
type step struct {
	N      int    `json:"n"` // the case
	What   string `json:"what"`
	Of     int    `json:"of,omitempty"`     // which order of the case, from 1
	Amount string `json:"amount,omitempty"` // of the order or the payment
	ID     string `json:"id,omitempty"`     // of the payment; who votes; what is said of the customer
	May    bool   `json:"may,omitempty"`    // it may be refused; then it is dropped

	Key   string `json:"key,omitempty"`   // of the order, or of the case
	Order string `json:"order,omitempty"` // acknowledged: its id
	Event string `json:"event,omitempty"` // told: its id
}

func placed(amount string) []step { return []step{{What: place, Of: 1, Amount: amount}} }

// split is an order that two people look at: the third of those that were to stay under the limit.
func split() []step {
	var all []step
	for n := range 3 {
		all = append(all, step{What: place, Of: n + 1, Amount: "150.00 EUR"})
	}
	return all
}

func paid(id, amount string) step { return step{What: pay, Of: 1, ID: id, Amount: amount} }

// kinds are the cases that there are. A new customer is granted less than 200, and asked for a deposit of half of what is more.
var kinds = [][]step{
	placed("100.00 EUR"),
	slices.Concat(placed("800.00 EUR"), []step{paid("a", "150.00 EUR"), paid("b", "250.00 EUR")}),
	slices.Concat(split(), []step{{What: vote, Of: 3, ID: "anna"}, {What: object, Of: 3, ID: "anna", May: true}, {What: vote, Of: 3, ID: "bert"}}),
	slices.Concat(placed("800.00 EUR"), []step{paid("a", "150.00 EUR"), {What: cancel, Of: 1}, {What: giveBack, Of: 1, ID: "b", Amount: "150.00 EUR"}}),
	slices.Concat([]step{{What: establish, ID: crm.FraudSuspected}}, placed("100.00 EUR")),
	slices.Concat(split(), []step{{What: vote, Of: 3, ID: "anna"}, {What: object, Of: 3, ID: "bert"}}),
	slices.Concat(placed("800.00 EUR"), []step{{What: cancel, Of: 1}, {What: pay, Of: 1, ID: "late", Amount: "400.00 EUR", May: true}}),
	slices.Concat(placed("100.00 EUR"), []step{{What: prosper}, {What: place, Of: 2, Amount: "1500.00 EUR"}}),
	slices.Concat(split(), []step{{What: vote, Of: 3, ID: "anna"}, {What: cancel, Of: 3}, {What: vote, Of: 3, ID: "late", May: true}}),
	slices.Concat(placed("600.00 EUR"), []step{paid("a", "300.00 EUR"), {What: apply, Of: 1, ID: "b", Amount: "100.00 EUR"}, {What: giveBack, Of: 1, ID: "c", Amount: "200.00 EUR"}}),
	slices.Concat(placed("100.00 EUR"), []step{{What: cancel, Of: 1}}),
	slices.Concat(placed("800.00 EUR"), []step{paid("a", "399.99 EUR")}), // it waits for the last cent
}

// clerks who work side by side: until each has done his first cases there is one of every kind.
const (
	clerks = 3
	first  = 4
)

var now = time.Date(2026, time.March, 2, 8, 0, 0, 0, time.UTC)

// script is what a clerk does for his n-th case, always the same; what comes of it is let happen behind every other step, which are others
// in another turn.
func script(clerk, n, turn int) []step {
	kind := kinds[(n+first*clerk)%len(kinds)]
	if kind[0].What != establish {
		kind = slices.Insert(slices.Clone(kind), 0, step{What: establish})
	}
	var all []step
	for i, s := range kind {
		s.N, s.Key = n, fmt.Sprintf("case-%d-%d", clerk, n)
		if s.Of > 0 {
			s.Key += fmt.Sprintf("-%d", s.Of)
		}
		if all = append(all, s); (n+clerk+i+turn)%2 == 0 {
			all = append(all, step{N: n, What: settle})
		}
	}
	return all
}
