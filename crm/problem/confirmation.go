package problem

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/crm/problem/clock"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Inquiry is one time that the customer was asked whether a resolution is accepted (3.6.4). An answer that nobody asked for
// has no AskedAt.
type Inquiry struct {
	AskedAt    time.Time     `json:"askedAt,omitzero"`
	AnsweredAt time.Time     `json:"answeredAt,omitzero"`
	Answer     *Confirmation `json:"answer,omitempty"`
	Silent     bool          `json:"silent,omitempty"` // no answer came in time
}

// Confirmation is the customer's answer.
type Confirmation struct {
	Confirmed bool   `json:"confirmed"`
	Text      string `json:"text,omitempty"` // in the customer's words
}

// The reasons of changes that nobody gave one for.
const (
	becauseSilent   = "the customer has kept silent"
	becauseInside   = "no customer has reported it, and none is asked"
	becauseAgreed   = "the customer has confirmed the resolution"
	becauseDenied   = "the customer has not confirmed the resolution"
	becauseChildren = "the last of its children is done"
)

// AskConfirmation asks the customer, through the outbox, whether the resolution is accepted. Silence for the working days of
// Config closes the ticket: see Due. A ticket that was found inside, or has no customer, is closed, or closes with the last of its
// children: nobody has reported it, and nobody has to confirm.
func (s *Service) AskConfirmation(ctx context.Context, id string) (Ticket, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Ticket, error) { return s.AskConfirmationTx(u, id) })
}

// AskConfirmationTx is AskConfirmation in the caller's unit.
func (s *Service) AskConfirmationTx(u *work.Unit, id string) (Ticket, error) {
	return s.change(u, id, func(t Ticket, say say) (Ticket, error) {
		switch {
		case t.Status != Resolved:
			return t, fault.State(t.Subject(), "is "+string(t.Status)+"; the customer is asked when it is resolved")
		case t.asked() || t.ClosesBy != "":
			return t, fault.State(t.Subject(), "the customer was asked already, or has answered")
		case t.Customer == "" || t.Proactive:
			return s.close(u, t, Settle, becauseInside, say)
		}
		silence, err := s.silence(u.At)
		if err != nil {
			return t, err
		}
		t.SilenceAt = silence
		t.Inquiries = append(slices.Clone(t.Inquiries), Inquiry{AskedAt: u.At})
		n := t.resolutionNotice()
		n.AnswerBy = silence
		say(EventConfirmationAsked, n)
		return t, nil
	})
}

// asked reports whether an inquiry about the present resolution waits for its answer.
func (t Ticket) asked() bool {
	n := len(t.Inquiries)
	return n > 0 && t.Inquiries[n-1].AnsweredAt.IsZero() && !t.Inquiries[n-1].Silent
}

// silence is when the working days are over in which the customer may answer: the first instant behind the last one.
func (s *Service) silence(asked time.Time) (time.Time, error) {
	zone, err := calendar.LoadZone(s.config.Hours.Zone())
	if err != nil {
		return time.Time{}, err
	}
	last, err := s.config.Hours.WorkdayAfter(calendar.DateOf(asked, zone), s.config.SilenceDays)
	if err != nil {
		return time.Time{}, err
	}
	return fault.Instant(calendar.FirstInstant(last.AddDays(1), zone)), nil
}

// Answer takes the customer's answer, asked for or not. Confirmed, the ticket is closed (or closes with the last of its
// children, unless Config says otherwise); denied, it is back in progress, its solution clock goes on, and Service Problem
// Management gets the details again, with the customer's words.
func (s *Service) Answer(ctx context.Context, id string, a Confirmation) (Ticket, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Ticket, error) { return s.AnswerTx(u, id, a) })
}

// AnswerTx is Answer in the caller's unit.
func (s *Service) AnswerTx(u *work.Unit, id string, a Confirmation) (Ticket, error) {
	var c fault.Check
	c.Optional("text", a.Text, fault.MaxText)
	if err := c.Err("problem.confirmation"); err != nil {
		return Ticket{}, err
	}
	return s.change(u, id, func(t Ticket, say say) (Ticket, error) {
		switch {
		case t.Status == Closed:
			return t, fault.State(t.Subject(), "is closed; reopen it if the problem is back")
		case t.Status != Resolved:
			return t, fault.State(t.Subject(), "is "+string(t.Status)+"; a resolution is confirmed or denied when there is one")
		case t.ClosesBy == Confirm && a.Confirmed:
			return t, fault.State(t.Subject(), "was confirmed already; it closes with the last of its children")
		}
		t = t.answered(a, u.At)
		t.checkSize(&c)
		if err := c.Err(t.Subject()); err != nil {
			return t, err
		}
		if a.Confirmed {
			t = t.enter(u.At, clock.Entry{Type: clock.Confirmed})
			say(EventConfirmation, ConfirmationNotice{Notice: t.notice(), Confirmation: a})
			return s.close(u, t, Confirm, cmp.Or(a.Text, becauseAgreed), say)
		}
		t, err := t.apply(Deny, u.At, cmp.Or(a.Text, becauseDenied))
		if err != nil {
			return t, err
		}
		t.ClosesBy, t.ResolvedAt = "", time.Time{}
		say(EventConfirmation, ConfirmationNotice{Notice: t.notice(), Confirmation: a})
		say(EventDetailsReported, t.details(a.Text))
		return t, nil
	})
}

// answered notes the answer beside its question, or by itself.
func (t Ticket) answered(a Confirmation, at time.Time) Ticket {
	open := t.asked()
	t.Inquiries = slices.Clone(t.Inquiries)
	if !open {
		t.Inquiries = append(t.Inquiries, Inquiry{})
	}
	last := &t.Inquiries[len(t.Inquiries)-1]
	last.AnsweredAt, last.Answer = at, &a
	return t
}

// Denials is how often the customer has denied a resolution.
func (t Ticket) Denials() int {
	n := 0
	for _, i := range t.Inquiries {
		if i.Answer != nil && !i.Answer.Confirmed {
			n++
		}
	}
	return n
}

// close ends a resolved ticket, or lets it wait for its children.
func (s *Service) close(u *work.Unit, t Ticket, on Event, reason string, say say) (Ticket, error) {
	waits, err := s.waits(u, t)
	if err != nil {
		return t, err
	}
	if waits {
		t.ClosesBy = on
		return t, nil
	}
	if t, err = t.apply(on, u.At, reason); err != nil {
		return t, err
	}
	t.ClosesBy = ""
	say(EventClosed, t.notice())
	return t, nil
}
