package rating

import (
	"fmt"
	"strings"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// MaxRollOver is for how many periods what is left of an allowance can stay.
const MaxRollOver = 120

// MaxProducts is how many products one request can rate together.
const MaxProducts = 100_000

// Request is the usage of one period, of a product and of those that share allowances with it. A plain value.
type Request struct {
	Tariff   string          `json:"tariff"`
	Product  string          `json:"product,omitempty"` // empty, and With as well: all usage is of one product, whatever it names
	Share    Share           `json:"share,omitzero"`
	With     []Held          `json:"with,omitempty"` // products rated together with it
	Period   calendar.Period `json:"period"`         // for which allowances are granted; what was used before or behind it finds none
	Usage    []Usage         `json:"usage,omitempty"`
	Balances []Balance       `json:"balances,omitempty"` // what the period before left
	Brief    bool            `json:"brief,omitempty"`    // records are not listed in Rated: the lines are the same, made in a third of the time
}

// Held is a product and its tariff. A plain value.
type Held struct {
	Product string `json:"product"`
	Tariff  string `json:"tariff"`
	Share   Share  `json:"share,omitzero"`
}

// Share is the part of the period for which a product is held, such as 17 of 31 days; the zero Share is the whole period.
// A plain value.
type Share struct {
	Numerator   int64 `json:"numerator"`
	Denominator int64 `json:"denominator"`
}

// Balance is what is left of an allowance for the periods to come. A plain value.
type Balance struct {
	Allowance string        `json:"allowance"`
	Product   string        `json:"product,omitempty"` // that brought it
	Since     calendar.Date `json:"since"`             // first day of the period for which it was granted
	Periods   int           `json:"periods"`           // for how many more it is good, the next one counted
	Left      Extent        `json:"left"`
	Unit      string        `json:"unit,omitempty"` // of a quantity left; none: the allowance's, whatever it is
}

// holds are the products of the request, the first one first; into has room for that one.
func (r *Request) holds(into []Held) []Held {
	return append(append(into, Held{Product: r.Product, Tariff: r.Tariff, Share: r.Share}), r.With...)
}

func (r *Request) check(b *compiled, holds []Held) error {
	var c fault.Check
	c.That(!r.Period.IsZero(), "period", fault.RuleRequired, "must say for which days allowances are granted")
	c.That(len(holds) <= MaxProducts, "with", fault.RuleLength, "must be at most MaxProducts")
	var seen map[string]bool
	if len(r.With) > 0 {
		seen = make(map[string]bool, len(holds))
	}
	for i, h := range holds {
		at := ""
		if i > 0 {
			at = fmt.Sprintf("with[%d].", i-1)
			c.Text(at+"product", h.Product, fault.MaxID)
		}
		if seen != nil {
			c.That(!seen[h.Product], at+"product", fault.RuleDuplicate, "is there twice")
			seen[h.Product] = true
		}
		if b.tariffs[h.Tariff] == nil {
			c.Add(at+"tariff", fault.RuleUnknown, fmt.Sprintf("%.60q is no tariff of the book; add it or correct the product", h.Tariff))
		}
		s := h.Share
		c.That(s == Share{} || 0 <= s.Numerator && s.Numerator <= s.Denominator && s.Denominator > 0 && s.Denominator <= 1e6,
			at+"share", fault.RuleRange, "must lie between 0 and 1, with a denominator of at most 1000000")
	}
	brought := make(map[balanceKey]bool, len(r.Balances))
	for i, left := range r.Balances {
		at := fmt.Sprintf("balances[%d].", i)
		key := balanceKey{left.Product, left.Allowance, left.Since}
		c.That(!brought[key], at+"allowance", fault.RuleDuplicate, "is there twice for this product and period; what is left is drawn on once")
		brought[key] = true
		c.That(left.Left.Duration >= 0 && left.Left.Quantity.Sign() >= 0, at+"left", fault.RuleRange, "must not be negative")
		c.That(0 <= left.Periods && left.Periods <= MaxRollOver, at+"periods", fault.RuleRange, "must lie between 0 and MaxRollOver")
		c.That(r.Period.IsZero() || left.Since.Before(r.Period.From()), at+"since", fault.RuleRange,
			"must lie before the period; rating a period again takes the balances that it began with")
		_, ok := inside(left.Left.Quantity, perPiece)
		c.That(ok, at+"left", fault.RuleRange, "must have at most six digits behind the point")
	}
	return c.Err("rating.request")
}

// balanceKey tells balances apart: a product brings an allowance once for a period.
type balanceKey struct {
	product, allowance string
	since              calendar.Date
}

// compare puts balances in a fixed order.
func (b Balance) compare(o Balance) int {
	if c := strings.Compare(b.Product, o.Product); c != 0 {
		return c
	}
	if c := strings.Compare(b.Allowance, o.Allowance); c != 0 {
		return c
	}
	return b.Since.Compare(o.Since)
}
