package sla

import (
	"errors"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// grants are what the periods of an agreement were granted: handed over, less what was taken back. Its id is the agreement's. It is
// written with every hand-over, so that two periods assessed at once cannot both take what is left of a ContractCap.
type grants struct {
	store.Meta
	Years []yearGrants `json:"year,omitempty"`

	// What was taken back of one period leaves more for others that a cap has cut: from when on they are looked at again, and from
	// which on.
	LookAt   time.Time     `json:"lookAt,omitzero"`
	LookFrom calendar.Date `json:"lookFrom,omitzero"`
}

// yearGrants are those of a contract year in a currency.
type yearGrants struct {
	Year   int          `json:"year"` // from 0
	Amount money.Amount `json:"amount"`
}

const (
	keyLook  = "lookAt"
	lookPage = 20 // periods looked at in one transaction
)

var granted = store.NewCollection("sla.grants", func(g *grants) []store.Key {
	return []store.Key{{Name: keyLook, Value: store.TimeKey(g.LookAt)}}
})

// contractYear is the year of the contract, from 0, in which a period begins.
func (g Registered) contractYear(p calendar.Period) int {
	began, day := g.Versions[0].Begins, p.From()
	year := day.Year() - began.Year()
	if day.Before(began.AddMonths(12 * year)) {
		year--
	}
	return year
}

// granted is what the other periods were granted that share the cap of a record's period; nil if the agreement has none.
func (in *intake) granted(t terms, rec PeriodRecord) (*money.Amount, error) {
	most := t.Agreement.ContractCap
	if most.Kind == None {
		return nil, nil
	}
	all, _, err := granted.Find(in.u, in.agreement.ID)
	if err != nil {
		return nil, err
	}
	own, _, err := violations.Find(in.u, rec.ID)
	if err != nil {
		return nil, err
	}
	currency, year := t.currency(rec), in.agreement.contractYear(rec.Period)
	var c money.Calc
	var others money.Amount
	for _, y := range all.Years {
		if y.Amount.Currency() == currency && (most.Over == WholeContract || y.Year == year) {
			others = c.Add(others, y.Amount)
		}
	}
	if own.Total.Currency() == currency {
		others = c.Sub(others, own.Total)
	}
	return &others, c.Err()
}

// currency is that of what the agreement costs in a period; a version may have another one than the versions before.
func (t terms) currency(rec PeriodRecord) money.Currency {
	amounts := t.Agreement.amounts()
	for _, fee := range t.Agreement.Fees {
		amounts = append(amounts, t.fee(rec, fee))
	}
	if len(amounts) == 0 {
		return money.Currency{}
	}
	return amounts[0].Currency()
}

// keepViolation stores a violation, and books what was handed over for it since.
func (in *intake) keepViolation(was, now Violation) error {
	if err := violations.Put(in.u, &now); err != nil {
		return err
	}
	if now.Total == was.Total {
		return nil
	}
	all, _, err := granted.Find(in.u, in.agreement.ID)
	if err != nil {
		return err
	}
	all.ID, all.Years = in.agreement.ID, slices.Clone(all.Years)
	year := in.agreement.contractYear(now.Period)
	if err := errors.Join(all.book(year, was.Total.Neg()), all.book(year, now.Total)); err != nil {
		return err
	}
	less, err := now.Total.Cmp(was.Total)
	if err != nil {
		return err
	}
	if less < 0 && in.capsTheContract() {
		all.LookAt, all.LookFrom = in.u.At, in.agreement.Versions[0].Begins
	}
	return granted.Put(in.u, &all)
}

// capsTheContract reports whether one of the versions at hand has a cap that periods share.
func (in *intake) capsTheContract() bool {
	for _, t := range in.known {
		if t.Agreement.ContractCap.Kind != None {
			return true
		}
	}
	return false
}

// lookAtShares assesses again the next periods with a violation, in order of time, where others were granted less than before.
func (s *Service) lookAtShares(u *work.Unit, was grants) (bool, error) {
	all, err := granted.Get(u, was.ID)
	if err != nil || all.LookAt.IsZero() || all.LookAt.After(u.At) {
		return false, err // looked at meanwhile
	}
	g, err := agreements.Get(u, all.ID)
	if err != nil {
		return false, err
	}
	q := recordsFrom(g.ID, all.LookFrom)
	q.Limit = lookPage
	page, _, err := records.Page(u, q)
	if err != nil {
		return false, err
	}
	if len(page) < lookPage {
		all.LookAt, all.LookFrom = time.Time{}, calendar.Date{}
	} else {
		all.LookFrom = page[len(page)-1].Period.From().AddDays(1)
	}
	if err := granted.Put(u, &all); err != nil {
		return false, err
	}
	in := &intake{u: u, agreement: g}
	for _, rec := range page {
		if rec.Agreement == g.ID && rec.Violation {
			in.hold(rec)
		}
	}
	_, err = s.assessAll(in, occasion{})
	return true, err
}

// book adds what was granted in a year.
func (g *grants) book(year int, amount money.Amount) error {
	n := slices.IndexFunc(g.Years, func(y yearGrants) bool { return y.Year == year && y.Amount.Currency() == amount.Currency() })
	if n < 0 && amount.Sign() == 0 {
		return nil
	}
	if n < 0 {
		g.Years = append(g.Years, yearGrants{Year: year, Amount: amount})
		return nil
	}
	sum, err := g.Years[n].Amount.Add(amount)
	g.Years[n].Amount = sum
	return err
}
