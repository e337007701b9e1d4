package crm_test

import (
	"context"
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm"
	"github.com/etomcrm/etomcrm/crm/contact"
	"github.com/etomcrm/etomcrm/crm/customer"
	"github.com/etomcrm/etomcrm/crm/simulator"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/flow"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// start is a Monday that is no holiday in Germany.
var start = time.Date(2026, time.March, 2, 8, 0, 0, 0, time.UTC)

// house is a provider's CRM, with a customer at the other end of its channel.
type house struct {
	*crm.CRM
	t        testing.TB
	ctx      context.Context
	env      *work.Env
	store    *etomtest.Watched
	world    *simulator.World
	customer *simulator.Customer
	id       string // the customer's
	email    string // the customer's
}

// setting is what one house differs in from another.
type setting struct {
	tenant     string // empty: etomtest.Tenant
	config     crm.Config
	world      *simulator.World
	customer   *simulator.Customer
	activation crm.Activation // nil: nobody is there
	problems   crm.ServiceProblems
	access     crm.Access
	relations  crm.Relations
	channel    crm.Channel // nil: the customer
	without    string      // a reaction that is taken away
}

func open(t testing.TB, st store.Store, s setting) *house {
	t.Helper()
	if s.tenant == "" {
		s.tenant = etomtest.Tenant
	}
	if s.channel == nil {
		s.channel = s.customer
	}
	h := &house{t: t, ctx: t.Context(), store: etomtest.Watch(st), world: s.world, customer: s.customer}
	h.env = work.New(h.store, &work.Config{Tenant: s.tenant, Now: s.world.Now, NewID: etomtest.NewIDs("").New})
	var err error
	h.CRM, err = crm.New(h.env, crm.Outside{Activation: s.activation, ServiceProblems: s.problems, Access: s.access, Relations: s.relations, Channel: s.channel}, &s.config)
	require.NoError(t, err)
	h.Without(s.without)
	return h
}

// knows establishes the customer.
func (h *house) knows(d customer.Draft, email, segment string) error {
	d.Kind, h.email = customer.Organization, email
	d.ContactMedia = []customer.ContactMedium{{Type: customer.Email, Characteristic: customer.MediumCharacteristic{EmailAddress: email}},
		{Type: customer.Letter, Characteristic: customer.MediumCharacteristic{Street1: "Some Street 1", PostCode: "10115", City: "Berlin", Country: "DE"}}}
	if segment != "" {
		d.Characteristics = []customer.Characteristic{{Name: crm.Segment, Value: segment}}
	}
	c, err := h.Customers.Establish(h.ctx, d)
	h.id = c.ID
	return err
}

// hears makes contact for the customer.
func (h *house) hears(ctx context.Context, in contact.Inbound) (contact.Interaction, error) {
	in.From, in.Channel = h.email, contact.Email
	return h.Receive(ctx, in)
}

// told is the last message that the customer got for a reason.
func (h *house) told(reason string) (crm.Message, bool) {
	inbox := h.customer.Inbox()
	for _, m := range slices.Backward(inbox) {
		if m.Reason == reason {
			return m, true
		}
	}
	return crm.Message{}, false
}

// journal is the case's.
func (h *house) journal(correlation string) []event.Event {
	h.t.Helper()
	events, err := h.Journal(h.ctx, correlation)
	require.NoError(h.t, err)
	return events
}

// verdict is the judge's on a case.
func (h *house) verdict(f flow.Flow, correlation string) flow.Result {
	h.t.Helper()
	return flow.Check(f, h.journal(correlation))
}

// of are the events of a type, in their order.
func of(events []event.Event, typ string) []event.Event {
	var found []event.Event
	for _, e := range events {
		if e.Type == typ {
			found = append(found, e)
		}
	}
	return found
}

// last reads the data of the last event of a type.
func last[T any](t testing.TB, events []event.Event, typ string) T {
	t.Helper()
	found := of(events, typ)
	require.NotEmpty(t, found, "there is no %s", typ)
	var data T
	require.NoError(t, found[len(found)-1].Read(&data))
	return data
}

// failures are the reactions that failed for good.
func failures(t testing.TB, events []event.Event) []crm.Failure {
	t.Helper()
	var all []crm.Failure
	for _, e := range append(of(events, crm.EventReactionFailed), of(events, crm.EventRequestFailed)...) {
		var f crm.Failure
		require.NoError(t, e.Read(&f))
		all = append(all, f)
	}
	return all
}

// encode is for values that have a JSON.
func encode(t testing.TB, v any) json.RawMessage {
	t.Helper()
	text, err := json.Marshal(v)
	require.NoError(t, err)
	return text
}
