package pdf_test

import (
	"fmt"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/billing/pdf"
	"github.com/etomcrm/etomcrm/billing/tax"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
)

func render(t testing.TB, b billing.Bill, lang string, c *pdf.Config) []byte {
	t.Helper()
	doc, err := pdf.Render(b, lang, c)
	require.NoError(t, err)
	return doc
}

func TestRender_writes_every_figure_and_name_in_order(t *testing.T) {
	t.Parallel()
	t.Run("German", func(t *testing.T) {
		t.Parallel()
		all := read(t, render(t, telecom(t), "de-DE", nil))
		legible(t, all)
		inOrder(t, joined(all),
			"DeTeSystem Beispiel GmbH · Lyoner Straße 9", "Łódź Motors Ελλάς GmbH & Co. KG", "Kreditorenbuchhaltung, Frau Öztürk", "Petuelring 130", "80809 München",
			"R-2026-000017", "03.04.2026", "01.03.2026 bis 31.03.2026", "K-10042", "A-10042-1", "DE123456788", "DE811907980", "KST 4711", "17.04.2026",
			"Rechnung R-2026-000017", "Pos.", "Bezeichnung", "Menge", "Einzelpreis", "USt", "Betrag",
			"Extranet-Anschluss Werk München", "Grundpreis", "1", "4.900,00\u00a0€", "19\u00a0%", "4.900,00\u00a0€",
			"Gutschrift Verfügbarkeit, Februar 2026", "-98,00\u00a0€", "4,5 h ohne Mail gemessen",
			"Mobil Business L", "Monatspreis", "3", "49,90\u00a0€", "48,29\u00a0€", "22.03.2026 bis 31.03.2026", "10/31 (actual/actual)",
			"Das Produkt begann am 22.03.2026.", "Großkundenrabatt 10\u00a0%", "-4,83\u00a0€",
			"Hauptzeit", "21:52:30", "24,94\u00a0€", "412", "1:40:00", "Handbuch, gedruckt", "18,00\u00a0€", "7\u00a0%", "36,00\u00a0€", "05.03.2026",
			"Summe der Positionen", "4.906,40\u00a0€", "Willkommensgutschein", "-50,00\u00a0€", "ohne Umsatzsteuer", "4.856,40\u00a0€",
			"Umsatzsteuer 19\u00a0% auf 4.820,40\u00a0€", "915,88\u00a0€", "Umsatzsteuer 7\u00a0% auf 36,00\u00a0€", "2,52\u00a0€", "mit Umsatzsteuer", "5.774,80\u00a0€",
			"Kaution (Z-2025-77)", "-200,00\u00a0€", "Zu zahlender Betrag", "5.574,80\u00a0€", "Seite 1 von 2",
			"19\u00a0%", "4.820,40\u00a0€", "915,88\u00a0€", "5.736,28\u00a0€", "7\u00a0%", "36,00\u00a0€", "2,52\u00a0€", "38,52\u00a0€",
			"Bitte überweisen Sie 5.574,80\u00a0€ bis 17.04.2026", "DE02120300000000202051", "Verwendungszweck R-2026-000017", "je Steuersatz", "Seite 2 von 2")
	})
	t.Run("English", func(t *testing.T) {
		t.Parallel()
		all := read(t, render(t, telecom(t), "en", nil))
		legible(t, all)
		inOrder(t, joined(all), "Invoice R-2026-000017", "Extranet access, Munich plant", "Basic charge", "€4,900.00", "19%", "2026-03-22 to 2026-03-31",
			"Key account discount 10%", "-€4.83", "Manual, printed", "Amount due", "€5,574.80", "Please pay €5,574.80 by 2026-04-17", "payment reference R-2026-000017")
	})
}

func TestRender_leaves_out_what_is_for_the_issuer_only(t *testing.T) {
	t.Parallel()
	for lang, secret := range map[string]string{"de": "Befund", "en": "finding"} {
		assert.NotContains(t, joined(read(t, render(t, telecom(t), lang, nil))), secret)
	}
}

func TestRender_goes_on_over_many_pages(t *testing.T) {
	t.Parallel()
	const lines = 500
	b := abroad(t, lines)
	all := read(t, render(t, b, "en", nil))
	legible(t, all)
	pages := all[len(all)-1].page
	assert.Greater(t, pages, 20)
	text := joined(all)
	wanted := []string{}
	for i := range b.Lines {
		wanted = append(wanted, b.Lines[i].Name, b.Lines[i].Net.Format("en"))
	}
	inOrder(t, text, append(wanted, "Amount due", b.Due.Format("en"), "reverse charge", "Reverse charge: the recipient owes the tax.")...)
	on := make([]string, pages+1)
	for _, p := range all {
		on[p.page] += p.text + "\n"
	}
	for n := 1; n <= pages; n++ {
		assert.Contains(t, on[n], fmt.Sprintf("Page %d of %d\n", n, pages))
		assert.Contains(t, on[n], "R-2026-000017\n")
		if strings.Contains(on[n], "\nPort ") {
			assert.Contains(t, on[n], "Description\nQuantity\nUnit price\nVAT\nAmount\n", "page %d repeats the titles", n)
		}
	}
}

func TestRender_says_what_a_correction_corrects(t *testing.T) {
	t.Parallel()
	b := corrected(t)
	all := read(t, render(t, b, "de", nil))
	legible(t, all)
	inOrder(t, joined(all), "Rechnungskorrektur G-2026-000003", "Dieses Dokument korrigiert die Rechnung R-2026-000017 vom 03.04.2026.", "Die Verbindungen vom 12. März wurden nicht geführt.",
		"-24,94\u00a0€", "-4,74\u00a0€", "Gutgeschriebener Betrag", "-29,68\u00a0€", "Der Betrag von 29,68\u00a0€ wird Ihrem Konto gutgeschrieben.", "Seite 1 von 1")
	assert.NotContains(t, joined(all), "Bitte überweisen")

	b.Kind = billing.KindReversal
	inOrder(t, joined(read(t, render(t, b, "de", nil))), "Stornorechnung G-2026-000003", "R-2026-000017")
	inOrder(t, joined(read(t, render(t, b, "en", nil))), "Reversal G-2026-000003", "This document corrects invoice R-2026-000017 of 2026-04-03.", "is credited to your account")
}

func TestRender_names_each_kind_of_document(t *testing.T) {
	t.Parallel()
	for kind, names := range map[billing.Kind][2]string{
		billing.KindRegular: {"Invoice", "Rechnung"}, billing.KindFinal: {"Final invoice", "Schlussrechnung"}, billing.KindConsolidated: {"Consolidated invoice", "Sammelrechnung"},
		billing.KindCreditNote: {"Credit note", "Rechnungskorrektur"}, billing.KindReversal: {"Reversal", "Stornorechnung"},
	} {
		b := telecom(t)
		b.Kind = kind
		inOrder(t, joined(read(t, render(t, b, "en", nil))), names[0]+" R-2026-000017")
		inOrder(t, joined(read(t, render(t, b, "de", nil))), names[1]+" R-2026-000017")
	}
}

func TestRender_of_less_usual_bills(t *testing.T) {
	t.Parallel()
	change := func(with func(b *billing.Bill)) string {
		b := telecom(t)
		with(&b)
		all := read(t, render(t, b, "en", nil))
		legible(t, all)
		return joined(all)
	}
	t.Run("one not issued says so and has no reference", func(t *testing.T) {
		t.Parallel()
		text := change(func(b *billing.Bill) { b.No = "" })
		assert.Contains(t, text, "Invoice (draft, not issued)")
		assert.NotContains(t, text, "payment reference")
	})
	t.Run("nothing to pay", func(t *testing.T) {
		t.Parallel()
		text := change(func(b *billing.Bill) { b.Due = money.Must("0.00 EUR") })
		assert.Contains(t, text, "Nothing is to be paid.")
		assert.NotContains(t, text, "Payable by")
	})
	t.Run("in the customer's favour", func(t *testing.T) {
		t.Parallel()
		text := change(func(b *billing.Bill) { b.Due = money.Must("-5.00 EUR") })
		inOrder(t, text, "Amount in your favour", "-€5.00", "The amount of €5.00 is credited to your account.")
	})
	t.Run("gross prices, rounded per line, to be paid in cash", func(t *testing.T) {
		t.Parallel()
		text := change(func(b *billing.Bill) {
			b.Totals.Policy = tax.Policy{Prices: tax.Gross, Rounding: tax.PerLine}
			b.Totals.Rounding = money.Must("-0.02 EUR")
		})
		inOrder(t, text, "Incl. VAT", "Rounding", "-€0.02", "VAT is rounded on each line.")
	})
	t.Run("consolidated, by account", func(t *testing.T) {
		t.Parallel()
		text := change(func(b *billing.Bill) {
			b.Kind = billing.KindConsolidated
			for i := range b.Lines {
				b.Lines[i].Account = fmt.Sprintf("SUB-%d", i/3)
			}
		})
		inOrder(t, text, "Account SUB-0: Extranet access", "Monthly charge", "Sum of account SUB-0", "€4,845.46", "Account SUB-1", "Calls to mobile networks", "Sum of account SUB-1", "€60.94")
	})
	t.Run("without period, bank, tax id, due date or lines", func(t *testing.T) {
		t.Parallel()
		text := change(func(b *billing.Bill) {
			b.Period, b.PaymentDue, b.Recipient.TaxID, b.Lines = calendar.Period{}, calendar.Date{}, "", nil
			b.Issuer.Bank, b.Issuer.TaxID, b.Issuer.Contact, b.Issuer.Register = billing.Bank{}, "", "", ""
		})
		assert.NotContains(t, text, "IBAN")
		assert.NotContains(t, text, "VAT id")
		assert.NotContains(t, text, "Period of supply")
	})
}

// pdftotext is Poppler's, which reads as viewers do: by the tables that map a font's codes to letters.
func TestRender_is_searchable(t *testing.T) {
	t.Parallel()
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("pdftotext is not installed: what viewers find is not checked")
	}
	cmd := exec.Command(tool, "-layout", "-", "-")
	cmd.Stdin = strings.NewReader(string(render(t, telecom(t), "de", nil)))
	out, err := cmd.Output()
	require.NoError(t, err)
	text := strings.Join(strings.Fields(string(out)), " ")
	inOrder(t, text, "Łódź Motors Ελλάς GmbH & Co. KG", "Kreditorenbuchhaltung, Frau Öztürk", "Extranet-Anschluss Werk München", "4.900,00 €", "Zu zahlender Betrag 5.574,80 €", "Seite 2 von 2")
}

func TestRender_tells_viewers_what_it_is(t *testing.T) {
	t.Parallel()
	doc := open(t, render(t, telecom(t), "de-AT", nil))
	info, root := doc.Trailer().Key("Info"), doc.Trailer().Key("Root")
	assert.Equal(t, "Rechnung R-2026-000017", info.Key("Title").Text())
	assert.Equal(t, "DeTeSystem Beispiel GmbH", info.Key("Author").Text())
	assert.Equal(t, "D:20260403120000", info.Key("CreationDate").RawString(), "the bill's date, not today's")
	assert.Equal(t, "D:20260403120000", info.Key("ModDate").RawString())
	assert.Equal(t, "de", root.Key("Lang").RawString())
	fonts := doc.Page(1).Resources().Key("Font")
	require.Len(t, fonts.Keys(), 2)
	for _, name := range fonts.Keys() {
		assert.False(t, fonts.Key(name).Key("ToUnicode").IsNull())
		descriptor := fonts.Key(name).Key("DescendantFonts").Index(0).Key("FontDescriptor")
		assert.False(t, descriptor.Key("FontFile2").IsNull(), "embedded")
	}
}
