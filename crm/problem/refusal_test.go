package problem_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/problem"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
)

// commands are all commands and questions that name a ticket by its id, with input that is right.
func commands(d *desk, s *problem.Service) map[string]func(id string) (problem.Ticket, error) {
	ctx := d.ctx
	return map[string]func(id string) (problem.Ticket, error){
		"Get":    func(id string) (problem.Ticket, error) { return s.Get(ctx, id) },
		"Reject": func(id string) (problem.Ticket, error) { return s.Reject(ctx, id, "why") },
		"Cancel": func(id string) (problem.Ticket, error) { return s.Cancel(ctx, id, "why") },
		"TakeCustomerPriority": func(id string) (problem.Ticket, error) {
			return s.TakeCustomerPriority(ctx, id, problem.High, nil)
		},
		"TakeServiceLevel": func(id string) (problem.Ticket, error) {
			return s.TakeServiceLevel(ctx, id, problem.ServiceLevelPriority{Covered: true})
		},
		"Isolate":    func(id string) (problem.Ticket, error) { return s.Isolate(ctx, id, problem.Isolation{Cause: "c"}) },
		"AddMeasure": func(id string) (problem.Ticket, error) { return s.AddMeasure(ctx, id, "what", "by") },
		"EndMeasure": func(id string) (problem.Ticket, error) {
			return s.EndMeasure(ctx, id, problem.MeasureEnd{Measure: "1", Done: true})
		},
		"ReceiveResolution": func(id string) (problem.Ticket, error) {
			return s.ReceiveResolution(ctx, id, problem.Resolution{Text: "done"})
		},
		"AskConfirmation": func(id string) (problem.Ticket, error) { return s.AskConfirmation(ctx, id) },
		"Answer": func(id string) (problem.Ticket, error) {
			return s.Answer(ctx, id, problem.Confirmation{Confirmed: true})
		},
		"Hold":            func(id string) (problem.Ticket, error) { return s.Hold(ctx, id, problem.CauseVendor, "why") },
		"Resume":          func(id string) (problem.Ticket, error) { return s.Resume(ctx, id, "why") },
		"ForwardDetails":  func(id string) (problem.Ticket, error) { return problem.Ticket{}, s.ForwardDetails(ctx, id, "more") },
		"Reopen":          func(id string) (problem.Ticket, error) { return s.Reopen(ctx, id, "why") },
		"Merge":           func(id string) (problem.Ticket, error) { return s.Merge(ctx, id, id, "why") },
		"Attach":          func(id string) (problem.Ticket, error) { return s.Attach(ctx, id, id) },
		"Detach":          func(id string) (problem.Ticket, error) { return s.Detach(ctx, id, "why") },
		"AddNote":         func(id string) (problem.Ticket, error) { return s.AddNote(ctx, id, problem.Update, "by", "text") },
		"TellDegradation": func(id string) (problem.Ticket, error) { return s.TellDegradation(ctx, id, "slow") },
		"ChangeAssignment": func(id string) (problem.Ticket, error) {
			return s.ChangeAssignment(ctx, id, to("mail team", ""))
		},
		"Resubmit": func(id string) (problem.Ticket, error) {
			return s.Resubmit(ctx, id, problem.ResubmissionRequest{Workdays: 1})
		},
		"CancelResubmission": func(id string) (problem.Ticket, error) { return s.CancelResubmission(ctx, id) },
	}
}

func TestService_unknown_and_foreign_ids_are_not_found_and_change_nothing(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		ours := d.begun(mail())
		theirs, err := problem.New(work.New(d.store, &work.Config{Tenant: "somebody else", Now: d.clock.Now, NewID: etomtest.NewIDs("x").New}), nil)
		require.NoError(t, err)
		for name, command := range commands(d, theirs) {
			for _, id := range []string{ours.ID, "", "nobody", "a\x00b", "half a letter \xc3", long(100_000)} {
				err := d.refuses(fault.ErrNotFound, func() (problem.Ticket, error) { return command(id) })
				assert.NotEmpty(t, err.Error(), name)
			}
		}
		found, err := theirs.By(d.ctx, "customer", "dealer-a")
		require.NoError(t, err)
		assert.Empty(t, found)
		r, err := theirs.Due(d.ctx, d.clock.Now().Add(day))
		require.NoError(t, err)
		assert.Zero(t, r)
	})
}
