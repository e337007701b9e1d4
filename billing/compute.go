package billing

import (
	"cmp"
	"slices"
	"strings"

	"github.com/etomcrm/etomcrm/billing/discount"
	"github.com/etomcrm/etomcrm/billing/tax"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Compute makes the bill of an input: the same input gives the same bill, to the cent, for ever.
//
//  1. What is charged for products held, what their usage comes to, positions and rebates become lines. A line's list amount is rounded
//     once, from the exact value.
//  2. The discount agreed with a price is a part of the price: it comes off first, from the printed amount. Price conditions and
//     discounts start from what it leaves. Commitments compare with what is left on the lines that count, before discounts on the
//     document; a commitment's own line bears no discount.
//  3. Every line bears the tax of its day of supply, of a period its last day, so a charge taken back and a rebate bear the tax that was
//     charged. Tax is added up and rounded as the policy says.
//  4. Credits and deposits reduce what is to pay, never below 0.
//
// Faults of the input are fault.ErrInvalid, with the subject and every fault at once as far as they are of one kind: several
// currencies, an unknown tariff, a gap between the versions of a price. A usage record that cannot be rated stops nothing: it is
// among the bill's rejected records and its findings.
func Compute(in Input) (Bill, error) {
	if err := in.check(); err != nil {
		return Bill{}, err
	}
	w := computation{in: &in}
	for _, step := range [...]func(*computation) error{
		(*computation).charges, (*computation).usage, (*computation).positions, (*computation).rebates,
		(*computation).conditions, (*computation).discount, (*computation).commitments, (*computation).order, (*computation).total, (*computation).pay,
	} {
		if err := step(&w); err != nil {
			return Bill{}, err
		}
	}
	return w.bill, nil
}

// computation is a bill on its way. Its lines are in the order in which they are found until order puts them in that of the bill.
type computation struct {
	in        *Input
	bill      Bill
	byID      map[string]int // where lines are, once there are many
	found     int            // where a line was found last
	held      map[string]int // where holdings are, likewise
	taxes     []decided
	agreed    []agreement
	seller    tax.Party // and buyer, once they are asked for
	buyer     tax.Party
	discounts []discount.Discount // the customer's, and those of the price conditions
	calc      money.Calc
}

// newLine adds a line with the tax of its class and kind of supply on the last day of the supply. It is to be filled before the next.
func (w *computation) newLine(class, supply string, on calendar.Date) (*Line, error) {
	if w.bill.Lines == nil {
		w.bill.Lines = make([]Line, 0, w.in.expected())
	}
	n := len(w.bill.Lines)
	if n < cap(w.bill.Lines) { // lines are large: those not used yet are zero and need no copy
		w.bill.Lines = w.bill.Lines[:n+1]
	} else {
		w.bill.Lines = append(w.bill.Lines, Line{})
	}
	l := &w.bill.Lines[n]
	l.TaxClass, l.Supply = class, supply
	return l, w.decide(&l.Treatment, class, supply, on)
}

// expected is about how many lines there will be.
func (in *Input) expected() int {
	n := len(in.Positions) + len(in.Rebates) + len(in.Commitments) + len(in.Conditions)
	for i := range in.Holdings {
		n += len(in.Holdings[i].Prices)
		if in.Holdings[i].Tariff != "" {
			n += 4
		}
	}
	return n
}

// decided is a treatment that was asked for before.
type decided struct {
	class, supply string
	on            calendar.Date
	tax.Treatment
}

// decide finds the tax of a supply, which mostly was asked for before.
func (w *computation) decide(into *tax.Treatment, class, supply string, on calendar.Date) error {
	for i := range w.taxes {
		if t := &w.taxes[i]; t.on == on && t.class == class && t.supply == supply {
			*into = t.Treatment
			return nil
		}
	}
	t, err := w.treatment(class, supply, on)
	if err != nil {
		return err
	}
	if w.taxes == nil {
		w.taxes = make([]decided, 0, 4)
	}
	w.taxes = append(w.taxes, decided{class, supply, on, t})
	*into = t
	return nil
}

// categories has the lines' order within a product.
var categories = [...]Category{RecurringLine, OneTimeLine, UsageLine, CommitmentLine, ConditionLine, RebateLine}

// order puts the lines in the order of the bill: the account's own before those of accounts below it, products before what belongs to
// none, by category, service days and id.
func (w *computation) order() error {
	lines := w.bill.Lines
	if len(w.in.SubAccounts) > 0 {
		of := w.in.accounts()
		for i := range lines {
			if l := &lines[i]; l.Account == "" {
				l.Account = of[l.Product]
			}
		}
	}
	if !sorted(lines) {
		order := make([]int, len(lines))
		for i := range order {
			order[i] = i
		}
		slices.SortFunc(order, func(a, b int) int { return lines[a].compare(&lines[b]) })
		arrange(lines, order)
	}
	for i := range lines {
		lines[i].No = i + 1
	}
	w.byID = nil
	return nil
}

// arrange moves each line to where it belongs, once: lines are large. Order tells which line comes where, and is used up.
func arrange(lines []Line, order []int) {
	for first := range order {
		if order[first] == first {
			continue
		}
		moved, to := lines[first], first
		for order[to] != first {
			from := order[to]
			lines[to], order[to] = lines[from], to
			to = from
		}
		lines[to], order[to] = moved, to
	}
}

func sorted(lines []Line) bool {
	for i := 1; i < len(lines); i++ {
		if lines[i-1].compare(&lines[i]) > 0 {
			return false
		}
	}
	return true
}

func (l *Line) compare(m *Line) int {
	if by := cmp.Or(strings.Compare(l.Account, m.Account), last(l.Product, m.Product)); by != 0 {
		return by
	}
	if by := rank(l.Category) - rank(m.Category); by != 0 {
		return by
	}
	return cmp.Or(l.Service.From.Compare(m.Service.From), strings.Compare(l.ID, m.ID))
}

// last compares texts, the empty one behind all others.
func last(a, b string) int {
	if a == "" || b == "" {
		return len(b) - len(a)
	}
	return strings.Compare(a, b)
}

func rank(c Category) int { return slices.Index(categories[:], c) }
