package problem

import (
	"cmp"
	"context"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/etomcrm/etomcrm/crm/problem/clock"
	"github.com/etomcrm/etomcrm/etom"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Standing is how one ticket stands, in a report to its customer.
type Standing struct {
	Ticket      string    `json:"ticket"`
	Description string    `json:"description"` // its first 200 bytes
	Feature     string    `json:"feature,omitempty"`
	Status      Status    `json:"status"`
	Priority    Priority  `json:"priority,omitempty"`
	Opened      time.Time `json:"creationDate"`
	Expected    time.Time `json:"expectedResolutionDate,omitzero"`
	Resolved    time.Time `json:"resolutionDate,omitzero"`
	Breaches    int       `json:"breaches,omitempty"` // raised so far
}

// MaxStandings is how many tickets a report names: those that changed last.
const MaxStandings = 1000

// ReportRequest asks for a report (3.6.2).
type ReportRequest struct {
	Correlation string // the case it belongs to; empty: the report is its own
	Customer    string // empty: on all customers' tickets, for Customer QoS/SLA Management and Retention & Loyalty
	Period      calendar.Period
}

// MakeReport reports what happened to tickets in a period, up to now: to a customer, with the state of each of the customer's
// tickets that were open or changed since the period began; or to Customer QoS/SLA Management and Retention & Loyalty, in figures.
func (s *Service) MakeReport(ctx context.Context, r ReportRequest) (ReportNotice, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (ReportNotice, error) { return s.MakeReportTx(u, r) })
}

// MakeReportTx is MakeReport in the caller's unit.
func (s *Service) MakeReportTx(u *work.Unit, r ReportRequest) (ReportNotice, error) {
	var c fault.Check
	c.Optional("correlation", r.Correlation, fault.MaxID)
	c.Optional("customer", r.Customer, fault.MaxID)
	c.That(!r.Period.IsZero(), "period", fault.RuleRequired, "must be a period")
	if !r.Period.IsZero() {
		c.That(!r.Period.Start().After(u.At), "period", fault.RuleRange, "lies in the future: nothing has happened yet")
	}
	if err := c.Err("problem.report"); err != nil {
		return ReportNotice{}, err
	}
	n := ReportNotice{Customer: r.Customer, To: []etom.Party{etom.CustomerQoSSLA, etom.RetentionLoyalty}}
	found, err := reported(u, r)
	if err != nil {
		return ReportNotice{}, err
	}
	if n.Summary, err = Summarise(found, r.Period, u.At); err != nil {
		return ReportNotice{}, err
	}
	if r.Customer != "" {
		n.To, n.Tickets = []etom.Party{etom.Customer}, standings(found)
	}
	return n, u.Emit(EventReportMade, u.NewID(), r.Correlation, n)
}

// reported are the tickets that a report is about: whatever happened to a ticket in the period, it has changed since it began, or
// was open then.
func reported(u *work.Unit, r ReportRequest) ([]Ticket, error) {
	since := r.Period.Start()
	var found []Ticket
	var err error
	if r.Customer != "" {
		found, err = tickets.By(u, keyCustomer, r.Customer)
	} else {
		found, _, err = tickets.Page(u, store.Query{Key: keyUpdate, From: store.TimeKey(since)})
		for _, status := range []Status{Acknowledged, Pending, Held, InProgress, Resolved} {
			if err != nil {
				return nil, err
			}
			var open []Ticket
			open, err = tickets.By(u, keyStatus, string(status))
			found = append(found, slices.DeleteFunc(open, func(t Ticket) bool { return !t.UpdatedAt.Before(since) })...)
		}
	}
	return slices.DeleteFunc(found, func(t Ticket) bool { return !t.Status.Open() && t.UpdatedAt.Before(since) }), err
}

// standings are the states of the tickets, what changed last before the others.
func standings(found []Ticket) []Standing {
	found = slices.Clone(found)
	slices.SortStableFunc(found, func(a, b Ticket) int { return cmp.Or(b.UpdatedAt.Compare(a.UpdatedAt), cmp.Compare(a.ID, b.ID)) })
	var all []Standing
	for _, t := range found[:min(len(found), MaxStandings)] {
		s := Standing{Ticket: t.ID, Description: beginning(t.Description), Feature: t.Feature, Status: t.Status, Priority: t.Priority,
			Opened: t.CreatedAt, Expected: t.ExpectedResolution, Resolved: t.ResolvedAt}
		for _, signal := range t.Signals {
			s.Breaches += one(signal.State == clock.StateBreached)
		}
		all = append(all, s)
	}
	return all
}

// beginning is as much of a text as a line takes, cut between characters.
func beginning(text string) string {
	if len(text) <= fault.MaxName {
		return text
	}
	end := fault.MaxName
	for !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end]
}
