package crm

import (
	"maps"
	"math/big"
	"slices"
	"strings"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/billing/charge"
	"github.com/etomcrm/etomcrm/billing/rating"
	"github.com/etomcrm/etomcrm/crm/retention"
	"github.com/etomcrm/etomcrm/crm/retention/insight"
	"github.com/etomcrm/etomcrm/crm/retention/value"
	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/work"
)

// The metrics by which the signals of offer rules (3.4.5) speak of what customers use and report.
const (
	MetricAllowance = "usage.allowance" // in %: how much of what a product includes was used by the last bill, of the product's offering
	MetricUsage     = "usage."          // with the name of a usage line behind it, in lower case: how much the last month had of it, in its unit
	MetricTickets   = "problem.tickets" // how many tickets were opened in the last 90 days
	MetricFeature   = "problem."        // with a feature behind it, such as problem.Mail: how many of them were about it
)

// offerFacts tell Cross/Up Selling what the other processes know of a customer.
type offerFacts struct{ c *CRM }

// Holdings implements selling.CustomerFacts: what is charged to the customer today.
func (f offerFacts) Holdings(u *work.Unit, customer string) ([]string, error) {
	var offerings []string
	err := f.c.eachHolding(u, customer, func(h charge.Holding) { offerings = append(offerings, h.Offering) })
	return offerings, err
}

// eachHolding visits the products that run today, under all ids of a customer.
func (c *CRM) eachHolding(u *work.Unit, customer string, visit func(charge.Holding)) error {
	ids, err := c.idsOf(u, customer)
	if err != nil {
		return err
	}
	for _, id := range ids {
		accounts, err := c.Billing.AccountsOfTx(u, id)
		if err != nil {
			return err
		}
		for _, a := range accounts {
			products, err := c.Billing.ProductsOfTx(u, a.ID)
			if err != nil {
				return err
			}
			zone, err := calendar.LoadZone(a.Zone)
			if err != nil {
				return err
			}
			today := calendar.DateOf(u.At, zone)
			for _, p := range products {
				if h := p.Holding; !h.From.After(today) && (h.Until.IsZero() || h.Until.After(today)) {
					visit(h)
				}
			}
		}
	}
	return nil
}

// Observed implements selling.CustomerFacts.
func (f offerFacts) Observed(u *work.Unit, customer string) ([]selling.Observation, error) {
	ids, err := f.c.idsOf(u, customer)
	if err != nil {
		return nil, err
	}
	all, err := f.c.allowances(u, customer, ids)
	if err != nil {
		return nil, err
	}
	used, err := f.c.usedLast(u, ids[0])
	if err != nil {
		return nil, err
	}
	reported, err := f.c.reported(u, ids)
	return append(append(all, used...), reported...), err
}

// allowances are how much of what products include was used by the last bills.
func (c *CRM) allowances(u *work.Unit, customer string, ids []string) ([]selling.Observation, error) {
	offerings := map[string]string{} // by product
	if err := c.eachHolding(u, customer, func(h charge.Holding) { offerings[h.ID] = h.Offering }); err != nil {
		return nil, err
	}
	var all []selling.Observation
	for _, id := range ids {
		accounts, err := c.Billing.AccountsOfTx(u, id)
		if err != nil {
			return nil, err
		}
		for _, a := range accounts {
			last, found, err := c.lastBill(u, a.ID)
			if err != nil {
				return nil, err
			}
			if !found {
				continue
			}
			for _, d := range last.Allowances {
				share, ok := shareOf(d)
				one := selling.Observation{Metric: MetricAllowance, Value: share, Unit: "%", Offering: offerings[d.Product]}
				if ok && one.Offering != "" && !slices.Contains(all, one) { // of many lines alike one says as much as all
					all = append(all, one)
				}
			}
		}
	}
	return all, nil
}

// lastBill is that of an account's last period; what corrects a bill is none.
func (c *CRM) lastBill(u *work.Unit, account string) (last billing.Bill, found bool, err error) {
	bills, err := c.Billing.BillsByTx(u, "account", account)
	for _, b := range bills {
		if b.Bill.No != "" && b.Bill.Corrects == "" && (!found || b.Bill.Period.From().After(last.Period.From())) {
			last, found = b.Bill, true
		}
	}
	return last, found, err
}

// shareOf is how much of an allowance was used, in whole percent.
func shareOf(d rating.Drawn) (money.Quantity, bool) {
	if granted := d.Granted.Duration.Duration(); granted > 0 {
		return money.Count(int64(100 * d.Used.Duration.Duration() / granted)), true
	}
	granted, used := whole(d.Granted.Quantity), whole(d.Used.Quantity)
	if granted.Sign() <= 0 {
		return money.Quantity{}, false
	}
	percent := used.Mul(used, big.NewInt(100))
	return money.Count(percent.Quo(percent, granted).Int64()), true
}

// whole is a quantity counted in its smallest possible parts, so that two can be divided.
func whole(q money.Quantity) *big.Int {
	digits, behind, _ := strings.Cut(q.String(), ".")
	n, _ := new(big.Int).SetString(digits+behind+strings.Repeat("0", 18-len(behind)), 10)
	return n
}

// usedLast is what the last month of whose usage Insight knows had of each service.
func (c *CRM) usedLast(u *work.Unit, customer string) ([]selling.Observation, error) {
	tomorrow := calendar.DateOf(u.At, nil).AddDays(1)
	months, err := c.Insight.MonthsTx(u, customer, value.Window{From: tomorrow.AddMonths(-12), Until: tomorrow})
	months = slices.DeleteFunc(months, func(m insight.Month) bool { return len(m.Usage) == 0 }) // of those that have not been billed yet only contacts are known
	if err != nil || len(months) == 0 {
		return nil, err
	}
	var all []selling.Observation
	for _, used := range months[len(months)-1].Usage {
		all = append(all, selling.Observation{Metric: MetricUsage + used.Service, Value: used.Quantity, Unit: used.Unit})
	}
	return all, nil
}

// reported are the tickets of the last 90 days, in all and by feature.
func (c *CRM) reported(u *work.Unit, ids []string) ([]selling.Observation, error) {
	count := map[string]int64{}
	for _, id := range ids {
		tickets, err := c.Problems.ByTx(u, "customer", id)
		if err != nil {
			return nil, err
		}
		for _, t := range tickets {
			if !t.CreatedAt.After(u.At.Add(-recently)) {
				continue
			}
			count[MetricTickets]++
			if t.Feature != "" {
				count[MetricFeature+t.Feature]++
			}
		}
	}
	var all []selling.Observation
	for _, metric := range slices.Sorted(maps.Keys(count)) {
		all = append(all, selling.Observation{Metric: metric, Value: money.Count(count[metric])})
	}
	return all, nil
}

// Standing implements selling.CustomerFacts: consent from the customer's own words (3.9.4), complaints from Problem Handling, and customer
// risk: as long as a limit is lowered, no more is sold.
func (f offerFacts) Standing(u *work.Unit, customer string) (selling.Standing, error) {
	ids, err := f.c.idsOf(u, customer)
	if err != nil {
		return selling.Standing{}, err
	}
	may, err := f.c.Retention.MayTx(u, ids[0], retention.PurposeMarketing, "")
	if err != nil {
		return selling.Standing{}, err
	}
	s := selling.Standing{Consent: may.May}
	for _, id := range ids {
		tickets, err := f.c.Problems.ByTx(u, "customer", id)
		if err != nil {
			return s, err
		}
		for _, t := range tickets {
			if t.Type == complaintTicket && t.ClosedAt.IsZero() {
				s.Complaints = append(s.Complaints, t.ID)
			}
		}
	}
	limit, err := f.c.Risk.StandingTx(u, ids[0])
	if err != nil {
		return s, err
	}
	if limit.Step.Share.Cmp(allOfIt) < 0 {
		s.Risk = limit.Step.Reasons
	}
	return s, nil
}

var allOfIt = money.MustRate("100%")
