package contact_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/contact"
	"github.com/etomcrm/etomcrm/etom"
	"github.com/etomcrm/etomcrm/etom/fault"
)

func TestResolve_a_contact_of_an_unknown_sender_is_kept_until_somebody_knows(t *testing.T) {
	stores(t, func(t *testing.T, r room) {
		i := r.receive(contact.Inbound{From: "new@dealer.example", Text: "We would like to join the extranet.", Correlation: "case-1"})
		assert.True(t, i.Unknown())
		assert.Equal(t, i.ID, i.Correlation, "an unknown sender gets into nobody's case")
		assert.Equal(t, []string{contact.EventUnknown}, r.journal(i.ID))
		assert.Equal(t, etom.CustomerInterface, last[contact.Request](r, i.ID).To)
		waiting, err := r.Waiting(ctx, etom.CustomerInterface)
		require.NoError(t, err)
		assert.Equal(t, []string{i.ID}, ids(waiting))

		for name, command := range map[string]func() error{
			"route":    func() error { _, err := r.Route(ctx, i.ID); return err },
			"classify": func() error { _, err := r.Classify(ctx, i.ID, contact.Needs); return err },
			"answer":   func() error { _, err := r.AnswerStatus(ctx, i.ID); return err },
		} {
			assert.ErrorContains(t, r.refused(fault.ErrState, command), "Resolve it first", name)
		}

		i, err = r.Resolve(ctx, i.ID, "dealer-c")
		require.NoError(t, err)
		assert.Equal(t, "dealer-c", i.Customer)
		assert.Equal(t, "case-1", i.Correlation)
		assert.Equal(t, []string{"contact.enquiry.received"}, r.journal("case-1"))
		assert.Equal(t, etom.Selling, last[contact.Request](r, "case-1").To)
		history, err := r.History(ctx, "dealer-c")
		require.NoError(t, err)
		assert.Equal(t, []string{i.ID}, ids(history))
		waiting, err = r.Waiting(ctx, etom.CustomerInterface)
		require.NoError(t, err)
		assert.Empty(t, waiting)
		profile, err := r.Profile(ctx, "dealer-c")
		require.NoError(t, err)
		assert.Equal(t, 1, profile.Contacts)

		r.refused(fault.ErrState, func() error { _, err := r.Resolve(ctx, i.ID, "dealer-d"); return err })
	})
}

func TestResolve_refuses_wrong_input(t *testing.T) {
	t.Parallel()
	r := inMemory(t)
	i := r.receive(contact.Inbound{From: "new@dealer.example", Text: "hello"})
	for _, customer := range []string{"", "\x00", "\xff", strings.Repeat("a", 201)} {
		r.refused(fault.ErrInvalid, func() error { _, err := r.Resolve(ctx, i.ID, customer); return err })
	}
	r.refused(fault.ErrNotFound, func() error { _, err := r.Resolve(ctx, "nothing", "dealer-c"); return err })
	_, err := r.Complete(ctx, i.ID, "an advertisement")
	require.NoError(t, err)
	r.refused(fault.ErrState, func() error { _, err := r.Resolve(ctx, i.ID, "dealer-c"); return err })
}

func TestClassify_sends_a_request_the_right_way(t *testing.T) {
	stores(t, func(t *testing.T, r room) {
		i := r.receive(contact.Inbound{Text: "Hello, please call me"})
		assert.Equal(t, contact.Other, i.Kind)
		waiting, err := r.Waiting(ctx, etom.CustomerInterface)
		require.NoError(t, err)
		assert.Equal(t, []string{i.ID}, ids(waiting), "an agent finds it, routed or not")
		i, err = r.Route(ctx, i.ID)
		require.NoError(t, err)
		assert.Equal(t, etom.CustomerInterface, i.RoutedTo)

		i, err = r.Classify(ctx, i.ID, contact.Needs)
		require.NoError(t, err)
		assert.Equal(t, contact.Needs, i.Kind)
		assert.Equal(t, contact.Open, i.Status)
		assert.Equal(t, contact.CodeClassified, i.Why[0].Code)
		i, err = r.Route(ctx, i.ID)
		require.NoError(t, err)
		assert.Equal(t, etom.Selling, i.RoutedTo)
		assert.Equal(t, []string{"contact.other.received", "contact.other.routed", "contact.needs.received", "contact.needs.routed"}, r.journal(i.ID))
		profile, err := r.Profile(ctx, "dealer-a")
		require.NoError(t, err)
		assert.Equal(t, []string{"Hello, please call me"}, profile.Needs)
		assert.Equal(t, 1, profile.Contacts, "it is still one contact")
	})
}

func TestClassify_refuses_what_makes_no_sense(t *testing.T) {
	t.Parallel()
	r := inMemory(t)
	i := r.receive(contact.Inbound{Kind: contact.Needs})
	r.refused(fault.ErrInvalid, func() error { _, err := r.Classify(ctx, i.ID, "love"); return err })
	r.refused(fault.ErrState, func() error { _, err := r.Classify(ctx, i.ID, contact.Needs); return err })
	r.refused(fault.ErrNotFound, func() error { _, err := r.Classify(ctx, "nothing", contact.Needs); return err })
	sent, err := r.PassOn(ctx, contact.Outbound{Customer: "dealer-a", Reason: "selling.needs.asked"})
	require.NoError(t, err)
	r.refused(fault.ErrState, func() error { _, err := r.Classify(ctx, sent.ID, contact.Needs); return err })
	_, err = r.Complete(ctx, i.ID, "")
	require.NoError(t, err)
	r.refused(fault.ErrState, func() error { _, err := r.Classify(ctx, i.ID, contact.Complaint); return err })
}
