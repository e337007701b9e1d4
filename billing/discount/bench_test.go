package discount_test

import (
	"fmt"
	"testing"

	"github.com/etomcrm/etomcrm/billing/discount"
	"github.com/etomcrm/etomcrm/etom/money"
)

// bill is one of 22 lines with three discounts: on some lines, on list, and on the document.
func bill() ([]discount.Base, []discount.Discount) {
	bases := make([]discount.Base, 22)
	for i := range bases {
		bases[i] = discount.Base{ID: fmt.Sprintf("line-%02d", (i*7)%22), Product: fmt.Sprint("product-", i%4), Quantity: money.Count(int64(i + 1)), Amount: cents(int64(1990 + 137*i))}
	}
	some := percent("key-account", "5%", discount.OnLine)
	some.Filter.Products = []string{"product-1", "product-2"}
	list := percent("loyalty", "2.5%", discount.OnLine)
	list.Stacking = discount.OnList
	return bases, []discount.Discount{some, list, absolute("voucher", "25.00", discount.OnDocument)}
}

func BenchmarkApply_22_lines_3_discounts(b *testing.B) {
	bases, ds := bill()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := discount.Apply(bases, ds, day, money.HalfUp); err != nil {
			b.Fatal(err)
		}
	}
}

func TestApply_allocates_little(t *testing.T) {
	bases, ds := bill()
	allocations := testing.AllocsPerRun(100, func() {
		if _, err := discount.Apply(bases, ds, day, money.HalfUp); err != nil {
			t.Fatal(err)
		}
	})
	if allocations > 35 {
		t.Errorf("%v allocations for 22 lines and 3 discounts, want at most 35", allocations)
	}
}
