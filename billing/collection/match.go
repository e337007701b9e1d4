package collection

import (
	"cmp"
	"slices"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Debt is an open item as matching sees it. It is a value.
type Debt struct {
	Item    string        `json:"item"`
	Account string        `json:"account"`
	No      string        `json:"no"` // the number that the customer quotes
	Kind    Kind          `json:"kind"`
	Due     calendar.Date `json:"due"`
	Open    money.Amount  `json:"open"`
}

// MatchPolicy says how payments are set against items. The zero value: no tolerance, the order of § 367 BGB, a payment without any
// hint to an account stays unmatched.
type MatchPolicy struct {
	Tolerance      money.Amount `json:"tolerance"`                // an item that a payment leaves open by no more than this is settled; the rest is not asked for
	PrincipalFirst bool         `json:"principalFirst,omitempty"` // bills before costs and interest, where the payer does not say what he pays
	AmountAlone    bool         `json:"amountAlone,omitempty"`    // a payment from nobody known is matched where exactly one item of all has just its amount
}

// Allocation is a part of a payment set against an item.
type Allocation struct {
	Payment string       `json:"payment"`
	Item    string       `json:"item"`
	Amount  money.Amount `json:"amount"`
	Rule    string       `json:"rule"` // the code of the step that found it
}

// Rest is what of a payment is set against nothing: it is kept, for the account if that is known.
type Rest struct {
	Payment string       `json:"payment"`
	Account string       `json:"account,omitempty"`
	Amount  money.Amount `json:"amount"`
}

// Tolerance is a difference that is not asked for.
type Tolerance struct {
	Payment string       `json:"payment"`
	Item    string       `json:"item"`
	Amount  money.Amount `json:"amount"`
}

// Step is one step of the way to a result, in English and German.
type Step struct {
	Payment string `json:"payment,omitempty"`
	Code    string `json:"code"`
	Text    string `json:"text"`
	De      string `json:"de"`
}

// The codes of matching's steps.
const (
	RuleReference  = "COLLECTION-MATCH-01"
	RuleAmount     = "COLLECTION-MATCH-02"
	RuleAllOpen    = "COLLECTION-MATCH-03"
	RuleOldest     = "COLLECTION-MATCH-04"
	RuleTolerance  = "COLLECTION-MATCH-05"
	RuleOnAccount  = "COLLECTION-MATCH-06"
	RuleUnmatched  = "COLLECTION-MATCH-07"
	RuleAmbiguous  = "COLLECTION-MATCH-08"
	RuleNotOpen    = "COLLECTION-MATCH-09"
	RulePart       = "COLLECTION-MATCH-10"
	RuleCurrency   = "COLLECTION-MATCH-11"
	RuleWholeAlone = "COLLECTION-MATCH-12"
)

// Matching is how payments were set against items. For each payment its amount is the sum of its allocations and its rest.
type Matching struct {
	Allocations []Allocation `json:"allocation,omitempty"`
	Tolerances  []Tolerance  `json:"tolerance,omitempty"`
	Rests       []Rest       `json:"rest,omitempty"`
	Steps       []Step       `json:"step,omitempty"`
}

// Match sets payments against open items: by the references in them, by their amount, and the oldest first. Payments are taken in
// the order of their day and id, whatever their order is here. An account that a payment does not name is that of the items
// it refers to. What fits nothing is a Rest: no money is lost and none is made. It takes time in
// proportion to the payments and items, and the length of the texts.
func Match(debts []Debt, payments []Payment, policy MatchPolicy) (Matching, error) {
	m, err := newMatcher(debts, policy)
	if err != nil {
		return Matching{}, err
	}
	sorted := slices.Clone(payments)
	slices.SortFunc(sorted, func(a, b Payment) int { return cmp.Or(a.On.Compare(b.On), cmp.Compare(a.ID, b.ID)) })
	for n, p := range sorted {
		if err := p.check(); err != nil {
			return Matching{}, err
		}
		if n > 0 && sorted[n-1].ID == p.ID {
			return Matching{}, invalid("collection.match", "payments", fault.RuleDuplicate, "has two payments "+p.ID+"; give each once")
		}
		if err := m.take(p); err != nil {
			return Matching{}, err
		}
	}
	return m.result, nil
}

func invalid(subject, path, rule, message string) error {
	var c fault.Check
	c.Add(path, rule, message)
	return c.Err(subject)
}
