package sla

import (
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/personal"
	"github.com/etomcrm/etomcrm/etom/work"
)

const holder = "sla"

// figures are the fields that say what was promised and delivered: they name no person.
var figures = []string{"agreement", "version", "name", "de", "feature", "metric", "objective", "unit", "exact", "Measure.text", "fee", "fault", "reference", "outage", "warned"}

var (
	scrubAgreement = personal.Scrub[Registered](figures...)
	scrubRecord    = personal.Scrub[PeriodRecord](figures...)
	scrubViolation = personal.Scrub[Violation](figures...)
	scrubAlarm     = personal.Scrub[Alarm](figures...)
)

// held is what is kept about customers: agreements, what was delivered, violations and alarms. Only comments and the texts of
// alarms can be a person's words; they go.
var held = personal.Holders{
	personal.Of(agreements, personal.Records[Registered]{Holder: holder, Purpose: "to know what quality is promised", Basis: personal.Contract, Key: byCustomer,
		Case:  func(g Registered) string { return g.Correlation },
		Keep:  func(u *work.Unit, g Registered) (personal.Stay, error) { return g.stay(u.At), nil },
		Scrub: scrubAgreement}),
	personal.Of(records, personal.Records[PeriodRecord]{Holder: holder, Purpose: "to know what quality was delivered", Basis: personal.Contract,
		Find:  recordsOf,
		Case:  func(r PeriodRecord) string { return r.Correlation },
		Scrub: scrubRecord}),
	personal.Of(violations, personal.Records[Violation]{Holder: holder, Purpose: "to make up for quality that was not delivered", Basis: personal.Contract, Key: byCustomer,
		Case:  func(v Violation) string { return v.Correlation },
		Keep:  func(_ *work.Unit, v Violation) (personal.Stay, error) { return v.stay(), nil },
		Scrub: scrubViolation}),
	personal.Of(alarms, personal.Records[Alarm]{Holder: holder, Purpose: "to restore the quality that is promised", Basis: personal.Contract, Key: byCustomer,
		Case: func(a Alarm) string { return a.Correlation },
		Keep: func(_ *work.Unit, a Alarm) (personal.Stay, error) {
			if a.State == AlarmEnded {
				return personal.Stay{}, nil
			}
			return personal.Open("the alarm is " + string(a.State)), nil
		},
		Scrub: scrubAlarm}),
}

func recordsOf(u *work.Unit, customer string) ([]PeriodRecord, error) {
	all, err := agreements.By(u, byCustomer, customer)
	if err != nil {
		return nil, err
	}
	var found []PeriodRecord
	for _, g := range all {
		some, _, err := records.Page(u, recordsFrom(g.ID, calendar.Date{}))
		if err != nil {
			return nil, err
		}
		for _, r := range some {
			if r.Agreement == g.ID {
				found = append(found, r)
			}
		}
	}
	return found, nil
}

// stay says why an agreement is kept: while it runs.
func (g Registered) stay(at time.Time) personal.Stay {
	switch {
	case g.Until.IsZero():
		return personal.Open("the service level agreement runs until further notice")
	case calendar.DateOf(at, nil).Before(g.Until):
		return personal.Open("the service level agreement runs until " + g.Until.String())
	}
	return personal.Stay{}
}

// stay says why what was said about a violation is kept: until it is settled, then as long as it can be claimed.
func (v Violation) stay() personal.Stay {
	if v.State == ViolationFound {
		return personal.Open("the violation is not settled")
	}
	return personal.Claim.StaySince(v.FoundAt)
}

// Personal shows what is kept of a customer's service levels; it implements personal.Holder.
func (s *Service) Personal(u *work.Unit, customer string) ([]personal.Item, error) {
	return held.Personal(u, customer)
}

// Erase takes comments and texts out of what is kept of a customer's service levels, but for what is open, and as long as the
// law keeps it; it implements personal.Holder.
func (s *Service) Erase(u *work.Unit, customer string) ([]personal.Item, error) {
	return held.Erase(u, customer)
}

// EventKeep says what stays of the data of this package's events when a customer's data is erased.
func EventKeep() event.Keep { return eventKeep }

var eventKeep = event.Keeping("feature", "name", "objective", "operator", "metric", "alarm", "record", "threshold", "value", "exact", "fee", "fault", "maintenance",
	"cause", "extent", "priorityName", "impact", "claim", "within", "hours", "level")
