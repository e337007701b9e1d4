package customer

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
)

// KeyType is a sort of key by which customers are known.
type KeyType string

// The types of key; KeyTypes has what each is.
const (
	KeyNumber     KeyType = "customerNumber"
	KeyTaxID      KeyType = "taxId"
	KeyRegister   KeyType = "registerNumber"
	KeyCommercial KeyType = "commercialId"
	KeyDocument   KeyType = "identityDocument"
	KeyContract   KeyType = "contractNumber"
	KeyBooking    KeyType = "bookingReference"
	KeyMSISDN     KeyType = "msisdn"
	KeyIMSI       KeyType = "imsi"
	KeyExternal   KeyType = "external"
	KeyCard       KeyType = "card"
	KeyEmail      KeyType = "email"
	KeyPhone      KeyType = "phone"
	KeyPortal     KeyType = "portalUser"
)

// Key is a key by which a customer is known.
type Key struct {
	Type      KeyType `json:"type"`
	Value     string  `json:"value"`               // in one form, such as "DE123456789"; of a card only the last four digits
	Authority string  `json:"authority,omitempty"` // who gave it: a court, a scheme such as LEI, another system
}

// KeyRow is one type of key.
type KeyRow struct {
	Type      KeyType
	Unique    bool   // it belongs to one customer at a time: such keys are the customer's identity
	Authority bool   // it means nothing without the authority that gave it
	From      string // where it comes from, if it is neither in Draft.Keys nor added with AddKey
	What      string
	form      form
}

var keyRows = []KeyRow{
	{Type: KeyNumber, Unique: true, From: "Draft.Number", form: asNumber, What: "the customer's number"},
	{Type: KeyTaxID, Unique: true, form: asTaxID, What: "tax or VAT number"},
	{Type: KeyRegister, Unique: true, Authority: true, form: asNumber, What: "number in a register of companies; the authority is the court"},
	{Type: KeyCommercial, Unique: true, Authority: true, form: asNumber, What: "number in a scheme of businesses; the authority is the scheme, such as LEI"},
	{Type: KeyDocument, Unique: true, Authority: true, form: asNumber, What: "number of an identity document, where the law permits to keep it"},
	{Type: KeyContract, Unique: true, form: asNumber, What: "number of a contract"},
	{Type: KeyBooking, Unique: true, form: asNumber, What: "booking reference on bills and payments"},
	{Type: KeyMSISDN, Unique: true, form: asPhone, What: "telephone number that the customer rents from us"},
	{Type: KeyIMSI, Unique: true, form: asIMSI, What: "identity on a SIM"},
	{Type: KeyExternal, Unique: true, Authority: true, form: asNumber, What: "the customer in another system, which is the authority"},
	{Type: KeyCard, form: asCard, What: "payment card, kept as a hash with Config.CardSecret and its last four digits"},
	{Type: KeyEmail, From: "the contact media", form: asEmail, What: "e-mail address"},
	{Type: KeyPhone, From: "the contact media", form: asPhone, What: "telephone or fax number"},
	{Type: KeyPortal, Unique: true, From: "the contact media", form: asTyped, What: "name with which the customer signs in"},
}

// KeyTypes lists the types of key (seeds/003: customer or contract number, MSISDN, IMSI, credit card, booking reference).
func KeyTypes() []KeyRow { return slices.Clone(keyRows) }

func keyRow(typ KeyType) (KeyRow, bool) {
	i := slices.IndexFunc(keyRows, func(r KeyRow) bool { return r.Type == typ })
	if i < 0 {
		return KeyRow{}, false
	}
	return keyRows[i], true
}

// keyRecord is a key in the store. Its id is made of what must be unique, so that of two units that take the same key at
// the same time the store lets only one commit.
type keyRecord struct {
	store.Meta
	Key
	Customer string `json:"customer"`
	Lookup   string `json:"lookup"` // by what it is found: Value, of a card its hash
}

const (
	byLookup   = "lookup"
	byEnding   = "ending"
	byCustomer = "customer"
)

var keyRecords = store.NewCollection("customer.key", func(k *keyRecord) []store.Key {
	keys := []store.Key{{Name: byLookup, Value: k.Lookup}, {Name: byCustomer, Value: k.Customer}}
	if k.Type == KeyCard {
		keys = append(keys, store.Key{Name: byEnding, Value: k.Value})
	}
	return keys
})

// cardEnding is how many digits of a card are kept.
const cardEnding = 4

// record checks a key and makes its record, still without a customer.
func (k Key) record(f forms, c *fault.Check, path string) keyRecord {
	row, known := keyRow(k.Type)
	if !known {
		c.Add(path+"type", fault.RuleUnknown, fmt.Sprintf("%q is no type of key; KeyTypes lists them", k.Type))
		return keyRecord{}
	}
	c.Optional(path+"authority", k.Authority, fault.MaxName)
	k.Authority = strings.TrimSpace(k.Authority)
	c.That(k.Authority != "" || !row.Authority, path+"authority", fault.RuleRequired, "must say who gave the key")
	given, lookup := k.Value, readText(f, c, path+"value", k.Value, row.form)
	k.Value = lookup
	if k.Type == KeyCard {
		k.Value = ending(given)
	}
	return keyRecord{Key: k, Lookup: lookup}
}

// ending is the last four digits of a card number.
func ending(number string) string {
	digits := without(number, func(r rune) bool { return r < '0' || r > '9' })
	return digits[max(0, len(digits)-cardEnding):]
}

// of makes the record that of a customer.
func (k keyRecord) of(customer string) keyRecord {
	k.Customer = customer
	parts := []string{string(k.Type), folded(k.Authority), k.Lookup}
	if row, _ := keyRow(k.Type); !row.Unique {
		parts = append(parts, customer)
	}
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00"))) // no part can contain NUL
	k.ID = hex.EncodeToString(sum[:])
	return k
}
