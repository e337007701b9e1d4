package money_test

import (
	"errors"
	"fmt"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

func Example() {
	price, discount, vat := money.Must("49.90 EUR"), money.MustRate("10%"), money.MustRate("19%")

	var c money.Calc // keeps the first error, so that a formula reads like one
	list := c.Times(price, 3)
	off := c.Percent(list, discount, money.HalfUp)
	net := c.Sub(list, off)
	tax := c.Percent(net, vat, money.HalfUp)
	gross := c.Add(net, tax)
	if err := c.Err(); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(list, off, net, tax, gross, gross.Format("en"))
	// Output: 149.70 EUR 14.97 EUR 134.73 EUR 25.60 EUR 160.33 EUR €160.33
}

func ExampleAmount_Allocate() {
	// A discount of 10.00 over three lines, in proportion to what they cost.
	parts, err := money.Must("-10.00 EUR").Allocate(4990, 1995, 1995)
	fmt.Println(parts, err)
	// Output: [-5.56 EUR -2.22 EUR -2.22 EUR] <nil>
}

func ExampleAmount_Fraction() {
	// Ten of the thirty-one days of a monthly fee.
	part, err := money.Must("29.95 EUR").Fraction(10, 31, money.HalfUp)
	fmt.Println(part, err)
	// Output: 9.66 EUR <nil>
}

func ExampleAmount_TimesQuantity() {
	// Prices below a cent stay exact until the line is rounded.
	usage, err := money.Must("0.0123 EUR").TimesQuantity(money.MustQuantity("2.5"))
	fmt.Println(usage, err)
	rounded, err := usage.Round(money.HalfUp)
	fmt.Println(rounded, err)
	// Output:
	// 0.03075 EUR <nil>
	// 0.03 EUR <nil>
}

func ExampleMismatchError() {
	_, err := money.Must("1.00 EUR").Add(money.Must("1.00 USD"))
	fmt.Println(err)
	fmt.Println(errors.Is(err, fault.ErrInvalid))
	var mismatch *money.MismatchError
	fmt.Println(errors.As(err, &mismatch), mismatch.A, mismatch.B)
	// Output:
	// money: currency: 1.00 EUR plus 1.00 USD mixes EUR and USD; convert one of them first (ETOM-CURRENCY)
	// true
	// true EUR USD
}
