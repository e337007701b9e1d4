package collection_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing/camt"
	"github.com/etomcrm/etomcrm/billing/collection"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// statement reads a bank statement that package camt is tested with, with changes.
func statement(t testing.TB, name string, changes ...string) camt.Statement {
	t.Helper()
	text, err := os.ReadFile("../camt/testdata/" + name)
	require.NoError(t, err)
	f, err := camt.Read(strings.NewReader(strings.NewReplacer(changes...).Replace(string(text))), nil)
	require.NoError(t, err)
	return f.Statements[0]
}

func (d *desk) imported(s camt.Statement) collection.Import {
	d.t.Helper()
	im, err := d.ImportStatement(d.ctx, s)
	require.NoError(d.t, err)
	return im
}

func TestService_ImportStatement(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		d.opened(bill("b-1", "R-2026-0001", "119.00 EUR", "2026-03-16"))
		d.opened(bill("E2E-1", "R-2026-0002", "60.00 EUR", "2026-03-16"))
		d.account(d.NoteDebtor(d.ctx, collection.Debtor{Account: "a-2", Customer: "c-2", Currency: money.MustCurrency("EUR"), Mandates: []string{"M-3"}}))
		other := bill("b-3", "R-2026-0003", "120.00 EUR", "2026-03-16")
		other.Account, other.Customer = "a-2", "c-2"
		d.opened(other)
		drawn := paying("drawn", "60.00 EUR", "2026-03-16", "")
		drawn.EndToEnd, drawn.Debit = "E2E-1", true
		d.paid(drawn)

		im := d.imported(statement(t, "v02.xml"))
		require.Len(t, im.Taken, 3)
		assert.Equal(t, "b-1", im.Taken[0].Matched[0].Item, "the number stands on two lines")
		assert.Empty(t, im.Taken[1].Account, "nobody knows this mandate")
		assert.Equal(t, "b-3", im.Taken[2].Matched[0].Item, "the mandate tells the account, the amount the bill")
		require.Len(t, im.Returned, 1)
		assert.Equal(t, "AM04", im.Returned[0].Return.Reason)
		assert.Equal(t, "3.00 EUR", im.Returned[0].Return.Fee.String())
		assert.Equal(t, "60.00 EUR", d.item(d.Item(d.ctx, "E2E-1")).Open.String())
		assert.Equal(t, "3.00 EUR", d.item(d.Item(d.ctx, "fee/drawn")).Open.String())
		var codes []string
		for _, p := range im.Passed {
			codes = append(codes, p.Reason.Code)
		}
		assert.Equal(t, []string{collection.PassedUnknown, collection.PassedNotBooked}, codes, "a reversal without a reference, an entry that is pending")

		d.store.Unchanged(t, func() {
			again := d.imported(statement(t, "v02.xml", "STMT-2026-056", "STMT-2026-056-COPY"))
			assert.Equal(t, 4, again.Known)
			assert.Empty(t, again.Taken)
			assert.Empty(t, again.Returned)
		})
		d.total("a-1")
		d.total("a-2")
	})
}

func TestService_ImportStatement_a_debit_drawn_again_comes_back_once(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	d.opened(bill("E2E-1", "R-2026-0002", "60.00 EUR", "2026-03-16"))
	draw := func(id, on string) {
		p := paying(id, "60.00 EUR", on, "")
		p.EndToEnd, p.Debit = "E2E-1", true
		d.paid(p)
	}
	draw("first", "2026-03-16")
	d.imported(statement(t, "v02.xml"))
	draw("second", "2026-03-20")
	assert.Empty(t, d.imported(statement(t, "v02.xml")).Returned, "the same entry")
	later := d.imported(statement(t, "v02.xml", "2026032014274102", "2026032514274102"))
	require.Len(t, later.Returned, 1)
	assert.Equal(t, "second", later.Returned[0].ID)
	d.total("a-1")
}

func TestService_ImportStatement_a_debit_that_comes_back_without_having_come_is_shown(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	d.opened(bill("E2E-1", "R-2026-0002", "60.00 EUR", "2026-03-16"))
	p := paying("first", "60.00 EUR", "2026-03-16", "")
	p.EndToEnd, p.Debit = "E2E-1", true
	d.paid(p)
	d.imported(statement(t, "v02.xml"))
	second := d.imported(statement(t, "v02.xml", "2026032014274102", "2026032514274102"))
	assert.Empty(t, second.Returned)
	assert.Equal(t, "-63.00 EUR", second.Passed[0].Amount.String())
	assert.Equal(t, collection.PassedUnknown, second.Passed[0].Reason.Code)
	d.total("a-1")
}

func TestService_ImportStatement_all_or_nothing(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		d.opened(bill("b-1", "R-2026-0001", "119.00 EUR", "2026-03-16"))
		s := statement(t, "v02.xml")
		d.paid(collection.Payment{ID: s.Entries[1].ID + "/2", Amount: money.Must("1.00 EUR"), On: date("2026-03-01")}) // another payment under the id of one further down
		err := d.refuses(fault.ErrConflict, func() error { _, err := d.ImportStatement(d.ctx, s); return err })
		assert.Contains(t, err.Error(), "line 63")
		assert.Equal(t, "119.00 EUR", d.item(d.Item(d.ctx, "b-1")).Open.String())
	})
}

func TestService_ImportStatement_good_entries_in_spite_of_bad_ones(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		im := d.imported(statement(t, "bad.xml"))
		assert.Len(t, im.Taken, 2)
		assert.Len(t, im.Bad, 7)
		assert.Equal(t, camt.FindingBad, im.Findings[0].Code)
		mended := d.imported(statement(t, "bad.xml", "19.99", "20.00"))
		assert.Equal(t, 2, mended.Known)
		assert.Len(t, mended.Taken, 2, "only what can be read now is new")
		kept, err := d.Unmatched(d.ctx)
		require.NoError(t, err)
		assert.Len(t, kept, 4)
	})
}

func TestService_ImportStatement_what_does_not_fit_is_shown(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	d.opened(bill("E2E-1", "R-2026-0002", "80.00 EUR", "2026-03-16"))
	p := paying("drawn", "80.00 EUR", "2026-03-16", "")
	p.EndToEnd, p.Debit = "E2E-1", true
	d.paid(p)
	im := d.imported(statement(t, "v02.xml"))
	var codes []string
	for _, p := range im.Passed {
		codes = append(codes, p.Reason.Code)
	}
	assert.Equal(t, []string{collection.PassedAmount, collection.PassedUnknown, collection.PassedNotBooked}, codes, "63.00 EUR came back of 80.00 EUR")

	im = d.imported(statement(t, "v08.xml"))
	assert.Equal(t, "110.00 EUR", im.Taken[0].Payment.Amount.String())
	assert.Equal(t, collection.PassedOutgoing, im.Passed[0].Reason.Code, "the bank's charges")
	assert.Equal(t, "-10.00 EUR", im.Passed[0].Amount.String())
}
