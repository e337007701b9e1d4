package risk_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/retention/risk"
	"github.com/etomcrm/etomcrm/crm/retention/rule"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/etom/work"
)

// strict refuses everybody.
func strict(version string) risk.Policy {
	p := risk.DefaultPolicy(eur)
	p.Name, p.Version = "strict", version
	p.Decision.Rows = []rule.Row{{Code: "STRICT", Outcome: "refuse", Why: "no credit for anybody"}}
	return p
}

func TestPublish_a_policy_holds_from_its_day_on(t *testing.T) {
	everywhere(t, func(t *testing.T, d *desk) {
		p := strict("1")
		p.From = d.clock.Now().Add(day)
		require.NoError(t, d.Publish(d.ctx, p))
		a := d.asked("c-1", "o-1", "10.00 EUR")
		assert.Equal(t, []string{"etom-default", "1"}, []string{a.Policy, a.PolicyVersion})
		d.clock.Advance(day - time.Second)
		assert.True(t, d.asked("c-1", "o-2", "10.00 EUR").Permits())
		d.clock.Advance(time.Second)
		b := d.asked("c-1", "o-3", "10.00 EUR")
		assert.True(t, b.Forbids())
		assert.Equal(t, []string{"strict", "1"}, []string{b.Policy, b.PolicyVersion})

		e, err := d.Explain(d.ctx, a.ID)
		require.NoError(t, err)
		assert.True(t, e.Same, "a policy that came later changes nothing")
		assert.Equal(t, "etom-default", e.Policy.Name)
	})
}

func TestPublish_never_changes_what_is_published(t *testing.T) {
	t.Parallel()
	d := inMemory(t)
	p := strict("1")
	require.NoError(t, d.Publish(d.ctx, p))
	d.store.Unchanged(t, func() { require.NoError(t, d.Publish(d.ctx, p)) })
	other := strict("1")
	other.Deposit.Least = money.Must("49.99 EUR")
	d.refuses(fault.ErrConflict, func() error { return d.Publish(d.ctx, other) })
	later := strict("1")
	later.From = d.clock.Now().Add(day)
	d.refuses(fault.ErrConflict, func() error { return d.Publish(d.ctx, later) })
	d.refuses(fault.ErrConflict, func() error { return d.Publish(d.ctx, strict("2")) }) // both would begin now
	events := d.events("strict@1")
	require.Len(t, events, 1)
	assert.Equal(t, risk.EventPolicyPublished, events[0].Type)
}

func TestPublish_refuses_what_cannot_decide(t *testing.T) {
	t.Parallel()
	d := inMemory(t)
	gap := strict("1")
	gap.Decision.Rows[0].When = []rule.Condition{{Fact: "payment.blocked", Is: new(bool)}}
	err := d.refuses(fault.ErrInvalid, func() error { return d.Publish(d.ctx, gap) })
	assert.ErrorContains(t, err, "decision")
	foreign := risk.DefaultPolicy(money.MustCurrency("USD"))
	d.refuses(fault.ErrInvalid, func() error { return d.Publish(d.ctx, foreign) })
}

// The default of the library holds only where nothing was published, whenever that was and whatever the library's next default is.
func TestPublish_outlives_a_new_default(t *testing.T) {
	t.Parallel()
	d := inMemory(t)
	require.NoError(t, d.Publish(d.ctx, strict("1")))
	d.clock.Advance(day)
	later, err := risk.New(d.env, &risk.Config{Sources: d.facts}) // as if its default were new: it is published with the first decision
	require.NoError(t, err)
	a, err := later.Assess(d.ctx, ask("c-1", "o-1", "10.00 EUR"))
	require.NoError(t, err)
	assert.Equal(t, "strict", a.Policy)
	assert.Equal(t, "strict", d.standing("c-2").Policy)
}

func TestNew_takes_policies_of_its_own(t *testing.T) {
	t.Parallel()
	first, second := strict("1"), risk.DefaultPolicy(eur)
	second.Name, second.From = "friendly", time.Date(2026, 3, 3, 0, 0, 0, 0, time.UTC)
	d := open(t, memory.New(), &risk.Config{Policies: []risk.Policy{first, second}})
	assert.Equal(t, "strict", d.standing("c-1").Policy, "also before anything is stored")
	assert.True(t, d.asked("c-1", "o-1", "10.00 EUR").Forbids())
	d.clock.Advance(day)
	assert.True(t, d.asked("c-1", "o-2", "10.00 EUR").Permits())
}

func TestNew_refuses(t *testing.T) {
	t.Parallel()
	env, _ := etomtest.Env(t, memory.New())
	_, err := risk.New(env, &risk.Config{Policies: []risk.Policy{}})
	assert.Equal(t, []string{"policies"}, etomtest.Paths(err))
	_, err = risk.New(env, &risk.Config{Currency: money.MustCurrency("USD"), Policies: []risk.Policy{strict("1"), {}, strict("2")}})
	paths := etomtest.Paths(err)
	for _, path := range []string{"policies[0].currency", "policies[1].name", "policies[1].scores", "policies[2].from"} {
		assert.Contains(t, paths, path)
	}
}

// No policy is in force before the first one begins: that is said, and nothing is decided.
func TestAssess_before_any_policy(t *testing.T) {
	t.Parallel()
	p := strict("1")
	p.From = time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	d := open(t, memory.New(), &risk.Config{Policies: []risk.Policy{p}})
	d.refuses(fault.ErrState, func() error { _, err := d.Assess(d.ctx, ask("c-1", "o-1", "10.00 EUR")); return err })
}

// The facts are defined as they were when the policy was published: what this package defines otherwise later changes no decision, old or new.
func TestPublish_keeps_the_facts_as_they_were_defined(t *testing.T) {
	t.Parallel()
	d := inMemory(t)
	a := d.asked("c-1", "o-1", "250.00 EUR")
	require.NoError(t, d.env.Update(d.ctx, func(u *work.Unit) error {
		rec, err := u.Tx.Get(store.Ref{Tenant: u.Tenant, Kind: "risk.policy", ID: "etom-default@1"})
		require.NoError(t, err)
		var body map[string]any
		require.NoError(t, json.Unmarshal(rec.Body, &body))
		// As if it had been published by a version that knew no tickets, and took a customer of whom nothing is known for one with bills.
		body["schema"] = slices.DeleteFunc(body["schema"].([]any), func(one any) bool {
			d := one.(map[string]any)
			if d["name"] == "payment.bills" {
				d["default"] = 7
			}
			return d["name"] == "tickets.open"
		})
		rec.Body, err = json.Marshal(body)
		require.NoError(t, err)
		return u.Tx.Put(rec)
	}))
	later, err := risk.New(d.env, &risk.Config{Sources: d.facts})
	require.NoError(t, err)
	d.facts["c-2"] = known{"tickets.open": "1"}
	b, err := later.Assess(d.ctx, ask("c-2", "o-2", "250.00 EUR"))
	require.NoError(t, err)
	assert.True(t, b.Permits(), "decided as it was defined then; a fact that is new since does no harm")
	assert.Equal(t, a.Fingerprint, b.Fingerprint)
	e, err := later.Explain(d.ctx, b.ID)
	require.NoError(t, err)
	assert.True(t, e.Same)
}
