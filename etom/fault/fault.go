// Package fault owns the kinds of error the library returns and the way field faults are collected.
// It does not own any rule: which field is wrong is decided where the field lives.
//
// There are six kinds, told apart with errors.Is; details are read with errors.As:
//
//	_, err := orders.Place(ctx, draft)
//	var invalid *fault.Invalid
//	switch {
//	case errors.As(err, &invalid): // every wrong field at once
//		for _, f := range invalid.Fields {
//			fmt.Println(f.Path, f.Rule, f.Message)
//		}
//	case errors.Is(err, fault.ErrConflict): // somebody was faster: load again, decide again
//	}
//
// An error of none of the kinds is a defect or comes from the environment (a full disk, say).
// Everything here is immutable once made and safe for concurrent use, except Check.
package fault

import (
	"errors"
	"fmt"
	"strings"
)

// The six kinds. A vendor's HTTP layer would answer 400, 404, 409, 409, 422 and 503.
var (
	ErrInvalid     = errors.New("invalid")     // the input is wrong; *Invalid has the fields
	ErrNotFound    = errors.New("not found")   // no such thing, for this tenant
	ErrConflict    = errors.New("conflict")    // exists already, or was changed meanwhile: load again and decide again
	ErrState       = errors.New("wrong state") // right request, wrong moment; *lifecycle.Error says what is permitted
	ErrRejected    = errors.New("rejected")    // a business rule said no; *Refusal has the reasons
	ErrUnavailable = errors.New("unavailable") // try again later: a database, a port
)

// Error is one fault of a kind about a subject, such as `ordering.order "o-7": not found`.
type Error struct {
	Kind    error  // one of the six
	Subject string // what it is about
	Message string // what is wrong and what to do next; may be empty
	Cause   error  // what lies below; may be nil
}

func (e *Error) Error() string {
	parts := []string{e.Subject}
	if e.Message != "" {
		parts = append(parts, e.Message)
	} else {
		parts = append(parts, e.Kind.Error())
	}
	if e.Cause != nil {
		parts = append(parts, e.Cause.Error())
	}
	return strings.Join(parts, ": ")
}

// Is reports whether target is the kind of e.
func (e *Error) Is(target error) bool { return target == e.Kind }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Cause }

// NotFound says that the subject does not exist.
func NotFound(subject string) error { return &Error{Kind: ErrNotFound, Subject: subject} }

// Conflict says that the subject exists already or was changed meanwhile.
func Conflict(subject, message string) error {
	return &Error{Kind: ErrConflict, Subject: subject, Message: message}
}

// State says that the subject is in the wrong state for what was asked.
func State(subject, message string) error {
	return &Error{Kind: ErrState, Subject: subject, Message: message}
}

// Unavailable says that something outside could not be reached; trying again later may help.
func Unavailable(subject string, cause error) error {
	return &Error{Kind: ErrUnavailable, Subject: subject, Message: "unavailable, try again later", Cause: cause}
}

// IsNotFound is errors.Is(err, ErrNotFound), for the many places that ask whether something is there.
func IsNotFound(err error) bool { return errors.Is(err, ErrNotFound) }

// Subject names a thing for messages: Subject("ordering.order", "o-7") is `ordering.order "o-7"`.
func Subject(kind, id string) string { return fmt.Sprintf("%s %q", kind, id) }

// Reason is one sentence of a business rule's answer, with the stable code of the rule.
// A code may be retired, but is never given to another rule.
type Reason struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

func (r Reason) String() string { return r.Code + " " + r.Message }

// Refusal is a command's error when a business rule said no.
type Refusal struct {
	Subject string
	Reasons []Reason
}

func (e *Refusal) Error() string {
	all := make([]string, len(e.Reasons))
	for i, r := range e.Reasons {
		all[i] = r.String()
	}
	return e.Subject + ": rejected: " + strings.Join(all, "; ")
}

// Is reports whether target is ErrRejected.
func (e *Refusal) Is(target error) bool { return target == ErrRejected }
