package customer_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/crm/customer"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
)

func TestService_Duplicates(t *testing.T) {
	t.Parallel()
	person := func(name string, media ...customer.ContactMedium) customer.Draft {
		return customer.Draft{Kind: customer.Individual, Data: customer.Data{Name: name, ContactMedia: media}}
	}
	with := func(d customer.Draft, keys ...customer.Key) customer.Draft { d.Keys = keys; return d }
	home := letter()
	home.Characteristic.Street1 = "Petuel-Str. 130"
	away := letter()
	away.Characteristic.Street1 = "Petuelring 131"
	straight := letter()
	straight.Characteristic.Street1 = "Petuelstraße 130"
	tax := func(id string) customer.Key { return customer.Key{Type: customer.KeyTaxID, Value: id} }
	card := customer.Key{Type: customer.KeyCard, Value: visa}
	for name, tt := range map[string]struct {
		one, other customer.Draft
		likeness   customer.Likeness
		points     int
		codes      []string
	}{
		"name and e-mail address": {person("Hans Müller", email("h@example.com")), person("Dr. MUELLER, Hans", email("H@Example.com")), customer.Likely, 70,
			[]string{customer.ReasonSameName, customer.ReasonSameEmail}},
		"name and telephone":                        {person("Ada", phone("089 1234567")), person("ada", phone("+49 (0)89 12345-67")), customer.Possible, 60, []string{customer.ReasonSameName, customer.ReasonSamePhone}},
		"an e-mail address alone":                   {person("Ada", email("x@example.com")), person("Bob", email("x@example.com")), customer.Possible, 40, []string{customer.ReasonSameEmail}},
		"a telephone alone is a household":          {person("Ada", phone("089 1234567")), person("Bob", phone("089 1234567")), "", 0, nil},
		"a name alone is a frequent name":           {person("Hans Müller"), person("Hans Müller"), "", 0, nil},
		"a name and an address":                     {person("Ada", home), person("Ada", straight), customer.Possible, 55, []string{customer.ReasonSameName, customer.ReasonSameAddress}},
		"another house":                             {person("Ada", letter()), person("Ada", away), "", 0, nil},
		"telephone and address of a couple":         {person("Ada", phone("089 1234567"), home), person("Bob", phone("089 1234567"), home), customer.Possible, 55, []string{customer.ReasonSamePhone, customer.ReasonSameAddress}},
		"a card":                                    {with(person("Ada"), card), with(person("A. L."), card), customer.Possible, 40, []string{customer.ReasonSameCard}},
		"two tax numbers are two taxpayers":         {with(person("Ada", email("x@example.com")), tax("DE1")), with(person("Ada", email("x@example.com")), tax("DE2")), "", 0, nil},
		"one tax number says nothing against it":    {with(person("Ada", email("x@example.com")), tax("DE1")), person("Ada", email("x@example.com")), customer.Likely, 70, []string{customer.ReasonSameName, customer.ReasonSameEmail}},
		"a person and a company of the same name":   {person("Ada", email("x@example.com")), customer.Draft{Kind: customer.Organization, Data: customer.Data{Name: "Ada", ContactMedia: []customer.ContactMedium{email("x@example.com")}}}, "", 0, nil},
		"names of nothing but a legal form are two": {person("GmbH", email("a@example.com")), person("AG", email("b@example.com")), "", 0, nil},
		"names of nothing but signs are no name":    {person("---", phone("089 1234567")), person("***", phone("089 1234567")), "", 0, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, k := context.Background(), inMemory(t)
			a, b := k.establish(t, tt.one), k.establish(t, tt.other)
			k.establish(t, person("Somebody Else", email("else@example.com")))
			for _, pair := range [][2]string{{a.ID, b.ID}, {b.ID, a.ID}} {
				found, err := k.Duplicates(ctx, pair[0])
				require.NoError(t, err)
				if tt.likeness == "" {
					assert.Empty(t, found)
					continue
				}
				require.Len(t, found, 1)
				assert.Equal(t, pair, [2]string{found[0].Customer, found[0].Other})
				assert.Equal(t, tt.likeness, found[0].Likeness)
				assert.Equal(t, tt.points, found[0].Points)
				var codes []string
				for _, r := range found[0].Reasons {
					codes = append(codes, r.Code)
				}
				assert.Equal(t, tt.codes, codes)
			}
		})
	}
}

func TestService_Duplicates_of_companies_in_one_register(t *testing.T) {
	t.Parallel()
	ctx, k := context.Background(), inMemory(t)
	in := func(court, number string) customer.Draft {
		return customer.Draft{Kind: customer.Organization, Data: customer.Data{Name: "Dealer A GmbH & Co. KG", ContactMedia: []customer.ContactMedium{email("x@example.com")}},
			Keys: []customer.Key{{Type: customer.KeyRegister, Authority: court, Value: number}}}
	}
	a := k.establish(t, in("Amtsgericht Köln", "HRB 1"))
	k.establish(t, in("Amtsgericht KÖLN", "HRB 2"))
	moved := in("Amtsgericht München", "HRB 3")
	moved.Name = "Dealer-A GmbH"
	b := k.establish(t, moved)
	found, err := k.Duplicates(ctx, a.ID)
	require.NoError(t, err)
	require.Len(t, found, 1, "a company has one number at one court, and another one where it has moved")
	assert.Equal(t, b.ID, found[0].Other)
}

func TestService_Duplicates_are_found_once_each_page_by_page_until_they_are_merged(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		ctx, k := context.Background(), newKit(t, st)
		for i := range 9 { // Ada 0 to 2, three records each
			k.establish(t, customer.Draft{Kind: customer.Individual, Data: customer.Data{Name: fmt.Sprint("Ada ", i%3), ContactMedia: []customer.ContactMedium{email(fmt.Sprintf("ada%d@example.com", i%3))}}})
		}
		all := func() []customer.Duplicate {
			var pairs []customer.Duplicate
			var after store.Cursor
			for {
				page, next, err := k.AllDuplicates(ctx, after, 2)
				require.NoError(t, err)
				if pairs = append(pairs, page...); next == (store.Cursor{}) {
					return pairs
				}
				after = next
			}
		}
		pairs := all()
		require.Len(t, pairs, 9, "three of three")
		for _, d := range pairs {
			assert.Less(t, d.Customer, d.Other)
			if _, err := k.Merge(ctx, d.Customer, d.Other, "a duplicate"); err != nil {
				assert.ErrorIs(t, err, fault.ErrState, "merged by an earlier pair")
			}
		}
		assert.Empty(t, all())
		listed, _, err := k.List(ctx, "", store.Cursor{}, 10)
		require.NoError(t, err)
		assert.Len(t, listed, 3)
		_, _, err = k.AllDuplicates(ctx, store.Cursor{}, 0)
		assert.ErrorIs(t, err, fault.ErrInvalid)
	})
}

// What very many share does not say who anybody is: it is not looked at, so that nobody is compared with all.
func TestService_Duplicates_do_not_look_at_what_very_many_share(t *testing.T) {
	t.Parallel()
	ctx, k := context.Background(), inMemory(t)
	draft := func(name, mail string) customer.Draft {
		return customer.Draft{Kind: customer.Individual, Data: customer.Data{Name: name, ContactMedia: []customer.ContactMedium{email(mail)}}}
	}
	var some, many customer.Customer
	for i := range customer.MaxShared + 1 {
		many = k.establish(t, draft(fmt.Sprint("Tenant ", i), "house@example.com"))
		if i < customer.MaxShared {
			some = k.establish(t, draft(fmt.Sprint("Member ", i), "club@example.com"))
		}
	}
	found, err := k.Duplicates(ctx, some.ID)
	require.NoError(t, err)
	assert.Len(t, found, customer.MaxShared-1)
	found, err = k.Duplicates(ctx, many.ID)
	require.NoError(t, err)
	assert.Empty(t, found)
}

// Being a duplicate goes both ways, whatever the two have in common.
func TestService_Duplicates_go_both_ways_property(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		ctx, k := context.Background(), inMemory(t)
		var ids []string
		for range rapid.IntRange(2, 4).Draw(rt, "records") {
			d := customer.Draft{Kind: rapid.SampledFrom([]customer.Kind{customer.Individual, customer.Organization}).Draw(rt, "kind"),
				Data: customer.Data{Name: rapid.SampledFrom([]string{"Ada Lovelace", "Lovelace, Ada", "Bob"}).Draw(rt, "name")}}
			for _, m := range []customer.ContactMedium{email("a@example.com"), email("b@example.com"), phone("089 1234567"), letter()} {
				if rapid.Bool().Draw(rt, "has") {
					d.ContactMedia = append(d.ContactMedia, m)
				}
			}
			ids = append(ids, k.establish(t, d).ID)
		}
		points := map[[2]string]int{}
		for _, id := range ids {
			found, err := k.Duplicates(ctx, id)
			require.NoError(rt, err)
			for _, d := range found {
				require.NotEqual(rt, d.Customer, d.Other)
				points[[2]string{d.Customer, d.Other}] = d.Points
			}
		}
		for pair, p := range points {
			require.Equal(rt, p, points[[2]string{pair[1], pair[0]}])
		}
	})
}

func TestDuplicateRules_have_codes_of_their_own(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, r := range customer.DuplicateRules() {
		assert.False(t, seen[r.Code], r.Code)
		seen[r.Code] = true
		assert.NotEmpty(t, r.What)
		assert.NotZero(t, r.Points)
	}
}
