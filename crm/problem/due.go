package problem

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/work"
)

// The keys by which what falls due is found.
const (
	keyAnswer   = "answerBy"
	keyClock    = "clockAt"
	keyEscalate = "escalateAt"
	keyResubmit = "resubmitAt"
	keySilence  = "silenceAt"
)

// DueReport counts the tickets about which Due did something.
type DueReport struct {
	Proceeded   int // whose priority was decided without the answers that were waited for
	Signalled   int // whose clocks warned, or were breached
	Escalated   int // by their age
	Resubmitted int // submitted again
	Closed      int // because the customer has kept silent; or accepted so, and waiting for their children
}

// dueRow is one thing that time alone does.
type dueRow struct {
	key   string
	count func(*DueReport) *int
	at    func(Ticket) time.Time
	do    func(*Service, *work.Unit, Ticket, say) (Ticket, error)
}

var dueRows = []dueRow{
	{keyAnswer, func(r *DueReport) *int { return &r.Proceeded }, func(t Ticket) time.Time { return t.AnswerBy }, (*Service).proceed},
	{keyClock, func(r *DueReport) *int { return &r.Signalled }, func(t Ticket) time.Time { return t.ClockAt },
		func(_ *Service, u *work.Unit, t Ticket, say say) (Ticket, error) { return t.raise(u.At, say) }},
	{keyEscalate, func(r *DueReport) *int { return &r.Escalated }, func(t Ticket) time.Time { return t.EscalateAt },
		func(_ *Service, _ *work.Unit, t Ticket, _ say) (Ticket, error) { return t, nil }}, // every change escalates
	{keyResubmit, func(r *DueReport) *int { return &r.Resubmitted }, func(t Ticket) time.Time { return t.ResubmitAt },
		func(_ *Service, _ *work.Unit, t Ticket, say say) (Ticket, error) {
			say(EventResubmission, ResubmissionNotice{Notice: t.notice(), Resubmission: *t.Resubmission})
			t.Resubmission = nil
			return t, nil
		}},
	{keySilence, func(r *DueReport) *int { return &r.Closed }, func(t Ticket) time.Time { return t.SilenceAt },
		func(s *Service, u *work.Unit, t Ticket, say say) (Ticket, error) {
			t.Inquiries = slices.Clone(t.Inquiries)
			t.Inquiries[len(t.Inquiries)-1].Silent = true
			return s.close(u, t, Lapse, becauseSilent, say)
		}},
}

// Due does what has fallen due by asOf: it decides priorities without the answers that were waited for, warns before clocks are
// over and says when they are, escalates old tickets, submits tickets again, and closes those whose customers have kept silent.
// It does each once however often it is called, and by however many hosts; one ticket's fault does not stop the
// others and is in the joined error.
func (s *Service) Due(ctx context.Context, asOf time.Time) (DueReport, error) {
	var report DueReport
	var faults []error
	for _, row := range dueRows {
		did, err := work.EachDue(ctx, s.env, tickets, row.key, asOf, func(u *work.Unit, found Ticket) (bool, error) {
			return s.due(u, found.ID, row)
		})
		*row.count(&report) = did
		faults = append(faults, err)
	}
	return report, errors.Join(faults...)
}

// due does one thing for a ticket, unless that has been done meanwhile. What a clock announces may turn out to be nothing to
// speak of, such as the end of a pause; then only the next look at it is planned.
func (s *Service) due(u *work.Unit, id string, row dueRow) (did bool, err error) {
	t, err := tickets.Get(u, id)
	if err != nil || row.at(t).IsZero() || row.at(t).After(u.At) {
		return false, err
	}
	_, err = s.save(u, t, func(t Ticket, say say) (Ticket, error) {
		return row.do(s, u, t, func(typ string, data any) {
			did = true
			say(typ, data)
		})
	})
	return did || row.key == keyEscalate || row.key == keySilence, err
}
