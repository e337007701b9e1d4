package charge_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/billing/charge"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/money"
)

func anyKey(t *rapid.T) charge.Key {
	part := rapid.SampledFrom([]string{"a", "b", "a/b", "/", "a/", "%2F", "%", "2F", ""})
	from := day("2026-03-01").AddDays(rapid.IntRange(0, 1).Draw(t, "from"))
	return charge.Key{
		Item: part.Draw(t, "item"), Price: part.Draw(t, "price"), Kind: part.Draw(t, "kind"), No: rapid.IntRange(0, 2).Draw(t, "no"),
		Service: charge.Range{From: from, Until: from.AddDays(rapid.IntRange(1, 2).Draw(t, "days"))},
	}
}

func TestKey_each_has_a_text_of_its_own(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyKey(t), anyKey(t)
		assert.Equal(t, a == b, a.String() == b.String(), "%s %s", a, b)
	})
}

func TestStored_bodies_are_read_for_ever(t *testing.T) {
	t.Parallel()
	cycle := cycleOf(t, 1, "Europe/Berlin")
	h := theYear()
	etomtest.Decodes(t, "holding.json", h)
	h.Until = day("2026-03-20")
	var billed []charge.Billed
	bill(t, h, cycle, periodOf(t, cycle, "2026-03-01"), &billed)
	h.Until = day("2026-03-10")
	charges := bill(t, h, cycle, periodOf(t, cycle, "2026-03-01"), &billed)
	etomtest.Decodes(t, "charges.json", charges)
	etomtest.Decodes(t, "billed.json", billed)
	etomtest.Decodes(t, "commitment.json", charge.Commitment{
		ID: "m", Name: "Minimum", De: "Mindestumsatz", Minimum: money.Must("100.00 EUR"), Codes: []string{"voice"}, Prorate: true, From: day("2026-01-01"),
	})
}
