package sla

import (
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
	"github.com/etomcrm/etomcrm/sla/downtime"
)

// PeriodRecord is what is known of one period of an agreement, and how it stood when it was last assessed. Samples are kept
// beside it, counted up. It is a value.
type PeriodRecord struct {
	store.Meta
	Correlation string          `json:"correlation"` // the case of the report that found it violated last; else the record's own id
	Customer    string          `json:"customer"`
	Agreement   string          `json:"agreement"`
	Period      calendar.Period `json:"period"`

	Outages    []downtime.Outage       `json:"outage,omitempty"`
	Exclusions []downtime.Exclusion    `json:"exclusion,omitempty"`
	Repairs    []Repair                `json:"repair,omitempty"`
	Fees       map[string]money.Amount `json:"fee,omitempty"` // where they differ from the registered ones

	Reports  int  `json:"reports"`            // how many quality reports it has taken
	Complete bool `json:"complete,omitempty"` // a report said that nothing more is to come

	AssessedAt time.Time  `json:"assessedAt,omitzero"`
	State      State      `json:"state,omitempty"` // the worst of the standings
	Standings  []Standing `json:"standing,omitempty"`
	Warned     []string   `json:"warned,omitempty"`    // objectives whose warning level is crossed
	Violation  bool       `json:"violation,omitempty"` // there is a Violation of this id
	ClaimedAt  time.Time  `json:"claimedAt,omitzero"`  // the customer has claimed it in time, before it was found
	CheckAt    time.Time  `json:"checkAt,omitzero"`    // when it is looked at again though nobody reports
}

// Standing is how an objective stood, without its ledger. It is a value.
type Standing struct {
	Objective string   `json:"objective"`
	Name      string   `json:"name"`
	De        string   `json:"de,omitempty"`
	Feature   string   `json:"feature,omitempty"`
	Kind      Kind     `json:"kind"`
	State     State    `json:"state"`
	Measured  Measure  `json:"measured,omitzero"`
	Operator  Operator `json:"operator"`
	Target    Measure  `json:"target"`
}

const keyCheck = "checkAt"

var records = store.NewCollection("sla.record", func(r *PeriodRecord) []store.Key {
	return []store.Key{
		{Name: byAgreement, Value: r.Agreement + "/" + r.Period.From().String()},
		{Name: keyCheck, Value: store.TimeKey(r.CheckAt)},
	}
})

// recordsFrom selects an agreement's records from a day on, in order of time. An id may go on behind a stroke: whoever asks looks
// at the agreement found.
func recordsFrom(agreement string, from calendar.Date) store.Query {
	return store.Query{Key: byAgreement, From: agreement + "/" + from.String(), To: agreement + "0"} // '0' follows '/'
}

func recordID(agreement string, from calendar.Date) string { return idOf(agreement, from.String()) }

// newRecord is the record of a period of which nothing is known.
func newRecord(g Registered, p calendar.Period) PeriodRecord {
	id := recordID(g.ID, p.From())
	return PeriodRecord{Meta: store.Meta{ID: id}, Correlation: id, Customer: g.Customer, Agreement: g.ID, Period: p}
}

// findRecord is the period's record, or a new one.
func findRecord(u *work.Unit, g Registered, p calendar.Period) (rec PeriodRecord, found bool, err error) {
	rec, found, err = records.Find(u, recordID(g.ID, p.From()))
	if err == nil && !found {
		return newRecord(g, p), false, nil
	}
	return rec, found, err
}

// evidence is the record as Evaluate takes it.
func (r PeriodRecord) evidence(t terms) Record {
	fees := map[string]money.Amount{}
	for _, name := range t.Agreement.Fees {
		fees[name] = t.fee(r, name)
	}
	return Record{Outages: r.Outages, Exclusions: r.excluded(t), Repairs: r.Repairs, Fees: fees}
}

// fee is what the customer pays for the period of a record.
func (t terms) fee(r PeriodRecord, name string) money.Amount {
	if own, there := r.Fees[name]; there {
		return own
	}
	return t.Fees[name]
}

// open reports whether an outage or a repair goes on.
func (r PeriodRecord) open() bool {
	return slices.ContainsFunc(r.Outages, func(o downtime.Outage) bool { return o.End.IsZero() }) ||
		slices.ContainsFunc(r.Repairs, func(m Repair) bool { return m.Restored.IsZero() })
}

// settled reports whether a violation of the period is found whatever the agreement says on when: the waiting time is over, or
// nothing more is to come.
func (r PeriodRecord) settled(v Version, asOf time.Time) bool {
	wait := v.SettleAfter.Duration()
	if r.Complete {
		wait = 0
	}
	return !asOf.Before(r.Period.End().Add(wait))
}

// take notes how things stand, and returns the objectives whose warning level is newly crossed.
func (r *PeriodRecord) take(rep Report) (fresh []Standing) {
	var warned []string
	r.AssessedAt, r.Standings, r.State = rep.AsOf, nil, NoData
	for _, one := range rep.Results {
		s := standing(one)
		r.Standings = append(r.Standings, s)
		r.State = worse(r.State, s.State)
		if s.State != Warned && s.State != Violated || one.Warning == nil {
			continue
		}
		warned = append(warned, s.Objective)
		if s.State == Warned && !slices.Contains(r.Warned, s.Objective) {
			fresh = append(fresh, s)
		}
	}
	r.Warned = warned
	return fresh
}

func standing(r Result) Standing {
	return Standing{Objective: r.Objective, Name: r.Name, De: r.De, Feature: r.Feature, Kind: r.Kind, State: r.State,
		Measured: r.Measured, Operator: r.Operator, Target: r.Target}
}

// severity orders the states: of several objectives the worst counts.
var severity = map[State]int{NoData: 0, Met: 1, Warned: 2, Violated: 3}

func worse(a, b State) State {
	if severity[b] > severity[a] {
		return b
	}
	return a
}

// Assessment is how a period stands: the answer to a quality report.
type Assessment struct {
	Customer  string          `json:"customer"`
	Agreement string          `json:"agreement"`
	Version   string          `json:"version"`
	Record    string          `json:"record"`           // the id of the period's record
	Report    string          `json:"report,omitempty"` // the quality report's id
	Period    calendar.Period `json:"period"`
	AsOf      time.Time       `json:"asOf"`
	Closed    bool            `json:"closed"` // the period was over; else it may end otherwise
	State     State           `json:"state"`  // the worst of the results
	Results   []Standing      `json:"result"`
	Total     money.Amount    `json:"total"` // what the remedies come to as things stand
	Text      string          `json:"text,omitempty"`
}

func (r PeriodRecord) assessment(rep Report, on occasion) Assessment {
	return Assessment{Customer: r.Customer, Agreement: r.Agreement, Version: rep.Version, Record: r.ID, Report: on.report, Text: on.text,
		Period: r.Period, AsOf: rep.AsOf, Closed: rep.Closed, State: r.State, Results: r.Standings, Total: rep.Total}
}
