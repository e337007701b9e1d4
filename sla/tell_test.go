package sla_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/sla"
)

func TestAssessExtent_follows_from_the_share_of_features_and_the_distance_from_the_threshold(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		affected, features int
		value, threshold   string
		want               sla.Extent
		code               string
	}{
		"half of the features, at the threshold itself": {3, 6, "85", "85", sla.ExtentLarge, "SLA-EXTENT-01"},
		"one of six, a tenth beyond":                    {1, 6, "93.5", "85", sla.ExtentLarge, "SLA-EXTENT-02"},
		"one of six, just below a tenth":                {1, 6, "93.49", "85", sla.ExtentMedium, "SLA-EXTENT-04"},
		"a quarter":                                     {1, 4, "85", "85", sla.ExtentMedium, "SLA-EXTENT-03"},
		"one of five, a twentieth beyond":               {1, 5, "89.25", "85", sla.ExtentMedium, "SLA-EXTENT-04"},
		"one of five, just below a twentieth":           {1, 5, "89.24", "85", sla.ExtentSmall, "SLA-EXTENT-05"},
		"far below where less is worse":                 {1, 6, "8", "10", sla.ExtentLarge, "SLA-EXTENT-02"},
	} {
		got, why := sla.AssessExtent(sla.Reach{Affected: tt.affected, Features: tt.features, Value: money.MustQuantity(tt.value),
			Threshold: money.MustQuantity(tt.threshold)}, nil)
		assert.Equal(t, tt.want, got, name)
		assert.Equal(t, tt.code, why.Code, name)
		assert.Contains(t, why.Message, tt.value, name)
	}
	got, why := sla.AssessExtent(sla.Reach{Affected: 1, Features: 1}, []sla.ExtentRow{})
	assert.Equal(t, sla.ExtentSmall, got)
	assert.Equal(t, sla.ReasonNoExtent, why.Code)
}

var size = map[sla.Extent]int{sla.ExtentSmall: 1, sla.ExtentMedium: 2, sla.ExtentLarge: 3}

func TestAssessExtent_more_never_makes_it_smaller(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		features := rapid.IntRange(1, 50).Draw(t, "features")
		affected := rapid.IntRange(1, features).Draw(t, "affected")
		more := rapid.IntRange(affected, features).Draw(t, "more")
		value := rapid.Int64Range(85, 200).Draw(t, "value")
		higher := rapid.Int64Range(value, 200).Draw(t, "higher")
		reach := func(n int, v int64) sla.Reach {
			return sla.Reach{Affected: n, Features: features, Value: money.Count(v), Threshold: money.Count(85)}
		}
		a, _ := sla.AssessExtent(reach(affected, value), nil)
		b, _ := sla.AssessExtent(reach(more, higher), nil)
		assert.GreaterOrEqual(t, size[b], size[a])
	})
}

func TestDecideTell_by_default_important_customers_are_told_of_large_extents(t *testing.T) {
	t.Parallel()
	for _, p := range []sla.Priority{"0", "1", "2", "3", "4"} {
		for e := range size {
			tell, why := sla.DecideTell(p, e, nil)
			assert.Equal(t, p <= "1" && e == sla.ExtentLarge, tell, "%s %s", p, e)
			assert.NotEmpty(t, why.Code)
			assert.Contains(t, why.Message, p.Name())
		}
	}
	tell, why := sla.DecideTell("0", sla.ExtentLarge, []sla.TellRow{})
	assert.False(t, tell)
	assert.Equal(t, sla.ReasonNoTell, why.Code)
}
