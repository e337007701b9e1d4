package problem_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/problem"
	"github.com/etomcrm/etomcrm/crm/problem/clock"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
)

func TestService_refuses_wrong_input_and_changes_nothing(t *testing.T) {
	type command struct {
		do    func(*desk, string) (problem.Ticket, error)
		paths []string
	}
	past, far := time.Date(1066, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(3000, 1, 1, 0, 0, 0, 0, time.UTC)
	report := func(r problem.Report, paths ...string) command {
		return command{func(d *desk, _ string) (problem.Ticket, error) { return d.Open(d.ctx, r) }, paths}
	}
	level := func(p problem.ServiceLevelPriority, paths ...string) command {
		return command{func(d *desk, id string) (problem.Ticket, error) { return d.TakeServiceLevel(d.ctx, id, p) }, paths}
	}
	resolution := func(r problem.Resolution, paths ...string) command {
		return command{func(d *desk, id string) (problem.Ticket, error) { return d.ReceiveResolution(d.ctx, id, r) }, paths}
	}
	resubmit := func(r problem.ResubmissionRequest, paths ...string) command {
		return command{func(d *desk, id string) (problem.Ticket, error) { return d.Resubmit(d.ctx, id, r) }, paths}
	}
	cases := map[string]command{
		"a report of nothing":           report(problem.Report{}, "customer", "description"),
		"a report with wrong words":     report(problem.Report{Customer: "c", Text: "x", Impact: "huge", RequestedResolution: past}, "impact", "requestedResolutionDate"),
		"a resolution in the year 3000": report(problem.Report{Customer: "c", Text: "x", RequestedResolution: far}, "requestedResolutionDate"),
		"a resolution in the year 99999": report(problem.Report{Key: "k", Customer: "c", Text: "x", RequestedResolution: time.Date(99999, 1, 1, 0, 0, 0, 0, time.UTC)},
			"requestedResolutionDate"),
		"too many related entities": report(problem.Report{Customer: "c", Text: "x", RelatedEntities: make([]problem.RelatedEntity, problem.MaxRelated+1)},
			append([]string{"relatedEntity"}, entityPaths()...)...),
		"a customer's priority of 5": {func(d *desk, id string) (problem.Ticket, error) { return d.TakeCustomerPriority(d.ctx, id, "5", nil) }, []string{"value"}},
		"a reason without words": {func(d *desk, id string) (problem.Ticket, error) {
			return d.TakeCustomerPriority(d.ctx, id, "1", []fault.Reason{{}})
		}, []string{"reason[0].code", "reason[0].message"}},
		"a service level of 7":            level(problem.ServiceLevelPriority{Value: "7", Applies: "yesterday"}, "value", "applies"),
		"targets of what is not covered":  level(problem.ServiceLevelPriority{Targets: []clock.Target{{}}}, "target", "agreement"),
		"a target without anything":       level(problem.ServiceLevelPriority{Covered: true, Agreement: "a", Targets: []clock.Target{{}}}, "targets[0].kind", "targets[0].within", "targets[0].hours"),
		"a resolution without words":      resolution(problem.Resolution{}, "text"),
		"a resolution of tomorrow":        resolution(problem.Resolution{Text: "x", RestoredAt: far}, "restoredAt", "restoredAt"),
		"a resolution of 1066":            resolution(problem.Resolution{Text: "x", RestoredAt: past}, "restoredAt"),
		"resubmitted at no time":          resubmit(problem.ResubmissionRequest{}, "at"),
		"resubmitted in the past":         resubmit(problem.ResubmissionRequest{At: past}, "at"),
		"resubmitted in a thousand years": resubmit(problem.ResubmissionRequest{At: far, Workdays: -1}, "at", "workdays", "at"),
		"isolated to nothing":             {func(d *desk, id string) (problem.Ticket, error) { return d.Isolate(d.ctx, id, problem.Isolation{}) }, []string{"cause"}},
		"a measure that has no words":     {func(d *desk, id string) (problem.Ticket, error) { return d.AddMeasure(d.ctx, id, "", "") }, []string{"what"}},
		"a measure that failed for nothing": {func(d *desk, id string) (problem.Ticket, error) {
			return d.EndMeasure(d.ctx, id, problem.MeasureEnd{})
		}, []string{"measure", "result"}},
		"held for nothing":          {func(d *desk, id string) (problem.Ticket, error) { return d.Hold(d.ctx, id, "", "") }, []string{"cause", "reason"}},
		"held for the clock's own":  {func(d *desk, id string) (problem.Ticket, error) { return d.Hold(d.ctx, id, clock.CauseResolved, "x") }, []string{"cause"}},
		"a note of an unknown kind": {func(d *desk, id string) (problem.Ticket, error) { return d.AddNote(d.ctx, id, "shout", "", "") }, []string{"kind", "text"}},
		"a disclosure as a note": {func(d *desk, id string) (problem.Ticket, error) {
			return d.AddNote(d.ctx, id, problem.Disclosure, "", "x")
		}, []string{"kind"}},
	}
	for name, text := range texts {
		cases["in a report: "+name] = report(problem.Report{Key: text, Correlation: text, ExternalID: text, Customer: text, Interaction: text, Agreement: text, Feature: text,
			Severity: text, Text: text, Type: text, Resource: text, Parent: text, RelatedEntities: []problem.RelatedEntity{{ID: text, Role: text, Type: text, Name: text}}})
		cases["in a service level: "+name] = level(problem.ServiceLevelPriority{Agreement: text, Version: text, Reasons: []fault.Reason{{Code: text, Message: text}}},
			"agreement", "version", "reason[0].code", "reason[0].message")
		cases["in a resolution: "+name] = resolution(problem.Resolution{Text: text, Cause: text}, "text", "cause")
		cases["in a resubmission: "+name] = resubmit(problem.ResubmissionRequest{Workdays: 1, To: text, Note: text}, "to", "note")
		for verb, do := range map[string]func(*desk, string) (problem.Ticket, error){
			"reject": func(d *desk, id string) (problem.Ticket, error) { return d.Reject(d.ctx, id, text) },
			"cancel": func(d *desk, id string) (problem.Ticket, error) { return d.Cancel(d.ctx, id, text) },
			"resume": func(d *desk, id string) (problem.Ticket, error) { return d.Resume(d.ctx, id, text) },
			"reopen": func(d *desk, id string) (problem.Ticket, error) { return d.Reopen(d.ctx, id, text) },
			"merge":  func(d *desk, id string) (problem.Ticket, error) { return d.Merge(d.ctx, id, id, text) },
			"detach": func(d *desk, id string) (problem.Ticket, error) { return d.Detach(d.ctx, id, text) },
		} {
			cases["to "+verb+": "+name] = command{do, []string{"reason"}}
		}
		for what, c := range map[string]command{
			"isolation": {func(d *desk, id string) (problem.Ticket, error) {
				return d.Isolate(d.ctx, id, problem.Isolation{Cause: text, Resource: text})
			}, []string{"cause", "resource"}},
			"measure": {func(d *desk, id string) (problem.Ticket, error) { return d.AddMeasure(d.ctx, id, text, text) }, []string{"what", "by"}},
			"end": {func(d *desk, id string) (problem.Ticket, error) {
				return d.EndMeasure(d.ctx, id, problem.MeasureEnd{Measure: text, Result: text})
			}, []string{"measure", "result"}},
			"hold": {func(d *desk, id string) (problem.Ticket, error) { return d.Hold(d.ctx, id, clock.Cause(text), text) }, []string{"cause", "reason"}},
			"note": {func(d *desk, id string) (problem.Ticket, error) {
				return d.AddNote(d.ctx, id, problem.Internal, text, text)
			}, []string{"author", "text"}},
			"degradation": {func(d *desk, id string) (problem.Ticket, error) { return d.TellDegradation(d.ctx, id, text) }, []string{"text"}},
			"details": {func(d *desk, id string) (problem.Ticket, error) {
				return problem.Ticket{}, d.ForwardDetails(d.ctx, id, text)
			}, []string{"text"}},
			"answer": {func(d *desk, id string) (problem.Ticket, error) {
				return d.Answer(d.ctx, id, problem.Confirmation{Text: text})
			}, []string{"text"}},
		} {
			cases["in a "+what+": "+name] = c
		}
	}
	everywhere(t, nil, func(t *testing.T, d *desk) {
		ticket := d.begun(mail())
		for name, c := range cases {
			err := d.refuses(fault.ErrInvalid, func() (problem.Ticket, error) { return c.do(d, ticket.ID) })
			if c.paths != nil {
				assert.Equal(t, c.paths, etomtest.Paths(err), name)
			}
		}
		_, err := d.By(d.ctx, "colour", "red")
		require.ErrorIs(t, err, fault.ErrInvalid)
	})
}

func entityPaths() []string {
	var all []string
	for n := range problem.MaxRelated {
		for _, field := range []string{"id", "role", "@referredType"} {
			all = append(all, "relatedEntity["+strconv.Itoa(n)+"]."+field)
		}
	}
	return all
}

func TestNew_refuses_a_wrong_Config_at_once(t *testing.T) {
	t.Parallel()
	env := inMemory(t, nil).env
	_, err := problem.New(env, &problem.Config{Terms: &clock.Contract{}, AnswerWithin: -1, ReopenWithin: -1, SilenceDays: -1, Priorities: []problem.PriorityRow{},
		Escalations: []problem.EscalationRow{{}, {Code: "x", Clock: clock.StateMet, Kind: "y", Age: -1, Priority: "9", Denials: -1, Reopened: -1, Measures: []string{""}}},
		Sharing:     []problem.ShareRule{{By: "mood", Within: -1, Customers: 1}}})
	require.ErrorIs(t, err, fault.ErrInvalid)
	assert.Equal(t, []string{"terms.id", "terms.version", "terms.targets", "terms.reopen", "answerWithin", "reopenWithin", "silenceDays", "priorities",
		"escalations[0].code", "escalations[0]", "escalations[0].level", "escalations[0].to", "escalations[0].why",
		"escalations[1].clock", "escalations[1].kind", "escalations[1].age", "escalations[1].priority", "escalations[1].denials", "escalations[1].reopened",
		"escalations[1].level", "escalations[1].to", "escalations[1].why", "escalations[1].measures[0]",
		"sharing[0].by", "sharing[0].within", "sharing[0].customers"}, etomtest.Paths(err))
	hours, err := calendar.AlwaysOpen("Europe/Berlin")
	require.NoError(t, err)
	_, err = problem.New(env, &problem.Config{Hours: hours, Terms: gold(t), Escalations: []problem.EscalationRow{}, Sharing: []problem.ShareRule{}})
	assert.NoError(t, err)
}

func TestDefaults_are_right(t *testing.T) {
	t.Parallel()
	_, err := problem.New(inMemory(t, nil).env, &problem.Config{Priorities: problem.Priorities(), Escalations: problem.Escalations(), Sharing: problem.Sharing()})
	assert.NoError(t, err)
}
