package billing

import (
	"context"
	"slices"

	"github.com/etomcrm/etomcrm/billing/charge"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Place says which account pays for a product from a day on.
type Place struct {
	Account string        `json:"account"`
	From    calendar.Date `json:"from"` // the first: the product's own first day, or earlier
}

// Product is a product that a customer holds and pays for again and again, or by use, and the accounts that pay for it. It is a
// value.
type Product struct {
	store.Meta
	Customer string         `json:"customer"`
	Holding  charge.Holding `json:"holding"` // with its whole history
	Order    string         `json:"order,omitempty"`
	Places   []Place        `json:"place"` // by From; the last pays now
}

// About says what the product's events are about; they belong to the case of the account's open period.
func (p Product) About() (subject, correlation string) { return p.ID, "" }

// Account is the account that pays for the product now.
func (p Product) Account() string { return p.Places[len(p.Places)-1].Account }

var products = store.NewCollection("billing.product", func(p *Product) []store.Key {
	keys := []store.Key{{Name: "customer", Value: p.Customer}, {Name: "agreement", Value: p.Holding.Agreement}, {Name: "order", Value: p.Order}}
	seen := map[string]bool{}
	for _, place := range p.Places {
		if !seen[place.Account] {
			seen[place.Account] = true
			keys = append(keys, store.Key{Name: "account", Value: place.Account})
		}
	}
	return keys
})

// heldTx are the products that an account pays for, or paid for.
func (s *Service) heldTx(u *work.Unit, account string) ([]Product, error) {
	return products.By(u, "account", account)
}

// ended is the product without what lies behind a day; false if it ends before anyhow.
func (p Product) ended(until calendar.Date) (Product, bool) {
	h := p.Holding
	if !h.Until.IsZero() && !h.Until.After(until) {
		return p, false
	}
	h.Until = until
	if h.Until.Before(h.From) {
		h.Until = h.From
	}
	p.Holding = h
	return p, true
}

// at is the holding as one bill has it, for the accounts that stand on it: the days on which others pay are left out.
func (p Product) at(mine func(account string) bool) (charge.Holding, bool) {
	h := p.Holding
	if len(p.Places) == 1 {
		return h, mine(p.Places[0].Account)
	}
	h.Suspended = slices.Clone(h.Suspended)
	var first, last calendar.Date
	for n, place := range p.Places {
		end := h.Until
		if n+1 < len(p.Places) {
			end = p.Places[n+1].From
		}
		if !mine(place.Account) {
			continue
		}
		switch {
		case first.IsZero():
			first = latest(place.From, h.From)
		case last != place.From:
			h.Suspended = append(h.Suspended, charge.Range{From: last, Until: place.From})
		}
		last = end
	}
	if first.IsZero() {
		return h, false
	}
	h.From = first
	if h.Until.IsZero() || !last.IsZero() && last.Before(h.Until) {
		h.Until = last
	}
	if !h.Until.IsZero() && h.Until.Before(h.From) {
		h.Until = h.From
	}
	return h, true
}

func latest(a, b calendar.Date) calendar.Date {
	if a.Before(b) {
		return b
	}
	return a
}

// Product returns a product.
func (s *Service) Product(ctx context.Context, id string) (Product, error) {
	return work.See(ctx, s.env, func(u *work.Unit) (Product, error) { return products.Get(u, id) })
}

// ProductsOf returns the products that an account pays for, or paid for, in order of id.
func (s *Service) ProductsOf(ctx context.Context, account string) ([]Product, error) {
	return work.See(ctx, s.env, func(u *work.Unit) ([]Product, error) { return s.heldTx(u, account) })
}

// EndProduct ends a product: until is its first day without service. What was billed in advance of that day is taken back on the
// next bill.
func (s *Service) EndProduct(ctx context.Context, id string, until calendar.Date) (Product, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Product, error) { return s.EndProductTx(u, id, until) })
}

// EndProductTx is EndProduct in the caller's unit.
func (s *Service) EndProductTx(u *work.Unit, id string, until calendar.Date) (Product, error) {
	return s.holding(u, id, func(h *charge.Holding, c *fault.Check) {
		c.That(!until.IsZero() && near(u, until), "until", fault.RuleRange, "must be a day within 20 years")
		c.That(until.IsZero() || !until.Before(h.From), "until", fault.RuleRange, "lies before the product's first day")
		h.Until = until
	})
}

// ChangeQuantity changes how many units of a product are held from a day on.
func (s *Service) ChangeQuantity(ctx context.Context, id string, ch charge.Change) (Product, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Product, error) { return s.ChangeQuantityTx(u, id, ch) })
}

// ChangeQuantityTx is ChangeQuantity in the caller's unit.
func (s *Service) ChangeQuantityTx(u *work.Unit, id string, ch charge.Change) (Product, error) {
	return s.holding(u, id, func(h *charge.Holding, c *fault.Check) {
		c.That(ch.Quantity >= 0 && ch.Quantity <= charge.MaxQuantity, "quantity", fault.RuleRange, "must be 0 to 1000000000")
		c.That(!ch.From.Before(h.From) && near(u, ch.From), "from", fault.RuleRange, "lies before the product's first day, or more than 20 years away")
		at := slices.IndexFunc(h.Changes, func(one charge.Change) bool { return !one.From.Before(ch.From) })
		switch {
		case at < 0:
			h.Changes = append(slices.Clone(h.Changes), ch)
		case h.Changes[at].From == ch.From:
			h.Changes = slices.Clone(h.Changes)
			h.Changes[at] = ch
		default:
			h.Changes = slices.Insert(slices.Clone(h.Changes), at, ch)
		}
	})
}

// Suspend notes days on which a product's recurring prices are not owed; without Until it is until further notice. Days noted before that
// have the same first day are replaced: so a suspension gets its end.
func (s *Service) Suspend(ctx context.Context, id string, days charge.Range) (Product, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Product, error) { return s.SuspendTx(u, id, days) })
}

// SuspendTx is Suspend in the caller's unit.
func (s *Service) SuspendTx(u *work.Unit, id string, days charge.Range) (Product, error) {
	return s.holding(u, id, func(h *charge.Holding, c *fault.Check) {
		c.That(!days.From.IsZero() && near(u, days.From), "from", fault.RuleRange, "must be a day within 20 years")
		c.That(days.Until.IsZero() || days.From.Before(days.Until), "until", fault.RuleRange, "must be later than from")
		h.Suspended = append(slices.DeleteFunc(slices.Clone(h.Suspended), func(r charge.Range) bool { return r.From == days.From }), days)
	})
}

// holding changes what is held; the account that pays is billed by it with its next bill.
func (s *Service) holding(u *work.Unit, id string, decide func(*charge.Holding, *fault.Check)) (Product, error) {
	p, err := products.Get(u, id)
	if err != nil {
		return Product{}, err
	}
	var c fault.Check
	decide(&p.Holding, &c)
	if err := c.Err(products.Subject(id)); err != nil {
		return Product{}, err
	}
	if err := checkHolding(p.Holding); err != nil {
		return Product{}, err
	}
	if err := s.touchPlaces(u, p); err != nil {
		return Product{}, err
	}
	return p, products.Put(u, &p)
}

func (s *Service) touchPlaces(u *work.Unit, p Product) error {
	seen := map[string]bool{}
	for _, place := range p.Places {
		if seen[place.Account] {
			continue
		}
		seen[place.Account] = true
		if err := s.touch(u, place.Account); err != nil {
			return err
		}
	}
	return nil
}
