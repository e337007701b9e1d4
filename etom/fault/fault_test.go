package fault_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/fault"
)

var kinds = []error{
	fault.ErrInvalid, fault.ErrNotFound, fault.ErrConflict, fault.ErrState, fault.ErrRejected, fault.ErrUnavailable,
}

// Every error of the library is exactly one of the six kinds, also when its caller has wrapped it.
func TestErrors_are_of_one_kind_and_name_their_subject(t *testing.T) {
	t.Parallel()
	disk := errors.New("connection refused")
	order := fault.Subject("ordering.order", "o-7")
	for name, c := range map[string]struct {
		err  error
		kind error
		says string
	}{
		"not found":       {fault.NotFound(order), fault.ErrNotFound, `ordering.order "o-7": not found`},
		"conflict":        {fault.Conflict(order, "exists already; take another id"), fault.ErrConflict, `ordering.order "o-7": exists already; take another id`},
		"wrong state":     {fault.State(order, "is completed; place a new one"), fault.ErrState, `ordering.order "o-7": is completed; place a new one`},
		"unavailable":     {fault.Unavailable("store", disk), fault.ErrUnavailable, "store: unavailable, try again later: connection refused"},
		"without message": {fault.Conflict(order, ""), fault.ErrConflict, `ordering.order "o-7": conflict`},
		"without cause":   {fault.Unavailable("store", nil), fault.ErrUnavailable, "store: unavailable, try again later"},
		"a refusal": {
			&fault.Refusal{Subject: order, Reasons: []fault.Reason{{Code: "CREDIT-1", Message: "the limit is used up"}, {Code: "CREDIT-4", Message: "two bills are overdue"}}},
			fault.ErrRejected, `ordering.order "o-7": rejected: CREDIT-1 the limit is used up; CREDIT-4 two bills are overdue`,
		},
		"wrong fields": {
			&fault.Invalid{Subject: order, Fields: []fault.Field{{Path: "quantity", Rule: fault.RuleRange, Message: "must be at least 1"}, {Rule: fault.RuleRequired, Message: "must hold an item"}}},
			fault.ErrInvalid, `ordering.order "o-7": quantity: must be at least 1 (ETOM-RANGE); must hold an item (ETOM-REQUIRED)`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wrapped := fmt.Errorf("place: %w", c.err)
			assert.EqualError(t, c.err, c.says)
			for _, kind := range kinds {
				assert.Equal(t, kind == c.kind, errors.Is(wrapped, kind), "%v", kind)
			}
			assert.Equal(t, c.kind == fault.ErrNotFound, fault.IsNotFound(wrapped))
		})
	}
	assert.False(t, fault.IsNotFound(nil))
	assert.False(t, fault.IsNotFound(disk), "an error from the environment is of no kind")
}

func TestUnavailable_keeps_its_cause(t *testing.T) {
	t.Parallel()
	disk := errors.New("connection refused")
	err := fmt.Errorf("place: %w", fault.Unavailable("store", disk))
	require.ErrorIs(t, err, disk)
	var details *fault.Error
	require.ErrorAs(t, err, &details)
	assert.Equal(t, "store", details.Subject)
}

// The rule codes are public: a vendor's screens and translations hang on them.
func TestRules_have_the_codes_they_always_had(t *testing.T) {
	t.Parallel()
	assert.Equal(t, []string{
		"ETOM-REQUIRED", "ETOM-LENGTH", "ETOM-TEXT-NUL", "ETOM-TEXT-UTF8", "ETOM-RANGE", "ETOM-FORMAT", "ETOM-UNKNOWN",
		"ETOM-DUPLICATE", "ETOM-CURRENCY", "ETOM-REFERENCE",
	}, []string{
		fault.RuleRequired, fault.RuleLength, fault.RuleNUL, fault.RuleUTF8, fault.RuleRange, fault.RuleFormat, fault.RuleUnknown,
		fault.RuleDuplicate, fault.RuleCurrency, fault.RuleReference,
	})
}

func ExampleRefusal() {
	err := error(&fault.Refusal{
		Subject: fault.Subject("ordering.order", "o-7"),
		Reasons: []fault.Reason{{Code: "CREDIT-1", Message: "the limit is used up"}},
	})
	var refusal *fault.Refusal
	if errors.As(err, &refusal) {
		for _, reason := range refusal.Reasons {
			fmt.Println(reason.Code, "-", reason.Message)
		}
	}
	// Output: CREDIT-1 - the limit is used up
}
