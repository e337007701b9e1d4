package tax

import (
	"fmt"

	"github.com/etomcrm/etomcrm/etom/money"
)

// Violation is one rule that totals break. It is immutable.
type Violation struct {
	Rule string `json:"rule"` // of EN 16931, as its validation artefacts write it, such as BR-CO-15; or one of ours, which begin with TAX-
	Text string `json:"text"` // what is wrong, with the figures
	De   string `json:"de"`
}

// The rules that EN 16931 does not have, since its lines bear no tax of their own.
const (
	RuleLine  = "TAX-LINE"  // a line's net and tax make its gross
	RuleSplit = "TAX-SPLIT" // the taxes of the lines make the tax of their category and rate
)

// Check holds totals against the calculation rules of EN 16931-1: BR-CO-10 to BR-CO-18, for every category the rules 01, 05 to 10 (of
// BR-S, BR-Z, BR-E, BR-AE, BR-IC, BR-G, BR-O), BR-O-11 and BR-DEC, and against RuleLine and RuleSplit. It is empty when all hold, as
// they do for every result of Total, with two exceptions that no arithmetic can mend: what is not subject to tax stands beside what is
// (BR-O-11: it belongs on a document of its own), and so many lines rounded one by one that their tax is 1.00 or more away from that
// of their sum (BR-CO-17: round per document).
//
// BR-CO-17 and BR-S-09 ask for the taxable amount times the rate, rounded half up to the minor unit, and with net prices rounded half up
// per document nothing else is accepted. Where the Policy says otherwise, or the document Corrects another, each rounding may have moved the tax by one minor unit (with
// gross prices rounded up or down two), as long as the whole stays below 1.00, which is what the validation artefacts accept. BR-DEC
// asks for two digits behind the point, or as many as the currency has.
func (t Totals) Check() []Violation {
	k := checker{t: &t, policy: t.Policy.withDefaults()}
	k.document()
	k.lines()
	k.categories()
	k.groups()
	k.digits()
	return k.found
}

// checker collects violations.
type checker struct {
	t      *Totals
	policy Policy
	found  []Violation
	sum    money.Calc
}

func (k *checker) add(rule, text, de string) {
	k.found = append(k.found, Violation{rule, text, de})
}

// equal asks for two amounts to be the same; amounts of several currencies, or too large to add up, are not. Of is what the name belongs
// to: a line, a row of the breakdown, or nothing for the document.
func (k *checker) equal(rule, name, de, of string, have, want money.Amount) {
	err := k.sum.Err()
	k.sum = money.Calc{}
	if order, different := have.Cmp(want); err == nil && different == nil && order == 0 {
		return
	}
	if of != "" {
		name, de = name+" of "+of, de+" von "+of
	}
	if err != nil {
		k.add(rule, fmt.Sprintf("%s cannot be added up: %v", name, err), fmt.Sprintf("%s lässt sich nicht berechnen: %v", de, err))
		return
	}
	k.add(rule, fmt.Sprintf("%s is %s, must be %s", name, have, want), fmt.Sprintf("%s ist %s, muss %s sein", de, have, want))
}

// document holds the totals of the document against each other.
func (k *checker) document() {
	t, c := k.t, &k.sum
	var net, allowances, charges, tax money.Amount
	for i := range t.Lines {
		net = c.Add(net, t.Lines[i].Net)
	}
	k.equal("BR-CO-10", "the sum of the lines (BT-106)", "die Summe der Positionen (BT-106)", "", t.Net, net)
	for i := range t.Changes {
		if t.Changes[i].Net.Sign() < 0 {
			allowances = c.Sub(allowances, t.Changes[i].Net)
			continue
		}
		charges = c.Add(charges, t.Changes[i].Net)
	}
	k.equal("BR-CO-11", "the sum of the allowances (BT-107)", "die Summe der Abschläge (BT-107)", "", t.Allowances, allowances)
	k.equal("BR-CO-12", "the sum of the charges (BT-108)", "die Summe der Zuschläge (BT-108)", "", t.Charges, charges)
	k.equal("BR-CO-13", "the total without tax (BT-109)", "der Gesamtbetrag ohne Steuer (BT-109)", "", t.WithoutTax, c.Add(c.Sub(t.Net, t.Allowances), t.Charges))
	for i := range t.Breakdown {
		tax = c.Add(tax, t.Breakdown[i].Tax)
	}
	k.equal("BR-CO-14", "the total tax (BT-110)", "der Gesamtbetrag der Steuer (BT-110)", "", t.Tax, tax)
	k.equal("BR-CO-15", "the total with tax (BT-112)", "der Gesamtbetrag mit Steuer (BT-112)", "", t.WithTax, c.Add(t.WithoutTax, t.Tax))
	k.equal("BR-CO-16", "the amount due (BT-115)", "der fällige Betrag (BT-115)", "", t.Due, c.Add(c.Sub(t.WithTax, t.Prepaid), t.Rounding))
	if len(t.Breakdown) == 0 && len(t.Lines) > 0 {
		k.add("BR-CO-18", "the breakdown of the tax (BG-23) is missing", "die Aufschlüsselung der Steuer (BG-23) fehlt")
	}
}

// lines holds each line and change against itself.
func (k *checker) lines() {
	for i := range k.t.Lines {
		k.line(&k.t.Lines[i], "05")
	}
	for i := range k.t.Changes {
		if k.t.Changes[i].Net.Sign() < 0 {
			k.line(&k.t.Changes[i], "06")
			continue
		}
		k.line(&k.t.Changes[i], "07")
	}
}

func (k *checker) line(l *LineTax, number string) {
	k.equal(RuleLine, "the gross amount", "der Bruttobetrag", l.ID, l.Gross, k.sum.Add(l.Net, l.Tax))
	if (l.Category == StandardRate) != (l.Rate.Sign() > 0) {
		k.add(l.Category.rule(number), fmt.Sprintf("%s has the rate %s in category %s", l.ID, l.Rate, l.Category), fmt.Sprintf("%s hat den Satz %s in der Kategorie %s", l.ID, l.Rate, l.Category))
	}
}
