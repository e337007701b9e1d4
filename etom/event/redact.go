package event

import (
	"fmt"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
)

// Redacted says that an event's data is not as it was written, since when, and why.
type Redacted struct {
	At  time.Time `json:"at"`
	Why string    `json:"why"`
}

// Redaction takes what is personal of one customer out of the journal.
type Redaction struct {
	Customer string
	Cases    []string              // further correlations of the customer's: of events that name no customer
	Keep     func(typ string) Keep // what stays in the data of a type of event; nil: ids, codes, states and amounts
	At       time.Time
	Why      string
}

// RedactReport says what a redaction did.
type RedactReport struct {
	Redacted []string // ids of the events whose data is redacted now, and was not before
	Pending  []string // ids of the events that wait for their delivery, and are as they were: redact again behind it
}

// Redact takes the texts out of the data of the customer's events: those that name the customer, and in their correlations,
// and in Cases, those that name nobody. What names another customer stays. Nothing else changes: numbers, types, subjects,
// correlations, causes and instants stand as they were written, so that whoever judges a journal by them judges as before.
// An event that waits for its delivery is left alone, for whoever it goes to needs its data. Redacting again changes nothing.
//
// Events are found by the customer they name since they carry Event.Customer; older ones by Cases.
func Redact(in store.In, r Redaction) (RedactReport, error) {
	var c fault.Check
	c.Text("customer", r.Customer, fault.MaxID)
	c.Text("why", r.Why, fault.MaxText)
	c.That(!r.At.IsZero(), "at", fault.RuleRequired, "must be the instant of the redaction")
	if err := c.Err("event.redaction"); err != nil {
		return RedactReport{}, err
	}
	own, err := OfCustomer(in, r.Customer)
	if err != nil {
		return RedactReport{}, err
	}
	var report RedactReport
	for _, e := range own {
		if err := report.redact(in, r, e); err != nil {
			return report, err
		}
	}
	for _, correlation := range r.cases(own) {
		all, err := Of(in, correlation)
		if err != nil {
			return report, err
		}
		for _, e := range all {
			if whose := e.whose(); whose != "" && whose != r.Customer || e.Customer == r.Customer {
				continue
			}
			if err := report.redact(in, r, e); err != nil {
				return report, err
			}
		}
	}
	return report, nil
}

// whose is the customer that the event names; of older events what their data says.
func (e Event) whose() string {
	if e.Customer != "" {
		return e.Customer
	}
	return customerIn(e.Data)
}

// cases are those of the redaction and those of the customer's events, each once.
func (r Redaction) cases(own []Event) []string {
	all := slices.Clone(r.Cases)
	for _, e := range own {
		all = append(all, e.Correlation)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// redact redacts one event, unless there is nothing to take out of it.
func (report *RedactReport) redact(in store.In, r Redaction, e Event) error {
	keep := Keeping()
	if r.Keep != nil {
		keep = r.Keep(e.Type)
	}
	data, changed, err := keep.Redact(e.Data)
	if err != nil {
		return fmt.Errorf("%s: redact: %w", fault.Subject(e.Type, e.ID), err)
	}
	if !changed {
		return nil
	}
	if !e.Delivered {
		report.Pending = append(report.Pending, e.ID)
		return nil
	}
	e.Customer, e.Data, e.Redacted = e.whose(), data, &Redacted{At: fault.Instant(r.At), Why: r.Why}
	report.Redacted = append(report.Redacted, e.ID)
	return events.Put(in, &e)
}

// OfCustomer returns the events that name a customer, in order of id.
func OfCustomer(in store.In, customer string) ([]Event, error) {
	return events.By(in, byCustomer, customer)
}
