package crashtest_test

import (
	"encoding/json"
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/retention/risk"
	"github.com/etomcrm/etomcrm/etom/etomtest/crash"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/ordering"
)

// A store that breaks the promise must be found out, in the same way in which the good ones are found good.
func TestCrashes_show_a_store_that_commits_each_write_on_its_own(t *testing.T) {
	t.Parallel()
	s := newScene(t, crash.SQLite(t))
	s.sabotage = true
	crash.FoundOut(t, 60, func() []string {
		complaint := s.crash() // what a life before left behind may be more than a worker can bear
		broken := rules.Check(s.look())
		if complaint != "" {
			broken = append(broken, complaint)
		}
		return broken
	})
}

// copied is the same evidence, with lists of its own.
func (e evidence) copied() evidence {
	e.said, e.orders, e.assessments = slices.Clone(e.said), slices.Clone(e.orders), slices.Clone(e.assessments)
	e.deposits, e.standings, e.events, e.streams = slices.Clone(e.deposits), slices.Clone(e.standings), slices.Clone(e.events), maps.Clone(e.streams)
	for n := range e.assessments {
		e.assessments[n].Votes = slices.Clone(e.assessments[n].Votes)
	}
	for n := range e.deposits {
		e.deposits[n].Moves = slices.Clone(e.deposits[n].Moves)
	}
	return e
}

// tell adds an event to the journal, as if it had been told.
func (e *evidence) tell(typ, subject string, data any) {
	text, _ := json.Marshal(data) // notices have a JSON
	e.streams[subject]++
	e.events = append(e.events, event.Event{Meta: store.Meta{ID: typ + subject}, Type: typ, Subject: subject, Correlation: subject, No: e.streams[subject], Data: text, Delivered: true})
}

// forget takes what is told of a subject out of the journal, and out of what the outside was told, as if it had never been.
func (e *evidence) forget(typ, subject string) {
	gone := func(one event.Event) bool { return one.Type == typ && one.Subject == subject }
	e.said = slices.DeleteFunc(e.said, func(l crash.Line[step]) bool {
		return find(e.events, func(one event.Event) bool { return gone(one) && one.ID == l.Step.Event }) != nil
	})
	e.events = slices.DeleteFunc(e.events, gone)
	slices.SortFunc(e.events, func(a, b event.Event) int { return int(a.No - b.No) })
	clear(e.streams)
	for n := range e.events {
		one := &e.events[n]
		e.streams[one.Correlation]++
		one.No = e.streams[one.Correlation]
	}
}

// The keys of orders of an honest run: each is the first order of its kind.
const (
	grantedKey  = "case-0-0-1"
	depositKey  = "case-0-1-1"
	reviewedKey = "case-0-2-3"
	returnedKey = "case-0-3-1"
	richKey     = "case-1-3-2"
	waitingKey  = "case-2-3-1"
)

// Each is a whole forgery, of which nothing but the rule that is meant knows.
func TestCheck_finds_what_can_go_wrong_and_nothing_else(t *testing.T) {
	t.Parallel()
	good := honest(t, first-1)
	assessed := func(e *evidence, key string) *risk.Assessment { return e.assessment(*e.order(key)) }
	deposited := func(e *evidence, key string) *risk.DepositAccount { return e.deposit(assessed(e, key).ID) }
	book := func(e *evidence, d *risk.DepositAccount, m risk.Move) {
		d.Moves = append(d.Moves, m)
		d.Received, _ = d.Received.Add(m.Amount) // small numbers
		e.tell(risk.EventDepositReceived, d.ID, risk.DepositNotice{Move: m.ID, Amount: m.Amount})
	}
	for _, s := range []crash.Sabotage[evidence]{
		{Name: "an assessment has no order", Rule: neitherAlone, Do: func(e *evidence) {
			a := *assessed(e, grantedKey)
			a.ID, a.Order = "stray", "nowhere"
			e.assessments = append(e.assessments, a)
			e.tell(risk.EventAssessmentMade, a.ID, nil)
		}},
		{Name: "an order has no assessment", Rule: neitherAlone, Do: func(e *evidence) {
			id := assessed(e, grantedKey).ID
			e.assessments = slices.DeleteFunc(e.assessments, func(a risk.Assessment) bool { return a.ID == id })
			e.forget(risk.EventAssessmentMade, id)
		}},
		{Name: "an assessment is of another amount", Rule: neitherAlone, Do: func(e *evidence) { assessed(e, grantedKey).Amount = money.Must("99.00 EUR") }},
		{Name: "an order went on while it was held", Rule: inStep, Do: func(e *evidence) { e.order(waitingKey).State = ordering.InProgress }},
		{Name: "an order was cancelled, and its assessment stands", Rule: inStep, Do: func(e *evidence) {
			assessed(e, returnedKey).State = risk.AwaitingDeposit
		}},
		{Name: "a deposit is there, the order is held, and nothing is pending", Rule: inStep, Do: func(e *evidence) {
			d := deposited(e, waitingKey)
			assessed(e, waitingKey).State = risk.Approved
			book(e, d, risk.Move{ID: "the last cent", Kind: risk.MoveReceived, Amount: money.Must("0.01 EUR")})
		}},
		{Name: "a payment is there twice", Rule: allMoney, Do: func(e *evidence) { book(e, deposited(e, waitingKey), deposited(e, waitingKey).Moves[0]) }},
		{Name: "a deposit holds what never came", Rule: allMoney, Do: func(e *evidence) { d := deposited(e, waitingKey); d.Received = money.Must("400.00 EUR") }},
		{Name: "one person voted twice", Rule: fourEyes, Do: func(e *evidence) {
			a := assessed(e, reviewedKey)
			a.Votes = append(a.Votes, a.Votes[0])
		}},
		{Name: "a limit has not followed", Rule: limitFollows, Do: func(e *evidence) {
			for n := range e.standings {
				if e.standings[n].ID == e.order(richKey).Customer {
					e.standings[n].Limit = money.Must("1000.00 EUR")
				}
			}
		}},
		{Name: "a payment was acknowledged and is not there", Rule: nothingLost, Do: func(e *evidence) {
			d := deposited(e, waitingKey)
			d.Moves, d.Received = nil, money.Must("0.00 EUR")
			e.forget(risk.EventDepositReceived, d.ID)
		}},
		{Name: "a vote was refused and is there", Rule: nothingLost, Do: func(e *evidence) {
			for n := range e.said {
				if l := &e.said[n]; l.Act == crash.Ack && l.Step.What == vote && l.Step.Key == reviewedKey {
					l.Act = crash.Drop
				}
			}
		}},
		{Name: "a decision was told twice", Rule: toldOnce, Do: func(e *evidence) { e.tell(risk.EventAssessmentMade, assessed(e, grantedKey).ID, nil) }},
		{Name: "nobody was told of a payment", Rule: toldOnce, Do: func(e *evidence) { e.forget(risk.EventDepositReceived, deposited(e, waitingKey).ID) }},
		{Name: "a number was given to nothing", Rule: numbered, Do: func(e *evidence) { e.streams[e.events[0].Correlation]++ }},
		{Name: "the outside was told of what never happened", Rule: truthful, Do: func(e *evidence) {
			e.said = append(e.said, crash.Line[step]{Act: crash.Note, Step: step{What: told, Event: "never"}})
		}},
	} {
		t.Run(s.Name, func(t *testing.T) {
			e := good.copied()
			s.Do(&e)
			var found []string
			for _, r := range rules {
				if len(r.Broken(e)) > 0 {
					found = append(found, r.Name)
				}
			}
			assert.Equal(t, []string{s.Rule}, found, rules.Check(e))
		})
	}
	require.Empty(t, rules.Check(good), "no sabotage has changed the evidence itself")
}
