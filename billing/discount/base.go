package discount

import (
	"slices"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Base is a line of the bill as discounts see it: what it is for, and its printed list amount. A line of nothing or less (a rebate, a
// charge taken back) takes no discount. A plain value.
type Base struct {
	ID       string         `json:"id"` // of the line, once on the bill; equals are ordered by it
	Product  string         `json:"product,omitempty"`
	Code     string         `json:"code,omitempty"`
	Class    string         `json:"class,omitempty"`   // of tax
	Kind     string         `json:"kind,omitempty"`    // recurring, oneTime, usage …: the caller's words
	On       calendar.Date  `json:"on,omitzero"`       // the day that decides which discounts hold for the line; none: that of the bill
	Quantity money.Quantity `json:"quantity,omitzero"` // units, for discounts per unit; not below 0
	Amount   money.Amount   `json:"amount"`            // printed: rounded to the minor unit
}

// Filter says which lines a discount is for: those that have one of the values of every list that is not empty. The zero Filter lets
// every line pass. A plain value.
type Filter struct {
	Lines    []string `json:"lines,omitempty"` // ids, for what was agreed for one line
	Products []string `json:"products,omitempty"`
	Codes    []string `json:"codes,omitempty"`
	Classes  []string `json:"classes,omitempty"`
	Kinds    []string `json:"kinds,omitempty"`
}

// Holds reports whether the discount is for the line.
func (f *Filter) Holds(b *Base) bool {
	return has(f.Lines, b.ID) && has(f.Products, b.Product) && has(f.Codes, b.Code) && has(f.Classes, b.Class) && has(f.Kinds, b.Kind)
}

// check refuses values that no line can have.
func (f *Filter) check(c *fault.Check) {
	for _, l := range [...]struct {
		name   string
		values []string
	}{{"lines", f.Lines}, {"products", f.Products}, {"codes", f.Codes}, {"classes", f.Classes}, {"kinds", f.Kinds}} {
		for i, value := range l.values {
			var part fault.Check
			part.Optional("", value, fault.MaxID)
			within(c, "filter."+l.name, i, &part)
		}
	}
}

func has(list []string, value string) bool { return len(list) == 0 || slices.Contains(list, value) }
