package selling

import (
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/personal"
	"github.com/etomcrm/etomcrm/etom/work"
)

const holder = "crm/selling"

// product are the fields that say what is sold, at which price and on which terms: they are the provider's words.
var product = []string{"name", "productOffering", "offering", "instead", "dependsOn", "has", "feasible", "alternative", "asks", "feature", "condition", "termOrCondition",
	"sentence", "discountName", "recurringChargePeriod", "unit", "metric", "period", "Term.text", "Remedy.text", "Remedy.price", "Match.name",
	"interaction", "lead", "prospect", "quote", "agreement", "externalId", "status", "agreementType", "Priority.value", "Authorization.state", "role"}

var (
	scrubProspect  = personal.Scrub[Prospect](product...)
	scrubQuote     = personal.Scrub[Quote](product...)
	scrubVersion   = personal.Scrub[pastVersion](product...)
	scrubAgreement = personal.Scrub[Agreement](product...)
)

// held is what is kept about customers: what they want, what they were offered, what was agreed. Their words, names, signatures
// and addresses go; what was sold at which price stays.
var held = personal.Holders{
	personal.Of(prospects, personal.Records[Prospect]{Holder: holder, Purpose: "to offer what the customer needs", Basis: personal.Contract, Key: "customer",
		Case: func(p Prospect) string { return p.Correlation },
		Keep: func(_ *work.Unit, p Prospect) (personal.Stay, error) {
			if prospectLifecycle.Final(p.State) {
				return personal.Stay{}, nil
			}
			return personal.Open("an offer is being prepared"), nil
		},
		Scrub: scrubProspect}),
	personal.Of(quotes, personal.Records[Quote]{Holder: holder, Purpose: "to know what was offered", Basis: personal.Contract, Key: "customer",
		Case:  func(q Quote) string { return q.Correlation },
		Keep:  func(_ *work.Unit, q Quote) (personal.Stay, error) { return q.stay(), nil },
		Scrub: scrubQuote}),
	personal.Of(versions, personal.Records[pastVersion]{Holder: holder, Purpose: "to know what was offered before", Basis: personal.Contract,
		Find:  versionsOf,
		Case:  func(v pastVersion) string { return v.Quote.Correlation },
		Keep:  func(u *work.Unit, v pastVersion) (personal.Stay, error) { return v.stay(u) },
		Scrub: scrubVersion}),
	personal.Of(agreements, personal.Records[Agreement]{Holder: holder, Purpose: "to know what was agreed", Basis: personal.Contract, Key: "customer",
		Case:  func(a Agreement) string { return a.Correlation },
		Keep:  func(u *work.Unit, a Agreement) (personal.Stay, error) { return a.stay(u.At), nil },
		Scrub: scrubAgreement}),
	heldRecommendations,
}

// versionsOf are the former versions of the customer's quotes.
func versionsOf(u *work.Unit, customer string) ([]pastVersion, error) {
	all, err := quotes.By(u, "customer", customer)
	if err != nil {
		return nil, err
	}
	var found []pastVersion
	for _, q := range all {
		some, err := versions.By(u, "quote", q.ID)
		if err != nil {
			return nil, err
		}
		found = append(found, some...)
	}
	return found, nil
}

// stay says why the words of a quote are kept: an offer that made no agreement is no business letter.
func (q Quote) stay() personal.Stay {
	switch {
	case !quoteLifecycle.Final(q.State):
		return personal.Open("the offer is open")
	case q.Agreement != "":
		return personal.BusinessLetter.StaySince(q.ClosedAt)
	}
	return personal.Stay{}
}

// stay is that of the quote as it stands now.
func (v pastVersion) stay(u *work.Unit) (personal.Stay, error) {
	q, found, err := quotes.Find(u, v.Quote.ID)
	if err != nil || !found {
		return personal.Stay{}, err
	}
	return q.stay(), nil
}

// stay says why the words of an agreement are kept: while its order is on its way and while it runs; then as the law says.
// Whether one until further notice still runs, Selling does not know: whoever erases asks the relationship.
func (a Agreement) stay(at time.Time) personal.Stay {
	end := a.MadeAt
	if !a.Period.IsZero() {
		end = a.Period.End()
	}
	switch {
	case a.Handover != Announced && a.Handover != Refused:
		return personal.Open("the purchase order is on its way")
	case at.Before(end):
		return personal.Open("the agreement runs until " + calendar.DateOf(end, nil).String())
	}
	return personal.BusinessLetter.StaySince(end)
}

// Personal shows what is kept of a customer's wishes, offers and agreements; it implements personal.Holder.
func (s *Service) Personal(u *work.Unit, customer string) ([]personal.Item, error) {
	return held.Personal(u, customer)
}

// Erase takes names, addresses and the customer's words out of what is kept, but for what is open, and for agreements as long
// as the law says; it implements personal.Holder.
func (s *Service) Erase(u *work.Unit, customer string) ([]personal.Item, error) {
	return held.Erase(u, customer)
}

// EventKeep says what stays of the data of this package's events when a customer's data is erased.
func EventKeep() event.Keep { return eventKeep }

var eventKeep = event.Keeping("name", "instead", "dependsOn", "asks", "feature", "discountName", "recurringChargePeriod", "metric", "operator", "priceType",
	"action", "externalId", "serviceLevel", "about", "value", "rules", "recommendation").Without("data")
