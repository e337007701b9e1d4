package customer

import (
	"fmt"
	"slices"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// MediumType is a way to reach somebody.
type MediumType string

// The types of contact medium.
const (
	Email  MediumType = "email"
	Phone  MediumType = "phone"
	Fax    MediumType = "fax"
	Letter MediumType = "letter"
	Portal MediumType = "portal"
)

var mediumTypes = []MediumType{Email, Phone, Fax, Letter, Portal}

// ContactMedium is a way to reach the customer, as TMF632 has it. One of a list may be preferred.
type ContactMedium struct {
	Type           MediumType           `json:"mediumType"`
	Preferred      bool                 `json:"preferred,omitempty"`
	Characteristic MediumCharacteristic `json:"characteristic"`
}

// MediumCharacteristic is the address: only the fields of the medium's type.
type MediumCharacteristic struct {
	ContactType     string `json:"contactType,omitempty"` // such as "office"
	EmailAddress    string `json:"emailAddress,omitempty"`
	PhoneNumber     string `json:"phoneNumber,omitempty"` // kept as E.164: "+49891234567"
	FaxNumber       string `json:"faxNumber,omitempty"`   // kept as E.164
	Street1         string `json:"street1,omitempty"`
	Street2         string `json:"street2,omitempty"`
	PostCode        string `json:"postCode,omitempty"`
	City            string `json:"city,omitempty"`
	StateOrProvince string `json:"stateOrProvince,omitempty"`
	Country         string `json:"country,omitempty"`    // two letters of ISO 3166-1, such as DE; ours, TMF632 leaves it open
	PortalUser      string `json:"portalUser,omitempty"` // the name with which the customer signs in; ours, TMF632 has none
}

type mediumField struct {
	typ    MediumType
	needed bool
	name   string
	of     func(*MediumCharacteristic) *string
	form   form
}

// mediumFields says which fields a type of medium has, whether they must be there, and in which form they are kept.
var mediumFields = []mediumField{
	{Email, true, "emailAddress", func(m *MediumCharacteristic) *string { return &m.EmailAddress }, asEmailTyped},
	{Phone, true, "phoneNumber", func(m *MediumCharacteristic) *string { return &m.PhoneNumber }, asPhone},
	{Fax, true, "faxNumber", func(m *MediumCharacteristic) *string { return &m.FaxNumber }, asPhone},
	{Letter, true, "street1", func(m *MediumCharacteristic) *string { return &m.Street1 }, asTyped},
	{Letter, false, "street2", func(m *MediumCharacteristic) *string { return &m.Street2 }, asTyped},
	{Letter, false, "postCode", func(m *MediumCharacteristic) *string { return &m.PostCode }, asTyped},
	{Letter, true, "city", func(m *MediumCharacteristic) *string { return &m.City }, asTyped},
	{Letter, false, "stateOrProvince", func(m *MediumCharacteristic) *string { return &m.StateOrProvince }, asTyped},
	{Letter, true, "country", func(m *MediumCharacteristic) *string { return &m.Country }, asCountry},
	{Portal, true, "portalUser", func(m *MediumCharacteristic) *string { return &m.PortalUser }, asTyped},
}

// readMedia checks contact media and gives them the form in which they are kept.
func readMedia(f forms, c *fault.Check, path string, all []ContactMedium) []ContactMedium {
	if tooMany(c, path, len(all), MaxMedia) {
		return all
	}
	var kept []ContactMedium
	preferred := 0
	for i, m := range all {
		if m.Preferred {
			preferred++
		}
		kept = append(kept, m.read(f, c, fmt.Sprintf("%s[%d]", path, i)))
	}
	c.That(preferred <= 1, path, fault.RuleDuplicate, "at most one medium can be preferred")
	return kept
}

func (m ContactMedium) read(f forms, c *fault.Check, path string) ContactMedium {
	c.That(slices.Contains(mediumTypes, m.Type), path+".mediumType", fault.RuleUnknown, "must be email, phone, fax, letter or portal")
	path += ".characteristic."
	c.Optional(path+"contactType", m.Characteristic.ContactType, fault.MaxName)
	for _, field := range mediumFields {
		value := field.of(&m.Characteristic)
		switch {
		case field.typ != m.Type:
			c.That(*value == "", path+field.name, fault.RuleUnknown, fmt.Sprintf("is of a medium of type %s, not %s", field.typ, m.Type))
		case *value != "" || field.needed:
			*value = readText(f, c, path+field.name, *value, field.form)
		}
	}
	return m
}

// readText checks a text and gives it its form.
func readText(f forms, c *fault.Check, path, text string, form form) string {
	var one fault.Check
	one.Text("", text, fault.MaxName)
	if len(one.Fields()) > 0 {
		c.Within(path, &one)
		return text
	}
	normal, problem := form(f, text)
	c.That(problem == "", path, fault.RuleFormat, problem)
	return normal
}

// mediumKeys tells by which key a type of medium makes a customer known.
var mediumKeys = map[MediumType]KeyType{Email: KeyEmail, Phone: KeyPhone, Fax: KeyPhone, Portal: KeyPortal}

// keys are the keys by which the contact media, those of the parties included, make a customer known.
func (d Data) keys() []Key {
	all := slices.Clone(d.ContactMedia)
	for _, p := range d.Parties {
		all = append(all, p.ContactMedia...)
	}
	var keys []Key
	for _, m := range all {
		if key, ok := mediumKeys[m.Type]; ok {
			at := slices.IndexFunc(mediumFields, func(f mediumField) bool { return f.typ == m.Type })
			keys = append(keys, Key{Type: key, Value: *mediumFields[at].of(&m.Characteristic)})
		}
	}
	return keys
}
