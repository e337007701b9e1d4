package sla

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
	"github.com/etomcrm/etomcrm/sla/sample"
)

// Violation is a missed target of an agreement in a period, or several (3.7.2). There is one for a period, under the id of the
// period's record, however often it is assessed: what is handed over is always only the difference to what was before, so that
// all hand-overs add up to what the last report grants. It is a value.
//
// When it is found: as soon as a target is missed that cannot be met any more in the rest of the period (see Lasting), if the agreement
// settles at once; otherwise, and for all other targets, when the period and the agreement's waiting time are over. What comes
// later changes it at once.
type Violation struct {
	store.Meta
	Correlation string             `json:"correlation"`
	Customer    string             `json:"customer"`
	Agreement   string             `json:"agreement"`
	Period      calendar.Period    `json:"period"`
	State       ViolationState     `json:"state"`
	FoundAt     time.Time          `json:"foundAt"`
	Breaches    []Breach           `json:"breach,omitempty"` // the targets missed as things stand
	Resolved    bool               `json:"resolved"`         // no outage goes on
	Claim       ClaimKind          `json:"claim"`
	ClaimBy     time.Time          `json:"claimBy,omitzero"`   // when it is too late to claim what is not handed over
	ClaimedAt   time.Time          `json:"claimedAt,omitzero"` // the customer has claimed in time
	Granted     []Grant            `json:"granted,omitempty"`  // what is handed over, as it stands
	Total       money.Amount       `json:"total"`              // of it
	HandOvers   []HandOver         `json:"handOver,omitempty"` // the last of them
	HandedOver  int                `json:"handedOver"`         // how many there were
	Content     *Content           `json:"content,omitempty"`
	History     []ViolationChanged `json:"history,omitempty"` // the last of it
}

// Breach is a missed target.
type Breach struct {
	Standing
	FoundAt time.Time `json:"foundAt"`
}

// Grant is a remedy that is handed over.
type Grant struct {
	Objective   string       `json:"objective"`
	Consequence int          `json:"consequence"`
	Fault       string       `json:"fault,omitempty"`
	Fee         string       `json:"fee,omitempty"`
	Amount      money.Amount `json:"amount"`
}

// HandOver is one of the differences handed over to Billing & Collections.
type HandOver struct {
	No     int          `json:"no"` // from 1
	At     time.Time    `json:"at"`
	Amount money.Amount `json:"amount"`
}

// ViolationChanged is one entry of a violation's history.
type ViolationChanged struct {
	At    time.Time      `json:"at"`
	From  ViolationState `json:"from"`
	Event ViolationEvent `json:"event"`
	To    ViolationState `json:"to"`
}

// maxHistory is how many entries of its histories a violation keeps; the journal has them all.
const maxHistory = 100

const keyClaim = "claimBy"

var violations = store.NewCollection("sla.violation", func(v *Violation) []store.Key {
	keys := []store.Key{{Name: byCustomer, Value: v.Customer}}
	if v.State == ViolationFound {
		keys = append(keys, store.Key{Name: keyClaim, Value: store.TimeKey(v.ClaimBy)})
	}
	return keys
})

// Lasting reports whether a missed target of the objective stays missed for the rest of the period, whatever is delivered in it. Of a
// percentile, a mean or a share that is not so: they are judged when the period is over.
func (o Objective) Lasting() bool {
	if o.sampled() {
		return o.Rule.Kind == sample.Peak || o.Rule.Kind == sample.Longest
	}
	return o.Kind != MeanTimeToRepair
}

// apply takes the event through the life cycle and writes the history.
func (v Violation) apply(on ViolationEvent, now time.Time) (Violation, error) {
	to, err := violationLifecycle.Next(v.State, on)
	if err != nil {
		return v, fmt.Errorf("%s: %w", violations.Subject(v.ID), err)
	}
	v.History = lastOf(append(slices.Clone(v.History), ViolationChanged{At: now, From: v.State, Event: on, To: to}))
	v.State = to
	return v, nil
}

// lastOf is the end of a history.
func lastOf[T any](all []T) []T { return all[max(0, len(all)-maxHistory):] }

// Violation returns a violation.
func (s *Service) Violation(ctx context.Context, id string) (Violation, error) {
	return work.See(ctx, s.env, func(u *work.Unit) (Violation, error) { return s.ViolationTx(u, id) })
}

// ViolationTx is Violation in the caller's unit.
func (s *Service) ViolationTx(u *work.Unit, id string) (Violation, error) {
	return violations.Get(u, id)
}

// ViolationsOf returns a customer's violations, in order of id.
func (s *Service) ViolationsOf(ctx context.Context, customer string) ([]Violation, error) {
	return work.See(ctx, s.env, func(u *work.Unit) ([]Violation, error) { return violations.By(u, byCustomer, customer) })
}

// Content says whether the customer is content with how a violation was resolved.
type Content struct {
	Content bool      `json:"content"`
	Comment string    `json:"comment,omitempty"`
	At      time.Time `json:"at"`
}

// NoteContent notes whether the customer is content with a violation's resolution (3.7.2). A violation of which the remedy was
// handed over is closed then, or disputed; one that is not there yet is fault.ErrState.
func (s *Service) NoteContent(ctx context.Context, violation string, content bool, comment string) (Violation, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Violation, error) { return s.NoteContentTx(u, violation, content, comment) })
}

// NoteContentTx is NoteContent in the caller's unit.
func (s *Service) NoteContentTx(u *work.Unit, violation string, content bool, comment string) (Violation, error) {
	var c fault.Check
	c.Optional("comment", comment, fault.MaxText)
	if err := c.Err(violations.Subject(violation)); err != nil {
		return Violation{}, err
	}
	on := DisputeViolation
	if content {
		on = ConfirmViolation
	}
	return work.Change(u, violations, violation, func(v Violation, say work.Say) (Violation, error) {
		v, err := v.apply(on, u.At)
		if err != nil {
			return v, err
		}
		v.Content = &Content{Content: content, Comment: comment, At: u.At}
		say(EventContentNoted, ContentNotice{Customer: v.Customer, Agreement: v.Agreement, Violation: v.ID, Content: *v.Content})
		return v, nil
	})
}

// Subject names the violation for messages.
func (v Violation) Subject() string { return violations.Subject(v.ID) }

// About says what the violation's events are about.
func (v Violation) About() (subject, correlation string) { return v.ID, v.Correlation }

// notice is what events say about a violation, with the breaches given.
func (v Violation) notice(breaches []Breach) ViolationNotice {
	return ViolationNotice{Customer: v.Customer, Agreement: v.Agreement, Violation: v.ID, Period: v.Period, State: v.State,
		Breaches: breaches, FoundAt: v.FoundAt, Resolved: v.Resolved, Total: v.Total, ClaimBy: v.ClaimBy, Text: v.text("en"), De: v.text("de")}
}

// text says what was promised and what was delivered.
func (v Violation) text(lang string) string {
	if len(v.Breaches) == 0 {
		return word(lang, "corrected: no target was missed", "berichtigt: kein Ziel wurde verfehlt")
	}
	var said []string
	for _, b := range v.Breaches {
		said = append(said, b.text(lang))
	}
	return short(strings.Join(said, "; "))
}

func (b Breach) text(lang string) string {
	name := b.Name
	if lang == "de" {
		name = orDefault(b.De, b.Name)
	}
	if b.Feature != "" {
		name = b.Feature + ", " + name
	}
	return fmt.Sprintf("%s: %s, %s %s %s", name, b.Measured.In(lang, b.Target.Rat()), word(lang, "agreed is", "vereinbart ist"),
		b.Operator.Words(lang), b.Target.In(lang))
}

// maxSaid is how long a sentence of a notice may be, in bytes.
const maxSaid = 5000

func short(text string) string {
	if len(text) <= maxSaid {
		return text
	}
	return strings.ToValidUTF8(text[:maxSaid], "") + " …"
}
