package billing

import (
	"fmt"
	"slices"
	"strings"

	"github.com/etomcrm/etomcrm/etom/money"
)

// commitments compares what is left on the lines with what the customer agreed to spend, in the order of their ids.
func (w *computation) commitments() error {
	if len(w.in.Commitments) == 0 {
		return nil
	}
	order := make([]int, len(w.in.Commitments))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return strings.Compare(w.in.Commitments[a].ID, w.in.Commitments[b].ID) })
	counted := len(w.bill.Lines)
	for _, i := range order {
		if err := w.commitment(i, counted); err != nil {
			return fmt.Errorf("billing.Compute: commitment %q: %w", w.in.Commitments[i].ID, err)
		}
	}
	return nil
}

func (w *computation) commitment(i, counted int) error {
	c := &w.in.Commitments[i]
	spent, err := money.FromMinor(0, w.in.Account.Currency)
	if err != nil {
		return err
	}
	var sources []string
	for at := range counted {
		l := &w.bill.Lines[at]
		if l.Category == RebateLine || len(c.Codes) > 0 && !slices.Contains(c.Codes, l.Code) {
			continue
		}
		spent = w.calc.Add(spent, l.Net)
		sources = append(sources, l.ID)
	}
	if err := w.calc.Err(); err != nil {
		return err
	}
	due, ok, err := c.Apply(spent.Exact(), w.in.Cycle, w.in.Period)
	if err != nil || !ok {
		return err
	}
	list, err := due.Amount.Round(w.in.Policy.Lines)
	if err != nil {
		return err
	}
	slices.Sort(sources)
	l, err := w.newLine("", "", lastDay(due.Key.Service))
	if err != nil {
		return err
	}
	l.ID, l.Category, l.Key, l.Reason, l.Sources = due.Key.String(), CommitmentLine, due.Key, due.Reason, sources
	l.Code, l.Name, l.De, l.Service = c.ID, due.Name, due.De, due.Key.Service
	l.Quantity, l.UnitPrice, l.Numerator, l.Denominator, l.DayCount = money.Count(1), due.Unit, due.Numerator, due.Denominator, due.DayCount
	l.price(due.Amount, list)
	return nil
}
