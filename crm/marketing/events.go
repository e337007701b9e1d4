package marketing

// The types of event that Marketing Fulfillment Response writes into the journal, and their data.
const (
	EventCollateralMade   = "marketing.collateral.made"   // Collateral
	EventCollateralIssued = "marketing.collateral.issued" // Issue
	EventHeldOut          = "marketing.control.heldOut"   // Hold
	EventLeadChanged      = "marketing.lead.changed"      // LeadNotice
)

// EventTypes lists them all.
func EventTypes() []string {
	return []string{EventCollateralMade, EventCollateralIssued, EventHeldOut, EventLeadChanged}
}

// Issue says which collateral a customer is to get.
type Issue struct {
	Customer   string   `json:"customer"`
	Collateral string   `json:"collateral"`
	Lead       string   `json:"lead"`
	Name       string   `json:"name"`
	Medium     Medium   `json:"medium"`
	Channel    string   `json:"channel"`
	Offerings  []string `json:"productOffering,omitempty"`
	Text       string   `json:"text,omitempty"`
	TextDe     string   `json:"textDe,omitempty"`
}

// Hold says that a customer does not get a collateral, to compare with those who do.
type Hold struct {
	Customer   string `json:"customer"`
	Collateral string `json:"collateral"`
	Control    string `json:"control"` // the id of what is kept of it
}

// LeadNotice is a change of a lead.
type LeadNotice struct {
	Customer   string `json:"customer"`
	Lead       string `json:"lead"`
	Collateral string `json:"collateral"`
	Status     State  `json:"status"`
	Note       string `json:"note,omitempty"`
}
