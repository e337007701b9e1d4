package selling

import (
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// The types of event that Selling writes into the journal, and their data. The subject is the prospect, the quote or the
// agreement; of a price change the offering.
const (
	EventNeedsAsked        = "selling.needs.asked"           // ProspectNotice; for the customer
	EventNeedsStated       = "selling.needs.stated"          // ProspectNotice
	EventFeasibilityAsked  = "selling.feasibility.asked"     // FeasibilityNotice; for Order Handling
	EventProspectDeclined  = "selling.prospect.declined"     // ProspectNotice, with the reasons; for the customer
	EventProspectWithdrawn = "selling.prospect.withdrawn"    // ProspectNotice
	EventDataAcquired      = "selling.customerData.acquired" // DataNotice; for Customer Information Management

	EventQuoteMade      = "selling.quote.made"      // QuoteNotice: in progress
	EventQuoteEdited    = "selling.quote.edited"    // QuoteNotice
	EventApprovalAsked  = "selling.approval.asked"  // QuoteNotice, with what goes beyond the limit
	EventProposalMade   = "selling.proposal.made"   // Proposal; for the customer
	EventQuoteCountered = "selling.quote.countered" // QuoteNotice of the version that a new one follows
	EventQuoteRejected  = "selling.quote.rejected"  // QuoteNotice: refused or expired, as the reason says
	EventQuoteCancelled = "selling.quote.cancelled" // QuoteNotice: given up, or not approved

	EventPurchaseOrderConfirmed = "selling.purchaseOrder.confirmed" // AgreementNotice; for the customer
	EventPurchaseOrderRefused   = "selling.purchaseOrder.refused"   // QuoteNotice; for the customer
	EventAgreementMade          = "selling.agreement.made"          // AgreementNotice: the sales negotiation, for Billing & Collections
	EventPriorityAsked          = "selling.priority.asked"          // PriorityQuestion; for Retention & Loyalty
	EventPurchaseOrderPassedOn  = "selling.purchaseOrder.passedOn"  // PurchaseOrder; for Order Handling
	EventServiceLevelAgreed     = "selling.serviceLevel.agreed"     // AgreementNotice; for Customer QoS/SLA
	EventOrderRefused           = "selling.order.refused"           // AgreementNotice, with the reasons; for the customer

	EventPriceChanged = "selling.price.changed" // PriceChange
)

// EventTypes lists them all.
func EventTypes() []string {
	return []string{EventNeedsAsked, EventNeedsStated, EventFeasibilityAsked, EventProspectDeclined, EventProspectWithdrawn, EventDataAcquired,
		EventQuoteMade, EventQuoteEdited, EventApprovalAsked, EventProposalMade, EventQuoteCountered, EventQuoteRejected, EventQuoteCancelled,
		EventPurchaseOrderConfirmed, EventPurchaseOrderRefused, EventAgreementMade, EventPriorityAsked, EventPurchaseOrderPassedOn,
		EventServiceLevelAgreed, EventOrderRefused, EventPriceChanged, EventOfferRecommended, EventOfferAnswered}
}

// ProspectNotice is what events say about a prospect.
type ProspectNotice struct {
	Customer    string         `json:"customer"`
	Prospect    string         `json:"prospect"`
	Interaction string         `json:"interaction,omitempty"`
	Lead        string         `json:"lead,omitempty"`
	Interest    string         `json:"interest"`
	State       State          `json:"state"`
	Needs       []Need         `json:"need,omitempty"`
	Reasons     []fault.Reason `json:"reasons,omitempty"`
}

// FeasibilityNotice is a question to Order Handling.
type FeasibilityNotice struct {
	Customer string `json:"customer"`
	Prospect string `json:"prospect"`
	Offering string `json:"productOffering"`
	Name     string `json:"name"`
	Need     string `json:"need"`
	Custom   bool   `json:"custom"`
}

// DataNotice carries data about a customer.
type DataNotice struct {
	Customer string            `json:"customer"`
	Prospect string            `json:"prospect"`
	Data     map[string]string `json:"data"`
}

// QuoteNotice is what events say about a quote.
type QuoteNotice struct {
	Customer string         `json:"customer"`
	Prospect string         `json:"prospect,omitempty"`
	Quote    string         `json:"quote"`
	Number   int            `json:"quoteVersion"`
	State    State          `json:"state"`
	Totals   []Total        `json:"quoteTotalPrice,omitempty"`
	Reasons  []fault.Reason `json:"reasons,omitempty"`
}

// Proposal is the whole offer, for the customer.
type Proposal struct {
	Customer     string         `json:"customer"`
	Prospect     string         `json:"prospect,omitempty"`
	Quote        string         `json:"quote"`
	Number       int            `json:"quoteVersion"`
	ExternalID   string         `json:"externalId,omitempty"`
	Items        []Item         `json:"quoteItem"`
	Totals       []Total        `json:"quoteTotalPrice,omitempty"`
	ServiceLevel ServiceLevel   `json:"serviceLevel,omitzero"`
	Conditions   []string       `json:"condition,omitempty"`
	Education    []Education    `json:"education,omitempty"`
	Missing      []fault.Reason `json:"missing,omitempty"`
	Asks         []string       `json:"asks,omitempty"`
	Months       int            `json:"months,omitempty"`
	ValidUntil   time.Time      `json:"validUntil"`
	SignedBy     string         `json:"signedBy"` // for the provider

	RequestedCompletion time.Time `json:"requestedCompletionDate,omitzero"`
	PromisedCompletion  time.Time `json:"promisedCompletionDate,omitzero"`
	ExpectedCompletion  time.Time `json:"expectedCompletionDate,omitzero"`
}

// AgreementNotice is what events say about an agreement.
type AgreementNotice struct {
	Customer     string          `json:"customer"`
	Agreement    string          `json:"agreement"`
	Quote        string          `json:"quote"`
	Number       int             `json:"quoteVersion"`
	Prospect     string          `json:"prospect,omitempty"`
	ExternalID   string          `json:"externalId,omitempty"`
	Items        []Item          `json:"agreementItem"`
	Totals       []Total         `json:"totalPrice,omitempty"`
	ServiceLevel ServiceLevel    `json:"serviceLevel,omitzero"`
	Conditions   []string        `json:"termOrCondition,omitempty"`
	Signatures   Signatures      `json:"signatures"`
	MadeAt       time.Time       `json:"initialDate"`
	Period       calendar.Period `json:"agreementPeriod,omitzero"`
	Reasons      []fault.Reason  `json:"reasons,omitempty"`

	RequestedCompletion time.Time `json:"requestedCompletionDate,omitzero"`
	PromisedCompletion  time.Time `json:"promisedCompletionDate,omitzero"`
}

// PriorityQuestion asks how important a customer is.
type PriorityQuestion struct {
	Customer     string `json:"customer"`
	Agreement    string `json:"agreement"`
	Quote        string `json:"quote"`
	ServiceLevel string `json:"serviceLevel,omitempty"` // its name
	About        string `json:"about"`
}

// PurchaseOrder is all that Order Handling needs to place the order.
type PurchaseOrder struct {
	Customer        string         `json:"customer"`
	Agreement       string         `json:"agreement"`
	Quote           string         `json:"quote"`
	ExternalID      string         `json:"externalId,omitempty"`
	Priority        string         `json:"priority"`
	PriorityReasons []fault.Reason `json:"priorityReasons,omitempty"`
	Address         string         `json:"address,omitempty"`
	TestFirst       bool           `json:"testFirst,omitempty"`
	Items           []Item         `json:"productOrderItem"`

	RequestedCompletion time.Time `json:"requestedCompletionDate,omitzero"`
	PromisedCompletion  time.Time `json:"promisedCompletionDate,omitzero"`
}

func (p Prospect) notice() ProspectNotice {
	return ProspectNotice{Customer: p.Customer, Prospect: p.ID, Interaction: p.Interaction, Lead: p.Lead, Interest: p.Interest,
		State: p.State, Needs: p.Needs, Reasons: p.Reasons}
}

func (q Quote) notice() QuoteNotice {
	return QuoteNotice{Customer: q.Customer, Prospect: q.Prospect, Quote: q.ID, Number: q.Number, State: q.State, Totals: q.Totals, Reasons: q.Reasons}
}

func (q Quote) proposal() Proposal {
	return Proposal{Customer: q.Customer, Prospect: q.Prospect, Quote: q.ID, Number: q.Number, ExternalID: q.ExternalID, Items: q.Items,
		Totals: q.Totals, ServiceLevel: q.ServiceLevel, Conditions: q.Conditions, Education: q.Education, Missing: q.Missing, Asks: q.Asks,
		Months: q.Months, ValidUntil: q.ValidUntil, SignedBy: q.Signatures.Provider.By,
		RequestedCompletion: q.RequestedCompletion, PromisedCompletion: q.PromisedCompletion, ExpectedCompletion: q.ExpectedCompletion}
}

func (a Agreement) notice() AgreementNotice {
	return AgreementNotice{Customer: a.Customer, Agreement: a.ID, Quote: a.Quote, Number: a.Number, Prospect: a.Prospect, ExternalID: a.ExternalID,
		Items: a.Items, Totals: a.Totals, ServiceLevel: a.ServiceLevel, Conditions: a.Conditions, Signatures: a.Signatures, MadeAt: a.MadeAt,
		Period: a.Period, Reasons: a.Reasons, RequestedCompletion: a.RequestedCompletion, PromisedCompletion: a.PromisedCompletion}
}

func (a Agreement) purchaseOrder() PurchaseOrder {
	return PurchaseOrder{Customer: a.Customer, Agreement: a.ID, Quote: a.Quote, ExternalID: a.ExternalID, Priority: a.Priority.Value,
		PriorityReasons: a.Priority.Reasons, Address: a.Address, TestFirst: a.TestFirst, Items: a.Items,
		RequestedCompletion: a.RequestedCompletion, PromisedCompletion: a.PromisedCompletion}
}
