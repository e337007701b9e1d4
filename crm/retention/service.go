// Package retention is Retention & Loyalty (3.9): what a customer is worth, how content the customer is, and what the
// customer permits. It owns the customer's profile (revenue, agreed service levels, interests, preferences, personal
// settings), the statements on consent, the priority that follows from what is known, and the inquiry into satisfaction
// (3.9.5). It does not own the customer's identity and data (Customer Information Management), the contacts (Customer
// Interface Management), nor the agreement (Selling); models of customers are the business of the packages below it.
//
//	loyalty := retention.New(work.New(memory.New(), nil), nil)
//	_, err := loyalty.NoteRevenue(ctx, "c-1", retention.Revenue{Year: 2025, Amount: money.Must("50000000.00 EUR")})
//	given, err := loyalty.GivePriority(ctx, retention.Ask{Customer: "c-1", Agreement: "a-1"})
//	fmt.Println(given.Priority, given.Priority.Name()) // 0 highest
//	fmt.Println(given.Reasons)                         // which row of the table decided, and why
//
//	_, err = loyalty.RecordConsent(ctx, retention.Consent{Customer: "c-1", Purpose: retention.PurposeMarketing, Channel: "email",
//		State: retention.ConsentGiven, Evidence: "interaction-7", Text: "newsletter-3"})
//	answer, err := loyalty.May(ctx, "c-1", retention.PurposeMarketing, "phone") // no: consent was given for email
//	choice, err := loyalty.Set(ctx, "c-1", "bill", "portal")
//
//	q, err := loyalty.AskSatisfaction(ctx, retention.Question{Customer: "c-1", About: "o-1"})
//	q, err = loyalty.RecordSatisfaction(ctx, retention.Answer{Customer: "c-1", Order: "o-1", Score: 1})
//	fmt.Println(q.State, q.FollowUp.DueAt) // somebody has to see to the customer by then; see Due
//
// The rules (Prioritise, AnnualRevenue, Validate, Summarise, Trend, Purposes.Permit, Settings.Choose) are functions of values
// and can be used without the service.
package retention

import (
	"time"

	"github.com/etomcrm/etomcrm/etom/work"
)

// Service is Retention & Loyalty on a store. It is safe for concurrent use. Every command has a form ending in Tx that joins
// the caller's unit of work. All of them answer a wrong state with fault.ErrState, and wrong input with fault.ErrInvalid;
// then nothing has changed. A customer of whom nothing is known here is no fault: a profile begins with what is noted first.
type Service struct {
	env            *work.Env
	priorities     *Table
	purposes       *Purposes
	settings       *Settings
	occasions      *Occasions
	outlook        Outlook
	followUpWithin time.Duration
}

// Config of Retention & Loyalty; nil is the default.
type Config struct {
	Priorities     *Table        // by which priorities are given; nil: DefaultTable()
	Purposes       *Purposes     // what data is used for, and on what ground; nil: DefaultPurposes()
	Settings       *Settings     // what customers can choose; nil: DefaultSettings()
	Occasions      *Occasions    // after what customers are asked how content they are; nil: DefaultOccasions()
	Outlook        Outlook       // what models say of a customer, for the priority; nil: nothing is known
	FollowUpWithin time.Duration // by when somebody is to have seen to a discontent customer; 0 or less: 2 days
}

// Outlook tells what models say of a customer.
type Outlook interface {
	// Outlook returns the probability that the customer leaves, 0 (or not known) to 1, and the band of the customer's
	// value, such as "A"; empty: not known.
	Outlook(u *work.Unit, customer string) (churn float64, value string, err error)
}

// usualFollowUp is by when somebody is to have seen to a discontent customer. The figure is ours.
const usualFollowUp = 2 * 24 * time.Hour

// New makes Retention & Loyalty.
func New(env *work.Env, config *Config) *Service {
	var c Config
	if config != nil {
		c = *config
	}
	s := &Service{env: env, priorities: DefaultTable(), purposes: DefaultPurposes(), settings: DefaultSettings(), occasions: DefaultOccasions(),
		outlook: nobody{}, followUpWithin: usualFollowUp}
	if c.Priorities != nil {
		s.priorities = c.Priorities
	}
	if c.Purposes != nil {
		s.purposes = c.Purposes
	}
	if c.Settings != nil {
		s.settings = c.Settings
	}
	if c.Occasions != nil {
		s.occasions = c.Occasions
	}
	if c.Outlook != nil {
		s.outlook = c.Outlook
	}
	if c.FollowUpWithin > 0 {
		s.followUpWithin = c.FollowUpWithin
	}
	return s
}

// nobody knows nothing of any customer.
type nobody struct{}

func (nobody) Outlook(*work.Unit, string) (float64, string, error) { return 0, "", nil }
