package value

import (
	"fmt"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/decode"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Purchase is one purchase of a customer. It is a value.
type Purchase struct {
	Customer string        `json:"customer"`
	On       calendar.Date `json:"date"`
	Amount   money.Amount  `json:"amount"` // not negative: what was brought back is taken off before
}

// ReadPurchases reads a CSV text with the heading customer,date,amount (in any order) and rows such as
// c-1,2026-03-02,29.33 EUR. All purchases must be in one currency. A broken row is fault.ErrInvalid: every fault of every row is
// told with its line, and nothing is read.
func ReadPurchases(text []byte) ([]Purchase, error) {
	var c fault.Check
	root := decode.CSV(text, &c)
	if root == nil {
		return nil, c.Err("value.purchases")
	}
	var all []Purchase
	decode.Into(root, &all, &c)
	decode.Meaning(root, &c, checkPurchases(all))
	if err := c.Err("value.purchases"); err != nil {
		return nil, err
	}
	return all, nil
}

// checkPurchases asks for what the figures need: customers, dates, and amounts of one currency that are not negative.
func checkPurchases(all []Purchase) error {
	var c fault.Check
	var currency money.Currency
	for i, p := range all {
		path := fmt.Sprintf("[%d].", i)
		c.Text(path+"customer", p.Customer, fault.MaxID)
		c.That(!p.On.IsZero(), path+"date", fault.RuleRequired, "must be a date")
		c.That(p.Amount.Sign() >= 0, path+"amount", fault.RuleRange, "must not be negative; take what was brought back off the purchase")
		checkCurrency(&c, path+"amount", p.Amount, &currency)
	}
	return c.Err("value.purchases")
}

// checkCurrency asks for the currency of the first amount; nothing in no currency goes with every one.
func checkCurrency(c *fault.Check, path string, a money.Amount, currency *money.Currency) {
	none := money.Currency{}
	if *currency == none {
		*currency = a.Currency()
	}
	if got := a.Currency(); got != none && got != *currency {
		c.Add(path, fault.RuleCurrency, fmt.Sprintf("is in %s, others in %s; convert it first", got, *currency))
	}
}

// Window is the span of purchases that count: half-open, From counts and Until does not. Age and recency are counted to the last
// day within, the one before Until. It is a value.
type Window struct {
	From  calendar.Date `json:"from,omitzero"` // zero: from the first purchase on
	Until calendar.Date `json:"until"`         // the first day that no longer counts
}

// last is the last day within.
func (w Window) last() calendar.Date { return w.Until.AddDays(-1) }

// Contains reports whether the date lies in the window.
func (w Window) Contains(d calendar.Date) bool { return !d.Before(w.From) && d.Before(w.Until) }

// Check refuses a window without an end, or one that ends before it begins, as fault.ErrInvalid.
func (w Window) Check() error {
	var c fault.Check
	c.That(!w.Until.IsZero(), "until", fault.RuleRequired, "must be the first day that no longer counts")
	c.That(w.Until.IsZero() || w.From.Before(w.Until), "until", fault.RuleRange, "must lie behind from")
	return c.Err("value.window")
}

// within are the purchases in a window, by customer, checked.
func within(all []Purchase, w Window) (map[string][]Purchase, error) {
	if err := w.Check(); err != nil {
		return nil, err
	}
	if err := checkPurchases(all); err != nil {
		return nil, err
	}
	of := map[string][]Purchase{}
	for _, p := range all {
		if w.Contains(p.On) {
			of[p.Customer] = append(of[p.Customer], p)
		}
	}
	return of, nil
}
