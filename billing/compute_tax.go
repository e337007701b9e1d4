package billing

import (
	"cmp"

	"github.com/etomcrm/etomcrm/billing/tax"
	"github.com/etomcrm/etomcrm/etom/calendar"
)

// Treated is the tax of a class and kind of supply as somebody who knows the law has decided it, for what tax.Decide has no rule or no
// rate. A plain value.
type Treated struct {
	TaxClass  string        `json:"taxClass,omitempty"` // empty: standard
	Supply    string        `json:"supply,omitempty"`   // empty: as the policy says
	Treatment tax.Treatment `json:"treatment"`
}

// treatment is the tax of a supply on a day: as it was decided, else as tax.Decide does.
func (in *Input) treatment(class, supply string, on calendar.Date) (tax.Treatment, error) {
	asked := in.supply(class, supply, on)
	for i := range in.Treatments {
		t := &in.Treatments[i]
		if of := in.supply(t.TaxClass, t.Supply, on); of.Class == asked.Class && of.Kind == asked.Kind {
			return t.Treatment, nil
		}
	}
	return tax.Decide(in.Taxes, asked)
}

// supply is one as the law of tax sees it.
func (in *Input) supply(class, supply string, on calendar.Date) tax.Supply {
	issuer, account := &in.Issuer, &in.Account
	s := tax.Supply{
		Seller: tax.Party{Country: issuer.Address.Country, Region: issuer.Address.Region, TaxID: validID(issuer.TaxID), Business: true,
			SmallBusiness: issuer.SmallBusiness, HomeRates: issuer.HomeRates},
		Buyer: tax.Party{Country: account.Address.Country, Region: account.Address.Region, TaxID: validID(account.TaxID),
			Business: account.Business, Reseller: account.Reseller},
		Class: tax.Class(cmp.Or(class, string(tax.Standard))), Kind: tax.Kind(cmp.Or(supply, in.Policy.Supply, string(tax.Services))), On: on,
	}
	if s.Class == tax.Exempt {
		s.Exemption = in.Policy.Exemption
	}
	if s.Buyer.Business && s.Buyer.TaxID != "" {
		s.Reverse = in.Policy.Reverse
	}
	return s
}

// validID is the VAT id if it has the form of its country. One that has not decides no tax, as none would; a check holds the bill.
func validID(id string) string {
	if id == "" || tax.CheckID(id) != nil {
		return ""
	}
	return id
}
