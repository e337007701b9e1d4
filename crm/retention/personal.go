package retention

import (
	"slices"

	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/personal"
	"github.com/etomcrm/etomcrm/etom/work"
)

const holder = "crm/retention"

// held says what is stored about a customer, for what, and what becomes of it. Statements on consent are kept for as long
// as it may have to be proven what the customer had permitted; they have codes and ids only.
var held = personal.Holders{
	personal.Of(profiles, personal.Records[Profile]{Holder: holder, Purpose: "to serve the customer as suits them, and to know who comes first",
		Basis: personal.Interest, Case: func(p Profile) string { return p.ID }, Find: func(u *work.Unit, customer string) ([]Profile, error) {
			p, found, err := profiles.Find(u, customer)
			if !found {
				return nil, err
			}
			return []Profile{p}, nil
		}}),
	personal.Of(agreements, personal.Records[Agreement]{Holder: holder, Purpose: "to know the service levels agreed with the customer",
		Basis: personal.Contract, Key: byCustomer, Case: func(a Agreement) string { return a.ID }}),
	personal.Of(inquiries, personal.Records[Inquiry]{Holder: holder, Purpose: "to know how content the customer is, and to see to it",
		Basis: personal.Interest, Key: byCustomer, Case: func(i Inquiry) string { return i.Correlation }}),
	personal.Of(violations, personal.Records[Violation]{Holder: holder, Purpose: "to know which service levels the customer has missed",
		Basis: personal.Interest, Key: byCustomer, Case: func(v Violation) string { return v.Correlation }}),
	personal.Of(consents, personal.Records[Consent]{Holder: holder, Purpose: "to prove what the customer has permitted, and to honour what they have not",
		Basis: personal.Law, Key: byCustomer, Keep: keepConsent, Case: func(c Consent) string { return c.Customer }}),
}

// keepConsent keeps a consent while it is relied on, and every statement until claims are barred that come of its time.
func keepConsent(u *work.Unit, c Consent) (personal.Stay, error) {
	if c.State != ConsentGiven || !c.Until.IsZero() {
		return personal.Claim.StaySince(c.lastAt()), nil
	}
	said, err := consents.By(u, byCustomer, c.Customer)
	if err != nil {
		return personal.Stay{}, err
	}
	slices.SortFunc(said, later)
	for _, next := range said {
		if later(next, c) > 0 && next.Purpose == c.Purpose && (next.Channel == "" || next.Channel == c.Channel) {
			return personal.Claim.StaySince(next.At), nil
		}
	}
	return personal.Open("the consent holds; note first that it is withdrawn"), nil
}

// Personal shows what is stored about a customer; see personal.Holder.
func (s *Service) Personal(u *work.Unit, customer string) ([]personal.Item, error) {
	return held.Personal(u, customer)
}

// Erase removes what is stored about a customer and returns what stays; see personal.Holder. Statements on consent stay, and
// hold, until claims that come of them are barred.
func (s *Service) Erase(u *work.Unit, customer string) ([]personal.Item, error) {
	return held.Erase(u, customer)
}

// EventKeep says what stays of the data of this package's events when a customer's data is erased.
func EventKeep() event.Keep { return eventKeep }

var eventKeep = event.Keeping("asker", "about", "name", "serviceLevel", "setting", "value", "origin", "consent", "purpose", "inquiry", "missed", "merged")
