package tax

import "github.com/etomcrm/etomcrm/etom/calendar"

// Kind is what is supplied, as far as the place of supply depends on it. It is immutable.
type Kind string

// The kinds.
const (
	Goods             Kind = "goods"             // sent or transported to the buyer's country
	Services          Kind = "services"          // such as installation, consulting, support
	Telecommunication Kind = "telecommunication" // also broadcasting and electronically supplied services, which follow the same rules
)

// Party is a seller or buyer as far as tax depends on it. It is immutable.
type Party struct {
	Country       string `json:"country"`                 // ISO 3166, where the supply is used or the goods go to; XI for Northern Ireland
	Region        string `json:"region,omitempty"`        // as ISO 3166-2, or one of Territories, such as ES-CN; only on those tax depends
	TaxID         string `json:"taxId,omitempty"`         // VAT identification number, such as DE136695976
	Business      bool   `json:"business,omitempty"`      // acts as a taxable person
	Reseller      bool   `json:"reseller,omitempty"`      // a buyer whose main business with telecommunication is to sell it on, as its tax office attests
	SmallBusiness bool   `json:"smallBusiness,omitempty"` // a seller under its country's exemption for small enterprises
	HomeRates     bool   `json:"homeRates,omitempty"`     // a seller below the Union-wide threshold of 10,000 EUR who has not waived it: consumers elsewhere are taxed at home
}

// Supply is one supply whose tax is asked for. It is immutable.
type Supply struct {
	Seller    Party         `json:"seller"`
	Buyer     Party         `json:"buyer"`
	Class     Class         `json:"class"`
	Kind      Kind          `json:"kind"`
	On        calendar.Date `json:"on"`                  // the day of supply; of a period, its last day
	Exemption string        `json:"exemption,omitempty"` // for the class exempt: a code of Exemptions
	Reverse   string        `json:"reverse,omitempty"`   // the provision by which a business owes the tax of a supply at home, such as "§ 13b Abs. 2 Nr. 10 UStG"
}
