package crm

import (
	"github.com/etomcrm/etomcrm/crm/contact"
	"github.com/etomcrm/etomcrm/crm/marketing"
	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/etom"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
)

// marketingReactions are Marketing Fulfillment Response's: it follows what comes of its leads (3.3.2). What it issues is kept in
// the history of contacts.
func marketingReactions() []reaction {
	row := func(typ string, on marketing.Event, note string) reaction {
		return reaction{on: typ, name: "track lead " + typ, by: etom.MarketingFulfillment, inside: func(c *CRM, u *work.Unit, e event.Event) error {
			return c.trackLead(u, e.Correlation, on, note)
		}}
	}
	return []reaction{
		{on: marketing.EventCollateralIssued, name: "log collateral", by: etom.CustomerInterface, inside: reading(logCollateral)},
		row(selling.EventAgreementMade, marketing.Accept, "an agreement was made"),
		row(selling.EventProspectDeclined, marketing.Reject, "nothing could be proposed"),
		row(selling.EventProspectWithdrawn, marketing.Reject, "the customer has lost interest"),
		row(selling.EventQuoteRejected, marketing.Reject, "the proposal was not accepted"),
	}
}

// trackLead takes the lead with which a case began through its life cycle, if it began with one, as far as the life cycle
// permits: a lead that was rejected stays so although the customer changes their mind.
func (c *CRM) trackLead(u *work.Unit, correlation string, on marketing.Event, note string) error {
	lead, err := c.Marketing.LeadTx(u, correlation)
	if fault.IsNotFound(err) {
		return nil
	}
	if err != nil || !marketing.LeadLifecycle().Can(lead.Status, on) {
		return err
	}
	_, err = c.Marketing.TrackTx(u, lead.ID, on, note)
	return err
}

// logCollateral keeps a collateral in the history of contacts; it goes to the customer straight.
func logCollateral(c *CRM, u *work.Unit, e event.Event, i marketing.Issue) error {
	o := outbound(e)
	o.Channel = contact.Channel(i.Channel)
	_, err := c.Contacts.LogTx(u, o)
	return err
}
