package crm

import (
	"github.com/etomcrm/etomcrm/billing/collection"
	"github.com/etomcrm/etomcrm/crm/retention/risk"
	"github.com/etomcrm/etomcrm/etom"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/work"
)

// moved are the events behind which a customer's credit limit may be another (3.9.3 from 3.8.5): payment, dunning, blocking.
var moved = []string{collection.EventDunningSent, collection.EventDebitReturned, collection.EventPromiseBroken, collection.EventInstalmentMissed,
	collection.EventBlockingAsked, collection.EventUnblockingAsked, collection.EventItemSettled, collection.EventItemReopened, collection.EventItemWrittenOff}

// riskReactions are those of customer risk, and to what it decides.
func riskReactions() []reaction {
	rows := []reaction{
		{on: risk.EventReviewDecided, name: "decide reviewed credit", by: etom.OrderHandling, inside: reading(func(c *CRM, u *work.Unit, _ event.Event, n risk.ReviewNotice) error {
			return c.decideCredit(u, n.Assessment)
		})},
		{on: risk.EventDepositReceived, name: "decide secured credit", by: etom.OrderHandling, inside: reading(func(c *CRM, u *work.Unit, _ event.Event, n risk.DepositNotice) error {
			return c.decideCredit(u, n.Assessment)
		})},
	}
	for _, typ := range moved {
		rows = append(rows, reaction{on: typ, name: "reassess on " + typ, by: etom.RetentionLoyalty, inside: reassess})
	}
	return rows
}
