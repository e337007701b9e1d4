package customer_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/crm/customer"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

func TestService_Identify(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		k := newKit(t, st)
		a, b := dealer("K-1", customer.Key{Type: customer.KeyContract, Value: "V-1"},
			customer.Key{Type: customer.KeyContract, Value: "+4930999999"}), dealer("K-2")
		a.ContactMedia = append(a.ContactMedia, email("only@a.example"),
			customer.ContactMedium{Type: customer.Fax, Characteristic: customer.MediumCharacteristic{FaxNumber: "089 7654321"}})
		b.Parties = []customer.Party{{Name: "Ms Buyer", ContactMedia: []customer.ContactMedium{email("buyer@b.example")}}}
		first, second := k.establish(t, a), k.establish(t, b)
		for name, c := range map[string]struct{ key, want string }{
			"the id":                                 {first.ID, first.ID},
			"the customer's number":                  {"k-1", first.ID},
			"a contract":                             {" V-1 ", first.ID},
			"an e-mail address in other case":        {"ONLY@A.example", first.ID},
			"a party's e-mail address":               {"buyer@b.example", second.ID},
			"a fax number":                           {"+49 (0)89 7654321", first.ID},
			"a contract that looks like a telephone": {"+4930999999", first.ID},
			"a telephone that looks like a contract": {"030 999999", ""},
			"nobody's key":                           {"K-3", ""},
			"an address that two customers have":     {"sales@dealer-a.example", ""},
			"a telephone that two customers have":    {"089 1234567", ""},
			"a part of a number":                     {"K", ""},
			"four digits, as of a card's last ones":  {"1111", ""},
		} {
			id, found := k.identify(t, c.key)
			assert.Equal(t, c.want, id, name)
			assert.Equal(t, c.want != "", found, name)
		}
	})
}

func TestService_Identify_refuses_what_no_key_can_be(t *testing.T) {
	t.Parallel()
	k := inMemory(t)
	for _, key := range []string{"", "a\x00", "\xff", strings.Repeat("x", 201)} {
		require.NoError(t, k.env.View(context.Background(), func(u *work.Unit) error {
			_, found, err := k.Identify(u, key)
			assert.ErrorIs(t, err, fault.ErrInvalid)
			assert.False(t, found)
			return nil
		}))
	}
}

func TestService_Search_lists_all_whom_a_key_may_mean(t *testing.T) {
	t.Parallel()
	ctx, k := context.Background(), inMemory(t)
	a, b := k.establish(t, dealer("K-1")), k.establish(t, dealer(""))
	both, err := k.Search(ctx, customer.KeyPhone, "0049 89 1234567")
	require.NoError(t, err)
	assert.Equal(t, []customer.Customer{a, b}, both)
	one, err := k.Search(ctx, customer.KeyNumber, b.ID)
	require.NoError(t, err)
	assert.Equal(t, []customer.Customer{b}, one, "without a number the id serves")
	none, err := k.Search(ctx, customer.KeyMSISDN, "089 1234567")
	require.NoError(t, err)
	assert.Empty(t, none, "it is a contact's number, not one that we rent out")
}

// Whatever the names, the pages together hold every customer whose name begins so, once, in order.
func TestService_List_loses_nobody_between_pages(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		ctx, k := context.Background(), inMemory(t)
		names := rapid.SliceOfN(rapid.StringMatching(`[ABab]{1,2} ?[ÄäCc]{0,2}`), 0, 8).Draw(rt, "names")
		prefix := rapid.SampledFrom([]string{"", "a", "AB", "a ä", "zz"}).Draw(rt, "prefix")
		limit := rapid.IntRange(1, 4).Draw(rt, "limit")
		want := 0
		for _, name := range names {
			c := k.establish(t, customer.Draft{Kind: customer.Individual, Data: customer.Data{Name: name}})
			if strings.HasPrefix(strings.ToLower(c.Name), strings.ToLower(prefix)) {
				want++
			}
		}
		seen := map[string]bool{}
		last := ""
		for after := (store.Cursor{}); ; {
			page, next, err := k.List(ctx, prefix, after, limit)
			require.NoError(rt, err)
			require.LessOrEqual(rt, len(page), limit)
			for _, c := range page {
				name := strings.ToLower(c.Name)
				require.True(rt, strings.HasPrefix(name, strings.ToLower(prefix)), name)
				require.GreaterOrEqual(rt, name, last)
				require.False(rt, seen[c.ID])
				seen[c.ID], last = true, name
			}
			if next == (store.Cursor{}) {
				break
			}
			after = next
		}
		require.Len(rt, seen, want)
	})
}

func TestService_List_refuses_a_wrong_page(t *testing.T) {
	t.Parallel()
	k := inMemory(t)
	for _, limit := range []int{-1, 0, customer.MaxPage + 1} {
		_, _, err := k.List(context.Background(), "", store.Cursor{}, limit)
		assert.ErrorIs(t, err, fault.ErrInvalid, fmt.Sprint(limit))
	}
}
