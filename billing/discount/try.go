package discount

import (
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
)

// attempt is what a discount would take off the lines as they are left now.
type attempt struct {
	total    int64   // in minor units
	units    []int64 // by line
	shares   []Share // of a discount on lines
	document Allowance
	passed   Passed // why the total is 0
}

// try computes what a discount would take off, and changes nothing.
func (e *engine) try(d *Discount) (attempt, error) {
	at, why := e.reach(d)
	if why != nil {
		return attempt{passed: *why}, nil
	}
	most, limit := d.room()
	if most == 0 {
		return attempt{passed: passedUsedUp(d)}, nil
	}
	if d.On == OnLine {
		return e.tryLines(d, at, most, limit)
	}
	return e.tryDocument(d, at, most, limit)
}

// reach is the indexes of the lines that the discount is for and that have something left, in the order of their ids; or why there are
// none.
func (e *engine) reach(d *Discount) ([]int, *Passed) {
	var at []int
	var found, inTime, early, unit bool
	for _, i := range e.byID {
		b := &e.bases[i]
		if e.list[i] == 0 || !d.Filter.Holds(b) {
			continue
		}
		found = true
		day := e.day(b)
		if !d.held(day) {
			early = early || day.Before(d.From)
			continue
		}
		inTime = true
		if d.Kind == PerUnit && b.Quantity.Sign() == 0 {
			continue
		}
		unit = true
		if e.left[i] == 0 {
			continue
		}
		if at == nil {
			at = make([]int, 0, len(e.bases))
		}
		at = append(at, i)
	}
	if len(at) > 0 {
		return at, nil
	}
	if !found {
		inTime, early = d.held(e.on), e.on.Before(d.From)
	}
	why := passedNothing(d)
	switch {
	case !inTime && early:
		why = passedNotYet(d)
	case !inTime:
		why = passedExpired(d)
	case !found:
		why = passedNoLine(d)
	case !unit:
		why = passedNoUnit(d)
	}
	return nil, &why
}

func (e *engine) day(b *Base) calendar.Date {
	if b.On.IsZero() {
		return e.on
	}
	return b.On
}

// tryLines computes the discount on each of the lines.
func (e *engine) tryLines(d *Discount, at []int, most int64, limit Limit) (attempt, error) {
	a := attempt{units: make([]int64, len(e.bases)), shares: make([]Share, 0, len(at))}
	for _, i := range at {
		s, err := e.share(d, e.base(d, i), e.bases[i].Quantity)
		if err != nil {
			return attempt{}, err
		}
		s.Line = e.bases[i].ID
		a.shares = append(a.shares, s)
		a.units[i] = min(minor(s.Full), e.left[i])
		a.total += a.units[i]
	}
	left := LimitLeft
	if a.total > most {
		if err := e.split(a.units, a.units, at, most); err != nil {
			return attempt{}, err
		}
		a.total, left = most, limit
	}
	if a.total == 0 {
		return attempt{passed: passedTooSmall(d)}, nil
	}
	given := a.shares[:0]
	for k, i := range at {
		if a.units[i] == 0 {
			continue
		}
		given = append(given, a.shares[k])
		if err := given[len(given)-1].set(a.units[i], left); err != nil {
			return attempt{}, err
		}
	}
	a.shares = given
	return a, nil
}

// tryDocument computes the discount on the lines together and splits it.
func (e *engine) tryDocument(d *Discount, at []int, most int64, limit Limit) (attempt, error) {
	var base, left int64
	why := LimitLeft
	var quantity money.Quantity
	var err error
	for _, i := range at {
		base, left = base+e.base(d, i), left+e.left[i]
		if d.Kind != PerUnit {
			continue
		}
		if quantity, err = quantity.Add(e.bases[i].Quantity); err != nil {
			return attempt{}, err
		}
	}
	s, err := e.share(d, base, quantity)
	if err != nil {
		return attempt{}, err
	}
	a := attempt{total: min(minor(s.Full), left, most), units: make([]int64, len(e.bases))}
	if a.total == 0 {
		return attempt{passed: passedTooSmall(d)}, nil
	}
	if left > most {
		why = limit
	}
	if err := s.set(a.total, why); err != nil {
		return attempt{}, err
	}
	if err := e.split(a.units, e.left, at, a.total); err != nil {
		return attempt{}, err
	}
	a.document = Allowance{Share: s, Shares: make([]Part, 0, len(at))}
	for _, i := range at {
		if a.units[i] == 0 {
			continue
		}
		off, err := money.FromMinor(-a.units[i], e.currency)
		if err != nil {
			return attempt{}, err
		}
		a.document.Shares = append(a.document.Shares, Part{Line: e.bases[i].ID, Amount: off})
	}
	return a, nil
}

// share is what the rule gives on a base, before anything limits it.
func (e *engine) share(d *Discount, base int64, quantity money.Quantity) (Share, error) {
	s := Share{Discount: d.ID, Name: d.Name, De: d.De, Kind: d.Kind, Stacking: d.Stacking}
	if s.Stacking == "" {
		s.Stacking = Sequential
	}
	var err error
	if s.Base, err = money.FromMinor(base, e.currency); err != nil {
		return Share{}, err
	}
	switch d.Kind {
	case Percent:
		s.Rate = d.Rate
	case Absolute:
		s.Each = d.Amount
	case PerUnit:
		s.Each, s.Quantity = d.Amount, quantity
	}
	s.Full, err = d.full(s.Base, quantity, e.mode)
	return s, err
}

// set notes how many minor units are taken off, and why if they are fewer than the rule gives.
func (s *Share) set(units int64, why Limit) error {
	off, err := money.FromMinor(-units, s.Base.Currency())
	if err != nil {
		return err
	}
	s.Amount = off
	if units < minor(s.Full) {
		s.Limit = why
	}
	return nil
}
