package scorecard

import (
	"math"
	"strconv"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// Odds are goods to one bad: 50 says that one in 51 goes bad. They are finite and above 0. In JSON they are a text such as
// "50", because readers of JSON numbers lose digits.
type Odds float64

// PBad is the probability of bad at these odds, above 0 and below 1 unless it is nearer to them than a float64 can say.
func (o Odds) PBad() float64 { return 1 / (1 + float64(o)) }

// String is the odds as a number, as many digits as they have.
func (o Odds) String() string { return strconv.FormatFloat(float64(o), 'g', -1, 64) }

// MarshalText gives what String gives.
func (o Odds) MarshalText() ([]byte, error) { return []byte(o.String()), nil }

// UnmarshalText reads a number; one that is not finite and above 0 is fault.ErrInvalid.
func (o *Odds) UnmarshalText(text []byte) error {
	number, err := strconv.ParseFloat(string(text), 64)
	var c fault.Check
	c.That(err == nil && positive(number), "", fault.RuleFormat, `must be goods to one bad, a number above 0 such as "50"`)
	if err := c.Err("scorecard.odds"); err != nil {
		return err
	}
	*o = Odds(number)
	return nil
}

func positive(x float64) bool { return x > 0 && !math.IsInf(x, 1) }

// Scale turns odds into points: at Score points there are Odds goods to one bad, and PDO points more double the odds. It is a
// value.
type Scale struct {
	Score int  `json:"score"`
	Odds  Odds `json:"odds"`
	PDO   int  `json:"pdo"` // points to double the odds, from 1
}

// Factor is how many points one unit of the odds' natural logarithm is worth: PDO / ln 2.
func (s Scale) Factor() float64 { return float64(s.PDO) / math.Ln2 }

// Offset is the score at odds of 1: Score - Factor × ln Odds. At 600 points for 50:1 and 20 points to double the odds the
// factor is 28.8539 and the offset 487.123, as published (N. Siddiqi, Credit Risk Scorecards, Wiley 2006).
func (s Scale) Offset() float64 { return float64(s.Score) - s.Factor()*math.Log(float64(s.Odds)) }

// ScoreOf is the score at given odds, not rounded.
func (s Scale) ScoreOf(o Odds) float64 { return s.Offset() + s.Factor()*math.Log(float64(o)) }

// OddsOf is the odds at a score.
func (s Scale) OddsOf(score float64) Odds {
	return s.Odds * Odds(math.Exp2((score-float64(s.Score))/float64(s.PDO)))
}

// maxPoints bounds points, so that their sums are exact.
const maxPoints = 1_000_000_000

func (s Scale) check(c *fault.Check, path string) {
	c.That(positive(float64(s.Odds)), path+".odds", fault.RuleRange, "must be goods to one bad, above 0")
	c.That(s.PDO >= 1 && s.PDO <= maxPoints, path+".pdo", fault.RuleRange, "must be at least 1 and at most 1000000000: points to double the odds")
	c.That(within(int64(s.Score)), path+".score", fault.RuleRange, "must be at most 1000000000, above 0 or below")
}

func within(points int64) bool { return points >= -maxPoints && points <= maxPoints }
