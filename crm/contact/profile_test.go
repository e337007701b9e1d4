package contact_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/crm/contact"
	"github.com/etomcrm/etomcrm/etom/fault"
)

func TestPassOnProfile_says_what_contacts_tell_of_a_customer(t *testing.T) {
	stores(t, func(t *testing.T, r room) {
		first := r.clock.Now()
		r.receive(contact.Inbound{Text: "We would like to join the extranet."})
		r.clock.Advance(time.Hour)
		r.receive(contact.Inbound{From: "+49891234", Channel: contact.Phone, Text: "Wir brauchen eine schnellere Verbindung zum Extranet."})
		_, err := r.PassOn(ctx, proposal())
		require.NoError(t, err)
		p, err := r.PassOnProfile(ctx, "dealer-a", "case-1")
		require.NoError(t, err)
		assert.Equal(t, map[contact.Channel]int{contact.Email: 1, contact.Phone: 1}, p.Channels)
		assert.Equal(t, map[contact.Kind]int{contact.Enquiry: 1, contact.Needs: 1}, p.Kinds)
		assert.Equal(t, []any{2, 1, contact.German, contact.Phone}, []any{p.Contacts, p.Messages, p.Language, p.LastChannel})
		assert.Equal(t, []string{"We would like to join the extranet."}, p.Interests)
		assert.Equal(t, []string{"Wir brauchen eine schnellere Verbindung zum Extranet."}, p.Needs)
		assert.Equal(t, []time.Time{first, r.clock.Now()}, []time.Time{p.FirstAt, p.LastAt})
		assert.Equal(t, contact.EventProfile, r.journal("case-1")[1])
		assert.Equal(t, p, last[contact.Profile](r, "case-1"))
	})
}

func TestPassOnProfile_refuses_wrong_input(t *testing.T) {
	t.Parallel()
	r := inMemory(t)
	r.refused(fault.ErrInvalid, func() error { _, err := r.PassOnProfile(ctx, "", ""); return err })
	r.refused(fault.ErrInvalid, func() error { _, err := r.PassOnProfile(ctx, "dealer-a", "\x00"); return err })
	r.refused(fault.ErrNotFound, func() error { _, err := r.PassOnProfile(ctx, "dealer-z", ""); return err })
	_, err := r.Profile(ctx, "dealer-z")
	require.ErrorIs(t, err, fault.ErrNotFound)
}

func TestProfile_keeps_the_latest_needs_once_and_short(t *testing.T) {
	t.Parallel()
	r := inMemory(t)
	for n := range 25 {
		r.receive(contact.Inbound{Kind: contact.Needs, Text: fmt.Sprintf("need %d", n)})
	}
	r.receive(contact.Inbound{Kind: contact.Needs, Text: "need 24"})
	r.receive(contact.Inbound{Kind: contact.Needs, Text: "x" + strings.Repeat("ä", 1000)})
	r.receive(contact.Inbound{Kind: contact.Needs, Text: "   "})
	p, err := r.Profile(ctx, "dealer-a")
	require.NoError(t, err)
	require.Len(t, p.Needs, 20)
	assert.Equal(t, "need 6", p.Needs[0])
	assert.Equal(t, "need 24", p.Needs[18])
	assert.Equal(t, "x"+strings.Repeat("ä", 499), p.Needs[19])
	assert.True(t, utf8.ValidString(p.Needs[19]))
}

func TestProfile_the_sums_are_those_of_the_history(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		r := inMemory(t)
		for range rapid.IntRange(0, 12).Draw(rt, "contacts") {
			if rapid.Bool().Draw(rt, "out") {
				_, err := r.PassOn(ctx, proposal())
				require.NoError(rt, err)
				continue
			}
			r.receive(contact.Inbound{Channel: rapid.SampledFrom(contact.Channels()).Draw(rt, "channel"), Kind: rapid.SampledFrom(contact.Routes()).Draw(rt, "kind").Kind})
		}
		history, err := r.History(ctx, "dealer-a")
		require.NoError(rt, err)
		channels, in, out := map[contact.Channel]int{}, 0, 0
		for _, i := range history {
			if i.Direction == contact.ToCustomer {
				out++
				continue
			}
			in++
			channels[i.Channel]++
		}
		p, err := r.Profile(ctx, "dealer-a")
		if len(history) == 0 {
			require.ErrorIs(rt, err, fault.ErrNotFound)
			return
		}
		require.NoError(rt, err)
		if p.Contacts != in || p.Messages != out || len(p.Channels) != len(channels) {
			rt.Fatalf("%+v", p)
		}
		for channel, n := range channels {
			if p.Channels[channel] != n {
				rt.Fatalf("%s: %d, not %d", channel, p.Channels[channel], n)
			}
		}
	})
}
