// Package flow owns the process flows of the document as plain data, and the judge that holds a journal against them.
// It does not run anything: the services know nothing of flows, they only emit the events that prove the arrows.
//
//	result := flow.Check(flow.Ordering(), events) // the events of one correlation, from event.Of
//	fmt.Println(result)                           // done, or: waiting after step 9, or what deviates
//	for _, m := range result.Moves {
//		fmt.Println(m.Step.No, m.Arrow.From, "→", m.Arrow.To, m.Event.At)
//	}
//
// Everything here is a value; functions are safe for concurrent use.
package flow

import (
	"slices"

	"github.com/etomcrm/etomcrm/etom"
)

// Flow is one process flow.
type Flow struct {
	ID       string // "pre-sales"
	Section  string // where the document describes it in general: "4.1.1"
	Example  string // and with the BMW extranet: "6.1"
	Figures  []int
	Vertical string // "Fulfillment"
	Title    string
	De       string // the German title
	Steps    []Step // numbered 1, 2, 3 …

	// DirectContact says that processes and customer talk without the detour through Customer Interface Management
	// (the critique's first point). See Direct.
	DirectContact bool
}

// Step is one numbered step: one arrow or several in their order.
type Step struct {
	No       int
	What     string
	De       string
	Arrows   []Arrow
	Optional bool // a run of optional steps is taken whole or left out whole

	// Gathered says that the step and its gathered neighbours may come in any order and more than once, each that is not
	// optional at least once before the flow goes on.
	Gathered bool

	// Again names the steps to which the flow may go back behind this one: progress is reported more than once,
	// a proposal is made anew. The document draws no loops; these are ours.
	Again []int
}

// Arrow is one hand-over, and the type of the event that proves it.
type Arrow struct {
	From  etom.Party
	To    etom.Party
	Via   etom.Party // CustomerInterface if the arrow touches the customer, unless direct contact is switched on
	Event string

	// Passed is the type of the event by which Via passed it on: behind Event, and set off by it, if the arrow leads to
	// the customer; before Event, and setting it off, if it comes from the customer.
	Passed string
}

// Direct is the flow with direct contact switched on: no arrow passes through Customer Interface Management.
func (f Flow) Direct() Flow {
	f.DirectContact = true
	f.Steps = slices.Clone(f.Steps)
	for i := range f.Steps {
		f.Steps[i].Arrows = slices.Clone(f.Steps[i].Arrows)
		for j := range f.Steps[i].Arrows {
			f.Steps[i].Arrows[j].Via = ""
		}
	}
	return f
}

// All lists the flows in the order of the document.
func All() []Flow {
	return []Flow{PreSales(), Ordering(), PostOrdering(), SLANormal(), SLAAlarm(), SLAViolation(), Billing()}
}

// ByID finds a flow.
func ByID(id string) (Flow, bool) {
	for _, f := range All() {
		if f.ID == id {
			return f, true
		}
	}
	return Flow{}, false
}

// inbound reports whether the arrow comes from the customer.
func (a Arrow) inbound() bool { return a.From == etom.Customer }

// detour reports whether the arrow has to pass through Via.
func (a Arrow) detour() bool { return a.Via != "" }
