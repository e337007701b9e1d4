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
	counted := len(w.lines)
	for _, i := range order {
		if err := w.commitment(i, w.lines[:counted]); err != nil {
			return fmt.Errorf("billing.Compute: commitment %q: %w", w.in.Commitments[i].ID, err)
		}
	}
	return nil
}

func (w *computation) commitment(i int, lines []*Line) error {
	c := &w.in.Commitments[i]
	spent, err := money.FromMinor(0, w.in.Account.Currency)
	if err != nil {
		return err
	}
	var sources []string
	for _, l := range lines {
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
	_, err = w.newLine(Line{
		ID: due.Key.String(), Category: CommitmentLine, Code: c.ID, Name: due.Name, De: due.De, Service: due.Key.Service,
		Quantity: money.Count(1), UnitPrice: due.Unit, Numerator: due.Numerator, Denominator: due.Denominator, DayCount: due.DayCount,
		Exact: due.Amount, List: list, Net: list, Reason: due.Reason, Key: due.Key, Sources: sources,
	}, "", "", lastDay(due.Key.Service))
	return err
}
