package insight

import (
	"github.com/etomcrm/etomcrm/crm/retention/model"
	"github.com/etomcrm/etomcrm/crm/retention/rule"
	"github.com/etomcrm/etomcrm/crm/retention/value"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Service is customer insight on a store. It is safe for concurrent use. Every command has a form ending in Tx that joins the
// caller's unit of work. Wrong input is fault.ErrInvalid; then nothing has changed. A customer of whom nothing is known here is no
// fault: what is not known is told as not known, never as 0.
type Service struct {
	env    *work.Env
	source FactSource
	terms  Terms
}

// FactSource tells what is known of a customer for a model, beside the months that insight has itself (see MonthFacts): payment
// behaviour, tickets, the contract. It gives what it knows of the wanted inputs; what it leaves out is missing, and the model says
// what becomes of that. It is safe for concurrent use.
type FactSource interface {
	Gather(u *work.Unit, customer string, wanted []model.Input) (model.Facts, error)
}

// Config of customer insight; nil is the default.
type Config struct {
	Facts FactSource   // beside the months; nil: the months only
	Costs *value.Costs // what a unit of each cost driver costs; nil: DefaultCosts()
	Line  *rule.Table  // from usage to a line of business; nil: DefaultLine()
}

// New makes customer insight.
func New(env *work.Env, config *Config) *Service {
	s := &Service{env: env, terms: Terms{Costs: DefaultCosts(), Line: DefaultLine()}}
	if config == nil {
		return s
	}
	s.source = config.Facts
	if config.Costs != nil {
		s.terms.Costs = config.Costs
	}
	if config.Line != nil {
		s.terms.Line = config.Line
	}
	return s
}

// lastYear are the twelve whole months before that of the unit's instant, in UTC.
func lastYear(u *work.Unit) value.Window {
	until := firstOf(calendar.DateOf(u.At, nil))
	return value.Window{From: until.AddMonths(-12), Until: until}
}
