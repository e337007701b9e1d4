package flow

import (
	"fmt"
	"slices"
	"strings"

	"github.com/etomcrm/etomcrm/etom/event"
)

// Verdict is the short answer of Check.
type Verdict string

// The verdicts.
const (
	NotBegun  Verdict = "not begun" // no event of the flow has been seen
	Waiting   Verdict = "waiting"   // all is well so far
	Done      Verdict = "done"      // every step was taken, in order
	Deviating Verdict = "deviating" // something else happened than the flow allows
)

// Result is what Check found.
type Result struct {
	Flow       Flow
	Verdict    Verdict
	After      int         // the last step that was completed; 0: none
	Moves      []Move      // every arrow that was proved, in its order
	Deviations []Deviation // every event that stood where the flow does not have it
	Next       []int       // the steps that may come next
}

// Move is one arrow that an event proved.
type Move struct {
	Step   Step
	Arrow  Arrow
	Event  event.Event
	Passed event.Event // the event by which Arrow.Via passed it on, if there is a Via
}

// Deviation is an event that stood where the flow does not have it; it was passed over.
type Deviation struct {
	After int // the last completed step
	Got   event.Event
	Why   string
	Want  []string // the types of event that would have been right
}

func (d Deviation) String() string {
	return fmt.Sprintf("after step %d: %s (event %d): %s; expected %s", d.After, d.Got.Type, d.Got.No, d.Why, strings.Join(d.Want, " or "))
}

// String is one line: "done", "waiting after step 9", "deviating after step 3: …".
func (r Result) String() string {
	switch r.Verdict {
	case Waiting:
		return fmt.Sprintf("waiting after step %d", r.After)
	case Deviating:
		return "deviating " + r.Deviations[0].String()
	}
	return string(r.Verdict)
}

// HandOvers counts the hand-overs of the moves: an arrow that passed through somebody took two.
func (r Result) HandOvers() int {
	n := len(r.Moves)
	for _, m := range r.Moves {
		if m.Arrow.detour() {
			n++
		}
	}
	return n
}

// Saved counts the hand-overs that direct contact has saved: one for each move that would have passed through Customer
// Interface Management. It is 0 for a flow without direct contact.
func (r Result) Saved() int {
	saved := 0
	for _, m := range r.Moves {
		if r.Flow.DirectContact && m.Arrow.Passed != "" {
			saved++
		}
	}
	return saved
}

// Check replays the events of one correlation, in the order of their numbers, against a flow. Events of other flows and
// of no flow are passed over; an event of the flow at the wrong place is a deviation, and so is one whose cause is not
// among the events before it, unless the cause is of another correlation. The order is judged as it was: where a host lets reactions wait, and somebody acts meanwhile,
// what was late shows as late. Hosts that settle the outbox after each command (crm.Settle) do not have this.
func Check(f Flow, events []event.Event) Result {
	c := &checker{flow: f, seen: map[string]bool{}, proofs: map[string]bool{}, passes: map[string]bool{}}
	for _, s := range f.Steps {
		for _, a := range s.Arrows {
			c.proofs[a.Event] = true
			if a.Passed != "" {
				c.passes[a.Passed] = true
			}
		}
	}
	for _, e := range events {
		c.take(e)
		c.seen[e.ID] = true
	}
	return c.result()
}

// checker walks the flow: the arrows before step.arrow are behind it.
type checker struct {
	flow       Flow
	proofs     map[string]bool // types of event that prove an arrow
	passes     map[string]bool // types of event by which a detour is passed on
	seen       map[string]bool // ids of the events so far
	moves      []Move
	open       *Move // an arrow of which only the first half has been seen
	begun      bool
	step       int // index of the step of the last move, once begun
	arrow      int // how many arrows of that step are behind
	deviations []Deviation
}

// place is one arrow of the flow.
type place struct{ step, arrow int }

// take holds one event against the flow.
func (c *checker) take(e event.Event) {
	if !c.concerns(e) {
		return
	}
	if e.Cause != "" && e.CauseCase == "" && !c.seen[e.Cause] {
		c.deviate(e, "what set it off is missing")
		return
	}
	if c.open != nil {
		c.close(e)
		return
	}
	for _, p := range c.candidates() {
		if c.opens(p, e) {
			return
		}
	}
	c.deviate(e, "it does not come next")
}

// concerns reports whether the event is one of the flow's: a proof, or the passing on of one.
func (c *checker) concerns(e event.Event) bool {
	if c.proofs[e.Type] {
		return true
	}
	if !c.passes[e.Type] {
		return false
	}
	if c.passesInbound(e.Type) {
		return true
	}
	if e.Cause == "" {
		return false
	}
	return slices.ContainsFunc(c.moves, func(m Move) bool { return m.Event.ID == e.Cause }) || c.open != nil && c.open.Event.ID == e.Cause
}

func (c *checker) passesInbound(typ string) bool {
	for _, s := range c.flow.Steps {
		for _, a := range s.Arrows {
			if a.Passed == typ && a.inbound() {
				return true
			}
		}
	}
	return false
}

// candidates are the arrows that may come next, the nearest first.
func (c *checker) candidates() []place {
	if !c.begun {
		return c.from(0)
	}
	if c.arrow < len(c.flow.Steps[c.step].Arrows) {
		return []place{{c.step, c.arrow}}
	}
	next := c.from(c.step + 1)
	if c.flow.Steps[c.step].Gathered {
		next = c.gather(c.step)
	}
	for _, no := range c.flow.Steps[c.step].Again {
		next = append(next, c.from(no-1)...)
	}
	return next
}

// from is the arrow that begins a step and, where a run of optional steps begins there, the one behind the run.
func (c *checker) from(step int) []place {
	if step >= len(c.flow.Steps) {
		return nil
	}
	if c.flow.Steps[step].Gathered {
		return c.gather(step)
	}
	next := []place{{step, 0}}
	if behind := c.behindRun(step); behind > step && behind < len(c.flow.Steps) {
		next = append(next, place{behind, 0})
	}
	return next
}

// gather is every arrow that begins one of the gathered steps around step, those not yet taken first, and what comes behind
// them once nothing that must be gathered is missing.
func (c *checker) gather(step int) []place {
	steps := c.flow.Steps
	for step > 0 && steps[step-1].Gathered {
		step--
	}
	var missing, taken []place
	ready := true
	for ; step < len(steps) && steps[step].Gathered; step++ {
		if c.taken(steps[step].No) {
			taken = append(taken, place{step, 0})
			continue
		}
		missing = append(missing, place{step, 0})
		ready = ready && steps[step].Optional
	}
	next := append(missing, taken...)
	if ready {
		next = append(next, c.from(step)...)
	}
	return next
}

// taken reports whether a step was taken before.
func (c *checker) taken(no int) bool {
	return slices.ContainsFunc(c.moves, func(m Move) bool { return m.Step.No == no })
}

// behindRun is the first step behind the run of optional steps that begins at step; step itself if none begins there.
func (c *checker) behindRun(step int) int {
	steps := c.flow.Steps
	if step > 0 && steps[step-1].Optional {
		return step
	}
	for step < len(steps) && steps[step].Optional {
		step++
	}
	return step
}

// opens tries the event on an arrow and, if it fits, moves on.
func (c *checker) opens(p place, e event.Event) bool {
	step := c.flow.Steps[p.step]
	a := step.Arrows[p.arrow]
	m := Move{Step: step, Arrow: a}
	switch {
	case a.detour() && a.inbound() && e.Type == a.Passed:
		m.Passed = e
	case e.Type == a.Event && !(a.detour() && a.inbound()):
		m.Event = e
	default:
		return false
	}
	c.begun, c.step, c.arrow = true, p.step, p.arrow
	c.open = &m
	if !a.detour() {
		c.finish()
	}
	return true
}

// close expects the second half of the open arrow.
func (c *checker) close(e event.Event) {
	a := c.open.Arrow
	switch {
	case a.inbound() && e.Type == a.Event && e.Cause == c.open.Passed.ID:
		c.open.Event = e
	case !a.inbound() && e.Type == a.Passed && e.Cause == c.open.Event.ID:
		c.open.Passed = e
	default:
		c.deviate(e, fmt.Sprintf("step %d has not passed through %s", c.open.Step.No, a.Via))
		return
	}
	c.finish()
}

func (c *checker) finish() {
	c.moves = append(c.moves, *c.open)
	c.arrow++
	c.open = nil
}

func (c *checker) deviate(e event.Event, why string) {
	c.deviations = append(c.deviations, Deviation{After: c.after(), Got: e, Why: why, Want: c.want()})
}

// want lists the types of event that may come next.
func (c *checker) want() []string {
	var want []string
	if c.open != nil {
		if c.open.Arrow.inbound() {
			return []string{c.open.Arrow.Event}
		}
		return []string{c.open.Arrow.Passed}
	}
	for _, p := range c.candidates() {
		a := c.flow.Steps[p.step].Arrows[p.arrow]
		typ := a.Event
		if a.detour() && a.inbound() {
			typ = a.Passed
		}
		if !slices.Contains(want, typ) {
			want = append(want, typ)
		}
	}
	if len(want) == 0 {
		return []string{"nothing more"}
	}
	return want
}

// after is the number of the last completed step.
func (c *checker) after() int {
	for i := len(c.moves) - 1; i >= 0; i-- {
		m := c.moves[i]
		if m.Arrow == m.Step.Arrows[len(m.Step.Arrows)-1] {
			return m.Step.No
		}
	}
	return 0
}

func (c *checker) result() Result {
	r := Result{Flow: c.flow, After: c.after(), Moves: c.moves, Deviations: c.deviations}
	for _, p := range c.candidates() {
		if no := c.flow.Steps[p.step].No; !slices.Contains(r.Next, no) {
			r.Next = append(r.Next, no)
		}
	}
	last := c.begun && c.arrow == len(c.flow.Steps[c.step].Arrows) && c.behindRun(c.step+1) == len(c.flow.Steps)
	switch {
	case len(c.deviations) > 0:
		r.Verdict = Deviating
	case last && c.open == nil:
		r.Verdict = Done
	case c.begun:
		r.Verdict = Waiting
	default:
		r.Verdict = NotBegun
	}
	return r
}
