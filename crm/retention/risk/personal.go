package risk

import (
	"github.com/etomcrm/etomcrm/etom/personal"
	"github.com/etomcrm/etomcrm/etom/work"
)

// holders say what is stored of a customer. An assessment is kept whole while claims about it can arise (§§ 195, 199 BGB), because only its
// facts prove why it was decided so; after that Erase leaves ids, codes and figures, which orders and the journal refer to. Money that
// is deposited is a booking voucher.
var holders = personal.Holders{
	personal.Of(assessments, personal.Records[Assessment]{
		Holder: holder, Purpose: "to decide on credit and to account for the decision", Basis: personal.Interest, Key: keyOf,
		Keep: func(_ *work.Unit, a Assessment) (personal.Stay, error) {
			if a.State == InReview || a.State == AwaitingDeposit {
				return personal.Open("the order waits for the decision"), nil
			}
			return personal.Claim.StaySince(a.At), nil
		},
		Scrub: Assessment.scrubbed}),
	personal.Of(standings, personal.Records[Standing]{Holder: holder, Purpose: "the credit limit that holds", Basis: personal.Interest, Key: keyOf}),
	personal.Of(deposits, personal.Records[DepositAccount]{
		Holder: holder, Purpose: "money deposited as security or paid in advance", Basis: personal.Contract, Key: keyOf,
		Keep: func(_ *work.Unit, d DepositAccount) (personal.Stay, error) {
			if d.open() {
				return personal.Open("money is asked for or held"), nil
			}
			return personal.Voucher.Stay(d.lastOn()), nil
		}}),
}

const holder = "crm/retention/risk"

// Personal implements personal.Holder.
func (s *Service) Personal(u *work.Unit, customer string) ([]personal.Item, error) {
	return holders.Personal(u, customer)
}

// Erase implements personal.Holder.
func (s *Service) Erase(u *work.Unit, customer string) ([]personal.Item, error) {
	return holders.Erase(u, customer)
}

// scrubbed is the assessment without what is known of the customer and of those who voted: ids, codes and figures are left.
func (a Assessment) scrubbed() Assessment {
	a.Facts, a.Votes = nil, nil
	return a
}
