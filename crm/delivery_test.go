package crm_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm"
	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/flow"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/etom/work"
	"github.com/etomcrm/etomcrm/ordering"
)

// types are the types of the events, in their order.
func types(events []event.Event) []string {
	var all []string
	for _, e := range events {
		all = append(all, e.Type)
	}
	return all
}

func TestReactions_run_once_though_every_event_is_delivered_twice(t *testing.T) {
	t.Parallel()
	commands := script(t, "testdata/bmw.txt")
	smooth := live(t, memory.New(), commands, nil)
	want := types(smooth.journal(smooth.correlation))
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		bus, line := &flaky{seen: map[string]int{}}, newLine()
		var faults []error
		p := live(t, st, commands, func(p *player) {
			p.setting.config.Subscribers = []event.Deliver{bus.take}
			p.between, p.settling = line.between, p.patiently(&faults)
		})
		events := p.journal(p.correlation)
		assert.Equal(t, want, types(events), "the journal is that of a smooth course")
		assert.NotEmpty(t, faults)
		for _, e := range events {
			assert.Equal(t, 2, bus.seen[e.ID], "%s comes again after an error, and not after that", e.Type)
		}
		assert.NotEmpty(t, line.deliveries)
		for id, times := range line.deliveries {
			assert.Equal(t, 2, times, "the outside gets the delivery %s again, with the same id", id)
		}
		assert.Equal(t, told(smooth.customer), told(p.customer))
	})
}

func TestReactions_run_once_where_two_hosts_deliver_at_the_same_time(t *testing.T) {
	t.Parallel()
	commands := script(t, "testdata/bmw.txt")
	smooth := live(t, memory.New(), commands, nil)
	want := types(smooth.journal(smooth.correlation))
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		p := live(t, st, commands, func(p *player) {
			p.settling = func(ctx context.Context) error { return p.settleTwice(ctx) }
		})
		assert.Equal(t, want, types(p.journal(p.correlation)))
	})
}

// settleTwice is two hosts settling the same store at the same time, until both have nothing to do.
func (p *player) settleTwice(ctx context.Context) error {
	other, err := crm.New(p.env, crm.Outside{Activation: p.setting.activation, ServiceProblems: p.setting.problems, Channel: p.setting.customer}, &p.setting.config)
	if err != nil {
		return err
	}
	for range 100 {
		failed := make(chan error)
		go func() { failed <- other.Settle(ctx) }()
		mine := p.Settle(ctx)
		if err = errors.Join(mine, <-failed); err == nil {
			return nil
		}
		if !errors.Is(err, fault.ErrConflict) { // one of them may lose too often against the other
			return err
		}
	}
	return err
}

func TestReactions_that_fail_for_good_are_written_down_and_do_not_block_their_case(t *testing.T) {
	t.Parallel()
	p := plays(t, course(t, "testdata/presales.txt", nil), nil)
	offer, _ := p.told(selling.EventProposalMade)
	for name, c := range map[string]struct {
		say string
		why string
	}{
		"no such quote": {`say kind=refusal to=selling.needs.asked text="No."`, `selling.quote "id-`},
		"wrong content": {`say kind=counterOffer to=selling.proposal.made discount=101% text="Why not?"`, "discount"},
		"wrong moment":  {`say kind=needs to=selling.needs.asked needs=line`, `"accepted"`},
	} {
		command, err := etomtest.ParseScript([]byte(c.say + "\n----\n"))
		require.NoError(t, err)
		m, told := p.told(command[0].Arg("to"))
		require.True(t, told)
		before := len(failures(t, p.journal(offer.Correlation)))
		require.NoError(t, p.answer(p.ctx, command[0], m), name)
		require.NoError(t, p.Settle(p.ctx), "%s: it does not come back", name)
		found := failures(t, p.journal(offer.Correlation))
		require.Len(t, found, before+1, name)
		failed := found[before]
		assert.Contains(t, failed.Error, c.why, name)
		assert.Equal(t, "take "+command[0].Arg("kind"), failed.Reaction, name)
		assert.Equal(t, p.id, failed.Customer, name)
		assert.Equal(t, "contact."+command[0].Arg("kind")+".routed", failed.Type, name)
	}
	_, pending := p.head()
	assert.False(t, pending, "nothing is left in the outbox")

	order := script(t, "testdata/ordering.txt")
	for _, c := range order {
		if c.Arg("kind") == "purchaseOrder" {
			require.NoError(t, p.answer(p.ctx, c, offer))
		}
	}
	require.NoError(t, p.Settle(p.ctx))
	assert.Equal(t, ordering.InProgress, p.orderOf().State, "the case goes on")
}

// What a vendor writes into the journal may be of a form that no reaction can read.
func TestReactions_to_data_that_cannot_be_read_fail_for_good(t *testing.T) {
	t.Parallel()
	p := plays(t, script(t, "testdata/presales.txt"), nil)
	for _, typ := range []string{selling.EventFeasibilityAsked, ordering.EventFeasibilityAsked} {
		require.NoError(t, p.env.Update(p.ctx, func(u *work.Unit) error { return u.Emit(typ, "s-1", p.correlation, "not an object") }))
	}
	require.NoError(t, p.Settle(p.ctx))
	found := failures(t, p.journal(p.correlation))
	require.Len(t, found, 2)
	assert.Equal(t, "ask feasibility", found[0].Reaction)
	assert.Equal(t, "check feasibility", found[1].Reaction)
	assert.Contains(t, found[0].Error, "cannot be read")
}

// moody is a credit bureau that cannot be reached at first.
type moody struct{ fails int }

func (m *moody) Authorize(_ *work.Unit, r ordering.CreditRequest) (ordering.Decision, error) {
	if m.fails > 0 {
		m.fails--
		return ordering.Decision{}, fault.Unavailable("the credit bureau", errDown)
	}
	return ordering.Decision{Authorization: ordering.CreditGranted, Amount: r.Amount}, nil
}

func TestReactions_that_cannot_run_now_come_again(t *testing.T) {
	t.Parallel()
	var faults []error
	p := plays(t, script(t, "testdata/ordering-unasked.txt"), func(p *player) {
		p.ordering.Credit = &moody{fails: 2}
		p.settling = p.patiently(&faults)
	})
	require.Len(t, faults, 2)
	for _, err := range faults {
		require.ErrorIs(t, err, fault.ErrUnavailable)
		assert.ErrorContains(t, err, "place order")
	}
	assert.Equal(t, flow.Done, p.verdict(flow.Ordering(), p.correlation).Verdict)
}

func TestOutside_that_is_down_gets_the_same_delivery_again(t *testing.T) {
	t.Parallel()
	line := newLine()
	line.activation = func(_ string, n int) error { return unless(n > 2) }
	line.channel = func(_ crm.Message, n int) error { return unless(n > 1) }
	var faults []error
	p := plays(t, script(t, "testdata/bmw.txt"), func(p *player) { p.between, p.settling = line.between, p.patiently(&faults) })
	assert.Equal(t, flow.Done, p.result(flow.Ordering()).Verdict)
	times := map[int]int{}
	for _, n := range line.deliveries {
		times[n]++
	}
	assert.Equal(t, map[int]int{2: len(p.customer.Inbox()), 3: 4}, times, "each message twice; the question, the work of both orders and its release three times")
}

func unless(up bool) error {
	if up {
		return nil
	}
	return errDown
}

func TestOutside_that_refuses_for_good_does_not_block_the_case(t *testing.T) {
	t.Parallel()
	line := newLine()
	line.channel = func(m crm.Message, _ int) error {
		if m.Reason != selling.EventPurchaseOrderConfirmed {
			return nil
		}
		return &fault.Error{Kind: fault.ErrInvalid, Subject: "the channel", Message: "there is no such address"}
	}
	p := live(t, memory.New(), script(t, "testdata/ordering-unasked.txt"), func(p *player) { p.between = line.between })
	found := failures(t, p.journal(p.correlation))
	require.Len(t, found, 1)
	assert.Equal(t, "tell contact.message.passedOn", found[0].Reaction)
	assert.Contains(t, found[0].Error, "there is no such address")
	assert.NotContains(t, told(p.customer), selling.EventPurchaseOrderConfirmed)
	assert.Equal(t, flow.Done, p.verdict(flow.Ordering(), p.correlation).Verdict, "the order is delivered all the same")
}
