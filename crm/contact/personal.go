package contact

import (
	"slices"
	"strings"

	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/personal"
	"github.com/etomcrm/etomcrm/etom/work"
)

const holder = "crm/contact"

// letterKinds are the contacts that a customer makes by which a transaction is concluded, changed or ended, or what was
// delivered is complained about: business letters. Enquiries, questions and inquiries how far something is are none.
var letterKinds = []Kind{PurchaseOrder, CounterOffer, Amendment, Cancellation, TestResult, Complaint, ProblemReport, BillInquiry, Termination}

// letterReasons are what events begin with that, told to a customer, are business letters.
var letterReasons = []string{"selling.proposal.", "selling.purchaseOrder.", "selling.order.", "ordering.", "billing.", "collection.", "sla.claim."}

// letter reports whether the law takes the contact for a business letter.
func (i Interaction) letter() bool {
	if i.Direction == FromCustomer {
		return slices.Contains(letterKinds, i.Kind)
	}
	return slices.ContainsFunc(letterReasons, func(prefix string) bool { return strings.HasPrefix(i.Reason, prefix) })
}

// stay says why the words of a contact are kept.
func (i Interaction) stay() personal.Stay {
	switch {
	case !i.Final():
		return personal.Open("the request is not completed")
	case i.letter():
		return personal.BusinessLetter.StaySince(i.At)
	}
	return personal.Stay{}
}

// scrubbed is the contact without words: that there was one, when, by which way, of which kind and about what.
func (i Interaction) scrubbed() Interaction {
	i = scrubInteraction(i)
	if i.Direction == FromCustomer {
		i.Reason = string(i.Kind) // the subject line is the customer's
	}
	return i
}

var (
	scrubInteraction = personal.Scrub[Interaction]("continues", "reason", "about", "language", "answers")
	scrubProfile     = personal.Scrub[Profile]("language", "latestStatus", "latestAbout")
	scrubMatter      = personal.Scrub[matter]("about", "state", "told")
)

var held = personal.Holders{
	personal.Of(interactions, personal.Records[Interaction]{Holder: holder, Purpose: "to answer what the customer asks, and to know what was said", Basis: personal.Contract,
		Find: func(u *work.Unit, customer string) ([]Interaction, error) {
			found, _, err := interactions.Page(u, spanOf(byHistory, customer, noTime, noTime))
			return found, err
		},
		Case:  func(i Interaction) string { return i.Correlation },
		Keep:  func(_ *work.Unit, i Interaction) (personal.Stay, error) { return i.stay(), nil },
		Scrub: Interaction.scrubbed}),
	personal.Of(profiles, personal.Records[Profile]{Holder: holder, Purpose: "to know by which way, in which language and on what the customer talks with us", Basis: personal.Interest,
		Find: func(u *work.Unit, customer string) ([]Profile, error) {
			p, found, err := profiles.Find(u, customer)
			if !found {
				return nil, err
			}
			return []Profile{p}, nil
		},
		Scrub: scrubProfile}),
	personal.Of(matters, personal.Records[matter]{Holder: holder, Purpose: "to answer how far something is", Basis: personal.Contract, Key: byCustomer,
		Case: func(m matter) string { return m.Correlation }, Scrub: scrubMatter}),
}

// Personal shows what contacts with a customer left behind; it implements personal.Holder.
func (s *Service) Personal(u *work.Unit, customer string) ([]personal.Item, error) {
	return held.Personal(u, customer)
}

// Erase takes the words out of what contacts with a customer left behind, but for open requests and business letters; it
// implements personal.Holder. A contact whose sender nobody knows is nobody's: Resolve it first.
func (s *Service) Erase(u *work.Unit, customer string) ([]personal.Item, error) {
	return held.Erase(u, customer)
}

// EventKeep says what stays of the data of this package's events when a customer's data is erased: no words, and nothing of
// what the sender's address was.
func EventKeep() event.Keep { return eventKeep }

var eventKeep = event.Keeping("to", "direction", "reason", "about", "answers", "told", "lastChannel", "latestStatus", "latestAbout").Without("content")
