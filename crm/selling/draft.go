package selling

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/price"
)

// Draft is what a quote is drawn up from: what the customer wants, and what is granted beyond the customer's terms.
type Draft struct {
	Key         string `json:"-"`                     // the caller's key: the same draft twice under one key makes one quote; may be empty
	Correlation string `json:"correlation,omitempty"` // the case it belongs to; empty: the quote is its own
	ExternalID  string `json:"externalId,omitempty"`  // the customer's own number
	Customer    string `json:"customer"`
	Prospect    string `json:"prospect,omitempty"`
	By          string `json:"by,omitempty"`   // who makes the quote
	Role        string `json:"role,omitempty"` // as what; see Limit. Empty: the first role of the table

	Items     []DraftItem              `json:"quoteItem"`
	Has       []string                 `json:"has,omitempty"`      // offerings that the customer has already
	LeadTimes map[string]time.Duration `json:"leadTime,omitempty"` // of offerings, from the order to completion, where it is known better than from the portfolio

	ServiceLevel *ServiceLevel     `json:"serviceLevel,omitempty"` // nil: that of the customer's terms and of the offerings
	Conditions   []string          `json:"condition,omitempty"`    // beside those of the customer's terms
	ValidDays    int               `json:"validDays,omitempty"`    // 0: as the customer's terms say
	Months       int               `json:"months,omitempty"`       // for which it is agreed; 0: as the customer's terms say
	Data         map[string]string `json:"data,omitempty"`         // what is known about the customer (3.4.4)
	Address      string            `json:"address,omitempty"`      // where to deliver
	TestFirst    bool              `json:"testFirst,omitempty"`    // the customer tests before the order is complete

	RequestedCompletion time.Time `json:"requestedCompletionDate,omitzero"` // what the customer asks for
	PromisedCompletion  time.Time `json:"promisedCompletionDate,omitzero"`  // a date promised by hand; zero: by lead time
}

// DraftItem is one wanted product.
type DraftItem struct {
	Offering     string        `json:"productOffering"`
	Action       Action        `json:"action,omitempty"`   // add, modify or delete; empty: modify if the customer has it, else add
	Quantity     int           `json:"quantity,omitempty"` // 0: 1
	Discount     money.Rate    `json:"discount,omitzero"`  // on every price of it, if it is more than the customer's terms give
	DiscountName string        `json:"discountName,omitempty"`
	Prices       []price.Price `json:"price,omitempty"`   // of a custom offering only: its prices are set by hand
	Instead      string        `json:"instead,omitempty"` // the name of the product that it is proposed instead of
}

// The bounds of a draft.
const (
	MaxItems     = 100
	MaxQuantity  = 1_000_000
	maxDays      = 3650
	maxMonths    = 600
	maxDataItems = 100
)

// Check notes what is wrong with a draft at an instant, apart from how its products go together: see Compose.
func (d Draft) Check(c *fault.Check, portfolio Portfolio, at time.Time) {
	c.Optional("key", d.Key, fault.MaxID)
	c.Optional("correlation", d.Correlation, fault.MaxID)
	c.Optional("externalId", d.ExternalID, fault.MaxID)
	c.Text("customer", d.Customer, fault.MaxID)
	c.Optional("prospect", d.Prospect, fault.MaxID)
	c.Optional("by", d.By, fault.MaxName)
	c.Optional("role", d.Role, fault.MaxName)
	c.Optional("address", d.Address, maxLine)
	c.That(len(d.Items) > 0, "quoteItem", fault.RuleRequired, "must have at least one item")
	c.That(len(d.Items) <= MaxItems, "quoteItem", fault.RuleLength, fmt.Sprintf("has %d items, at most %d are allowed", len(d.Items), MaxItems))
	for n, i := range d.Items {
		i.check(c, fmt.Sprintf("quoteItem[%d]", n), portfolio)
	}
	checkTexts(c, "has", d.Has, maxReferences, fault.MaxID)
	for _, id := range slices.Sorted(maps.Keys(d.LeadTimes)) {
		c.Span("leadTime."+cut(id, 100), d.LeadTimes[id])
	}
	if d.ServiceLevel != nil {
		d.ServiceLevel.check(c, "serviceLevel")
	}
	checkTexts(c, "condition", d.Conditions, maxFeatures, maxLine)
	c.That(d.ValidDays >= 0 && d.ValidDays <= maxDays, "validDays", fault.RuleRange, fmt.Sprintf("must be between 0 and %d", maxDays))
	c.That(d.Months >= 0 && d.Months <= maxMonths, "months", fault.RuleRange, fmt.Sprintf("must be between 0 and %d", maxMonths))
	checkData(c, "data", d.Data)
	c.Future("requestedCompletionDate", d.RequestedCompletion, at)
	c.Future("promisedCompletionDate", d.PromisedCompletion, at)
}

func (i DraftItem) check(c *fault.Check, path string, portfolio Portfolio) {
	c.Text(path+".productOffering", i.Offering, fault.MaxID)
	o, known := portfolio.Find(i.Offering)
	c.That(known || i.Offering == "", path+".productOffering", fault.RuleReference, fmt.Sprintf("there is no offering %.100q", i.Offering))
	c.That(slices.Contains([]Action{"", Add, Modify, Delete}, i.Action), path+".action", fault.RuleUnknown, "must be add, modify or delete")
	c.That(i.Quantity >= 0 && i.Quantity <= MaxQuantity, path+".quantity", fault.RuleRange, fmt.Sprintf("must be between 0 and %d", MaxQuantity))
	checkRate(c, path+".discount", i.Discount)
	c.Optional(path+".discountName", i.DiscountName, fault.MaxName)
	c.Optional(path+".instead", i.Instead, fault.MaxName)
	c.That(len(i.Prices) == 0 || o.Kind == Custom, path+".price", fault.RuleRange, "must be empty: only a custom offering has prices set by hand; grant a discount instead")
	c.That(len(i.Prices) <= maxPrices, path+".price", fault.RuleLength, fmt.Sprintf("at most %d prices are allowed", maxPrices))
	currency := portfolio.currency()
	for n, p := range i.Prices {
		at := fmt.Sprintf("%s.price[%d]", path, n)
		p.Check(c, at)
		checkCurrency(c, at+".price", p.Amount, &currency)
	}
}

func checkData(c *fault.Check, path string, data map[string]string) {
	c.That(len(data) <= maxDataItems, path, fault.RuleLength, fmt.Sprintf("has %d entries, at most %d are allowed", len(data), maxDataItems))
	for _, name := range slices.Sorted(maps.Keys(data)) {
		c.Text(path, name, fault.MaxName)
		c.Text(path+"."+cut(name, 100), data[name], maxLine)
	}
}

// currency is that of the portfolio's prices; none if it has no price.
func (p Portfolio) currency() money.Currency {
	for _, o := range p {
		for _, one := range o.Prices {
			return one.Amount.Currency()
		}
	}
	return money.Currency{}
}
