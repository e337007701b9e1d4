package risk

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/etomcrm/etomcrm/crm/retention/rule"
	"github.com/etomcrm/etomcrm/crm/retention/scorecard"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Explanation is an assessment decided again, with the policy and the facts that decided it. It is a value.
type Explanation struct {
	Assessment Assessment
	Policy     Policy  // as it was published
	Again      Verdict // by the stored facts
	Same       bool    // whether it is what was decided then
	Tables     []TableTrace
}

// TableTrace says how one table or card of the policy came to what it said; it has one of the two.
type TableTrace struct {
	What  string // the kind of risk, or limits, steps, decision
	Table *rule.Trace
	Card  *scorecard.Score
}

// Explain decides an assessment again by the version that decided it, however old it is, and says whether it gives the same. One whose
// facts were erased is fault.ErrState.
func (s *Service) Explain(ctx context.Context, id string) (Explanation, error) {
	return work.See(ctx, s.env, func(u *work.Unit) (Explanation, error) { return s.ExplainTx(u, id) })
}

// ExplainTx is Explain in the caller's unit.
func (s *Service) ExplainTx(u *work.Unit, id string) (Explanation, error) {
	a, err := assessments.Get(u, id)
	if err != nil {
		return Explanation{}, err
	}
	if len(a.Facts) == 0 {
		return Explanation{}, fault.State(assessments.Subject(id), "has no facts any more: they were erased; only its codes and figures are left")
	}
	c, err := s.load(u, policyID(a.Policy, a.PolicyVersion), a.Fingerprint)
	if err != nil {
		return Explanation{}, err
	}
	return Replay(c, a)
}

// Replay is Explain with the policy at hand.
func Replay(c *Compiled, a Assessment) (Explanation, error) {
	facts, err := rule.Restore(c.schema, a.Facts)
	if err != nil {
		return Explanation{}, err
	}
	in := Input{Ask: Ask{Customer: a.Customer, Order: a.Order, Amount: a.Amount}, Facts: facts, Recent: a.Recent, Before: a.Before, Held: a.Held, At: a.At}
	e := Explanation{Assessment: a, Policy: c.policy}
	if e.Again, err = Assess(c, in); err != nil {
		return e, err
	}
	same, err := sameJSON(e.Again, a.Verdict)
	if err != nil {
		return e, err
	}
	e.Same = same && c.fingerprint == a.Fingerprint
	e.Tables, err = c.traces(in, e.Again.Split != nil)
	return e, err
}

// sameJSON compares verdicts as they are stored.
func sameJSON(a, b Verdict) (bool, error) {
	one, err := json.Marshal(a)
	if err != nil {
		return false, err
	}
	other, err := json.Marshal(b)
	return string(one) == string(other), err
}

// traces says of each table why it said what it said.
func (c *Compiled) traces(in Input, isSplit bool) ([]TableTrace, error) {
	v, err := newViewer(c, in)
	if err != nil {
		return nil, err
	}
	if _, err := v.look(v.actual(isSplit)); err != nil {
		return nil, err
	}
	var all []TableTrace
	table := func(what string, t *rule.Table) error {
		trace, err := t.Explain(v.facts)
		all = append(all, TableTrace{What: what, Table: &trace})
		return err
	}
	for _, s := range c.scores {
		if s.card == nil {
			err = errors.Join(err, table(string(s.Kind), s.table))
			continue
		}
		score, failed := s.card.Score(v.facts)
		all, err = append(all, TableTrace{What: string(s.Kind), Card: &score}), errors.Join(err, failed)
	}
	err = errors.Join(err, table("steps", c.steps), table("limits", c.limits), table("decision", c.decision))
	return all, err
}
