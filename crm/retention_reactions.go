package crm

import (
	"cmp"
	"fmt"
	"time"

	"github.com/etomcrm/etomcrm/crm/contact"
	"github.com/etomcrm/etomcrm/crm/customer"
	"github.com/etomcrm/etomcrm/crm/problem"
	"github.com/etomcrm/etomcrm/crm/retention"
	"github.com/etomcrm/etomcrm/etom"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/work"
	"github.com/etomcrm/etomcrm/ordering"
)

// retentionReactions are Retention & Loyalty's.
func retentionReactions(c Config) []reaction {
	by := etom.RetentionLoyalty
	rows := []reaction{
		{on: contact.EventProfile, name: "record profile", by: by, inside: reading(func(c *CRM, u *work.Unit, e event.Event, p contact.Profile) error {
			_, err := c.Retention.RecordProfileTx(u, profileOf(e, p))
			return err
		})},
		{on: ordering.EventSatisfactionAnswer, name: "record satisfaction", by: by, inside: reading(func(c *CRM, u *work.Unit, e event.Event, n ordering.SatisfactionNotice) error {
			_, err := c.Retention.RecordSatisfactionTx(u, retention.Answer{Correlation: e.Correlation, Customer: n.Customer, Order: n.Order,
				Score: n.Satisfaction.Score, Comment: n.Satisfaction.Comment})
			return err
		})},
		{on: customer.EventIdentityMerged, name: "merge profiles", by: by, inside: reading(func(c *CRM, u *work.Unit, _ event.Event, n customer.MergeNotice) error {
			return c.Retention.MergeTx(u, n.Customer, n.Merged)
		})},
		{on: retention.EventConsentRecorded, name: "note statement of duplicate", by: by, inside: reading(noteOfDuplicate)},
		{on: retention.EventConsentRecorded, name: "heed objection to profiling", by: by, inside: reading(heedProfiling)},
		{on: contact.EventAnalysis, name: "open ticket for many", by: etom.ProblemHandling, inside: reading(openForMany)},
	}
	for _, o := range occasions(c) {
		rows = append(rows, reaction{on: o.Event, name: "inquire after " + o.Event, by: by, inside: inquire})
	}
	return rows
}

// inquire asks a customer how content he is with what has come to an end (3.9.5), if it is time.
func inquire(c *CRM, u *work.Unit, e event.Event) error {
	if customerOf(e) == "" {
		return nil
	}
	ids, err := c.idsOf(u, customerOf(e))
	if err != nil {
		return err
	}
	_, err = c.Retention.InquireTx(u, e.Type, retention.Question{Correlation: e.Correlation, Customer: ids[0], About: e.Subject})
	return err
}

// noteOfDuplicate makes a statement the customer's that came under an id that was merged into his: in answer to an old letter, say.
func noteOfDuplicate(c *CRM, u *work.Unit, _ event.Event, n retention.ConsentNotice) error {
	ids, err := c.idsOf(u, n.Customer)
	if err != nil || ids[0] == n.Customer {
		return err
	}
	return c.Retention.MergeTx(u, ids[0], n.Customer)
}

// heedProfiling lets Insight leave alone who objects to being profiled, under all of his ids.
func heedProfiling(c *CRM, u *work.Unit, _ event.Event, n retention.ConsentNotice) error {
	if n.Purpose != retention.PurposeProfiling {
		return nil
	}
	ids, err := c.idsOf(u, n.Customer)
	if err != nil {
		return err
	}
	may, err := c.Retention.MayTx(u, ids[0], n.Purpose, "")
	if err != nil {
		return err
	}
	for _, id := range ids {
		if may.May {
			err = c.Insight.WithdrawObjectionTx(u, id)
		} else {
			_, err = c.Insight.ObjectTx(u, id)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// openForMany opens a ticket of nobody's in particular when the same trouble shows at several customers (3.2.3); their own tickets can be
// attached to it.
func openForMany(c *CRM, u *work.Unit, _ event.Event, n contact.AnalysisNotice) error {
	if n.To != etom.ProblemHandling || n.Times > 1 {
		return nil
	}
	about := cmp.Or(n.Topic, string(n.Family))
	_, err := c.Problems.OpenProactiveTx(u, problem.Report{Key: "finding " + n.Finding + n.First.Format(time.RFC3339), Feature: n.Topic, Proactive: true,
		Text: fmt.Sprintf("The same problem at %d customers in %d contacts: %s. The finding %s has the contacts.", n.Customers, n.Contacts, about, n.Finding)})
	return err
}

// occasions are the events after which customers are asked.
func occasions(c Config) []retention.Occasion {
	if c.Retention != nil && c.Retention.Occasions != nil {
		return c.Retention.Occasions.Rows()
	}
	return retention.DefaultOccasions().Rows()
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
