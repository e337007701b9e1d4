package tax

import (
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Treatment is what tax a line bears, and why. It is a value: equal treatments are ==.
type Treatment struct {
	Category Category   `json:"category"`
	Rate     money.Rate `json:"rate"`              // above 0 % for S, 0 % for all others
	Country  string     `json:"country,omitempty"` // whose tax it is; empty where none is charged
	Code     string     `json:"code,omitempty"`    // VATEX: BT-121
	Reason   string     `json:"reason,omitempty"`  // one sentence for the customer (BT-120); for S and Z it is for who asks, and not printed
	De       string     `json:"de,omitempty"`      // the same in German
	Source   string     `json:"source,omitempty"`  // the provision of law
	Rule     string     `json:"rule,omitempty"`    // the one of Rules that decided; empty if somebody else did
}

// Check notes what is wrong with the treatment.
func (t Treatment) Check(c *fault.Check, path string) {
	c.That(t.Category.place() >= 0, path+".category", fault.RuleUnknown, "must be S, Z, E, AE, K, G or O; see Decide")
	switch {
	case t.Category == StandardRate:
		c.That(t.Rate.Sign() > 0 && t.Rate.Cmp(whole) < 0, path+".rate", fault.RuleRange, "must be above 0% and below 100% for S; for 0% use Z")
	default:
		c.That(t.Rate.Sign() == 0, path+".rate", fault.RuleRange, "must be 0% for a category other than S")
	}
	c.That(!t.Category.needsReason() || t.Code != "" || t.Reason != "", path+".reason", fault.RuleRequired, "must be there, or a VATEX code: EN 16931 asks why no tax is charged")
}

// sound reports that Check has nothing to say.
func (t *Treatment) sound() bool {
	if t.Category == StandardRate {
		return t.Rate.Sign() > 0 && t.Rate.Cmp(whole) < 0
	}
	return t.Category.place() > 0 && t.Rate.Sign() == 0 && (!t.Category.needsReason() || t.Code != "" || t.Reason != "")
}
