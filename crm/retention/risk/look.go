package risk

import (
	"slices"

	"github.com/etomcrm/etomcrm/crm/retention/rule"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// orders is what open orders come to.
func (c *Compiled) orders(f *rule.Facts) (money.Amount, error) {
	v, ok, err := f.Use(factOrders)
	if err != nil || !ok {
		return c.none, err
	}
	return v.Amount(), nil
}

// viewer looks at one input from several sides. Its amounts are in the policy's currency.
type viewer struct {
	*Compiled
	in       Input
	facts    *rule.Facts
	foreign  bool
	recent   []Recent
	this     money.Amount // the order; nothing if it is in another currency
	open     money.Amount // open orders, as they were given
	earlier  money.Amount // the recent orders together
	together money.Amount // they and this one
}

func newViewer(c *Compiled, in Input) (viewer, error) {
	if in.Held == (Held{}) {
		in.Held = Held{All: c.none, Order: c.none}
	}
	if in.Ask.Amount == (money.Amount{}) {
		in.Ask.Amount = c.none
	}
	if in.Facts == nil {
		in.Facts = rule.NewFacts(c.schema)
	}
	v := viewer{Compiled: c, in: in, facts: in.Facts.Clone(), this: in.Ask.Amount}
	if v.this.Currency() != c.policy.Currency {
		v.foreign, v.this = v.this.Sign() > 0, c.none // nothing is nothing in any currency
	}
	v.recent = c.policy.Velocity.within(in.Recent, in.Ask, in.At)
	var err error
	if v.open, err = c.orders(in.Facts); err != nil {
		return v, err
	}
	if v.earlier, err = total(c.none, v.recent); err != nil {
		return v, err
	}
	v.together, err = v.this.Add(v.earlier)
	return v, err
}

// view is one side: what the order comes to, and what open orders do.
type view struct {
	amount, orders money.Amount
	split          bool
}

// actual is the side from which things are.
func (v viewer) actual(split bool) view { return view{amount: v.this, orders: v.open, split: split} }

// isSplit reports whether this order would pass alone, as the earlier ones did, but not together with them in one. Those are
// among the open orders, if Sources counts them there: they are taken out first, so that each side has them once.
func (v viewer) isSplit() (bool, error) {
	if v.foreign || !v.policy.Velocity.mayBeSplit(v.recent, v.this) {
		return false, nil
	}
	rest, err := v.open.Sub(v.earlier)
	if err != nil {
		return false, err
	}
	if rest.Sign() < 0 {
		rest = v.none
	}
	alone, err := v.look(view{amount: v.this, orders: rest})
	if err != nil || !alone.Outcome.Permits() {
		return false, err
	}
	one, err := v.look(view{amount: v.together, orders: rest})
	return err == nil && !one.Outcome.Permits(), err
}

// seen is what one side shows.
type seen struct {
	Verdict
	why []fault.Reason // of the outcome alone, and of the scores behind it
}

// look evaluates the tables from one side, in the order in which they need one another.
func (v viewer) look(at view) (seen, error) {
	var found seen
	if err := v.setAsked(at); err != nil {
		return found, err
	}
	var err error
	if found.Scores, found.Overall, err = v.scored(); err != nil {
		return found, err
	}
	if found.Step, err = v.step(v.facts, v.in.Before, v.in.At); err != nil {
		return found, err
	}
	band, full, whyLimit, err := v.limit(v.facts)
	if err != nil {
		return found, err
	}
	found.Band, found.Full = band.Name, full
	if found.Limit, err = full.Percent(found.Step.Share, money.Down); err != nil {
		return found, err
	}
	if found.Exposure, err = v.exposed(v.facts, v.in.Held.All, at.orders, at.amount); err != nil {
		return found, err
	}
	if err := v.setExposed(found); err != nil {
		return found, err
	}
	decided, err := v.decision.Decide(v.facts)
	if err != nil {
		return found, err
	}
	found.Outcome = Outcome(decided.Outcome)
	found.why = append(v.decision.Reasons(decided), behind(v.decision.HitRows(decided), found.Scores)...)
	found.Reasons = slices.Concat(found.why, whyLimit)
	return found, nil
}

// behind are the reasons of the scores that rows ask for.
func behind(rows []rule.Row, scores []Score) []fault.Reason {
	var all []fault.Reason
	for _, r := range rows {
		for _, w := range r.When {
			for _, s := range scores {
				if kindFacts[s.Kind] == w.Fact {
					all = append(all, s.Reasons...)
				}
			}
		}
	}
	return all
}

// setAsked sets what is known before the first score.
func (v viewer) setAsked(at view) error {
	s := setter{facts: v.facts}
	s.set("deposit.held", rule.Amt(v.in.Held.All))
	s.set("deposit.order", rule.Amt(v.in.Held.Order))
	s.set("order.foreign", rule.Yes(v.foreign))
	v.facts.Clear("order.amount")
	if !v.foreign {
		s.set("order.amount", rule.Amt(at.amount))
	}
	s.set("orders.windowCount", rule.Int(int64(len(v.recent)+1)))
	s.set("orders.windowAmount", rule.Amt(v.together))
	s.set("orders.split", rule.Yes(at.split))
	return s.err
}

// scored scores every kind of risk and sets the scores as facts.
func (v viewer) scored() ([]Score, int64, error) {
	var overall int64
	s := setter{facts: v.facts}
	all := make([]Score, len(v.scores))
	for n, kind := range v.scores {
		score, err := kind.score(v.facts)
		if err != nil {
			return nil, 0, err
		}
		all[n], overall = score, max(overall, score.Score)
	}
	for _, score := range all {
		s.set(kindFacts[score.Kind], rule.Int(score.Score))
	}
	s.set("risk.overall", rule.Int(overall))
	return all, overall, s.err
}

// setExposed sets what is known of limit and exposure.
func (v viewer) setExposed(found seen) error {
	use, err := Use(found.Exposure.Total, found.Limit)
	if err != nil {
		return err
	}
	share, err := v.whole(found.Step.Share)
	if err != nil {
		return err
	}
	s := setter{facts: v.facts}
	s.set("limit.amount", rule.Amt(found.Limit))
	s.set("limit.share", rule.Int(share))
	s.set("exposure.total", rule.Amt(found.Exposure.Total))
	s.set("exposure.use", rule.Int(use))
	return s.err
}

// whole is a share in percent, digits cut off.
func (v viewer) whole(share money.Rate) (int64, error) {
	hundred, err := money.FromMinor(100, v.policy.Currency)
	if err != nil {
		return 0, err
	}
	part, err := hundred.Percent(share, money.Down)
	if err != nil {
		return 0, err
	}
	return part.MinorUnits()
}

// setter sets facts and keeps the first error.
type setter struct {
	facts *rule.Facts
	err   error
}

func (s *setter) set(name string, v rule.Value) {
	if s.err == nil {
		s.err = s.facts.Set(name, v)
	}
}
