package customer

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Likeness is how sure it is that two records are of one identity.
type Likeness string

// The likenesses.
const (
	Likely   Likeness = "likely"   // merge them, if nobody knows better
	Possible Likeness = "possible" // ask the customer
)

// The points from which two records are a duplicate.
const (
	PossiblePoints = 40
	LikelyPoints   = 70
)

// The codes of the rules for duplicates.
const (
	ReasonSameName     = "CUSTOMER-SAME-01"
	ReasonSameEmail    = "CUSTOMER-SAME-02"
	ReasonSamePhone    = "CUSTOMER-SAME-03"
	ReasonSameCard     = "CUSTOMER-SAME-04"
	ReasonSameAddress  = "CUSTOMER-SAME-05"
	ReasonOtherTaxID   = "CUSTOMER-SAME-06"
	ReasonOtherCompany = "CUSTOMER-SAME-07"
)

// DuplicateRule is one row of the table: what speaks for two records being one customer, or against it.
type DuplicateRule struct {
	Code   string
	Points int // less than 0: against it
	What   string
	met    func(a, b known) bool
}

var duplicateRules = []DuplicateRule{
	{ReasonSameName, 30, "the names are the same but for their writing, their legal form and the order of their words", func(a, b known) bool { return a.alike != "" && a.alike == b.alike }},
	{ReasonSameEmail, 40, "they have an e-mail address in common", sharing(KeyEmail)},
	{ReasonSamePhone, 30, "they have a telephone number in common; so has a household", sharing(KeyPhone)},
	{ReasonSameCard, 40, "they have paid with the same card", sharing(KeyCard)},
	{ReasonSameAddress, 25, "they live, or have their seat, at one address", func(a, b known) bool {
		return slices.ContainsFunc(a.places, func(p string) bool { return slices.Contains(b.places, p) })
	}},
	{ReasonOtherTaxID, -70, "each has a tax number, and they differ", differing(KeyTaxID)},
	{ReasonOtherCompany, -70, "each has a number in one register, and they differ", differing(KeyRegister)},
}

// DuplicateRules lists the rules; the weights are ours. Records of different kinds, and merged ones, are never duplicates.
func DuplicateRules() []DuplicateRule { return slices.Clone(duplicateRules) }

// known is what of a record is compared.
type known struct {
	customer Customer
	alike    string
	places   []string
	keys     []keyRecord
}

func sharing(typ KeyType) func(a, b known) bool {
	return func(a, b known) bool {
		return slices.ContainsFunc(a.keys, func(k keyRecord) bool {
			return k.Type == typ && slices.ContainsFunc(b.keys, func(o keyRecord) bool { return o.Type == typ && o.Lookup == k.Lookup })
		})
	}
}

// differing is for keys that belong to one customer: as each belongs to one record, any two of one authority differ.
func differing(typ KeyType) func(a, b known) bool {
	return func(a, b known) bool {
		return slices.ContainsFunc(a.keys, func(k keyRecord) bool {
			return k.Type == typ && slices.ContainsFunc(b.keys, func(o keyRecord) bool { return o.Type == typ && folded(o.Authority) == folded(k.Authority) })
		})
	}
}

// Duplicate is a pair of records that may be one customer's.
type Duplicate struct {
	Customer string         `json:"customer"`
	Other    string         `json:"other"`
	Likeness Likeness       `json:"likeness"`
	Points   int            `json:"points"`
	Reasons  []fault.Reason `json:"reasons"` // what speaks for it and against it, with the points
}

// compare applies the rules; false if the two are no duplicate.
func compare(a, b known) (Duplicate, bool) {
	d := Duplicate{Customer: a.customer.ID, Other: b.customer.ID}
	if a.customer.Kind != b.customer.Kind || a.customer.Merged != nil || b.customer.Merged != nil {
		return d, false
	}
	for _, rule := range duplicateRules {
		if rule.met(a, b) {
			d.Points += rule.Points
			d.Reasons = append(d.Reasons, fault.Reason{Code: rule.Code, Message: fmt.Sprintf("%s: %+d", rule.What, rule.Points)})
		}
	}
	d.Likeness = Possible
	if d.Points >= LikelyPoints {
		d.Likeness = Likely
	}
	return d, d.Points >= PossiblePoints
}

// MaxShared is how many customers may have a key or a name in common for it to be looked at: what more of them share, such as the number
// of a switchboard, does not say who anybody is.
const MaxShared = 50

// Duplicates finds the records that may be of the same identity as a customer's, the surest first: those that share a key or the name
// with it are compared by DuplicateRules. It reads what it finds by the keys, never all customers.
func (s *Service) Duplicates(ctx context.Context, id string) ([]Duplicate, error) {
	return work.See(ctx, s.env, func(u *work.Unit) ([]Duplicate, error) { return s.DuplicatesTx(u, id) })
}

// DuplicatesTx is Duplicates in the caller's unit.
func (s *Service) DuplicatesTx(u *work.Unit, id string) ([]Duplicate, error) {
	c, err := current(u, id)
	if err != nil {
		return nil, err
	}
	return duplicates(u, c)
}

func duplicates(u *work.Unit, c Customer) ([]Duplicate, error) {
	mine, err := knownOf(u, c)
	if err != nil {
		return nil, err
	}
	ids, err := mine.sharers(u)
	if err != nil {
		return nil, err
	}
	var found []Duplicate
	for _, id := range ids {
		other, err := customers.Get(u, id)
		if err != nil {
			return nil, err
		}
		theirs, err := knownOf(u, other)
		if err != nil {
			return nil, err
		}
		if d, is := compare(mine, theirs); is {
			found = append(found, d)
		}
	}
	slices.SortStableFunc(found, func(a, b Duplicate) int { return cmp.Compare(b.Points, a.Points) })
	return found, nil
}

func knownOf(u *work.Unit, c Customer) (known, error) {
	keys, err := keyRecords.By(u, byCustomer, c.ID)
	k := known{customer: c, alike: alike(c.Name), keys: keys}
	for _, m := range c.ContactMedia {
		if p := place(m); p != "" {
			k.places = append(k.places, p)
		}
	}
	return k, err
}

// sharers are the ids of the other customers with whom one shares the name or a key that is not unique, in their order.
func (k known) sharers(u *work.Unit) ([]string, error) {
	var ids []string
	add := func(more []string) {
		if len(more) <= MaxShared {
			ids = append(ids, more...)
		}
	}
	if k.alike != "" {
		named, _, err := customers.Page(u, store.Query{Key: byAlike, Equal: k.alike, Exact: true, Limit: MaxShared + 1})
		if err != nil {
			return nil, err
		}
		var same []string
		for _, c := range named {
			same = append(same, c.ID)
		}
		add(same)
	}
	for _, key := range k.keys {
		if row, _ := keyRow(key.Type); row.Unique {
			continue // it belongs to nobody else
		}
		shared, _, err := keyRecords.Page(u, store.Query{Key: byLookup, Equal: key.Lookup, Exact: true, Limit: MaxShared + 1})
		if err != nil {
			return nil, err
		}
		var same []string
		for _, r := range shared {
			if r.Type == key.Type {
				same = append(same, r.Customer)
			}
		}
		add(same)
	}
	slices.Sort(ids)
	return slices.DeleteFunc(slices.Compact(ids), func(id string) bool { return id == k.customer.ID }), nil
}

// AllDuplicates finds the duplicates among all customers, a page of customers in the order of their names at a time; each pair is found
// once. It goes on behind the cursor that came with the page before; a zero cursor comes at the end.
func (s *Service) AllDuplicates(ctx context.Context, after store.Cursor, limit int) ([]Duplicate, store.Cursor, error) {
	page, next, err := s.List(ctx, "", after, limit)
	if err != nil {
		return nil, store.Cursor{}, err
	}
	found, err := work.See(ctx, s.env, func(u *work.Unit) ([]Duplicate, error) {
		var all []Duplicate
		for _, listed := range page {
			c, err := customers.Get(u, listed.ID)
			if err != nil {
				return nil, err
			}
			if c.Merged != nil {
				continue // since the page was read
			}
			some, err := duplicates(u, c)
			if err != nil {
				return nil, err
			}
			all = append(all, slices.DeleteFunc(some, func(d Duplicate) bool { return d.Other < d.Customer })...)
		}
		return all, nil
	})
	return found, next, err
}
