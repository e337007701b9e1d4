package charge

import (
	"github.com/etomcrm/etomcrm/etom/money"
)

// Charge is one line's worth of what a bill charges: Amount = Quantity × Unit × Numerator / Denominator, exactly and before the
// discount. A take-back has the quantity -1 and as unit what is left of the line that was billed, or of days in several pieces
// their part of it; what a commitment charges is the difference that its reason tells. A plain value.
type Charge struct {
	Key         Key          `json:"key"`
	Name        string       `json:"name"`
	De          string       `json:"de,omitempty"`
	Quantity    int64        `json:"quantity"`
	Unit        money.Amount `json:"unitPrice"`
	Numerator   int64        `json:"numerator"`
	Denominator int64        `json:"denominator"`
	DayCount    DayCount     `json:"dayCount,omitempty"` // empty: of what is charged once
	Amount      money.Exact  `json:"amount"`

	Discount     money.Rate `json:"discount,omitzero"` // to be taken off the printed amount
	DiscountName string     `json:"discountName,omitempty"`
	DiscountDe   string     `json:"discountDe,omitempty"`
	Reason       Reason     `json:"reason"`
	Credits      *Key       `json:"credits,omitempty"` // of a take-back: what was billed
}

// Billed notes the charge as billed. The amount is the printed one of its line after all discounts: what a take-back gives back.
func (c Charge) Billed(amount money.Amount) Billed {
	return Billed{
		Key: c.Key, Name: c.Name, De: c.De, Quantity: c.Quantity, Unit: c.Unit, Numerator: c.Numerator, Denominator: c.Denominator,
		DayCount: c.DayCount, Discount: c.Discount, Credits: c.Credits, Amount: amount,
	}
}

// Billed is what a bill had: a charge, and the printed amount that its line came to. A plain value.
type Billed struct {
	Key         Key          `json:"key"`
	Name        string       `json:"name,omitempty"`
	De          string       `json:"de,omitempty"`
	Quantity    int64        `json:"quantity"` // 0: not known; then the charge is right for the days on which its price is owed, whatever it is
	Unit        money.Amount `json:"unitPrice"`
	Numerator   int64        `json:"numerator"`
	Denominator int64        `json:"denominator"`
	DayCount    DayCount     `json:"dayCount,omitempty"`
	Discount    money.Rate   `json:"discount,omitzero"`
	Credits     *Key         `json:"credits,omitempty"`
	Amount      money.Amount `json:"amount"` // of the line, after its discounts; what is taken back is less than 0
}
