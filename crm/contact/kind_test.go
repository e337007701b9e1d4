package contact_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/etomcrm/etomcrm/crm/contact"
	"github.com/etomcrm/etomcrm/etom"
	"github.com/etomcrm/etomcrm/etom/flow"
)

func TestRoutes_every_kind_has_one_process_a_time_and_a_sentence_in_both_languages(t *testing.T) {
	t.Parallel()
	seen := map[contact.Kind]bool{}
	for _, r := range contact.Routes() {
		assert.False(t, seen[r.Kind], "%s stands there twice", r.Kind)
		seen[r.Kind] = true
		assert.Equal(t, etom.KindCRM, r.To.Kind(), r.Kind)
		assert.Positive(t, r.Within, r.Kind)
		assert.NotEmpty(t, r.In("en"))
		assert.NotEmpty(t, r.In("de"))
		assert.NotEqual(t, r.In("en"), r.In("de"))
	}
}

func TestRoutes_reach_every_process_that_works_for_customers_requests(t *testing.T) {
	t.Parallel()
	reached := map[etom.Party]bool{}
	for _, r := range contact.Routes() {
		reached[r.To] = true
	}
	for _, p := range etom.Parties() {
		none := p == etom.SupportReadiness || p == etom.MarketingFulfillment // they act of themselves, see the flows
		assert.Equal(t, p.Kind() == etom.KindCRM && !none, reached[p], p)
	}
}

func TestRoutes_agree_with_the_flows(t *testing.T) {
	t.Parallel()
	routed := map[string]etom.Party{}
	for _, r := range contact.Routes() {
		routed[r.Kind.RoutedEvent()] = r.To
	}
	var seen int
	for _, f := range flow.All() {
		for _, s := range f.Steps {
			for _, a := range s.Arrows {
				for _, typ := range []string{a.Event, a.Passed} {
					if to, ok := routed[typ]; ok {
						assert.Equal(t, a.To, to, "%s step %d: %s", f.ID, s.No, typ)
						seen++
					}
				}
			}
		}
	}
	assert.GreaterOrEqual(t, seen, 4)
}

func TestEventTypes_have_all_that_the_flows_ask_of_contact_and_none_twice(t *testing.T) {
	t.Parallel()
	ours := map[string]bool{}
	for _, typ := range contact.EventTypes() {
		assert.False(t, ours[typ], "%s stands there twice", typ)
		ours[typ] = true
		assert.Regexp(t, `^contact\.[a-zA-Z]+\.(received|routed|overdue|completed|registered|passedOn|logged|told|unknown|answered|reported)$`, typ)
	}
	for _, f := range flow.All() {
		for _, s := range f.Steps {
			for _, a := range s.Arrows {
				for _, typ := range []string{a.Event, a.Passed} {
					if strings.HasPrefix(typ, "contact.") {
						assert.True(t, ours[typ], "%s step %d: %s", f.ID, s.No, typ)
					}
				}
			}
		}
	}
}
