package billing

import (
	"fmt"
	"slices"
	"strings"

	"github.com/etomcrm/etomcrm/billing/discount"
	"github.com/etomcrm/etomcrm/billing/tax"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
)

// total adds the lines and their taxes up.
func (w *computation) total() error {
	lines := make([]tax.Line, len(w.bill.Lines))
	for i := range w.bill.Lines {
		l := &w.bill.Lines[i]
		lines[i] = tax.Line{ID: l.ID, Amount: l.Net, Treatment: l.Treatment}
	}
	var err error
	w.bill.Totals, err = tax.Total(w.in.Policy.Tax, lines, w.changes(), money.Amount{}, money.Amount{})
	if err != nil {
		return fmt.Errorf("billing.Compute: %w", err)
	}
	return w.calc.Err()
}

// few is how many lines are looked through faster than looked up.
const few = 50

// at finds a line by its id, which is one of the bill's: mostly the one behind that found before.
func (w *computation) at(id string) int {
	lines := w.bill.Lines
	if next := (w.found + 1) % len(lines); lines[next].ID == id {
		w.found = next
		return next
	}
	if len(lines) <= few {
		w.found = 0
		for lines[w.found].ID != id {
			w.found++
		}
		return w.found
	}
	if len(w.byID) != len(lines) {
		w.byID = make(map[string]int, len(lines))
		for i := range lines {
			w.byID[lines[i].ID] = i
		}
	}
	w.found = w.byID[id]
	return w.found
}

// changes are the discounts on the document as tax sees them: one for each treatment of the lines that they are split over.
func (w *computation) changes() []tax.Change {
	var all []tax.Change
	for i := range w.bill.Document {
		d := &w.bill.Document[i]
		first := len(all)
		for _, part := range d.Shares {
			t := &w.bill.Lines[w.at(part.Line)].Treatment
			at := first
			for at < len(all) && (all[at].Treatment.Category != t.Category || all[at].Treatment.Rate != t.Rate) {
				at++
			}
			if at == len(all) {
				all = append(all, tax.Change{ID: changeID(d.Discount, t), Treatment: *t})
			}
			all[at].Amount = w.calc.Add(all[at].Amount, part.Amount)
		}
	}
	return all
}

// changeID names a discount on the document within one treatment.
func changeID(id string, t *tax.Treatment) string {
	return "discount/" + id + "/" + string(t.Category) + " " + t.Rate.String()
}

// pay writes the bill's head and what is left to pay.
func (w *computation) pay() error {
	in, b := w.in, &w.bill
	used := discount.Used{Due: b.Totals.WithTax}
	if len(in.Credits) > 0 {
		var err error
		if used, err = discount.UseCredits(b.Totals.WithTax, in.Credits); err != nil {
			return fmt.Errorf("billing.Compute: %w", err)
		}
	}
	rounding, err := toCoin(used.Due, in.Policy.Cash)
	if err != nil {
		return fmt.Errorf("billing.Compute: %w", err)
	}
	b.Totals.Prepaid, b.Totals.Rounding = used.Sum, rounding
	b.Totals.Due = w.calc.Add(used.Due, rounding)
	b.Due, b.Credits = b.Totals.Due, used.Uses
	b.Meta, b.Kind, b.State = store.Meta{ID: in.ID}, in.kind(), BillNew
	b.Correlation, b.Customer, b.Account = in.Correlation, in.Account.Customer, in.Account.ID
	b.Issuer = in.Issuer
	b.Recipient = Recipient{Name: in.Account.Name, Address: in.Account.Address, TaxID: in.Account.TaxID, Business: in.Account.Business, Reference: in.Account.Reference}
	b.Currency, b.Language = in.Account.Currency, in.Account.Language
	for i := range in.SubAccounts {
		b.SubAccounts = append(b.SubAccounts, SubAccount{ID: in.SubAccounts[i].ID, Name: in.SubAccounts[i].Name})
	}
	slices.SortFunc(b.SubAccounts, func(a, b SubAccount) int { return strings.Compare(a.ID, b.ID) })
	b.Period, b.Date, b.PaymentDue = in.Period, in.Date, in.PaymentDue
	b.Policy, b.Engine = in.Policy, Engine
	b.Policy.Tax = b.Totals.Policy
	return w.calc.Err()
}

// toCoin is what is to be added to an amount so that it can be paid with a coin as the smallest, half a coin up.
func toCoin(due, coin money.Amount) (money.Amount, error) {
	if coin.Sign() <= 0 {
		return money.Amount{}, nil
	}
	units, err := due.MinorUnits()
	if err != nil {
		return money.Amount{}, err
	}
	step, err := coin.MinorUnits()
	if err != nil {
		return money.Amount{}, err
	}
	rest := units % step
	if rest < 0 {
		rest += step
	}
	if 2*rest >= step {
		rest -= step
	}
	return money.FromMinor(-rest, coin.Currency())
}
