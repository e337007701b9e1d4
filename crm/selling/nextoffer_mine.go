package selling

import (
	"slices"

	"github.com/etomcrm/etomcrm/crm/selling/association"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Basket is what is learned from one customer: the offerings held, and the codes of the signals that are there. So what is
// mined knows of what customers hold, use and report. An observation in another unit than its signal is fault.ErrInvalid.
func (r OfferRules) Basket(s Situation) ([]string, error) {
	var c fault.Check
	s.check(&c)
	items := slices.Clone(s.Holds)
	for _, signal := range r.Signals {
		for n, o := range s.Observed {
			if signal.there(&c, n, o) && !slices.Contains(items, signal.Code) {
				items = append(items, signal.Code)
			}
		}
	}
	if err := c.Err("selling.situation"); err != nil {
		return nil, err
	}
	return items, nil
}

// Mine learns from the baskets of customers (see Basket) which offerings are held together: rules that occur in at least the
// share support of the baskets and hold in at least the share confidence of those they apply to, with a lift above 1; at most
// MaxMinedRules, those of the largest lift. It returns the rules with these in place of what was learned before. Errors are
// fault.ErrInvalid, also for a support so small that too many sets are frequent.
func (r OfferRules) Mine(baskets *association.Baskets, support, confidence money.Rate) (OfferRules, error) {
	sets, err := baskets.Sets(association.Ask{Support: support, Size: maxIf + 1})
	if err != nil {
		return OfferRules{}, err
	}
	rules, err := sets.Rules(confidence)
	if err != nil {
		return OfferRules{}, err
	}
	signal := map[string]bool{}
	for _, s := range r.Signals {
		signal[s.Code] = true
	}
	rules = slices.DeleteFunc(rules, func(one association.Rule) bool { return signal[one.Then] || !promising(one) })
	r.Mined = Mined{Customers: baskets.Len(), Support: support, Confidence: confidence, Rules: rules[:min(len(rules), MaxMinedRules)]}
	return r, nil
}
