// Package retention is Retention & Loyalty (3.9): what a customer is worth and how content the customer is. It owns the
// customer's profile (revenue, agreed service levels, interests, preferences), the priority that follows from it, and the
// inquiry into satisfaction (3.9.5). It does not own the customer's identity and data (Customer Information Management),
// the contacts (Customer Interface Management), nor the agreement (Selling).
//
//	loyalty := retention.New(work.New(memory.New(), nil), nil)
//	_, err := loyalty.NoteRevenue(ctx, "c-1", retention.Revenue{Year: 2025, Amount: money.Must("50000000.00 EUR")})
//	given, err := loyalty.GivePriority(ctx, retention.Ask{Customer: "c-1", Agreement: "a-1"})
//	fmt.Println(given.Priority, given.Priority.Name()) // 0 highest
//	fmt.Println(given.Reasons)                         // which row of the table decided, and why
//
//	q, err := loyalty.AskSatisfaction(ctx, retention.Question{Customer: "c-1", About: "o-1"})
//	_, err = loyalty.RecordSatisfaction(ctx, retention.Answer{Customer: "c-1", Order: "o-1", Score: 5})
//
// The rules (Prioritise, AnnualRevenue, Validate, Summarise) are functions of values and can be used without the service.
package retention

import (
	"github.com/etomcrm/etomcrm/etom/work"
)

// Service is Retention & Loyalty on a store. It is safe for concurrent use. Every command has a form ending in Tx that joins
// the caller's unit of work. All of them answer a wrong state with fault.ErrState, and wrong input with fault.ErrInvalid;
// then nothing has changed. A customer of whom nothing is known here is no fault: a profile begins with what is noted first.
type Service struct {
	env        *work.Env
	priorities *Table
}

// Config of Retention & Loyalty; nil is the default.
type Config struct {
	Priorities *Table // by which priorities are given; nil: DefaultTable()
}

// New makes Retention & Loyalty.
func New(env *work.Env, config *Config) *Service {
	s := &Service{env: env, priorities: DefaultTable()}
	if config != nil && config.Priorities != nil {
		s.priorities = config.Priorities
	}
	return s
}
