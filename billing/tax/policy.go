package tax

import (
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Prices tells whether the amounts of lines and changes contain the tax. It is immutable.
type Prices string

// The ways to state prices; none given is Net.
const (
	Net   Prices = "net"   // tax comes on top
	Gross Prices = "gross" // tax is contained
)

// Rounding tells where tax is rounded. It is immutable.
type Rounding string

// The places where tax is rounded; none given is PerDocument.
const (
	PerDocument Rounding = "document" // once for each category and rate of the document, as EN 16931 has it
	PerLine     Rounding = "line"     // once for each line
)

// Policy names how tax is computed. It stands on the document, so that a reprint or a correction years later gives the same cents. Its
// zero value is net prices, rounded per document, half up. It is immutable.
type Policy struct {
	Prices   Prices     `json:"prices"`
	Rounding Rounding   `json:"rounding"`
	Mode     money.Mode `json:"mode"`
}

// withDefaults names what was left to the default.
func (p Policy) withDefaults() Policy {
	if p.Prices == "" {
		p.Prices = Net
	}
	if p.Rounding == "" {
		p.Rounding = PerDocument
	}
	return p
}

// Check notes what is wrong with the policy.
func (p Policy) Check(c *fault.Check, path string) {
	p = p.withDefaults()
	var part fault.Check
	part.That(p.Prices == Net || p.Prices == Gross, "prices", fault.RuleUnknown, "must be net or gross")
	part.That(p.Rounding == PerDocument || p.Rounding == PerLine, "rounding", fault.RuleUnknown, "must be document or line")
	_, err := money.Amount{}.Round(p.Mode)
	part.That(err == nil, "mode", fault.RuleUnknown, "must be half-up, half-even, up or down")
	c.Within(path, &part)
}
