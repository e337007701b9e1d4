package customer_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/crm/customer"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
)

func TestService_Export_golden(t *testing.T) {
	t.Parallel()
	ctx, k := context.Background(), inMemory(t)
	d := dealer("K-1", customer.Key{Type: customer.KeyTaxID, Value: "DE 123 456 789"}, customer.Key{Type: customer.KeyCard, Value: visa})
	d.Parties = []customer.Party{{Name: "Ms Buyer", Role: "purchasing", ContactMedia: []customer.ContactMedium{email("buyer@a.example")}}}
	d.Characteristics = []customer.Characteristic{{Name: "line of business", Value: "cars <new & used>"}}
	c := k.establish(t, d)
	_, err := k.ChangeStatus(ctx, c.ID, customer.Activate, "agreed")
	require.NoError(t, err)
	k.establish(t, customer.Draft{Kind: customer.Individual, Data: customer.Data{Name: "Ada"}})
	var out strings.Builder
	n, err := k.Export(ctx, &out)
	require.NoError(t, err)
	assert.Equal(t, 2, n)
	etomtest.Golden(t, "export.jsonl", out.String())
}

// What is exported can be imported elsewhere and exported again, and is the same.
func TestService_Import_gives_back_what_Export_wrote(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		ctx, from, to := context.Background(), inMemory(t), inMemory(t)
		n := rapid.IntRange(0, 4).Draw(rt, "customers")
		for i := range n {
			d := dealer(rapid.SampledFrom([]string{"", fmt.Sprintf("K-%d", i)}).Draw(rt, "number"), customer.Key{Type: customer.KeyContract, Value: fmt.Sprintf("V-%d", i)})
			d.Name = rapid.StringMatching(`[A-Zäö]{1,8}( "&<>)?`).Draw(rt, "name")
			d.Status = rapid.SampledFrom(customer.Lifecycle().States()).Draw(rt, "status")
			from.establish(t, d)
		}
		var first, second bytes.Buffer
		exported, err := from.Export(ctx, &first)
		require.NoError(rt, err)
		require.Equal(rt, n, exported)
		for range 2 { // the second time it does nothing
			report, err := to.Import(ctx, bytes.NewReader(first.Bytes()))
			require.NoError(rt, err)
			require.Empty(rt, report.Refused)
			require.Equal(rt, n, report.Established)
		}
		_, err = to.Export(ctx, &second)
		require.NoError(rt, err)
		require.ElementsMatch(rt, strings.Split(first.String(), "\n"), strings.Split(second.String(), "\n"), "equal names stand in the order of their ids")
	})
}

func TestService_Export_reads_page_by_page(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		ctx, k := context.Background(), newKit(t, st)
		const customers = 205 // two pages and a bit
		var lines strings.Builder
		for i := range customers {
			fmt.Fprintf(&lines, `{"kind":"individual","name":"customer %d"}`+"\n", i)
		}
		report, err := k.Import(ctx, strings.NewReader(lines.String()))
		require.NoError(t, err)
		assert.Equal(t, customer.ImportReport{Established: customers}, report)
		var out strings.Builder
		n, err := k.Export(ctx, &out)
		require.NoError(t, err)
		assert.Equal(t, customers, n)
		assert.Equal(t, customers, strings.Count(out.String(), "\n"))
	})
}

func TestService_Import_goes_on_behind_a_wrong_line(t *testing.T) {
	t.Parallel()
	ctx, k := context.Background(), inMemory(t)
	report, err := k.Import(ctx, strings.NewReader(strings.Join([]string{
		`{"kind":"organization","name":"Dealer A","customerNumber":"K-1"}`,
		``,
		`{"kind":"organization","name":"Dealer B","customerNumber":"K-1"}`,
		`{"kind":"organization","name":"Dealer C","customerNumbr":"K-3"}`,
		`{"kind":"club"}`,
		`[]`,
		`{"kind":"organization","name":"Dealer D"} {}`,
		`{"kind":"individual","name":"Ada"}`,
	}, "\n")))
	require.NoError(t, err)
	assert.Equal(t, 2, report.Established)
	var told strings.Builder
	for _, f := range report.Refused {
		fmt.Fprintf(&told, "%d: %v\n", f.Line, f.Err)
	}
	etomtest.Golden(t, "refused.txt", told.String())
}

func TestService_Import_ends_with_a_reader_that_fails(t *testing.T) {
	t.Parallel()
	ctx, k := context.Background(), inMemory(t)
	broken := errors.New("line cut")
	_, err := k.Import(ctx, iotest.ErrReader(broken))
	assert.ErrorIs(t, err, broken)
	_, err = k.Import(ctx, strings.NewReader(strings.Repeat("x", customer.MaxLine+1)))
	assert.ErrorIs(t, err, fault.ErrInvalid)
	assert.ErrorContains(t, err, "line 1")
	ended, cancel := context.WithCancel(ctx)
	cancel()
	_, err = k.Import(ended, strings.NewReader(`{"kind":"individual","name":"Ada"}`))
	assert.ErrorIs(t, err, context.Canceled)
}

func FuzzParseDraft(f *testing.F) {
	for _, seed := range []string{
		`{"kind":"individual","name":"Ada"}`, `{"key":[{"type":"taxId","value":"DE1"}],"contactMedium":[{"mediumType":"email","characteristic":{}}]}`,
		`null`, `{}`, `[]`, `{"name":1}`, `{"x":1}`, `{} {}`, ``, `{"relatedParty":[{"contactMedium":null}]}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		d, err := customer.ParseDraft(line)
		if err != nil {
			require.ErrorIs(t, err, fault.ErrInvalid)
			return
		}
		k := inMemory(t)
		c, err := k.Establish(context.Background(), d)
		if err != nil {
			require.True(t, errors.Is(err, fault.ErrInvalid), "%v", err)
			require.Empty(t, k.store.Writes())
			return
		}
		body, err := json.Marshal(customer.Draft{Number: c.Number, Kind: c.Kind, Data: c.Data, Status: c.Status})
		require.NoError(t, err)
		again, err := customer.ParseDraft(body)
		require.NoError(t, err)
		require.Equal(t, c.Data, again.Data)
	})
}
