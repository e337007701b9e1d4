package problem

// The types of event that Problem Handling writes into the journal, and their data.
const (
	EventAcknowledged      = "problem.ticket.acknowledged"   // Notice
	EventRejected          = "problem.ticket.rejected"       // Notice
	EventPriorityAsked     = "problem.priority.asked"        // PriorityQuestion, for Retention & Loyalty
	EventServiceLevelAsked = "problem.serviceLevel.asked"    // PriorityQuestion, for Customer QoS/SLA Management
	EventPrioritised       = "problem.ticket.prioritised"    // PriorityNotice
	EventDetailsReported   = "problem.details.reported"      // Details, for Service Problem Management; again after a denial or a reopening, and when details are forwarded
	EventIsolated          = "problem.cause.isolated"        // Notice, with its cause and resource
	EventCauseShared       = "problem.cause.shared"          // SharedNotice: its subject is the new parent
	EventAttached          = "problem.ticket.attached"       // Notice of a child, naming its parent
	EventDetached          = "problem.ticket.detached"       // Notice of the child, naming the parent it has left
	EventMeasureBegun      = "problem.measure.begun"         // MeasureNotice
	EventMeasureEnded      = "problem.measure.ended"         // MeasureNotice
	EventStateChanged      = "problem.ticket.stateChanged"   // Notice: held, pending, and back in progress
	EventNoted             = "problem.note.added"            // NoteNotice: what is not for the customer
	EventInformed          = "problem.customer.informed"     // NoteNotice, for the customer
	EventDisclosed         = "problem.degradation.disclosed" // NoteNotice, for the customer
	EventResolution        = "problem.resolution.received"   // ResolutionNotice
	EventConfirmationAsked = "problem.confirmation.asked"    // ResolutionNotice, for the customer
	EventConfirmation      = "problem.confirmation.answered" // ConfirmationNotice
	EventClosed            = "problem.ticket.closed"         // Notice
	EventCancelled         = "problem.ticket.cancelled"      // Notice
	EventReopened          = "problem.ticket.reopened"       // Notice
	EventAssignment        = "problem.assignment.changed"    // AssignmentNotice
	EventResubmission      = "problem.resubmission.due"      // ResubmissionNotice
	EventEscalation        = "problem.escalation.raised"     // EscalationNotice
	EventClockWarned       = "problem.clock.warned"          // ClockNotice
	EventClockBreached     = "problem.clock.breached"        // ClockNotice
	EventReportMade        = "problem.report.made"           // ReportNotice
)

// EventTypes lists them all.
func EventTypes() []string {
	return []string{EventAcknowledged, EventRejected, EventPriorityAsked, EventServiceLevelAsked, EventPrioritised, EventDetailsReported,
		EventIsolated, EventCauseShared, EventAttached, EventDetached, EventMeasureBegun, EventMeasureEnded, EventStateChanged, EventNoted, EventInformed, EventDisclosed,
		EventResolution, EventConfirmationAsked, EventConfirmation, EventClosed, EventCancelled, EventReopened,
		EventAssignment, EventResubmission, EventEscalation, EventClockWarned, EventClockBreached, EventReportMade}
}
