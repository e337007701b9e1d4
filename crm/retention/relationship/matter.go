package relationship

import (
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/work"
)

// MatterKind is a sort of open matter.
type MatterKind string

// The kinds of matter.
const (
	Order   MatterKind = "order"
	Ticket  MatterKind = "ticket"
	Lead    MatterKind = "lead"
	Bill    MatterKind = "bill" // not yet made, not yet sent, or not yet paid
	Deposit MatterKind = "deposit"
)

// Matter is something open with a customer.
type Matter struct {
	Kind MatterKind `json:"kind"`
	ID   string     `json:"id"`
}

// Matters tells what is open with a customer: orders, tickets, leads, bills, deposits. It must be safe for concurrent use.
type Matters interface {
	Open(u *work.Unit, customer string) ([]Matter, error)
}

// Term is an agreed minimum term.
type Term struct {
	Agreement string        `json:"agreement"`
	Until     calendar.Date `json:"until"` // the first day on which the agreement may have ended
}

// Terms tells which minimum terms have been agreed with a customer. It must be safe for concurrent use.
type Terms interface {
	Minimum(u *work.Unit, customer string) ([]Term, error)
}
