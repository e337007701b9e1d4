package evn

import (
	"fmt"
	"slices"

	"github.com/etomcrm/etomcrm/billing/rating"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Shape is what a kind of usage is to a customer.
type Shape string

// The shapes.
const (
	Call    Shape = "call"    // has a number and lasts
	Message Shape = "message" // has a number
	Data    Shape = "data"    // has a volume, and instead of a number an access point
)

// Kind says what shape a kind of usage has. A plain value.
type Kind struct {
	Kind  string `json:"kind"` // as rating has it
	Shape Shape  `json:"shape"`
}

// Kinds are the kinds of usage that are connections where a request names none.
func Kinds() []Kind {
	return []Kind{{"voice", Call}, {"fax", Call}, {"video", Call}, {"sms", Message}, {"mms", Message}, {"data", Data}}
}

// Wish is what the customer asked for and declared. A plain value.
type Wish struct {
	Asked    calendar.Date `json:"asked,omitzero"`     // when the customer asked for itemised records; none: not
	Refused  bool          `json:"refused,omitempty"`  // the customer does not want any
	Numbers  Numbers       `json:"numbers,omitempty"`  // none: not chosen, and so shortened unless the law says otherwise
	Included bool          `json:"included,omitempty"` // the customer wants those that an allowance or flat price covers, too
	Line     Line          `json:"line"`
	Declared calendar.Date `json:"declared,omitzero"` // when the customer declared that those who use the line, too, are informed (and the works council has its part); none: not
}

// Request is what a statement is made of. A plain value.
type Request struct {
	Account string          `json:"account,omitempty"`
	Period  calendar.Period `json:"period"`           // in whose zone dates and times are shown
	Result  rating.Result   `json:"result"`           // with its records
	Mode    money.Mode      `json:"mode,omitzero"`    // how the bill rounds its lines
	Kinds   []Kind          `json:"kinds,omitempty"`  // which usage is a connection; none: Kinds()
	Own     []string        `json:"own,omitempty"`    // the customer's numbers: any other number in From is a caller's, and shortened
	Listed  []string        `json:"listed,omitempty"` // numbers of counselling, such as the regulator lists them; usage that lacks its area code is not recognised
	Law     Law             `json:"law"`
	Wish    Wish            `json:"wish"`
}

func (r *Request) check() error {
	var c fault.Check
	c.Optional("account", r.Account, fault.MaxID)
	c.That(!r.Period.IsZero(), "period", fault.RuleRequired, "must be that of the bill")
	_, err := money.Amount{}.Round(r.Mode)
	c.That(err == nil, "mode", fault.RuleUnknown, "must be a mode of rounding")
	for i, k := range r.Kinds {
		c.Text(fmt.Sprintf("kinds[%d].kind", i), k.Kind, fault.MaxName)
		c.That(oneOf(k.Shape, Call, Message, Data), fmt.Sprintf("kinds[%d].shape", i), fault.RuleUnknown, "must be call, message or data")
	}
	for i, n := range r.Own {
		c.Text(fmt.Sprintf("own[%d]", i), n, fault.MaxName)
	}
	for i, n := range r.Listed {
		c.Text(fmt.Sprintf("listed[%d]", i), n, fault.MaxName)
	}
	c.That(oneOf(r.Wish.Numbers, "", Full, Shortened), "wish.numbers", fault.RuleUnknown, "must be full or shortened, or left out")
	c.That(oneOf(r.Wish.Line, Alone, Household, Business), "wish.line", fault.RuleUnknown, "must be alone, household or business")
	var law fault.Check
	r.Law.check(&law)
	c.Within("law", &law)
	c.That(r.Period.IsZero() || r.Law.From.IsZero() || r.Law.holds(r.Period.From()), "law", fault.RuleRange, "must be in force when the period begins; see Find")
	return c.Err("evn.Make")
}

// Check reports everything that is wrong with a law at once, as fault.ErrInvalid.
func (l *Law) Check() error {
	var c fault.Check
	l.check(&c)
	return c.Err("evn.Law")
}

func (l *Law) check(c *fault.Check) {
	c.Text("country", l.Country, fault.MaxName)
	c.Text("source", l.Source, fault.MaxName)
	c.Optional("note", l.Note, fault.MaxText)
	c.That(!l.From.IsZero(), "from", fault.RuleRequired, "must be the first day on which it is in force")
	c.That(l.Until.IsZero() || l.From.Before(l.Until), "until", fault.RuleRange, "must lie behind from: it is the first day beyond")
	c.That(oneOf(l.Given, Demanded, Offered), "given", fault.RuleUnknown, "must be demanded or offered")
	c.That(oneOf(l.Shared, Always, Declared), "shared", fault.RuleUnknown, "must be always or declared")
	c.That(oneOf(l.Whole, Demanded, Always, Declared), "whole", fault.RuleUnknown, "must be demanded, always or declared")
	c.That(oneOf(l.Included, Demanded, Always), "included", fault.RuleUnknown, "must be demanded or always")
	c.That(oneOf(l.Free, Always, Never), "free", fault.RuleUnknown, "must be always or never")
	c.That(l.Shorten >= 1 && l.Shorten <= 15, "shorten", fault.RuleRange, "must be 1 to 15 digits")
	c.That(l.Incoming >= 1 && l.Incoming <= 15, "incoming", fault.RuleRange, "must be 1 to 15 digits")
	c.That(len(l.Prefix) > 1 && l.Prefix[0] == '+' && digits(l.Prefix) == len(l.Prefix)-1, "prefix", fault.RuleFormat, "must be + and the country's code, such as +49")
}

func oneOf[T comparable](value T, values ...T) bool { return slices.Contains(values, value) }
