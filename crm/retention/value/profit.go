package value

import (
	"fmt"
	"slices"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// UnitCost is what one unit of a driver costs: a ticket, a contact, a dispatch, a gigabyte. The zero value is nobody's.
type UnitCost struct {
	Driver string       `json:"driver"`
	Each   money.Amount `json:"each"` // not negative; may have more digits than the minor unit
}

// Use is how much of a driver a customer has needed.
type Use struct {
	Driver   string         `json:"driver"`
	Quantity money.Quantity `json:"quantity"` // not negative
}

// Costs is a checked table of unit costs in one currency. Immutable and safe for concurrent use.
type Costs struct {
	of       []UnitCost
	currency money.Currency
}

// NewCosts checks a table. fault.ErrInvalid: a driver without a name or twice, a negative cost, several currencies.
func NewCosts(all ...UnitCost) (*Costs, error) {
	t := &Costs{of: slices.Clone(all)}
	var c fault.Check
	seen := map[string]bool{}
	for i, one := range all {
		path := fmt.Sprintf("[%d].", i)
		c.Text(path+"driver", one.Driver, fault.MaxName)
		c.That(!seen[one.Driver], path+"driver", fault.RuleDuplicate, fmt.Sprintf("%q stands there twice", one.Driver))
		c.That(one.Each.Sign() >= 0, path+"each", fault.RuleRange, "must not be negative")
		checkCurrency(&c, path+"each", one.Each, &t.currency)
		seen[one.Driver] = true
	}
	if err := c.Err("value.costs"); err != nil {
		return nil, err
	}
	return t, nil
}

// List gives the unit costs.
func (t *Costs) List() []UnitCost { return slices.Clone(t.of) }

func (t *Costs) find(driver string) (UnitCost, bool) {
	i := slices.IndexFunc(t.of, func(one UnitCost) bool { return one.Driver == driver })
	if i < 0 {
		return UnitCost{}, false
	}
	return t.of[i], true
}

// Cost is one part of the cost to serve.
type Cost struct {
	Driver   string         `json:"driver"`
	Quantity money.Quantity `json:"quantity"`
	Each     money.Amount   `json:"each"`
	Total    money.Amount   `json:"total"` // Quantity × Each, rounded half up to the minor unit: here and nowhere else
}

// Profit is what is left of revenue when the cost to serve is paid. It is a value.
type Profit struct {
	Revenue money.Amount `json:"revenue"`
	Costs   []Cost       `json:"costs,omitempty"` // one for each driver used, in order of the table
	Cost    money.Amount `json:"cost"`            // their sum
	Profit  money.Amount `json:"profit"`          // Revenue - Cost; negative: a loss
}

// Profit computes a customer's profitability. Uses of one driver are added up. fault.ErrInvalid: a driver that the table does not
// know (a cost of 0 must be said), a negative quantity, a revenue in another currency.
func (t *Costs) Profit(revenue money.Amount, uses []Use) (Profit, error) {
	used, err := t.sum(revenue, uses)
	if err != nil {
		return Profit{}, err
	}
	p := Profit{Revenue: revenue}
	var calc money.Calc
	for _, one := range t.of {
		quantity, ok := used[one.Driver]
		if !ok {
			continue
		}
		cost := Cost{Driver: one.Driver, Quantity: quantity, Each: one.Each, Total: calc.Round(calc.TimesQuantity(one.Each, quantity), money.HalfUp)}
		p.Costs, p.Cost = append(p.Costs, cost), calc.Add(p.Cost, cost.Total)
	}
	p.Profit = calc.Sub(revenue, p.Cost)
	return p, calc.Err()
}

// sum checks what was used and adds it up by driver.
func (t *Costs) sum(revenue money.Amount, uses []Use) (map[string]money.Quantity, error) {
	var c fault.Check
	if got := revenue.Currency(); got != t.currency && got != (money.Currency{}) && t.currency != (money.Currency{}) {
		c.Add("revenue", fault.RuleCurrency, fmt.Sprintf("is in %s, the unit costs in %s; convert it first", got, t.currency))
	}
	used := map[string]money.Quantity{}
	for i, use := range uses {
		path := fmt.Sprintf("uses[%d].", i)
		_, known := t.find(use.Driver)
		c.That(known, path+"driver", fault.RuleUnknown, fmt.Sprintf("%q has no unit cost; add it to the table, with 0 if it costs nothing", use.Driver))
		c.That(use.Quantity.Sign() >= 0, path+"quantity", fault.RuleRange, "must not be negative")
		sum, err := used[use.Driver].Add(use.Quantity)
		c.That(err == nil, path+"quantity", fault.RuleRange, "is too much to be added up")
		used[use.Driver] = sum
	}
	return used, c.Err("value.profit")
}
