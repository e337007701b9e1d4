package billing

import (
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
)

// AccountState says whether a billing account is in use.
type AccountState string

// The states of a billing account.
const (
	AccountActive AccountState = "active"
	AccountClosed AccountState = "closed" // what comes late is still billed
)

// Channel is the way by which a bill goes to the customer.
type Channel string

// The channels.
const (
	Email  Channel = "email"
	Letter Channel = "letter"
	Fax    Channel = "fax"
	Portal Channel = "portal"
)

// Channels lists them all.
func Channels() []Channel { return []Channel{Email, Letter, Fax, Portal} }

// Details are what may change in a billing account from a day on: who is billed, where, how, and how soon is to be paid. They
// are a value.
type Details struct {
	Name        string  `json:"name"`
	Address     Address `json:"address"`
	TaxID       string  `json:"taxId,omitempty"`    // VAT id
	Business    bool    `json:"business,omitempty"` // a business, not a consumer
	Reseller    bool    `json:"reseller,omitempty"` // sells telecommunication on, as its tax office attests
	Reference   string  `json:"reference,omitempty"`
	Language    string  `json:"language,omitempty"` // "en" or "de"; empty: "en"
	Channel     Channel `json:"channel,omitempty"`  // empty: Letter
	Email       string  `json:"email,omitempty"`
	Fax         string  `json:"fax,omitempty"`
	PaymentDays int     `json:"paymentDays,omitempty"` // 0 to 365; 0: Config.PaymentDays
}

// AccountVersion is what holds from a day on.
type AccountVersion struct {
	From    calendar.Date `json:"from"`
	Details Details       `json:"details"`
	At      time.Time     `json:"at"` // when it was entered
	Why     string        `json:"why,omitempty"`
}

// Account is a billing account (3.8.4): who pays for products, when and how he is billed. What was changed stays in Versions:
// a bill carries what holds on its date. It is a value.
type Account struct {
	store.Meta
	Customer string           `json:"customer"`
	Parent   string           `json:"parent,omitempty"` // on whose consolidated bill it stands
	Issuer   string           `json:"issuer"`           // id of the issuer of its bills
	State    AccountState     `json:"state"`
	Currency money.Currency   `json:"currency"`
	Zone     string           `json:"zone"`     // IANA; its days are those of this zone
	CycleDay int              `json:"cycleDay"` // 1 to 31: the day of the month on which its periods begin
	Opened   calendar.Date    `json:"opened"`
	Closed   calendar.Date    `json:"closed,omitzero"` // first day without service
	OpenedAt time.Time        `json:"openedAt"`
	Versions []AccountVersion `json:"versions"` // by From, then in the order in which they were entered
	Terms    Terms            `json:"terms,omitzero"`
}

// About says what the account's events are about: it is a case of its own.
func (a Account) About() (subject, correlation string) { return a.ID, a.ID }

// On is what holds on a day; before the first version, the first.
func (a Account) On(d calendar.Date) Details {
	found := a.Versions[0]
	for _, v := range a.Versions {
		if !v.From.After(d) {
			found = v
		}
	}
	return found.Details
}

// with is the account with a further version.
func (a Account) with(v AccountVersion) Account {
	at := len(a.Versions)
	for at > 0 && a.Versions[at-1].From.After(v.From) {
		at--
	}
	a.Versions = slices.Insert(slices.Clone(a.Versions), at, v)
	return a
}

func (d Details) check(c *fault.Check, path string) {
	c.Text(path+"name", d.Name, fault.MaxName)
	d.Address.check(c, path+"address")
	c.Optional(path+"taxId", d.TaxID, fault.MaxName)
	c.Optional(path+"reference", d.Reference, fault.MaxName)
	c.That(d.Language == "" || d.Language == "en" || d.Language == "de", path+"language", fault.RuleUnknown, "must be en or de")
	c.That(d.Channel == "" || slices.Contains(Channels(), d.Channel), path+"channel", fault.RuleUnknown, "must be email, letter, fax or portal")
	c.Optional(path+"email", d.Email, fault.MaxName)
	c.Optional(path+"fax", d.Fax, fault.MaxName)
	c.That(d.Channel != Email || d.Email != "", path+"email", fault.RuleRequired, "must be given for bills by e-mail")
	c.That(d.Channel != Fax || d.Fax != "", path+"fax", fault.RuleRequired, "must be given for bills by fax")
	c.That(d.PaymentDays >= 0 && d.PaymentDays <= 365, path+"paymentDays", fault.RuleRange, "must be 0 to 365")
}

// to is where a document goes by a channel.
func (d Details) to(ch Channel) string {
	switch ch {
	case Email:
		return d.Email
	case Fax:
		return d.Fax
	case Portal:
		return ""
	}
	return d.Address.Street + ", " + d.Address.PostCode + " " + d.Address.City + ", " + d.Address.Country
}
