// Package contact is Customer Interface Management (3.2): it knows who makes contact (3.2.1), recognises what they want and
// routes it to the process that does it, answers status inquiries and standard questions itself (3.2.2), passes on what
// the other processes have to say, and keeps all of it, over all channels and departments, as one history. It owns the
// party interaction of TMF683. An Analyst reads the history and reports what shows at several customers (3.2.3). It does not own the customer (Customer Information Management), the work that a request sets
// off, nor the wires: what is passed on leaves through the outbox, and a channel of the host sends it.
//
//	desk, err := contact.New(env, &contact.Config{Directory: directory})
//	i, err := desk.Receive(ctx, contact.Inbound{From: "a@dealer.example", Channel: contact.Email,
//		Subject: "Angebot", Text: "Ich interessiere mich für einen DSL-Anschluss."})
//	fmt.Println(i.Customer, i.Kind, i.Status)       // c-42 enquiry open
//	i, err = desk.Route(ctx, i.ID)                  // contact.enquiry.routed, to Selling
//	open, err := desk.Open(ctx, i.Customer)         // tracked until completed
//	all, err := desk.History(ctx, i.Customer)
//
//	analyst, err := contact.NewAnalyst(env, nil)
//	n, err := analyst.Due(ctx, now)                 // contact.analysis.reported, for the process concerned
//	figures, err := analyst.Statistics(ctx, from, until)
//
// The rules (Recognise, Language, Answer, Sight, Rule.Find, Tally) are functions of values and can be used without the service. What contact needs
// from others are ports: Directory and Cases.
package contact

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Directory tells whose an address is.
type Directory interface {
	// Identify returns the customer who is known by the key: an e-mail address, a telephone number, a contract number.
	Identify(u *work.Unit, key string) (customer string, found bool, err error)
}

// Cases tells to which case of another process a contact belongs that names none: an enquiry to the lead it answers, say.
type Cases interface {
	CaseOf(u *work.Unit, i Interaction) (correlation string, found bool, err error)
}

// Service is Customer Interface Management on a store. It is safe for concurrent use. Every command has a form ending in
// Tx that joins the caller's unit of work. All of them answer an unknown id, and one of another tenant, with
// fault.ErrNotFound, a wrong state with fault.ErrState, and wrong input with fault.ErrInvalid; then nothing has changed.
type Service struct {
	env    *work.Env
	config Config
}

// Config of Customer Interface Management; nil is the default.
type Config struct {
	Directory Directory              // identifies who makes contact; nil: nobody is known by an address
	Cases     Cases                  // finds cases of other processes; nil: there are none
	Questions []StandardQuestion     // what self-service answers; nil: StandardQuestions()
	Within    map[Kind]time.Duration // within which a request of a kind is to be completed; 0: as in Routes()
	Channel   Channel                // to customers who never made contact; empty: Email
	Language  string                 // to customers whose language is not known; empty: English
}

// New makes Customer Interface Management. A wrong Config is fault.ErrInvalid.
func New(env *work.Env, config *Config) (*Service, error) {
	s := &Service{env: env}
	if config != nil {
		s.config = *config
	}
	if s.config.Directory == nil {
		s.config.Directory = nobody{}
	}
	if s.config.Cases == nil {
		s.config.Cases = nobody{}
	}
	if s.config.Questions == nil {
		s.config.Questions = StandardQuestions()
	}
	s.config.Channel = cmp.Or(s.config.Channel, Email)
	s.config.Language = cmp.Or(s.config.Language, English)
	return s, s.config.check()
}

func (c Config) check() error {
	var f fault.Check
	f.That(slices.Contains(Channels(), c.Channel), "channel", fault.RuleUnknown, "must be one of Channels()")
	checkLanguage(&f, "language", c.Language)
	for k, within := range c.Within {
		_, known := RouteOf(k)
		f.That(known, "within", fault.RuleUnknown, fmt.Sprintf("there is no kind of contact %q", k))
		f.That(within >= 0, "within", fault.RuleRange, fmt.Sprintf("the time for %q must not be negative", k))
	}
	checkQuestions(&f, c.Questions)
	return f.Err("contact.config")
}

// nobody knows nobody, and no case.
type nobody struct{}

func (nobody) Identify(*work.Unit, string) (string, bool, error)    { return "", false, nil }
func (nobody) CaseOf(*work.Unit, Interaction) (string, bool, error) { return "", false, nil }

// within is how long a request of the kind may take.
func (s *Service) within(k Kind) time.Duration {
	if d := s.config.Within[k]; d > 0 {
		return d
	}
	r, _ := RouteOf(k)
	return r.Within
}

// Get returns an interaction.
func (s *Service) Get(ctx context.Context, id string) (Interaction, error) {
	return work.See(ctx, s.env, func(u *work.Unit) (Interaction, error) { return interactions.Get(u, id) })
}
