package insight

import (
	"cmp"
	"context"
	"slices"

	"github.com/etomcrm/etomcrm/crm/retention/rule"
	"github.com/etomcrm/etomcrm/crm/retention/value"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Terms are what an analysis is made by. It is a value.
type Terms struct {
	Costs *value.Costs // nil: DefaultCosts()
	Line  *rule.Table  // nil: DefaultLine()
}

// DefaultCosts are the unit costs of the drivers that the other processes report. The figures are ours: replace them by your own.
func DefaultCosts() *value.Costs { return defaultCosts }

var defaultCosts = func() *value.Costs {
	t, err := value.NewCosts(
		value.UnitCost{Driver: DriverTicket, Each: money.Must("12.00 EUR")},
		value.UnitCost{Driver: DriverContact, Each: money.Must("4.50 EUR")},
		value.UnitCost{Driver: DriverDispatch, Each: money.Must("95.00 EUR")})
	if err != nil {
		panic(err)
	}
	return t
}()

// Analysis is what follows from a customer's months. It is a value.
type Analysis struct {
	Customer string         `json:"customer"`
	Months   int            `json:"months"` // that something is known of
	Pattern  Pattern        `json:"pattern"`
	Line     Line           `json:"line"`
	Revenue  Trend          `json:"revenue"` // of the month's revenue, in units of its currency
	Usage    []ServiceTrend `json:"usage,omitempty"`
	Profit   value.Profit   `json:"profit"`
}

// ServiceTrend is the trend of how much of a service is used.
type ServiceTrend struct {
	Service string `json:"service"`
	Unit    string `json:"unit"`
	Trend   Trend  `json:"trend"`
}

// Analyse says what follows from a customer's months and NACE code, which may be empty. fault.ErrInvalid: a driver that the costs do
// not know, amounts in another currency than the costs, a month twice.
func Analyse(customer, nace string, all []Month, t Terms) (Analysis, error) {
	a := Analysis{Customer: customer, Months: len(all)}
	var err error
	if a.Pattern, err = UsagePattern(all); err != nil {
		return Analysis{}, err
	}
	if a.Line, err = LineOfBusiness(nace, a.Pattern, t.Line); err != nil {
		return Analysis{}, err
	}
	if a.Revenue, err = revenueTrend(all); err != nil {
		return Analysis{}, err
	}
	if a.Usage, err = usageTrends(all, a.Pattern); err != nil {
		return Analysis{}, err
	}
	a.Profit, err = profit(all, cmp.Or(t.Costs, DefaultCosts()))
	return a, err
}

func revenueTrend(all []Month) (Trend, error) {
	points := make([]Point, len(all))
	for i, m := range all {
		revenue, err := units(m.Revenue)
		if err != nil {
			return Trend{}, err
		}
		points[i] = Point{monthNumber(m), revenue}
	}
	return TrendOf(points)
}

// usageTrends are those of every service, over the months in which it was used.
func usageTrends(all []Month, p Pattern) ([]ServiceTrend, error) {
	var trends []ServiceTrend
	for _, s := range p.Services {
		var points []Point
		for _, m := range all {
			if at, found := slices.BinarySearchFunc(m.Usage, s.Usage, byService); found {
				points = append(points, Point{monthNumber(m), number(m.Usage[at].Quantity)})
			}
		}
		t, err := TrendOf(points)
		if err != nil {
			return nil, err
		}
		trends = append(trends, ServiceTrend{s.Service, s.Unit, t})
	}
	return trends, nil
}

// profit is that of all months together.
func profit(all []Month, costs *value.Costs) (value.Profit, error) {
	var revenue money.Amount
	var uses []value.Use
	for _, m := range all {
		var err error
		if revenue, err = revenue.Add(m.Revenue); err != nil {
			return value.Profit{}, err
		}
		uses = append(uses, m.Drivers...)
	}
	return costs.Profit(revenue, uses)
}

// Analyse says what follows from the customer's months within a window. A customer who objects to it is a *fault.Refusal.
func (s *Service) Analyse(ctx context.Context, customer string, w value.Window) (Analysis, error) {
	return work.See(ctx, s.env, func(u *work.Unit) (Analysis, error) { return s.AnalyseTx(u, customer, w) })
}

// AnalyseTx is Analyse in the caller's unit.
func (s *Service) AnalyseTx(u *work.Unit, customer string, w value.Window) (Analysis, error) {
	if err := refuseObjector(u, customer); err != nil {
		return Analysis{}, err
	}
	all, err := s.MonthsTx(u, customer, w)
	if err != nil {
		return Analysis{}, err
	}
	b, _, err := businesses.Find(u, customer)
	if err != nil {
		return Analysis{}, err
	}
	return Analyse(customer, b.NACE, all, s.terms)
}
