package tax

import (
	"fmt"

	"github.com/etomcrm/etomcrm/etom/money"
)

// rule is the name of a category's rule; EN 16931 calls those of K "intra-Community", IC.
func (c Category) rule(number string) string {
	if c == IntraCommunity {
		return "BR-IC-" + number
	}
	return "BR-" + string(c) + "-" + number
}

// categories asks for the row of the breakdown that each line belongs to, and for those that belong to no other document.
func (k *checker) categories() {
	rows := k.t.Breakdown
	for i := range k.t.Lines {
		k.hasRow(&k.t.Lines[i])
	}
	for i := range k.t.Changes {
		k.hasRow(&k.t.Changes[i])
	}
	notSubject := false
	for i := range rows {
		notSubject = notSubject || rows[i].Category == NotSubject
		for j := range i {
			if rows[i].Category == rows[j].Category && rows[i].Rate == rows[j].Rate {
				k.add(rows[i].Category.rule("01"), fmt.Sprintf("category %s with %s is in the breakdown twice", rows[i].Category, rows[i].Rate),
					fmt.Sprintf("die Kategorie %s mit %s steht zweimal in der Aufschlüsselung", rows[i].Category, rows[i].Rate))
			}
		}
	}
	if notSubject && len(rows) > 1 {
		k.add("BR-O-11", "what is not subject to tax stands beside what is; make a document of its own for it",
			"nicht Steuerbares steht neben Steuerbarem; es gehört auf einen eigenen Beleg")
	}
}

func (k *checker) hasRow(l *LineTax) {
	for i := range k.t.Breakdown {
		if l.in(&k.t.Breakdown[i]) {
			return
		}
	}
	k.add(l.Category.rule("01"), fmt.Sprintf("%s belongs to category %s with %s, which is not in the breakdown", l.ID, l.Category, l.Rate),
		fmt.Sprintf("%s gehört zur Kategorie %s mit %s, die in der Aufschlüsselung fehlt", l.ID, l.Category, l.Rate))
}

func (l *LineTax) in(s *Subtotal) bool { return l.Category == s.Category && l.Rate == s.Rate }

// groups holds each row of the breakdown against its lines and its rate.
func (k *checker) groups() {
	for i := range k.t.Breakdown {
		s := &k.t.Breakdown[i]
		of := string(s.Category) + " " + s.Rate.String()
		net, _ := k.sumOf(s, func(l *LineTax) money.Amount { return l.Net })
		k.equal(s.Category.rule("08"), "the taxable amount (BT-116)", "die Bemessungsgrundlage (BT-116)", of, s.Taxable, net)
		tax, items := k.sumOf(s, func(l *LineTax) money.Amount { return l.Tax })
		k.equal(RuleSplit, "the tax (BT-117)", "die Steuer (BT-117)", of, s.Tax, tax)
		if s.Category != StandardRate && s.Tax.Sign() != 0 {
			k.add(s.Category.rule("09"), fmt.Sprintf("the tax of %s is %s, must be 0", of, s.Tax), fmt.Sprintf("die Steuer von %s ist %s, muss 0 sein", of, s.Tax))
		}
		k.atRate(s, items)
		k.reason(s)
	}
}

// sumOf adds a figure of the lines and changes of a row up, and counts them.
func (k *checker) sumOf(s *Subtotal, figure func(*LineTax) money.Amount) (sum money.Amount, items int64) {
	for _, lines := range [...][]LineTax{k.t.Lines, k.t.Changes} {
		for i := range lines {
			if lines[i].in(s) {
				sum, items = k.sum.Add(sum, figure(&lines[i])), items+1
			}
		}
	}
	return sum, items
}

// atRate asks for the tax that the rate makes: BR-CO-17, and once more for the category as BR-S-09.
func (k *checker) atRate(s *Subtotal, items int64) {
	want, err := s.Taxable.Percent(s.Rate, money.HalfUp)
	if err == nil {
		var off money.Amount
		if off, err = s.Tax.Sub(want); err == nil && k.granted(off.Abs(), items) {
			return
		}
	}
	text := fmt.Sprintf("the tax of %s %s (BT-117) is %s, must be %s of %s: %s", s.Category, s.Rate, s.Tax, s.Rate, s.Taxable, want)
	de := fmt.Sprintf("die Steuer von %s %s (BT-117) ist %s, muss %s von %s sein: %s", s.Category, s.Rate, s.Tax, s.Rate, s.Taxable, want)
	if err != nil {
		text, de = fmt.Sprintf("the tax of %s %s cannot be computed: %v", s.Category, s.Rate, err), fmt.Sprintf("die Steuer von %s %s lässt sich nicht berechnen: %v", s.Category, s.Rate, err)
	}
	k.add("BR-CO-17", text, de)
	if s.Category == StandardRate {
		k.add("BR-S-09", text, de)
	}
}

// granted reports whether the policy's roundings explain a difference.
func (k *checker) granted(off money.Amount, items int64) bool {
	if off.Sign() == 0 {
		return true
	}
	units, err := off.MinorUnits()
	if err != nil || units >= 100 {
		return false
	}
	exact := k.policy.Mode == money.HalfUp
	switch {
	case k.policy.Prices == Net && k.policy.Rounding == PerDocument && exact && !k.t.Corrects:
		return false
	case k.policy.Rounding == PerDocument:
		items = 1
	}
	if (k.policy.Prices == Gross || k.t.Corrects) && (k.policy.Mode == money.Up || k.policy.Mode == money.Down) {
		items *= 2
	}
	return units <= items
}

// reason asks for the reason why no tax is charged, and forbids one where some is.
func (k *checker) reason(s *Subtotal) {
	given := s.Code != "" || s.Reason != ""
	switch {
	case s.Category.needsReason() && !given:
		k.add(s.Category.rule("10"), fmt.Sprintf("category %s needs the reason why no tax is charged (BT-120 or BT-121)", s.Category),
			fmt.Sprintf("für die Kategorie %s fehlt der Grund der Befreiung (BT-120 oder BT-121)", s.Category))
	case !s.Category.needsReason() && given:
		k.add(s.Category.rule("10"), fmt.Sprintf("category %s must not have a reason why no tax is charged", s.Category),
			fmt.Sprintf("für die Kategorie %s darf kein Grund einer Befreiung stehen", s.Category))
	}
}
