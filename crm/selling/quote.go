package selling

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
)

// Quote is an offer (TMF648) as its latest version has it; see Service.Versions for the ones before. It is a value: its
// methods return the changed quote and leave the old one alone.
type Quote struct {
	store.Meta
	Number      int    `json:"quoteVersion"` // TMF648's version, from 1: each answer to a counter-offer is one more
	Correlation string `json:"correlation"`
	ExternalID  string `json:"externalId,omitempty"`
	Customer    string `json:"customer"`
	Prospect    string `json:"prospect,omitempty"`
	Agreement   string `json:"agreement,omitempty"` // made when it was accepted

	State          State           `json:"state"`
	Reasons        []fault.Reason  `json:"reasons,omitempty"` // why it is pending, rejected or cancelled
	History        []Change        `json:"history"`           // of this version
	Authorizations []Authorization `json:"authorization,omitempty"`
	Signatures     Signatures      `json:"signatures,omitzero"`

	Items        []Item         `json:"quoteItem"`
	Totals       []Total        `json:"quoteTotalPrice,omitempty"`
	ServiceLevel ServiceLevel   `json:"serviceLevel,omitzero"`
	Conditions   []string       `json:"condition,omitempty"`
	Education    []Education    `json:"education,omitempty"`
	Missing      []fault.Reason `json:"missing,omitempty"` // needs that it does not serve, or not fully
	Asks         []string       `json:"asks,omitempty"`    // data about the customer that is still needed
	Months       int            `json:"months,omitempty"`  // for which it is agreed; 0: until further notice

	MadeAt     time.Time `json:"quoteDate"`
	ValidDays  int       `json:"validDays"`
	ValidUntil time.Time `json:"validUntil,omitzero"`                   // the first instant at which it cannot be accepted any more; set when it is approved
	ClosedAt   time.Time `json:"effectiveQuoteCompletionDate,omitzero"` // when this version reached a final state

	LeadTime            time.Duration `json:"leadTime,omitempty"`               // from acceptance to completion; nanoseconds in JSON
	RequestedCompletion time.Time     `json:"requestedCompletionDate,omitzero"` // what the customer asks for
	PromisedCompletion  time.Time     `json:"promisedCompletionDate,omitzero"`  // a date promised by hand; zero: see Promise
	ExpectedCompletion  time.Time     `json:"expectedCompletionDate,omitzero"`  // if it were accepted at once

	Draft Draft `json:"draft"` // what it was drawn up from
}

// Authorization is the decision on a discount beyond the limit of whoever made the quote, as in TMF648.
type Authorization struct {
	RequestedAt time.Time `json:"requestedDate"`
	GivenAt     time.Time `json:"givenDate,omitzero"`
	Approver    string    `json:"approver,omitempty"`
	Role        string    `json:"role,omitempty"`
	State       string    `json:"state"` // requested, approved or declined
	Note        string    `json:"note,omitempty"`
}

// The states of an authorization.
const (
	AuthorizationRequested = "requested"
	AuthorizationApproved  = "approved"
	AuthorizationDeclined  = "declined"
)

// Signatures are those of both sides: the provider signs the offer, the customer accepts it.
type Signatures struct {
	Provider Signature `json:"provider,omitzero"`
	Customer Signature `json:"customer,omitzero"`
}

// Signature says who signed, and when.
type Signature struct {
	By string    `json:"by"`
	At time.Time `json:"at"`
}

// The codes of the reasons for which a quote ends.
const (
	ReasonRefused   = "SELLING-QUOTE-01" // the customer does not want it
	ReasonCountered = "SELLING-QUOTE-02" // the customer wants something else
	ReasonExpired   = "SELLING-QUOTE-03" // the validity has ended
	ReasonGivenUp   = "SELLING-QUOTE-04" // given up before it was an offer
	ReasonDeclined  = "SELLING-QUOTE-05" // what was asked for is not granted
)

// DrawUp makes the body of a quote: items with prices and discounts, totals, service level, conditions, what the customer
// must know, lead time. It has no state and no dates yet. What cannot go together is fault.ErrInvalid.
func DrawUp(portfolio Portfolio, terms Terms, d Draft) (Quote, error) {
	d.Key, d.RequestedCompletion, d.PromisedCompletion = "", fault.Instant(d.RequestedCompletion), fault.Instant(d.PromisedCompletion)
	items, err := portfolio.Compose(d.Items, d.Has)
	if err != nil {
		return Quote{}, err
	}
	setLeadTimes(items, d.LeadTimes)
	terms.apply(items)
	totals, err := Totals(items)
	if err != nil {
		return Quote{}, err
	}
	q := Quote{
		ExternalID: d.ExternalID, Customer: d.Customer, Prospect: d.Prospect, Draft: d,
		Items: items, Totals: totals, ServiceLevel: portfolio.serviceLevel(terms, items), Conditions: slices.Clone(terms.Conditions),
		Education: portfolio.Educate(items), Asks: portfolio.asks(items, d.Data), LeadTime: LeadTime(items),
		Months: cmp.Or(d.Months, terms.Months), ValidDays: cmp.Or(d.ValidDays, terms.ValidDays),
		RequestedCompletion: d.RequestedCompletion, PromisedCompletion: d.PromisedCompletion,
	}
	if d.ServiceLevel != nil {
		q.ServiceLevel = *d.ServiceLevel
	}
	for _, condition := range d.Conditions {
		if !slices.Contains(q.Conditions, condition) {
			q.Conditions = append(q.Conditions, condition)
		}
	}
	return q, nil
}

func (p Portfolio) serviceLevel(terms Terms, items []Item) ServiceLevel {
	levels := []ServiceLevel{terms.ServiceLevel}
	for _, i := range items {
		if o, _ := p.Find(i.Offering); i.Action != Delete {
			levels = append(levels, o.ServiceLevel)
		}
	}
	return MergeServiceLevels(levels...)
}

// asks lists the data about the customer that the products take and that is not known yet.
func (p Portfolio) asks(items []Item, known map[string]string) []string {
	var missing []string
	for _, i := range items {
		o, _ := p.Find(i.Offering)
		for _, name := range o.Asks {
			if i.charged() && known[name] == "" && !slices.Contains(missing, name) {
				missing = append(missing, name)
			}
		}
	}
	return missing
}

// ValidUntil is the end of the day so many days after the instant's, in the zone; nil is UTC.
func ValidUntil(at time.Time, days int, zone *time.Location) time.Time {
	return calendar.FirstInstant(calendar.DateOf(at, zone).AddDays(days+1), zone)
}

// Expired reports whether an offer can no longer be accepted at an instant.
func (q Quote) Expired(asOf time.Time) bool {
	return !q.ValidUntil.IsZero() && !asOf.Before(q.ValidUntil)
}

// Promise is the completion that can be promised to somebody who accepts at an instant: the date promised by hand, if there
// is one and it lies ahead; else when the lead time has passed, or when the customer asks for it if that is later. It is zero
// if nothing can be said.
func (q Quote) Promise(at time.Time, days Calendar) time.Time {
	if q.PromisedCompletion.After(at) {
		return q.PromisedCompletion
	}
	if q.LeadTime == 0 {
		return time.Time{}
	}
	earliest := fault.Instant(days.After(at, q.LeadTime))
	if q.RequestedCompletion.After(earliest) {
		return q.RequestedCompletion
	}
	return earliest
}

// Permitted lists the events the life cycle permits now.
func (q Quote) Permitted() []Event { return quoteLifecycle.Permitted(q.State) }

// Subject names the quote for messages.
func (q Quote) Subject() string { return quotes.Subject(q.ID) }

// apply takes events through the life cycle and writes the history. A wrong event is *lifecycle.Error.
func (q Quote) apply(at time.Time, reason string, on ...Event) (Quote, error) {
	state, history, err := follow(quoteLifecycle, q.State, q.History, at, reason, on...)
	if err != nil {
		return q, fmt.Errorf("%s: %w", q.Subject(), err)
	}
	q.State, q.History = state, history
	if quoteLifecycle.Final(state) {
		q.ClosedAt = at
	}
	return q, nil
}

// instant is a time as every database keeps it.
