package billing

import (
	"github.com/etomcrm/etomcrm/billing/tax"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Policy names how the figures of a bill are rounded and taxed. It stands on the bill, so that a reprint or a correction years later
// gives the same cents. The zero Policy is net prices, tax rounded per document, lines rounded half up, and services for tax. A plain
// value.
type Policy struct {
	Tax       tax.Policy   `json:"tax,omitzero"`
	Lines     money.Mode   `json:"lines,omitzero"`      // how the exact figure of a line is rounded, once
	Supply    string       `json:"supply,omitempty"`    // what products held are for the law of tax: services, telecommunication …; empty: services
	Exemption string       `json:"exemption,omitempty"` // for the tax class exempt: the provision, see tax.Exemptions
	Reverse   string       `json:"reverse,omitempty"`   // the provision by which businesses at home owe the tax themselves; empty: they do not
	Cash      money.Amount `json:"cash,omitzero"`       // the amount due is rounded to a multiple of it, where no smaller coin is paid; 0: not
}
