package billing_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/billing/charge"
	"github.com/etomcrm/etomcrm/billing/tax"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// coreTaxes is the table of taxes of the tests; made once, for it is immutable.
var coreTaxes = tax.EU()

func coreDate(text string) calendar.Date { return calendar.MustParse(text) }

func corePeriod(t testing.TB, from, to string) calendar.Period {
	t.Helper()
	p, err := calendar.NewPeriod(coreDate(from), coreDate(to), "Europe/Berlin")
	require.NoError(t, err)
	return p
}

func coreCycle(t testing.TB, day int) calendar.Cycle {
	t.Helper()
	c, err := charge.BillCycle(day, "Europe/Berlin")
	require.NoError(t, err)
	return c
}

// coreIssuer is an issuer of these tests; the figures are examples.
func coreIssuer() billing.Issuer {
	return billing.Issuer{
		ID: "desys", Name: "DeTeSystem Deutsche Telekom Systemlösungen GmbH",
		Address: billing.Address{Street: "Lyoner Straße 9", PostCode: "60528", City: "Frankfurt am Main", Country: "DE"},
		TaxID:   "DE136695976", Register: "HRB 12345, Amtsgericht Frankfurt am Main", Contact: "0800 330 1000, rechnung@desys.example",
		Bank: billing.Bank{Name: "Beispielbank", IBAN: "DE89 3704 0044 0532 0130 00", BIC: "COBADEFFXXX"},
	}
}

// coreBMW is the bill of the BMW extranet: 2 % off the basic charge of a month with a violation, 20 installations, 10 cars at 5 % off.
// The amounts are this example's own.
func coreBMW(t testing.TB) billing.Input {
	t.Helper()
	june := corePeriod(t, "2026-06-01", "2026-07-01")
	five := money.MustRate("5%")
	monthly := func(id, name, de, amount string) charge.Price {
		return charge.Price{ID: id, Name: name, De: de, Kind: charge.Recurring, Timing: charge.Arrear, Every: calendar.Month, Amount: money.Must(amount),
			Discount: five, DiscountName: "Key-account discount", DiscountDe: "Großkundenrabatt"}
	}
	return billing.Input{
		ID: "bill-1", Correlation: "acc-bmw-2026-06-01", Issuer: coreIssuer(),
		Account: billing.AccountData{ID: "acc-bmw", Customer: "bmw", Name: "Bayerische Motoren Werke AG",
			Address: billing.Address{Care: "Rechnungsprüfung", Street: "Petuelring 130", PostCode: "80788", City: "München", Country: "DE"},
			TaxID:   "DE129273398", Business: true, Currency: money.MustCurrency("EUR"), Language: "de", Reference: "Extranet 4711"},
		Cycle: coreCycle(t, 1), Period: june, Date: coreDate("2026-07-03"), PaymentDue: coreDate("2026-08-02"),
		Holdings: []charge.Holding{{
			ID: "p-extranet", Name: "Extranet", De: "Extranet", Offering: "extranet", Agreement: "agr-extranet", TaxClass: "standard",
			Quantity: 1, From: coreDate("2026-01-01"), Settled: coreDate("2026-06-01"),
			Prices: []charge.Price{
				monthly("basic", "Extranet access, basic charge", "Extranet-Anschluss-Grundpreis", "490.00 EUR"),
				monthly("dsl", "DSL surcharge", "DSL-Zuschlag", "89.90 EUR"),
			},
		}},
		Positions: []billing.Position{
			{ID: "install", Name: "Installation of the car configurator, per PC", De: "Installation Car Configurator je PC", Offering: "car-configurator", Order: "o-2",
				Quantity: money.Count(20), Unit: "PC", Price: money.Must("25.00 EUR"), Discount: five, DiscountName: "Key-account discount", DiscountDe: "Großkundenrabatt",
				On: coreDate("2026-06-18"), Sources: []string{"delivery d-1"}},
			{ID: "cars", Name: "Car", De: "Kraftfahrzeug", Offering: "car", Agreement: "agr-cars", Supply: string(tax.Goods),
				Quantity: money.Count(10), Price: money.Must("32000.00 EUR"), Discount: five, DiscountName: "Key-account discount", DiscountDe: "Großkundenrabatt",
				On: coreDate("2026-06-25"), Sources: []string{"negotiation n-1"}},
		},
		Rebates: []billing.Rebate{{
			ID: "v-1/1", Agreement: "agr-extranet", Violation: "v-1", Case: "t-1", Product: "p-extranet", Fee: "Extranet access, basic charge", FeeDe: "Extranet-Anschluss-Grundpreis",
			Period: june, Basis: money.Must("490.00 EUR"), Rate: money.MustRate("2%"),
			Text: "Mail was not available for 4 h 30 min; 4 h a month are allowed.", De: "Mail war 4 h 30 min nicht verfügbar; erlaubt sind 4 h je Monat.",
		}},
		Taxes: coreTaxes,
	}
}

func coreCompute(t testing.TB, in billing.Input) billing.Bill {
	t.Helper()
	b, err := billing.Compute(in)
	require.NoError(t, err)
	return b
}

// coreGermany is the German part of the table of taxes.
func coreGermany(t testing.TB) tax.Table {
	t.Helper()
	rows := slices.DeleteFunc(coreTaxes.Rows(), func(r tax.Row) bool { return r.Country != "DE" })
	table, err := tax.NewTable(rows)
	require.NoError(t, err)
	return table
}

// coreGoodwill takes a quarter of a bill back.
func coreGoodwill(b billing.Bill) billing.Correction {
	return billing.Correction{ID: "note-1", Date: b.Date, Reason: fault.Reason{Code: "GOODWILL", Message: "a fault that was repaired late"},
		Share: billing.Share{Numerator: 1, Denominator: 4}}
}

// coreRead reads a stored value.
func coreRead(t testing.TB, name string, into any) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "stored", name))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, into))
}
