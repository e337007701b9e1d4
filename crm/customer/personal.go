package customer

import (
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/personal"
	"github.com/etomcrm/etomcrm/etom/work"
)

const holder = "crm/customer"

// held is what is kept about a customer as a person. Name, addresses, keys and the history of data go; what is left is the
// customer's id and number, by which bills and orders name him, and how the relationship went.
var held = personal.Holders{
	personal.Of(customers, personal.Records[Customer]{Holder: holder, Purpose: "to know who the customer is and to reach him", Basis: personal.Contract,
		Find: func(u *work.Unit, id string) ([]Customer, error) {
			c, found, err := customers.Find(u, id)
			if !found {
				return nil, err
			}
			return []Customer{c}, nil
		},
		Keep: func(u *work.Unit, c Customer) (personal.Stay, error) { return stayOf(u, c.ID) },
		Scrub: func(c Customer) Customer {
			c = scrubCustomer(c)
			c.ContactMedia, c.Parties, c.Characteristics = nil, nil, nil // without their texts there is nothing in them
			return c
		}}),
	personal.Of(keyRecords, personal.Records[keyRecord]{Holder: holder, Purpose: "to recognise the customer when he makes contact", Basis: personal.Contract,
		Find: func(u *work.Unit, id string) ([]keyRecord, error) {
			all, err := keyRecords.By(u, byCustomer, id)
			kept := all[:0]
			for _, k := range all {
				if k.Type != KeyNumber { // it stands in the customer, and nobody else gets it
					kept = append(kept, k)
				}
			}
			return kept, err
		},
		Keep: func(u *work.Unit, k keyRecord) (personal.Stay, error) { return stayOf(u, k.Customer) },
		Show: func(k keyRecord) any { return k.Key }}),
	personal.Of(changes, personal.Records[Change]{Holder: holder, Purpose: "to know since when which data of the customer holds", Basis: personal.Interest, Key: byCustomer,
		Keep: func(u *work.Unit, c Change) (personal.Stay, error) { return stayOf(u, c.Customer) }}),
}

var scrubCustomer = personal.Scrub[Customer]("customerNumber", "Merging.into")

// stayOf says why a customer stays known: while the relationship goes on. Of a merged record it is the survivor's.
func stayOf(u *work.Unit, id string) (personal.Stay, error) {
	c, found, err := customers.Find(u, id)
	for err == nil && found && c.Merged != nil {
		c, found, err = customers.Find(u, c.Merged.Into)
	}
	if err != nil || c.Status != Active && c.Status != Suspended {
		return personal.Stay{}, err
	}
	return personal.Open("the customer is " + string(c.Status) + ": the relationship is to be ended first"), nil
}

// Personal shows what is known of a customer as a person; it implements personal.Holder.
func (s *Service) Personal(u *work.Unit, id string) ([]personal.Item, error) {
	return held.Personal(u, id)
}

// Erase erases what is known of a customer as a person, unless the relationship goes on; it implements personal.Holder.
func (s *Service) Erase(u *work.Unit, id string) ([]personal.Item, error) { return held.Erase(u, id) }

// EventKeep says what stays of the data of this package's events when a customer's data is erased: that there was a key of a
// type, not which.
func EventKeep() event.Keep { return eventKeep }

var eventKeep = event.Keeping("customerNumber", "from", "to", "into", "fields")
