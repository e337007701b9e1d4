// Package money owns amounts of money and what is done to them exactly: Amount, Currency, Rate, Quantity, named rounding,
// and splitting without losing a cent. It does not own what anything costs, how tax is determined, or exchange rates.
//
// A priced line, rounded to the cent where the rule says so and nowhere else:
//
//	price, discount, vat := money.Must("49.90 EUR"), money.MustRate("10%"), money.MustRate("19%")
//
//	var c money.Calc // keeps the first error, so that a formula reads like one
//	list := c.Times(price, 3)                      // 149.70 EUR
//	off := c.Percent(list, discount, money.HalfUp) // 14.97 EUR
//	net := c.Sub(list, off)                        // 134.73 EUR
//	tax := c.Percent(net, vat, money.HalfUp)       // 25.60 EUR
//	gross := c.Add(net, tax)                       // 160.33 EUR
//	if err := c.Err(); err != nil {
//		return err
//	}
//	fmt.Println(gross, gross.Format("en")) // 160.33 EUR €160.33
//
// Nothing here is ever rounded unless a rounding Mode is named in the call. What does not fit, what mixes currencies and
// what divides by zero is an error (always fault.ErrInvalid); nothing wraps, saturates or panics, except Must… on texts
// that the program itself contains.
//
// # Inside
//
// A number is a 128-bit magnitude and a count of decimal places, because that makes a priced line take nanoseconds and
// no allocation; github.com/shopspring/decimal stands at the edge (Amount.Decimal, FromDecimal). Every value has one
// form only, so == and map keys mean what they say, and 12.340 EUR is 12.34 EUR.
package money
