package rating

import (
	"cmp"
	"slices"
	"strings"

	"github.com/etomcrm/etomcrm/etom/money"
)

// Change is a line that two ratings of the same usage make differently. A plain value.
type Change struct {
	Product string      `json:"product,omitempty"`
	Tariff  string      `json:"tariff"`
	Version string      `json:"version"`
	Code    string      `json:"code"`
	Name    string      `json:"name"`
	De      string      `json:"de,omitempty"`
	Before  money.Exact `json:"before"`            // nothing, if the line is new
	Now     money.Exact `json:"now"`               // nothing, if the line is gone
	Records []string    `json:"records,omitempty"` // ids of those that cost more or less on this line, in byte order
}

// By is what is to be charged on top, or given back if negative. Error: *money.OverflowError.
func (c Change) By() (money.Exact, error) { return c.Now.Sub(c.Before) }

// lineKey tells lines apart.
type lineKey struct {
	product, tariff, version, code string
	currency                       money.Currency
}

// Difference is what a re-rating changes: the lines whose amounts differ, in a fixed order, with the records that made it so.
// Before plus By is now, on every line; a re-rating that changes nothing makes no Change. Nothing is debited twice: what is
// charged is the difference alone.
func Difference(before, now Result) []Change {
	changes := map[lineKey]*Change{}
	for i, r := range []Result{before, now} {
		for _, l := range r.Lines {
			key := lineKey{l.Product, l.Tariff, l.Version, l.Code, l.Amount.Currency()}
			c := changes[key]
			if c == nil {
				c = &Change{Product: l.Product, Tariff: l.Tariff, Version: l.Version, Code: l.Code, Name: l.Name, De: l.De,
					Before: zero(key.currency), Now: zero(key.currency)}
				changes[key] = c
			}
			if i == 0 {
				c.Before = l.Amount
			} else {
				c.Now = l.Amount
			}
		}
	}
	var all []Change
	for key, c := range changes {
		if c.Before != c.Now {
			c.Records = differing(key, before, now)
			all = append(all, *c)
		}
	}
	slices.SortFunc(all, func(a, b Change) int {
		return cmp.Or(strings.Compare(a.Product, b.Product), strings.Compare(a.Tariff, b.Tariff), strings.Compare(a.Version, b.Version),
			strings.Compare(a.Code, b.Code), strings.Compare(a.Now.Currency().String(), b.Now.Currency().String()))
	})
	return all
}

// differing are the records that cost something else on a line.
func differing(key lineKey, before, now Result) []string {
	amounts := map[string][2]money.Exact{}
	for i, r := range []Result{before, now} {
		for _, rated := range r.Rated {
			if rated.Product != key.product && key.product != "" || rated.Version != key.version {
				continue
			}
			for _, s := range rated.Why {
				if s.Line != key.code || s.Amount.Currency() != key.currency {
					continue
				}
				both := amounts[rated.Usage.ID]
				if sum, err := both[i].Add(s.Amount); err == nil { // they are parts of a sum that was made without fault
					both[i] = sum
				}
				amounts[rated.Usage.ID] = both
			}
		}
	}
	var ids []string
	for id, both := range amounts {
		if order, err := both[0].Cmp(both[1]); err != nil || order != 0 {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}
