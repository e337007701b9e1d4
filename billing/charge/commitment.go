package charge

import (
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Commitment is a minimum that a customer agreed to spend, or a maximum beyond which nothing is charged, in each period of the bill
// cycle. A plain value.
type Commitment struct {
	ID      string        `json:"id"`
	Name    string        `json:"name"`
	De      string        `json:"de,omitempty"`
	Minimum money.Amount  `json:"minimum,omitzero"`  // zero: none
	Maximum money.Amount  `json:"maximum,omitzero"`  // zero: none
	Codes   []string      `json:"codes,omitempty"`   // of the lines that count; none: all
	Prorate bool          `json:"prorate,omitempty"` // in a part of a period the figures are as large as the part
	From    calendar.Date `json:"from,omitzero"`
	Until   calendar.Date `json:"until,omitzero"`
}

// Apply compares what was spent in a period, which is one of the cycle's or a part of one, with the commitment. The charge is what
// lacks to the minimum, or less than 0 for what goes beyond the maximum; ok is false if it is neither.
func (c Commitment) Apply(spent money.Exact, cycle calendar.Cycle, period calendar.Period) (_ Charge, ok bool, err error) {
	whole := recurrencesOf(cycle.Unit, cycle.Days, cycle.Anchor).around(period.From())
	part, ok := whole.overlap(Range{latest(period.From(), c.From), earliest(period.To(), c.Until)})
	if !ok {
		return Charge{}, false, nil
	}
	charge := Charge{
		Key:  Key{Item: c.ID, Service: part, Kind: CommitmentCharge},
		Name: c.Name, De: c.De, Quantity: 1, Numerator: 1, Denominator: 1,
	}
	if c.Prorate {
		charge.Count = ActualActual
		charge.Numerator, charge.Denominator = charge.Count.fraction(recurrences{}, part, whole)
	}
	for _, bound := range []struct {
		name   string
		amount money.Amount
		sign   int
	}{{"minimum", c.Minimum, -1}, {"maximum", c.Maximum, 1}} {
		if bound.amount.Sign() == 0 {
			continue
		}
		limit, err := bound.amount.Share(charge.Numerator, charge.Denominator)
		if err != nil {
			return Charge{}, false, err
		}
		beyond, err := spent.Sub(limit)
		if err != nil {
			return Charge{}, false, err
		}
		if beyond.Sign() == bound.sign {
			charge.Key.Price, charge.Unit, charge.Amount = bound.name, bound.amount, beyond.Neg()
			return charge, true, nil
		}
	}
	return Charge{}, false, nil
}
