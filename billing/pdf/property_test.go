package pdf_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/billing/charge"
	"github.com/etomcrm/etomcrm/billing/discount"
	"github.com/etomcrm/etomcrm/billing/pdf"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// names are what people type: words of any length, of letters wide and narrow, and none.
var names = rapid.StringOfN(rapid.SampledFrom([]rune("aeinrst     WMÄÖßłżśŁΣωЖщ.-/,&€0189\u00a0\n")), 0, fault.MaxName, -1)

// words have no blank to break at.
var words = rapid.StringOfN(rapid.SampledFrom([]rune("aeinWMÄßłΣЖ.-/,€0189\u00a0")), 30, fault.MaxName, -1)

var name = rapid.OneOf(rapid.Just("Basic charge"), rapid.Just(""), names, words)

func drawnBill(rt *rapid.T, base billing.Bill) billing.Bill {
	b := base
	b.Recipient = billing.Recipient{Name: name.Draw(rt, "name"), TaxID: name.Draw(rt, "tax"), Reference: name.Draw(rt, "reference"),
		Address: billing.Address{Care: name.Draw(rt, "care"), Street: name.Draw(rt, "street"), City: name.Draw(rt, "city"), Country: rapid.SampledFrom([]string{"DE", "PL", "", "??"}).Draw(rt, "country")}}
	b.Issuer.Name, b.Issuer.Contact, b.Issuer.Bank.Name = name.Draw(rt, "issuer"), name.Draw(rt, "contact"), name.Draw(rt, "bank")
	b.No = rapid.SampledFrom([]string{"R-1", "", "R-2026-00000000000000000000000000000000000000000000000000000000000000001"}).Draw(rt, "no")
	b.Lines = nil
	for i := range rapid.IntRange(0, 12).Draw(rt, "lines") {
		cents := rapid.Int64Range(-1e15, 1e15).Draw(rt, "amount")
		amount, err := money.FromMinor(cents, b.Currency)
		require.NoError(rt, err)
		b.Lines = append(b.Lines, billing.Line{No: i + 1, Product: rapid.SampledFrom([]string{"", "P", "Q"}).Draw(rt, "product"), For: name.Draw(rt, "for"), Name: name.Draw(rt, "line"),
			Quantity: money.Count(rapid.Int64Range(0, 1e12).Draw(rt, "quantity")), Unit: rapid.SampledFrom([]string{"", "h", "Container"}).Draw(rt, "unit"), UnitPrice: amount, List: amount, Net: amount,
			Treatment: home, Reason: charge.Reason{Text: name.Draw(rt, "reason")}, Discounts: []discount.Share{{Name: name.Draw(rt, "discount"), Amount: amount}}})
	}
	b.Document = []discount.Allowance{{Share: discount.Share{Name: name.Draw(rt, "voucher"), Amount: money.Must("-1.00 EUR")}}}
	return b
}

func TestRender_keeps_all_text_on_the_page_and_off_other_text(t *testing.T) {
	t.Parallel()
	base := telecom(t)
	rapid.Check(t, func(rt *rapid.T) {
		b := drawnBill(rt, base)
		doc, err := pdf.Render(b, rapid.SampledFrom([]string{"en", "de"}).Draw(rt, "lang"), nil)
		require.NoError(rt, err)
		all := read(t, doc)
		legible(rt, all)
		at := 0
		for i := range b.Lines { // none is lost, and none changes places
			want := fmt.Sprint(i + 1)
			for at < len(all) && (all[at].text != want || all[at].x > 25*72/25.4+1) {
				at++
			}
			require.Less(rt, at, len(all), "line %s is missing", want)
		}
		written := dense(described(all))
		for i := range b.Lines { // nor is a letter of what they say, however it is broken into lines and pages
			l := &b.Lines[i]
			for _, text := range []string{l.Name, l.Reason.Text, l.Discounts[0].Name} {
				require.Contains(rt, written, dense(text))
				written = written[strings.Index(written, dense(text))+len(dense(text)):]
			}
		}
	})
}

// described is what stands in the column of descriptions, without its title.
func described(all []placed) string {
	const from = 36 * 72 / 25.4
	var b strings.Builder
	for _, p := range all {
		if math.Abs(p.x-from) < 0.1 && p.text != "Description" && p.text != "Bezeichnung" {
			b.WriteString(p.text)
		}
	}
	return b.String()
}

// dense is a text without the blanks at which it may be broken.
func dense(text string) string {
	return strings.NewReplacer(" ", "", "\n", "", "\u00a0", "").Replace(text)
}
