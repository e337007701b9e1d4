package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// play runs the program as main does, with counting ids.
func playOut(t *testing.T, o options) (string, error) {
	t.Helper()
	if o.lang == "" {
		o.lang = "en"
	}
	if o.store == "" {
		o.store = "memory"
	}
	o.newID = etomtest.NewIDs("").New
	var out bytes.Buffer
	err := run(t.Context(), &out, o)
	return out.String(), err
}

func TestOutput(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]options{
		"en.golden":      {},
		"de.golden":      {lang: "de"},
		"direct.golden":  {direct: true},
		"json.golden":    {json: true},
		"mermaid.golden": {mermaid: true, lang: "de"},
		"flow.golden":    {flow: "post-ordering"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out, err := playOut(t, o)
			require.NoError(t, err)
			etomtest.Golden(t, name, out)
		})
	}
}

func TestEveryStoreGivesTheSame(t *testing.T) {
	t.Parallel()
	want, err := playOut(t, options{})
	require.NoError(t, err)
	file := "sqlite:" + filepath.Join(t.TempDir(), "crm.db")
	for _, spec := range []string{"", file} {
		got, err := playOut(t, options{store: spec})
		require.NoError(t, err, spec)
		assert.Equal(t, want, got, spec)
	}
	t.Run("postgres", func(t *testing.T) {
		got, err := playOut(t, options{store: "postgres:" + etomtest.Postgres(t)})
		require.NoError(t, err)
		assert.Equal(t, want, got)
	})
}

func TestTheSameStoreTwice(t *testing.T) {
	t.Parallel()
	file := "sqlite:" + filepath.Join(t.TempDir(), "crm.db")
	for range 2 {
		var out bytes.Buffer
		require.NoError(t, run(t.Context(), &out, options{lang: "en", store: file}))
		assert.Contains(t, out.String(), "post-ordering: done")
	}
}

// changed writes the BMW scenario with some values changed: paths like dealer.annualRevenue.amount or needs.0.code.
func changed(t *testing.T, changes map[string]any) string {
	t.Helper()
	var s any
	require.NoError(t, json.Unmarshal(bmw, &s))
	for path, value := range changes {
		set(t, s, strings.Split(path, "."), value)
	}
	text, err := json.Marshal(s)
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "scenario.json")
	require.NoError(t, os.WriteFile(file, text, 0o600))
	return file
}

func set(t *testing.T, in any, path []string, value any) {
	t.Helper()
	switch at := in.(type) {
	case map[string]any:
		if len(path) == 1 {
			at[path[0]] = value
			return
		}
		set(t, at[path[0]], path[1:], value)
	case []any:
		n := int(path[0][0] - '0')
		if len(path) == 1 {
			at[n] = value
			return
		}
		set(t, at[n], path[1:], value)
	default:
		require.Failf(t, "no such path", "%v", path)
	}
}

func TestChangingTheScenarioChangesWhatHappens(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		changes map[string]any
		want    []string
		not     []string
	}{
		"50 million euro a year are the highest priority": {
			want: []string{"priority 0 (highest)"},
		},
		"1 million euro a year are another priority": {
			changes: map[string]any{"dealer.annualRevenue.amount": "1000000.00"},
			want:    []string{"annual revenue €1,000,000.00", "ordering: done"},
			not:     []string{"(highest)"},
		},
		"what is infeasible ends in the proposal of an alternative": {
			changes: map[string]any{"feasibility.answers.0": map[string]any{"offering": "dsl-access", "feasible": false, "reason": "keine freie Leitung"}},
			want:    []string{"not feasible (keine freie Leitung)", "1 × Bundled ISDN access", "pre-sales: done", "post-ordering: done"},
			not:     []string{"1 × DSL access"},
		},
		"or in none": {
			changes: map[string]any{
				"feasibility.answers.0":   map[string]any{"offering": "dsl-access", "feasible": false, "reason": "keine freie Leitung"},
				"portfolio.1.alternative": []any{},
				"needs":                   []any{map[string]any{"code": "faster-connection", "text": "schneller", "quantity": 1}},
			},
			want: []string{"pre-sales: waiting after step 9", "ordering: not begun", "post-ordering: not begun"},
			not:  []string{"Order (", "Quote, version"},
		},
		"a refused proposal ends without an order": {
			changes: map[string]any{"decision": map[string]any{"after": "28h", "accept": false, "reason": "zu teuer"}},
			want:    []string{"pre-sales: done", "ordering: not begun", "Quote, version 1 (rejected)"},
			not:     []string{"Order ("},
		},
		"an offer that is accepted too late is no order": {
			changes: map[string]any{"decision.after": "480h"},
			want:    []string{"pre-sales: done", "ordering: waiting after step 2", "the proposal came to nothing: expired", "Quote, version 1 (rejected)"},
			not:     []string{"Order ("},
		},
		"a late completion is in jeopardy, then missed": {
			changes: map[string]any{"delivery.late": "96h"},
			want:    []string{"jeopardy (endangered)", "jeopardy (missed)", "informCustomer; expedite; escalate", "ordering: done"},
		},
		"more than the credit limit is not accepted without more": {
			changes: map[string]any{"dealer.annualRevenue.amount": "500.00", "needs.2.quantity": 200},
			want:    []string{"ordering: waiting after step 6", "Order (cancelled)", "credit: refused", "what the order was held for has not come in time"},
		},
		"without the special product the rest is proposed": {
			changes: map[string]any{
				"feasibility.answers.0":   map[string]any{"offering": "dsl-access", "feasible": false, "reason": "keine freie Leitung"},
				"portfolio.1.alternative": []any{},
			},
			want: []string{"pre-sales: done", "ordering: done", "post-ordering: done"},
			not:  []string{"1 × DSL access"},
		},
		"standard products need no question": {
			changes: map[string]any{"needs": []any{map[string]any{"code": "extranet", "text": "Anschluss", "quantity": 1}}},
			want:    []string{"pre-sales: done", "ordering: done", "post-ordering: done"},
			not:     []string{"ordering.feasibility.asked"},
		},
		"a need that nothing serves ends in none": {
			changes: map[string]any{"needs": []any{map[string]any{"code": "satellite", "text": "Satellit", "quantity": 1}}},
			want:    []string{"pre-sales: waiting after step 5", "nothing could be proposed"},
		},
		"progress is reported before the end, however late it is planned": {
			changes: map[string]any{"delivery.progressAfter": "400h", "statusInquiry.after": "900h"},
			want:    []string{"ordering: done", "contact.statusInquiry.received"},
		},
		"the turn of the year does not make the dealer poor": {
			changes: map[string]any{"start": "2026-12-30T09:00:00+01:00"},
			want:    []string{"priority 0 (highest)", "ordering: done"},
		},
		"prices by the year are summed by the year": {
			changes: map[string]any{"portfolio.1.price.0.recurringChargePeriod": "year"},
			want:    []string{"€465.50  a month", "€85.40   a year"},
		},
		"an enquiry that nobody understands waits for an agent": {
			changes: map[string]any{"enquiry.text": "Hallo"},
			want:    []string{"pre-sales: waiting after step 1"},
		},
		"what is repaired sooner breaks no promise": {
			changes: map[string]any{"problem.repairTakes": "3h30m"},
			want:    []string{"sla-violation: waiting after step 8", "billing: done"},
			not:     []string{"SLA violation (", "handed over to billing:", "Service level rebate"},
		},
		"who buys nothing more has a bill all the same, but not the document's flow": {
			changes: map[string]any{"fleet": nil},
			want:    []string{"billing: deviating after step 2: billing.bill.sent", "Bill (settled)"},
			not:     []string{"BMW Vorführwagen"},
		},
		"what was delivered beyond the order is held until somebody has looked": {
			changes: map[string]any{"installation.quantity": 21},
			want:    []string{"billing: waiting after step 3", "Bill (onHold)"},
		},
		"who does not pay gets reminded": {
			changes: map[string]any{"billing.paid": nil},
			want:    []string{"billing: done", "Bill (sent)"},
		},
		"what lasts over the end of a month is counted in both": {
			changes: map[string]any{"problem.after": "1190h", "problem.repairTakes": "10h"},
			want:    []string{"sla-violation: done", "billing: done"},
		},
		"below the threshold there is no alarm": {
			changes: map[string]any{"alarm.utilisation": "84.9"},
			want:    []string{"sla-alarm: not begun", "Alarm (dismissed)\n"},
		},
		"a small dealer is not told of a degradation": {
			changes: map[string]any{"dealer.annualRevenue.amount": "1000.00"},
			want:    []string{"sla-alarm: done", "no customer who is told unasked", "priority medium"},
			not:     []string{"sla.degradation.disclosed"},
		},
		"what blocks the business is more urgent": {
			changes: map[string]any{"problem.impact": "blocked"},
			want:    []string{"→ priority 0 (highest)", "Trouble ticket: Mail (closed), priority highest"},
		},
		"what is in no service level is less urgent": {
			changes: map[string]any{"problem.feature": "Fax"},
			want:    []string{"no agreement has the feature", "sla-violation: waiting after step 8"},
			not:     []string{"SLA violation ("},
		},
		"a dealer who says that it still does not work gets it repaired again": {
			changes: map[string]any{"problem.denials": 2},
			want:    []string{"denied: Nein: Wir können keine Mails empfangen.", "denied by the customer: 2", "sla-violation: done", "14 h 30 min"},
		},
		"a full extranet is no normal case": {
			changes: map[string]any{"quality.utilisation": []any{90, 100}},
			want:    []string{"sla-normal: deviating"},
		},
		"where nothing happens nothing is reported": {
			changes: map[string]any{"quality": nil, "alarm": nil, "problem": nil},
			want:    []string{"post-ordering: done", "sla-normal: not begun", "sla-alarm: not begun", "sla-violation: not begun"},
			not:     []string{"Alarm (", "Trouble ticket"},
		},
		"an inquiry is not needed to be told": {
			changes: map[string]any{"statusInquiry": nil},
			want:    []string{"contact.status.told", "ordering: done"},
			not:     []string{"contact.statusInquiry.received"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out, err := playOut(t, options{scenario: changed(t, test.changes)})
			require.NoError(t, err)
			for _, want := range test.want {
				assert.Contains(t, out, want)
			}
			for _, not := range test.not {
				assert.NotContains(t, out, not)
			}
		})
	}
}

func TestAWrongScenarioGetsEveryFaultAtOnce(t *testing.T) {
	t.Parallel()
	_, err := playOut(t, options{scenario: changed(t, map[string]any{
		"dealer.annualRevenue.currency":             "TALER",
		"dealer.name":                               "",
		"dealer.email":                              "no address",
		"offer.validDays":                           5000,
		"offer.serviceLevel.term.0.figure.operator": ".xx",
		"satisfaction.comment":                      "a\x00b",
		"feasibility.answers.0.alternative":         "nothing",
		"needs.1.quantity":                          "many",
		"portfolio.0.price.0.price":                 12.5,
		"portfolio.1.requires":                      []any{"nothing"},
		"decision.after":                            "soon",
		"surprise":                                  true,
		"offer.serviceLevel.term.1.figure.metric":   "beauty",
		"quality.utilisation":                       []any{101},
		"alarm.affects":                             []any{"Fax"},
		"problem.impact":                            "sad",
		"problem.repairTakes":                       "90s",
	})})
	var invalid *fault.Invalid
	require.ErrorAs(t, err, &invalid)
	var paths []string
	for _, f := range invalid.Fields {
		paths = append(paths, f.Path)
	}
	for _, want := range []string{"dealer.annualRevenue", "dealer.name", "dealer.email", "offer.validDays", "offer.serviceLevel.term[0].figure.operator", "satisfaction.comment", "feasibility.answers[0].alternative", "needs[1].quantity", "portfolio[0].price[0].price", "portfolio[1].requires[0]", "decision.after", "surprise",
		"offer.serviceLevel.term[1].figure.metric", "quality.utilisation[0]", "alarm.affects[0]", "problem.impact", "problem.repairTakes"} {
		assert.Contains(t, paths, want)
	}
}

func TestWhatIsNotPromisedCannotBeMeasured(t *testing.T) {
	t.Parallel()
	_, err := playOut(t, options{scenario: changed(t, map[string]any{"offer.serviceLevel.term": []any{}, "problem.unnoticed": "2000h"})})
	assert.Equal(t, []string{"quality", "alarm", "problem.unnoticed"}, etomtest.Paths(err))
	out, err := playOut(t, options{scenario: changed(t, map[string]any{"offer.serviceLevel.term": []any{}, "quality": nil, "alarm": nil})})
	require.NoError(t, err)
	assert.Contains(t, out, "sla-violation: waiting after step 8", "mail is in the agreement, and no figure about it")
}

func TestARevenueInAnotherCurrencyThanThePrioritiesIsRefused(t *testing.T) {
	t.Parallel()
	_, err := playOut(t, options{scenario: changed(t, map[string]any{"dealer.annualRevenue.currency": "USD"})})
	assert.Equal(t, []string{"dealer.annualRevenue"}, etomtest.Paths(err))
}

func TestAnotherEncodingIsRefused(t *testing.T) {
	t.Parallel()
	_, err := read(bytes.ReplaceAll(bmw, []byte("ä"), []byte{0xe4}))
	require.ErrorContains(t, err, "save it as UTF-8")
}

func TestTheScenarioMayKnowTheDealerBetter(t *testing.T) {
	t.Parallel()
	file := "sqlite:" + filepath.Join(t.TempDir(), "crm.db")
	again := func(changes map[string]any) (string, error) {
		var out bytes.Buffer
		err := run(t.Context(), &out, options{lang: "en", store: file, scenario: changed(t, changes)})
		return out.String(), err
	}
	_, err := again(nil)
	require.NoError(t, err)
	out, err := again(map[string]any{"dealer.name": "Händler A GmbH", "dealer.email": "neu@haendler-a.example"})
	require.NoError(t, err)
	assert.Contains(t, out, "post-ordering: done")
	_, err = again(map[string]any{"dealer.number": "H-2", "dealer.email": "neu@haendler-a.example"})
	assert.Equal(t, []string{"dealer.email"}, etomtest.Paths(err))
}

func TestACommandLineThatIsWrong(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]options{
		"language": {lang: "fr"},
		"flow":     {flow: "readiness"},
		"argument": {rest: []string{"ordering"}},
		"store":    {store: "oracle:x"},
		"outputs":  {json: true, mermaid: true},
	} {
		_, err := playOut(t, o)
		require.ErrorIs(t, err, fault.ErrInvalid, name)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(bmw)
	f.Add([]byte(`{"dealer": 1}`))
	f.Add([]byte(`{`))
	f.Fuzz(func(t *testing.T, text []byte) {
		if _, err := read(text); err != nil {
			require.ErrorIs(t, err, fault.ErrInvalid)
		}
	})
}
