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

// computation is a bill on its way.
type computation struct {
	in        *Input
	bill      Bill
	lines     []*Line
	byID      map[string]*Line // once there are many
	taxes     []decided
	discounts []discount.Discount // the customer's, and those of the price conditions
	calc      money.Calc
}

// newLine adds a line and gives it what its day of supply decides. on is the last day of the supply.
func (w *computation) newLine(l Line, class, supply string, on calendar.Date) (*Line, error) {
	var err error
	if l.Treatment, err = w.decide(class, supply, on); err != nil {
		return nil, err
	}
	if l.Account == "" {
		l.Account = w.in.accountOf(l.Product)
	}
	if len(w.lines) == cap(w.lines) {
		w.lines = slices.Grow(w.lines, 8)
	}
	kept := &l
	kept.TaxClass, kept.Supply = class, supply
	w.lines = append(w.lines, kept)
	return kept, nil
}

// decided is a treatment that was asked for before.
type decided struct {
	class, supply string
	on            calendar.Date
	tax.Treatment
}

func (w *computation) decide(class, supply string, on calendar.Date) (tax.Treatment, error) {
	for i := range w.taxes {
		if t := &w.taxes[i]; t.on == on && t.class == class && t.supply == supply {
			return t.Treatment, nil
		}
	}
	issuer, account := &w.in.Issuer, &w.in.Account
	t, err := tax.Decide(w.in.Taxes, tax.Supply{
		Seller: tax.Party{Country: issuer.Address.Country, Region: issuer.Address.Region, TaxID: issuer.TaxID, Business: true,
			SmallBusiness: issuer.SmallBusiness, HomeRates: issuer.HomeRates},
		Buyer: tax.Party{Country: account.Address.Country, Region: account.Address.Region, TaxID: account.TaxID, Business: account.Business, Reseller: account.Reseller},
		Class: tax.Class(cmp.Or(class, string(tax.Standard))), Kind: tax.Kind(cmp.Or(supply, w.in.Policy.Supply, string(tax.Services))), On: on,
		Exemption: w.in.Policy.Exemption, Reverse: w.in.Policy.Reverse,
	})
	if err != nil {
		return t, err
	}
	if w.taxes == nil {
		w.taxes = make([]decided, 0, 4)
	}
	w.taxes = append(w.taxes, decided{class, supply, on, t})
	return t, nil
}

// off takes the discount that was agreed with the price off the printed amount.
func (w *computation) off(l *Line, rate money.Rate, name, de string) {
	if rate.Sign() == 0 {
		return
	}
	off := w.calc.Percent(l.List, rate, w.in.Policy.Lines)
	if name == "" {
		name, de = "Agreed discount", "Vereinbarter Rabatt"
	}
	l.Discounts = []discount.Share{{Discount: agreed, Name: name, De: de, Kind: discount.Percent, Base: l.List, Rate: rate, Full: off, Amount: off.Neg()}}
	l.Discount = off.Neg()
	l.Net = w.calc.Add(l.List, l.Discount)
}

// categories has the lines' order within a product.
var categories = [...]Category{RecurringLine, OneTimeLine, UsageLine, CommitmentLine, ConditionLine, RebateLine}

// order puts the lines in the order of the bill: the account's own before those of accounts below it, products before what belongs to none, by
// category, service days and id.
func (w *computation) order() error {
	slices.SortFunc(w.lines, func(a, b *Line) int {
		if by := cmp.Or(strings.Compare(a.Account, b.Account), last(a.Product, b.Product), rank(a.Category)-rank(b.Category)); by != 0 {
			return by
		}
		return cmp.Or(a.Service.From.Compare(b.Service.From), strings.Compare(a.ID, b.ID))
	})
	w.bill.Lines = make([]Line, len(w.lines))
	for i, l := range w.lines {
		l.No = i + 1
		w.bill.Lines[i] = *l
	}
	return nil
}

// last compares texts, the empty one behind all others.
func last(a, b string) int {
	if a == "" || b == "" {
		return len(b) - len(a)
	}
	return strings.Compare(a, b)
}

func rank(c Category) int { return slices.Index(categories[:], c) }
