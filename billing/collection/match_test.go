package collection_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/billing/collection"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

func debt(item, account, no, open, due string) collection.Debt {
	return collection.Debt{Item: item, Account: account, No: no, Kind: collection.Bill, Due: date(due), Open: money.Must(open)}
}

// ledger is what two accounts owe.
func ledger() []collection.Debt {
	fee := debt("fee-1", "a-1", "", "2.50 EUR", "2026-03-20")
	fee.Kind = collection.Fee
	interest := debt("interest-1", "a-1", "", "1.00 EUR", "2026-03-20")
	interest.Kind = collection.Interest
	return []collection.Debt{
		debt("b-1", "a-1", "R-2026-0001", "100.00 EUR", "2026-02-16"),
		debt("b-2", "a-1", "R-2026-0002", "60.00 EUR", "2026-03-16"),
		debt("b-3", "a-2", "R-2026-00010", "60.00 EUR", "2026-03-16"),
		debt("b-4", "a-2", "417", "20.00 EUR", "2026-01-16"),
		debt("b-5", "a-3", "R-77", "9.00 EUR", "2026-01-16"),
		fee, interest,
	}
}

// parts shows allocations, rests and tolerances in a line.
func parts(m collection.Matching) string {
	var all []string
	for _, a := range m.Allocations {
		all = append(all, fmt.Sprintf("%s %s", a.Item, a.Amount.Number()))
	}
	for _, t := range m.Tolerances {
		all = append(all, fmt.Sprintf("~%s %s", t.Item, t.Amount.Number()))
	}
	for _, r := range m.Rests {
		all = append(all, fmt.Sprintf("rest(%s) %s", r.Account, r.Amount.Number()))
	}
	return strings.Join(all, ", ")
}

func TestMatch(t *testing.T) {
	t.Parallel()
	tolerant := collection.MatchPolicy{Tolerance: money.Must("0.50 EUR")}
	for name, tt := range map[string]struct {
		amount, text, account string
		references            []string
		policy                collection.MatchPolicy
		want                  string
	}{
		"the number as it is printed":                         {amount: "100.00 EUR", text: "R-2026-0001", want: "b-1 100.00"},
		"without its hyphens, in small letters":               {amount: "100.00 EUR", text: "rechnung r20260001 vom februar", want: "b-1 100.00"},
		"torn apart by spaces":                                {amount: "100.00 EUR", text: "RNR R - 20 26 00 01", want: "b-1 100.00"},
		"with other signs between":                            {amount: "100.00 EUR", text: "R/2026.0001", want: "b-1 100.00"},
		"grown together with words":                           {amount: "100.00 EUR", text: "RechnungR-2026-0001danke", want: "b-1 100.00"},
		"a longer number is not the shorter one in it":        {amount: "60.00 EUR", text: "R-2026-00010", want: "b-3 60.00"},
		"nor is a number that nobody has":                     {amount: "100.00 EUR", text: "R-2026-00019", want: "rest() 100.00"},
		"two numbers in one payment":                          {amount: "160.00 EUR", text: "R-2026-0002 und R-2026-0001", want: "b-1 100.00, b-2 60.00"},
		"two numbers, too little: the older one first":        {amount: "120.00 EUR", text: "R-2026-0002, R-2026-0001", want: "b-1 100.00, b-2 20.00"},
		"two numbers, enough for the older one only":          {amount: "90.00 EUR", text: "R-2026-0002, R-2026-0001", want: "b-1 90.00"},
		"the same number twice":                               {amount: "60.00 EUR", text: "R-2026-0002 R20260002", want: "b-2 60.00"},
		"two numbers of two accounts":                         {amount: "160.00 EUR", text: "R-2026-0001 R-2026-00010", want: "b-1 100.00, b-3 60.00"},
		"a short number standing alone":                       {amount: "20.00 EUR", text: "Rechnung 417", want: "b-4 20.00"},
		"a short number within another is none":               {amount: "20.00 EUR", text: "Kunde 41733", want: "rest() 20.00"},
		"a short number torn apart is none":                   {amount: "20.00 EUR", text: "4 17", want: "rest() 20.00"},
		"a short number as it is printed, with its hyphen":    {amount: "9.00 EUR", text: "zu R-77, danke", want: "b-5 9.00"},
		"a short number not as it is printed is none":         {amount: "9.00 EUR", text: "zu R 7 7", want: "rest() 9.00"},
		"a reference in its own field":                        {amount: "60.00 EUR", references: []string{"R 2026 0002"}, want: "b-2 60.00"},
		"part of what is named":                               {amount: "40.00 EUR", text: "R-2026-0001", want: "b-1 40.00"},
		"more than is named goes on: by amount, here the fee": {amount: "102.50 EUR", text: "R-2026-0001", want: "b-1 100.00, fee-1 2.50"},
		"more than is named: costs, interest, the next bill":  {amount: "110.00 EUR", text: "R-2026-0001", want: "b-1 100.00, fee-1 2.50, interest-1 1.00, b-2 6.50"},
		"more than all that is owed is kept for the account":  {amount: "200.00 EUR", text: "R-2026-0001", want: "b-1 100.00, fee-1 2.50, interest-1 1.00, b-2 60.00, rest(a-1) 36.50"},
		"the account is known: the item of just that amount":  {amount: "60.00 EUR", account: "a-1", want: "b-2 60.00"},
		"the account is known: all that is open":              {amount: "163.50 EUR", account: "a-1", want: "fee-1 2.50, interest-1 1.00, b-1 100.00, b-2 60.00"},
		"the account is known: costs, then the oldest":        {amount: "30.00 EUR", account: "a-1", want: "fee-1 2.50, interest-1 1.00, b-1 26.50"},
		"the oldest bill first, where the policy says so":     {amount: "30.00 EUR", account: "a-1", policy: collection.MatchPolicy{PrincipalFirst: true}, want: "b-1 30.00"},
		"the account is known and the number another's":       {amount: "60.00 EUR", account: "a-1", text: "R-2026-00010", want: "b-3 60.00"},
		"an account that owes nothing":                        {amount: "5.00 EUR", account: "a-9", want: "rest(a-9) 5.00"},
		"nothing fits: it is kept":                            {amount: "100.00 EUR", text: "Miete", want: "rest() 100.00"},
		"an amount alone is not enough by default":            {amount: "20.00 EUR", text: "Miete", want: "rest() 20.00"},
		"an amount alone, where the policy allows it":         {amount: "20.00 EUR", text: "Miete", policy: collection.MatchPolicy{AmountAlone: true}, want: "b-4 20.00"},
		"an amount alone, but two items have it":              {amount: "60.00 EUR", text: "Miete", policy: collection.MatchPolicy{AmountAlone: true}, want: "rest() 60.00"},
		"too little by no more than the tolerance":            {amount: "99.50 EUR", text: "R-2026-0001", policy: tolerant, want: "b-1 99.50, ~b-1 0.50"},
		"too little by more than the tolerance":               {amount: "99.49 EUR", text: "R-2026-0001", policy: tolerant, want: "b-1 99.49"},
		"too much is never within a tolerance":                {amount: "60.10 EUR", text: "R-2026-00010", policy: tolerant, want: "b-3 60.00, b-4 0.10"},
		"another currency":                                    {amount: "100.00 USD", text: "R-2026-0001", want: "rest(a-1) 100.00"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := paying("p-1", tt.amount, "2026-03-20", tt.text)
			p.Account, p.References = tt.account, tt.references
			m, err := collection.Match(ledger(), []collection.Payment{p}, tt.policy)
			require.NoError(t, err)
			assert.Equal(t, tt.want, parts(m))
			assert.NotEmpty(t, m.Steps)
		})
	}
}

func TestMatch_a_number_of_two_accounts_is_nobodys(t *testing.T) {
	t.Parallel()
	debts := []collection.Debt{debt("b-1", "a-1", "R-1-2345", "10.00 EUR", "2026-03-01"), debt("b-2", "a-2", "R-12-345", "10.00 EUR", "2026-03-01")}
	m, err := collection.Match(debts, []collection.Payment{paying("p-1", "10.00 EUR", "2026-03-02", "R-12345")}, collection.MatchPolicy{})
	require.NoError(t, err)
	assert.Equal(t, "rest() 10.00", parts(m))
	assert.Equal(t, collection.RuleAmbiguous, m.Steps[0].Code)

	known := paying("p-1", "10.00 EUR", "2026-03-02", "R-12345")
	known.Account = "a-2"
	m, err = collection.Match(debts, []collection.Payment{known}, collection.MatchPolicy{})
	require.NoError(t, err)
	assert.Equal(t, "b-2 10.00", parts(m), "whose money it is decides")
}

func TestMatch_a_settled_bill_tells_the_account(t *testing.T) {
	t.Parallel()
	debts := ledger()
	debts[0].Open = money.Must("0.00 EUR")
	m, err := collection.Match(debts, []collection.Payment{paying("p-1", "60.00 EUR", "2026-03-20", "R-2026-0001")}, collection.MatchPolicy{})
	require.NoError(t, err)
	assert.Equal(t, "b-2 60.00", parts(m))
	assert.Equal(t, collection.RuleNotOpen, m.Steps[0].Code)
}

func TestMatch_payments_take_turns_by_day_and_id(t *testing.T) {
	t.Parallel()
	m, err := collection.Match(ledger(), []collection.Payment{
		paying("p-2", "100.00 EUR", "2026-03-21", "R-2026-0001"),
		paying("p-1", "30.00 EUR", "2026-03-20", "R-2026-0001"),
	}, collection.MatchPolicy{})
	require.NoError(t, err)
	assert.Equal(t, "b-1 30.00, b-1 70.00, fee-1 2.50, interest-1 1.00, b-2 26.50", parts(m))
}

// The way of each payment, step by step, in both languages.
func TestMatch_explains_itself(t *testing.T) {
	t.Parallel()
	known := paying("p-4", "40.00 EUR", "2026-03-23", "Abschlag")
	known.Account = "a-1"
	m, err := collection.Match(ledger(), []collection.Payment{
		paying("p-1", "120.00 EUR", "2026-03-20", "R 2026 0002, R-2026-0001"),
		paying("p-2", "59.80 EUR", "2026-03-21", "RG.R20260001 0"),
		paying("p-3", "12.34 EUR", "2026-03-22", "Miete Maerz"),
		known,
		paying("p-5", "25.00 EUR", "2026-03-24", "R-2026-0001"),
	}, collection.MatchPolicy{Tolerance: money.Must("0.50 EUR")})
	require.NoError(t, err)
	var b strings.Builder
	for _, s := range m.Steps {
		fmt.Fprintf(&b, "%s %s %s\n%s %s %s\n", s.Payment, s.Code, s.Text, s.Payment, s.Code, s.De)
	}
	fmt.Fprintf(&b, "\n%s\n", strings.ReplaceAll(parts(m), ", ", "\n"))
	etomtest.Golden(t, "matching.txt", b.String())
}

func TestMatch_names_every_fault(t *testing.T) {
	t.Parallel()
	twice := append(ledger(), ledger()[0])
	twice[1].Open = money.Must("-1.00 EUR")
	twice[2].Kind = "rent"
	_, err := collection.Match(twice, nil, collection.MatchPolicy{Tolerance: money.Must("-1.00 EUR")})
	require.ErrorIs(t, err, fault.ErrInvalid)
	assert.ElementsMatch(t, []string{"debts", "debts.open", "debts.kind", "policy.tolerance"}, etomtest.Paths(err))

	_, err = collection.Match(nil, []collection.Payment{{}}, collection.MatchPolicy{})
	assert.Equal(t, []string{"id", "amount", "amount", "on"}, etomtest.Paths(err))
	p := paying("p-1", "1.00 EUR", "2026-03-20", "")
	_, err = collection.Match(nil, []collection.Payment{p, p}, collection.MatchPolicy{})
	assert.Equal(t, []string{"payments"}, etomtest.Paths(err))
	p.Amount = money.Must("1.005 EUR")
	_, err = collection.Match(nil, []collection.Payment{p}, collection.MatchPolicy{})
	assert.Equal(t, []string{"amount"}, etomtest.Paths(err))
}

// drawn makes items and payments that meet in many ways.
func drawn(t *rapid.T) ([]collection.Debt, []collection.Payment, collection.MatchPolicy) {
	euros := func(name string, least int64) money.Amount {
		a, err := money.FromMinor(rapid.Int64Range(least, 30).Draw(t, name)*100, money.MustCurrency("EUR"))
		require.NoError(t, err)
		return a
	}
	kinds := []collection.Kind{collection.Bill, collection.Fee, collection.Interest}
	var debts []collection.Debt
	for n := range rapid.IntRange(0, 8).Draw(t, "debts") {
		debts = append(debts, collection.Debt{Item: fmt.Sprint("i-", n), Account: rapid.SampledFrom([]string{"a-1", "a-2"}).Draw(t, "account"),
			No: fmt.Sprintf("R-2026-%04d", rapid.IntRange(1, 5).Draw(t, "no")), Kind: rapid.SampledFrom(kinds).Draw(t, "kind"),
			Due: date("2026-03-01").AddDays(rapid.IntRange(0, 3).Draw(t, "due")), Open: euros("open", 0)})
	}
	var payments []collection.Payment
	for n := range rapid.IntRange(0, 8).Draw(t, "payments") {
		p := collection.Payment{ID: fmt.Sprint("p-", n), Amount: euros("amount", 1), On: date("2026-03-10").AddDays(rapid.IntRange(0, 2).Draw(t, "on")),
			Account: rapid.SampledFrom([]string{"", "a-1", "a-2"}).Draw(t, "payer")}
		for range rapid.IntRange(0, 2).Draw(t, "refs") {
			p.Text += fmt.Sprintf(" R 2026 %04d", rapid.IntRange(1, 6).Draw(t, "ref"))
		}
		payments = append(payments, p)
	}
	return debts, payments, collection.MatchPolicy{Tolerance: euros("tolerance", 0), PrincipalFirst: rapid.Bool().Draw(t, "principal"), AmountAlone: rapid.Bool().Draw(t, "alone")}
}

func TestMatch_no_money_is_lost_and_none_is_made(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		debts, payments, policy := drawn(t)
		m, err := collection.Match(debts, payments, policy)
		require.NoError(t, err)
		var c money.Calc
		of, to := map[string]money.Amount{}, map[string]money.Amount{}
		for _, a := range m.Allocations {
			require.Equal(t, 1, a.Amount.Sign())
			of[a.Payment], to[a.Item] = c.Add(of[a.Payment], a.Amount), c.Add(to[a.Item], a.Amount)
		}
		for _, r := range m.Rests {
			require.Equal(t, 1, r.Amount.Sign())
			of[r.Payment] = c.Add(of[r.Payment], r.Amount)
		}
		for _, o := range m.Tolerances {
			more, err := o.Amount.Cmp(policy.Tolerance)
			require.NoError(t, err)
			require.LessOrEqual(t, more, 0)
			to[o.Item] = c.Add(to[o.Item], o.Amount)
		}
		for _, p := range payments {
			require.Equal(t, p.Amount, of[p.ID], "what is matched and what is left is what was paid")
		}
		for _, d := range debts {
			more, err := to[d.Item].Cmp(d.Open)
			require.NoError(t, err)
			require.LessOrEqual(t, more, 0, "no item gets more than it leaves open")
		}
		require.NoError(t, c.Err())
	})
}

func TestMatch_the_order_of_equal_inputs_changes_nothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		debts, payments, policy := drawn(t)
		want, err := collection.Match(debts, payments, policy)
		require.NoError(t, err)
		got, err := collection.Match(rapid.Permutation(debts).Draw(t, "debts"), rapid.Permutation(payments).Draw(t, "payments"), policy)
		require.NoError(t, err)
		require.Equal(t, want, got)
	})
}

// many makes n items, a tenth of them for each account, and n payments that name them in mangled ways, or not at all.
func many(n int) ([]collection.Debt, []collection.Payment) {
	random := rand.New(rand.NewPCG(53, 8))
	var debts []collection.Debt
	var payments []collection.Payment
	for i := range n {
		cents, _ := money.FromMinor(int64(1000+random.IntN(20000)), money.MustCurrency("EUR"))
		account, no := fmt.Sprint("a-", i/10), fmt.Sprintf("R-2026-%06d", i)
		debts = append(debts, collection.Debt{Item: fmt.Sprint("b-", i), Account: account, No: no, Kind: collection.Bill, Due: date("2026-03-01").AddDays(random.IntN(60)), Open: cents})
		p := collection.Payment{ID: fmt.Sprintf("p-%06d", i), Amount: cents, On: date("2026-04-01").AddDays(random.IntN(60))}
		switch i % 4 {
		case 0:
			p.Text = "SVWZ+Rechnung " + no + " Kundennummer 4711 vielen Dank und freundliche Gruesse"
		case 1:
			p.Text = "RG " + strings.ReplaceAll(no, "-", " ")
		case 2:
			p.Account = account
		case 3:
			p.Text = "ohne Angabe einer Nummer ueberwiesen, Miete fuer Garage"
		}
		payments = append(payments, p)
	}
	return debts, payments
}

func BenchmarkMatch(b *testing.B) {
	run := func(name string, n int, change func([]collection.Debt, []collection.Payment)) {
		debts, payments := many(n)
		change(debts, payments)
		b.Run(fmt.Sprintf("%s/%d", name, n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := collection.Match(debts, payments, collection.MatchPolicy{}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/payment")
		})
	}
	for _, n := range []int{1_000, 10_000, 40_000} {
		run("accounts of ten", n, func([]collection.Debt, []collection.Payment) {})
	}
	for _, n := range []int{1_000, 10_000} { // one account that owes all, and nobody says what he pays
		run("one account", n, func(debts []collection.Debt, payments []collection.Payment) {
			for i := range debts {
				debts[i].Account, payments[i].Account, payments[i].Text = "a-1", "a-1", ""
				payments[i].Amount = money.Must("0.01 EUR")
			}
		})
	}
}
