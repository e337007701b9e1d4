package lifecycle_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/lifecycle"
)

func TestNew_refuses_a_wrong_table(t *testing.T) {
	t.Parallel()
	with := func(rows ...row) []row { return append(append([]row(nil), doorRows...), rows...) }
	for name, c := range map[string]struct {
		name    string
		initial State
		final   []State
		rows    []row
		want    []fault.Field
	}{
		"two rows for one state and event, even with the same end": {
			"door", Closed, []State{Removed}, with(doorRows[0]),
			[]fault.Field{{Path: "rows[4]", Rule: fault.RuleDuplicate, Message: "open in closed stands there twice"}},
		},
		"two rows for one state and event, of which looplab would silently take the last": {
			"door", Closed, []State{Removed}, with(row{On: Open, From: Closed, To: Removed, Why: "it falls off"}),
			[]fault.Field{{Path: "rows[4]", Rule: fault.RuleDuplicate, Message: "open in closed stands there twice"}},
		},
		"a state that cannot be reached": {
			"door", Closed, []State{Removed}, with(row{On: Shut, From: "blown open", To: Closed, Why: "it is cold"}),
			[]fault.Field{{Path: "blown open", Rule: fault.RuleReference, Message: "cannot be reached from closed"}},
		},
		"states that reach only one another": {
			"door", Closed, []State{Removed}, with(
				row{On: Open, From: "a", To: "b", Why: "it is warm"}, row{On: Shut, From: "b", To: "a", Why: "it is cold"}),
			[]fault.Field{
				{Path: "a", Rule: fault.RuleReference, Message: "cannot be reached from closed"},
				{Path: "b", Rule: fault.RuleReference, Message: "cannot be reached from closed"},
			},
		},
		"a dead end": {
			"door", Closed, nil, doorRows,
			[]fault.Field{{Path: "removed", Rule: fault.RuleReference, Message: "is a dead end, yet not named as final"}},
		},
		"a final state with a way out": {
			"door", Closed, []State{Removed, Ajar}, doorRows,
			[]fault.Field{{Path: "ajar", Rule: fault.RuleReference, Message: "is named as final, yet has a way out"}},
		},
		"a final state with a way back to itself": {
			"door", Closed, []State{Removed}, with(row{On: Knock, From: Removed, To: Removed, Why: "in vain"}),
			[]fault.Field{{Path: "removed", Rule: fault.RuleReference, Message: "is named as final, yet has a way out"}},
		},
		"a final state of no row": {
			"door", Closed, []State{Removed, "stolen"}, doorRows,
			[]fault.Field{{Path: "stolen", Rule: fault.RuleUnknown, Message: "is named as final, yet stands in no row"}},
		},
		"a final state named twice": {
			"door", Closed, []State{Removed, Removed}, doorRows,
			[]fault.Field{{Path: "removed", Rule: fault.RuleDuplicate, Message: "is named as final twice"}},
		},
		"an initial state of no row": {
			"door", "new", []State{Removed}, doorRows,
			[]fault.Field{
				{Path: "new", Rule: fault.RuleReference, Message: "is a dead end, yet not named as final"},
				{Path: "closed", Rule: fault.RuleReference, Message: "cannot be reached from new"},
				{Path: "ajar", Rule: fault.RuleReference, Message: "cannot be reached from new"},
				{Path: "removed", Rule: fault.RuleReference, Message: "cannot be reached from new"},
			},
		},
		"a row without its sentence": {
			"door", Closed, []State{Removed}, with(row{On: Knock, From: Ajar, To: Ajar}),
			[]fault.Field{{Path: "rows[4].why", Rule: fault.RuleRequired, Message: "needs its sentence"}},
		},
		"a row without an event": {
			"door", Closed, []State{Removed}, with(row{From: Ajar, To: Ajar, Why: "the wind"}),
			[]fault.Field{{Path: "rows[4]", Rule: fault.RuleRequired, Message: "needs an event and two states"}},
		},
		"no name": {
			"", Closed, []State{Removed}, doorRows,
			[]fault.Field{{Path: "name", Rule: fault.RuleRequired, Message: "must not be empty"}},
		},
		"no row": {
			"door", Closed, []State{Closed}, nil,
			[]fault.Field{{Path: "rows", Rule: fault.RuleRequired, Message: "must hold a transition"}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l, err := lifecycle.New(c.name, c.initial, c.final, c.rows)
			assert.Nil(t, l)
			require.ErrorIs(t, err, fault.ErrInvalid)
			var invalid *fault.Invalid
			require.ErrorAs(t, err, &invalid)
			assert.Equal(t, fault.Subject("life cycle", c.name), invalid.Subject)
			assert.Equal(t, c.want, invalid.Fields)
		})
	}
}

func TestNew_names_all_faults_at_once(t *testing.T) {
	t.Parallel()
	_, err := lifecycle.New("", State(""), nil, []row{{On: Open}, {On: Open}})
	var invalid *fault.Invalid
	require.ErrorAs(t, err, &invalid)
	var rules []string
	for _, f := range invalid.Fields {
		rules = append(rules, f.Path+" "+f.Rule)
	}
	for _, want := range []string{
		"name ETOM-REQUIRED", "initial ETOM-REQUIRED", "rows[0] ETOM-REQUIRED", "rows[0].why ETOM-REQUIRED",
		"rows[1] ETOM-REQUIRED", "rows[1].why ETOM-REQUIRED", "rows[1] ETOM-DUPLICATE",
	} {
		assert.Contains(t, rules, want)
	}
}

func TestMustNew_panics_on_a_wrong_table(t *testing.T) {
	t.Parallel()
	assert.PanicsWithError(t, `life cycle "door": removed: is a dead end, yet not named as final (ETOM-REFERENCE)`, func() {
		lifecycle.MustNew("door", Closed, nil, doorRows)
	})
}
