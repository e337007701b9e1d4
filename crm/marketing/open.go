package marketing

import (
	"context"

	"github.com/etomcrm/etomcrm/etom/work"
)

// OpenLeads returns the leads of a customer that nothing has come of yet, in order of id.
func (s *Service) OpenLeads(ctx context.Context, customer string) ([]Lead, error) {
	return work.See(ctx, s.env, func(u *work.Unit) ([]Lead, error) { return s.OpenLeadsTx(u, customer) })
}

// OpenLeadsTx is OpenLeads in the caller's unit.
func (s *Service) OpenLeadsTx(u *work.Unit, customer string) ([]Lead, error) {
	return leads.By(u, byCustomer, customer)
}
