package marketing

import (
	"cmp"
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
	IssuedAt time.Time `json:"issuedAt"` // when it was made
}

// Draft is what a collateral consists of.
type Draft struct {
	Name      string    `json:"name"`
	Medium    Medium    `json:"medium"`
	Channel   string    `json:"channel,omitempty"` // by which it goes; empty: mail by "email", all else by "letter"
	Offerings []string  `json:"productOffering,omitempty"`
	Text      string    `json:"text,omitempty"`      // English
	TextDe    string    `json:"textDe,omitempty"`    // German
	From      time.Time `json:"validFrom,omitzero"`  // the first instant at which it is distributed; zero: at once
	Until     time.Time `json:"validUntil,omitzero"` // the first instant at which it is not distributed any more; zero: open

	// AnswerWithin is how long a lead waits for the customer's answer before Due cancels it, an hour to 20 years; 0: 90 days.
	AnswerWithin time.Duration `json:"answerWithin,omitempty"` // nanoseconds in JSON

	Control Control `json:"control,omitzero"` // who is held out of its distribution, to compare with; zero: nobody
}

// The bounds of a collateral.
const (
	MaxOfferings = 100 // that one collateral can be about

	defaultAnswerWithin = 90 * 24 * time.Hour
)

// Check refuses with fault.ErrInvalid, all faults at once, what no collateral can be.
func (d Draft) Check(at time.Time) error {
	var c fault.Check
	c.Text("name", d.Name, fault.MaxName)
	c.That(slices.Contains(Media(), d.Medium), "medium", fault.RuleUnknown, "must be flyer, voucher, premium, sample, mail or brochure")
	c.Optional("channel", d.Channel, fault.MaxName)
	checkOfferings(&c, d.Offerings)
	c.Optional("text", d.Text, fault.MaxText)
	c.Optional("textDe", d.TextDe, fault.MaxText)
	c.Near("validFrom", d.From, at)
	c.That(d.Until.IsZero() || d.Until.After(at), "validUntil", fault.RuleRange, "must lie in the future")
	c.That(d.Until.IsZero() || d.Until.Before(at.Add(fault.Horizon)), "validUntil", fault.RuleRange, "lies more than 20 years ahead")
	c.That(d.Until.IsZero() || d.From.Before(d.Until), "validUntil", fault.RuleRange, "must lie behind validFrom")
	c.That(d.AnswerWithin == 0 || d.AnswerWithin >= time.Hour && d.AnswerWithin <= fault.Horizon, "answerWithin", fault.RuleRange, "must be between an hour and 20 years")
	d.Control.check(&c)
	return c.Err("marketing.collateral")
}

func checkOfferings(c *fault.Check, offerings []string) {
	if len(offerings) > MaxOfferings {
		c.Add("productOffering", fault.RuleLength, fmt.Sprintf("at most %d are allowed", MaxOfferings))
		return
	}
	for n, o := range offerings {
		c.Text(fmt.Sprintf("productOffering[%d]", n), o, fault.MaxID)
	}
}

// made is the draft as it is kept: with its defaults, in microseconds.
func (d Draft) made() Draft {
	usual := "letter"
	if d.Medium == Mail {
		usual = "email"
	}
	d.Channel = cmp.Or(d.Channel, usual)
	d.AnswerWithin = cmp.Or(d.AnswerWithin, defaultAnswerWithin)
	d.From, d.Until = fault.Instant(d.From), fault.Instant(d.Until)
	return d
}

// closed says why the collateral is not distributed at the instant; empty: it is.
func (c Collateral) closed(at time.Time) string {
	switch {
	case at.Before(c.From):
		return "is to be distributed from " + c.From.Format(time.RFC3339) + " on; wait"
	case !c.Until.IsZero() && !at.Before(c.Until):
		return "was to be distributed until " + c.Until.Format(time.RFC3339) + "; make a new one"
	}
	return ""
}

var collaterals = store.NewCollection[Collateral]("marketing.collateral", nil)
