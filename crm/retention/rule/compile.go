package rule

import (
	"errors"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// Compile checks a table against a schema and makes it fast. fault.ErrInvalid names every fault at once, with the path of each:
// facts, kinds and outcomes that are unknown, conditions that contradict one another, gaps (with an example of facts that no row
// covers), overlaps (with an example), rows that never decide, expressions that e refuses. Without an Evaluator no row may have an
// expression.
func Compile(s *Schema, spec Spec, e Evaluator) (*Table, error) {
	if s == nil || len(s.defs) == 0 {
		return nil, invalid("schema", fault.RuleRequired, "must be given, with at least one fact")
	}
	var c fault.Check
	addFields(&c, spec.Check())
	b := &builder{schema: s, spec: spec, evaluator: e, check: &c}
	t := b.build()
	if err := c.Err(fault.Subject(subject+".table", spec.Name)); err != nil {
		return nil, err
	}
	return t, nil
}

func addFields(c *fault.Check, err error) {
	var bad *fault.Invalid
	if errors.As(err, &bad) {
		for _, one := range bad.Fields {
			c.Add(one.Path, one.Rule, one.Message)
		}
	}
}
