package insight

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/etomcrm/etomcrm/crm/retention/value"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Month is what a customer brought, needed and used in one civil month, from its first day up to, and not including, the first of
// the next. It is a value.
type Month struct {
	store.Meta
	Customer string        `json:"customer"`
	Month    calendar.Date `json:"month"`             // its first day
	Revenue  money.Amount  `json:"revenue,omitzero"`  // net, exactly; negative if more was given back than billed
	Drivers  []value.Use   `json:"drivers,omitempty"` // cost drivers, in order of their names
	Usage    []Usage       `json:"usage,omitempty"`   // in order of service and unit
}

// Usage is how much of a service was used, in one unit. It is a value.
type Usage struct {
	Service  string         `json:"service"` // such as voice, data
	Unit     string         `json:"unit"`    // such as min, GB
	Quantity money.Quantity `json:"quantity"`
	Peak     Part           `json:"peak,omitzero"`    // in the busy hours; which those are, the tariff says
	Weekend  Part           `json:"weekend,omitzero"` // on Saturday and Sunday
}

// Part is what of a usage lies in some hours or days. The zero Part: it is not known.
type Part struct {
	Of     money.Quantity `json:"of"`     // of so much of the quantity it is known
	Within money.Quantity `json:"within"` // of that, so much lies in them
}

// Known reports whether anything is known.
func (p Part) Known() bool { return p.Of.Sign() > 0 }

// Note is what one source (a bill, a ticket, a day's usage) adds to a customer's month. It is a value.
type Note struct {
	Source   string        `json:"source"` // its id, such as the event's: what comes again from one source counts once
	Customer string        `json:"customer"`
	Month    calendar.Date `json:"month"`             // any day of the month
	Revenue  money.Amount  `json:"revenue,omitzero"`  // net; negative for what is given back
	Drivers  []value.Use   `json:"drivers,omitempty"` // such as DriverTicket
	Usage    []Usage       `json:"usage,omitempty"`
}

// The cost drivers that the other processes report; one's own stand beside them.
const (
	DriverTicket   = "ticket"   // a trouble ticket (3.6)
	DriverContact  = "contact"  // a contact (3.2)
	DriverDispatch = "dispatch" // a technician sent out
)

// What a month, and a note for it, holds at most.
const (
	MaxDrivers = 100
	MaxUsages  = 1000
)

const (
	keyCustomer = "customer"
	keyMonth    = "month"
)

var months = store.NewCollection("insight.month", func(m *Month) []store.Key {
	return []store.Key{{Name: keyCustomer, Value: m.Customer}, {Name: keyMonth, Value: m.Month.String()}}
})

// NoteMonth adds to a customer's month. A source that comes again adds nothing; with other contents it is fault.ErrConflict. Wrong
// quantities, another currency than the month's, and more than a month holds are fault.ErrInvalid.
func (s *Service) NoteMonth(ctx context.Context, n Note) (Month, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Month, error) { return s.NoteMonthTx(u, n) })
}

// NoteMonthTx is NoteMonth in the caller's unit.
func (s *Service) NoteMonthTx(u *work.Unit, n Note) (Month, error) {
	if err := n.check(); err != nil {
		return Month{}, err
	}
	n.Month = firstOf(n.Month)
	id := digest(n.Customer, n.Month.String())
	_, err := work.Once(u, "insight.month", n.Source, n, func() (struct{}, error) { return struct{}{}, add(u, id, n) })
	if err != nil {
		return Month{}, err
	}
	m, _, err := months.Find(u, id) // erased since, perhaps
	return m, err
}

// Months are the customer's months that begin in a window, in their order. A month of which nothing was noted is not there.
func (s *Service) Months(ctx context.Context, customer string, w value.Window) ([]Month, error) {
	return work.See(ctx, s.env, func(u *work.Unit) ([]Month, error) { return s.MonthsTx(u, customer, w) })
}

// MonthsTx is Months in the caller's unit.
func (s *Service) MonthsTx(u *work.Unit, customer string, w value.Window) ([]Month, error) {
	if err := w.Check(); err != nil {
		return nil, err
	}
	all, err := months.By(u, keyCustomer, customer)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(m Month) bool { return !w.Contains(m.Month) })
	slices.SortFunc(all, func(a, b Month) int { return a.Month.Compare(b.Month) })
	return all, nil
}

// add puts a note into its month.
func add(u *work.Unit, id string, n Note) error {
	m, _, err := months.Find(u, id)
	if err != nil {
		return err
	}
	m.ID, m.Customer, m.Month = id, n.Customer, n.Month
	if m, err = m.with(n); err != nil {
		return err
	}
	if err := months.Put(u, &m); err != nil {
		return err
	}
	return u.Emit(EventMonthNoted, n.Customer, "", MonthNotice{Customer: n.Customer, Month: n.Month})
}

// with is the month with a note added.
func (m Month) with(n Note) (Month, error) {
	var c fault.Check
	revenue, err := m.Revenue.Add(n.Revenue)
	c.That(err == nil, "revenue", fault.RuleCurrency, fmt.Sprintf("does not go with the month's %s; convert it first", m.Revenue))
	m.Revenue = revenue
	sum := summing{check: &c}
	m.Drivers, m.Usage = slices.Clone(m.Drivers), slices.Clone(m.Usage)
	for i, d := range n.Drivers {
		at, found := slices.BinarySearchFunc(m.Drivers, d, func(a, b value.Use) int { return strings.Compare(a.Driver, b.Driver) })
		if !found {
			m.Drivers = slices.Insert(m.Drivers, at, value.Use{Driver: d.Driver})
		}
		m.Drivers[at].Quantity = sum.of(fmt.Sprintf("drivers[%d].quantity", i), m.Drivers[at].Quantity, d.Quantity)
	}
	for i, one := range n.Usage {
		at, found := slices.BinarySearchFunc(m.Usage, one, byService)
		if !found {
			m.Usage = slices.Insert(m.Usage, at, Usage{Service: one.Service, Unit: one.Unit})
		}
		m.Usage[at] = sum.usage(fmt.Sprintf("usage[%d]", i), m.Usage[at], one)
	}
	c.That(len(m.Drivers) <= MaxDrivers, "drivers", fault.RuleLength, fmt.Sprintf("would be %d in this month, at most %d are kept", len(m.Drivers), MaxDrivers))
	c.That(len(m.Usage) <= MaxUsages, "usage", fault.RuleLength, fmt.Sprintf("would be %d services in this month, at most %d are kept", len(m.Usage), MaxUsages))
	return m, c.Err(fault.Subject("insight.month", m.Month.String()[:len("2026-03")]))
}

func byService(a, b Usage) int {
	return cmp.Or(strings.Compare(a.Service, b.Service), strings.Compare(a.Unit, b.Unit))
}

// summing adds quantities up and notes those that do not fit.
type summing struct{ check *fault.Check }

func (s summing) of(path string, a, b money.Quantity) money.Quantity {
	sum, err := a.Add(b)
	s.check.That(err == nil, path, fault.RuleRange, "is too much to be added up")
	return sum
}

func (s summing) part(path string, a, b Part) Part {
	return Part{Of: s.of(path+".of", a.Of, b.Of), Within: s.of(path+".within", a.Within, b.Within)}
}

func (s summing) usage(path string, a, b Usage) Usage {
	a.Quantity = s.of(path+".quantity", a.Quantity, b.Quantity)
	a.Peak, a.Weekend = s.part(path+".peak", a.Peak, b.Peak), s.part(path+".weekend", a.Weekend, b.Weekend)
	return a
}

func (n Note) check() error {
	var c fault.Check
	c.Text("source", n.Source, fault.MaxID)
	c.Text("customer", n.Customer, fault.MaxID)
	c.That(!n.Month.IsZero(), "month", fault.RuleRequired, "must be a day of the month")
	c.That(len(n.Drivers) <= MaxDrivers, "drivers", fault.RuleLength, fmt.Sprintf("are %d, at most %d are allowed", len(n.Drivers), MaxDrivers))
	c.That(len(n.Usage) <= MaxUsages, "usage", fault.RuleLength, fmt.Sprintf("are %d, at most %d are allowed", len(n.Usage), MaxUsages))
	for i, d := range n.Drivers[:min(len(n.Drivers), MaxDrivers)] {
		path := fmt.Sprintf("drivers[%d].", i)
		c.Text(path+"driver", d.Driver, fault.MaxName)
		c.That(d.Quantity.Sign() >= 0, path+"quantity", fault.RuleRange, "must not be negative")
	}
	for i, one := range n.Usage[:min(len(n.Usage), MaxUsages)] {
		one.check(&c, fmt.Sprintf("usage[%d].", i))
	}
	return c.Err("insight.month")
}

func (x Usage) check(c *fault.Check, path string) {
	c.Text(path+"service", x.Service, fault.MaxName)
	c.Text(path+"unit", x.Unit, fault.MaxName)
	c.That(x.Quantity.Sign() >= 0, path+"quantity", fault.RuleRange, "must not be negative")
	x.Peak.check(c, path+"peak.", x.Quantity)
	x.Weekend.check(c, path+"weekend.", x.Quantity)
}

func (p Part) check(c *fault.Check, path string, all money.Quantity) {
	c.That(p.Of.Sign() >= 0 && p.Of.Cmp(all) <= 0, path+"of", fault.RuleRange, "must lie between 0 and the quantity")
	c.That(p.Within.Sign() >= 0 && p.Within.Cmp(p.Of) <= 0, path+"within", fault.RuleRange, "must lie between 0 and that of which it is known")
}

func firstOf(d calendar.Date) calendar.Date { return d.AddDays(1 - d.Day()) }

// digest makes an id of texts that together may be longer than one may be.
func digest(texts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(texts, "\x00")))
	return hex.EncodeToString(sum[:])
}
