package rule_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/retention/rule"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

func TestNewSchema_refuses_definitions_that_do_not_hold(t *testing.T) {
	t.Parallel()
	good := rule.Definition{Name: "n", Kind: rule.Number, Missing: rule.Refuse, What: "a number"}
	for name, c := range map[string]struct {
		change func(d *rule.Definition)
		code   string
	}{
		"nothing wrong":            {func(*rule.Definition) {}, ""},
		"no name":                  {func(d *rule.Definition) { d.Name = "" }, "name ETOM-REQUIRED"},
		"a name with a blank":      {func(d *rule.Definition) { d.Name = "payment late" }, "name ETOM-FORMAT"},
		"a name with two dots":     {func(d *rule.Definition) { d.Name = "payment..late" }, "name ETOM-FORMAT"},
		"a name from a digit on":   {func(d *rule.Definition) { d.Name = "24h" }, "name ETOM-FORMAT"},
		"a long name":              {func(d *rule.Definition) { d.Name = strings.Repeat("n", 201) }, "name ETOM-LENGTH"},
		"no kind":                  {func(d *rule.Definition) { d.Kind = "" }, "kind ETOM-UNKNOWN"},
		"no sentence":              {func(d *rule.Definition) { d.What = "" }, "what ETOM-REQUIRED"},
		"no policy":                {func(d *rule.Definition) { d.Missing = "" }, "missing ETOM-REQUIRED"},
		"another policy":           {func(d *rule.Definition) { d.Missing = "zero" }, "missing ETOM-UNKNOWN"},
		"a default and refuse":     {func(d *rule.Definition) { d.Default = rule.Int(0) }, "default RULE-CONTRADICTION"},
		"assume without a default": {func(d *rule.Definition) { d.Missing = rule.Assume }, "default RULE-KIND"},
		"a default out of range":   {func(d *rule.Definition) { d.Missing, d.Least, d.Default = rule.Assume, quantity("1"), rule.Int(0) }, "default ETOM-RANGE"},
		"an amount in no currency": {func(d *rule.Definition) { d.Kind = rule.Amount }, "currency ETOM-REQUIRED"},
		"a number in a currency":   {func(d *rule.Definition) { d.Currency = eur }, "currency RULE-KIND"},
		"values of a number":       {func(d *rule.Definition) { d.Values = []string{"1"} }, "values RULE-KIND"},
		"a value twice":            {func(d *rule.Definition) { d.Kind, d.Values = rule.Text, []string{"a", "a"} }, "values[1] ETOM-DUPLICATE"},
		"an empty value":           {func(d *rule.Definition) { d.Kind, d.Values = rule.Text, []string{""} }, "values[0] ETOM-REQUIRED"},
		"the least of a text":      {func(d *rule.Definition) { d.Kind, d.Least = rule.Text, quantity("1") }, "least RULE-KIND"},
		"the most of a flag":       {func(d *rule.Definition) { d.Kind, d.Most = rule.Flag, quantity("1") }, "most RULE-KIND"},
		"a whole amount":           {func(d *rule.Definition) { d.Kind, d.Currency, d.Whole = rule.Amount, eur, true }, "whole RULE-KIND"},
		"half a least":             {func(d *rule.Definition) { d.Whole, d.Least = true, quantity("0.5") }, "least ETOM-FORMAT"},
		"half a most":              {func(d *rule.Definition) { d.Whole, d.Most = true, quantity("0.5") }, "most ETOM-FORMAT"},
		"a most that is the least": {func(d *rule.Definition) { d.Least, d.Most = quantity("1"), quantity("1") }, "most ETOM-RANGE"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := good
			d.Name = "other"
			c.change(&d)
			_, err := rule.NewSchema(good, d)
			if c.code == "" {
				require.NoError(t, err)
				return
			}
			assert.Equal(t, []string{"facts[1]." + c.code}, codes(t, err))
		})
	}
}

func TestNewSchema_names_every_fault_at_once(t *testing.T) {
	t.Parallel()
	flag := rule.Definition{Name: "f", Kind: rule.Flag, Missing: rule.Unmet, What: "a flag"}
	_, err := rule.NewSchema(flag, flag, rule.Definition{})
	assert.Equal(t, []string{"facts[1].name ETOM-DUPLICATE", "facts[2].name ETOM-REQUIRED", "facts[2].what ETOM-REQUIRED", "facts[2].kind ETOM-UNKNOWN"}, codes(t, err))
	_, err = rule.NewSchema()
	assert.Equal(t, []string{"facts ETOM-REQUIRED"}, codes(t, err))
	_, err = rule.MustSchema(flag).Extend(flag)
	assert.Equal(t, []string{"facts[0].name ETOM-DUPLICATE"}, codes(t, err))
	assert.Panics(t, func() { rule.MustSchema() })
}

func TestSchema_without_facts_is_extended_and_decides_nothing(t *testing.T) {
	t.Parallel()
	var none rule.Schema
	s, err := none.Extend(rule.Definition{Name: "blocked", Kind: rule.Flag, Missing: rule.Unmet, What: "services are blocked"})
	require.NoError(t, err)
	spec := rule.Spec{Name: "x", Version: "1", Policy: rule.Sum, Rows: []rule.Row{{Code: "X-1", Why: "always"}}}
	_, err = rule.Compile(&none, spec, nil)
	require.ErrorIs(t, err, fault.ErrInvalid)
	table := compiled(t, s, spec, nil)
	for _, f := range []*rule.Facts{{}, rule.NewFacts(&none)} {
		_, err = table.Decide(f)
		require.ErrorIs(t, err, fault.ErrInvalid)
	}
}

func TestSchema_is_not_changed_through_what_it_was_made_of(t *testing.T) {
	t.Parallel()
	least, values := money.Count(1), []string{"a", "b"}
	s, err := rule.NewSchema(rule.Definition{Name: "n", Kind: rule.Number, Least: &least, Missing: rule.Refuse, What: "a number"},
		rule.Definition{Name: "t", Kind: rule.Text, Values: values, Missing: rule.Refuse, What: "a text"})
	require.NoError(t, err)
	least, values[0] = money.Count(9), "c"
	f := rule.NewFacts(s)
	assert.NoError(t, f.Set("n", rule.Int(1)))
	assert.NoError(t, f.Set("t", rule.Txt("a")))
	assert.ErrorIs(t, f.Set("t", rule.Txt("c")), fault.ErrInvalid)
	_, ok := s.Lookup("x")
	assert.False(t, ok)
}
