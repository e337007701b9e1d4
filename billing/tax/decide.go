package tax

import (
	"fmt"
	"slices"
	"strings"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// Decide says which tax a supply bears and why. The first rule of Rules that fits decides. What is wrong with the supply is
// fault.ErrInvalid, every fault at once; so is what no rule and no row of the table has: the line is then given a Treatment by who knows
// the law.
func Decide(t Table, s Supply) (Treatment, error) {
	if err := s.check(); err != nil {
		return Treatment{}, err
	}
	s.Seller.Country, s.Buyer.Country = treatedAs(s.Seller.Country), treatedAs(s.Buyer.Country)
	for i := range rules {
		if !rules[i].fits(&s) {
			continue
		}
		treatment, err := rules[i].treat(t, &s)
		treatment.Rule = rules[i].Code
		return treatment, err
	}
	return Treatment{}, &fault.Invalid{Subject: "tax.Supply", Fields: []fault.Field{{Path: "seller.country", Rule: fault.RuleUnknown,
		Message: fmt.Sprintf("no rule decides on %s from %s to %s on %s; give the line its treatment", s.Kind, s.Seller.Country, s.Buyer.Country, s.On)}}}
}

var kinds = []Kind{Goods, Services, Telecommunication}

// check notes everything that is wrong with a supply.
func (s *Supply) check() error {
	var c fault.Check
	c.That(slices.Contains(kinds, s.Kind), "kind", fault.RuleUnknown, "must be goods, services or telecommunication")
	c.That(slices.Contains(rated, s.Class) || s.Class == Zero || s.Class == Exempt || s.Class == OutOfScope, "class", fault.RuleUnknown,
		"must be standard, reduced, secondReduced, superReduced, parking, zero, exempt or outOfScope")
	c.That(!s.On.IsZero(), "on", fault.RuleRequired, "must be the day of the supply: rates change")
	s.Seller.check(&c, "seller")
	s.Buyer.check(&c, "buyer")
	if s.Class == Exempt {
		if _, known := exemption(s.Exemption); !known {
			c.Add("exemption", fault.RuleUnknown, fmt.Sprintf("%.60q is none of Exemptions; name the provision, such as VATEX-EU-132-1I", s.Exemption))
		}
	}
	c.That(s.Class == Exempt || s.Exemption == "", "exemption", fault.RuleRange, "must be empty unless the class is exempt")
	c.That(s.Reverse == "" || s.Buyer.Business && s.Buyer.TaxID != "", "reverse", fault.RuleRange, "asks for a buyer that is a business with its VAT id")
	return c.Err("tax.Supply")
}

// isCountry asks for the form and refuses the codes that the Union uses beside ISO 3166.
func isCountry(c string) bool {
	return len(c) == 2 && 'A' <= c[0] && c[0] <= 'Z' && 'A' <= c[1] && c[1] <= 'Z' && c != "EL" && c != "UK"
}

func (p *Party) check(c *fault.Check, path string) {
	if !isCountry(p.Country) {
		c.Add(path+".country", fault.RuleFormat, fmt.Sprintf("%.60q must be two capital letters of ISO 3166, such as DE; GR for Greece, GB for the United Kingdom, XI for Northern Ireland", p.Country))
	}
	if p.Region != "" && !strings.HasPrefix(p.Region, p.Country+"-") {
		c.Add(path+".region", fault.RuleReference, fmt.Sprintf("%.60q does not lie in %.60s; a region begins with its country, such as ES-CN", p.Region, p.Country))
	}
	if p.TaxID == "" || !p.Business || !hasForm(p.Country) && prefixCountry(p.TaxID) == "" {
		return // no id, or one of a country whose form is not known
	}
	if wrong := wrongID(p.TaxID); wrong != "" {
		c.Add(path+".taxId", fault.RuleFormat, wrong)
	}
}

// charged is the tax of a country at the rate of the supply's class.
func charged(t Table, s *Supply, country, source string) (Treatment, error) {
	if s.Class == Zero && country == s.Seller.taxCountry() { // which of its products are taxed at 0 %, the seller knows; not those of others
		return Treatment{Category: ZeroRated, Country: country, Reason: "Taxed at 0 %", De: "Nullsteuersatz", Source: join("Directive 2006/112/EC, Art. 98 (2), 110, or the seller's own law", source)}, nil
	}
	row, err := t.Rate(country, s.Class, s.On)
	if err != nil {
		return Treatment{}, err
	}
	return Treatment{Category: StandardRate, Rate: row.Rate, Country: country, Source: join(row.Source, source)}, nil
}

// uncharged is no tax, with the reason.
func uncharged(c Category, why reason) Treatment {
	return Treatment{Category: c, Code: why.code, Reason: why.en, De: why.de, Source: why.source}
}

// join names both sources of law, if there are two.
func join(a, b string) string {
	if b == "" {
		return a
	}
	return a + "; " + b
}
