package sla

import (
	"fmt"
	"math/big"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// miss is one figure that failed the target.
type miss struct {
	fault  string    // the fault's id, where each fault has a figure of its own
	figure *big.Rat  // in base units
	down   *big.Rat  // nanoseconds without service; nil for what is sampled
	ended  time.Time // when the last of it ended; zero if that is not known
}

// remedy is what a consequence is worth for a miss; nil with a reason if nothing is due.
func (p purse) remedy(o Objective, n int, m miss) (*Remedy, fault.Reason, error) {
	q := o.Consequences[n]
	shown := measure(m.figure, o.Unit, o.edges())
	tier := q.tier(o, m.figure)
	if tier == nil {
		return nil, reason(CodeNoTier, shown.Text), nil
	}
	r := Remedy{Objective: o.ID, Consequence: n + 1, Fault: m.fault, Fee: q.Fee, Basis: p.fees[q.Fee]}
	times := int64(1)
	if q.Step != nil {
		steps, err := q.Step.steps(o, m.figure)
		if err != nil {
			return nil, fault.Reason{}, err
		}
		if steps == 0 {
			return nil, reason(CodeNoStep, shown.Text), nil
		}
		times, r.Steps = steps, steps
	}
	if tier.Rate != nil {
		r.Rate = *tier.Rate
	}
	full, err := p.amount(q.Worth, tier.Value, times)
	if err != nil {
		return nil, fault.Reason{}, err
	}
	r.Full, r.Amount = full, full
	r.Reasons = []fault.Reason{reason(CodeRemedy, fmt.Sprintf("%s for %s", q.worthText("en", *tier, r), shown.Text))}
	return &r, fault.Reason{}, nil
}

// tier is the one that holds for a figure; nil if none does.
func (q Consequence) tier(o Objective, figure *big.Rat) *Tier {
	for i, t := range q.Tiers {
		if t.holds(o, figure) {
			return &q.Tiers[i]
		}
	}
	return nil
}

// worthText says what a tier is worth: 2% of Extranet basic charge, 200.00 EUR.
func (q Consequence) worthText(lang string, t Tier, r Remedy) string {
	var text string
	switch q.Kind {
	case PercentOfFee:
		text = fmt.Sprintf("%s %s %s", t.Rate, word(lang, "of", "von"), q.Fee)
	case Fixed:
		text = t.Amount.Format(lang)
	case MultipleOfFee:
		text = fmt.Sprintf("%s × %s", t.Times, q.Fee)
		if q.Basis == FeeOfDowntime {
			text += word(lang, " for the time without service", " für die Zeit ohne Dienst")
		}
	case DaysOfFee:
		text = fmt.Sprintf("%s %s %s", t.Days, word(lang, "days of", "Tage von"), q.Fee)
	}
	if q.Kind != Fixed {
		text += ", " + r.Basis.Format(lang)
	}
	if r.Steps > 0 {
		text = fmt.Sprintf("%d × %s", r.Steps, text)
	}
	return text
}
