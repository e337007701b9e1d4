package sla

import "github.com/etomcrm/etomcrm/etom/money"

// total is what the remedies come to.
func total(remedies []Remedy) (money.Amount, error) {
	var sum money.Amount
	for _, r := range remedies {
		var err error
		if sum, err = sum.Add(r.Amount); err != nil {
			return money.Amount{}, err
		}
	}
	return sum, nil
}

// reduce takes an amount off a remedy and says why.
func (r *Remedy) reduce(code string, by money.Amount) error {
	left, err := r.Amount.Sub(by)
	if err != nil {
		return err
	}
	r.Amount = left
	r.Reductions = append(r.Reductions, Reduction{Code: code, Amount: by})
	r.Reasons = append(r.Reasons, reason(code, by))
	return nil
}

// stack leaves of groups of remedies what the stacking says; each group is judged by its total.
func stack(s Stacking, groups [][]Remedy, code string) error {
	if s == Sum || s == "" {
		return nil
	}
	stays := -1
	var most money.Amount
	for i, g := range groups {
		sum, err := total(g)
		if err != nil {
			return err
		}
		larger, err := sum.Cmp(most)
		if err != nil {
			return err
		}
		if sum.Sign() > 0 && (stays < 0 || s == Max && larger > 0) {
			stays, most = i, sum
		}
	}
	for i, g := range groups {
		if i == stays {
			continue
		}
		if err := drop(g, code); err != nil {
			return err
		}
	}
	return nil
}

// drop leaves nothing of the remedies.
func drop(remedies []Remedy, code string) error {
	for i := range remedies {
		if remedies[i].Amount.Sign() == 0 {
			continue
		}
		if err := remedies[i].reduce(code, remedies[i].Amount); err != nil {
			return err
		}
	}
	return nil
}

// limit cuts the remedies to a cap: the last ones first.
func (p purse) limit(most Cap, remedies []Remedy, code string) error {
	if most.Kind == None || most.Kind == "" {
		return nil
	}
	left, err := p.amount(most.Worth, most.Value, 1)
	if err != nil {
		return err
	}
	return cut(remedies, left, code)
}

// cut leaves of the remedies, in their order, what is left of a cap.
func cut(remedies []Remedy, left money.Amount, code string) error {
	for i := range remedies {
		r := &remedies[i]
		over, err := r.Amount.Sub(left)
		if err != nil {
			return err
		}
		if over.Sign() > 0 {
			if err := r.reduce(code, over); err != nil {
				return err
			}
		}
		if left, err = left.Sub(r.Amount); err != nil {
			return err
		}
	}
	return nil
}

// pay drops all remedies that together are below the minimum.
func (m Minimum) pay(remedies []Remedy) error {
	if m.Kind != MinimumAmount {
		return nil
	}
	sum, err := total(remedies)
	if err != nil || sum.Sign() == 0 {
		return err
	}
	order, err := sum.Cmp(*m.Amount)
	if err != nil {
		return err
	}
	if m.Operator.Holds(order) {
		return nil
	}
	return drop(remedies, CodeMinimum)
}
