package crm

import (
	"context"

	"github.com/etomcrm/etomcrm/crm/marketing"
	"github.com/etomcrm/etomcrm/crm/retention"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Candidate is a customer as Marketing Fulfillment Response looks at those who may get a collateral (3.3.1): segment, what is held, the
// language, and what the customer has said to marketing by a channel (3.9.4).
func (c *CRM) Candidate(ctx context.Context, customer, channel string) (marketing.Candidate, error) {
	return work.See(ctx, c.env, func(u *work.Unit) (marketing.Candidate, error) { return c.candidate(u, customer, channel) })
}

func (c *CRM) candidate(u *work.Unit, id, channel string) (marketing.Candidate, error) {
	who, err := c.Customers.SurvivorTx(u, id)
	if err != nil {
		return marketing.Candidate{}, err
	}
	one := marketing.Candidate{Customer: who.ID, Language: string(who.Language), Channel: channel, Attributes: map[string]string{}}
	for _, a := range who.Characteristics {
		one.Attributes[a.Name] = a.Value
	}
	one.Segment = one.Attributes[Segment]
	may, err := c.Retention.MayTx(u, who.ID, retention.PurposeMarketing, channel)
	if err != nil {
		return one, err
	}
	one.Consent, one.Objects = may.May, may.Why.Code == retention.ReasonObjected
	one.Holds, err = offerFacts{c}.Holdings(u, who.ID)
	return one, err
}
