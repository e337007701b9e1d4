package charge

import "github.com/etomcrm/etomcrm/etom/calendar"

// Holding is a product that a customer holds and pays for, as it is known now, with its whole history: what was agreed late, or is
// corrected, is simply written into it. A plain value.
type Holding struct {
	ID        string        `json:"id"`
	Name      string        `json:"name"`
	De        string        `json:"de,omitempty"`
	Offering  string        `json:"offering,omitempty"`
	Tariff    string        `json:"tariff,omitempty"` // by which its usage is rated
	Agreement string        `json:"agreement,omitempty"`
	TaxClass  string        `json:"taxClass,omitempty"`
	Quantity  int64         `json:"quantity"`            // units held from the start, 0 to MaxQuantity
	Changes   []Change      `json:"changes,omitempty"`   // of the quantity
	From      calendar.Date `json:"from"`                // first service day
	Until     calendar.Date `json:"until,omitzero"`      // first day without service; zero: goes on; the same as From: never begun
	Suspended []Range       `json:"suspended,omitempty"` // days on which recurring prices are not owed; a blocking that the customer pays through is none
	Settled   calendar.Date `json:"settled,omitzero"`    // service days before it are done with, say by another system: neither charged nor taken back
	Prices    []Price       `json:"prices"`
}

// MaxQuantity is the most units a holding can have.
const MaxQuantity = 1_000_000_000

// Change is the quantity held from a day on. A plain value.
type Change struct {
	From     calendar.Date `json:"from"`
	Quantity int64         `json:"quantity"`
}
