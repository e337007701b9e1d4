package tax

import (
	"fmt"

	"github.com/etomcrm/etomcrm/etom/money"
)

// digits asks for amounts in whole minor units.
func (k *checker) digits() {
	t := k.t
	for _, f := range [...]struct {
		rule, name string
		amount     money.Amount
	}{
		{"BR-DEC-09", "BT-106", t.Net}, {"BR-DEC-10", "BT-107", t.Allowances}, {"BR-DEC-11", "BT-108", t.Charges}, {"BR-DEC-12", "BT-109", t.WithoutTax},
		{"BR-DEC-13", "BT-110", t.Tax}, {"BR-DEC-14", "BT-112", t.WithTax}, {"BR-DEC-16", "BT-113", t.Prepaid}, {"BR-DEC-17", "BT-114", t.Rounding},
		{"BR-DEC-18", "BT-115", t.Due},
	} {
		k.whole(f.rule, f.name, f.amount)
	}
	for i := range t.Breakdown {
		k.whole("BR-DEC-19", "BT-116", t.Breakdown[i].Taxable)
		k.whole("BR-DEC-20", "BT-117", t.Breakdown[i].Tax)
	}
	for i := range t.Lines {
		k.whole("BR-DEC-23", "BT-131", t.Lines[i].Net)
	}
	for i := range t.Changes {
		if t.Changes[i].Net.Sign() < 0 {
			k.whole("BR-DEC-01", "BT-92", t.Changes[i].Net)
			continue
		}
		k.whole("BR-DEC-05", "BT-99", t.Changes[i].Net)
	}
}

// whole asks for an amount in whole minor units: rounding down changes nothing.
func (k *checker) whole(rule, name string, a money.Amount) {
	if cut, err := a.Round(money.Down); err == nil && cut == a {
		return
	}
	k.add(rule, fmt.Sprintf("%s is %s, which has more digits than its currency", name, a), fmt.Sprintf("%s ist %s und hat mehr Stellen als die Währung", name, a))
}
