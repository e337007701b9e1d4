package marketing

import (
	"fmt"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
)

// Medium is the form of a collateral.
type Medium string

// The forms of the document (3.3.1) and of its example.
const (
	Flyer    Medium = "flyer"
	Voucher  Medium = "voucher"
	Premium  Medium = "premium"
	Sample   Medium = "sample"
	Mail     Medium = "mail"
	Brochure Medium = "brochure"
)

// Media lists them all.
func Media() []Medium { return []Medium{Flyer, Voucher, Premium, Sample, Mail, Brochure} }

// Collateral is marketing material on offerings.
type Collateral struct {
	store.Meta
	Draft
	IssuedAt time.Time `json:"issuedAt"`
}

// Draft is what a collateral consists of.
type Draft struct {
	Name      string    `json:"name"`
	Medium    Medium    `json:"medium"`
	Offerings []string  `json:"productOffering,omitempty"`
	Text      string    `json:"text,omitempty"`      // English
	TextDe    string    `json:"textDe,omitempty"`    // German
	Until     time.Time `json:"validUntil,omitzero"` // the first instant at which it is not distributed any more; zero: open
}

// MaxOfferings is how many offerings one collateral can be about.
const MaxOfferings = 100

// Check refuses with fault.ErrInvalid, all faults at once, what no collateral can be.
func (d Draft) Check(at time.Time) error {
	var c fault.Check
	c.Text("name", d.Name, fault.MaxName)
	c.That(slices.Contains(Media(), d.Medium), "medium", fault.RuleUnknown, "must be flyer, voucher, premium, sample, mail or brochure")
	c.That(len(d.Offerings) <= MaxOfferings, "productOffering", fault.RuleLength, fmt.Sprintf("at most %d are allowed", MaxOfferings))
	for n, o := range d.Offerings {
		c.Text(fmt.Sprintf("productOffering[%d]", n), o, fault.MaxID)
	}
	c.Optional("text", d.Text, fault.MaxText)
	c.Optional("textDe", d.TextDe, fault.MaxText)
	c.That(d.Until.IsZero() || d.Until.After(at), "validUntil", fault.RuleRange, "must lie in the future")
	return c.Err("marketing.collateral")
}

var collaterals = store.NewCollection[Collateral]("marketing.collateral", nil)
