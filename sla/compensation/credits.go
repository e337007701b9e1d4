package compensation

import (
	"fmt"

	"github.com/etomcrm/etomcrm/sla"
)

// CreditsOf makes credits of what an agreement gives the customer for one fault, so that it is set off against what the law gives:
// of every remedy that is paid for the fault, or for its period as a whole. What kind of credit a remedy is, its contract says. One
// that is for the period is the same credit for whichever of its faults: SetOff takes it once.
func CreditsOf(r sla.Report, fault string, kind CreditKind) []Credit {
	var all []Credit
	for _, one := range r.Remedies {
		if (one.Fault == fault || one.Fault == "") && one.Amount.Sign() > 0 {
			id := fmt.Sprintf("%s/%s/%s/%d", r.Agreement, r.Period.From(), one.Objective, one.Consequence)
			all = append(all, Credit{ID: id, Case: fault, Kind: kind, Amount: one.Amount})
		}
	}
	return all
}
