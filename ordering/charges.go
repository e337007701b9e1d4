package ordering

import (
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/price"
)

// Charge is one thing to be billed for a completed order, handed over to Billing: a price, or the discount on it.
type Charge struct {
	Item     string       `json:"item"`
	Offering string       `json:"offering"`
	Name     string       `json:"name"`
	Type     price.Type   `json:"priceType"`
	Period   string       `json:"recurringChargePeriod,omitempty"`
	Quantity int          `json:"quantity"`
	Rate     money.Rate   `json:"rate,omitzero"` // of a discount
	Net      money.Amount `json:"net"`           // a discount is negative
}

// Charges lists what a completed or partly completed order costs: for every completed item that adds or modifies, each
// price at list, and behind it the discount on it. Nothing for other orders.
func Charges(o Order) ([]Charge, error) {
	if o.State != Completed && o.State != Partial {
		return nil, nil
	}
	var charges []Charge
	for _, i := range o.Items {
		if i.State != Completed || i.Action != Add && i.Action != Modify {
			continue
		}
		for _, p := range i.Prices {
			line, err := p.Line(i.Quantity)
			if err != nil {
				return nil, err
			}
			c := Charge{Item: i.ID, Offering: i.Offering, Name: p.Name, Type: p.Type, Period: p.Period, Quantity: i.Quantity, Net: line.List}
			charges = append(charges, c)
			if line.Discount.Sign() != 0 {
				c.Name, c.Rate, c.Net = p.DiscountName, p.Discount, line.Discount
				charges = append(charges, c)
			}
		}
	}
	return charges, nil
}
