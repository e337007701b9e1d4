package retention_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/crm/retention"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

func TestValidate_compares_numbers_with_their_tolerance(t *testing.T) {
	t.Parallel()
	q := money.MustQuantity
	band := retention.Measured{Name: "bandwidth", Unit: "Mbit/s", Aim: retention.AtLeast, Original: q("100"), Delivered: q("100")}
	with := func(m retention.Measured, change func(*retention.Measured)) retention.Measured { change(&m); return m }
	for name, c := range map[string]struct {
		point             retention.Measured
		original, present bool
	}{
		"as agreed":                            {band, true, true},
		"more than agreed":                     {with(band, func(m *retention.Measured) { m.Delivered = q("250") }), true, true},
		"a little less, and nothing tolerated": {with(band, func(m *retention.Measured) { m.Delivered = q("99.999") }), false, false},
		"a little less, within the tolerance":  {with(band, func(m *retention.Measured) { m.Delivered, m.Tolerance = q("95"), q("5") }), true, true},
		"a little less than that":              {with(band, func(m *retention.Measured) { m.Delivered, m.Tolerance = q("94.9"), q("5") }), false, false},
		"as agreed, yet more is expected":      {with(band, func(m *retention.Measured) { m.Present = ptr(q("200")) }), true, false},
		"less is expected by now":              {with(band, func(m *retention.Measured) { m.Present, m.Delivered = ptr(q("50")), q("60") }), false, true},
		"nothing is expected by now":           {with(band, func(m *retention.Measured) { m.Present, m.Delivered = ptr(q("0")), q("0") }), false, true},
		"faster than agreed":                   {repair("4", "0.5"), true, true},
		"later, within the tolerance":          {repair("4", "4.25"), true, true},
		"later than that":                      {repair("4", "4.26"), false, false},
		"more than exactly asked for":          {with(band, func(m *retention.Measured) { m.Aim, m.Delivered = retention.Exactly, q("101") }), false, false},
		"numbers that no gap can hold": {with(band, func(m *retention.Measured) {
			m.Aim, m.Original, m.Delivered = retention.AtMost, q("-9999999999999999999"), q("9999999999999999999")
		}), false, false},
	} {
		v := retention.Validate(nil, c.point)
		assert.Equal(t, []bool{c.original, c.present}, []bool{v.Original, v.Present}, name)
	}
	v := retention.Validate([]retention.Expectation{{Name: "PCs", Original: "20", Delivered: "19"}}, repair("4", "4.5"))
	assert.Equal(t, []fault.Reason{
		{Code: retention.ReasonNotAsAgreed, Message: "PCs: 19 was delivered, 20 agreed"},
		{Code: retention.ReasonNotAsExpected, Message: "PCs: 19 was delivered, 20 expected by now"},
		{Code: retention.ReasonNotAsAgreed, Message: "repair time: 4.5 h was delivered, at most 4 h agreed, give or take 0.25"},
		{Code: retention.ReasonNotAsExpected, Message: "repair time: 4.5 h was delivered, at most 4 h expected by now, give or take 0.25"},
	}, v.Reasons)
}

// What is met stays met when more is tolerated, or more is delivered of what there cannot be too much of.
func TestValidate_never_falls_with_more_tolerance_or_a_better_delivery(t *testing.T) {
	t.Parallel()
	number := func(t *rapid.T, name string) money.Quantity {
		return money.MustQuantity(fmt.Sprintf("%d.%d", rapid.IntRange(0, 20).Draw(t, name), rapid.IntRange(0, 9).Draw(t, name+" tenths")))
	}
	rapid.Check(t, func(t *rapid.T) {
		m := retention.Measured{Name: "x", Unit: "h", Aim: rapid.SampledFrom([]retention.Aim{retention.AtLeast, retention.AtMost, retention.Exactly}).Draw(t, "aim"),
			Original: number(t, "agreed"), Delivered: number(t, "delivered"), Tolerance: number(t, "tolerance")}
		before := retention.Validate(nil, m)
		more := number(t, "more")
		better := m
		var err error
		switch m.Aim {
		case retention.AtLeast:
			better.Delivered, err = m.Delivered.Add(more)
		case retention.AtMost:
			better.Delivered, err = m.Delivered.Sub(more)
		default:
			better.Tolerance, err = m.Tolerance.Add(more)
		}
		require.NoError(t, err)
		after := retention.Validate(nil, better)
		if before.Original && !after.Original || before.Original != before.Present {
			t.Fatalf("%+v, then %+v", before, after)
		}
	})
}
