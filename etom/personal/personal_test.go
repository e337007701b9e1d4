package personal_test

import (
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/personal"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

type state string

type part struct {
	Name  string `json:"name"`
	Words string `json:"words"`
}

type letter struct {
	store.Meta
	Customer string                  `json:"customer"`
	State    state                   `json:"state"`
	Name     string                  `json:"name"`
	Text     string                  `json:"text,omitempty"`
	On       calendar.Date           `json:"on,omitzero"`
	At       time.Time               `json:"at,omitzero"`
	Amount   money.Amount            `json:"amount,omitzero"`
	Parts    []part                  `json:"part,omitempty"`
	Best     *part                   `json:"best,omitempty"`
	Raw      json.RawMessage         `json:"raw,omitempty"`
	Words    map[string]string       `json:"words,omitempty"`
	Fees     map[string]money.Amount `json:"fee,omitempty"`
	Tags     []string                `json:"tags,omitempty"`
	Codes    []string                `json:"code,omitempty"`
	Pair     [2]string               `json:"pair"`
	hidden   string
}

var letters = store.NewCollection("test.letter", func(l *letter) []store.Key {
	return []store.Key{{Name: "customer", Value: l.Customer}}
})

// held keeps letters that are open, and closed ones as the law says; it deletes nothing.
var held = personal.Of(letters, personal.Records[letter]{Holder: "test", Purpose: "to answer", Basis: personal.Contract, Key: "customer",
	Case: func(l letter) string { return "case of " + l.ID },
	Keep: func(_ *work.Unit, l letter) (personal.Stay, error) {
		if l.State == "open" {
			return personal.Open("it is not answered"), nil
		}
		return personal.BusinessLetter.Stay(l.On), nil
	},
	Scrub: personal.Scrub[letter]("tags")})

type kit struct {
	t     *testing.T
	env   *work.Env
	clock *etomtest.Clock
	watch *etomtest.Watched
}

func open(t *testing.T, st store.Store, all ...letter) kit {
	t.Helper()
	watch := etomtest.Watch(st)
	env, clock := etomtest.Env(t, watch)
	require.NoError(t, env.Update(t.Context(), func(u *work.Unit) error {
		for _, l := range all {
			if err := letters.Put(u, &l); err != nil {
				return err
			}
		}
		return nil
	}))
	return kit{t, env, clock, watch}
}

func (k kit) do(what func(*work.Unit, string) ([]personal.Item, error), customer string) []personal.Item {
	k.t.Helper()
	items, err := work.Do(k.t.Context(), k.env, func(u *work.Unit) ([]personal.Item, error) { return what(u, customer) })
	require.NoError(k.t, err)
	return items
}

func (k kit) letter(id string) letter {
	k.t.Helper()
	l, err := work.See(k.t.Context(), k.env, func(u *work.Unit) (letter, error) { return letters.Get(u, id) })
	require.NoError(k.t, err)
	return l
}

func TestRecords_are_shown_kept_and_scrubbed(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		day := calendar.MustParse("2026-03-02")
		k := open(t, st,
			letter{Meta: store.Meta{ID: "l-1"}, Customer: "c-7", State: "open", Name: "Anna"},
			letter{Meta: store.Meta{ID: "l-2"}, Customer: "c-7", State: "closed", Name: "Anna", On: day},
			letter{Meta: store.Meta{ID: "l-3"}, Customer: "c-7", State: "closed", Name: "Anna", Tags: []string{"red"}},
			letter{Meta: store.Meta{ID: "l-4"}, Customer: "c-8", State: "closed", Name: "Bert"})

		shown := k.do(held.Personal, "c-7")
		require.Len(t, shown, 3)
		first := shown[0]
		assert.JSONEq(t, `{"id":"l-1","version":1,"customer":"c-7","state":"open","name":"Anna","pair":["",""]}`, string(first.Data))
		first.Data = nil
		assert.Equal(t, personal.Item{Holder: "test", Kind: "test.letter", ID: "l-1", Case: "case of l-1", Purpose: "to answer", Basis: personal.Contract, Why: "it is not answered"}, first)
		assert.Equal(t, calendar.MustParse("2033-01-01"), shown[1].Keep)
		assert.Contains(t, shown[1].Why, "§ 147")
		assert.Empty(t, shown[2].Why)

		kept := k.do(held.Erase, "c-7")
		require.Len(t, kept, 2)
		assert.Equal(t, []string{"l-1", "l-2"}, []string{kept[0].ID, kept[1].ID})
		assert.Equal(t, letter{Meta: store.Meta{ID: "l-3", Version: 2}, Customer: "c-7", State: "closed", Tags: []string{"red"}}, k.letter("l-3"))
		assert.Equal(t, "Bert", k.letter("l-4").Name)
		k.watch.Unchanged(t, func() { assert.Len(t, k.do(held.Erase, "c-7"), 2) })

		k.clock.Set(time.Date(2032, time.December, 31, 23, 59, 59, 0, time.UTC))
		assert.Len(t, k.do(held.Erase, "c-7"), 2, "until the day itself")
		k.clock.Set(time.Date(2033, time.January, 1, 0, 0, 0, 0, time.UTC))
		assert.Len(t, k.do(held.Erase, "c-7"), 1, "what is open stays, however old it is")
		assert.Empty(t, k.letter("l-2").Name)
		k.watch.Unchanged(t, func() {
			assert.Empty(t, k.do(held.Erase, "nobody"))
			assert.Empty(t, k.do(held.Erase, ""))
		})
	})
}

func TestRecords_without_a_scrub_are_deleted(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		k := open(t, st, letter{Meta: store.Meta{ID: "l-1"}, Customer: "c-7"}, letter{Meta: store.Meta{ID: "l-2"}, Customer: "c-7"})
		h := personal.Of(letters, personal.Records[letter]{
			Find: func(u *work.Unit, customer string) ([]letter, error) {
				l, err := letters.Get(u, "l-1")
				return []letter{l}, err
			},
			Show: func(l letter) any { return map[string]string{"of": l.Customer} }})
		assert.JSONEq(t, `{"of":"c-7"}`, string(k.do(h.Personal, "c-7")[0].Data))
		assert.Empty(t, k.do(h.Erase, "c-7"))
		left := k.do(held.Personal, "c-7")
		require.Len(t, left, 1)
		assert.Equal(t, "l-2", left[0].ID)
	})
}

func TestRecords_are_written_as_their_room_writes_them(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		k := open(t, st, letter{Meta: store.Meta{ID: "l-1"}, Customer: "c-7", Name: "Anna"})
		h := personal.Of(letters, personal.Records[letter]{Key: "customer", Scrub: personal.Scrub[letter](), Write: func(u *work.Unit, l *letter) error {
			l.Tags = []string{"written"}
			return letters.Put(u, l)
		}})
		assert.Empty(t, k.do(h.Erase, "c-7"))
		assert.Equal(t, []string{"written"}, k.letter("l-1").Tags)
	})
}

type broken struct{}

var errBroken = errors.New("broken")

func (broken) Personal(*work.Unit, string) ([]personal.Item, error) { return nil, errBroken }
func (broken) Erase(*work.Unit, string) ([]personal.Item, error)    { return nil, errBroken }

func TestHolders_change_nothing_if_one_of_them_fails(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		k := open(t, st, letter{Meta: store.Meta{ID: "l-1"}, Customer: "c-7", Name: "Anna"})
		both := personal.Holders{held, broken{}}
		k.watch.Unchanged(t, func() {
			for _, do := range []func(*work.Unit, string) ([]personal.Item, error){both.Erase, both.Personal} {
				_, err := work.Do(t.Context(), k.env, func(u *work.Unit) ([]personal.Item, error) { return do(u, "c-7") })
				require.ErrorIs(t, err, errBroken)
			}
		})
		assert.Len(t, k.do(personal.Holders{held, held}.Personal, "c-7"), 2)
	})
}

func TestScrub_keeps_what_has_a_type_and_what_is_listed(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	was := letter{Meta: store.Meta{ID: "l-1", Version: 3}, Customer: "c-7", State: "open", Name: "Anna", Text: "Anna calls", On: calendar.MustParse("2026-03-02"), At: at,
		Amount: money.Must("1.00 EUR"), Parts: []part{{Name: "Anna", Words: "calls"}}, Best: &part{Name: "Anna"}, Raw: json.RawMessage(`{"anna":1}`),
		Words: map[string]string{"anna": "Anna"}, Fees: map[string]money.Amount{"basic": money.Must("2.00 EUR")}, Tags: []string{"anna"}, Codes: []string{"TEST-01"},
		Pair: [2]string{"Anna", "Bert"}, hidden: "Anna"}
	before, err := json.Marshal(was)
	require.NoError(t, err)
	is := personal.Scrub[letter]("part.name", "tags")(was)
	want := letter{Meta: was.Meta, Customer: "c-7", State: "open", On: was.On, At: at, Amount: was.Amount, Parts: []part{{Name: "Anna"}}, Best: &part{Name: "Anna"},
		Fees: was.Fees, Tags: was.Tags, Codes: was.Codes}
	assert.Equal(t, want, is)
	after, err := json.Marshal(was)
	require.NoError(t, err)
	assert.Equal(t, before, after, "what it was given has not changed")
	assert.Equal(t, is, personal.Scrub[letter]("part.name", "tags")(is))
	assert.Equal(t, json.RawMessage(`{"anna":1}`), personal.Scrub[letter]("raw", "words")(was).Raw)
	assert.Equal(t, was.Words, personal.Scrub[letter]("words")(was).Words)
	assert.Equal(t, letter{}, personal.Scrub[letter]()(letter{}))
}

func TestScrub_never_lets_a_text_through_that_it_does_not_list(t *testing.T) {
	t.Parallel()
	word := rapid.StringMatching(`secret-[a-z]{0,3}`)
	scrub := personal.Scrub[letter]("tags")
	rapid.Check(t, func(t *rapid.T) {
		l := letter{Name: word.Draw(t, "name"), Text: word.Draw(t, "text"), Tags: []string{"tag"}, Pair: [2]string{word.Draw(t, "one"), word.Draw(t, "two")},
			Words: rapid.MapOf(word, word).Draw(t, "words"), Best: rapid.Ptr(rapid.Custom(func(t *rapid.T) part { return part{word.Draw(t, "n"), word.Draw(t, "w")} }), true).Draw(t, "best"),
			Parts: rapid.SliceOf(rapid.Custom(func(t *rapid.T) part { return part{word.Draw(t, "n"), word.Draw(t, "w")} })).Draw(t, "parts")}
		l.Raw, _ = json.Marshal(slices.Collect(maps.Keys(l.Words)))
		text, err := json.Marshal(scrub(l))
		require.NoError(t, err)
		assert.False(t, strings.Contains(string(text), "secret-"), string(text))
		assert.Len(t, scrub(l).Parts, len(l.Parts))
	})
}

// The years are those of § 147 (3) AO and § 257 (4) HGB as amended by the fourth law for the relief of bureaucracy (BGBl. 2024 I no. 323), of § 195 BGB,
// and the months of § 10 (2) TDDDG; the ends of § 147 (4) AO, § 257 (5) HGB and § 199 (1) BGB.
func TestPeriod_ends(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		period     personal.Period
		from, want string
	}{
		{personal.Voucher, "2026-01-01", "2035-01-01"},
		{personal.Voucher, "2026-12-31", "2035-01-01"},
		{personal.BusinessLetter, "2026-06-15", "2033-01-01"},
		{personal.Claim, "2026-06-15", "2030-01-01"},
		{personal.Traffic, "2026-03-02", "2026-09-03"},
		{personal.Traffic, "2026-08-31", "2027-03-01"},
	} {
		assert.Equal(t, row.want, row.period.Until(calendar.MustParse(row.from)).String(), "%s from %s", row.period, row.from)
	}
	assert.True(t, personal.Voucher.Until(calendar.Date{}).IsZero())
	assert.Zero(t, personal.Voucher.Stay(calendar.Date{}))
	assert.Zero(t, personal.Voucher.StaySince(time.Time{}))
	assert.Zero(t, personal.Traffic.Stay(calendar.MustParse("2026-03-02")), "what must go is no reason to stay")
	assert.Equal(t, "2036-01-01", personal.Voucher.StaySince(time.Date(2026, time.December, 31, 23, 30, 0, 0, time.UTC)).Until.String(), "it is 2027 in Germany then")
	codes := map[string]bool{}
	for _, p := range personal.Periods() {
		assert.False(t, codes[p.Code], p.Code)
		codes[p.Code] = true
		assert.NotEmpty(t, p.Law)
	}
}

func TestPeriod_that_counts_years_ends_on_a_first_of_January(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		from := calendar.MustParse("2000-01-01").AddDays(rapid.IntRange(0, 20000).Draw(t, "days"))
		for _, p := range personal.Periods() {
			until := p.Until(from)
			assert.True(t, from.Before(until))
			if p.YearEnd {
				assert.Equal(t, calendar.MustParse("2000-01-01").AddMonths(12*(from.Year()+1-2000)+p.Months), until)
			}
		}
	})
}
