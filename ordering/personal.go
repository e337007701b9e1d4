package ordering

import (
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/personal"
	"github.com/etomcrm/etomcrm/etom/work"
)

const holder = "ordering"

// codes are the fields of an order that name no person: what is ordered, at which price, and by which ids.
var codes = []string{"name", "productOffering", "offering", "item", "items", "productOrder", "dependsOn", "discountName", "recurringChargePeriod", "priority",
	"quote", "agreement", "externalId", "asker", "assessment", "measures"}

var (
	scrubOrder        = personal.Scrub[Order](codes...)
	scrubFeasibility  = personal.Scrub[Feasibility](codes...)
	scrubCancellation = personal.Scrub[Cancellation](codes...)
)

// held is what is kept about customers: orders, what was asked before them, and their cancellations. Addresses, comments,
// reasons and the customer's words go.
var held = personal.Holders{
	personal.Of(orders, personal.Records[Order]{Holder: holder, Purpose: "to deliver what was ordered", Basis: personal.Contract, Key: "customer",
		Case:  func(o Order) string { return o.Correlation },
		Keep:  func(_ *work.Unit, o Order) (personal.Stay, error) { return o.stay(), nil },
		Scrub: scrubOrder}),
	personal.Of(cancellations, personal.Records[Cancellation]{Holder: holder, Purpose: "to know why an order was cancelled", Basis: personal.Contract,
		Find: cancellationsOf,
		Keep: func(u *work.Unit, c Cancellation) (personal.Stay, error) {
			o, _, err := orders.Find(u, c.Order)
			return o.stay(), err
		},
		Scrub: scrubCancellation}),
	personal.Of(feasibilities, personal.Records[Feasibility]{Holder: holder, Purpose: "to know what can be delivered", Basis: personal.Contract, Key: "customer",
		Case: func(f Feasibility) string { return f.Correlation },
		Keep: func(_ *work.Unit, f Feasibility) (personal.Stay, error) {
			if f.State == FeasibilityAnswered {
				return personal.Stay{}, nil
			}
			return personal.Open("the question of feasibility is not answered"), nil
		},
		Scrub: scrubFeasibility}),
}

// stay says why the words of an order are kept: until it is closed and its charges are handed over; then as the law says. An
// order that was rejected is none.
func (o Order) stay() personal.Stay {
	switch {
	case o.ID == "" || o.State == Rejected:
		return personal.Stay{}
	case !o.Final():
		return personal.Open("the order is " + string(o.State))
	case !o.ChargeBy.IsZero() && !o.Charged:
		return personal.Open("the order's charges are not handed over")
	}
	return personal.BusinessLetter.StaySince(o.ClosedAt)
}

func cancellationsOf(u *work.Unit, customer string) ([]Cancellation, error) {
	all, err := orders.By(u, "customer", customer)
	if err != nil {
		return nil, err
	}
	var found []Cancellation
	for _, o := range all {
		some, err := cancellations.By(u, "order", o.ID)
		if err != nil {
			return nil, err
		}
		found = append(found, some...)
	}
	return found, nil
}

// Personal shows what is kept of a customer's orders; it implements personal.Holder.
func (s *Service) Personal(u *work.Unit, customer string) ([]personal.Item, error) {
	return held.Personal(u, customer)
}

// Erase takes addresses and words out of a customer's orders, but for those that are open, and as long as the law keeps them;
// it implements personal.Holder.
func (s *Service) Erase(u *work.Unit, customer string) ([]personal.Item, error) {
	return held.Erase(u, customer)
}

// EventKeep says what stays of the data of this package's events when a customer's data is erased.
func EventKeep() event.Keep { return eventKeep }

var eventKeep = event.Keeping("name", "items", "dependsOn", "discountName", "recurringChargePeriod", "priceType", "action", "externalId", "serviceOrder",
	"authorization", "assessment", "danger", "measures", "asker", "on", "from")
