package crm

import (
	"github.com/etomcrm/etomcrm/crm/retention/risk"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
	"github.com/etomcrm/etomcrm/ordering"
)

// riskCredit lets customer risk (3.9.3) authorise credit (3.5.2): decision and order are committed together.
type riskCredit struct{ risk *risk.Service }

// Authorize implements ordering.Credit.
func (r riskCredit) Authorize(u *work.Unit, q ordering.CreditRequest) (ordering.Decision, error) {
	a, err := r.risk.AssessTx(u, risk.Ask{Customer: q.Customer, Order: q.Order, Correlation: q.Correlation, Amount: q.Amount})
	if err != nil {
		return ordering.Decision{}, err
	}
	d := creditOf(a)
	d.Amount = q.Amount
	if d.Deposit.Sign() > 0 {
		asked, _, err := r.risk.DepositOfTx(u, a.ID)
		if err != nil {
			return ordering.Decision{}, err
		}
		d.Reference = asked.ID
	}
	return d, nil
}

// creditOf is what an assessment means for the order.
func creditOf(a risk.Assessment) ordering.Decision {
	d := ordering.Decision{Authorization: ordering.CreditHeld, Amount: a.Amount, Assessment: a.ID, Reasons: a.Why()}
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
	_, err = c.Orders.DecideCreditTx(u, o.ID, creditOf(a))
	return err
}
