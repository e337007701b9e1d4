package crm

import (
	"github.com/etomcrm/etomcrm/crm/contact"
	"github.com/etomcrm/etomcrm/crm/retention"
	"github.com/etomcrm/etomcrm/etom"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/work"
	"github.com/etomcrm/etomcrm/ordering"
)

// retentionReactions are Retention & Loyalty's.
func retentionReactions() []reaction {
	by := etom.RetentionLoyalty
	return []reaction{
		{on: contact.EventProfile, name: "record profile", by: by, inside: reading(func(c *CRM, u *work.Unit, e event.Event, p contact.Profile) error {
			_, err := c.Retention.RecordProfileTx(u, profileOf(e, p))
			return err
		})},
		{on: ordering.EventSatisfactionAnswer, name: "record satisfaction", by: by, inside: reading(func(c *CRM, u *work.Unit, e event.Event, n ordering.SatisfactionNotice) error {
			_, err := c.Retention.RecordSatisfactionTx(u, retention.Answer{Correlation: e.Correlation, Customer: n.Customer, Order: n.Order,
				Score: n.Satisfaction.Score, Comment: n.Satisfaction.Comment})
			return err
		})},
	}
}

// profileOf is what Retention & Loyalty keeps of what Customer Interface Management has learned.
func profileOf(e event.Event, p contact.Profile) retention.ProfileInput {
	in := retention.ProfileInput{Correlation: e.Correlation, Customer: p.Customer, Interests: p.Interests, Needs: p.Needs, Preferences: map[string]string{}}
	if p.LastChannel != "" {
		in.Preferences["channel"] = string(p.LastChannel)
	}
	if p.Language != "" {
		in.Preferences["language"] = p.Language
	}
	return in
}
