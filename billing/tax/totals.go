package tax

import "github.com/etomcrm/etomcrm/etom/money"

// Line is one line of a document: a printed figure, in whole minor units, and the tax it bears. Its order in a document does not matter.
type Line struct {
	ID        string       `json:"id"`     // its own within the document, also among the changes
	Amount    money.Amount `json:"amount"` // net or gross, as Policy.Prices says; may be negative
	Treatment Treatment    `json:"treatment"`
}

// Change is an allowance (below zero) or a charge (above) on the whole document; it bears tax as a line does. A discount on lines of
// several rates is one Change for each of them.
type Change struct {
	ID        string       `json:"id"`
	Amount    money.Amount `json:"amount"`
	Treatment Treatment    `json:"treatment"`
}

// LineTax is what a line or change contributes: Net + Tax = Gross, and over the document each adds up to its total.
type LineTax struct {
	ID       string       `json:"id"`
	Category Category     `json:"category"`
	Rate     money.Rate   `json:"rate"`
	Net      money.Amount `json:"net"`
	Tax      money.Amount `json:"tax"`
	Gross    money.Amount `json:"gross"`
}

// Subtotal is one row of the VAT breakdown (BG-23): a category and rate.
type Subtotal struct {
	Category Category     `json:"category"`         // BT-118
	Rate     money.Rate   `json:"rate"`             // BT-119
	Taxable  money.Amount `json:"taxable"`          // BT-116
	Tax      money.Amount `json:"tax"`              // BT-117
	Code     string       `json:"code,omitempty"`   // BT-121; empty where the lines have several
	Reason   string       `json:"reason,omitempty"` // BT-120; the lines' reasons where they have several, separated by "; "
	De       string       `json:"de,omitempty"`
	Source   string       `json:"source,omitempty"`
}

// Totals are the figures at the foot of a document, as EN 16931 names them; amounts are in whole minor units. It is a value, and not
// to be changed: its slices may be shared.
type Totals struct {
	Lines      []LineTax    `json:"lines"`      // in the order of the document
	Changes    []LineTax    `json:"changes"`    // in the order of the document; allowances are negative
	Breakdown  []Subtotal   `json:"breakdown"`  // by category as UNCL5305 is listed in Category's constants, then by rate, the highest first
	Net        money.Amount `json:"net"`        // sum of the lines without tax: BT-106
	Allowances money.Amount `json:"allowances"` // without tax, not negative: BT-107
	Charges    money.Amount `json:"charges"`    // without tax: BT-108
	WithoutTax money.Amount `json:"withoutTax"` // BT-109
	Tax        money.Amount `json:"tax"`        // BT-110
	WithTax    money.Amount `json:"withTax"`    // BT-112
	Prepaid    money.Amount `json:"prepaid"`    // BT-113
	Rounding   money.Amount `json:"rounding"`   // of the amount due, such as to 5 Rappen: BT-114
	Due        money.Amount `json:"due"`        // BT-115
	Policy     Policy       `json:"policy"`

	// Corrects marks the totals of a document that takes back what another has, in one of several parts: its tax is what the parts so far
	// come to less what the earlier ones had, so that all together come to the tax of the whole. Total does not set it.
	Corrects bool `json:"corrects,omitempty"`
}
