package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/etomcrm/etomcrm/crm/retention/risk"
	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/etom/price"
	"github.com/etomcrm/etomcrm/ordering"
)

// teller knows how to say things: the language, the zone, and what products are called.
type teller struct {
	lang      string
	zone      *time.Location
	portfolio selling.Portfolio
	policy    risk.Policy
}

func (p *play) teller(lang string) teller {
	return teller{lang: lang, zone: p.zone, portfolio: p.scenario.portfolio(),
		policy: risk.DefaultPolicy(p.scenario.currency())}
}

// say chooses between English and German.
func (t teller) say(en, de string) string {
	if t.lang == "de" {
		return de
	}
	return en
}

// authorization says how a request for credit was answered.
func (t teller) authorization(a ordering.Authorization) string {
	return t.say(string(a), map[ordering.Authorization]string{ordering.CreditGranted: "gewährt", ordering.CreditHeld: "noch nicht entschieden",
		ordering.CreditRefused: "abgelehnt"}[a])
}

// name is what an offering is called.
func (t teller) name(offering string) string {
	if o, known := t.portfolio.Find(offering); known {
		return o.In(t.lang)
	}
	return offering
}

func (t teller) item(i selling.Item) string {
	return fmt.Sprintf("%d × %s", i.Quantity, t.name(i.Offering))
}

// off is the discount of a price, if it has one.
func (t teller) off(p price.Price) string {
	if p.Discount.Sign() == 0 {
		return ""
	}
	return fmt.Sprintf(" − %s %s", p.Discount, p.DiscountName)
}

// day is the day of an instant; a dash for none.
func (t teller) day(at time.Time) string {
	if at.IsZero() {
		return "–"
	}
	return at.In(t.zone).Format(time.DateOnly)
}

// lastDay is the last day of something that ends at an instant.
func (t teller) lastDay(end time.Time) string {
	if end.IsZero() {
		return t.day(end)
	}
	return t.day(end.Add(-time.Microsecond))
}

// each lists what a function says of each.
func each[T any](all []T, of func(T) string) string {
	said := make([]string, len(all))
	for i, one := range all {
		said[i] = of(one)
	}
	return strings.Join(said, "; ")
}
