package discount

import (
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
)

// History is what a price condition looks at: since when the customer is one, and what earlier bills printed. A plain value.
type History struct {
	Since calendar.Date `json:"since,omitzero"` // of the customer, for conditions by months
	Past  []Past        `json:"past,omitempty"`
}

// Past is a line of an earlier bill. A plain value.
type Past struct {
	Bill     string         `json:"bill"`
	Line     string         `json:"line"` // once on its bill
	On       calendar.Date  `json:"on"`   // the day that decides into which span it falls
	Product  string         `json:"product,omitempty"`
	Code     string         `json:"code,omitempty"`
	Class    string         `json:"class,omitempty"`
	Kind     string         `json:"kind,omitempty"`
	Quantity money.Quantity `json:"quantity,omitzero"`
	Amount   money.Amount   `json:"amount"`           // printed list amount; a credited line is there less its credit
	Granted  money.Amount   `json:"granted,omitzero"` // what the condition took off it so far, re-pricing included; not below 0
	Others   money.Amount   `json:"others,omitzero"`  // what other discounts took off it; not below 0
}

func (p *Past) base() Base {
	return Base{ID: p.Line, Product: p.Product, Code: p.Code, Class: p.Class, Kind: p.Kind, On: p.On, Quantity: p.Quantity, Amount: p.Amount}
}
