package pdf_test

import (
	"fmt"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/billing/pdf"
	"github.com/etomcrm/etomcrm/billing/tax"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
)

func ExampleRender() {
	vat := tax.Treatment{Category: tax.StandardRate, Rate: money.MustRate("19%"), Country: "DE"}
	totals, err := tax.Total(tax.Policy{}, []tax.Line{{ID: "1", Amount: money.Must("49.90 EUR"), Treatment: vat}}, nil, money.Amount{}, money.Amount{})
	if err != nil {
		fmt.Println(err)
		return
	}
	bill := billing.Bill{ // made by billing.Compute otherwise
		No: "R-1", Kind: billing.KindRegular, Issuer: billing.Issuer{Name: "Example GmbH"}, Recipient: billing.Recipient{Name: "Łódź Motors"},
		Date: calendar.MustParse("2026-04-03"), Totals: totals, Due: totals.Due,
		Lines: []billing.Line{{No: 1, Name: "Monthly charge", De: "Monatspreis", Net: money.Must("49.90 EUR"), Treatment: vat}},
	}
	letter, err := pdf.Render(bill, "de", nil)
	fmt.Println(string(letter[:5]), err)

	bill.Recipient.Name = "東京"
	_, err = pdf.Render(bill, "de", nil)
	fmt.Println(err)
	// Output:
	// %PDF- <nil>
	// billing/pdf: bill: the font has no 京 (U+4EAC) 東 (U+6771): give fonts that have them in Config (PDF-LETTER)
}
