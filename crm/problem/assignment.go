package problem

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/lifecycle"
)

// AssignmentState is who has a ticket on the desk (M6). TMF621 has no word for it; these are ours.
type AssignmentState string

// The states of an assignment.
const (
	Unassigned AssignmentState = "unassigned"
	Assigned   AssignmentState = "assigned" // offered to a group or a person, who has not yet taken it
	Accepted   AssignmentState = "accepted" // a person works on it
)

// AssignmentEvent is what happens to an assignment.
type AssignmentEvent string

// The events of an assignment.
const (
	Assign   AssignmentEvent = "assign"
	Accept   AssignmentEvent = "accept"
	Decline  AssignmentEvent = "decline"
	Forward  AssignmentEvent = "forward"
	TakeBack AssignmentEvent = "takeBack"
)

// AssignmentLifecycle is the chart of an assignment: status control for what people hand to one another.
func AssignmentLifecycle() *lifecycle.Lifecycle[AssignmentState, AssignmentEvent] {
	return assignmentLifecycle
}

var assignmentLifecycle = lifecycle.MustNew("problem.assignment", Unassigned, nil,
	[]lifecycle.Transition[AssignmentState, AssignmentEvent]{
		{On: Assign, From: Unassigned, To: Assigned, Why: "given to a group or a person"},
		{On: Accept, From: Assigned, To: Accepted, Why: "a person takes it"},
		{On: Decline, From: Assigned, To: Unassigned, Why: "whoever it was offered to does not take it"},
		{On: Forward, From: Assigned, To: Assigned, Why: "somebody else can do it better"},
		{On: Forward, From: Accepted, To: Assigned, Why: "somebody else can do it better"},
		{On: TakeBack, From: Assigned, To: Unassigned, Why: "whoever gave it takes it back"},
		{On: TakeBack, From: Accepted, To: Unassigned, Why: "whoever gave it takes it back"},
	})

// Assignment is who works on a ticket, with how it came about.
type Assignment struct {
	State   AssignmentState    `json:"state"`
	Group   string             `json:"group,omitempty"`
	Person  string             `json:"person,omitempty"`
	By      string             `json:"by,omitempty"` // who gave it, and may take it back
	History []AssignmentChange `json:"history,omitempty"`
}

// AssignmentChange is one move, and one entry of the history.
type AssignmentChange struct {
	Event  AssignmentEvent `json:"event"`
	At     time.Time       `json:"at"`
	By     string          `json:"by"`               // who did it
	Group  string          `json:"group,omitempty"`  // to whom, of assign and forward
	Person string          `json:"person,omitempty"` // to whom, of assign and forward
	Reason string          `json:"reason,omitempty"` // required but for assign and accept
}

// The codes of refused moves.
const (
	ReasonNotOffered = "PROBLEM-ASSIGNMENT-01" // it was offered to somebody else
	ReasonNotGiver   = "PROBLEM-ASSIGNMENT-02" // somebody else gave it
)

func (m AssignmentChange) check() error {
	var c fault.Check
	c.That(slices.Contains(assignmentLifecycle.Events(), m.Event), "event", fault.RuleUnknown, "must be assign, accept, decline, forward or takeBack")
	c.Text("by", m.By, fault.MaxID)
	c.Optional("group", m.Group, fault.MaxID)
	c.Optional("person", m.Person, fault.MaxID)
	c.Optional("reason", m.Reason, fault.MaxText)
	gives := m.Event == Assign || m.Event == Forward
	c.That(!gives || m.Group != "" || m.Person != "", "group", fault.RuleRequired, "must name a group or a person")
	c.That(gives || m.Group == "" && m.Person == "", "group", fault.RuleFormat, "is only of assign and forward")
	c.That(m.Event == Assign || m.Event == Accept || m.Reason != "", "reason", fault.RuleRequired, "must say why")
	return c.Err("problem.assignment")
}

// Move is the assignment after the change, and an error if that is not allowed: *lifecycle.Error for a wrong state,
// *fault.Refusal for somebody who may not. What is offered to a person only this person accepts, declines or forwards; what is
// offered to a group anybody of the group, whom the caller vouches for. Only who gave it takes it back.
func (a Assignment) Move(m AssignmentChange) (Assignment, error) {
	to, err := assignmentLifecycle.Next(cmp.Or(a.State, Unassigned), m.Event)
	if err != nil {
		return a, err
	}
	switch m.Event {
	case Accept, Decline, Forward:
		if a.Person != "" && a.Person != m.By {
			return a, refuse("problem.assignment", ReasonNotOffered, fmt.Sprintf("it is with %s; only they %s it", a.Person, m.Event))
		}
	case TakeBack:
		if a.By != m.By {
			return a, refuse("problem.assignment", ReasonNotGiver, fmt.Sprintf("%s gave it; only they take it back", a.By))
		}
	}
	a.State = to
	switch m.Event {
	case Assign, Forward:
		a.Group, a.Person, a.By = m.Group, m.Person, m.By
	case Accept:
		a.Person = m.By
	case Decline, TakeBack:
		a.Group, a.Person, a.By = "", "", ""
	}
	a.History = append(slices.Clone(a.History), m)
	return a, nil
}

func refuse(subject, code, message string) error {
	return &fault.Refusal{Subject: subject, Reasons: []fault.Reason{{Code: code, Message: message}}}
}
