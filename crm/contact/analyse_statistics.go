package contact

import (
	"context"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Statistics are figures of the contacts that came in within a time. It is a value.
type Statistics struct {
	From      time.Time          `json:"from"`
	Until     time.Time          `json:"until"` // not included
	Contacts  int                `json:"contacts"`
	Customers int                `json:"customers"` // different ones, as far as they are known
	Unknown   int                `json:"unknown"`   // contacts whose sender is not
	ByKind    map[Kind]Answering `json:"kind"`
	ByChannel map[Channel]int    `json:"channel"`
	ByTopic   map[string]int     `json:"topic"` // by the code of the topic; a contact may have several, or none
}

// Answering says how contacts of a kind were answered. It is a value.
type Answering struct {
	Contacts  int           `json:"contacts"`
	Completed int           `json:"completed"`
	Late      int           `json:"late"`      // completed behind the time they were to be completed by, or not yet although it has passed
	Median    time.Duration `json:"median"`    // from receipt to completion, of those completed; nanoseconds in JSON
	Ninetieth time.Duration `json:"ninetieth"` // nine of ten were completed within it
	Longest   time.Duration `json:"longest"`
}

// Tally counts the inbound ones of the contacts, as they stand at asOf. What else is in the list does not count.
func Tally(all []Interaction, topics []Topic, asOf time.Time) Statistics {
	t := newTally(topics, asOf)
	for _, i := range all {
		t.add(i)
	}
	return t.statistics()
}

// tally is statistics in the making.
type tally struct {
	sum       Statistics
	topics    []Topic
	asOf      time.Time
	customers map[string]bool
	took      map[Kind][]time.Duration
}

func newTally(topics []Topic, asOf time.Time) *tally {
	return &tally{topics: topics, asOf: asOf, customers: map[string]bool{}, took: map[Kind][]time.Duration{},
		sum: Statistics{ByKind: map[Kind]Answering{}, ByChannel: map[Channel]int{}, ByTopic: map[string]int{}}}
}

func (t *tally) add(i Interaction) {
	if i.Direction != FromCustomer {
		return
	}
	t.sum.Contacts++
	t.sum.ByChannel[i.Channel]++
	for _, c := range Sight(i, t.topics, nil).Concerns {
		if c.Family == FamilyTopic {
			t.sum.ByTopic[c.Name]++
		}
	}
	if i.Unknown() {
		t.sum.Unknown++
	} else {
		t.customers[i.Customer] = true
	}
	a := t.sum.ByKind[i.Kind]
	a.Contacts++
	done := i.Final() && !i.CompletedAt.After(t.asOf)
	ended := t.asOf
	if done {
		a.Completed++
		ended = i.CompletedAt
		t.took[i.Kind] = append(t.took[i.Kind], i.CompletedAt.Sub(i.At))
	}
	if !i.AnswerBy.IsZero() && ended.After(i.AnswerBy) {
		a.Late++
	}
	t.sum.ByKind[i.Kind] = a
}

func (t *tally) statistics() Statistics {
	t.sum.Customers = len(t.customers)
	for k, took := range t.took {
		slices.Sort(took)
		a := t.sum.ByKind[k]
		a.Median, a.Ninetieth, a.Longest = rank(took, 50), rank(took, 90), took[len(took)-1]
		t.sum.ByKind[k] = a
	}
	return t.sum
}

// rank is the least of the sorted durations that so many percent are not above (nearest rank).
func rank(sorted []time.Duration, percent int) time.Duration {
	return sorted[(len(sorted)*percent+99)/100-1]
}

// Statistics returns figures of the contacts that came in from an instant up to, not including, another, as they stand now.
func (a *Analyst) Statistics(ctx context.Context, from, until time.Time) (Statistics, error) {
	return work.See(ctx, a.env, func(u *work.Unit) (Statistics, error) { return a.StatisticsTx(u, from, until) })
}

// StatisticsTx is Statistics in the caller's unit.
func (a *Analyst) StatisticsTx(u *work.Unit, from, until time.Time) (Statistics, error) {
	var c fault.Check
	c.That(!from.IsZero(), "from", fault.RuleRequired, "must be an instant")
	c.That(until.After(from), "until", fault.RuleRange, "must lie behind from")
	if err := c.Err("contact.statistics"); err != nil {
		return Statistics{}, err
	}
	t := newTally(a.config.Topics, u.At)
	for _, r := range routes {
		if err := eachReceived(u, r.Kind, from, until, t.add); err != nil {
			return Statistics{}, err
		}
	}
	t.sum.From, t.sum.Until = fault.Instant(from), fault.Instant(until)
	return t.statistics(), nil
}
