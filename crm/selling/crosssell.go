package selling

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/crm/selling/association"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// CrossSelling is Cross/Up Selling (3.4.5) on the store of Selling: it keeps the versions of the offer rules, says what may be
// offered next to a customer and why, and keeps what was recommended and what came of it. Safe for concurrent use.
type CrossSelling struct {
	sell  *Service
	facts CustomerFacts
}

// CustomerFacts tells what is known of a customer outside Selling.
type CustomerFacts interface {
	// Holdings are the offerings that the customer holds now.
	Holdings(u *work.Unit, customer string) ([]string, error)

	// Observed is what the customer uses and reports, in the metrics and units of the signals; what is not known is left out.
	Observed(u *work.Unit, customer string) ([]Observation, error)

	// Standing is what may forbid to approach the customer: consent, open complaints, risk.
	Standing(u *work.Unit, customer string) (Standing, error)
}

// CrossSelling makes Cross/Up Selling over the portfolio of Selling.
func (s *Service) CrossSelling(facts CustomerFacts) *CrossSelling {
	return &CrossSelling{sell: s, facts: facts}
}

// keptRules are published offer rules, under their version.
type keptRules struct {
	store.Meta
	Rules       OfferRules `json:"rules"`
	Fingerprint string     `json:"fingerprint"`
}

// inForce says from when a version of the offer rules is in force; it is small, so that all can be looked through.
type inForce struct {
	store.Meta
	From time.Time `json:"from"`
}

const (
	keyFrom     = "from"
	keyAnswer   = "answerBy"
	keyCustomer = "customer"
)

var (
	offerRules = store.NewCollection("selling.offerRules", func(*keptRules) []store.Key { return nil })
	rulesFrom  = store.NewCollection("selling.offerRulesInForce", func(f *inForce) []store.Key {
		return []store.Key{{Name: keyFrom, Value: store.TimeKey(f.From)}}
	})
)

// Publish keeps a version of the offer rules, in force from its From on. The same version again changes nothing; with other
// contents it is fault.ErrConflict, and so is another version with the same From. Rules that do not fit the portfolio are
// fault.ErrInvalid.
func (x *CrossSelling) Publish(ctx context.Context, r OfferRules) error {
	return x.sell.env.Update(ctx, func(u *work.Unit) error { return x.PublishTx(u, r) })
}

// PublishTx is Publish in the caller's unit.
func (x *CrossSelling) PublishTx(u *work.Unit, r OfferRules) error {
	r.From = fault.Instant(r.From)
	portfolio, err := x.sell.portfolio(u)
	if err != nil {
		return err
	}
	var c fault.Check
	r.check(&c)
	r.checkWith(&c, portfolio)
	if err := c.Err(offerRulesSubject); err != nil {
		return err
	}
	body, err := json.Marshal(r)
	if err != nil {
		return err
	}
	kept := keptRules{Meta: store.Meta{ID: r.Version}, Rules: r, Fingerprint: fingerprint(body)}
	was, known, err := offerRules.Find(u, r.Version)
	switch {
	case err != nil:
		return err
	case known && was.Fingerprint == kept.Fingerprint:
		return nil
	case known:
		return fault.Conflict(offerRules.Subject(r.Version), "is published with other contents; take another version")
	}
	same, err := rulesFrom.By(u, keyFrom, store.TimeKey(r.From))
	if err != nil {
		return err
	}
	if len(same) > 0 {
		return fault.Conflict(offerRules.Subject(r.Version), fmt.Sprintf("begins when %q does; take another time", same[0].ID))
	}
	if err := offerRules.Put(u, &kept); err != nil {
		return err
	}
	return rulesFrom.Put(u, &inForce{Meta: store.Meta{ID: r.Version}, From: r.From})
}

func fingerprint(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

// Rules returns a version of the offer rules.
func (x *CrossSelling) Rules(ctx context.Context, version string) (OfferRules, error) {
	return work.See(ctx, x.sell.env, func(u *work.Unit) (OfferRules, error) { return x.RulesTx(u, version) })
}

// RulesTx is Rules in the caller's unit.
func (x *CrossSelling) RulesTx(u *work.Unit, version string) (OfferRules, error) {
	kept, err := offerRules.Get(u, version)
	return kept.Rules, err
}

// rulesAt are the rules in force at an instant.
func (x *CrossSelling) rulesAt(u *work.Unit, at time.Time) (keptRules, error) {
	begun, _, err := rulesFrom.Page(u, store.Query{Key: keyFrom, To: store.TimeKey(at.Add(time.Microsecond))})
	if err != nil {
		return keptRules{}, err
	}
	if len(begun) == 0 {
		return keptRules{}, fault.State(offerRulesSubject, "no version is in force yet; publish one")
	}
	return offerRules.Get(u, begun[len(begun)-1].ID)
}

// NextOffers says what may be offered next to a customer, and why, by the rules in force. Nothing is kept.
func (x *CrossSelling) NextOffers(ctx context.Context, customer string) (Advice, error) {
	return work.See(ctx, x.sell.env, func(u *work.Unit) (Advice, error) { return x.NextOffersTx(u, customer) })
}

// NextOffersTx is NextOffers in the caller's unit.
func (x *CrossSelling) NextOffersTx(u *work.Unit, customer string) (Advice, error) {
	c, err := x.consult(u, customer)
	return c.advice, err
}

// consultation is an advice with all that it rests on.
type consultation struct {
	rules     keptRules
	situation Situation
	advice    Advice
}

func (x *CrossSelling) consult(u *work.Unit, customer string) (consultation, error) {
	var check fault.Check
	check.Text("customer", customer, fault.MaxID)
	if err := check.Err("selling.nextOffers"); err != nil {
		return consultation{}, err
	}
	rules, err := x.rulesAt(u, u.At)
	if err != nil {
		return consultation{}, err
	}
	portfolio, err := x.sell.portfolio(u)
	if err != nil {
		return consultation{}, err
	}
	c := consultation{rules: rules}
	if c.situation, err = x.situation(u, customer); err != nil {
		return consultation{}, err
	}
	if c.situation.Earlier, err = quieted(u, customer); err != nil {
		return consultation{}, err
	}
	c.advice, err = portfolio.NextOffers(rules.Rules, c.situation, u.At)
	return c, err
}

// situation is what is known of a customer outside Selling.
func (x *CrossSelling) situation(u *work.Unit, customer string) (Situation, error) {
	var s Situation
	var err error
	if s.Holds, err = x.facts.Holdings(u, customer); err != nil {
		return s, err
	}
	slices.Sort(s.Holds)
	s.Holds = slices.Compact(s.Holds)
	if s.Observed, err = x.facts.Observed(u, customer); err != nil {
		return s, err
	}
	s.Standing, err = x.facts.Standing(u, customer)
	return s, err
}

// Baskets reads what is to be learned from: one basket for each customer, with the signals of the rules; each customer is read
// in a unit of its own. See OfferRules.Mine.
func (x *CrossSelling) Baskets(ctx context.Context, r OfferRules, customers []string) (*association.Baskets, error) {
	lists := make([][]string, len(customers))
	for n, customer := range customers {
		list, err := work.See(ctx, x.sell.env, func(u *work.Unit) ([]string, error) {
			s, err := x.situation(u, customer)
			if err != nil {
				return nil, err
			}
			return r.Basket(s)
		})
		if err != nil {
			return nil, fmt.Errorf("customer %q: %w", customer, err)
		}
		lists[n] = list
	}
	return association.NewBaskets(lists)
}
