package rating

import (
	"cmp"
	"strings"
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Usage is one record of use, as TMF635 calls it: a call, a message, a session, an installation, a transport. A plain value.
type Usage struct {
	ID       string         `json:"id"`                // of the record; rated once
	Product  string         `json:"product,omitempty"` // the product used; empty: the request's
	Kind     string         `json:"kind"`              // what is used, as the tariff's prices name it: voice, sms, data
	At       time.Time      `json:"at"`                // the first instant of this record
	Duration calendar.Span  `json:"duration,omitzero"` // true time; of what is priced by time
	Elapsed  calendar.Span  `json:"elapsed,omitzero"`  // how long the call had lasted before this record, if it is a later part of one
	Quantity money.Quantity `json:"quantity,omitzero"` // of what is priced by quantity; at most 10^12, six digits behind the point
	Unit     string         `json:"unit,omitempty"`    // of Quantity; must be the price's, if it is given
	Value    money.Amount   `json:"value,omitzero"`    // of what is priced by a percentage of it
	From     string         `json:"from,omitempty"`    // the number or address it came from
	To       string         `json:"to,omitempty"`      // the number or address it went to, which gives the zone
	Text     string         `json:"text,omitempty"`    // for the bill
}

// begun is when the call began, of which u may be a later part.
func (u *Usage) begun() time.Time {
	if u.Elapsed == 0 {
		return u.At
	}
	return u.At.Add(-u.Elapsed.Duration())
}

// compare puts records in the order in which they are rated: by time, then by id. Records that share both are told apart by
// everything else, so that the order in which they came never matters.
func (u *Usage) compare(v *Usage) int {
	if c := u.At.Compare(v.At); c != 0 {
		return c
	}
	if c := strings.Compare(u.ID, v.ID); c != 0 {
		return c
	}
	return cmp.Or(
		cmp.Compare(u.Duration, v.Duration), cmp.Compare(u.Elapsed, v.Elapsed), u.Quantity.Cmp(v.Quantity),
		strings.Compare(u.Product, v.Product), strings.Compare(u.Kind, v.Kind), strings.Compare(u.To, v.To),
		strings.Compare(u.From, v.From), strings.Compare(u.Unit, v.Unit), strings.Compare(u.Text, v.Text),
		strings.Compare(u.Value.String(), v.Value.String()),
	)
}
