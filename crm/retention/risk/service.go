package risk

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/etomcrm/etomcrm/crm/retention/rule"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Service is Analyze and Manage Customer Risk on a store. It is safe for concurrent use. Every command has a form ending in Tx that joins
// the caller's unit of work, so that an order and the decision on it are committed together or not at all. All of them answer an
// unknown id, and one of another tenant, with fault.ErrNotFound, a wrong state with fault.ErrState, an id used for something else with
// fault.ErrConflict, and wrong input with fault.ErrInvalid; then nothing has changed. The same command again does nothing and
// answers the same.
type Service struct {
	env    *work.Env
	config Config
	own    []*Compiled // of Config.Policies
	// fallback: own is the default, which holds where no policy was published.
	fallback bool
	ready    sync.Map // *Compiled by readyKey: policies never change
}

// Config of customer risk; nil is the default.
type Config struct {
	Currency  money.Currency // of every policy; zero: EUR
	Sources   Sources        // where facts come from; nil: nothing is known of anybody
	Evaluator rule.Evaluator // for rows with expressions; nil: there are none
	// IDs gives all ids of a customer under whichever of them: that which holds first, then those that were merged into it. So deposits and
	// orders of a duplicate count, and there is one credit limit; nil: he has the one.
	IDs func(u *work.Unit, customer string) ([]string, error)
	// Policies are published when the service first decides, if they are not yet. nil: DefaultPolicy, which holds where none was published.
	Policies []Policy
}

// New makes customer risk. A Config with faults is fault.ErrInvalid, all of them at once.
func New(env *work.Env, config *Config) (*Service, error) {
	s := &Service{env: env}
	if config != nil {
		s.config = *config
	}
	if s.config.Currency == (money.Currency{}) {
		s.config.Currency = money.MustCurrency("EUR")
	}
	if s.config.Policies == nil {
		s.config.Policies, s.fallback = []Policy{DefaultPolicy(s.config.Currency)}, true
	}
	var c fault.Check
	for n, p := range s.config.Policies {
		path := fmt.Sprintf("policies[%d]", n)
		c.That(p.Currency == s.config.Currency, path+".currency", fault.RuleCurrency, "must be "+s.config.Currency.String()+", the service's currency")
		compiled, err := Compile(p, s.config.Evaluator)
		note(&c, path, err)
		s.own = append(s.own, compiled)
		same := slices.ContainsFunc(s.config.Policies[:n], func(o Policy) bool { return o.From.Equal(p.From) })
		c.That(!same, path+".from", fault.RuleDuplicate, "is that of another one; only one can be in force")
	}
	c.That(len(s.own) > 0, "policies", fault.RuleRequired, "must have a policy; leave them out for the default")
	if err := c.Err("risk.config"); err != nil {
		return nil, err
	}
	return s, nil
}

// Currency is that of all policies and figures.
func (s *Service) Currency() money.Currency { return s.config.Currency }

// Assessment returns an assessment.
func (s *Service) Assessment(ctx context.Context, id string) (Assessment, error) {
	return work.See(ctx, s.env, func(u *work.Unit) (Assessment, error) { return s.AssessmentTx(u, id) })
}

// AssessmentTx is Assessment in the caller's unit.
func (s *Service) AssessmentTx(u *work.Unit, id string) (Assessment, error) {
	return assessments.Get(u, id)
}

// OfOrderTx is the assessment of an order that holds; false if it has none.
func (s *Service) OfOrderTx(u *work.Unit, order string) (Assessment, bool, error) {
	if order == "" {
		return Assessment{}, false, nil
	}
	all, err := assessments.By(u, keyOrder, order)
	if err != nil || len(all) == 0 {
		return Assessment{}, false, err
	}
	return all[0], true, nil
}

// OfCustomer are a customer's assessments, the oldest first.
func (s *Service) OfCustomer(ctx context.Context, customer string) ([]Assessment, error) {
	return work.See(ctx, s.env, func(u *work.Unit) ([]Assessment, error) { return since(u, customer, "") })
}
