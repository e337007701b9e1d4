package crashtest_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/etom/etomtest/crash"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Stores that break their promise must be found out, in the same way in which the good ones are found good.
func TestCrashes_show_a_store_that(t *testing.T) {
	t.Parallel()
	for name, sabotage := range map[string]string{"commits each write on its own": "torn", "says that it is done before it is": "hasty"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t, crash.SQLite(t), sabotage)
			crash.FoundOut(t, 60, func() []string {
				complaint := s.crash() // what a life before left behind may be more than a worker can bear
				found := rules.Check(s.look())
				if complaint != "" {
					found = append(found, complaint)
				}
				return found
			})
		})
	}
}

// copied is the same evidence, with lists of its own.
func (e evidence) copied() evidence {
	e.told, e.sent, e.bills, e.used = slices.Clone(e.told), slices.Clone(e.sent), slices.Clone(e.bills), maps.Clone(e.used)
	for id := range e.used {
		e.used[id] = slices.Clone(e.used[id])
	}
	for i := range e.bills {
		e.bills[i].Lines = slices.Clone(e.bills[i].Lines)
	}
	return e
}

func TestCheck_finds_what_can_go_wrong(t *testing.T) {
	t.Parallel()
	good := honest(t, 3)
	id := good.bills[0].Account
	rules.Catch(t, good.copied, []crash.Sabotage[evidence]{
		{Name: "a bill was made known and is not there", Rule: nothingLost, Do: func(e *evidence) { e.bills = e.bills[1:] }},
		{Name: "a bill has another number than was made known", Rule: nothingLost, Do: func(e *evidence) { e.bills[0].No = "I-99999999" }},
		{Name: "an account has no bill of a month that is over", Rule: oneBill, Do: func(e *evidence) { e.bills = e.bills[1:] }},
		{Name: "an account has two bills of a month", Rule: oneBill, Do: func(e *evidence) { e.bills = append(e.bills, e.bills[0]) }},
		{Name: "a bill was not sent", Rule: oneBill, Do: func(e *evidence) { e.bills[0].State = billing.BillNew }},
		{Name: "a number is missing", Rule: noGap, Do: func(e *evidence) { e.bills[0].No = "I-99999999" }},
		{Name: "a number is there twice", Rule: noGap, Do: func(e *evidence) { e.bills[0].No = e.bills[1].No }},
		{Name: "a bill has no number", Rule: noGap, Do: func(e *evidence) { e.bills[0].No = "" }},
		{Name: "a number was given to nothing", Rule: noGap, Do: func(e *evidence) { e.last++ }},
		{Name: "a record of usage is on no bill", Rule: allUsage, Do: func(e *evidence) {
			e.used[id] = append(e.used[id], use{ID: "one more", Quantity: money.Count(1), With: monthOf(0)})
		}},
		{Name: "a record of usage is billed and not there", Rule: allUsage, Do: func(e *evidence) { e.used[id] = e.used[id][1:] }},
		{Name: "a record of usage is there twice", Rule: allUsage, Do: func(e *evidence) { e.used[id] = append(e.used[id], e.used[id][0]) }},
		{Name: "a record of usage is for a month before the account's first", Rule: allUsage, Do: func(e *evidence) { e.used[id][0].With = monthOf(-1) }},
		{Name: "a bill has a line twice", Rule: allUsage, Do: func(e *evidence) { b := &e.bills[0]; b.Lines = append(b.Lines, b.Lines[0]) }},
		{Name: "a bill comes to something else", Rule: allUsage, Do: func(e *evidence) { e.bills[0].Totals.WithoutTax = money.Must("1.00 EUR") }},
		{Name: "a bill was sent twice", Rule: sentOnce, Do: func(e *evidence) { e.sent = append(e.sent, e.sent[0]) }},
		{Name: "nobody was told of a bill", Rule: sentOnce, Do: func(e *evidence) { e.sent = e.sent[1:] }},
		{Name: "what was sent is no bill", Rule: sentOnce, Do: func(e *evidence) { e.bills = e.bills[1:] }},
	})
}
