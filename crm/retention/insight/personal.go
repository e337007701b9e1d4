package insight

import (
	"github.com/etomcrm/etomcrm/etom/personal"
	"github.com/etomcrm/etomcrm/etom/work"
)

const (
	holder  = "crm/retention/insight"
	purpose = "to know what a customer brings, needs and uses, and to foresee what the customer will do"
)

// byID finds the one record whose id is the customer's.
func byID[T any](find func(*work.Unit, string) (T, bool, error)) func(*work.Unit, string) ([]T, error) {
	return func(u *work.Unit, customer string) ([]T, error) {
		one, found, err := find(u, customer)
		if err != nil || !found {
			return nil, err
		}
		return []T{one}, nil
	}
}

var held = personal.Holders{
	personal.Of(months, personal.Records[Month]{Holder: holder, Purpose: purpose, Basis: personal.Interest, Key: keyCustomer}),
	personal.Of(scores, personal.Records[Score]{Holder: holder, Purpose: purpose, Basis: personal.Interest, Key: keyCustomer}),
	personal.Of(businesses, personal.Records[business]{Holder: holder, Purpose: purpose, Basis: personal.Interest,
		Find: byID(func(u *work.Unit, id string) (business, bool, error) { return businesses.Find(u, id) })}),
	personal.Of(objections, personal.Records[Objection]{Holder: holder, Purpose: "to heed the customer's objection", Basis: personal.Law,
		Find: byID(func(u *work.Unit, id string) (Objection, bool, error) { return objections.Find(u, id) }),
		Keep: func(*work.Unit, Objection) (personal.Stay, error) {
			return personal.Open("GDPR 21: an objection can be heeded only while it is known; it goes when it is withdrawn"), nil
		}}),
}

// Personal implements personal.Holder.
func (s *Service) Personal(u *work.Unit, customer string) ([]personal.Item, error) {
	return held.Personal(u, customer)
}

// Erase implements personal.Holder: months, scores and the line of business go, an objection stays.
func (s *Service) Erase(u *work.Unit, customer string) ([]personal.Item, error) {
	return held.Erase(u, customer)
}

var _ personal.Holder = (*Service)(nil)
