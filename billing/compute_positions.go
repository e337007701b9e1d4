package billing

import (
	"cmp"
	"fmt"

	"github.com/etomcrm/etomcrm/billing/charge"
	"github.com/etomcrm/etomcrm/etom/money"
)

// positions makes lines of what is billed once.
func (w *computation) positions() error {
	for i := range w.in.Positions {
		p := &w.in.Positions[i]
		exact, err := p.Price.Exact().TimesQuantity(p.Quantity)
		if err != nil {
			return fmt.Errorf("billing.Compute: position %q: %w", p.ID, err)
		}
		list, err := exact.Round(w.in.Policy.Lines)
		if err != nil {
			return fmt.Errorf("billing.Compute: position %q: %w", p.ID, err)
		}
		l, err := w.newLine(Line{
			ID: "position/" + p.ID, Category: OneTimeLine, Account: p.Account, Product: p.Product, Offering: p.Offering, Agreement: p.Agreement, Order: p.Order,
			Code: cmp.Or(p.Offering, p.ID), Name: p.Name, De: p.De,
			Service: day(p.On), Quantity: p.Quantity, Unit: p.Unit, UnitPrice: p.Price, Exact: exact, List: list, Net: list, Sources: p.Sources,
		}, p.TaxClass, p.Supply, p.On)
		if err != nil {
			return err
		}
		w.off(l, p.Discount, p.DiscountName, p.DiscountDe)
	}
	return nil
}

// rebates makes negative lines of what violated agreements give back.
func (w *computation) rebates() error {
	for i := range w.in.Rebates {
		r := w.in.Rebates[i]
		exact := r.Amount.Exact()
		if r.Amount.Sign() == 0 {
			var err error
			if exact, err = r.Basis.Exact().TimesRate(r.Rate); err != nil {
				return fmt.Errorf("billing.Compute: rebate %q: %w", r.ID, err)
			}
		}
		amount, err := exact.Round(w.in.Policy.Lines)
		if err != nil {
			return fmt.Errorf("billing.Compute: rebate %q: %w", r.ID, err)
		}
		r.Amount = amount
		list := amount.Neg()
		_, err = w.newLine(Line{
			ID: "rebate/" + r.ID, Category: RebateLine, Account: r.Account, Product: r.Product, Agreement: r.Agreement, Code: r.Violation,
			Name: "Service level rebate: " + r.Fee, De: "Nachlass wegen SLA-Verletzung: " + cmp.Or(r.FeeDe, r.Fee),
			Service:  charge.Range{From: r.Period.From(), Until: r.Period.To()},
			Quantity: money.Count(1), UnitPrice: list, Exact: exact.Neg(), List: list, Net: list, Rebate: &r, Sources: rebateSources(&r),
		}, r.TaxClass, r.Supply, r.Period.To().AddDays(-1))
		if err != nil {
			return err
		}
	}
	return nil
}

func rebateSources(r *Rebate) []string {
	if r.Case == "" || r.Case == r.Violation {
		return []string{r.Violation}
	}
	return []string{r.Violation, r.Case}
}
