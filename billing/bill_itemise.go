package billing

import (
	"context"

	"github.com/etomcrm/etomcrm/billing/charge"
	"github.com/etomcrm/etomcrm/billing/rating"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
)

// usageBasis is by what the usage of a bill was rated, beside the records and the tariffs.
type usageBasis struct {
	Holdings []charge.Holding `json:"holding"` // those with a tariff, without their prices
	Balances []rating.Balance `json:"balance,omitempty"`
}

// basisOf keeps what itemising the bill later takes; nil if it has no usage.
func basisOf(in *Input) *usageBasis {
	if len(in.Usage) == 0 {
		return nil
	}
	basis := &usageBasis{Balances: in.Balances}
	for _, h := range in.Holdings {
		if h.Tariff != "" {
			h.Prices = nil
			basis.Holdings = append(basis.Holdings, h)
		}
	}
	return basis
}

// Itemise returns a bill with every record of its usage rated, for Explain and for itemised records (package evn): they are
// rated again, by Config.Book, and must come to what the bill says. If they do not, because the tariffs were changed instead of
// being given another version, or because the bill was reversed and its usage is on another one, it is fault.ErrState.
func (s *Service) Itemise(ctx context.Context, bill string) (Bill, error) {
	return work.See(ctx, s.env, func(u *work.Unit) (Bill, error) { return s.ItemiseTx(u, bill) })
}

// ItemiseTx is Itemise in the caller's unit.
func (s *Service) ItemiseTx(u *work.Unit, bill string) (Bill, error) {
	f, err := bills.Get(u, bill)
	if err != nil || f.Usage == nil {
		return f.Bill, err
	}
	b := f.Bill
	a, err := accounts.Get(u, b.Account)
	if err != nil {
		return Bill{}, err
	}
	in := Input{ID: b.ID, Issuer: b.Issuer, Account: AccountData{ID: b.Account, Customer: b.Customer, Name: b.Recipient.Name, Address: b.Recipient.Address,
		TaxID: b.Recipient.TaxID, Business: b.Recipient.Business, Currency: b.Currency}, Period: b.Period, Date: b.Date,
		Holdings: f.Usage.Holdings, Balances: f.Usage.Balances, Book: s.config.Book, Taxes: s.config.Taxes, Policy: b.Policy}
	if in.Cycle, err = charge.BillCycle(a.CycleDay, a.Zone); err != nil {
		return Bill{}, err
	}
	subs, err := accounts.By(u, "parent", a.ID)
	if err != nil {
		return Bill{}, err
	}
	for _, one := range append([]Account{a}, subs...) {
		usage, err := usageWith(u, one.ID, b.Period.From())
		if err != nil {
			return Bill{}, err
		}
		in.Usage = append(in.Usage, usage...)
	}
	again, err := Compute(in)
	if err != nil {
		return Bill{}, err
	}
	if !sameUsage(&b, &again) {
		return Bill{}, fault.State(bills.Subject(bill), "its usage comes to something else now: give Config.Book the tariffs by which it was billed; of a reversed bill look at the one that bills it anew")
	}
	b.Rated = again.Rated
	return b, nil
}

// sameUsage tells whether two bills have the same usage lines.
func sameUsage(a, b *Bill) bool {
	lists := map[string]string{}
	for i := range a.Lines {
		if a.Lines[i].Category == UsageLine {
			lists[a.Lines[i].ID] = a.Lines[i].List.String()
		}
	}
	for i := range b.Lines {
		if l := &b.Lines[i]; l.Category == UsageLine {
			if lists[l.ID] != l.List.String() {
				return false
			}
			delete(lists, l.ID)
		}
	}
	return len(lists) == 0
}
