package money

// Calc carries the first error of a formula, so that a priced line reads as one; its zero value is ready. Its methods are
// those of Amount. After an error they give the zero value, and Err says what went wrong. It is for one goroutine.
//
//	var c money.Calc
//	net := c.Times(price, 3)
//	gross := c.Add(net, c.Percent(net, vat, money.HalfUp))
//	return gross, c.Err()
type Calc struct{ err error }

// Err is the first error, nil if there was none.
func (c *Calc) Err() error { return c.err }

func (c *Calc) keep(a Amount, err error) Amount {
	if c.err == nil {
		c.err = err
	}
	if c.err != nil {
		return Amount{}
	}
	return a
}

// Add is Amount.Add.
func (c *Calc) Add(a, b Amount) Amount { return c.keep(a.Add(b)) }

// Sub is Amount.Sub.
func (c *Calc) Sub(a, b Amount) Amount { return c.keep(a.Sub(b)) }

// Sum is Sum.
func (c *Calc) Sum(amounts ...Amount) Amount { return c.keep(Sum(amounts...)) }

// Times is Amount.Times.
func (c *Calc) Times(a Amount, n int64) Amount { return c.keep(a.Times(n)) }

// TimesQuantity is Amount.TimesQuantity.
func (c *Calc) TimesQuantity(a Amount, q Quantity) Amount { return c.keep(a.TimesQuantity(q)) }

// TimesRate is Amount.TimesRate.
func (c *Calc) TimesRate(a Amount, r Rate) Amount { return c.keep(a.TimesRate(r)) }

// Percent is Amount.Percent.
func (c *Calc) Percent(a Amount, r Rate, mode Mode) Amount { return c.keep(a.Percent(r, mode)) }

// Fraction is Amount.Fraction.
func (c *Calc) Fraction(a Amount, numerator, denominator int64, mode Mode) Amount {
	return c.keep(a.Fraction(numerator, denominator, mode))
}

// Without is Amount.Without.
func (c *Calc) Without(a Amount, r Rate, mode Mode) Amount { return c.keep(a.Without(r, mode)) }

// Round is Amount.Round.
func (c *Calc) Round(a Amount, mode Mode) Amount { return c.keep(a.Round(mode)) }

// RoundTo is Amount.RoundTo.
func (c *Calc) RoundTo(a Amount, digits int, mode Mode) Amount {
	return c.keep(a.RoundTo(digits, mode))
}
