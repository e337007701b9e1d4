package billing

import (
	"strconv"

	"github.com/etomcrm/etomcrm/billing/charge"
	"github.com/etomcrm/etomcrm/billing/discount"
	"github.com/etomcrm/etomcrm/billing/rating"
	"github.com/etomcrm/etomcrm/billing/tax"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Category is what a line is for.
type Category string

// The categories, in the order in which a bill has them for a product.
const (
	RecurringLine  Category = "recurring"
	OneTimeLine    Category = "oneTime"
	UsageLine      Category = "usage"
	CommitmentLine Category = "commitment" // what lacks to a minimum, or goes beyond a maximum
	ConditionLine  Category = "condition"  // what a turnover condition changes of earlier bills
	RebateLine     Category = "rebate"     // what a violated service level agreement gives back
	CreditLine     Category = "credit"     // of a credit note or reversal: what is taken back of another bill's line
)

// Line is one line of a bill. Its figures are rounded once, from the exact value, to what is printed here; what is derived of them
// starts from the printed ones. Amounts are net or gross as the bill's policy says. A plain value.
type Line struct {
	No        int      `json:"no"` // from 1
	ID        string   `json:"id"` // made of the content: what it bills, and for which days
	Category  Category `json:"category"`
	Account   string   `json:"account,omitempty"`  // on a consolidated bill: whose line it is
	Product   string   `json:"product,omitempty"`  // id of the holding
	For       string   `json:"for,omitempty"`      // the holding's name
	ForDe     string   `json:"forDe,omitempty"`    // in German
	Offering  string   `json:"offering,omitempty"` // what the catalog calls it
	Order     string   `json:"order,omitempty"`
	Agreement string   `json:"agreement,omitempty"`
	Code      string   `json:"code,omitempty"` // of the price, by which discounts and commitments find the line
	Name      string   `json:"name"`
	De        string   `json:"de,omitempty"`

	Service charge.Range `json:"service"` // the days it is for, half-open; of what is supplied at once its one day

	Quantity    money.Quantity  `json:"quantity,omitzero"`
	Unit        string          `json:"unit,omitempty"` // empty: pieces
	UnitPrice   money.Amount    `json:"unitPrice,omitzero"`
	Numerator   int64           `json:"numerator,omitempty"` // with Denominator: the part of the price that is charged
	Denominator int64           `json:"denominator,omitempty"`
	DayCount    charge.DayCount `json:"dayCount,omitempty"`
	Exact       money.Exact     `json:"exact,omitzero"` // List before it was rounded, if that changed it

	Used     rating.Extent `json:"used,omitzero"`     // of usage: time or quantity counted, Included part of it
	Included rating.Extent `json:"included,omitzero"` // covered by allowances
	Records  int           `json:"records,omitempty"` // of usage
	Tariff   string        `json:"tariff,omitempty"`  // with its version, by which usage was rated
	Steps    []rating.Step `json:"steps,omitempty"`   // of usage: what Exact is the sum of

	List     money.Amount `json:"list"`              // printed, before discounts
	Discount money.Amount `json:"discount,omitzero"` // not above 0: the sum of Discounts
	Net      money.Amount `json:"net"`               // List + Discount: what stands in the line's last column
	Document money.Amount `json:"document,omitzero"` // its share of the discounts on the document, not above 0

	Discounts []discount.Share `json:"discounts,omitempty"` // on the line, in the order they were taken off
	TaxClass  string           `json:"taxClass,omitempty"`  // of the product; empty: standard
	Supply    string           `json:"supply,omitempty"`    // of what kind it is; empty: as the policy says
	Treatment tax.Treatment    `json:"treatment"`
	Reason    charge.Reason    `json:"reason,omitzero"`   // why it is what it is, in sentences for the customer
	Key       charge.Key       `json:"key,omitzero"`      // of a charge: what is billed once
	Credits   *charge.Key      `json:"credits,omitempty"` // of a charge that takes back: what was billed
	Rebate    *Rebate          `json:"rebate,omitempty"`
	Of        int              `json:"of,omitempty"` // of a credit: the number of the line taken back
	Sources   []string         `json:"sources,omitempty"`
}

// price writes the line's list amount, which is the exact one, rounded.
func (l *Line) price(exact money.Exact, list money.Amount) {
	l.List, l.Net = list, list
	if list.Exact() != exact {
		l.Exact = exact
	}
}

// exact is the list amount before it was rounded.
func (l *Line) exact() money.Exact {
	if l.Exact == (money.Exact{}) {
		return l.List.Exact()
	}
	return l.Exact
}

// Worth is what the line adds to the bill before taxes: Net with its share of the document's discounts.
func (l *Line) Worth() (money.Amount, error) { return l.Net.Add(l.Document) }

// Label is the line's name in a language, with the product it is for.
func (l *Line) Label(lang string) string { return choose(lang, l.Name, l.De) }

// billed is what a later bill has to know of a line that bills a charge.
func (l *Line) billed() (charge.Billed, error) {
	worth, err := l.Worth()
	if err != nil {
		return charge.Billed{}, err
	}
	n, err := strconv.ParseInt(l.Quantity.String(), 10, 64)
	if err != nil {
		return charge.Billed{}, err
	}
	b := charge.Billed{
		Key: l.Key, Name: l.Name, De: l.De, Quantity: n, Unit: l.UnitPrice, Numerator: l.Numerator, Denominator: l.Denominator,
		DayCount: l.DayCount, Credits: l.Credits, Amount: worth,
	}
	if len(l.Discounts) > 0 && l.Discounts[0].Discount == agreed {
		b.Discount = l.Discounts[0].Rate
	}
	return b, nil
}

// agreed is the id of the discount that was agreed with a price: a part of the price, taken off before all others.
const agreed = "agreed"

// choose takes the German name if there is one and it is asked for.
func choose(lang, name, de string) string {
	if de != "" && isGerman(lang) {
		return de
	}
	return name
}

// day is the service range of one day.
func day(d calendar.Date) charge.Range { return charge.Range{From: d, Until: d.AddDays(1)} }
