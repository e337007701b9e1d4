package crm

import (
	"slices"
	"strings"

	"github.com/etomcrm/etomcrm/crm/retention/risk"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
	"github.com/etomcrm/etomcrm/ordering"
)

// riskCredit lets customer risk (3.9.3) authorise credit (3.5.2): decision and order are committed together.
type riskCredit struct{ c *CRM }

// Authorize implements ordering.Credit.
func (r riskCredit) Authorize(u *work.Unit, q ordering.CreditRequest) (ordering.Decision, error) {
	a, err := r.c.Risk.AssessTx(u, risk.Ask{Customer: q.Customer, Order: q.Order, Correlation: q.Correlation, Amount: q.Amount})
	if err != nil {
		return ordering.Decision{}, err
	}
	d := r.c.creditOf(a)
	d.Amount = q.Amount
	if d.Deposit.Sign() > 0 {
		asked, _, err := r.c.Risk.DepositOfTx(u, a.ID)
		if err != nil {
			return ordering.Decision{}, err
		}
		d.Reference = asked.ID
	}
	return d, nil
}

// ReasonChecked is the code of the reason that an order has if all others are not for the customer to read.
const ReasonChecked = "CRM-CREDIT-01"

// AboutFraud reports whether a reason speaks of suspected fraud: by the code, as the default policy has it. Who is suspected wrongly is
// offended by it, and who is rightly is warned.
func AboutFraud(r fault.Reason) bool { return strings.Contains(r.Code, "FRAUD") }

// reasonsFor are the reasons that stand with the order, where the customer reads them; the assessment has them all.
func (c *CRM) reasonsFor(all []fault.Reason) []fault.Reason {
	untold := c.config.Untold
	if untold == nil {
		untold = AboutFraud
	}
	told := slices.DeleteFunc(slices.Clone(all), untold)
	if len(told) == 0 || len(told) < len(all) && untold(all[0]) {
		told = append([]fault.Reason{{Code: ReasonChecked, Message: "the order has been checked; please ask us about it"}}, told...)
	}
	return told
}

// creditOf is what an assessment means for the order.
func (c *CRM) creditOf(a risk.Assessment) ordering.Decision {
	d := ordering.Decision{Authorization: ordering.CreditHeld, Amount: a.Amount, Assessment: a.ID, Reasons: c.reasonsFor(a.Why())}
	switch {
	case a.Permits():
		d.Authorization = ordering.CreditGranted
	case a.Forbids():
		d.Authorization = ordering.CreditRefused
	case a.State == risk.AwaitingDeposit:
		d.Deposit = a.Verdict.Deposit
	}
	return d
}

// decideCredit takes what became of an assessment to the order that waits for it, if it is one of Order Handling. One that was superseded
// neither permits nor forbids.
func (c *CRM) decideCredit(u *work.Unit, assessment string) error {
	a, err := c.Risk.AssessmentTx(u, assessment)
	if err != nil || a.Order == "" || !a.Permits() && !a.Forbids() {
		return err
	}
	o, err := c.Orders.GetTx(u, a.Order)
	if fault.IsNotFound(err) {
		return nil
	}
	if err != nil || !o.AwaitsCredit() {
		return err
	}
	_, err = c.Orders.DecideCreditTx(u, o.ID, c.creditOf(a))
	return err
}
