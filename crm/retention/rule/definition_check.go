package rule

import (
	"fmt"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

func (d Definition) checkRange(c *fault.Check) {
	if d.Kind == Amount {
		c.That(d.Currency != (money.Currency{}), "currency", fault.RuleRequired, "must be named for an amount, such as EUR")
	} else {
		c.That(d.Currency == (money.Currency{}), "currency", CodeKind, "is only for amounts")
	}
	c.That(!d.Whole || d.Kind == Number, "whole", CodeKind, "is only for numbers")
	ranged := d.Kind == Number || d.Kind == Amount
	c.That(ranged || d.Least == nil, "least", CodeKind, "is only for numbers and amounts")
	c.That(ranged || d.Most == nil, "most", CodeKind, "is only for numbers and amounts")
	if d.Whole {
		c.That(d.Least == nil || whole(*d.Least), "least", fault.RuleFormat, "must be whole, as the fact is")
		c.That(d.Most == nil || whole(*d.Most), "most", fault.RuleFormat, "must be whole, as the fact is")
	}
	c.That(d.Least == nil || d.Most == nil || d.Least.Cmp(*d.Most) < 0, "most", fault.RuleRange, "must be above least")
}

func (d Definition) checkValues(c *fault.Check) {
	c.That(d.Kind == Text || len(d.Values) == 0, "values", CodeKind, "are only for texts")
	checkTexts(c, "values", d.Values, fault.MaxText)
}

func (d Definition) checkMissing(c *fault.Check) {
	switch d.Missing {
	case Refuse, Unmet:
		c.That(d.Default.IsZero(), "default", CodeContradiction, "is only for the policy assume")
	case Assume:
		if len(c.Fields()) == 0 {
			d.check(c, "default", d.Default)
		}
	case "":
		c.Add("missing", fault.RuleRequired, "must say what happens when the fact is missing: refuse, unmet or assume")
	default:
		c.Add("missing", fault.RuleUnknown, fmt.Sprintf("%q is none of refuse, unmet, assume", d.Missing))
	}
}
