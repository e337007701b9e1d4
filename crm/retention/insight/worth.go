package insight

import (
	"context"

	"github.com/etomcrm/etomcrm/crm/retention/value"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Worth is a customer's lifetime value, and the version of the model it was computed by. It is a value.
type Worth struct {
	value.Worth
	Model        string `json:"model"`
	ModelVersion string `json:"modelVersion"`
}

// Purchases are the months of all customers within a window that brought something, each as a purchase on its first day: what RFM and
// lifetime values are computed from, and value.Summarise for a fit. Customers who object are left out. Who has the single
// purchases, of customers without a contract, computes by package value with those.
func (s *Service) Purchases(ctx context.Context, w value.Window) ([]value.Purchase, error) {
	return work.See(ctx, s.env, func(u *work.Unit) ([]value.Purchase, error) { return s.PurchasesTx(u, w) })
}

// PurchasesTx is Purchases in the caller's unit.
func (s *Service) PurchasesTx(u *work.Unit, w value.Window) ([]value.Purchase, error) {
	if err := w.Check(); err != nil {
		return nil, err
	}
	object, _, err := objections.Page(u, store.Query{})
	if err != nil {
		return nil, err
	}
	out := map[string]bool{}
	for _, o := range object {
		out[o.ID] = true
	}
	from := w.From.String() // empty without a first day
	all, _, err := months.Page(u, store.Query{Key: keyMonth, From: from, To: w.Until.String()})
	if err != nil {
		return nil, err
	}
	var purchases []value.Purchase
	for _, m := range all {
		if !out[m.Customer] {
			purchases = appendPurchase(purchases, m)
		}
	}
	return purchases, nil
}

func appendPurchase(all []value.Purchase, m Month) []value.Purchase {
	if m.Revenue.Sign() <= 0 {
		return all
	}
	return append(all, value.Purchase{Customer: m.Customer, On: m.Month, Amount: m.Revenue})
}

// RFM scores all customers against one another, see value.Score; customers who object are left out.
func (s *Service) RFM(ctx context.Context, w value.Window, ties value.Ties) ([]value.RFM, error) {
	return work.See(ctx, s.env, func(u *work.Unit) ([]value.RFM, error) {
		all, err := s.PurchasesTx(u, w)
		if err != nil {
			return nil, err
		}
		return value.Score(all, w, ties)
	})
}

// Worth is a customer's lifetime value from the end of a window on, by the version of a value model that is in force.
// fault.ErrNotFound: no such model, or a customer who brought nothing within the window. A customer who objects is a
// *fault.Refusal.
func (s *Service) Worth(ctx context.Context, customer, name string, w value.Window) (Worth, error) {
	return work.See(ctx, s.env, func(u *work.Unit) (Worth, error) { return s.WorthTx(u, customer, name, w) })
}

// WorthTx is Worth in the caller's unit.
func (s *Service) WorthTx(u *work.Unit, customer, name string, w value.Window) (Worth, error) {
	if err := refuseObjector(u, customer); err != nil {
		return Worth{}, err
	}
	by, err := inForce(u, valueModels, name)
	if err != nil {
		return Worth{}, err
	}
	all, err := s.MonthsTx(u, customer, w)
	if err != nil {
		return Worth{}, err
	}
	var purchases []value.Purchase
	for _, m := range all {
		purchases = appendPurchase(purchases, m)
	}
	histories, err := value.Summarise(purchases, w)
	if err != nil {
		return Worth{}, err
	}
	if len(histories) == 0 {
		return Worth{}, fault.NotFound(fault.Subject("insight.revenue", customer))
	}
	worth, err := value.Lifetime(by.Model.Buying, by.Model.Spending, histories[0], by.Model.Terms)
	return Worth{Worth: worth, Model: name, ModelVersion: by.Published.Version}, err
}
