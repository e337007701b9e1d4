package crm_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/crm"
	"github.com/etomcrm/etomcrm/crm/contact"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/ordering"
)

// courseOfBills is one in which a customer disputes two lines, is right about one, gets something back unasked, and pays: by a debit
// that is returned, and too much.
func courseOfBills(t *testing.T, st store.Store, change func(*setting)) *payer {
	t.Helper()
	p := newPayer(t, st, change)
	p.buys(monthly(ordering.Add, "Line", "30.00 EUR"), once("Router", "200.00 EUR"), once("Cable", "50.00 EUR"))
	p.on("04-01")
	b := p.bill()
	no := func(name string) int {
		return 1 + slices.IndexFunc(b.Lines, func(l billing.Line) bool { return l.Name == name })
	}
	for _, name := range []string{"Router", "Cable"} {
		_, err := p.says(contact.BillInquiry, b.ID, "Not ours: "+name, fmt.Sprintf(`{"disputed":true,"line":[%d]}`, no(name)))
		require.NoError(t, err)
	}
	p.on("04-20")
	open, err := p.Billing.DisputesOf(p.ctx, b.ID)
	require.NoError(t, err)
	for _, d := range open {
		_, err = p.Billing.SettleDispute(p.ctx, d.ID, billing.Settlement{Upheld: d.Lines[0] == no("Router"), Text: "So it is.", By: "an agent"})
		require.NoError(t, err)
	}
	_, err = p.Billing.Correct(p.ctx, b.ID, billing.CorrectionDraft{Reason: fault.Reason{Code: "R", Message: "two days without it"}, By: "an agent",
		Lines: []billing.LinePart{{No: no("Line"), Amount: money.Must("10.00 EUR")}}})
	require.NoError(t, err)
	p.settles()
	p.banks("S-1", "04-21", entry{amount: "82.15", endToEnd: b.ID})
	p.banks("S-2", "04-22", entry{amount: "82.15", out: true, endToEnd: b.ID, back: "AC04"})
	p.on("05-04")
	p.banks("S-3", "05-05", entry{amount: "40.00", text: b.No})
	p.banks("S-4", "05-06", entry{amount: "60.00", text: b.No})
	p.on("06-01")
	return p
}

// Notes are events like all others: one that comes again, or from a host that died on the way, is taken once.
func TestBilling_and_collection_do_everything_once_though_every_event_is_delivered_twice(t *testing.T) {
	t.Parallel()
	smooth := courseOfBills(t, memory.New(), nil)
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		bus := &flaky{seen: map[string]int{}}
		p := courseOfBills(t, st, func(s *setting) {
			s.config.Subscribers = append(s.config.Subscribers, bus.take)
			s.channel = &stutter{Channel: s.customer, seen: map[string]bool{}}
		})
		assert.Equal(t, smooth.state(), p.state())
		assert.ElementsMatch(t, told(smooth.customer), told(p.customer), "nothing is told twice")
		assert.Empty(t, p.failed())
		for id, times := range bus.seen {
			assert.Equal(t, 2, times, id)
		}
	})
}

// What each reaction is good for: without it, something else comes of the same course.
func TestReactions_of_collection_are_necessary(t *testing.T) {
	t.Parallel()
	smooth := courseOfBills(t, memory.New(), nil)
	for _, name := range []string{"take billInquiry", "complete billInquiry", "open item", "credit item", "hold disputed part", "release disputed part",
		"note part payment", "note payment", "note returned payment"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := courseOfBills(t, memory.New(), func(s *setting) { s.without = name })
			assert.NotEqual(t, smooth.state(), p.state())
		})
	}
}

// stutter is a channel whose every message arrives at the second try: what stands behind it in the table waits half-way.
type stutter struct {
	crm.Channel
	mu   sync.Mutex
	seen map[string]bool
}

func (s *stutter) Send(ctx context.Context, m crm.Message) error {
	s.mu.Lock()
	again := s.seen[m.ID]
	s.seen[m.ID] = true
	s.mu.Unlock()
	if !again {
		return errDown
	}
	return s.Channel.Send(ctx, m)
}

// state is what came of everything: bills with their lines, and what is owed of them.
func (p *payer) state() []string {
	p.t.Helper()
	var all []string
	for _, b := range p.bills() {
		all = append(all, fmt.Sprintf("%s %s %s %s %v", b.No, b.Kind, b.State, b.Due, lines(b)))
		f, err := p.Billing.File(p.ctx, b.ID)
		require.NoError(p.t, err)
		for _, step := range f.History {
			all = append(all, fmt.Sprintf("%s %s", step.State, step.At))
		}
	}
	open, err := p.Contacts.Open(p.ctx, p.id)
	require.NoError(p.t, err)
	for _, i := range open {
		all = append(all, "open: "+i.Text)
	}
	for _, l := range p.letters() {
		all = append(all, fmt.Sprintf("%s of %s: %s", l.Code, l.On, l.Total))
	}
	h, err := p.Collection.History(p.ctx, p.account().ID)
	require.NoError(p.t, err)
	for _, i := range h.Items {
		all = append(all, fmt.Sprintf("%s %s %s of %s, held %s %v", i.Kind, i.State, i.Open, i.Amount, i.Held, i.Entries))
	}
	for _, r := range h.Payments {
		all = append(all, fmt.Sprintf("%s %s, left %s", r.Payment.Amount, r.Payment.Text, r.Unmatched))
	}
	return all
}
