package scorecard_test

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/crm/retention/scorecard"
	"github.com/etomcrm/etomcrm/etom/fault"
)

var published = scorecard.Scale{Score: 600, Odds: 50, PDO: 20}

// N. Siddiqi, Credit Risk Scorecards (Wiley 2006): 600 points at 50:1 and 20 points to double the odds.
func TestScale_has_the_published_factor_and_offset(t *testing.T) {
	t.Parallel()
	assert.InDelta(t, 28.8539, published.Factor(), 0.00005)
	assert.InDelta(t, 487.123, published.Offset(), 0.0005)
	assert.InDelta(t, 600, published.ScoreOf(50), 1e-9)
	assert.InDelta(t, 620, published.ScoreOf(100), 1e-9)
	assert.InDelta(t, 50, float64(published.OddsOf(600)), 1e-12)
	assert.InDelta(t, 1.0/51, published.OddsOf(600).PBad(), 1e-15)
}

func TestScale_property_as_many_points_as_named_double_the_odds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := scorecard.Scale{Score: rapid.IntRange(-1000, 1000).Draw(t, "score"), PDO: rapid.IntRange(1, 200).Draw(t, "pdo"),
			Odds: scorecard.Odds(rapid.Float64Range(0.01, 1000).Draw(t, "odds"))}
		score := rapid.Float64Range(-2000, 2000).Draw(t, "points")
		odds, more := s.OddsOf(score), s.OddsOf(score+float64(s.PDO))
		if odds < 1e-300 || more > 1e300 {
			return // beyond what a float64 holds; Check refuses cards that lead there
		}
		require.InEpsilon(t, 2*float64(odds), float64(more), 1e-9)
		require.InDelta(t, score, s.ScoreOf(odds), 1e-6)
		require.Less(t, more.PBad(), math.Nextafter(odds.PBad(), 2), "better odds are less bad")
		require.InDelta(t, s.Offset()+s.Factor()*math.Log(float64(odds)), score, 1e-6)
	})
}

func TestOdds_are_a_text_in_JSON(t *testing.T) {
	t.Parallel()
	body, err := json.Marshal(published)
	require.NoError(t, err)
	assert.JSONEq(t, `{"score":600,"odds":"50","pdo":20}`, string(body))
	var read scorecard.Scale
	require.NoError(t, json.Unmarshal(body, &read))
	assert.Equal(t, published, read)
	for _, wrong := range []string{"", "0", "-1", "NaN", "Inf", "+Inf", "1e999", "fifty"} {
		o := scorecard.Odds(7)
		require.ErrorIs(t, o.UnmarshalText([]byte(wrong)), fault.ErrInvalid, wrong)
		assert.Equal(t, scorecard.Odds(7), o, "wrong odds change nothing")
	}
}
