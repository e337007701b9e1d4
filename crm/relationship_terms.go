package crm

import (
	"github.com/etomcrm/etomcrm/crm/retention/relationship"
	"github.com/etomcrm/etomcrm/etom/work"
)

// terms tells until when a customer is bound: to the end of the period of each agreement that Selling has made, and that is not over.
type terms struct{ crm *CRM }

// Minimum implements relationship.Terms.
func (t terms) Minimum(u *work.Unit, customer string) ([]relationship.Term, error) {
	ids, err := t.crm.idsOf(u, customer)
	if err != nil {
		return nil, err
	}
	var bound []relationship.Term
	for _, id := range ids {
		all, err := t.crm.Selling.AgreementsTx(u, "customer", id)
		if err != nil {
			return nil, err
		}
		for _, a := range all {
			if !a.Period.IsZero() && !over(a, u.At) {
				bound = append(bound, relationship.Term{Agreement: a.ID, Until: a.Period.To()})
			}
		}
	}
	return bound, nil
}
