package retention

import (
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Aim says which numbers meet an expectation.
type Aim string

// The aims.
const (
	AtLeast Aim = "atLeast" // such as a bandwidth
	AtMost  Aim = "atMost"  // such as a repair time
	Exactly Aim = "exactly" // such as a number of PCs
)

// Measured is a point in which delivery and expectation are compared as numbers of one unit.
type Measured struct {
	Name      string          `json:"name"` // such as "repair time"
	Unit      string          `json:"unit"` // such as "h"; of all four numbers
	Aim       Aim             `json:"aim"`
	Original  money.Quantity  `json:"original"`          // what was agreed
	Present   *money.Quantity `json:"present,omitempty"` // what is expected by now; nil: still the same
	Delivered money.Quantity  `json:"delivered"`
	Tolerance money.Quantity  `json:"tolerance,omitzero"` // by how much it may be missed; 0 or more
}

func (m Measured) check(c *fault.Check, path string) {
	c.Text(path+"name", m.Name, fault.MaxName)
	c.Text(path+"unit", m.Unit, fault.MaxName)
	c.That(m.Aim == AtLeast || m.Aim == AtMost || m.Aim == Exactly, path+"aim", fault.RuleUnknown, "must be atLeast, atMost or exactly")
	c.That(m.Tolerance.Sign() >= 0, path+"tolerance", fault.RuleRange, "must not be negative")
}

// validate adds what the point says of the delivery.
func (m Measured) validate(v Validation) Validation {
	if !m.meets(m.Original) {
		v.Original = false
		v.Reasons = append(v.Reasons, m.missed(ReasonNotAsAgreed, m.Original, "agreed"))
	}
	if present := m.present(); !m.meets(present) {
		v.Present = false
		v.Reasons = append(v.Reasons, m.missed(ReasonNotAsExpected, present, "expected by now"))
	}
	return v
}

func (m Measured) present() money.Quantity {
	if m.Present != nil {
		return *m.Present
	}
	return m.Original
}

// meets reports whether what was delivered misses the number by no more than the tolerance. A difference that no Quantity
// can hold is no small one.
func (m Measured) meets(want money.Quantity) bool {
	more := m.Delivered.Cmp(want)
	if more == 0 || m.Aim == AtLeast && more > 0 || m.Aim == AtMost && more < 0 {
		return true
	}
	high, low := m.Delivered, want
	if more < 0 {
		high, low = want, m.Delivered
	}
	gap, err := high.Sub(low)
	return err == nil && gap.Cmp(m.Tolerance) <= 0
}

var aims = map[Aim]string{AtLeast: "at least ", AtMost: "at most ", Exactly: ""}

func (m Measured) missed(code string, want money.Quantity, verb string) fault.Reason {
	message := m.Name + ": " + m.Delivered.String() + " " + m.Unit + " was delivered, " + aims[m.Aim] + want.String() + " " + m.Unit + " " + verb
	if m.Tolerance.Sign() > 0 {
		message += ", give or take " + m.Tolerance.String()
	}
	return fault.Reason{Code: code, Message: message}
}
