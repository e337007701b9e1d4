package retention

import (
	"fmt"
	"slices"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/personal"
)

// Purpose is what a customer's data is used for, or what the customer is addressed for.
type Purpose string

// The purposes of DefaultPurposes.
const (
	PurposeContract  Purpose = "contract"
	PurposeMarketing Purpose = "marketing"
	PurposeProfiling Purpose = "profiling"
	PurposeSurvey    Purpose = "survey"
	PurposeSharing   Purpose = "sharing"
)

// PurposeRow says on what ground a purpose is pursued by a channel. It is a value.
type PurposeRow struct {
	Purpose Purpose
	Channel string // empty: every channel that no row of the purpose names
	// Basis: with Contract and Law the customer is not asked; with Interest it is done unless the customer objects; with
	// Consent only if the customer has given it.
	Basis personal.Basis
	What  string // one sentence
	De    string // the same in German
}

// Purposes is a checked table of purposes. It is immutable and safe for concurrent use.
type Purposes struct{ rows []PurposeRow }

// DefaultPurposes needs consent for all marketing but that by letter, and for passing data on. Which ground the law of a
// country gives is for its lawyers to say: replace the table by your own.
func DefaultPurposes() *Purposes { return defaultPurposes }

var defaultPurposes = mustPurposes(
	PurposeRow{PurposeContract, "", personal.Contract, "to do what was agreed, and to say how far it is", "tun, was vereinbart ist, und sagen, wie weit es ist"},
	PurposeRow{PurposeMarketing, "letter", personal.Interest, "to send offers by letter", "Angebote per Brief schicken"},
	PurposeRow{PurposeMarketing, "", personal.Consent, "to make offers", "Angebote machen"},
	PurposeRow{PurposeProfiling, "", personal.Interest, "to work out from usage and history what would suit", "aus Nutzung und Geschichte ermitteln, was passen würde"},
	PurposeRow{PurposeSurvey, "", personal.Interest, "to ask how content the customer is", "fragen, wie zufrieden der Kunde ist"},
	PurposeRow{PurposeSharing, "", personal.Consent, "to pass data on to others for their own use", "Daten an andere zu deren Nutzung weitergeben"},
)

func mustPurposes(rows ...PurposeRow) *Purposes {
	p, err := NewPurposes(rows...)
	if err != nil {
		panic(err)
	}
	return p
}

// NewPurposes checks the rows. It refuses, all faults at once as fault.ErrInvalid: unknown grounds, a purpose and channel
// twice, and a purpose without a row for every channel, of which some would have no answer.
func NewPurposes(rows ...PurposeRow) (*Purposes, error) {
	p := &Purposes{rows: slices.Clone(rows)}
	var c fault.Check
	for i, r := range p.rows {
		path := fmt.Sprintf("rows[%d].", i)
		c.Text(path+"purpose", string(r.Purpose), fault.MaxName)
		c.Optional(path+"channel", r.Channel, fault.MaxName)
		c.That(slices.Contains([]personal.Basis{personal.Contract, personal.Law, personal.Interest, personal.Consent}, r.Basis), path+"basis",
			fault.RuleUnknown, "must be contract, law, interest or consent")
		c.Text(path+"what", r.What, fault.MaxText)
		c.Optional(path+"de", r.De, fault.MaxText)
		c.That(!slices.ContainsFunc(p.rows[:i], func(o PurposeRow) bool { return o.Purpose == r.Purpose && o.Channel == r.Channel }),
			path+"channel", fault.RuleDuplicate, "stands there twice for the purpose")
		c.That(slices.ContainsFunc(p.rows, func(o PurposeRow) bool { return o.Purpose == r.Purpose && o.Channel == "" }),
			path+"purpose", fault.RuleRequired, "must have a row for every channel, that is without one")
	}
	c.That(len(rows) > 0, "rows", fault.RuleRequired, "must not be empty")
	if err := c.Err("retention.purposes"); err != nil {
		return nil, err
	}
	return p, nil
}

// Rows lists the rows.
func (p *Purposes) Rows() []PurposeRow { return slices.Clone(p.rows) }

func (p *Purposes) knows(purpose Purpose) bool {
	return slices.ContainsFunc(p.rows, func(r PurposeRow) bool { return r.Purpose == purpose })
}

// row is that of the channel, or of every channel.
func (p *Purposes) row(purpose Purpose, channel string) (PurposeRow, bool) {
	var found PurposeRow
	ok := false
	for _, r := range p.rows {
		if r.Purpose == purpose && (r.Channel == channel || r.Channel == "" && !ok) {
			found, ok = r, true
		}
	}
	return found, ok
}
