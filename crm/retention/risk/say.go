package risk

import (
	"slices"

	"github.com/etomcrm/etomcrm/crm/retention/rule"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// Say is the sentence of a reason in a language, "de" or "en", as the table has it in which its code is. Of a reason that is in no table,
// and where a table has no German, it is the reason's own.
func (p Policy) Say(r fault.Reason, language string) string {
	if language != "de" {
		return r.Message
	}
	for _, spec := range p.specs() {
		if n := slices.IndexFunc(spec.Rows, func(row rule.Row) bool { return row.Code == r.Code }); n >= 0 && spec.Rows[n].WhyDe != "" {
			return spec.Rows[n].WhyDe
		}
	}
	for _, s := range p.Scores {
		if s.Card == nil {
			continue
		}
		for _, a := range s.Card.Attributes {
			for _, b := range a.Bins {
				if b.Code == r.Code && b.WhyDe != "" {
					return b.WhyDe
				}
			}
		}
	}
	return r.Message
}

// specs are the tables of the policy.
func (p Policy) specs() []rule.Spec {
	all := []rule.Spec{p.Decision, p.Limits.Table, p.Steps.Table}
	for _, s := range p.Scores {
		if s.Table != nil {
			all = append(all, *s.Table)
		}
	}
	return all
}
