package crm_test

import (
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/etomcrm/etomcrm/crm"
	"github.com/etomcrm/etomcrm/etom/flow"
)

func TestEventTypes_are_each_declared_once(t *testing.T) {
	t.Parallel()
	form := regexp.MustCompile(`^[a-z]+\.[a-z][a-zA-Z]*\.[a-z][a-zA-Z]*$`)
	seen := map[string]bool{}
	for _, typ := range crm.EventTypes() {
		assert.False(t, seen[typ], "%s is declared twice", typ)
		assert.Regexp(t, form, typ)
		seen[typ] = true
	}
}

func TestEventTypes_have_all_by_which_flows_are_proved(t *testing.T) {
	t.Parallel()
	types := crm.EventTypes()
	for _, f := range flow.All() {
		for _, s := range f.Steps {
			for _, a := range s.Arrows {
				assert.Contains(t, types, a.Event, "%s, step %d", f.Title, s.No)
				if a.Via != "" {
					assert.Contains(t, types, a.Passed, "%s, step %d", f.Title, s.No)
				}
			}
		}
	}
}

func TestReactions_are_to_declared_events_and_have_names_of_their_own(t *testing.T) {
	t.Parallel()
	types := crm.EventTypes()
	seen := map[string]bool{}
	for _, r := range crm.Table() {
		assert.Contains(t, types, r.On, "%s", r.Name)
		assert.NotEmpty(t, r.Name)
		assert.False(t, seen[r.Name], "the name %q stands there twice: one of the two would be taken for done", r.Name)
		seen[r.Name] = true
	}
}
