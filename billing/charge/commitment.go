package charge

import (
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Commitment is a minimum that a customer agreed to spend in each period of the bill cycle, or a maximum beyond which nothing is
// charged. A plain value.
type Commitment struct {
	ID      string        `json:"id"`
	Name    string        `json:"name"`
	De      string        `json:"de,omitempty"`
	Minimum money.Amount  `json:"minimum,omitzero"`  // zero: none
	Maximum money.Amount  `json:"maximum,omitzero"`  // zero: none
	Codes   []string      `json:"codes,omitempty"`   // of the lines that count; none: all
	Prorate bool          `json:"prorate,omitempty"` // for a part of a period the figures are as large as the part
	From    calendar.Date `json:"from,omitzero"`     // first day of it; zero: from the beginning
	Until   calendar.Date `json:"until,omitzero"`    // first day without it; zero: for ever
}

// Check is fault.ErrInvalid with every fault at once.
func (c Commitment) Check() error {
	var f fault.Check
	f.Text("id", c.ID, fault.MaxID)
	f.Text("name", c.Name, fault.MaxName)
	f.Optional("de", c.De, fault.MaxName)
	f.That(c.Minimum.Sign() >= 0, "minimum", fault.RuleRange, "must not be less than 0")
	f.That(c.Maximum.Sign() >= 0, "maximum", fault.RuleRange, "must not be less than 0")
	f.That(c.Minimum.Sign() != 0 || c.Maximum.Sign() != 0, "minimum", fault.RuleRequired, "must be an amount, unless there is a maximum")
	if c.Minimum.Sign() > 0 && c.Maximum.Sign() > 0 {
		order, err := c.Minimum.Cmp(c.Maximum)
		f.That(err == nil, "maximum", fault.RuleCurrency, "must be in the currency of the minimum")
		f.That(err != nil || order <= 0, "maximum", fault.RuleRange, "must not be less than the minimum")
	}
	f.That(c.Until.IsZero() || c.From.Before(c.Until), "until", fault.RuleRange, "must be after from")
	return f.Err(fault.Subject("charge.Commitment", c.ID))
}

// Apply compares what was spent in a period, which is one of the cycle's or a part of one, with the commitment. The charge is what
// lacks to the minimum or, less than 0, what goes beyond the maximum; ok is false if it is neither. Errors are fault.ErrInvalid: what Check
// refuses, a period that lies in several of the cycle's, another currency.
func (c Commitment) Apply(spent money.Exact, cycle calendar.Cycle, period calendar.Period) (_ Charge, ok bool, err error) {
	whole, err := c.check(cycle, period)
	if err != nil {
		return Charge{}, false, err
	}
	part, ok := Range{latest(period.From(), c.From), earliest(period.To(), c.Until)}, true
	if !part.From.Before(part.Until) {
		return Charge{}, false, nil
	}
	charge := Charge{
		Key:  Key{Item: c.ID, Service: part, Kind: CommitmentCharge},
		Name: c.Name, De: c.De, Quantity: 1, Numerator: 1, Denominator: 1,
	}
	if c.Prorate {
		charge.DayCount = ActualActual
		charge.Numerator, charge.Denominator = ActualActual.fraction(recurrences{}, part, whole)
	}
	for _, b := range []bound{{"minimum", c.Minimum, -1, belowMinimum}, {"maximum", c.Maximum, 1, aboveMaximum}} {
		if ok, err = b.apply(&charge, spent); ok || err != nil {
			return charge, ok, err
		}
	}
	return Charge{}, false, nil
}

func (c Commitment) check(cycle calendar.Cycle, period calendar.Period) (whole Range, err error) {
	if err := c.Check(); err != nil {
		return Range{}, err
	}
	var f fault.Check
	checkCycle(&f, cycle, period)
	if err := f.Err(fault.Subject("charge.Commitment", c.ID)); err != nil {
		return Range{}, err
	}
	whole = recurrencesOf(cycle.Unit, cycle.Days, cycle.Anchor).around(period.From())
	f.That(!whole.Until.Before(period.To()), "period", fault.RuleRange, "must lie in one period of the cycle; apply the commitment to each")
	return whole, f.Err(fault.Subject("charge.Commitment", c.ID))
}

// bound is one of the two figures of a commitment.
type bound struct {
	name   string
	amount money.Amount
	sign   int // of what was spent less the figure, if it is charged
	reason Reason
}

var (
	belowMinimum = Reason{CodeMinimum, " was spent; the minimum is ", " wurden verbraucht; der Mindestumsatz ist "}
	aboveMaximum = Reason{CodeMaximum, " was spent; the maximum is ", " wurden verbraucht; der Höchstbetrag ist "}
)

func (b bound) apply(c *Charge, spent money.Exact) (ok bool, err error) {
	if b.amount.Sign() == 0 {
		return false, nil
	}
	limit, err := b.amount.Share(c.Numerator, c.Denominator)
	if err != nil {
		return false, err
	}
	beyond, err := spent.Sub(limit)
	if err != nil || beyond.Sign() != b.sign {
		return false, err
	}
	c.Key.Price, c.Unit, c.Amount = b.name, b.amount, beyond.Neg()
	c.Reason, err = b.because(c, spent)
	return err == nil, err
}

// because shows what was spent rounded to be read; the charge is exact.
func (b bound) because(c *Charge, spent money.Exact) (Reason, error) {
	shown, err := spent.Round(money.HalfUp)
	if err != nil {
		return Reason{}, err
	}
	s := sentence{code: b.reason.Code}
	s.write(shown.Format("en"), shown.Format("de"))
	s.write(b.reason.Text, b.reason.De)
	s.write(b.amount.Format("en"), b.amount.Format("de"))
	if c.Numerator != c.Denominator {
		s.write(", of it ", ", davon ")
		s.share(c, c.Numerator)
	}
	return s.reason(), nil
}
