package sla

import (
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// ContractCap is the most that several periods of a contract may cost together; Kind none says that there is no limit. What is
// taken of a fee is taken of that of the period evaluated. Record.Granted has what the other periods were granted, so whichever is
// granted first has it: a period that is evaluated again, even after later ones, gets no more than all the others have left. It is
// a value.
type ContractCap struct {
	Over CapSpan `json:"over,omitempty"` // not for none
	Cap
}

// CapSpan says which periods share a cap.
type CapSpan string

// The spans. A period belongs to the contract year in which it begins.
const (
	ContractYear  CapSpan = "contractYear"  // those of a year, counted from the day on which the contract began
	WholeContract CapSpan = "wholeContract" // all, from the contract's beginning to its end
)

// NoContractCap says that there is no limit over several periods.
func NoContractCap() ContractCap { return ContractCap{Cap: Uncapped()} }

func (k ContractCap) check(c *fault.Check, path string, fees []string) {
	k.Cap.check(c, path, fees)
	switch k.Kind {
	case "":
	case None:
		absent(c, k.Over == "", at(path, "over"), "there is no limit")
	default:
		choose(c, at(path, "over"), k.Over, ContractYear, WholeContract)
	}
}

// limit cuts the remedies of a period to what the others have left.
func (k ContractCap) limit(p purse, granted *money.Amount, remedies []Remedy) error {
	if k.Kind == None {
		return nil
	}
	left, err := p.amount(k.Worth, k.Value, 1)
	if err != nil {
		return err
	}
	if left, err = left.Sub(*granted); err != nil {
		return err
	}
	if left.Sign() < 0 {
		left = money.Amount{}
	}
	return cut(remedies, left, CodeContractCap)
}

// checkGranted asks what the other periods were granted, where they share a cap: nothing said is no 0.
func (r Record) checkGranted(c *fault.Check, a Agreement, sum money.Amount) {
	if a.ContractCap.Kind == None {
		absent(c, r.Granted == nil, "granted", "the agreement has no cap over several periods")
		return
	}
	if r.Granted == nil {
		c.Add("granted", fault.RuleRequired, "must say what the other periods were granted that share the contract's cap; 0 if it is nothing")
		return
	}
	c.That(r.Granted.Sign() >= 0, "granted", fault.RuleRange, "must not be negative")
	if _, err := sum.Add(*r.Granted); err != nil {
		c.Add("granted", fault.RuleCurrency, "is in another currency than the fees")
	}
}
