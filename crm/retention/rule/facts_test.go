package rule_test

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/crm/retention/rule"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

func TestSet_refuses_what_a_fact_cannot_be_and_changes_nothing(t *testing.T) {
	t.Parallel()
	s := paying(t)
	for name, c := range map[string]struct {
		fact string
		v    rule.Value
		code string
	}{
		"an unknown fact":            {"payment.lat", rule.Int(1), fault.RuleUnknown},
		"a number for an amount":     {"payment.overdue", rule.Int(1), rule.CodeKind},
		"an amount for a number":     {"payment.late", amt("1.00"), rule.CodeKind},
		"a text for a flag":          {"payment.blocked", rule.Txt("true"), rule.CodeKind},
		"no value":                   {"payment.blocked", rule.Value{}, rule.CodeKind},
		"another currency":           {"payment.overdue", rule.Amt(money.Must("1.00 USD")), fault.RuleCurrency},
		"nothing in no currency":     {"payment.overdue", rule.Amt(money.Amount{}), fault.RuleCurrency},
		"an amount below the least":  {"payment.overdue", amt("-0.01"), fault.RuleRange},
		"a number below the least":   {"payment.late", rule.Int(-1), fault.RuleRange},
		"a number above the most":    {"model.badDebt", rule.Num(money.MustQuantity("1.000000001")), fault.RuleRange},
		"a half where it is whole":   {"payment.late", rule.Num(money.MustQuantity("0.5")), fault.RuleFormat},
		"a text that it cannot be":   {"profile.segment", rule.Txt("soho"), fault.RuleUnknown},
		"an empty text":              {"profile.city", rule.Txt(""), fault.RuleRequired},
		"a text that no store keeps": {"profile.city", rule.Txt("a\x00b"), fault.RuleNUL},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := known(t, s)
			before := f.All()
			assert.Equal(t, []string{c.fact + " " + c.code}, codes(t, f.Set(c.fact, c.v)))
			assert.Equal(t, before, f.All())
		})
	}
}

func TestFacts_are_there_or_missing(t *testing.T) {
	t.Parallel()
	s := paying(t)
	f := known(t, s)
	assert.Same(t, s, f.Schema())
	v, ok := f.Get("payment.late")
	assert.True(t, ok)
	assert.Equal(t, rule.Int(2), v)
	copied := f.Clone()
	f.Clear("payment.late")
	f.Clear("no such fact")
	_, ok = f.Get("payment.late")
	assert.False(t, ok)
	_, ok = f.Get("no such fact")
	assert.False(t, ok)
	_, ok = copied.Get("payment.late")
	assert.True(t, ok, "a clone shares nothing")
	f.Reset()
	for _, fact := range f.All() {
		assert.True(t, fact.Missing, fact.Name)
		assert.True(t, fact.Value.IsZero(), fact.Name)
	}
	require.Len(t, f.All(), 6)
}

func TestUse_follows_the_policy_for_missing_facts(t *testing.T) {
	t.Parallel()
	f := rule.NewFacts(paying(t))
	v, ok, err := f.Use("payment.overdue")
	require.NoError(t, err)
	assert.True(t, ok)
	assert.Equal(t, amt("0.00"), v, "assumed")
	_, ok, err = f.Use("model.badDebt")
	require.NoError(t, err)
	assert.False(t, ok, "unmet")
	_, _, err = f.Use("payment.late")
	assert.Equal(t, []string{"payment.late RULE-MISSING"}, codes(t, err))
	_, _, err = f.Use("payment.lat")
	assert.Equal(t, []string{"payment.lat ETOM-UNKNOWN"}, codes(t, err))
	set(t, f, map[string]rule.Value{"payment.overdue": amt("5.00")})
	v, _, _ = f.Use("payment.overdue")
	assert.Equal(t, amt("5.00"), v)
}

func TestRestore_reads_what_was_recorded_for_ever(t *testing.T) {
	t.Parallel()
	s := paying(t)
	f := known(t, s)
	f.Clear("profile.city")
	etomtest.Decodes(t, "facts.json", f.Record())
	var record []rule.Recorded
	text, err := json.Marshal(f.Record())
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &record))
	again, err := rule.Restore(s, record)
	require.NoError(t, err)
	assert.Equal(t, f.All(), again.All())

	short, err := rule.Restore(s, record[:2])
	require.NoError(t, err, "a fact that came later is missing in an old record")
	_, ok := short.Get("payment.blocked")
	assert.False(t, ok)
}

func TestRestore_names_every_fault_at_once(t *testing.T) {
	t.Parallel()
	_, err := rule.Restore(paying(t), []rule.Recorded{{Name: "payment.lat", Value: "1"}, {Name: "payment.late", Value: "NaN"}, {Name: "payment.late", Value: "1"},
		{Name: "payment.overdue", Value: "1.00 USD"}, {Name: "payment.blocked", Value: "yes"}, {Name: "profile.city"}, {Name: "profile.segment", Value: "SOHO", Missing: true}})
	assert.Equal(t, []string{"facts[0] ETOM-UNKNOWN", "facts[1] ETOM-FORMAT", "facts[2] ETOM-DUPLICATE", "facts[3] ETOM-CURRENCY", "facts[4] ETOM-FORMAT",
		"facts[5] ETOM-REQUIRED", "facts[6] RULE-CONTRADICTION"}, codes(t, err))
}

func TestFloat_refuses_what_is_no_number(t *testing.T) {
	t.Parallel()
	for _, f := range []float64{math.NaN(), math.Inf(1), math.Inf(-1), 1e19, -1e19, math.MaxFloat64} {
		_, err := rule.Float(f)
		assert.ErrorIs(t, err, fault.ErrInvalid, "%v", f)
	}
	for f, want := range map[float64]string{0.1: "0.1", -2.5: "-2.5", 0: "0", math.Copysign(0, -1): "0", 1e-30: "0", 1234567890.12345: "1234567890.12345",
		1.0 / 3: "0.3333333333333333", 1e18: "1000000000000000000", 1.0 / 3e5: "0.000003333333333333", math.SmallestNonzeroFloat64: "0"} {
		v, err := rule.Float(f)
		require.NoError(t, err, "%v", f)
		assert.Equal(t, want, v.String())
	}
}

// A float is as near to its number as 18 places allow.
func TestFloat_property(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		f := rapid.Float64Range(-1e6, 1e6).Draw(t, "f")
		v, err := rule.Float(f)
		require.NoError(t, err)
		near, _ := v.Number().MarshalText()
		var back float64
		require.NoError(t, json.Unmarshal(near, &back))
		require.InDelta(t, f, back, 1e-12)
	})
}

func TestValue_its_JSON_is_exact(t *testing.T) {
	t.Parallel()
	for text, v := range map[string]rule.Value{
		"2.5": rule.Num(money.MustQuantity("2.5")), "9223372036854775807": rule.Int(math.MaxInt64), "0.123456789012345678": rule.Num(money.MustQuantity("0.123456789012345678")),
		`{"amount":"12.345","currency":"EUR"}`: amt("12.345"), `"2.5"`: rule.Txt("2.5"), "true": rule.Yes(true), "false": rule.Yes(false), "null": {},
	} {
		got, err := json.Marshal(v)
		require.NoError(t, err)
		assert.Equal(t, text, string(got))
		var back rule.Value
		require.NoError(t, json.Unmarshal(got, &back))
		assert.Equal(t, v, back)
	}
	kept := rule.Int(7)
	for _, text := range []string{"1e3", "[]", `{"amount":1,"currency":"EUR"}`, `{}`, "123456789012345678901", "-"} {
		assert.Error(t, kept.UnmarshalJSON([]byte(text)), text)
		assert.Equal(t, rule.Int(7), kept, "a wrong value changes nothing")
	}
}

func TestValue_of_another_kind_is_nothing(t *testing.T) {
	t.Parallel()
	for kind, v := range map[rule.Kind]rule.Value{rule.Number: rule.Int(3), rule.Amount: amt("3.00"), rule.Text: rule.Txt("3"), rule.Flag: rule.Yes(true), "": {}} {
		assert.Equal(t, kind, v.Kind())
		assert.Equal(t, kind == rule.Number, v.Number() != money.Quantity{})
		assert.Equal(t, kind == rule.Amount, v.Amount() != money.Amount{})
		assert.Equal(t, kind == rule.Text, v.Text() != "")
		assert.Equal(t, kind == rule.Flag, v.Flag())
	}
}

func TestParse_reads_what_String_writes(t *testing.T) {
	t.Parallel()
	s := paying(t)
	rapid.Check(t, func(t *rapid.T) {
		for name, v := range drawFacts(t) {
			if v.IsZero() {
				continue
			}
			d, ok := s.Lookup(name)
			require.True(t, ok)
			back, err := d.Parse(v.String())
			require.NoError(t, err)
			require.Equal(t, v, back)
		}
	})
	d, _ := s.Lookup("payment.overdue")
	v, err := d.Parse("12.5")
	require.NoError(t, err, "an amount may leave out the currency")
	assert.Equal(t, amt("12.50"), v)
}
