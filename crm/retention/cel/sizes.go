package cel

import (
	"cel.dev/cel-go/common/cost"

	"github.com/etomcrm/etomcrm/crm/retention/rule"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// sizes tells how long a text can be.
type sizes struct{ schema *rule.Schema }

// EstimateCallCost leaves functions to CEL.
func (sizes) EstimateCallCost(string, string, *cost.AstNode, []cost.AstNode) *cost.CallEstimate {
	return nil
}

// EstimateSize is that of a text fact; CEL knows the others.
func (s sizes) EstimateSize(element cost.AstNode) *cost.SizeEstimate {
	path := element.Path()
	if len(path) != 1 {
		return nil
	}
	d, ok := s.schema.Lookup(path[0])
	if !ok || d.Kind != rule.Text {
		return nil
	}
	longest := fault.MaxText
	if len(d.Values) > 0 {
		longest = 0
		for _, text := range d.Values {
			longest = max(longest, len(text))
		}
	}
	return &cost.SizeEstimate{Max: uint64(longest)}
}
