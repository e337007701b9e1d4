package collection

import (
	"cmp"
	"context"
	"slices"

	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// kept is a letter as it was sent.
type kept struct {
	store.Meta
	Account string `json:"account"`
	Letter  Letter `json:"letter"`
}

func metaOf(id string) store.Meta { return store.Meta{ID: id} }

var letters = store.NewCollection("collection.letter", func(k *kept) []store.Key {
	return []store.Key{{Name: keyAccount, Value: k.Account}}
})

// History is an account's history of payment.
type History struct {
	Account  Account    `json:"account"`
	Items    []OpenItem `json:"item,omitempty"`    // by due date
	Payments []Received `json:"payment,omitempty"` // by day of value
	Letters  []Letter   `json:"letter,omitempty"`  // by number
}

// History returns an account's payment history.
func (s *Service) History(ctx context.Context, account string) (History, error) {
	return work.See(ctx, s.env, func(u *work.Unit) (History, error) { return s.HistoryTx(u, account) })
}

// HistoryTx is History in the caller's unit.
func (s *Service) HistoryTx(u *work.Unit, account string) (History, error) {
	a, err := accounts.Get(u, account)
	if err != nil {
		return History{}, err
	}
	h := History{Account: a}
	if h.Items, err = items.By(u, keyAccount, account); err != nil {
		return History{}, err
	}
	if h.Payments, err = payments.By(u, keyAccount, account); err != nil {
		return History{}, err
	}
	sent, err := letters.By(u, keyAccount, account)
	if err != nil {
		return History{}, err
	}
	for _, k := range sent {
		h.Letters = append(h.Letters, k.Letter)
	}
	slices.SortFunc(h.Items, func(a, b OpenItem) int { return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.ID, b.ID)) })
	slices.SortFunc(h.Payments, byDay)
	slices.SortFunc(h.Letters, func(a, b Letter) int { return cmp.Compare(a.No, b.No) })
	return h, nil
}

// byDay sorts payments by day of value and id.
func byDay(a, b Received) int {
	return cmp.Or(a.Payment.On.Compare(b.Payment.On), cmp.Compare(a.ID, b.ID))
}
