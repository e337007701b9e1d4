package risk_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/retention/risk"
	"github.com/etomcrm/etomcrm/crm/retention/rule"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/money"
)

// good is a customer of two years who pays in time.
var good = known{"payment.bills": "24", "payment.late": "0", "payment.dunningLevel": "0", "payment.returned": "0", "contract.tenureDays": "760", "profile.kind": "private", "profile.identified": "true"}

// dealer is a large business that has never been billed yet.
var dealer = known{"profile.revenue": "50000000.00 EUR", "profile.kind": "business", "profile.identified": "true"}

// cases are customers and orders as they come, with what the default policy says to them.
var cases = []struct {
	name    string
	facts   known
	amount  string
	outcome risk.Outcome
	why     string // the code of the first reason
}{
	{"a large dealer without a history orders for 320,000", dealer, "320000.00 EUR", risk.Accept, "RISK-ACCEPT"},
	{"the dealer orders once more, and the fees of the first lines are not billed yet", dealer.with(known{"orders.open": "320000.00 EUR", "usage.unbilled": "1990.00 EUR"}), "320000.00 EUR", risk.Accept, "RISK-ACCEPT"},
	{"the dealer orders for more than a tenth of the year's revenue", dealer, "5000000.01 EUR", risk.Review, "RISK-OVER"},
	{"the dealer has let dunning come to its second level", dealer.with(known{"payment.bills": "4", "payment.dunningLevel": "2"}), "320000.00 EUR", risk.Deposit, "RISK-PAY-DEPOSIT"},
	{"a large customer orders for several thousand", known{"profile.revenue": "20000000.00 EUR"}, "7490.00 EUR", risk.Accept, "RISK-ACCEPT"},
	{"a customer with nothing but a small revenue orders for little", known{"profile.revenue": "1200.00 EUR"}, "79.90 EUR", risk.Accept, "RISK-ACCEPT"},
	{"somebody of whom nothing is known orders for little", nil, "29.00 EUR", risk.Accept, "RISK-ACCEPT"},
	{"somebody of whom nothing is known orders for much", nil, "200.00 EUR", risk.Deposit, "RISK-NEW"},
	{"a new private customer orders for a little less than 200", known{"payment.bills": "0", "profile.kind": "private", "profile.identified": "true"}, "199.99 EUR", risk.Accept, "RISK-ACCEPT"},
	{"a new private customer orders for 200", known{"payment.bills": "0", "profile.kind": "private", "profile.identified": "true"}, "200.00 EUR", risk.Deposit, "RISK-NEW"},
	{"a new private customer orders for a little, but much is open already", known{"payment.bills": "0", "profile.kind": "private", "orders.open": "900.00 EUR"}, "100.01 EUR", risk.Deposit, "RISK-NEW-OVER"},
	{"a new business orders within its limit", known{"payment.bills": "0", "profile.kind": "business"}, "2000.00 EUR", risk.Accept, "RISK-ACCEPT"},
	{"a new business orders for more than its limit", known{"payment.bills": "0", "profile.kind": "business"}, "2000.01 EUR", risk.Deposit, "RISK-NEW-OVER"},
	{"a new customer who could not be identified orders for much", known{"payment.bills": "0", "profile.identified": "false"}, "250.00 EUR", risk.Review, "RISK-ID"},
	{"a good customer orders for much", good, "1500.00 EUR", risk.Accept, "RISK-ACCEPT"},
	{"a good customer orders for more than the limit", good, "3000.01 EUR", risk.Review, "RISK-OVER"},
	{"a good customer has got a payment reminder", good.with(known{"payment.dunningLevel": "1", "payment.late": "1"}), "100.00 EUR", risk.Accept, "RISK-ACCEPT"},
	{"of a good customer one debit came back", good.with(known{"payment.returned": "1", "payment.late": "1"}), "100.00 EUR", risk.LowerLimit, "RISK-PAY-MID"},
	{"of a good customer one debit came back, and he orders for more than the limit", good.with(known{"payment.returned": "1", "payment.late": "1"}), "3000.01 EUR", risk.Review, "RISK-OVER-MID"},
	{"two debits came back", good.with(known{"payment.returned": "2", "payment.late": "2"}), "100.00 EUR", risk.Deposit, "RISK-PAY-DEPOSIT"},
	{"two promises were broken", good.with(known{"payment.brokenPromises": "2", "payment.late": "2"}), "100.00 EUR", risk.Deposit, "RISK-PAY-DEPOSIT"},
	{"dunning is at its second level", good.with(known{"payment.dunningLevel": "2", "payment.late": "1"}), "100.00 EUR", risk.Deposit, "RISK-PAY-DEPOSIT"},
	{"a small debt was written off", known{"payment.bills": "6", "payment.late": "2", "payment.writtenOff": "49.90 EUR"}, "100.00 EUR", risk.Deposit, "RISK-PAY-DEPOSIT"},
	{"a large debt was written off", known{"payment.bills": "6", "payment.late": "2", "payment.writtenOff": "500.00 EUR"}, "100.00 EUR", risk.Prepaid, "RISK-PAY-PREPAID"},
	{"dunning is at its last level", known{"payment.bills": "6", "payment.late": "2", "payment.dunningLevel": "3", "payment.dunningWorst": "3", "payment.overdueDays": "35"}, "100.00 EUR", risk.Prepaid, "RISK-PAY-PREPAID"},
	{"dunning is at its last level and a debit came back", known{"payment.bills": "6", "payment.late": "2", "payment.dunningLevel": "3", "payment.dunningWorst": "3", "payment.returned": "1"}, "100.00 EUR", risk.Refuse, "RISK-PAY-REFUSE"},
	{"services are blocked", known{"payment.blocked": "true"}, "10.00 EUR", risk.Refuse, "RISK-BLOCKED"},
	{"services are blocked, and the order costs nothing", known{"payment.blocked": "true"}, "0.00 EUR", risk.Refuse, "RISK-BLOCKED"},
	{"fraud is suspected, and the order costs nothing", known{"profile.fraudSuspected": "true"}, "0.00 EUR", risk.Refuse, "RISK-FRAUD"},
	{"usage has jumped", good.with(known{"usage.jump": "12.5"}), "100.00 EUR", risk.Review, "RISK-FRAUD-REVIEW"},
	{"a bad payer orders what costs nothing", good.with(known{"payment.dunningLevel": "2"}), "0.00 EUR", risk.Accept, "RISK-NO-PRICE"},
	{"an order in another currency", good, "100.00 USD", risk.Review, "RISK-CURRENCY"},
	{"something is owed in another currency", good.with(known{"payment.elsewhere": "true"}), "100.00 EUR", risk.Review, "RISK-ELSEWHERE"},
	{"a model thinks badly of the customer", good.with(known{"model.badDebt": "0.5", "payment.late": "1"}), "100.00 EUR", risk.Deposit, "RISK-PAY-DEPOSIT"},
}

func TestDefaultPolicy_decides(t *testing.T) {
	t.Parallel()
	c := compiled(t)
	for _, tt := range cases {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			v := decide(t, c, tt.facts, tt.amount)
			assert.Equal(t, tt.outcome, v.Outcome)
			assert.Equal(t, tt.why, v.Reasons[0].Code)
		})
	}
}

// The same facts and the same version of the policy give the same decision for ever: this file is never rewritten, but for cases that
// are added. A policy that decides otherwise needs a version of its own.
func TestDefaultPolicy_decides_as_ever(t *testing.T) {
	t.Parallel()
	c := compiled(t)
	var b strings.Builder
	for _, tt := range cases {
		v := decide(t, c, tt.facts, tt.amount)
		text, err := json.Marshal(v)
		require.NoError(t, err)
		fmt.Fprintf(&b, "# %s\n%v %s\n%s\n\n", tt.name, tt.facts, tt.amount, text)
	}
	etomtest.Golden(t, "decisions-1.txt", b.String())
}

// A published version never changes: whoever changes the default policy gives it a version of its own, and keeps the old file.
func TestDefaultPolicy_version_1_never_changes(t *testing.T) {
	t.Parallel()
	p := risk.DefaultPolicy(eur)
	text, err := json.MarshalIndent(p, "", "\t")
	require.NoError(t, err)
	etomtest.Golden(t, "policy-"+p.Version+".json", string(text)+"\n")
	assert.Equal(t, "743a105f5013f17421a82097725fc65f", compiled(t).Fingerprint())

	read, err := risk.ParsePolicy(text)
	require.NoError(t, err)
	again, err := risk.Compile(read, nil)
	require.NoError(t, err)
	assert.Equal(t, compiled(t).Fingerprint(), again.Fingerprint(), "what is read is what was written")
}

func TestDefaultPolicy_compiles_in_every_currency(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"EUR", "USD", "CHF", "JPY", "KWD"} {
		_, err := risk.Compile(risk.DefaultPolicy(money.MustCurrency(code)), nil)
		require.NoError(t, err, code)
	}
}

// What is in the documentation of the default policy is what it does.
func TestDefaultPolicy_table(t *testing.T) {
	t.Parallel()
	p := risk.DefaultPolicy(eur)
	var b strings.Builder
	table := func(s rule.Spec) {
		fmt.Fprintf(&b, "## %s (%s)\n\n| Code | When | Then | Why |\n|---|---|---|---|\n", s.Name, s.Policy)
		for _, r := range s.Rows {
			then := r.Outcome
			if then == "" {
				then = fmt.Sprintf("%+d", r.Points)
			}
			fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", r.Code, conditions(r), then, r.Why)
		}
		b.WriteString("\n")
	}
	for _, s := range p.Scores {
		table(*s.Table)
	}
	table(p.Steps.Table)
	table(p.Limits.Table)
	b.WriteString("## bands\n\n| Band | Limit | Of a year's revenue | At most |\n|---|---|---|---|\n")
	for _, band := range p.Limits.Bands {
		most := "no bound"
		if band.Most.Sign() > 0 {
			most = band.Most.String()
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", band.Name, band.Amount, band.OfRevenue, most)
	}
	b.WriteString("\n")
	table(p.Decision)
	etomtest.Golden(t, "policy-1.md", b.String())
}

func conditions(r rule.Row) string {
	var all []string
	for _, w := range r.When {
		text := w.Fact
		if w.AtLeast != nil {
			text += " ≥ " + w.AtLeast.String()
		}
		if w.Below != nil {
			text += " < " + w.Below.String()
		}
		if len(w.In) > 0 {
			text += " in " + strings.Join(w.In, ", ")
		}
		if w.Is != nil {
			text += fmt.Sprintf(" is %t", *w.Is)
		}
		if w.Missing {
			text += " is missing"
		}
		all = append(all, text)
	}
	return strings.Join(all, "; ")
}
