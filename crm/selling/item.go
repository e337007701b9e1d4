package selling

import (
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/price"
)

// Action says what an item asks for, as TMF648 and TMF622 spell it.
type Action string

// The actions of an item.
const (
	Add      Action = "add"
	Modify   Action = "modify"
	Delete   Action = "delete"
	NoChange Action = "noChange" // there already, and named because others depend on it
)

// Item is one line of a quote, of the agreement made of it, and of the order passed on; Order Handling reads the same JSON.
type Item struct {
	ID        string        `json:"id"`
	Action    Action        `json:"action"`
	Offering  string        `json:"productOffering"`
	Name      string        `json:"name"`
	Kind      Kind          `json:"kind,omitempty"` // empty: the portfolio does not have it any more
	Quantity  int           `json:"quantity"`
	Prices    []price.Price `json:"itemPrice,omitempty"` // of one unit, with the discounts granted; of add and modify only
	DependsOn []string      `json:"dependsOn,omitempty"` // items that must be done before
	Instead   string        `json:"instead,omitempty"`   // the name of the product that this one is proposed instead of
	LeadTime  time.Duration `json:"leadTime,omitempty"`  // how long it takes once what it depends on is done; nanoseconds in JSON
}

// charged reports whether the item's prices count.
func (i Item) charged() bool { return i.Action == Add || i.Action == Modify }

// Total is what all items together cost of one kind of price; Net is List plus Discount, which is negative or zero.
type Total struct {
	Type     price.Type   `json:"priceType"`
	Period   string       `json:"recurringChargePeriod,omitempty"`
	List     money.Amount `json:"list"`
	Discount money.Amount `json:"discount"`
	Net      money.Amount `json:"net"`
}

// Totals adds the lines up, one total for each type and period, in the order in which they first occur. The lines are
// rounded (see price.Price.Line), so that a total is the sum of what is printed above it. Mixed currencies and amounts
// that do not fit are fault.ErrInvalid.
func Totals(items []Item) ([]Total, error) {
	var totals []Total
	var c money.Calc
	for _, i := range items {
		if !i.charged() {
			continue
		}
		for _, p := range i.Prices {
			line, err := p.Line(i.Quantity)
			if err != nil {
				return nil, err
			}
			n := slices.IndexFunc(totals, func(t Total) bool { return t.Type == p.Type && t.Period == p.Period })
			if n < 0 {
				n = len(totals)
				totals = append(totals, Total{Type: p.Type, Period: p.Period})
			}
			t := &totals[n]
			t.List, t.Discount, t.Net = c.Add(t.List, line.List), c.Add(t.Discount, line.Discount), c.Add(t.Net, line.Net)
		}
	}
	if err := c.Err(); err != nil {
		return nil, err
	}
	return totals, nil
}

// LeadTime is how long all items together take: that of the longest chain of items that wait for one another. Each item
// must stand behind those it depends on, as Compose has it.
func LeadTime(items []Item) time.Duration {
	var longest time.Duration
	ends := map[string]time.Duration{}
	for _, i := range items {
		ends[i.ID] = i.LeadTime + i.wait(ends)
		longest = max(longest, ends[i.ID])
	}
	return longest
}

// wait is how long it takes until all that the item depends on is done.
func (i Item) wait(ends map[string]time.Duration) time.Duration {
	var longest time.Duration
	for _, on := range i.DependsOn {
		longest = max(longest, ends[on])
	}
	return longest
}

// setLeadTimes gives items the lead time by which it is known when they will be complete, counted from the order, not
// from what they depend on. The items are changed.
func setLeadTimes(items []Item, known map[string]time.Duration) {
	ends := map[string]time.Duration{}
	for n := range items {
		i := &items[n]
		if complete, ok := known[i.Offering]; ok && i.charged() {
			i.LeadTime = max(0, complete-i.wait(ends))
		}
		ends[i.ID] = i.LeadTime + i.wait(ends)
	}
}
