package crm

import (
	"encoding/json"

	"github.com/etomcrm/etomcrm/crm/retention"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
	"github.com/etomcrm/etomcrm/sla"
)

// The functions here refuse requests about what is another customer's, as if it were not there: whoever guesses an id, or
// gets hold of a letter, must neither reach nor find out what others have.

func ownProspect(c *CRM, u *work.Unit, r asked) error {
	return own(r, r.About, func() (string, string, error) {
		p, err := c.Selling.ProspectTx(u, r.About)
		return p.Customer, p.Subject(), err
	})
}

func ownQuote(c *CRM, u *work.Unit, r asked) error {
	id := r.About
	var content struct {
		Quote string `json:"quote"`
	}
	if json.Unmarshal(r.Content, &content) == nil && content.Quote != "" {
		id = content.Quote
	}
	return own(r, id, func() (string, string, error) {
		q, err := c.Selling.QuoteTx(u, id)
		return q.Customer, q.Subject(), err
	})
}

func ownOrder(c *CRM, u *work.Unit, r asked) error {
	return own(r, r.About, func() (string, string, error) {
		o, err := c.Orders.GetTx(u, r.About)
		return o.Customer, o.Subject(), err
	})
}

// ownSatisfaction is for what may be about an order, or answer an inquiry.
func ownSatisfaction(c *CRM, u *work.Unit, r asked) error {
	i, found, err := c.inquiry(u, r.About)
	switch {
	case err != nil:
		return err
	case !found:
		return ownOrder(c, u, r)
	}
	return own(r, r.About, func() (string, string, error) { return i.Customer, fault.Subject("retention.inquiry", i.ID), nil })
}

// inquiry finds the inquiry with the id; false if there is none.
func (c *CRM) inquiry(u *work.Unit, id string) (retention.Inquiry, bool, error) {
	i, err := c.Retention.InquiryTx(u, id)
	if fault.IsNotFound(err) {
		return i, false, nil
	}
	return i, err == nil, err
}

// ownTrouble is for what may be about a ticket, or about a violation.
func ownTrouble(c *CRM, u *work.Unit, r asked) error {
	return own(r, r.About, func() (string, string, error) {
		v, found, err := c.violation(u, r.About)
		if err != nil || found {
			return v.Customer, v.Subject(), err
		}
		t, err := c.Problems.GetTx(u, r.About)
		return t.Customer, t.Subject(), err
	})
}

// violation finds the violation with the id; false if there is none.
func (c *CRM) violation(u *work.Unit, id string) (sla.Violation, bool, error) {
	v, err := c.SLA.ViolationTx(u, id)
	if fault.IsNotFound(err) {
		return v, false, nil
	}
	return v, err == nil, err
}

// own leaves what cannot be an id to the process, which refuses it.
func own(r asked, id string, find func() (owner, subject string, err error)) error {
	var form fault.Check
	form.Text("about", id, fault.MaxID)
	if len(form.Fields()) > 0 {
		return nil
	}
	owner, subject, err := find()
	if err != nil || owner == r.Customer {
		return err
	}
	return fault.NotFound(subject)
}
