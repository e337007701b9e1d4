package crm_test

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/crm"
	"github.com/etomcrm/etomcrm/crm/customer"
	"github.com/etomcrm/etomcrm/crm/problem"
	"github.com/etomcrm/etomcrm/crm/retention"
	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/crm/simulator"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/flow"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/price"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/ordering"
)

// player carries out the commands of a script, on a store, for a customer and for Service Configuration & Activation. It plays in
// one of two ways: by hand, every hop a command, or live, where the customer answers what is asked and a simulator works.
type player struct {
	*house
	t           testing.TB
	st          store.Store
	setting     setting
	selling     selling.Config
	ordering    ordering.Config
	hands       *hands                                                          // nil: live
	repairs     simulator.Repairs                                               // live
	plan        simulator.Plan                                                  // live
	settling    func(context.Context) error                                     // live; nil: Settle
	between     func(crm.Activation, crm.Channel) (crm.Activation, crm.Channel) // live: what stands between the house and the outside
	quiet       bool                                                            // prints errors only
	elapsed     time.Duration                                                   // live: what the commands so far take
	correlation string                                                          // the case
	cases       []string                                                        // all so far
	printed     progress
	out         strings.Builder
}

func newPlayer(t testing.TB, st store.Store) *player {
	world := simulator.NewWorld(start)
	p := &player{t: t, st: st, hands: &hands{}, selling: selling.Config{Signatory: "the provider's Selling"}}
	p.setting = setting{world: world, customer: simulator.NewCustomer(world)}
	p.setting.activation, p.setting.problems = p.hands, p.hands
	p.setting.config.Practice, p.setting.config.Charging = practice(), map[string]crm.Charging{}
	p.setting.config.Billing = &billing.Config{Issuers: []billing.Issuer{{ID: "provider", Name: "The provider", TaxID: "DE136695976",
		Address: billing.Address{Street: "Some Street 2", PostCode: "10115", City: "Berlin", Country: "DE"}}}}
	p.ordering.ChargeAfter = 365 * 24 * time.Hour // nothing is done because time passes that a reaction should have done
	p.setting.config.Problem = &problem.Config{AnswerWithin: 365 * 24 * time.Hour}
	p.plan.TakesFor = map[string]time.Duration{}
	return p
}

// script reads a script.
func script(t testing.TB, path string) []etomtest.Command {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	commands, err := etomtest.ParseScript(text)
	require.NoError(t, err)
	return commands
}

// follow goes on with a case.
func (p *player) follow(correlation string) {
	if !slices.Contains(p.cases, correlation) && correlation != "" {
		p.cases = append(p.cases, correlation)
	}
	p.correlation = correlation
}

// caseOf is the case in which a flow has come the farthest.
func (p *player) caseOf(f flow.Flow) string {
	best, most := p.correlation, -1
	for _, one := range p.cases {
		if moves := len(p.verdict(f, one).Moves); moves > most {
			best, most = one, moves
		}
	}
	return best
}

// result is the judge's verdict on a flow in the case in which it has come the farthest.
func (p *player) result(f flow.Flow) flow.Result { return p.verdict(f, p.caseOf(f)) }

// verbs are the commands of scripts.
var verbs = map[string]func(*player, etomtest.Command) error{
	// before the first step
	"config":   (*player).configure,
	"offering": (*player).offer,
	"level":    (*player).level,
	"terms":    (*player).grant,
	"promise":  (*player).promise,
	"customer": (*player).movesIn,
	"quote":    (*player).quote,
	"order":    (*player).order,
	"settle":   (*player).settle,
	"discount": (*player).discount,
	"hold":     (*player).hold,
	// steps
	"issue":      (*player).issue,
	"say":        (*player).say,
	"deliver":    (*player).deliver,
	"activation": (*player).activate,
	"repair":     (*player).repair,
	"measure":    (*player).measure,
	"utilise":    (*player).utilise,
	"alarm":      (*player).alarm,
	"due":        (*player).fallDue,
	"inquire":    (*player).inquire,
	"install":    (*player).install,
	"outage":     (*player).outage,
	"turn":       (*player).turn,
	// looking
	"show":  (*player).show,
	"check": (*player).check,
}

// do carries out a command; what it returns is what the script expects.
func (p *player) do(c etomtest.Command) string {
	p.out.Reset()
	verb, known := verbs[c.Verb]
	if !known {
		return "there is no such command"
	}
	if err := verb(p, c); err != nil {
		fmt.Fprintln(&p.out, "error:", err)
	}
	if p.house != nil && !p.quiet {
		p.report()
	}
	return p.out.String()
}

func (p *player) configure(c etomtest.Command) error {
	p.setting.config.StatusOnRequest = c.Arg("status") == "onRequest"
	if c.Arg("credit") == "" {
		return nil
	}
	limit, err := money.ParseAmount(c.Arg("credit"))
	p.ordering.Credit = ordering.CreditLimit{Limit: limit}
	return err
}

func (p *player) offer(c etomtest.Command) error {
	takes, err := span(c.Arg("takes"))
	if err != nil {
		return err
	}
	amount, err := money.ParseAmount(c.Arg("price"))
	if err != nil {
		return err
	}
	one := price.Price{Name: c.Arg("for"), Type: price.NonRecurring, Amount: amount}
	if every := c.Arg("every"); every != "" {
		one.Type, one.Period = price.Recurring, every
	}
	p.selling.Portfolio = append(p.selling.Portfolio, selling.Offering{ID: c.Arg("id"), Name: c.Arg("name"), Kind: selling.Kind(c.Arg("kind")),
		Needs: list(c.Arg("need")), With: list(c.Arg("with")), Requires: list(c.Arg("requires")), Alternatives: list(c.Arg("alternative")),
		LeadTime: takes, Prices: []price.Price{one}})
	if c.Arg("billed") == "onDelivery" {
		p.setting.config.Charging[c.Arg("id")] = crm.Charging{OnDelivery: true}
	}
	if _, set := p.plan.TakesFor[c.Arg("id")]; !set {
		p.plan.TakesFor[c.Arg("id")] = takes
	}
	return nil
}

// level is the service level that an offering comes with.
func (p *player) level(c etomtest.Command) error {
	level, err := serviceLevel(c)
	for n, o := range p.selling.Portfolio {
		if o.ID == c.Arg("offering") {
			p.selling.Portfolio[n].ServiceLevel = level
		}
	}
	return err
}

func (p *player) grant(c etomtest.Command) error {
	level, err := serviceLevel(c)
	if err != nil {
		return err
	}
	terms := selling.Terms{Segment: c.Arg("segment"), ValidDays: 14, ServiceLevel: level}
	if c.Arg("discount") != "" {
		rate, err := money.ParseRate(c.Arg("discount"))
		if err != nil {
			return err
		}
		terms.Discounts = []selling.Discount{{Rate: rate, Name: c.Arg("named"), Type: price.Type(c.Arg("on"))}}
	}
	p.selling.Terms = append(p.selling.Terms, terms)
	return nil
}

// movesIn opens the house, in which the customer is known.
func (p *player) movesIn(c etomtest.Command) error {
	p.open()
	err := p.knows(customer.Draft{Number: c.Arg("number"), Data: customer.Data{Name: c.Arg("name"), Language: customer.Language(c.Arg("language"))}},
		c.Arg("email"), c.Arg("segment"))
	if err != nil || c.Arg("revenue") == "" {
		return err
	}
	revenue, err := money.ParseAmount(c.Arg("revenue"))
	if err != nil {
		return err
	}
	_, err = p.Retention.NoteRevenue(p.ctx, p.id, retention.Revenue{Year: start.Year() - 1, Amount: revenue})
	return err
}

func (p *player) open() {
	p.setting.config.Selling, p.setting.config.Ordering = &p.selling, &p.ordering
	var simulated *simulator.Activation
	if p.hands == nil {
		simulated = simulator.NewActivation(p.setting.world, &p.plan)
		services := simulator.NewServices(p.setting.world, &p.repairs)
		defer func() { services.Connect(p.Problems, p.SLA) }()
		p.setting.activation, p.setting.problems = simulated, services
		if p.between != nil {
			p.setting.activation, p.setting.channel = p.between(simulated, p.setting.customer)
		}
	}
	p.house = open(p.t, p.st, p.setting)
	if simulated != nil {
		simulated.Connect(p.Orders)
	} else {
		p.hands.orders = p.Orders
	}
}

// quote is an offer that was made by hand, and that the customer knows.
func (p *player) quote(c etomtest.Command) error {
	d := selling.Draft{Customer: p.id}
	for _, item := range list(c.Arg("items")) {
		offering, count, _ := strings.Cut(item, ":")
		quantity, err := strconv.Atoi(cmp.Or(count, "1"))
		if err != nil {
			return err
		}
		d.Items = append(d.Items, selling.DraftItem{Offering: offering, Quantity: quantity})
	}
	return p.later(c, func(ctx context.Context) error {
		q, err := p.Selling.Propose(ctx, d)
		if err != nil || p.hands == nil {
			return err
		}
		fmt.Fprintln(&p.out, q.State)
		return p.settleAside()
	})
}

// order is an order that was placed by hand.
func (p *player) order(c etomtest.Command) error {
	d := ordering.Draft{Customer: p.id}
	for _, id := range list(c.Arg("items")) {
		o, _ := p.selling.Portfolio.Find(id)
		d.Items = append(d.Items, ordering.DraftItem{ID: strconv.Itoa(len(d.Items) + 1), Action: ordering.Add, Offering: id, Quantity: 1, Prices: o.Prices})
	}
	o, err := p.Orders.Place(p.ctx, d)
	if err != nil {
		return err
	}
	p.follow(o.Correlation)
	fmt.Fprintln(&p.out, o.State)
	return p.Settle(p.ctx)
}

// settle delivers what is pending in the case until an event of a type would be next; without one, all that is pending in cases that
// the script does not follow.
func (p *player) settle(c etomtest.Command) error {
	if p.hands == nil {
		return nil
	}
	if c.Arg("until") == "" {
		return p.settleAside()
	}
	for {
		head, pending := p.head()
		if !pending {
			return fmt.Errorf("there was no %s", c.Arg("until"))
		}
		if head.Type == c.Arg("until") {
			return nil
		}
		if _, _, err := p.Step(p.ctx, p.correlation); err != nil {
			return err
		}
	}
}

func (p *player) settleAside() error {
	for {
		aside := slices.DeleteFunc(p.pending(), func(e event.Event) bool { return slices.Contains(p.cases, e.Correlation) })
		if len(aside) == 0 {
			return nil
		}
		if _, _, err := p.Step(p.ctx, aside[0].Correlation); err != nil {
			return err
		}
	}
}

// list takes "a, b" apart.
func list(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, ", ")
}

// span reads a duration; none is 0.
func span(text string) (time.Duration, error) {
	if text == "" {
		return 0, nil
	}
	return time.ParseDuration(text)
}
