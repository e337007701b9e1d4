package ordering

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/price"
	"github.com/etomcrm/etomcrm/etom/store"
)

// Draft is what a customer orders.
type Draft struct {
	Key         string // the caller's key: placing the same draft twice under one key makes one order; may be empty
	Correlation string // the case it belongs to; empty: the order is its own
	ExternalID  string
	Customer    string
	Quote       string
	Agreement   string
	Priority    string // "0" to "4"; empty: none
	Address     string
	TestFirst   bool
	Items       []DraftItem

	RequestedCompletion time.Time
	PromisedCompletion  time.Time
}

// DraftItem is one line of a draft. The JSON is that of Item.
type DraftItem struct {
	ID        string        `json:"id"` // unique within the draft
	Action    Action        `json:"action"`
	Offering  string        `json:"productOffering"`
	Name      string        `json:"name,omitempty"`
	Quantity  int           `json:"quantity"`
	Prices    []price.Price `json:"itemPrice,omitempty"`
	DependsOn []string      `json:"dependsOn,omitempty"`
}

// The bounds of an order.
const (
	MaxItems    = 500
	MaxQuantity = 1_000_000
	// MaxSize is how many bytes of JSON an order may take with its service orders. The other half of what a store takes is
	// for what happens to it.
	MaxSize = store.MaxBody / 2
	// someID stands for the id that an order will have; it is as long as a UUID.
	someID = "00000000-0000-0000-0000-000000000000"
)

var actions = []Action{Add, Modify, Delete, NoChange}

// Check refuses with fault.ErrInvalid, all faults at once, a draft that no order could be made of at the instant.
func (d Draft) Check(at time.Time) error {
	var c fault.Check
	c.Optional("key", d.Key, fault.MaxID)
	c.Optional("correlation", d.Correlation, fault.MaxID)
	c.Optional("externalId", d.ExternalID, fault.MaxID)
	c.Text("customer", d.Customer, fault.MaxID)
	c.Optional("quote", d.Quote, fault.MaxID)
	c.Optional("agreement", d.Agreement, fault.MaxID)
	c.Optional("address", d.Address, fault.MaxText)
	c.That(d.Priority == "" || len(d.Priority) == 1 && d.Priority >= "0" && d.Priority <= "4", "priority", fault.RuleRange, `must be "0" (highest) to "4"`)
	c.Future("requestedCompletionDate", d.RequestedCompletion, at)
	c.Future("promisedCompletionDate", d.PromisedCompletion, at)
	c.That(len(d.Items) > 0, "productOrderItem", fault.RuleRequired, "must have at least one item")
	checkItems(&c, d.Items, nil)
	checkWhole(&c, d.order(someID, at))
	return c.Err("ordering.draft")
}

// writable reports whether JSON can carry a time.
func writable(t time.Time) bool { return t.Year() >= 0 && t.Year() <= 9999 }

// checkItems checks new items, which may depend on one another and on those already there.
func checkItems(c *fault.Check, items []DraftItem, there []Item) {
	if n := len(there) + len(items); n > MaxItems {
		c.Add("productOrderItem", fault.RuleLength, fmt.Sprintf("would be %d items, at most %d are allowed", n, MaxItems))
		return
	}
	known := map[string]bool{}
	var currency money.Currency
	for _, i := range there {
		known[i.ID] = true
		for _, p := range i.Prices {
			currency = p.Amount.Currency()
		}
	}
	for n, i := range items {
		path := fmt.Sprintf("productOrderItem[%d]", n)
		c.That(!known[i.ID], path+".id", fault.RuleDuplicate, fmt.Sprintf("%q stands there twice", i.ID))
		known[i.ID] = true
		i.check(c, path)
	}
	for n, i := range items {
		path := fmt.Sprintf("productOrderItem[%d]", n)
		seen := map[string]bool{}
		for m, on := range i.DependsOn {
			at := fmt.Sprintf("%s.dependsOn[%d]", path, m)
			c.That(known[on], at, fault.RuleReference, fmt.Sprintf("there is no item %q", on))
			c.That(!seen[on], at, fault.RuleDuplicate, fmt.Sprintf("%q stands there twice", on))
			seen[on] = true
		}
		for m, p := range i.Prices {
			if currency == (money.Currency{}) {
				currency = p.Amount.Currency()
			}
			same := p.Amount.Currency() == currency || p.Amount.Currency() == money.Currency{}
			c.That(same, fmt.Sprintf("%s.itemPrice[%d].price", path, m), fault.RuleCurrency, "an order has one currency, "+currency.String())
		}
	}
	checkCircles(c, items)
}

// checkCircles refuses items that depend on themselves.
func checkCircles(c *fault.Check, items []DraftItem) {
	var all []Item
	for _, i := range items {
		all = append(all, i.item(Start))
	}
	for _, n := range graphOf(all).circle() {
		c.Add(fmt.Sprintf("productOrderItem[%d].dependsOn", n), fault.RuleReference, fmt.Sprintf("item %q depends on itself, in a circle", items[n].ID))
	}
}

// checkWhole asks, if nothing else is wrong, whether the order can be reckoned with and stored.
func checkWhole(c *fault.Check, o Order) {
	if len(c.Fields()) > 0 {
		return
	}
	if _, err := Exposure(o.Items); err != nil {
		c.Add("productOrderItem", fault.RuleRange, "the prices come to more than an amount can hold")
	}
	o.Work = Decompose(o)
	body, err := json.Marshal(o)
	c.That(err == nil, "", fault.RuleFormat, fmt.Sprintf("cannot be written: %v", err))
	c.That(len(body) <= MaxSize, "", fault.RuleLength, fmt.Sprintf("has %d bytes with its service orders, at most %d are allowed: use several orders", len(body), MaxSize))
}

func (i DraftItem) check(c *fault.Check, path string) {
	c.Text(path+".id", i.ID, fault.MaxID)
	c.Text(path+".productOffering", i.Offering, fault.MaxName)
	c.Optional(path+".name", i.Name, fault.MaxName)
	c.That(slices.Contains(actions, i.Action), path+".action", fault.RuleUnknown, "must be add, modify, delete or noChange")
	c.That(i.Quantity >= 1 && i.Quantity <= MaxQuantity, path+".quantity", fault.RuleRange, fmt.Sprintf("must be between 1 and %d", MaxQuantity))
	for m, p := range i.Prices {
		p.Check(c, fmt.Sprintf("%s.itemPrice[%d]", path, m))
	}
}

// order makes the order of a checked draft, at the chart's start.
func (d Draft) order(id string, at time.Time) Order {
	o := Order{
		Correlation: d.Correlation, ExternalID: d.ExternalID, Customer: d.Customer, Quote: d.Quote, Agreement: d.Agreement,
		Priority: d.Priority, Address: d.Address, TestFirst: d.TestFirst, State: Start, OrderedAt: at,
		RequestedCompletion: fault.Instant(d.RequestedCompletion), PromisedCompletion: fault.Instant(d.PromisedCompletion),
	}
	o.ID = id
	if o.Correlation == "" {
		o.Correlation = id
	}
	for _, i := range d.Items {
		o.Items = append(o.Items, i.item(Start))
	}
	return o
}

func (i DraftItem) item(state State) Item {
	return Item{ID: i.ID, Action: i.Action, Offering: i.Offering, Name: i.Name, Quantity: i.Quantity,
		Prices: i.Prices, DependsOn: i.DependsOn, State: state}
}
