package discount

import (
	"slices"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
)

// attempt is what a discount would take off the lines as they are left now, in minor units.
type attempt struct {
	total  int64
	at     []int          // the lines
	units  []int64        // off each of them
	base   int64          // of a discount on the document
	count  money.Quantity // likewise
	limit  Limit          // why it is less than the rule gives, if it is
	passed Passed         // why the total is 0
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
	a := attempt{at: at, units: make([]int64, len(at)), limit: LimitLeft}
	var err error
	if d.On == OnLine {
		err = e.tryLines(d, &a, most, limit)
	} else {
		err = e.tryDocument(d, &a, most, limit)
	}
	if a.total == 0 {
		a.passed = passedTooSmall(d)
	}
	return a, err
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
func (e *engine) tryLines(d *Discount, a *attempt, most int64, limit Limit) error {
	for k, i := range a.at {
		full, err := d.full(e.baseAmount(d, i), e.bases[i].Quantity, e.mode)
		if err != nil {
			return err
		}
		a.units[k] = min(minor(full), e.left[i])
		a.total += a.units[k]
	}
	if a.total <= most {
		return nil
	}
	a.total, a.limit = most, limit
	return e.split(a.units, a.units, most)
}

// tryDocument computes the discount on the lines together and splits it over what is left of them.
func (e *engine) tryDocument(d *Discount, a *attempt, most int64, limit Limit) error {
	var left int64
	var err error
	for k, i := range a.at {
		a.base, left, a.units[k] = a.base+e.base(d, i), left+e.left[i], e.left[i]
		if d.Kind != PerUnit {
			continue
		}
		if a.count, err = a.count.Add(e.bases[i].Quantity); err != nil {
			return err
		}
	}
	full, err := d.full(e.amount(a.base), a.count, e.mode)
	if err != nil {
		return err
	}
	if a.total = min(minor(full), left, most); left > most {
		a.limit = limit
	}
	return e.split(a.units, a.units, a.total)
}

// takeLines takes the attempt's units off its lines and notes the shares.
func (e *engine) takeLines(d *Discount, a *attempt) error {
	share := d.share()
	e.result.Shares = slices.Grow(e.result.Shares, len(a.at))
	for k, i := range a.at {
		if a.units[k] == 0 {
			continue
		}
		n := len(e.result.Shares)
		e.result.Shares = e.result.Shares[:n+1]
		s := &e.result.Shares[n]
		*s = share
		s.Line, s.Base = e.bases[i].ID, e.baseAmount(d, i)
		if err := e.fill(s, d, e.bases[i].Quantity, a.units[k], a.limit); err != nil {
			return err
		}
		e.left[i] -= a.units[k]
	}
	return e.err
}

// takeDocument takes the attempt's units off the lines and notes the allowance.
func (e *engine) takeDocument(d *Discount, a *attempt) error {
	allowance := Allowance{Share: d.share(), Shares: make([]Part, 0, len(a.at))}
	allowance.Base = e.amount(a.base)
	if err := e.fill(&allowance.Share, d, a.count, a.total, a.limit); err != nil {
		return err
	}
	for k, i := range a.at {
		if a.units[k] == 0 {
			continue
		}
		allowance.Shares = append(allowance.Shares, Part{Line: e.bases[i].ID, Amount: e.amount(-a.units[k])})
		e.left[i] -= a.units[k]
		e.document[i] += a.units[k]
	}
	e.result.Document = append(e.result.Document, allowance)
	return e.err
}

// share is what the shares of the discount have in common.
func (d *Discount) share() Share {
	s := Share{Discount: d.ID, Name: d.Name, De: d.De, Kind: d.Kind, Stacking: d.Stacking, Rate: d.Rate, Each: d.Amount}
	if s.Stacking == "" {
		s.Stacking = Sequential
	}
	return s
}

// fill notes what was computed on the share's base and how much of it is taken off.
func (e *engine) fill(s *Share, d *Discount, quantity money.Quantity, units int64, limit Limit) error {
	var err error
	if s.Full, err = d.full(s.Base, quantity, e.mode); err != nil {
		return err
	}
	if d.Kind == PerUnit {
		s.Quantity = quantity
	}
	if units == minor(s.Full) {
		s.Amount = s.Full.Neg()
		return nil
	}
	s.Amount, s.Limit = e.amount(-units), limit
	return nil
}
