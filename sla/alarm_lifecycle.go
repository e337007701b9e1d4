package sla

import "github.com/etomcrm/etomcrm/etom/lifecycle"

// AlarmState is a state of an alarm; the states are ours.
type AlarmState string

// The states of an alarm.
const (
	AlarmReceived  AlarmState = "received"  // the customer's priority is asked for
	AlarmTracked   AlarmState = "tracked"   // time is measured; the customer is not told
	AlarmDisclosed AlarmState = "disclosed" // time is measured; the customer is told
	AlarmPassedOn  AlarmState = "passedOn"  // time is measured; Problem Handling tells the customer
	AlarmEnded     AlarmState = "ended"     // the degradation is over

	// AlarmDismissed is the answer to what is no alarm. It is never stored.
	AlarmDismissed AlarmState = "dismissed"
)

// AlarmEvent is what happens to an alarm.
type AlarmEvent string

// The events of an alarm.
const (
	TrackAlarm    AlarmEvent = "track"
	DiscloseAlarm AlarmEvent = "disclose"
	PassOnAlarm   AlarmEvent = "passOn"
	EndAlarm      AlarmEvent = "end"
)

// AlarmLifecycle is the state chart of an alarm.
func AlarmLifecycle() *lifecycle.Lifecycle[AlarmState, AlarmEvent] { return alarmLifecycle }

var alarmLifecycle = lifecycle.MustNew("sla.alarm", AlarmReceived, []AlarmState{AlarmEnded},
	[]lifecycle.Transition[AlarmState, AlarmEvent]{
		{On: TrackAlarm, From: AlarmReceived, To: AlarmTracked, Why: "the customer is not important enough, or the extent too small, to be told"},
		{On: DiscloseAlarm, From: AlarmReceived, To: AlarmDisclosed, Why: "an important customer is told of a large extent"},
		{On: PassOnAlarm, From: AlarmReceived, To: AlarmPassedOn, Why: "Problem Handling is to tell the customer"},
		{On: EndAlarm, From: AlarmReceived, To: AlarmEnded, Why: "it is over before the customer's priority is known"},
		{On: TrackAlarm, From: AlarmTracked, To: AlarmTracked, Why: "the priority comes after one was assumed, and changes nothing"},
		{On: DiscloseAlarm, From: AlarmTracked, To: AlarmDisclosed, Why: "the priority comes after one was assumed, and is higher"},
		{On: PassOnAlarm, From: AlarmTracked, To: AlarmPassedOn, Why: "the priority comes after one was assumed, and is higher"},
		{On: EndAlarm, From: AlarmTracked, To: AlarmEnded, Why: "the degradation is over"},
		{On: TrackAlarm, From: AlarmDisclosed, To: AlarmDisclosed, Why: "the priority comes after one was assumed; the customer has been told"},
		{On: EndAlarm, From: AlarmDisclosed, To: AlarmEnded, Why: "the degradation is over"},
		{On: TrackAlarm, From: AlarmPassedOn, To: AlarmPassedOn, Why: "the priority comes after one was assumed; it has been passed on"},
		{On: EndAlarm, From: AlarmPassedOn, To: AlarmEnded, Why: "the degradation is over"},
	})
