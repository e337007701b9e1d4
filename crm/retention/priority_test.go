package retention_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/crm/retention"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

func TestPrioritise_by_the_default_table(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		revenue string
		levels  []string
		want    retention.Priority
		codes   []string
	}{
		"50 million euro a year, as dealer A (section 6.2, step 5)": {"50000000.00 EUR", nil, retention.Highest, []string{"RETENTION-PRIO-01"}},
		"more than that":                              {"50000000.01 EUR", nil, retention.Highest, []string{"RETENTION-PRIO-01"}},
		"a cent less":                                 {"49999999.99 EUR", nil, retention.High, []string{"RETENTION-PRIO-02"}},
		"1 million euro a year":                       {"1000000.00 EUR", nil, retention.Medium, []string{"RETENTION-PRIO-04"}},
		"a cent less than a million":                  {"999999.99 EUR", nil, retention.Low, []string{"RETENTION-PRIO-06"}},
		"little revenue":                              {"99999.99 EUR", nil, retention.Lowest, []string{"RETENTION-PRIO-07"}},
		"none at all":                                 {"0.00 EUR", nil, retention.Lowest, []string{"RETENTION-PRIO-07"}},
		"none known":                                  {"0 XXX", nil, retention.Lowest, []string{"RETENTION-PRIO-00", "RETENTION-PRIO-07"}},
		"none known, but the gold service level":      {"0 XXX", []string{"Gold"}, retention.High, []string{"RETENTION-PRIO-00", "RETENTION-PRIO-03"}},
		"little revenue, and two service levels":      {"1.00 EUR", []string{"silver", "gold"}, retention.High, []string{"RETENTION-PRIO-03"}},
		"a large revenue outweighs the service level": {"50000000.00 EUR", []string{"silver"}, retention.Highest, []string{"RETENTION-PRIO-01"}},
		"a service level that the table has not":      {"1.00 EUR", []string{"bronze"}, retention.Lowest, []string{"RETENTION-PRIO-07"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, reasons, err := retention.Prioritise(retention.Facts{Revenue: money.Must(c.revenue), ServiceLevels: c.levels}, nil)
			require.NoError(t, err)
			assert.Equal(t, c.want, got)
			var codes []string
			for _, r := range reasons {
				codes = append(codes, r.Code)
			}
			assert.Equal(t, c.codes, codes)
		})
	}
}

// What is known beyond revenue and service levels raises the priority, and never lowers it.
func TestPrioritise_by_what_else_is_known(t *testing.T) {
	t.Parallel()
	small, large := money.Must("1.00 EUR"), money.Must("20000000.00 EUR")
	for name, c := range map[string]struct {
		facts retention.Facts
		want  retention.Priority
		code  string
	}{
		"a discontent customer":                        {retention.Facts{Revenue: small, Score: 2}, retention.Low, "RETENTION-PRIO-11"},
		"a content one":                                {retention.Facts{Revenue: small, Score: 3}, retention.Lowest, "RETENTION-PRIO-07"},
		"one whom somebody has to see to":              {retention.Facts{Revenue: small, Score: 1, FollowUp: true}, retention.Medium, "RETENTION-PRIO-09"},
		"one broken service level":                     {retention.Facts{Revenue: small, Violations: 1}, retention.Lowest, "RETENTION-PRIO-07"},
		"two of them":                                  {retention.Facts{Revenue: small, Violations: 2}, retention.Medium, "RETENTION-PRIO-10"},
		"one who may leave":                            {retention.Facts{Revenue: small, Churn: 0.5}, retention.Low, "RETENTION-PRIO-12"},
		"a valuable one who may leave":                 {retention.Facts{Revenue: small, Churn: 0.5, Value: "a"}, retention.High, "RETENTION-PRIO-08"},
		"a valuable one who stays":                     {retention.Facts{Revenue: small, Churn: 0.49, Value: "A"}, retention.Lowest, "RETENTION-PRIO-07"},
		"a large customer stays one, whatever is said": {retention.Facts{Revenue: large, Score: 1, FollowUp: true, Violations: 9, Churn: 1, Value: "A"}, retention.High, "RETENTION-PRIO-02"},
	} {
		got, reasons, err := retention.Prioritise(c.facts, nil)
		require.NoError(t, err)
		assert.Equal(t, []any{c.want, c.code}, []any{got, reasons[len(reasons)-1].Code}, name)
	}
	_, reasons, err := retention.Prioritise(retention.Facts{Revenue: small, Churn: 0.625, Value: "A"}, nil)
	require.NoError(t, err)
	assert.Equal(t, "a valuable customer who may well leave, with a revenue of 1.00 EUR a year; a probability of leaving of 0.625, at least 0.5 is asked for; the value band A is asked for",
		reasons[0].Message)
}

// The paper: "Händler A jährlich 50 Millionen Euro Umsatz bei BMW macht und damit die höchste Priorität besitzt".
func TestDefaultTable_holds_the_figure_of_the_paper(t *testing.T) {
	t.Parallel()
	paper := etomtest.Source(t, "../shared/seeds/000_*.txt")
	words := strings.Join(strings.Fields(string(paper)), " ")
	require.Contains(t, words, "jährlich 50 Millionen Euro Umsatz bei BMW macht und damit die höchste Priorität besitzt")
	first := retention.DefaultTable().Rows()[0]
	assert.Equal(t, money.Must("50000000.00 EUR"), first.Revenue)
	assert.Equal(t, "highest", first.Priority.Name())
}

func TestDefaultTable_golden(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("| code | revenue a year | service level | score | follow-up | violations | churn | value | priority | why |\n|---|---|---|---|---|---|---|---|---|---|\n")
	for _, r := range retention.DefaultTable().Rows() {
		revenue := "any"
		if r.Revenue.Currency() != (money.Currency{}) {
			revenue = r.Revenue.Format("en")
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %d | %t | %d | %g | %s | %s (%s) | %s |\n", r.Code, revenue, r.ServiceLevel, r.Score, r.FollowUp, r.Violations, r.Churn, r.Value,
			r.Priority, r.Priority.Name(), r.Why)
	}
	etomtest.Golden(t, "priorities.md", b.String())
}

func TestPrioritise_explains_itself(t *testing.T) {
	t.Parallel()
	_, reasons, err := retention.Prioritise(retention.Facts{Revenue: money.Must("50000000.00 EUR")}, nil)
	require.NoError(t, err)
	assert.Equal(t, []fault.Reason{{Code: "RETENTION-PRIO-01",
		Message: "one of the largest customers, with a revenue of 50000000.00 EUR a year; at least 50000000.00 EUR is asked for"}}, reasons)
	_, reasons, err = retention.Prioritise(retention.Facts{}, nil)
	require.NoError(t, err)
	assert.Equal(t, []fault.Reason{{Code: retention.ReasonNoRevenue, Message: "no revenue is known"},
		{Code: "RETENTION-PRIO-07", Message: "neither revenue nor service level asks for more"}}, reasons)
}

func TestPrioritise_refuses_what_cannot_be_compared(t *testing.T) {
	t.Parallel()
	_, _, err := retention.Prioritise(retention.Facts{Revenue: money.Must("50000000.00 USD")}, nil)
	require.ErrorIs(t, err, fault.ErrInvalid)
	assert.EqualError(t, err, "retention.priority: revenue: is in USD, the table of priorities in EUR; convert it first (ETOM-CURRENCY)")
	_, _, err = retention.Prioritise(retention.Facts{Revenue: money.Must("-1.00 EUR")}, nil)
	assert.ErrorContains(t, err, "must not be negative")
	for name, f := range map[string]retention.Facts{"score": {Score: 6}, "violations": {Violations: -1}, "churn": {Churn: math.NaN()}} {
		_, _, err = retention.Prioritise(f, nil)
		assert.Equal(t, []string{name}, etomtest.Paths(err))
	}
	_, _, err = retention.Prioritise(retention.Facts{}, new(retention.Table))
	assert.ErrorIs(t, err, fault.ErrState, "a table that NewTable has not made")
}

// row is a row with a reason.
func row(code, revenue, level string, p retention.Priority) retention.Row {
	r := retention.Row{Code: code, ServiceLevel: level, Priority: p, Why: "so it is"}
	if revenue != "" {
		r.Revenue = money.Must(revenue)
	}
	return r
}

func TestNewTable_refuses(t *testing.T) {
	t.Parallel()
	last := row("Z", "", "", retention.Lowest)
	for name, c := range map[string]struct {
		rows []retention.Row
		path string
	}{
		"no rows":                                  {nil, "rows"},
		"a gap: customers without revenue":         {[]retention.Row{row("A", "0.00 EUR", "", retention.Low)}, "rows"},
		"a gap: customers without a service level": {[]retention.Row{row("A", "", "gold", retention.Low)}, "rows"},
		"two currencies":                           {[]retention.Row{row("A", "2.00 EUR", "", retention.Low), row("B", "1.00 USD", "", retention.Low), last}, "rows[1].revenue"},
		"a negative amount":                        {[]retention.Row{row("A", "-2.00 EUR", "", retention.Low), last}, "rows[0].revenue"},
		"a code twice":                             {[]retention.Row{row("A", "2.00 EUR", "", retention.Low), row("A", "1.00 EUR", "", retention.Low), last}, "rows[1].code"},
		"no code":                                  {[]retention.Row{row("", "2.00 EUR", "", retention.Low), last}, "rows[0].code"},
		"the code of another reason":               {[]retention.Row{row(retention.ReasonNoRevenue, "2.00 EUR", "", retention.Low), last}, "rows[0].code"},
		"an unknown priority":                      {[]retention.Row{row("A", "2.00 EUR", "", "-1"), last}, "rows[0].priority"},
		"a higher priority below a lower one":      {[]retention.Row{row("A", "2.00 EUR", "", retention.Low), row("B", "1.00 EUR", "", retention.High), last}, "rows[1].priority"},
		"a smaller amount above":                   {[]retention.Row{row("A", "1.00 EUR", "", retention.Low), row("B", "2.00 EUR", "", retention.Low), last}, "rows[1].revenue"},
		"the same conditions twice":                {[]retention.Row{row("A", "1.00 EUR", "gold", retention.Low), row("B", "1.00 EUR", "Gold", retention.Low), last}, "rows[1].revenue"},
		"a row that asks for nothing above":        {[]retention.Row{last, row("A", "", "", retention.Lowest)}, "rows[1].revenue"},
		"a row without a reason":                   {[]retention.Row{{Code: "A", Priority: retention.Lowest}}, "rows[0].why"},
		"a gap: customers without an answer":       {[]retention.Row{{Code: "A", Score: 5, Priority: retention.Lowest, Why: "so"}}, "rows"},
		"a score of 6":                             {[]retention.Row{{Code: "A", Score: 6, Priority: retention.Low, Why: "so"}, last}, "rows[0].score"},
		"less than no violations":                  {[]retention.Row{{Code: "A", Violations: -1, ServiceLevel: "gold", Priority: retention.Low, Why: "so"}, last}, "rows[0].violations"},
		"a probability of two":                     {[]retention.Row{{Code: "A", Churn: 2, Priority: retention.Low, Why: "so"}, last}, "rows[0].churn"},
		"a probability that is no number":          {[]retention.Row{{Code: "A", Churn: math.NaN(), ServiceLevel: "gold", Priority: retention.Low, Why: "so"}, last}, "rows[0].churn"},
		"less churn asked for above": {[]retention.Row{{Code: "A", Churn: 0.4, Priority: retention.Low, Why: "so"},
			{Code: "B", Churn: 0.5, Value: "A", Priority: retention.Low, Why: "so"}, last}, "rows[1].revenue"},
		"a higher score asked for above": {[]retention.Row{{Code: "A", Score: 3, Priority: retention.Low, Why: "so"},
			{Code: "B", Score: 2, FollowUp: true, Priority: retention.Low, Why: "so"}, last}, "rows[1].revenue"},
		"NUL in a service level": {[]retention.Row{row("A", "", "\x00", retention.Low), last}, "rows[0].serviceLevel"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			table, err := retention.NewTable(c.rows...)
			require.ErrorIs(t, err, fault.ErrInvalid)
			assert.Equal(t, []string{c.path}, etomtest.Paths(err))
			assert.Nil(t, table)
		})
	}
}

func TestNewTable_is_not_changed_from_outside(t *testing.T) {
	t.Parallel()
	rows := []retention.Row{row("Z", "", "", retention.Lowest)}
	table, err := retention.NewTable(rows...)
	require.NoError(t, err)
	rows[0].Priority = retention.Highest
	table.Rows()[0].Priority = retention.Highest
	got, _, err := retention.Prioritise(retention.Facts{}, table)
	require.NoError(t, err)
	assert.Equal(t, retention.Lowest, got)
}

var levels = []string{"gold", "silver"}

// tables draws tables that NewTable takes: amounts fall, priorities fall.
func tables(t *rapid.T) *retention.Table {
	amounts := rapid.SliceOfNDistinct(rapid.Int64Range(0, 1000), 0, 4, rapid.ID).Draw(t, "amounts")
	for i := range amounts { // the largest first
		for j := range i {
			if amounts[j] < amounts[i] {
				amounts[i], amounts[j] = amounts[j], amounts[i]
			}
		}
	}
	priority := rapid.IntRange(0, 1).Draw(t, "first")
	var rows []retention.Row
	for i, a := range amounts {
		priority = min(4, priority+rapid.IntRange(0, 2).Draw(t, "step"))
		level := rapid.SampledFrom([]string{"", "", "gold"}).Draw(t, "level")
		one := row(fmt.Sprint("A", i), fmt.Sprintf("%d.00 EUR", a), level, retention.Priority(fmt.Sprint(priority)))
		switch rapid.IntRange(0, 6).Draw(t, "further") {
		case 0:
			one.Score = rapid.IntRange(1, 5).Draw(t, "score")
		case 1:
			one.FollowUp = true
		case 2:
			one.Violations = rapid.IntRange(1, 3).Draw(t, "violations")
		case 3:
			one.Churn, one.Value = rapid.Float64Range(0.1, 1).Draw(t, "churn"), "A"
		}
		rows = append(rows, one)
	}
	if rapid.Bool().Draw(t, "silver") {
		rows = append(rows, row("S", "", "silver", retention.Priority(fmt.Sprint(priority))))
	}
	table, err := retention.NewTable(append(rows, row("Z", "", "", retention.Lowest))...)
	require.NoError(t, err)
	return table
}

func facts(t *rapid.T, name string) retention.Facts {
	f := retention.Facts{ServiceLevels: rapid.SliceOfDistinct(rapid.SampledFrom(levels), rapid.ID).Draw(t, name+" levels"),
		Score: rapid.IntRange(0, 5).Draw(t, name+" score"), FollowUp: rapid.Bool().Draw(t, name+" follow-up"), Violations: rapid.IntRange(0, 4).Draw(t, name+" violations"),
		Churn: rapid.Float64Range(0, 1).Draw(t, name+" churn"), Value: rapid.SampledFrom([]string{"", "A", "B"}).Draw(t, name+" value")}
	if rapid.Bool().Draw(t, name+" revenue is known") {
		f.Revenue = money.Must(fmt.Sprintf("%d.00 EUR", rapid.Int64Range(0, 1100).Draw(t, name)))
	}
	return f
}

// Whoever brings more revenue, has one more service level, or more reason to be discontent, is never worse off.
func TestPrioritise_never_falls_with_more_revenue(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		table, less := tables(t), facts(t, "less")
		more := less
		base := less.Revenue
		if base.Currency() == (money.Currency{}) {
			base = money.Must("0.00 EUR")
		}
		var err error
		more.Revenue, err = base.Add(money.Must(fmt.Sprintf("%d.00 EUR", rapid.Int64Range(0, 500).Draw(t, "added"))))
		require.NoError(t, err)
		if rapid.Bool().Draw(t, "one level more") {
			more.ServiceLevels = append([]string{"gold"}, less.ServiceLevels...)
		}
		more.FollowUp = more.FollowUp || rapid.Bool().Draw(t, "a follow-up")
		more.Violations += rapid.IntRange(0, 2).Draw(t, "one violation more")
		more.Churn = min(1, more.Churn+rapid.Float64Range(0, 1).Draw(t, "more churn"))
		more.Score = rapid.IntRange(min(1, less.Score), max(less.Score, 0)).Draw(t, "worse score")
		before, _, err := retention.Prioritise(less, table)
		require.NoError(t, err)
		after, _, err := retention.Prioritise(more, table)
		require.NoError(t, err)
		require.LessOrEqual(t, after, before, `"0" is the highest`)
	})
}

// The priority is the highest of all rows whose conditions are met, counted here one by one.
func TestPrioritise_gives_the_highest_that_is_earned(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		table, f := tables(t), facts(t, "facts")
		want := retention.Lowest
		for _, r := range table.Rows() {
			met := true
			if r.Revenue.Currency() != (money.Currency{}) {
				enough, err := f.Revenue.Cmp(r.Revenue)
				require.NoError(t, err)
				met = f.Revenue.Currency() != money.Currency{} && enough >= 0
			}
			if r.ServiceLevel != "" {
				met = met && strings.Contains(strings.Join(f.ServiceLevels, " "), r.ServiceLevel)
			}
			met = met && (r.Score == 0 || f.Score > 0 && f.Score <= r.Score) && (!r.FollowUp || f.FollowUp) && f.Violations >= r.Violations &&
				f.Churn >= r.Churn && (r.Value == "" || r.Value == f.Value)
			if met {
				want = min(want, r.Priority)
			}
		}
		got, reasons, err := retention.Prioritise(f, table)
		require.NoError(t, err)
		require.Equal(t, want, got)
		require.NotEmpty(t, reasons)
	})
}
