package billing_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/money"
)

// A bill and a correction as they are stored are read for ever.
func TestStored_bills_are_read_for_ever(t *testing.T) {
	t.Parallel()
	in := coreTelecom(t)
	in.Taxes, in.Policy.Cash = coreGermany(t), money.Must("0.05 EUR")
	in.Rebates = coreBMW(t).Rebates
	b := coreCompute(t, in)
	b.No, b.State, b.Rated = "T-1", billing.BillSent, nil
	note, err := billing.CreditNote(b, nil, coreGoodwill(b))
	require.NoError(t, err)
	etomtest.Decodes(t, "computed-bill.json", b)
	etomtest.Decodes(t, "computed-note.json", note)
}

// An input that was stored once gives the bill that it gave then: the golden bill beside it, to the byte.
func TestStored_inputs_give_the_same_bill_for_ever(t *testing.T) {
	t.Parallel()
	in := coreTelecom(t)
	in.Taxes = coreGermany(t)
	etomtest.Decodes(t, "input.json", in)
	var read billing.Input
	coreRead(t, "input.json", &read)
	b := coreCompute(t, read)
	etomtest.Golden(t, "stored/input.bill.txt", b.Text("en")+b.Explain().In("en"))
}
