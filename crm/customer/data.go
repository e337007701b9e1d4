package customer

import (
	"encoding/json"
	"fmt"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// Language is the language in which a customer is addressed.
type Language string

// The languages.
const (
	German  Language = "de"
	English Language = "en"
)

// Data is what is known of a customer and may change (3.4.4).
type Data struct {
	Name            string           `json:"name"`
	Language        Language         `json:"language"` // empty: English
	ContactMedia    []ContactMedium  `json:"contactMedium,omitempty"`
	Parties         []Party          `json:"relatedParty,omitempty"` // who speaks for the customer
	Characteristics []Characteristic `json:"characteristic,omitempty"`
}

// Party is a person or body who speaks for the customer, such as a head of purchasing.
type Party struct {
	Name         string          `json:"name"`
	Role         string          `json:"role,omitempty"`
	ContactMedia []ContactMedium `json:"contactMedium,omitempty"`
}

// Characteristic is something else known of the customer, such as the line of business. A name stands there once.
type Characteristic struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// The bounds of a customer's data.
const (
	MaxMedia           = 20 // of a customer, and of each party
	MaxParties         = 50
	MaxCharacteristics = 100
	MaxData            = 256 << 10 // bytes of the whole as JSON: a change keeps it twice in one record
)

// Preferred is the contact medium that the customer prefers, or else the first of them; false if there is none.
func (d Data) Preferred() (ContactMedium, bool) {
	for _, m := range d.ContactMedia {
		if m.Preferred {
			return m, true
		}
	}
	if len(d.ContactMedia) > 0 {
		return d.ContactMedia[0], true
	}
	return ContactMedium{}, false
}

// read checks the data and gives it the form in which it is kept.
func (d Data) read(f forms, c *fault.Check) Data {
	d.Name = readText(f, c, "name", d.Name, asTyped)
	if d.Language == "" {
		d.Language = English
	}
	c.That(d.Language == German || d.Language == English, "language", fault.RuleUnknown, "must be de or en")
	d.ContactMedia = readMedia(f, c, "contactMedium", d.ContactMedia)
	d.Parties = readParties(f, c, d.Parties)
	checkCharacteristics(c, d.Characteristics)
	if len(d.Characteristics) == 0 {
		d.Characteristics = nil // as it comes out of the store
	}
	if len(c.Fields()) > 0 {
		return d
	}
	if body, _ := json.Marshal(d); len(body) > MaxData { // texts and lists always have a JSON
		c.Add("", fault.RuleLength, fmt.Sprintf("the data has %d bytes as JSON, at most %d are allowed", len(body), MaxData))
	}
	return d
}

func readParties(f forms, c *fault.Check, parties []Party) []Party {
	if tooMany(c, "relatedParty", len(parties), MaxParties) {
		return parties
	}
	var kept []Party
	for i, p := range parties {
		path := fmt.Sprintf("relatedParty[%d]", i)
		p.Name = readText(f, c, path+".name", p.Name, asTyped)
		c.Optional(path+".role", p.Role, fault.MaxName)
		p.ContactMedia = readMedia(f, c, path+".contactMedium", p.ContactMedia)
		kept = append(kept, p)
	}
	return kept
}

func checkCharacteristics(c *fault.Check, all []Characteristic) {
	if tooMany(c, "characteristic", len(all), MaxCharacteristics) {
		return
	}
	seen := map[string]bool{}
	for i, one := range all {
		path := fmt.Sprintf("characteristic[%d]", i)
		c.Text(path+".name", one.Name, fault.MaxName)
		c.Optional(path+".value", one.Value, fault.MaxText)
		c.That(!seen[one.Name], path+".name", fault.RuleDuplicate, fmt.Sprintf("%q stands there twice", one.Name))
		seen[one.Name] = true
	}
}

// tooMany notes a fault, and reports true, if a list is too long to be looked at one by one.
func tooMany(c *fault.Check, path string, n, max int) bool {
	c.That(n <= max, path, fault.RuleLength, fmt.Sprintf("has %d entries, at most %d are allowed", n, max))
	return n > max
}
