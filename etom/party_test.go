package etom_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/etomcrm/etomcrm/etom"
)

func TestParties_every_level_2_process_is_one(t *testing.T) {
	t.Parallel()
	ours := map[etom.Party]bool{}
	for _, p := range etom.Level(2) {
		party, ok := etom.PartyOf(p.ID)
		assert.True(t, ok, p.ID)
		assert.Equal(t, etom.KindCRM, party.Kind())
		assert.Equal(t, p.Section, party.Section())
		assert.Equal(t, p.Name, party.Name())
		assert.Equal(t, p.Name, party.De(), "the German text keeps the English name")
		ours[party] = true

		for _, child := range etom.Children(p.ID) {
			of, ok := etom.PartyOf(child.ID)
			assert.True(t, ok, child.ID)
			assert.Equal(t, party, of, child.ID)
		}
	}
	for _, p := range etom.Parties() {
		assert.Equal(t, ours[p], p.Kind() == etom.KindCRM, p)
	}
}

func TestParties_outside(t *testing.T) {
	t.Parallel()
	names := map[etom.Party][2]string{
		etom.Customer:                       {"Customer", "Kunde"},
		etom.ServiceConfigurationActivation: {"Service Configuration & Activation", "Service Configuration & Activation"},
		etom.ServiceQualityManagement:       {"Service Quality Management", "Service Quality Management"},
		etom.ServiceProblemManagement:       {"Service Problem Management", "Service Problem Management"},
		etom.ServiceRating:                  {"Service & Specific Instance Rating", "Service & Specific Instance Rating"},
	}
	got := map[etom.Party][2]string{}
	for _, p := range etom.Parties() {
		if p.Kind() == etom.KindOutside {
			assert.Empty(t, p.Section())
			got[p] = [2]string{p.Name(), p.De()}
		}
	}
	assert.Equal(t, names, got)
}

func TestPartyOf_processes_that_are_no_party(t *testing.T) {
	t.Parallel()
	for _, id := range []etom.ProcessID{"", "3", "3.10", "3.5.9", etom.Operations, etom.Billing, etom.CustomerRelationshipManagement} {
		party, ok := etom.PartyOf(id)
		assert.False(t, ok, id)
		assert.Empty(t, party, id)
	}
}

func TestParty_a_text_that_is_none_has_nothing(t *testing.T) {
	t.Parallel()
	for _, p := range []etom.Party{"", "customer", "Order Handling"} {
		assert.Empty(t, p.Kind(), p)
		assert.Empty(t, p.Section(), p)
		assert.Empty(t, p.Name(), p)
		assert.Empty(t, p.De(), p)
	}
}

func TestParty_In_a_language(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "Kunde", etom.Customer.In("de"))
	for _, lang := range []string{"en", "fr", ""} {
		assert.Equal(t, "Customer", etom.Customer.In(lang), lang)
	}
}
