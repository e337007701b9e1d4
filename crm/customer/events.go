package customer

// The types of event that Customer Information Management writes into the journal, and their data. The journal is kept
// for ever, so names and addresses stay out of it: who may see them asks for the customer.
const (
	EventEstablished    = "customer.relationship.established" // Notice
	EventDataAcquired   = "customer.data.acquired"            // DataNotice
	EventStatusChanged  = "customer.status.changed"           // StatusNotice
	EventKeyAdded       = "customer.key.added"                // KeyNotice
	EventKeyRemoved     = "customer.key.removed"              // KeyNotice
	EventIdentityMerged = "customer.identity.merged"          // MergeNotice
)

// EventTypes lists them all.
func EventTypes() []string {
	return []string{EventEstablished, EventDataAcquired, EventStatusChanged, EventKeyAdded, EventKeyRemoved, EventIdentityMerged}
}

// Notice says that there is a new customer.
type Notice struct {
	Customer string   `json:"customer"`
	Number   string   `json:"customerNumber,omitempty"`
	Kind     Kind     `json:"kind"`
	Status   Status   `json:"status"`
	Language Language `json:"language"`
}

// DataNotice names the fields that have changed; History has their values.
type DataNotice struct {
	Customer string   `json:"customer"`
	Fields   []string `json:"fields"`
}

// StatusNotice is a change of status.
type StatusNotice struct {
	Customer string `json:"customer"`
	From     Status `json:"from"`
	Event    Event  `json:"event"`
	To       Status `json:"to"`
	Reason   string `json:"statusReason"`
}

// KeyNotice is about a key of a customer.
type KeyNotice struct {
	Customer string `json:"customer"`
	Key      Key    `json:"key"`
}

// MergeNotice says that two records were one customer's: what is known by the merged id is the customer's.
type MergeNotice struct {
	Customer string `json:"customer"` // the survivor
	Merged   string `json:"merged"`
}
