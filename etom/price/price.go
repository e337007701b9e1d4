// Package price owns what quotes, orders and charges share: a price as agreed with a customer, and the line it makes for
// a quantity. It does not own how usage is rated or taxes are added; that is Billing's.
//
//	p := price.Price{Name: "DSL surcharge", Type: price.Recurring, Period: "month",
//		Amount: money.Must("39.90 EUR"), Discount: money.MustRate("5%")}
//	line, err := p.Line(2) // list 79.80 EUR, discount -3.99 EUR, net 75.81 EUR
//
// A package of its own, because Selling, Order Handling and Billing may not import one another.
package price

import (
	"slices"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Type tells when a price is due, as TMF620, TMF622 and TMF648 spell it.
type Type string

// The types.
const (
	Recurring    Type = "recurring"
	NonRecurring Type = "nonRecurring"
)

// periods are what a recurring price may recur by.
var periods = []string{"day", "week", "month", "quarter", "year"}

// Price is a price for one unit, net of taxes. It is a value.
type Price struct {
	Name         string       `json:"name"`
	Type         Type         `json:"priceType"`
	Period       string       `json:"recurringChargePeriod,omitempty"` // day, week, month, quarter, year; of recurring prices only
	Amount       money.Amount `json:"price"`
	Discount     money.Rate   `json:"discount,omitzero"` // 0 % to 100 %
	DiscountName string       `json:"discountName,omitempty"`
}

// Check notes what is wrong with the price.
func (p Price) Check(c *fault.Check, path string) {
	c.Text(path+".name", p.Name, fault.MaxName)
	c.Optional(path+".discountName", p.DiscountName, fault.MaxName)
	switch p.Type {
	case Recurring:
		c.That(slices.Contains(periods, p.Period), path+".recurringChargePeriod", fault.RuleUnknown, "must be day, week, month, quarter or year")
	case NonRecurring:
		c.That(p.Period == "", path+".recurringChargePeriod", fault.RuleRange, "must be empty for a nonRecurring price")
	default:
		c.Add(path+".priceType", fault.RuleUnknown, "must be recurring or nonRecurring")
	}
	c.That(p.Amount.Currency() != (money.Currency{}), path+".price", fault.RuleRequired, `must be an amount with its currency, such as {"amount":"49.90","currency":"EUR"}`)
	c.That(p.Amount.Sign() >= 0, path+".price", fault.RuleRange, "must not be negative")
	c.That(p.Discount.Sign() == 0 || p.DiscountName != "", path+".discountName", fault.RuleRequired, "must name the discount, as it stands on the bill")
	c.That(p.Discount.Sign() >= 0 && p.Discount.Cmp(money.MustRate("100%")) <= 0, path+".discount", fault.RuleRange, "must be between 0% and 100%")
}

// Line is what a price makes for a quantity: Net is List plus Discount, which is negative or zero.
type Line struct {
	List     money.Amount `json:"list"`
	Discount money.Amount `json:"discount"`
	Net      money.Amount `json:"net"`
}

// Line multiplies by the quantity and takes the discount off. List and Discount are rounded once each, half up, to the
// currency's minor unit; Net is their exact sum. Too large a result is fault.ErrInvalid.
func (p Price) Line(quantity int) (Line, error) {
	var c money.Calc
	list := c.Round(c.Times(p.Amount, int64(quantity)), money.HalfUp)
	off := c.Percent(list, p.Discount, money.HalfUp)
	line := Line{List: list, Discount: off.Neg(), Net: c.Sub(list, off)}
	return line, c.Err()
}
