package selling

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// Compose makes the items of a quote from the wanted products and what the customer has already: with all that they require,
// what the customer has and cannot stand beside them taken away, and everything in an order in which each stands behind
// what it depends on. The prices are those of the portfolio, or set by hand. What cannot go together is fault.ErrInvalid.
func (p Portfolio) Compose(wanted []DraftItem, has []string) ([]Item, error) {
	comp := composition{portfolio: p, wanted: wanted, has: has}
	comp.gather()
	comp.checkTogether()
	if err := comp.faults.Err("selling.quote"); err != nil {
		return nil, err
	}
	return comp.items(), nil
}

// composition is a Compose under way.
type composition struct {
	portfolio Portfolio
	wanted    []DraftItem
	has       []string
	faults    fault.Check
	keep      []string // what is to be there in the end of what is named in the quote, what is required first
	leave     []string // what goes, what requires others first
}

// gather finds what is to be there and what has to go.
func (c *composition) gather() {
	named := map[string]bool{}
	for n, w := range c.wanted {
		path := fmt.Sprintf("quoteItem[%d]", n)
		c.faults.That(!named[w.Offering], path+".productOffering", fault.RuleDuplicate, fmt.Sprintf("%.100q stands there twice", w.Offering))
		named[w.Offering] = true
		if w.Action == Delete {
			c.drop(w.Offering)
			continue
		}
		for _, id := range c.portfolio.RequiredFor(w.Offering) {
			if !slices.Contains(c.keep, id) {
				c.keep = append(c.keep, id)
			}
		}
	}
	for _, id := range c.has {
		if !slices.Contains(c.keep, id) && !c.portfolio.fits(id, c.keep) {
			c.drop(id)
		}
	}
}

// drop takes an offering away, and before it what the customer has that requires it.
func (c *composition) drop(id string) {
	if slices.Contains(c.leave, id) {
		return
	}
	for _, other := range c.has {
		if o, _ := c.portfolio.Find(other); slices.Contains(o.Requires, id) && !slices.Contains(c.keep, other) {
			c.drop(other)
		}
	}
	if !slices.Contains(c.leave, id) {
		c.leave = append(c.leave, id)
	}
}

func (c *composition) checkTogether() {
	for i, a := range c.keep {
		for _, b := range c.keep[:i] {
			c.faults.That(c.portfolio.Compatible(a, b), "quoteItem", fault.RuleReference, fmt.Sprintf("%q and %q exclude each other; choose one", b, a))
		}
		c.faults.That(!slices.Contains(c.leave, a), "quoteItem", fault.RuleReference, fmt.Sprintf("%q is to be deleted, yet something wanted requires it", a))
	}
	c.faults.That(len(c.keep)+len(c.leave) <= MaxItems, "quoteItem", fault.RuleLength,
		fmt.Sprintf("with what they require these are %d items, at most %d are allowed", len(c.keep)+len(c.leave), MaxItems))
}

// items writes the lines: first what goes, then what comes.
func (c *composition) items() []Item {
	var items []Item
	number := map[string]string{}
	write := func(i Item) {
		o, _ := c.portfolio.Find(i.Offering)
		i.ID, i.Name, i.Kind = strconv.Itoa(len(items)+1), c.portfolio.name(i.Offering), o.Kind
		if i.charged() {
			i.LeadTime = o.LeadTime
		}
		number[i.Offering] = i.ID
		items = append(items, i)
	}
	for _, id := range c.leave {
		var before []string
		for _, other := range c.leave {
			if o, _ := c.portfolio.Find(other); slices.Contains(o.Requires, id) && number[other] != "" {
				before = append(before, number[other])
			}
		}
		write(Item{Offering: id, Action: Delete, Quantity: max(1, c.want(id).Quantity), DependsOn: before})
	}
	for _, id := range c.keep {
		i := c.item(id)
		for _, gone := range c.leave {
			if i.Action != NoChange && !c.portfolio.Compatible(id, gone) {
				i.DependsOn = append(i.DependsOn, number[gone])
			}
		}
		o, _ := c.portfolio.Find(id)
		for _, r := range o.Requires {
			i.DependsOn = append(i.DependsOn, number[r])
		}
		write(i)
	}
	return items
}

// item is the line of something that is to be there.
func (c *composition) item(id string) Item {
	o, _ := c.portfolio.Find(id)
	w := c.want(id)
	i := Item{Offering: id, Action: Add, Quantity: max(1, w.Quantity), Prices: slices.Clone(o.Prices), Instead: w.Instead}
	switch {
	case w.Offering == "" && slices.Contains(c.has, id):
		i.Action, i.Prices = NoChange, nil
		return i
	case w.Action != "":
		i.Action = w.Action
	case slices.Contains(c.has, id):
		i.Action = Modify
	}
	if len(w.Prices) > 0 {
		i.Prices = slices.Clone(w.Prices)
	}
	for n := range i.Prices {
		if w.Discount.Cmp(i.Prices[n].Discount) > 0 {
			i.Prices[n].Discount, i.Prices[n].DiscountName = w.Discount, w.DiscountName
		}
	}
	if i.Instead == "" && o.Kind != Standard {
		i.Instead = c.portfolio.standardInstead(o)
	}
	return i
}

// want is what the draft says about an offering; the zero DraftItem if it is only required.
func (c *composition) want(id string) DraftItem {
	n := slices.IndexFunc(c.wanted, func(w DraftItem) bool { return w.Offering == id })
	if n < 0 {
		return DraftItem{}
	}
	return c.wanted[n]
}

// standardInstead is the name of the standard product that a special one stands instead of; empty if it has none.
func (p Portfolio) standardInstead(o Offering) string {
	for _, id := range o.Alternatives {
		if alternative, _ := p.Find(id); alternative.Kind == Standard {
			return alternative.Name
		}
	}
	return ""
}
