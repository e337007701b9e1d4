package selling

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/price"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// PriceChange enters a price of an offering, or puts it in place of the one of the same name, or deletes it (5.2, Prices and
// Quotation), from an instant on. Offers that are made keep their prices; new ones and new versions have the new price.
type PriceChange struct {
	Offering string      `json:"productOffering"`
	Price    price.Price `json:"price"` // of a deletion only the name counts
	Delete   bool        `json:"delete,omitempty"`
	From     time.Time   `json:"from"` // zero: at once
	By       string      `json:"by,omitempty"`
	Reason   string      `json:"reason,omitempty"`
}

// check looks at the portfolio with all changes that are known, now and at the change's instant.
func (ch PriceChange) check(portfolio Portfolio, then Offering, at time.Time) error {
	var c fault.Check
	_, known := portfolio.Find(ch.Offering)
	c.That(known, "productOffering", fault.RuleReference, fmt.Sprintf("there is no offering %.100q", ch.Offering))
	if ch.Delete {
		there := slices.ContainsFunc(then.Prices, func(p price.Price) bool { return p.Name == ch.Price.Name })
		c.That(there || !known, "price.name", fault.RuleReference, fmt.Sprintf("there is no price %.100q", ch.Price.Name))
	} else {
		currency := portfolio.currency()
		ch.Price.Check(&c, "price")
		checkCurrency(&c, "price.price", ch.Price.Amount, &currency)
	}
	c.That(!ch.From.Before(at), "from", fault.RuleRange, "must not lie in the past")
	c.That(ch.From.Before(at.Add(fault.Horizon)), "from", fault.RuleRange, "lies more than 20 years ahead")
	c.Optional("by", ch.By, fault.MaxName)
	c.Optional("reason", ch.Reason, maxLine)
	return c.Err("selling.priceChange")
}

// priceList keeps the changes of one offering's prices, in the order in which they take effect; its id is the offering's.
type priceList struct {
	store.Meta
	Changes []PriceChange `json:"change"`
}

var priceLists = store.NewCollection[priceList]("selling.priceList", nil)

// maxChanges is how many changes of one offering's prices can wait for their day.
const maxChanges = 100

// ChangePrice enters, updates or deletes a price.
func (s *Service) ChangePrice(ctx context.Context, ch PriceChange) error {
	return s.env.Update(ctx, func(u *work.Unit) error { return s.ChangePriceTx(u, ch) })
}

// ChangePriceTx is ChangePrice in the caller's unit.
func (s *Service) ChangePriceTx(u *work.Unit, ch PriceChange) error {
	if ch.From.IsZero() {
		ch.From = u.At
	}
	ch.From = fault.Instant(ch.From)
	portfolio, err := s.portfolioAt(u, u.At.Add(fault.Horizon))
	if err != nil {
		return err
	}
	offering, _ := s.config.Portfolio.Find(ch.Offering)
	var list priceList
	if offering.ID != "" {
		if list, _, err = priceLists.Find(u, offering.ID); err != nil {
			return err
		}
	}
	if err := ch.check(portfolio, offering.At(list.Changes, ch.From), u.At); err != nil {
		return err
	}
	list.ID = ch.Offering
	if list.Changes, err = offering.schedule(list.Changes, ch, u.At); err != nil {
		return err
	}
	if err := priceLists.Put(u, &list); err != nil {
		return err
	}
	return u.Emit(EventPriceChanged, ch.Offering, "", ch)
}

// schedule puts a change among those of an offering's prices, in the order in which they take effect.
func (o Offering) schedule(changes []PriceChange, ch PriceChange, at time.Time) ([]PriceChange, error) {
	changes = append(slices.Clone(changes), ch)
	slices.SortStableFunc(changes, func(a, b PriceChange) int { return a.From.Compare(b.From) })
	changes = current(changes, at)
	var c fault.Check
	c.That(len(changes) <= maxChanges, "from", fault.RuleLength, fmt.Sprintf("at most %d changes of an offering's prices are kept; let some take effect first", maxChanges))
	for _, each := range changes {
		count := len(o.At(changes, each.From).Prices)
		if count > maxPrices {
			c.Add("price", fault.RuleLength, fmt.Sprintf("the offering would have %d prices, at most %d are allowed", count, maxPrices))
			break
		}
	}
	return changes, c.Err("selling.priceChange")
}

// current leaves out changes that later ones in effect have replaced; the journal keeps them.
func current(changes []PriceChange, at time.Time) []PriceChange {
	var kept []PriceChange
	for n, ch := range changes {
		replaced := slices.ContainsFunc(changes[n+1:], func(later PriceChange) bool {
			return later.Price.Name == ch.Price.Name && !later.From.After(at)
		})
		if !replaced {
			kept = append(kept, ch)
		}
	}
	return kept
}

// At is the offering with the prices that changes, in the order of their From, give it at an instant.
func (o Offering) At(changes []PriceChange, asOf time.Time) Offering {
	o.Prices = slices.Clone(o.Prices)
	for _, ch := range changes {
		if ch.Offering != o.ID || ch.From.After(asOf) {
			continue
		}
		n := slices.IndexFunc(o.Prices, func(p price.Price) bool { return p.Name == ch.Price.Name })
		switch {
		case ch.Delete && n >= 0:
			o.Prices = slices.Delete(o.Prices, n, n+1)
		case ch.Delete:
		case n >= 0:
			o.Prices[n] = ch.Price
		default:
			o.Prices = append(o.Prices, ch.Price)
		}
	}
	return o
}

// Portfolio is the portfolio with the prices as they are now.
func (s *Service) Portfolio(ctx context.Context) (Portfolio, error) {
	return work.See(ctx, s.env, s.portfolio)
}

func (s *Service) portfolio(u *work.Unit) (Portfolio, error) { return s.portfolioAt(u, u.At) }

func (s *Service) portfolioAt(u *work.Unit, asOf time.Time) (Portfolio, error) {
	lists, _, err := priceLists.Page(u, store.Query{})
	if err != nil || len(lists) == 0 {
		return s.config.Portfolio, err
	}
	portfolio := slices.Clone(s.config.Portfolio)
	for _, list := range lists {
		if n := slices.IndexFunc(portfolio, func(o Offering) bool { return o.ID == list.ID }); n >= 0 {
			portfolio[n] = portfolio[n].At(list.Changes, asOf)
		}
	}
	return portfolio, nil
}
