package marketing

import (
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/personal"
	"github.com/etomcrm/etomcrm/etom/work"
)

// held is what is kept about customers: leads, and who was held out. What is noted about one goes; that there was one stays, for the effect of a
// collateral is counted by them.
var held = personal.Holders{
	personal.Of(leads, personal.Records[Lead]{Holder: "crm/marketing", Purpose: "to follow what comes of a collateral", Basis: personal.Interest, Key: byOwner,
		Case:  func(l Lead) string { return l.Correlation },
		Scrub: personal.Scrub[Lead]("marketingCollateral", "name", "productOffering", "channel")}),
	personal.Of(controls, personal.Records[HeldOut]{Holder: "crm/marketing", Purpose: "to compare those who got a collateral with those who did not",
		Basis: personal.Interest, Key: byOwner, Case: func(h HeldOut) string { return h.ID },
		Scrub: func(h HeldOut) HeldOut { return h }}), // there is nothing in it but ids
}

// Personal shows the leads of a customer; it implements personal.Holder.
func (s *Service) Personal(u *work.Unit, customer string) ([]personal.Item, error) {
	return held.Personal(u, customer)
}

// Erase takes out of a customer's leads what was noted about them; it implements personal.Holder.
func (s *Service) Erase(u *work.Unit, customer string) ([]personal.Item, error) {
	return held.Erase(u, customer)
}

// EventKeep says what stays of the data of this package's events when a customer's data is erased.
func EventKeep() event.Keep { return eventKeep }

var eventKeep = event.Keeping("name", "medium", "control")
