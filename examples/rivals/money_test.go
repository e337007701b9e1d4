package rivals_test

import (
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/money"
)

// A priced line: list = quantity × price; discount = list × 12.5%; net = list - discount; tax = net × 19%; gross = net + tax;
// list, discount and tax rounded half up to the cent, each once, in both libraries. The inputs are parsed before the clock
// starts. That both give the same for every input is tested in etom/money; here it is asked for the inputs measured.

type priced struct {
	price    money.Amount
	quantity int64
}

type pricedInDecimal struct{ price, quantity decimal.Decimal }

var (
	discount, vat                   = money.MustRate("12.5%"), money.MustRate("19%")
	discountInDecimal, vatInDecimal = decimal.RequireFromString("0.125"), decimal.RequireFromString("0.19")

	// Results go here, so that the compiler cannot leave the work out.
	gross          money.Amount
	grossInDecimal decimal.Decimal
)

func lines(b *testing.B) ([]priced, []pricedInDecimal) {
	b.Helper()
	var ours []priced
	var theirs []pricedInDecimal
	for i, price := range []string{"49.90", "0.0123", "1299.00", "9.99", "0.19", "39.95", "4.9875", "129.00"} {
		a, err := money.New(price, money.MustCurrency("EUR"))
		require.NoError(b, err)
		quantity := int64(i*i*7 + 1)
		ours = append(ours, priced{a, quantity})
		theirs = append(theirs, pricedInDecimal{decimal.RequireFromString(price), decimal.NewFromInt(quantity)})

		got, err := lineInMoney(ours[i])
		require.NoError(b, err)
		want := lineInDecimal(theirs[i])
		require.True(b, want.Equal(got.Decimal()), "%s and %s", want, got)
	}
	return ours, theirs
}

func lineInMoney(l priced) (money.Amount, error) {
	var c money.Calc
	list := c.Round(c.Times(l.price, l.quantity), money.HalfUp)
	net := c.Sub(list, c.Percent(list, discount, money.HalfUp))
	total := c.Add(net, c.Percent(net, vat, money.HalfUp))
	return total, c.Err()
}

func lineInDecimal(l pricedInDecimal) decimal.Decimal {
	list := l.price.Mul(l.quantity).Round(2)
	net := list.Sub(list.Mul(discountInDecimal).Round(2))
	return net.Add(net.Mul(vatInDecimal).Round(2))
}

func BenchmarkPricedLine_money(b *testing.B) {
	ours, _ := lines(b)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		gross, _ = lineInMoney(ours[i%len(ours)])
	}
}

func BenchmarkPricedLine_shopspring(b *testing.B) {
	_, theirs := lines(b)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		grossInDecimal = lineInDecimal(theirs[i%len(theirs)])
	}
}

// BenchmarkPricedLine_ratio times both in turns within one run, so that what else the machine does meets both alike, and
// reports how many times faster money is, and the nanoseconds of each for a line.
func BenchmarkPricedLine_ratio(b *testing.B) {
	const turn = 1000 // lines
	ours, theirs := lines(b)
	var inMoney, inDecimal time.Duration
	turns := 0
	for b.Loop() {
		start := time.Now()
		for i := range turn {
			gross, _ = lineInMoney(ours[i%len(ours)])
		}
		between := time.Now()
		for i := range turn {
			grossInDecimal = lineInDecimal(theirs[i%len(theirs)])
		}
		inMoney += between.Sub(start)
		inDecimal += time.Since(between)
		turns++
	}
	b.ReportMetric(float64(inMoney.Nanoseconds())/float64(turns*turn), "money_ns/line")
	b.ReportMetric(float64(inDecimal.Nanoseconds())/float64(turns*turn), "shopspring_ns/line")
	b.ReportMetric(float64(inDecimal)/float64(inMoney), "x_faster")
	b.ReportMetric(0, "ns/op") // of two different things together: means nothing
}
