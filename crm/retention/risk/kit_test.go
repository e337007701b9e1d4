package risk_test

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/retention/risk"
	"github.com/etomcrm/etomcrm/crm/retention/rule"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/etom/work"
)

var eur = money.MustCurrency("EUR")

// known are facts by name, as people write them.
type known map[string]string

// with is the facts and some more.
func (k known) with(more known) known {
	all := maps.Clone(k)
	if all == nil {
		all = known{}
	}
	maps.Copy(all, more)
	return all
}

// set sets the facts.
func (k known) set(f *rule.Facts) error {
	for _, name := range slices.Sorted(maps.Keys(k)) {
		d, _ := f.Schema().Lookup(name)
		v, err := d.Parse(k[name])
		if err != nil {
			return err
		}
		if err := f.Set(name, v); err != nil {
			return err
		}
	}
	return nil
}

// sources are facts by customer.
type sources map[string]known

func (s sources) Gather(_ *work.Unit, ask risk.Ask, f *rule.Facts) error {
	return s[ask.Customer].set(f)
}

// desk is customer risk on a store that is watched, with what tests ask of it again and again. It is 2 March 2026, 09:00 UTC.
type desk struct {
	*risk.Service
	t     testing.TB
	ctx   context.Context
	env   *work.Env
	clock *etomtest.Clock
	store *etomtest.Watched
	facts sources
}

func open(t testing.TB, st store.Store, config *risk.Config) *desk {
	t.Helper()
	watched := etomtest.Watch(st)
	env, clock := etomtest.Env(t, watched)
	d := &desk{t: t, ctx: context.Background(), env: env, clock: clock, store: watched, facts: sources{}}
	if config == nil {
		config = &risk.Config{}
	}
	config.Sources = d.facts
	var err error
	d.Service, err = risk.New(env, config)
	require.NoError(t, err)
	return d
}

// everywhere runs a test on every backend.
func everywhere(t *testing.T, test func(*testing.T, *desk)) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) { test(t, open(t, st, nil)) })
}

func inMemory(t testing.TB) *desk { return open(t, memory.New(), nil) }

func (d *desk) asked(customer, order, amount string) risk.Assessment {
	d.t.Helper()
	return d.assessment(d.Assess(d.ctx, ask(customer, order, amount)))
}

func ask(customer, order, amount string) risk.Ask {
	return risk.Ask{Customer: customer, Order: order, Correlation: "case-" + order, Amount: money.Must(amount)}
}

func (d *desk) assessment(a risk.Assessment, err error) risk.Assessment {
	d.t.Helper()
	require.NoError(d.t, err)
	return a
}

func (d *desk) again(id string) risk.Assessment {
	d.t.Helper()
	return d.assessment(d.Assessment(d.ctx, id))
}

func (d *desk) standing(customer string) risk.Standing {
	d.t.Helper()
	s, err := d.Standing(d.ctx, customer)
	require.NoError(d.t, err)
	return s
}

func (d *desk) reassessed(customer string) risk.Standing {
	d.t.Helper()
	s, err := d.Reassess(d.ctx, customer, "collection.dunning.sent")
	require.NoError(d.t, err)
	return s
}

// depositOf is what an assessment asked for.
func (d *desk) depositOf(assessment string) risk.DepositAccount {
	d.t.Helper()
	got, err := work.See(d.ctx, d.env, func(u *work.Unit) (risk.DepositAccount, error) {
		got, found, err := d.DepositOfTx(u, assessment)
		require.True(d.t, found)
		return got, err
	})
	require.NoError(d.t, err)
	return got
}

func payment(id, deposit, amount string) risk.DepositPayment {
	return risk.DepositPayment{ID: id, Deposit: deposit, Amount: money.Must(amount), On: calendar.MustParse("2026-03-03"), By: "clerk-1"}
}

func (d *desk) received(p risk.DepositPayment) risk.DepositAccount {
	d.t.Helper()
	got, err := d.ReceiveDeposit(d.ctx, p)
	require.NoError(d.t, err)
	return got
}

// events are the events of a case.
func (d *desk) events(correlation string) []event.Event {
	d.t.Helper()
	return etomtest.Journal(d.t, d.env, correlation)
}

// told is the types of the events of a case.
func (d *desk) told(correlation string) []string {
	d.t.Helper()
	return etomtest.Types(d.events(correlation))
}

// refuses fails the test unless the command ends with an error of the kind and commits nothing.
func (d *desk) refuses(kind error, command func() error) error {
	d.t.Helper()
	var err error
	d.store.Unchanged(d.t, func() { err = command() })
	require.ErrorIs(d.t, err, kind)
	return err
}

// compiled is the default policy in euros.
func compiled(t testing.TB) *risk.Compiled {
	t.Helper()
	c, err := risk.Compile(risk.DefaultPolicy(eur), nil)
	require.NoError(t, err)
	return c
}

// decide decides an order by facts alone, at the desk's first instant.
func decide(t testing.TB, c *risk.Compiled, facts known, amount string) risk.Verdict {
	t.Helper()
	f := rule.NewFacts(c.Schema())
	require.NoError(t, facts.set(f))
	v, err := risk.Assess(c, risk.Input{Ask: risk.Ask{Customer: "c-1", Order: "o-1", Amount: money.Must(amount)}, Facts: f, At: etomtest.NewClock().Now()})
	require.NoError(t, err)
	return v
}

// codes are the codes of a verdict's reasons.
func codes(v risk.Verdict) []string {
	var all []string
	for _, r := range v.Reasons {
		all = append(all, r.Code)
	}
	return all
}

func replaceOnce(t testing.TB, text, old, new string) string {
	t.Helper()
	require.Equal(t, 1, strings.Count(text, old))
	return strings.Replace(text, old, new, 1)
}
