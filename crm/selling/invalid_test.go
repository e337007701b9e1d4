package selling_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/price"
	"github.com/etomcrm/etomcrm/etom/store"
)

// Wrong input gets a clear error and changes nothing, on every backend.
func TestService_wrong_input_changes_nothing(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", fault.MaxText+1)
	texts := []string{"a\x00b", "\xff", long}
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		d := newDesk(t, st, config())
		asked, err := d.TakeEnquiry(d.ctx, selling.Enquiry{Customer: "dealer-b", Interest: "news"})
		require.NoError(t, err)
		waiting := d.qualified("dealer-b", nil, selling.Need{Code: "faster-connection"})
		waiting, err = d.Match(d.ctx, waiting.ID)
		require.NoError(t, err)
		made, err := d.MakeQuote(d.ctx, access("0%", ""))
		require.NoError(t, err)
		pending, err := d.Propose(d.ctx, access("50%", "sales"))
		require.NoError(t, err)
		offer := d.offered()
		agreed := d.agreed()
		_, err = d.AskPriority(d.ctx, agreed.ID)
		require.NoError(t, err)

		type command struct {
			name string
			do   func() error
		}
		var commands []command
		add := func(name string, do func() error) { commands = append(commands, command{name, do}) }
		enquiry := func(e selling.Enquiry) {
			add("enquiry", func() error { _, err := d.TakeEnquiry(d.ctx, e); return err })
		}
		needs := func(n ...selling.Need) {
			add("needs", func() error { _, err := d.StateNeeds(d.ctx, asked.ID, n); return err })
		}
		answer := func(f selling.Feasibility) {
			add("feasibility", func() error { _, err := d.TakeFeasibility(d.ctx, waiting.ID, f); return err })
		}
		draft := func(edit func(*selling.Draft)) {
			wrong := access("0%", "")
			edit(&wrong)
			add("propose", func() error { _, err := d.Propose(d.ctx, wrong); return err })
			add("make", func() error { _, err := d.MakeQuote(d.ctx, wrong); return err })
			add("valuate", func() error { _, err := d.Valuate(d.ctx, wrong); return err })
			add("edit", func() error { _, err := d.EditQuote(d.ctx, made.ID, wrong); return err })
		}
		counter := func(o selling.CounterOffer) {
			o.Quote = offer.ID
			add("negotiate", func() error { _, err := d.Negotiate(d.ctx, o); return err })
		}
		accept := func(a selling.Acceptance) {
			a.Quote = offer.ID
			add("accept", func() error { _, err := d.Accept(d.ctx, a); return err })
		}
		for _, text := range texts {
			enquiry(selling.Enquiry{Customer: text, Interest: "x"})
			enquiry(selling.Enquiry{Customer: "c", Interest: text})
			enquiry(selling.Enquiry{Customer: "c", Interest: "x", Correlation: text, Lead: text, Interaction: text, Has: []string{text}})
			needs(selling.Need{Code: text})
			needs(selling.Need{Text: text})
			add("withdraw", func() error { _, err := d.Withdraw(d.ctx, asked.ID, text); return err })
			add("data", func() error { _, err := d.AcquireData(d.ctx, asked.ID, map[string]string{text: "x"}); return err })
			add("data", func() error { _, err := d.AcquireData(d.ctx, asked.ID, map[string]string{"x": text}); return err })
			answer(selling.Feasibility{Feasible: true, With: text})
			answer(selling.Feasibility{Alternative: text})
			answer(selling.Feasibility{Reason: text})
			draft(func(d *selling.Draft) { d.Customer = text })
			draft(func(d *selling.Draft) { d.By = text })
			draft(func(d *selling.Draft) { d.Role = text })
			draft(func(d *selling.Draft) { d.Address = text })
			draft(func(d *selling.Draft) { d.Conditions = []string{text} })
			draft(func(d *selling.Draft) { d.Has = []string{text} })
			draft(func(d *selling.Draft) { d.Data = map[string]string{"x": text} })
			draft(func(d *selling.Draft) { d.ServiceLevel = &selling.ServiceLevel{Name: text} })
			draft(func(d *selling.Draft) { d.Items[0].DiscountName = text })
			draft(func(d *selling.Draft) { d.Items[0].Instead = text })
			draft(func(d *selling.Draft) { d.Items[0].Offering = text })
			counter(selling.CounterOffer{Version: 1, Reason: text})
			counter(selling.CounterOffer{Version: 1, Reason: "x", Conditions: []string{text}})
			accept(selling.Acceptance{Version: 1, SignedBy: text})
			accept(selling.Acceptance{Version: 1, SignedBy: "x", Address: text})
			accept(selling.Acceptance{Version: 1, SignedBy: "x", Correlation: text})
			add("refuse", func() error { _, err := d.Refuse(d.ctx, offer.ID, text); return err })
			add("give up", func() error { _, err := d.GiveUp(d.ctx, made.ID, text); return err })
			add("approval", func() error {
				_, err := d.DecideApproval(d.ctx, pending.ID, selling.Approval{Approved: true, By: text, Role: "management", Note: text})
				return err
			})
			add("priority", func() error {
				_, err := d.PassOnOrder(d.ctx, agreed.ID, selling.Priority{Value: "0", Reasons: []fault.Reason{{Message: text}}})
				return err
			})
			add("tell", func() error {
				return d.TellRefused(d.ctx, selling.Acceptance{Quote: offer.ID}, []fault.Reason{{Code: text}})
			})
		}
		now := d.clock.Now()
		enquiry(selling.Enquiry{})
		needs()
		needs(selling.Need{Quantity: 3})
		needs(selling.Need{Code: "x", Quantity: -1})
		needs(make([]selling.Need, selling.MaxNeeds+1)...)
		needs(slices.Repeat([]selling.Need{{Text: strings.Repeat("ä", fault.MaxText/2)}}, 6)...)
		answer(selling.Feasibility{Feasible: true, LeadTime: -time.Hour})
		answer(selling.Feasibility{Feasible: true, LeadTime: 200_000 * time.Hour})
		add("data", func() error { _, err := d.AcquireData(d.ctx, asked.ID, nil); return err })
		for _, date := range []time.Time{now, now.Add(-time.Hour), now.AddDate(50, 0, 0), time.Date(1, 1, 1, 0, 0, 0, 1, time.UTC)} {
			draft(func(d *selling.Draft) { d.RequestedCompletion = date })
			draft(func(d *selling.Draft) { d.PromisedCompletion = date })
			accept(selling.Acceptance{Version: 1, SignedBy: "x", RequestedCompletion: date})
			counter(selling.CounterOffer{Version: 1, Reason: "x", Items: []selling.DraftItem{{Offering: "nowhere"}}, RequestedCompletion: date})
		}
		draft(func(d *selling.Draft) { d.PromisedCompletion = now.Add(29 * day) }) // before the offer's end
		draft(func(d *selling.Draft) { d.Items = nil })
		draft(func(d *selling.Draft) { d.Items = make([]selling.DraftItem, selling.MaxItems+1) })
		draft(func(d *selling.Draft) { d.Items = append(d.Items, d.Items[0]) })
		draft(func(d *selling.Draft) { d.Items[0].Quantity = -1 })
		draft(func(d *selling.Draft) { d.Items[0].Quantity = selling.MaxQuantity + 1 })
		draft(func(d *selling.Draft) { d.Items[0].Action = selling.NoChange })
		draft(func(d *selling.Draft) { d.Items[0].Discount = money.MustRate("-1%") })
		draft(func(d *selling.Draft) { d.Items[0].Discount = money.MustRate("100.01%") })
		draft(func(d *selling.Draft) { d.Items[0].Prices = prices("1.00 EUR") }) // not a custom offering
		leased := func(p ...price.Price) {
			draft(func(d *selling.Draft) { d.Items = []selling.DraftItem{{Offering: "leased-line", Prices: p}} })
		}
		leased(prices("-1.00 EUR")...)
		leased(prices("1.00 USD")...)
		leased(prices("1.00 EUR", "1.00 USD")...)
		leased(price.Price{Name: "none", Type: price.NonRecurring})
		leased(price.Price{Name: "odd", Type: "odd", Amount: money.Must("1 EUR")})
		leased(monthly("huge", "999999999999999999999999999999999999.99 EUR"))
		draft(func(d *selling.Draft) { d.ValidDays = -1 })
		draft(func(d *selling.Draft) { d.ValidDays = 1 << 40 })
		draft(func(d *selling.Draft) { d.Months = -1 })
		draft(func(d *selling.Draft) { d.LeadTimes = map[string]time.Duration{"extranet-access": -1} })
		draft(func(d *selling.Draft) { d.Role = "janitor" })
		counter(selling.CounterOffer{Version: 0, Reason: "x"})
		counter(selling.CounterOffer{Version: 1})
		counter(selling.CounterOffer{Version: 1, Reason: "x", Discount: money.MustRate("101%")})
		counter(selling.CounterOffer{Version: 1, Reason: "x", Role: "janitor"})
		accept(selling.Acceptance{SignedBy: "x"})
		accept(selling.Acceptance{Version: 1})
		for _, value := range []string{"", "5", "-1", "00", "0\x00"} {
			add("priority", func() error { _, err := d.PassOnOrder(d.ctx, agreed.ID, selling.Priority{Value: value}); return err })
		}
		add("approval", func() error {
			_, err := d.DecideApproval(d.ctx, pending.ID, selling.Approval{By: "x", Role: "y"})
			return err
		})
		add("refused", func() error { _, err := d.OrderRefused(d.ctx, agreed.ID, nil); return err })
		add("tell", func() error { return d.TellRefused(d.ctx, selling.Acceptance{Quote: offer.ID}, nil) })

		for n, c := range commands {
			var err error
			d.watch.Unchanged(t, func() { err = c.do() })
			if !assert.ErrorIs(t, err, fault.ErrInvalid, "%s, command %d", c.name, n) {
				return
			}
			assert.NotContains(t, err.Error(), strings.Repeat("x", 500), "the message does not repeat a novel")
		}
	})
}

func TestService_what_is_not_there_is_not_found(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		d := newDesk(t, st, config())
		reasons := []fault.Reason{{Code: "C", Message: "m"}}
		for _, id := range []string{"nowhere", "", "a\x00b", "\xff", strings.Repeat("x", 300)} {
			for name, do := range map[string]func() error{
				"Prospect":        func() error { _, err := d.Prospect(d.ctx, id); return err },
				"StateNeeds":      func() error { _, err := d.StateNeeds(d.ctx, id, []selling.Need{{Code: "x"}}); return err },
				"Match":           func() error { _, err := d.Match(d.ctx, id); return err },
				"Withdraw":        func() error { _, err := d.Withdraw(d.ctx, id, "x"); return err },
				"AcquireData":     func() error { _, err := d.AcquireData(d.ctx, id, map[string]string{"a": "b"}); return err },
				"TakeFeasibility": func() error { _, err := d.TakeFeasibility(d.ctx, id, selling.Feasibility{}); return err },
				"Quote":           func() error { _, err := d.Quote(d.ctx, id); return err },
				"Versions":        func() error { _, err := d.Versions(d.ctx, id); return err },
				"EditQuote":       func() error { _, err := d.EditQuote(d.ctx, id, access("0%", "")); return err },
				"Submit":          func() error { _, err := d.Submit(d.ctx, id); return err },
				"GiveUp":          func() error { _, err := d.GiveUp(d.ctx, id, "x"); return err },
				"DecideApproval": func() error {
					_, err := d.DecideApproval(d.ctx, id, selling.Approval{Approved: true, By: "x", Role: "y"})
					return err
				},
				"Refuse": func() error { _, err := d.Refuse(d.ctx, id, ""); return err },
				"Negotiate": func() error {
					_, err := d.Negotiate(d.ctx, selling.CounterOffer{Quote: id, Version: 1, Reason: "x"})
					return err
				},
				"Accept": func() error {
					_, err := d.Accept(d.ctx, selling.Acceptance{Quote: id, Version: 1, SignedBy: "x"})
					return err
				},
				"TellRefused":          func() error { return d.TellRefused(d.ctx, selling.Acceptance{Quote: id}, reasons) },
				"Agreement":            func() error { _, err := d.Agreement(d.ctx, id); return err },
				"AskPriority":          func() error { _, err := d.AskPriority(d.ctx, id); return err },
				"PassOnOrder":          func() error { _, err := d.PassOnOrder(d.ctx, id, selling.Priority{Value: "1"}); return err },
				"AnnounceServiceLevel": func() error { _, err := d.AnnounceServiceLevel(d.ctx, id); return err },
				"OrderRefused":         func() error { _, err := d.OrderRefused(d.ctx, id, reasons); return err },
			} {
				var err error
				d.watch.Unchanged(t, func() { err = do() })
				assert.True(t, errors.Is(err, fault.ErrNotFound) || errors.Is(err, fault.ErrInvalid), "%s %q: %v", name, id, err)
			}
		}
	})
}
