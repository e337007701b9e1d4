package selling_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/etom/work"
)

// bazaar is Selling under random commands. What it remembers is what a customer would hold against us.
type bazaar struct {
	*selling.Service
	t       *rapid.T
	env     *work.Env
	clock   *etomtest.Clock
	ids     []string       // of quotes
	numbers map[string]int // by quote: the latest version seen
	touched string         // the quote that a command was about last
}

func (b *bazaar) did(q selling.Quote, err error) {
	switch {
	case err == nil:
		b.touched = q.ID
		if !slices.Contains(b.ids, q.ID) {
			b.ids = append(b.ids, q.ID)
		}
		if q.Number < b.numbers[q.ID] {
			b.t.Fatalf("quote %s went back from version %d to %d", q.ID, b.numbers[q.ID], q.Number)
		}
		b.numbers[q.ID] = q.Number
	case errors.Is(err, fault.ErrState), errors.Is(err, fault.ErrConflict), errors.Is(err, fault.ErrRejected):
	default:
		b.t.Fatalf("an answer of no expected kind: %v", err)
	}
}

func (b *bazaar) pick() string {
	if len(b.ids) == 0 {
		b.t.Skip("no quote yet")
	}
	b.touched = rapid.SampledFrom(b.ids).Draw(b.t, "quote")
	return b.touched
}

func (b *bazaar) version() int { return rapid.IntRange(1, 3).Draw(b.t, "version") }

func (b *bazaar) discount() money.Rate {
	return money.MustRate(fmt.Sprintf("%d%%", rapid.IntRange(0, 40).Draw(b.t, "discount")))
}

func (b *bazaar) draft() selling.Draft {
	offering := rapid.SampledFrom([]string{"extranet-access", "dsl-access", "car-configurator"}).Draw(b.t, "offering")
	return selling.Draft{Customer: rapid.SampledFrom([]string{"dealer-a", "dealer-b"}).Draw(b.t, "customer"),
		Items: []selling.DraftItem{{Offering: offering, Quantity: rapid.IntRange(1, 30).Draw(b.t, "quantity"), Discount: b.discount()}}}
}

func (b *bazaar) actions() map[string]func(*rapid.T) {
	ctx := b.t.Context()
	return map[string]func(*rapid.T){
		"propose": func(t *rapid.T) { b.did(b.Propose(ctx, b.draft())) },
		"make":    func(t *rapid.T) { b.did(b.MakeQuote(ctx, b.draft())) },
		"edit": func(t *rapid.T) {
			id, d := b.pick(), b.draft()
			q, err := b.Quote(ctx, id)
			if err != nil {
				t.Fatal(err)
			}
			d.Customer = q.Customer
			b.did(b.EditQuote(ctx, id, d))
		},
		"submit":  func(t *rapid.T) { b.did(b.Submit(ctx, b.pick())) },
		"give up": func(t *rapid.T) { b.did(b.GiveUp(ctx, b.pick(), "no")) },
		"decide": func(t *rapid.T) {
			role := rapid.SampledFrom([]string{"sales", "salesManager", "management"}).Draw(t, "role")
			b.did(b.DecideApproval(ctx, b.pick(), selling.Approval{Approved: rapid.Bool().Draw(t, "approved"), By: "x", Role: role, Note: "n"}))
		},
		"counter": func(t *rapid.T) {
			id := b.pick()
			before := b.numbers[id]
			q, err := b.Negotiate(ctx, selling.CounterOffer{Quote: id, Version: b.version(), Reason: "cheaper", Discount: b.discount()})
			b.did(q, err)
			if err == nil && q.Number != before+1 {
				t.Fatalf("version %d follows %d", q.Number, before)
			}
		},
		"refuse": func(t *rapid.T) { b.did(b.Refuse(ctx, b.pick(), "no")) },
		"accept": func(t *rapid.T) {
			id := b.pick()
			a, err := b.Accept(ctx, selling.Acceptance{Quote: id, Version: b.version(), SignedBy: "c", Acknowledged: rapid.Bool().Draw(t, "acknowledged")})
			q, lost := b.Quote(ctx, id)
			if lost != nil {
				t.Fatal(lost)
			}
			b.did(q, err)
			if err == nil && (a.Number != q.Number || !a.MadeAt.Before(q.ValidUntil) || q.State != selling.Accepted) {
				t.Fatalf("agreement %+v of quote %+v", a, q)
			}
		},
		"time": func(t *rapid.T) {
			b.clock.Advance(time.Duration(rapid.IntRange(1, 20).Draw(t, "days")) * day)
			if rapid.Bool().Draw(t, "due") {
				if _, err := b.Due(ctx, b.clock.Now()); err != nil {
					t.Fatal(err)
				}
			}
		},
		"": func(t *rapid.T) {
			if b.touched != "" {
				b.check(b.touched)
			}
		},
	}
}

// check holds a quote against all that is promised of it.
func (b *bazaar) check(id string) {
	all, err := b.Versions(b.t.Context(), id)
	if err != nil {
		b.t.Fatal(err)
	}
	for n, q := range all {
		if q.Number != n+1 || n < len(all)-1 && q.State != selling.Rejected {
			b.t.Fatalf("version %d has number %d and is %s", n+1, q.Number, q.State)
		}
		state := selling.Start
		for _, h := range q.History {
			to, err := selling.QuoteLifecycle().Next(state, h.Event)
			if err != nil || h.From != state || h.To != to {
				b.t.Fatalf("history %+v: %v", q.History, err)
			}
			state = to
		}
		totals, err := selling.Totals(q.Items)
		if err != nil || state != q.State || !slices.Equal(totals, q.Totals) {
			b.t.Fatalf("%v: state %s in %+v, totals %v", err, state, q, totals)
		}
	}
	q := all[len(all)-1]
	made, err := b.Agreements(b.t.Context(), "quote", id)
	if err != nil || (q.State == selling.Accepted) != (len(made) == 1) || len(made) > 1 {
		b.t.Fatalf("%v: %d agreements of a quote that is %s", err, len(made), q.State)
	}
	b.checkJournal(q)
}

func (b *bazaar) checkJournal(q selling.Quote) {
	events, err := work.See(b.t.Context(), b.env, func(u *work.Unit) ([]event.Event, error) { return event.Of(u, q.Correlation) })
	if err != nil {
		b.t.Fatal(err)
	}
	for _, e := range events {
		var data struct{ Customer string }
		if err := e.Read(&data); err != nil || data.Customer != q.Customer || !slices.Contains(selling.EventTypes(), e.Type) {
			b.t.Fatalf("%v: %s %s", err, e.Type, e.Data)
		}
	}
}

func TestService_under_random_commands(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var st store.Store = memory.New()
		clock := etomtest.NewClock()
		env := work.New(st, &work.Config{Now: clock.Now, NewID: etomtest.NewIDs("q").New})
		s, err := selling.New(env, config())
		if err != nil {
			t.Fatal(err)
		}
		b := &bazaar{Service: s, t: t, env: env, clock: clock, numbers: map[string]int{}}
		t.Repeat(b.actions())
		for _, id := range b.ids {
			b.check(id)
		}
	})
}
