package billing

import (
	"cmp"
	"context"
	"fmt"

	"github.com/etomcrm/etomcrm/billing/charge"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/price"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Charges is what Order Handling hands over of a completed order (flow 4.1.3): products that the account pays for from now on,
// and what is due once.
type Charges struct {
	Customer  string       `json:"customer"`
	Account   string       `json:"account,omitempty"` // empty: the customer's default account
	Order     string       `json:"order"`
	Agreement string       `json:"agreement,omitempty"`
	Items     []ChargeItem `json:"item"`
}

// ChargeItem is one item of an order: its recurring prices make a product, its one-time prices positions.
type ChargeItem struct {
	ID         string          `json:"id"` // of the order's item; with the order's id it is the product's
	Offering   string          `json:"offering"`
	Name       string          `json:"name"`
	De         string          `json:"de,omitempty"`
	Quantity   int64           `json:"quantity"`
	Prices     []price.Price   `json:"price"`
	Timing     charge.Timing   `json:"timing,omitempty"`     // of recurring prices; empty: in arrear
	Tariff     string          `json:"tariff,omitempty"`     // by which its usage is rated
	From       calendar.Date   `json:"from,omitzero"`        // first service day, and the day of the one-time prices; zero: today
	OnDelivery bool            `json:"onDelivery,omitempty"` // one-time prices wait until the delivery is reported
	Ends       []string        `json:"ends,omitempty"`       // products that end as this one begins
	TaxClass   string          `json:"taxClass,omitempty"`   // empty: standard
	Supply     string          `json:"supply,omitempty"`     // of one-time prices: goods, services …
	DayCount   charge.DayCount `json:"dayCount,omitempty"`   // empty: charge.ActualActual
}

// TakeCharges notes the charges of an order. Those of an order's item that are noted already are fault.ErrConflict. On a closed account
// products end when it was closed; one that begins later is fault.ErrState.
func (s *Service) TakeCharges(ctx context.Context, ch Charges) (ChargesNotice, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (ChargesNotice, error) { return s.TakeChargesTx(u, ch) })
}

// TakeChargesTx is TakeCharges in the caller's unit.
func (s *Service) TakeChargesTx(u *work.Unit, ch Charges) (ChargesNotice, error) {
	if err := ch.check(u); err != nil {
		return ChargesNotice{}, err
	}
	a, err := s.accountFor(u, ch.Customer, ch.Account)
	if err != nil {
		return ChargesNotice{}, err
	}
	var c fault.Check
	for n, i := range ch.Items {
		checkCurrency(&c, fmt.Sprintf("items[%d].", n), i.Prices, a.Currency)
	}
	if err := c.Err("billing.charges"); err != nil {
		return ChargesNotice{}, err
	}
	n := ChargesNotice{Customer: a.Customer, Account: a.ID, Order: ch.Order, Agreement: ch.Agreement}
	for _, i := range ch.Items {
		if i.From.IsZero() {
			i.From = a.day(u)
		}
		if n, err = s.takeItem(u, a, ch, i, n); err != nil {
			return ChargesNotice{}, err
		}
	}
	l, err := s.noted(u, a)
	if err != nil {
		return ChargesNotice{}, err
	}
	return n, u.Emit(EventChargesNoted, ch.Order, l.openCase(), n.clipped())
}

func (s *Service) takeItem(u *work.Unit, a Account, ch Charges, i ChargeItem, n ChargesNotice) (ChargesNotice, error) {
	for _, id := range i.Ends {
		before, err := products.Get(u, id)
		if err != nil {
			return n, err
		}
		if before.Customer != a.Customer {
			return n, fault.NotFound(products.Subject(id))
		}
		if _, err := s.EndProductTx(u, id, latest(i.From, before.Holding.From)); err != nil {
			return n, err
		}
	}
	if p, any := i.product(a, ch); any {
		if _, known, err := products.Find(u, p.ID); err != nil || known {
			return n, cmp.Or(err, fault.Conflict(products.Subject(p.ID), "is noted already"))
		}
		if err := checkHolding(p.Holding); err != nil {
			return n, err
		}
		if a.State == AccountClosed {
			if !i.From.Before(a.Closed) {
				return n, fault.State(accounts.Subject(a.ID), "is closed from "+a.Closed.String()+" on; name an account that is not, or open one")
			}
			p, _ = p.ended(a.Closed)
		}
		if err := products.Put(u, &p); err != nil {
			return n, err
		}
		n.Products = append(n.Products, p)
	}
	for m, one := range i.Prices {
		if one.Type != price.NonRecurring {
			continue
		}
		pos := positionOf(idOf(ch.Order, i.ID, fmt.Sprint(m+1)), i.Offering, one, i.Quantity)
		pos.Order, pos.Agreement, pos.TaxClass, pos.Supply, pos.On = ch.Order, ch.Agreement, i.TaxClass, i.Supply, i.From
		pos.Sources = []string{ch.Order}
		e := entry{Account: a.ID, Position: &pos}
		if i.OnDelivery {
			e = entry{Account: a.ID, Waiting: &waiting{Offering: i.Offering, Item: idOf(ch.Order, i.ID), Position: pos, Ordered: pos.Quantity}}
			n.Waiting = append(n.Waiting, pos)
		} else {
			n.Positions = append(n.Positions, pos)
		}
		if err := s.put(u, e); err != nil {
			return n, err
		}
	}
	return n, nil
}

// product is what the item's recurring prices and its tariff make; false if it has neither.
func (i ChargeItem) product(a Account, ch Charges) (Product, bool) {
	h := charge.Holding{ID: idOf(ch.Order, i.ID), Name: cmp.Or(i.Name, i.Offering), De: i.De, Offering: i.Offering, Tariff: i.Tariff, Agreement: ch.Agreement,
		TaxClass: i.TaxClass, Quantity: i.Quantity, From: i.From}
	for n, p := range i.Prices {
		if p.Type == price.Recurring {
			h.Prices = append(h.Prices, i.recurring(fmt.Sprint(n+1), p))
		}
	}
	p := Product{Meta: store.Meta{ID: h.ID}, Customer: a.Customer, Holding: h, Order: ch.Order, Places: []Place{{Account: a.ID, From: i.From}}}
	return p, len(h.Prices) > 0 || i.Tariff != ""
}

// recurring is a price as charges know it.
func (i ChargeItem) recurring(id string, p price.Price) charge.Price {
	every := recurrences[p.Period]
	return charge.Price{ID: id, Name: p.Name, Kind: charge.Recurring, Timing: cmp.Or(i.Timing, charge.Arrear), Every: every.unit, Times: every.times,
		Amount: p.Amount, DayCount: i.DayCount, Discount: p.Discount, DiscountName: p.DiscountName}
}

var recurrences = map[string]struct {
	unit  calendar.Unit
	times int
}{
	"day": {calendar.Days, 1}, "week": {calendar.Days, 7}, "month": {calendar.Month, 1}, "quarter": {calendar.Quarter, 1}, "year": {calendar.Year, 1},
}

func (ch Charges) check(u *work.Unit) error {
	var c fault.Check
	c.Text("customer", ch.Customer, fault.MaxID)
	c.Optional("account", ch.Account, fault.MaxID)
	c.Text("order", ch.Order, maxEntry)
	c.Optional("agreement", ch.Agreement, fault.MaxID)
	c.That(len(ch.Items) > 0, "items", fault.RuleRequired, "must not be empty")
	c.That(len(ch.Items) <= maxItems, "items", fault.RuleLength, "are more than 1000")
	seen := map[string]bool{}
	for n, i := range ch.Items[:min(len(ch.Items), maxItems)] {
		path := fmt.Sprintf("items[%d].", n)
		c.Text(path+"id", i.ID, maxEntry)
		c.That(!seen[i.ID], path+"id", fault.RuleDuplicate, "stands there twice")
		seen[i.ID] = true
		checkItem(&c, path, i.Offering, i.Name, i.De, i.Quantity, i.Prices)
		c.That(i.Timing == "" || i.Timing == charge.Advance || i.Timing == charge.Arrear, path+"timing", fault.RuleUnknown, "must be advance or arrear")
		c.Optional(path+"tariff", i.Tariff, fault.MaxName)
		c.Optional(path+"taxClass", i.TaxClass, fault.MaxName)
		c.Optional(path+"supply", i.Supply, fault.MaxName)
		c.That(i.From.IsZero() || near(u, i.From), path+"from", fault.RuleRange, "lies more than 20 years away")
		c.That(len(i.Prices) > 0 || i.Tariff != "", path+"prices", fault.RuleRequired, "must not be empty")
	}
	return c.Err("billing.charges")
}

// checkHolding asks that charges can be made of a holding at all.
func checkHolding(h charge.Holding) error {
	cycle, err := charge.BillCycle(1, "UTC")
	if err != nil {
		return err
	}
	period, err := calendar.NewPeriod(h.From, h.From.AddDays(1), "UTC")
	if err != nil {
		return err
	}
	if period, err = cycle.Period(period.Start()); err != nil {
		return err
	}
	_, err = charge.Charges(h, cycle, period, nil)
	return err
}
