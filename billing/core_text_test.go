package billing_test

import (
	"html"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/billing/charge"
	"github.com/etomcrm/etomcrm/billing/discount"
	"github.com/etomcrm/etomcrm/billing/rating"
	"github.com/etomcrm/etomcrm/billing/tax"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// coreGolden holds a bill's text and page in both languages, and its explanation, against the golden files.
func coreGolden(t *testing.T, name string, b billing.Bill) {
	t.Helper()
	for _, lang := range []string{"de", "en"} {
		etomtest.Golden(t, "bill/"+name+"."+lang+".txt", b.Text(lang))
		etomtest.Golden(t, "bill/"+name+"."+lang+".html", string(b.HTML(lang)))
		etomtest.Golden(t, "bill/"+name+".explained."+lang+".txt", b.Explain().In(lang))
	}
}

func TestText_the_bill_of_the_extranet(t *testing.T) {
	t.Parallel()
	b := coreCompute(t, coreBMW(t))
	b.No = "R-2026-000017"
	coreGolden(t, "extranet", b)
}

// coreTelecom is a telecom bill: usage in zones and bands with an allowance, a month that begins late, a discount on the document, a
// record that cannot be rated, and a credit.
func coreTelecom(t testing.TB) billing.Input {
	in := coreTalk(t, 14)
	in.Holdings[0].From, in.Holdings[0].Settled = coreDate("2026-06-11"), coreDate("2026-06-11")
	for i := range in.Usage {
		in.Usage[i].At = in.Usage[i].At.AddDate(0, 0, 9)
	}
	in.Usage = append(in.Usage, rating.Usage{ID: "u-bad", Product: "line-1", Kind: "voice", At: in.Usage[3].At, Duration: in.Usage[0].Duration, To: "+999123"})
	in.Discounts = []discount.Discount{{ID: "welcome", Name: "Welcome discount", De: "Willkommensrabatt", Kind: discount.Percent, Rate: money.MustRate("10%"), On: discount.OnDocument}}
	in.Credits = []discount.Credit{{ID: "cr-1", Kind: discount.Goodwill, Name: "Goodwill credit", De: "Kulanzguthaben", Reference: "case 77",
		Amount: money.Must("5.00 EUR"), Left: money.Must("5.00 EUR")}}
	return in
}

func TestText_a_telecom_bill(t *testing.T) {
	t.Parallel()
	b := coreCompute(t, coreTelecom(t))
	b.No = "T-2026-000815"
	require.Len(t, b.Rejected, 1)
	coreGolden(t, "telecom", b)
}

func TestText_a_credit_note_and_the_reversal_of_the_rest(t *testing.T) {
	t.Parallel()
	b := coreCompute(t, coreTelecom(t))
	b.No = "T-2026-000815"
	note, err := billing.CreditNote(b, nil, billing.Correction{ID: "note-1", Date: coreDate("2026-07-20"),
		Reason: fault.Reason{Code: "GOODWILL", Message: "The option did not work on some days."}, ReasonDe: "Das Zusatzpaket war an einigen Tagen gestört.",
		Lines: []billing.LinePart{{No: 2, Share: billing.Share{Numerator: 1, Denominator: 2}}, {No: 3}}})
	require.NoError(t, err)
	note.No = "T-2026-000901"
	coreGolden(t, "creditnote", note)
	rest, err := billing.Reverse(b, []billing.Bill{note}, billing.Correction{ID: "note-2", Date: coreDate("2026-08-01"),
		Reason: fault.Reason{Code: "WRONG-ACCOUNT", Message: "The line belongs to another account."}, ReasonDe: "Der Anschluss gehört zu einem anderen Konto."})
	require.NoError(t, err)
	rest.No = "T-2026-000933"
	coreGolden(t, "reversal", rest)
}

func TestText_a_business_of_another_member_state_owes_the_tax_itself(t *testing.T) {
	t.Parallel()
	in := coreBMW(t)
	in.Account.Name, in.Account.TaxID = "Beispiel Werke GmbH", "ATU12345675"
	in.Account.Address = billing.Address{Street: "Ring 1", PostCode: "1010", City: "Wien", Country: "AT"}
	in.Positions, in.Policy.Supply = nil, string(tax.Telecommunication)
	b := coreCompute(t, in)
	assert.Empty(t, billing.Verify(billing.Case{Bill: &b}, billing.Rules()))
	assert.Zero(t, b.Totals.Tax.Sign())
	b.No = "R-2026-000018"
	coreGolden(t, "reversecharge", b)
	assert.Contains(t, b.Text("de"), "Steuerschuldnerschaft des Leistungsempfängers") // § 14a (5) UStG asks for these words
	assert.Contains(t, b.Text("de"), "ATU12345675")
}

func TestText_a_consolidated_bill_sums_every_account_up(t *testing.T) {
	t.Parallel()
	in := coreBMW(t)
	in.Kind, in.Positions = billing.KindConsolidated, nil
	second := in.Holdings[0]
	second.ID, second.Name, second.De = "p-plant", "Plant network", "Werksnetz"
	in.Holdings = append(in.Holdings, second)
	in.SubAccounts = []billing.SubAccount{{ID: "acc-plant", Name: "Werk", Products: []string{"p-plant"}}}
	in.Rebates[0].Account = "acc-plant"
	in.Rebates[0].Product = "p-plant"
	b := coreCompute(t, in)
	b.No = "R-2026-000019"
	coreGolden(t, "consolidated", b)
}

func TestText_gross_prices_paid_in_coins_of_five(t *testing.T) {
	t.Parallel()
	in := coreTalk(t, 0)
	in.Policy.Tax = tax.Policy{Prices: tax.Gross, Rounding: tax.PerLine, Mode: money.HalfEven}
	in.Policy.Cash = money.Must("0.05 EUR")
	in.Holdings[0].Quantity = 3
	in.Holdings[0].Prices[0].DayCount = charge.ActualActual
	b := coreCompute(t, in)
	assert.Equal(t, "74.82 EUR", b.Totals.WithTax.String())
	assert.Equal(t, "74.80 EUR", b.Due.String())
	assert.Empty(t, billing.Verify(billing.Case{Bill: &b}, billing.Rules()))
	b.No = "G-1"
	coreGolden(t, "gross", b)
}

// Section 14 (4) of the German VAT act (UStG), https://www.gesetze-im-internet.de/ustg_1980/__14.html, lists what stands on an invoice;
// section 31 (5) of its regulation (UStDV) asks that a correction names the invoice.
func TestText_has_what_section_14_UStG_asks_for(t *testing.T) {
	t.Parallel()
	in := coreBMW(t)
	in.Issuer.TaxNo = "045 123 45678"
	in.Positions[0].TaxClass, in.Positions[1].TaxClass = string(tax.Reduced), string(tax.Exempt)
	in.Policy.Exemption = tax.Exemptions()[0].Code
	b := coreCompute(t, in)
	b.No = "R-77"
	note, err := billing.CreditNote(b, nil, billing.Correction{ID: "n", Date: b.Date, Reason: fault.Reason{Code: "X", Message: "wrong"}, Lines: []billing.LinePart{{No: 1}}})
	require.NoError(t, err)
	note.No = "R-78"
	for _, doc := range []struct {
		form string
		bill billing.Bill
		want []string
	}{
		{"the invoice", b, []string{
			"DeTeSystem Deutsche Telekom Systemlösungen GmbH", "Lyoner Straße 9", "60528 Frankfurt am Main", // no. 1: name and address of who supplies
			"Bayerische Motoren Werke AG", "Petuelring 130", "80788 München", // and of who is supplied
			"DE136695976", "045 123 45678", // no. 2: VAT id or tax number
			"03.07.2026",             // no. 3: date
			"R-77",                   // no. 4: number
			"20 PC", "Kraftfahrzeug", // no. 5: quantity and kind
			"01.06.2026 bis 30.06.2026", "18.06.2026", // no. 6: time of the supply
			"Umsatzsteuer 19 % auf 541,10 €", "Umsatzsteuer 7 % auf 475,00 €", "auf 304.000,00 € (E)", // no. 7: by rates and exemptions
			"Großkundenrabatt 5 %",                          // and agreed reductions
			"102,81 €", "33,25 €", b.Totals.Breakdown[2].De, // no. 8: rate and tax, or why there is none
		}},
		{"the correction", note, []string{"Rechnungskorrektur R-78", "R-77", "vom 03.07.2026", "Umsatzsteuer 19 % auf -465,50 €", "-88,45 €"}},
	} {
		for _, want := range doc.want {
			assert.Contains(t, strings.ReplaceAll(doc.bill.Text("de"), "\n", " "), want, "%s as text", doc.form)
			assert.Contains(t, html.UnescapeString(string(doc.bill.HTML("de"))), want, "%s as page", doc.form)
		}
	}
}
