// Package association finds what is held together: sets of items that occur together in many baskets, and rules such as "who
// has root vegetables and yogurt has whole milk", with the counts that prove them. It owns the counting and the measures; it
// does not own what the items are, nor what is made of a rule (package selling makes offers of them).
//
//	baskets, err := association.ParseCSV(text)     // a basket a line; every fault at once, with its line
//	sets, err := baskets.Sets(association.Ask{Support: money.MustRate("1%")})
//	fmt.Println(sets.Len(), sets.BySize())         // 333 [88 213 32]
//	rules, err := sets.Rules(money.MustRate("50%"))
//	r := rules[0]                                  // the one of the largest lift
//	fmt.Println(r)                                 // citrus fruit, root vegetables => other vegetables (102 of 174)
//	fmt.Println(r.Confidence(), r.Lift())          // 0.586… 3.029…
//
// Everything is decided by whole counts: a set is frequent or not, a rule is confident or not, and one rule stands before
// another, without any rounding. So the same baskets give the same answer in the same order, for ever.
package association

import (
	"fmt"
	"maps"
	"slices"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// Bounds of baskets.
const (
	MaxBaskets = 10_000_000
	MaxItems   = 10_000  // different ones
	MaxCells   = 1 << 30 // baskets × different items
)

// Baskets are what was held or bought together, such as the products of each customer. A basket is a set: an item that stands
// there twice counts once. They are immutable and safe for concurrent use.
type Baskets struct {
	count int
	items []string   // in order
	held  [][]uint64 // by item: the baskets with it, a bit each
}

// Item is an item and how many baskets have it.
type Item struct {
	Name  string `json:"name"`
	Count int    `json:"count"`
}

// NewBaskets makes baskets of lists of items; an empty one counts as a basket. fault.ErrInvalid names every item that is empty
// or no text that can be kept, by basket and place, such as [3][0].
func NewBaskets(lists [][]string) (*Baskets, error) {
	var c fault.Check
	for n, list := range lists {
		for m, item := range list {
			c.Text(fmt.Sprintf("[%d][%d]", n, m), item, fault.MaxName)
		}
	}
	b := gather(lists, &c)
	if err := c.Err(subject); err != nil {
		return nil, err
	}
	return b, nil
}

const subject = "association.baskets"

// gather counts; nil with a fault if it is too much.
func gather(lists [][]string, c *fault.Check) *Baskets {
	number := map[string]int{}
	for _, list := range lists {
		for _, item := range list {
			number[item] = 0
		}
	}
	c.That(len(lists) <= MaxBaskets, "", fault.RuleLength, fmt.Sprintf("are %d baskets, at most %d are allowed", len(lists), MaxBaskets))
	c.That(len(number) <= MaxItems, "", fault.RuleLength, fmt.Sprintf("have %d different items, at most %d are allowed; count groups of items instead", len(number), MaxItems))
	c.That(len(number)*len(lists) <= MaxCells, "", fault.RuleLength,
		fmt.Sprintf("are %d baskets of %d different items, at most 2^30 cells are allowed; count groups of items, or a sample", len(lists), len(number)))
	if len(c.Fields()) > 0 {
		return nil
	}
	b := &Baskets{count: len(lists), items: slices.Sorted(maps.Keys(number))}
	words := (len(lists) + 63) / 64
	bits := make([]uint64, words*len(b.items))
	for n, item := range b.items {
		number[item] = n
		b.held = append(b.held, bits[n*words:(n+1)*words:(n+1)*words])
	}
	for n, list := range lists {
		for _, item := range list {
			b.held[number[item]][n/64] |= 1 << (n % 64)
		}
	}
	return b
}

// Len is the number of baskets.
func (b *Baskets) Len() int { return b.count }

// Items are all items with their counts, in order of name.
func (b *Baskets) Items() []Item {
	all := make([]Item, len(b.items))
	for n, name := range b.items {
		all[n] = Item{Name: name, Count: ones(b.held[n])}
	}
	return all
}
