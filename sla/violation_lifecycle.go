package sla

import "github.com/etomcrm/etomcrm/etom/lifecycle"

// ViolationState is a state of a violation. TM Forum has none for it: the states are ours.
type ViolationState string

// The states of a violation.
const (
	ViolationFound     ViolationState = "found"     // nothing is handed over yet
	ViolationSettled   ViolationState = "settled"   // what it is worth is handed over
	ViolationClosed    ViolationState = "closed"    // and the customer is content
	ViolationDisputed  ViolationState = "disputed"  // or is not
	ViolationLapsed    ViolationState = "lapsed"    // nobody has claimed it in time
	ViolationWithdrawn ViolationState = "withdrawn" // a correction has shown that it was none
)

// ViolationEvent is what happens to a violation.
type ViolationEvent string

// The events of a violation.
const (
	FindViolation     ViolationEvent = "find"
	SettleViolation   ViolationEvent = "settle"
	WithdrawViolation ViolationEvent = "withdraw"
	LapseViolation    ViolationEvent = "lapse"
	ConfirmViolation  ViolationEvent = "confirm"
	DisputeViolation  ViolationEvent = "dispute"
)

// ViolationLifecycle is the state chart of a violation. It has no end: late data can change what every state rests on.
func ViolationLifecycle() *lifecycle.Lifecycle[ViolationState, ViolationEvent] {
	return violationLifecycle
}

var violationLifecycle = lifecycle.MustNew("sla.violation", ViolationFound, nil,
	[]lifecycle.Transition[ViolationState, ViolationEvent]{
		{On: SettleViolation, From: ViolationFound, To: ViolationSettled, Why: "what it is worth is handed over"},
		{On: LapseViolation, From: ViolationFound, To: ViolationLapsed, Why: "the time to claim it is over"},
		{On: WithdrawViolation, From: ViolationFound, To: ViolationWithdrawn, Why: "a correction shows that no target was missed"},
		{On: SettleViolation, From: ViolationSettled, To: ViolationSettled, Why: "late data changes what it is worth: the difference is handed over"},
		{On: WithdrawViolation, From: ViolationSettled, To: ViolationWithdrawn, Why: "a correction shows that no target was missed: what was handed over is taken back"},
		{On: ConfirmViolation, From: ViolationSettled, To: ViolationClosed, Why: "the customer is content with the resolution"},
		{On: DisputeViolation, From: ViolationSettled, To: ViolationDisputed, Why: "the customer is not content with the resolution"},
		{On: SettleViolation, From: ViolationClosed, To: ViolationSettled, Why: "late data changes what it is worth: the difference is handed over"},
		{On: WithdrawViolation, From: ViolationClosed, To: ViolationWithdrawn, Why: "a correction shows that no target was missed: what was handed over is taken back"},
		{On: SettleViolation, From: ViolationDisputed, To: ViolationSettled, Why: "what it is worth is changed: the difference is handed over"},
		{On: WithdrawViolation, From: ViolationDisputed, To: ViolationWithdrawn, Why: "a correction shows that no target was missed: what was handed over is taken back"},
		{On: ConfirmViolation, From: ViolationDisputed, To: ViolationClosed, Why: "the customer is content after all"},
		{On: FindViolation, From: ViolationLapsed, To: ViolationFound, Why: "late data brings something that can still be claimed"},
		{On: WithdrawViolation, From: ViolationLapsed, To: ViolationWithdrawn, Why: "a correction shows that no target was missed"},
		{On: FindViolation, From: ViolationWithdrawn, To: ViolationFound, Why: "a later correction shows that a target was missed after all"},
	})
