package billing_test

import (
	"testing"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/etom/etomtest"
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
