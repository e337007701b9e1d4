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
		exact, err := p.Price.TimesQuantity(p.Quantity)
		if err != nil {
			return fmt.Errorf("billing.Compute: position %q: %w", p.ID, err)
		}
		list, err := exact.Round(w.in.Policy.Lines)
		if err != nil {
			return fmt.Errorf("billing.Compute: position %q: %w", p.ID, err)
		}
		l, err := w.newLine(p.TaxClass, p.Supply, p.On)
		if err != nil {
			return fmt.Errorf("billing.Compute: position %q: %w", p.ID, err)
		}
		l.ID, l.Category, l.Account, l.Sources = "position/"+p.ID, OneTimeLine, p.Account, p.Sources
		l.Product, l.Offering, l.Agreement, l.Order = p.Product, p.Offering, p.Agreement, p.Order
		l.Code, l.Name, l.De, l.Service = cmp.Or(p.Offering, p.ID), p.Name, p.De, day(p.On)
		l.Quantity, l.Unit, l.UnitPrice = p.Quantity, p.Unit, p.Price
		l.price(exact.Exact(), list)
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
		l, err := w.newLine(r.TaxClass, r.Supply, r.Period.To().AddDays(-1))
		if err != nil {
			return fmt.Errorf("billing.Compute: rebate %q: %w", r.ID, err)
		}
		l.ID, l.Category, l.Account, l.Rebate, l.Sources = "rebate/"+r.ID, RebateLine, r.Account, &r, rebateSources(&r)
		l.Product, l.Agreement, l.Code = r.Product, r.Agreement, r.Violation
		l.Name, l.De = "Service level rebate: "+r.Fee, "Nachlass wegen SLA-Verletzung: "+cmp.Or(r.FeeDe, r.Fee)
		l.Service = charge.Range{From: r.Period.From(), Until: r.Period.To()}
		l.Quantity, l.UnitPrice = money.Count(1), list
		l.price(exact.Neg(), list)
	}
	return nil
}

func rebateSources(r *Rebate) []string {
	if r.Case == "" || r.Case == r.Violation {
		return []string{r.Violation}
	}
	return []string{r.Violation, r.Case}
}
