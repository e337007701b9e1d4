package contact

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// matter is what is known of a thing that contacts with one customer are about: an order, a quote. One customer's inquiry
// never finds another's.
type matter struct {
	store.Meta
	Customer    string    `json:"customer"`
	About       string    `json:"about"`
	Correlation string    `json:"correlation"`
	Status      *Status   `json:"status,omitempty"` // the last that was noted
	ToldAt      time.Time `json:"toldAt,omitzero"`  // when the customer was told something of it
	Told        string    `json:"told,omitempty"`   // why: the type of the event
	Ended       bool      `json:"ended,omitempty"`  // its completion has been told
}

const byCustomer = "customer"

var matters = store.NewCollection("contact.matter", func(m *matter) []store.Key {
	return []store.Key{{Name: byCustomer, Value: m.Customer}}
})

// matterID is the id under which the customer's matter is kept; a hash, as ids of two parts may not fit into one.
func matterID(customer, about string) string {
	sum := sha256.Sum256([]byte(customer + "\x00" + about))
	return hex.EncodeToString(sum[:])
}

// matterOf loads the matter, or makes a new one.
func matterOf(u *work.Unit, customer, about string) (m matter, found bool, err error) {
	m, found, err = matters.Find(u, matterID(customer, about))
	if !found {
		m = matter{Meta: store.Meta{ID: matterID(customer, about)}, Customer: customer, About: about}
	}
	return m, found, err
}

// track notes that the customer is told something of what the message is about, and finds the case of a message that
// names none.
func (i Interaction) track(u *work.Unit) (Interaction, error) {
	if i.About == "" {
		i.Correlation = cmp.Or(i.Correlation, i.ID)
		return i, nil
	}
	m, _, err := matterOf(u, i.Customer, i.About)
	if err != nil {
		return i, err
	}
	i.Correlation = cmp.Or(i.Correlation, m.Correlation, i.ID)
	m.Correlation = cmp.Or(m.Correlation, i.Correlation)
	m.ToldAt, m.Told = u.At, i.Reason
	return i, matters.Put(u, &m)
}
