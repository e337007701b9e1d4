package billing

import "github.com/etomcrm/etomcrm/etom/fault"

// Address is where somebody receives letters. It is a value.
type Address struct {
	Care     string `json:"care,omitempty"` // a department or person, c/o
	Street   string `json:"street,omitempty"`
	PostCode string `json:"postCode,omitempty"`
	City     string `json:"city,omitempty"`
	Region   string `json:"region,omitempty"`  // as ISO 3166-2, where the tax depends on it
	Country  string `json:"country,omitempty"` // as ISO 3166-1, two letters
}

// Complete reports whether a letter would arrive: street, city and country are there.
func (a Address) Complete() bool { return a.Street != "" && a.City != "" && a.Country != "" }

// Issuer is who makes the bill: the seller. It is a value.
type Issuer struct {
	ID            string  `json:"id"`
	Name          string  `json:"name"`
	Address       Address `json:"address"`
	TaxID         string  `json:"taxId,omitempty"`         // VAT id, such as DE123456789
	TaxNo         string  `json:"taxNo,omitempty"`         // the tax office's number, where there is no VAT id
	SmallBusiness bool    `json:"smallBusiness,omitempty"` // under its country's exemption for small enterprises
	HomeRates     bool    `json:"homeRates,omitempty"`     // below the threshold from which consumers elsewhere in the Union are taxed where they live
	Register      string  `json:"register,omitempty"`      // of companies: HRB 12345, Amtsgericht Frankfurt am Main
	Contact       string  `json:"contact,omitempty"`       // for questions: telephone, e-mail
	Bank          Bank    `json:"bank,omitzero"`
}

// Bank is an account to pay to. It is a value.
type Bank struct {
	Holder string `json:"holder,omitempty"`
	Name   string `json:"name,omitempty"`
	IBAN   string `json:"iban,omitempty"`
	BIC    string `json:"bic,omitempty"`
}

// Recipient is who the bill is for: the buyer. It is a value.
type Recipient struct {
	Name      string  `json:"name"`
	Address   Address `json:"address"`
	TaxID     string  `json:"taxId,omitempty"` // VAT id
	Business  bool    `json:"business,omitempty"`
	Reference string  `json:"reference,omitempty"` // what the buyer asks to find on the bill: an order number, a cost centre
}

func (a *Address) check(c *fault.Check, path string) {
	var part fault.Check
	part.Optional("care", a.Care, fault.MaxName)
	part.Optional("street", a.Street, fault.MaxName)
	part.Optional("postCode", a.PostCode, fault.MaxName)
	part.Optional("city", a.City, fault.MaxName)
	part.Optional("region", a.Region, fault.MaxName)
	part.Optional("country", a.Country, fault.MaxName)
	if len(part.Fields()) > 0 {
		c.Within(path, &part)
	}
}
