package insight_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/retention/insight"
	"github.com/etomcrm/etomcrm/crm/retention/model"
	"github.com/etomcrm/etomcrm/crm/retention/value"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/etom/work"
)

// kit is customer insight on a store, on Monday 2 March 2026.
type kit struct {
	*insight.Service
	env   *work.Env
	clock *etomtest.Clock
	store *etomtest.Watched
	facts *told
}

// told is a source of facts that says what a test told it.
type told struct {
	of  map[string]model.Facts // by customer
	err error
}

func (f *told) Gather(_ *work.Unit, customer string, _ []model.Input) (model.Facts, error) {
	return f.of[customer], f.err
}

func newKit(t testing.TB, st store.Store) kit {
	t.Helper()
	watched := etomtest.Watch(st)
	env, clock := etomtest.Env(t, watched)
	facts := &told{of: map[string]model.Facts{}}
	return kit{Service: insight.New(env, &insight.Config{Facts: facts}), env: env, clock: clock, store: watched, facts: facts}
}

func inMemory(t testing.TB) kit { return newKit(t, memory.New()) }

func (k kit) note(t testing.TB, n insight.Note) insight.Month {
	t.Helper()
	m, err := k.NoteMonth(context.Background(), n)
	require.NoError(t, err)
	return m
}

func revenue(source, customer, month, amount string) insight.Note {
	return insight.Note{Source: source, Customer: customer, Month: calendar.MustParse(month + "-15"), Revenue: money.Must(amount)}
}

func used(service, unit, quantity string) insight.Usage {
	return insight.Usage{Service: service, Unit: unit, Quantity: money.MustQuantity(quantity)}
}

func part(of, within string) insight.Part {
	return insight.Part{Of: money.MustQuantity(of), Within: money.MustQuantity(within)}
}

func driver(name string, n int64) value.Use {
	return value.Use{Driver: name, Quantity: money.Count(n)}
}

var ever = value.Window{Until: calendar.MustParse("2100-01-01")}

// churn is a model of two facts: what insight has itself, and what it has to ask for.
func churn(version string, coefficient float64) model.Model {
	return model.Model{Name: "churn", Version: version, Target: "Churn", Positive: "Yes", Intercept: -1,
		Inputs: []model.Input{
			{Column: model.Column{Name: insight.InputRevenueLast, Kind: model.Number, Unseen: model.Average, What: "revenue of the last month"}, Least: 0, Most: 100},
			{Column: model.Column{Name: "contract", Kind: model.Text, What: "the contract"}, Base: "year"},
		},
		Terms: []model.Term{
			{Input: insight.InputRevenueLast, Coefficient: coefficient, Mean: 40},
			{Input: "contract", Level: "month", Coefficient: 1.5, Mean: 0.5},
		},
		FittedOn: model.Fitted{Rows: 100, Positives: 25},
	}
}

func (k kit) publish(t testing.TB, m model.Model) insight.Published {
	t.Helper()
	p, err := k.PublishModel(context.Background(), m)
	require.NoError(t, err)
	return p
}

func (k kit) contract(customer, contract string) {
	k.facts.of[customer] = model.Facts{Texts: map[string]string{"contract": contract}}
}
