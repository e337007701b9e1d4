package rule

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Kind is what a fact's values are.
type Kind string

// The kinds of fact.
const (
	Number Kind = "number" // a money.Quantity: counts, days, shares, scores
	Amount Kind = "amount" // a money.Amount in the definition's currency
	Text   Kind = "text"
	Flag   Kind = "flag" // true or false
)

// Missing is what a table does with a fact that is not there. It has no default: a definition names it.
type Missing string

// The policies. None of them makes a missing number 0.
const (
	Refuse Missing = "refuse" // deciding is a *MissingError
	Unmet  Missing = "unmet"  // it meets no condition, save Condition.Missing
	Assume Missing = "assume" // Definition.Default stands for it, and the trace says so
)

// Definition says what a fact is. It is a value; its pointers and slices are not changed after NewSchema took it.
type Definition struct {
	Name     string          `json:"name"` // words of letters and digits with dots between: payment.daysLateWorst
	Kind     Kind            `json:"kind"`
	Currency money.Currency  `json:"currency,omitzero"` // of an Amount: the one all its values are in
	Values   []string        `json:"values,omitempty"`  // of a Text: all it can be; none: anything
	Whole    bool            `json:"whole,omitempty"`   // of a Number: no digits behind the point
	Least    *money.Quantity `json:"least,omitempty"`   // of a Number, or of an Amount in whole units of the currency: no value is below
	Most     *money.Quantity `json:"most,omitempty"`    // … above
	Missing  Missing         `json:"missing"`
	Default  Value           `json:"default,omitzero"` // with Assume
	What     string          `json:"what"`             // one sentence with unit and period: how many bills were paid late in the last 12 months
}

// Check says whether a value can be one of the fact's: fault.ErrInvalid for another kind or currency, a number outside Least to
// Most or with digits behind the point where it is Whole, a text that is empty or not among Values.
func (d Definition) Check(v Value) error {
	var c fault.Check
	d.check(&c, d.Name, v)
	return c.Err(subject)
}

func (d Definition) check(c *fault.Check, path string, v Value) {
	switch {
	case v.Kind() != d.Kind:
		c.Add(path, CodeKind, fmt.Sprintf("is of kind %s; give %s", orNone(v.Kind()), d.form()))
	case d.Kind == Amount && v.amount.Currency() != d.Currency:
		c.Add(path, fault.RuleCurrency, fmt.Sprintf("is in %s; give it in %s", v.amount.Currency(), d.Currency))
	case d.Kind == Text && v.text == "":
		c.Add(path, fault.RuleRequired, "is an empty text; leave the fact out if it is not known")
	case d.Kind == Text && len(d.Values) > 0 && !slices.Contains(d.Values, v.text):
		c.Add(path, fault.RuleUnknown, fmt.Sprintf("%.60q is none of %s", v.text, strings.Join(d.Values, ", ")))
	case d.Kind == Text:
		c.Text(path, v.text, fault.MaxText)
	case d.Whole && !whole(v.number):
		c.Add(path, fault.RuleFormat, fmt.Sprintf("%s has digits behind the point; give a whole number", v))
	case d.Least != nil && less(v, d.bound(*d.Least)):
		c.Add(path, fault.RuleRange, fmt.Sprintf("%s is below %s, the least it can be", v, d.bound(*d.Least)))
	case d.Most != nil && less(d.bound(*d.Most), v):
		c.Add(path, fault.RuleRange, fmt.Sprintf("%s is above %s, the most it can be", v, d.bound(*d.Most)))
	}
}

// bound is Least or Most as a value of the fact; NewSchema has seen that it is one.
func (d Definition) bound(q money.Quantity) Value {
	if d.Kind == Amount {
		a, err := money.New(q.String(), d.Currency)
		if err != nil {
			return Value{}
		}
		return Amt(a)
	}
	return Num(q)
}

// Parse reads a value as Value.String writes it, and checks it: 2.5, 12.34 EUR, a text, true or false. An amount may leave out the
// currency. Errors are fault.ErrInvalid.
func (d Definition) Parse(s string) (Value, error) {
	v, err := d.read(s)
	if err != nil {
		return Value{}, invalid(d.Name, fault.RuleFormat, fmt.Sprintf("%.60q cannot be read; give %s", s, d.form()))
	}
	if err := d.Check(v); err != nil {
		return Value{}, err
	}
	return v, nil
}

func (d Definition) read(s string) (Value, error) {
	switch d.Kind {
	case Number:
		q, err := money.ParseQuantity(s)
		return Num(q), err
	case Amount:
		if !strings.Contains(s, " ") {
			s += " " + d.Currency.String()
		}
		a, err := money.ParseAmount(s)
		return Amt(a), err
	case Flag:
		if s != "true" && s != "false" {
			return Value{}, fault.ErrInvalid
		}
		return Yes(s == "true"), nil
	}
	return Txt(s), nil
}

// form says how a value of the fact is written.
func (d Definition) form() string {
	switch d.Kind {
	case Number:
		return "a number such as 2.5"
	case Amount:
		return "an amount such as 12.34 " + d.Currency.String()
	case Flag:
		return "true or false"
	}
	return "a text"
}

func orNone(k Kind) Kind {
	if k == "" {
		return "none"
	}
	return k
}

func whole(q money.Quantity) bool { return !strings.Contains(q.String(), ".") }

// less compares two numbers, or two amounts in one currency.
func less(v, w Value) bool { return compare(&v, &w) < 0 }

func compare(v, w *Value) int {
	if v.exact && w.exact {
		return cmp.Compare(v.key, w.key)
	}
	if v.kind == amount {
		order, err := v.amount.Cmp(w.amount)
		if err != nil {
			return 0 // only values that a definition has let pass are compared, and those have its currency
		}
		return order
	}
	return v.number.Cmp(w.number)
}
