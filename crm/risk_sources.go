package crm

import (
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/crm/customer"
	"github.com/etomcrm/etomcrm/crm/retention"
	"github.com/etomcrm/etomcrm/crm/retention/risk"
	"github.com/etomcrm/etomcrm/crm/retention/rule"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/work"
	"github.com/etomcrm/etomcrm/ordering"
)

// The names of customers' characteristics that are facts for customer risk, "yes" or "no"; those left out are not known. Who has a key that an
// authority has given, such as a tax number, is identified without more.
const (
	FraudSuspected  = "fraudSuspected"
	IdentityChecked = "identityChecked"
)

// riskSources give customer risk what the other processes know (3.9.3): payment behaviour and dunning from Manage Collection (3.8.5),
// tickets, contracts, profile, usage and open orders. What is in another currency than the policy's is not known to it: those facts
// stay missing, and the policy says what that means. Where that would be nothing at all, as with what is owed, used and ordered, the rest counts,
// and payment.elsewhere says that it is not all.
type riskSources struct{ c *CRM }

// Gather implements risk.Sources.
func (s riskSources) Gather(u *work.Unit, ask risk.Ask, facts *rule.Facts) error {
	ids, err := s.c.idsOf(u, ask.Customer)
	if err != nil {
		return err
	}
	g := gathering{u: u, ids: ids, facts: facts, currency: s.c.Risk.Currency()}
	for _, gather := range []func(*CRM, *gathering) error{gatherPayment, gatherTickets, gatherContracts, gatherProfile, gatherUsage, gatherInsight} {
		if err := gather(s.c, &g); err != nil {
			return err
		}
	}
	if err := gatherOrders(s.c, &g, ask.Order); err != nil {
		return err
	}
	g.set("payment.elsewhere", rule.Yes(g.elsewhere))
	return g.err
}

// idsOf are all ids of a customer: his own first, then those merged into it. One who is not in Customer Information Management has the one.
func (c *CRM) idsOf(u *work.Unit, id string) ([]string, error) {
	ids, err := c.Customers.IDsTx(u, id)
	if fault.IsNotFound(err) {
		return []string{id}, nil
	}
	return ids, err
}

// gathering sets facts; it keeps the first error.
type gathering struct {
	u        *work.Unit
	ids      []string // of the customer
	facts    *rule.Facts
	currency money.Currency

	elsewhere bool // something is owed in another currency
	err       error
}

func (g *gathering) set(name string, v rule.Value) {
	if g.err == nil {
		g.err = g.facts.Set(name, v)
	}
}

func (g *gathering) count(name string, n int) { g.set(name, rule.Int(int64(n))) }

// yesNo sets a flag that a characteristic has; anything but yes and no is not known.
func (g *gathering) yesNo(name, value string) {
	if value == "yes" || value == "no" {
		g.set(name, rule.Yes(value == "yes"))
	}
}

// sum sets an amount, unless there is something in another currency: then nobody knows it.
func (g *gathering) sum(name string, all ...money.Amount) {
	total, err := money.FromMinor(0, g.currency)
	for _, a := range all {
		if a.Sign() == 0 {
			continue
		}
		if a.Currency() != g.currency {
			return
		}
		if err == nil {
			total, err = total.Add(a)
		}
	}
	if g.err == nil {
		g.err = err
	}
	g.set(name, rule.Amt(total))
}

// owed sets what the customer owes, or will, of what is in the policy's currency; what is in another is noted. What the provider owes the
// customer makes no credit.
func (g *gathering) owed(name string, all ...money.Amount) {
	var here []money.Amount
	for _, a := range all {
		switch {
		case a.Sign() <= 0:
		case a.Currency() != g.currency:
			g.elsewhere = true
		default:
			here = append(here, a)
		}
	}
	g.sum(name, here...)
}

// gatherPayment is how the customer pays.
func gatherPayment(c *CRM, g *gathering) error {
	b, err := c.Collection.BehaviourTx(g.u, g.ids[0], g.ids[1:]...)
	if err != nil {
		return err
	}
	g.count("payment.bills", b.Bills)
	g.count("payment.dunningLevel", b.Level)
	year := b.LastYear
	if year.Bills > 0 {
		g.count("payment.late", year.Late)
		g.set("payment.daysLateMean", rule.Num(year.DaysLateMean))
		g.count("payment.daysLateWorst", year.DaysLateWorst)
	}
	g.count("payment.dunningWorst", year.LevelWorst)
	g.count("payment.returned", year.Returned)
	g.count("payment.brokenPromises", year.BrokenPromises)
	g.count("payment.brokenPlans", year.BrokenPlans)
	g.count("payment.overdueDays", b.OverdueDays)
	g.set("payment.blocked", rule.Yes(b.Blocked))
	g.sum("payment.writtenOff", b.WrittenOff...)
	g.sum("payment.overdue", b.Overdue...)
	g.owed("payment.open", b.Exposure...)
	return nil
}

// recently is how far back tickets.last90Days looks.
const recently = 90 * 24 * time.Hour

func gatherTickets(c *CRM, g *gathering) error {
	var open, complaints, recent int
	for _, id := range g.ids {
		all, err := c.Problems.ByTx(g.u, "customer", id)
		if err != nil {
			return err
		}
		for _, t := range all {
			if t.CreatedAt.After(g.u.At.Add(-recently)) {
				recent++
			}
			if !t.ClosedAt.IsZero() {
				continue
			}
			open++
			if t.Type == complaintTicket {
				complaints++
			}
		}
	}
	g.count("tickets.open", open)
	g.count("tickets.complaints", complaints)
	g.count("tickets.last90Days", recent)
	return nil
}

func gatherProfile(c *CRM, g *gathering) error {
	p, err := c.Retention.ProfileTx(g.u, g.ids[0])
	if err != nil && !fault.IsNotFound(err) {
		return err
	}
	revenue, err := retention.AnnualRevenue(p.Revenues, g.u.At)
	if err != nil {
		return err
	}
	if revenue.Currency() == g.currency {
		g.sum("profile.revenue", revenue)
	}
	who, err := c.Customers.GetTx(g.u, g.ids[0])
	if fault.IsNotFound(err) {
		return nil
	}
	if err != nil {
		return err
	}
	g.set("profile.kind", rule.Txt(map[customer.Kind]string{customer.Individual: risk.Private, customer.Organization: risk.Business}[who.Kind]))
	for _, one := range who.Characteristics {
		switch {
		case one.Name == Segment && one.Value != "":
			g.set("profile.segment", rule.Txt(one.Value))
		case one.Name == FraudSuspected:
			g.yesNo("profile.fraudSuspected", one.Value)
		case one.Name == IdentityChecked:
			g.yesNo("profile.identified", one.Value)
		}
	}
	keys, err := c.Customers.KeysTx(g.u, g.ids[0])
	if slices.ContainsFunc(keys, func(k customer.Key) bool { return identifying[k.Type] }) {
		g.set("profile.identified", rule.Yes(true))
	}
	return err
}

// identifying are the keys that an authority has given: who has one of them is known to be who he says.
var identifying = map[customer.KeyType]bool{customer.KeyTaxID: true, customer.KeyRegister: true, customer.KeyCommercial: true, customer.KeyDocument: true}

// gatherInsight is what months and models say (3.9.2, 3.9.4).
func gatherInsight(c *CRM, g *gathering) error {
	score, known, err := c.Insight.LastScoreTx(g.u, g.ids[0], ModelBadDebt)
	if err != nil || !known {
		return err
	}
	v, err := rule.Float(score.Probability)
	if err != nil {
		return err
	}
	g.set("model.badDebt", v)
	return nil
}

// gatherOrders is what the customer's other open orders come to.
func gatherOrders(c *CRM, g *gathering, this string) error {
	var all []money.Amount
	for _, id := range g.ids {
		orders, err := c.Orders.ByTx(g.u, "customer", id)
		if err != nil {
			return err
		}
		for _, o := range orders {
			if o.ID == this || o.Final() && (o.Charged || o.ChargeBy.IsZero()) {
				continue // this one, or one that is billed, or never will be
			}
			amount, err := ordering.Exposure(o.Items)
			if err != nil {
				return err
			}
			all = append(all, amount)
		}
	}
	g.owed("orders.open", all...)
	return nil
}

// complaintTicket is the type of the ticket that a complaint makes.
const complaintTicket = "complaint"
