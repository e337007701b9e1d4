package selling

import (
	"context"
	"slices"

	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// OverviewRow says how many quotes are in a state, and what they come to (quotation overview, 5.2).
type OverviewRow struct {
	State  State
	Quotes int
	Totals []Total
}

// Overview counts quotes by state, in the order of the life cycle; states without a quote are left out. Quotes in several
// currencies are fault.ErrInvalid.
func Overview(all []Quote) ([]OverviewRow, error) {
	var rows []OverviewRow
	for _, state := range quoteLifecycle.States() {
		row := OverviewRow{State: state}
		for _, q := range all {
			if q.State != state {
				continue
			}
			row.Quotes++
			var err error
			if row.Totals, err = addTotals(row.Totals, q.Totals); err != nil {
				return nil, err
			}
		}
		if row.Quotes > 0 {
			rows = append(rows, row)
		}
	}
	return rows, nil
}

func addTotals(sums, more []Total) ([]Total, error) {
	var c money.Calc
	for _, t := range more {
		n := slices.IndexFunc(sums, func(s Total) bool { return s.Type == t.Type && s.Period == t.Period })
		if n < 0 {
			sums = append(sums, t)
			continue
		}
		s := &sums[n]
		s.List, s.Discount, s.Net = c.Add(s.List, t.List), c.Add(s.Discount, t.Discount), c.Add(s.Net, t.Net)
	}
	return sums, c.Err()
}

// Overview counts all quotes, each in its latest version.
func (s *Service) Overview(ctx context.Context) ([]OverviewRow, error) {
	all, err := work.See(ctx, s.env, func(u *work.Unit) ([]Quote, error) {
		found, _, err := quotes.Page(u, store.Query{})
		return found, err
	})
	if err != nil {
		return nil, err
	}
	return Overview(all)
}
