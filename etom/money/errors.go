package money

import (
	"errors"
	"fmt"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// MismatchError says that amounts of two currencies met where one is asked for. It is fault.ErrInvalid with the code
// fault.RuleCurrency. It is immutable.
type MismatchError struct {
	Operation string // what was tried, such as "1.00 EUR plus 1.00 USD"
	A, B      Currency
}

func (e *MismatchError) Error() string { return e.Unwrap().Error() }

// Unwrap gives the *fault.Invalid.
func (e *MismatchError) Unwrap() error {
	return invalid("currency", fault.RuleCurrency,
		fmt.Sprintf("%s mixes %s and %s; convert one of them first", e.Operation, e.A, e.B))
}

// OverflowError says that an exact result has more digits than there is room for. It is fault.ErrInvalid with the code
// fault.RuleRange. It is immutable.
type OverflowError struct {
	Operation string // what was tried, such as "99.00 EUR times 7"
}

func (e *OverflowError) Error() string { return e.Unwrap().Error() }

// Unwrap gives the *fault.Invalid.
func (e *OverflowError) Unwrap() error {
	return invalid("amount", fault.RuleRange, e.Operation+" needs more digits than fit; round earlier or use smaller numbers")
}

func overflow(format string, args ...any) error {
	return &OverflowError{Operation: fmt.Sprintf(format, args...)}
}

func invalid(path, rule, message string) error {
	return &fault.Invalid{Subject: "money", Fields: []fault.Field{{Path: path, Rule: rule, Message: message}}}
}

// both is the faults of two errors in one.
func both(a, b error) error {
	var c fault.Check
	for _, err := range []error{a, b} {
		var wrong *fault.Invalid
		if errors.As(err, &wrong) {
			for _, f := range wrong.Fields {
				c.Add(f.Path, f.Rule, f.Message)
			}
		}
	}
	return c.Err("money")
}

// quoted is a text for messages: quoted, and cut if somebody sent a novel.
func quoted[T string | []byte](text T) string {
	if len(text) > 60 {
		return fmt.Sprintf("%q…", text[:60])
	}
	return fmt.Sprintf("%q", text)
}
