package crm_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm"
	"github.com/etomcrm/etomcrm/crm/contact"
	"github.com/etomcrm/etomcrm/crm/marketing"
	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/flow"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
	"github.com/etomcrm/etomcrm/ordering"
)

// progress is how far a script's output is.
type progress struct {
	correlation string
	moves       map[string]int // of each flow
	inbox       int
}

// report prints what has come about: messages that reached the customer, and arrows that were proved.
func (p *player) report() {
	if p.printed.correlation != p.correlation {
		p.printed = progress{correlation: p.correlation, moves: map[string]int{}, inbox: p.printed.inbox}
	}
	inbox := p.customer.Inbox()
	for _, m := range inbox[p.printed.inbox:] {
		fmt.Fprintln(&p.out, "the customer reads:", m.Reason)
	}
	p.printed.inbox = len(inbox)
	if p.correlation == "" {
		return
	}
	events := p.journal(p.correlation)
	for _, f := range flow.All() {
		moves := flow.Check(f, events).Moves
		for _, m := range moves[p.printed.moves[f.ID]:] {
			fmt.Fprintln(&p.out, arrow(m))
		}
		p.printed.moves[f.ID] = len(moves)
	}
}

func arrow(m flow.Move) string {
	via := ""
	if m.Arrow.Via != "" {
		via = fmt.Sprintf(" via %s", m.Arrow.Via)
	}
	return fmt.Sprintf("%d %s → %s%s: %s", m.Step.No, m.Arrow.From, m.Arrow.To, via, m.Event.Type)
}

// issue distributes a collateral to the customer.
func (p *player) issue(c etomtest.Command) error {
	made, err := p.Marketing.Make(p.ctx, marketing.Draft{Name: c.Arg("name"), Medium: marketing.Medium(c.Arg("medium")), Offerings: list(c.Arg("about"))})
	if err != nil {
		return err
	}
	lead, _, err := p.Marketing.Issue(p.ctx, made.ID, p.id)
	p.follow(lead.Correlation)
	return err
}

// say is the customer making contact, having read the message that the contact answers.
func (p *player) say(c etomtest.Command) error {
	switch {
	case p.hands == nil && c.Arg("to") == "":
		return p.later(c, func(ctx context.Context) error { return p.answer(ctx, c, crm.Message{}) })
	case p.hands == nil:
		after, err := span(c.Arg("after"))
		p.elapsed += after
		return err // the customer answers when told: see live
	}
	m, told := p.told(c.Arg("to"))
	if c.Arg("to") != "" && !told {
		return fmt.Errorf("the customer has not read %s", c.Arg("to"))
	}
	after, err := span(c.Arg("after"))
	if err != nil {
		return err
	}
	p.world.After(after, func(ctx context.Context) error { return p.answer(ctx, c, m) })
	return p.world.Run(p.ctx, func(context.Context) error { return nil })
}

func (p *player) answer(ctx context.Context, c etomtest.Command, m crm.Message) error {
	content, err := p.content(c, m)
	if err != nil {
		return err
	}
	in := contact.Inbound{Kind: contact.Kind(c.Arg("kind")), Text: c.Arg("text"), About: m.About, Correlation: m.Correlation}
	switch in.Kind {
	case "":
		in.About, in.Correlation = "", "" // nobody names a flyer
	case contact.StatusInquiry:
		in.About = "" // nor the order
	}
	if content != nil {
		in.Content = encode(p.t, content)
	}
	i, err := p.hears(ctx, in)
	if err == nil && c.Arg("aside") == "" {
		p.follow(i.Correlation)
	}
	return err
}

// content is what a form of the kind would carry.
func (p *player) content(c etomtest.Command, m crm.Message) (any, error) {
	proposal := func() (data selling.Proposal, err error) {
		err = event.Event{Type: m.Reason, Data: m.Data}.Read(&data)
		return data, err
	}
	switch contact.Kind(c.Arg("kind")) {
	case contact.Needs:
		return needsOf(c.Arg("needs"))
	case contact.PurchaseOrder:
		offered, err := proposal()
		return selling.Acceptance{Quote: offered.Quote, Version: offered.Number, SignedBy: c.Arg("signed"), Acknowledged: true,
			TestFirst: c.Arg("testFirst") != ""}, err
	case contact.CounterOffer:
		offered, err := proposal()
		if err != nil {
			return nil, err
		}
		rate, err := money.ParseRate(c.Arg("discount"))
		return selling.CounterOffer{Quote: offered.Quote, Version: offered.Number, Reason: c.Arg("text"), Discount: rate}, err
	case contact.Satisfaction:
		score, err := strconv.Atoi(c.Arg("score"))
		return ordering.SatisfactionAnswer{Score: score, Comment: c.Arg("text")}, err
	case contact.ProblemReport:
		return map[string]string{"feature": c.Arg("feature"), "impact": c.Arg("impact")}, nil
	case contact.Confirmation:
		return map[string]any{"confirmed": c.Arg("confirmed") == "true", "text": c.Arg("text")}, nil
	case contact.TestResult:
		return ordering.TestResult{Accepted: c.Arg("accepted") != "", Reason: c.Arg("reason")}, nil
	case contact.Amendment:
		return ordering.AmendmentRequest{Note: c.Arg("text"), Add: []ordering.DraftItem{
			{ID: "more", Action: ordering.Add, Offering: c.Arg("add"), Quantity: 1}}}, nil
	}
	return nil, nil
}

// needsOf reads "extranet, car-configurator:20".
func needsOf(text string) (any, error) {
	var content struct {
		Needs []selling.Need `json:"need"`
	}
	for _, one := range list(text) {
		code, count, counted := strings.Cut(one, ":")
		need := selling.Need{Code: code}
		if counted {
			var err error
			if need.Quantity, err = strconv.Atoi(count); err != nil {
				return nil, err
			}
		}
		content.Needs = append(content.Needs, need)
	}
	return content, nil
}

// head is the event of the case that would be delivered next.
func (p *player) head() (event.Event, bool) {
	pending := p.pending()
	n := slices.IndexFunc(pending, func(e event.Event) bool { return e.Correlation == p.correlation })
	if n < 0 {
		return event.Event{}, false
	}
	return pending[n], true
}

// pending are the events that are not delivered yet.
func (p *player) pending() []event.Event {
	all, err := work.See(p.ctx, p.env, func(u *work.Unit) ([]event.Event, error) {
		all, _, err := event.Pending(u, store.Cursor{}, 0)
		return all, err
	})
	require.NoError(p.t, err)
	return all
}

// onward delivers what no flow speaks of, up to the next event that one speaks of.
func (p *player) onward() (event.Event, error) {
	for {
		e, pending := p.head()
		if !pending || spokenOf[e.Type] {
			return e, nil
		}
		if _, _, err := p.Step(p.ctx, p.correlation); err != nil {
			return e, err
		}
	}
}

// spokenOf are the types of event by which the flows are proved.
var spokenOf = func() map[string]bool {
	types := map[string]bool{}
	for _, f := range flow.All() {
		for _, s := range f.Steps {
			for _, a := range s.Arrows {
				types[a.Event], types[a.Passed] = true, a.Passed != ""
			}
		}
	}
	return types
}()

// deliver takes one hop.
func (p *player) deliver(c etomtest.Command) error {
	if p.hands == nil {
		return nil
	}
	return p.hop(c.Arg("event"), func() error {
		_, _, err := p.Step(p.ctx, p.correlation)
		return err
	})
}

// hop does something with the next event, which must be of a type.
func (p *player) hop(typ string, do func() error) error {
	e, err := p.onward()
	if err != nil {
		return err
	}
	if e.Type != typ {
		return fmt.Errorf("expected %s, %s is next", typ, nextOr(e, "nothing"))
	}
	return do()
}

func nextOr(e event.Event, none string) string {
	if e.Type == "" {
		return none
	}
	return e.Type
}

// lose takes an event out of the outbox without delivering it to anybody.
func (p *player) lose(typ string) error {
	return p.hop(typ, func() error {
		relay := event.NewRelay(p.store, p.env.Tenant(), func(context.Context, event.Event) error { return nil }, nil)
		_, _, err := relay.Next(p.ctx, p.correlation)
		return err
	})
}

// check prints the verdict.
func (p *player) check(c etomtest.Command) error {
	f, known := flow.ByID(c.Arg("flow"))
	if !known {
		return errors.New("there is no such flow")
	}
	fmt.Fprintf(&p.out, "%s: %s\n", f.Title, p.verdict(f, p.correlation))
	return nil
}
