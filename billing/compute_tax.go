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
func (w *computation) treatment(class, supply string, on calendar.Date) (tax.Treatment, error) {
	asked := w.supply(class, supply, on)
	for i := range w.in.Treatments {
		t := &w.in.Treatments[i]
		if of := w.supply(t.TaxClass, t.Supply, on); of.Class == asked.Class && of.Kind == asked.Kind {
			return t.Treatment, nil
		}
	}
	return tax.Decide(w.in.Taxes, asked)
}

// supply is one as the law of tax sees it.
func (w *computation) supply(class, supply string, on calendar.Date) tax.Supply {
	if w.seller.Country == "" {
		w.seller, w.buyer = w.in.parties()
	}
	s := tax.Supply{Seller: w.seller, Buyer: w.buyer, On: on,
		Class: tax.Class(cmp.Or(class, string(tax.Standard))), Kind: tax.Kind(cmp.Or(supply, w.in.Policy.Supply, string(tax.Services)))}
	if s.Class == tax.Exempt {
		s.Exemption = w.in.Policy.Exemption
	}
	if s.Buyer.Business && s.Buyer.TaxID != "" {
		s.Reverse = w.in.Policy.Reverse
	}
	return s
}

// parties are issuer and account as the law of tax sees them.
func (in *Input) parties() (seller, buyer tax.Party) {
	i, a := &in.Issuer, &in.Account
	seller = tax.Party{Country: i.Address.Country, Region: i.Address.Region, TaxID: validID(i.TaxID), Business: true, SmallBusiness: i.SmallBusiness, HomeRates: i.HomeRates}
	buyer = tax.Party{Country: a.Address.Country, Region: a.Address.Region, TaxID: validID(a.TaxID), Business: a.Business, Reseller: a.Reseller}
	return seller, buyer
}

// validID is the VAT id if it has the form of its country. One that has not decides no tax, as none would; a check holds the bill.
func validID(id string) string {
	if id == "" || tax.CheckID(id) != nil {
		return ""
	}
	return id
}
