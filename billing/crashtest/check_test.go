package crashtest_test

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/etomtest/crash"
	"github.com/etomcrm/etomcrm/etom/money"
)

// The names of the rules.
const (
	nothingLost = "a bill that was made known is there, under its number"
	oneBill     = "an account has one bill for each month, without a gap"
	noGap       = "the numbers have no gap, and none is there twice"
	allUsage    = "a bill has the usage of its period, each record once"
	sentOnce    = "each bill is sent once"
)

var rules = crash.Rules[evidence]{
	{Name: nothingLost, Broken: lost},
	{Name: oneBill, Broken: miscounted},
	{Name: noGap, Broken: gaps},
	{Name: allUsage, Broken: misbilled},
	{Name: sentOnce, Broken: missent},
}

func lost(e evidence) []string {
	stored := map[string]string{}
	for _, b := range e.bills {
		stored[b.ID] = b.No
	}
	var broken []string
	for _, s := range e.told {
		if stored[s.Bill] != s.No {
			broken = append(broken, fmt.Sprintf("%s was made known as %s and is %q", s.Bill, s.No, stored[s.Bill]))
		}
	}
	return broken
}

// miscounted counts the bills of each account: one for each month that is done, and beyond these one after the other.
func miscounted(e evidence) []string {
	has := map[string]map[calendar.Date]int{}
	for n := range accounts {
		has[accountID(n)] = map[calendar.Date]int{}
	}
	var broken []string
	for _, b := range e.bills {
		has[b.Account][b.Period.From()]++
		if b.State != billing.BillSent {
			broken = append(broken, fmt.Sprintf("%s is %s: %v", b.ID, b.State, b.Findings))
		}
	}
	for id, bills := range has {
		for n := range max(e.done, len(bills)) {
			if count := bills[monthOf(n)]; count != 1 {
				broken = append(broken, fmt.Sprintf("%s has %d bills of %s", id, count, monthOf(n)))
			}
		}
	}
	return broken
}

func gaps(e evidence) []string {
	var broken []string
	numbers := map[int]string{}
	for _, b := range e.bills {
		n, err := strconv.Atoi(strings.TrimPrefix(b.No, "I-"))
		if err != nil {
			broken = append(broken, fmt.Sprintf("%s has the number %q", b.ID, b.No))
			continue
		}
		if other, twice := numbers[n]; twice {
			broken = append(broken, fmt.Sprintf("%s has the number of %s", b.ID, other))
		}
		numbers[n] = b.ID
	}
	for n := 1; n <= len(e.bills); n++ {
		if numbers[n] == "" {
			broken = append(broken, fmt.Sprintf("nothing has the number %d", n))
		}
	}
	if int(e.last) != len(e.bills) {
		broken = append(broken, fmt.Sprintf("%d numbers were given, there are %d bills", e.last, len(e.bills)))
	}
	return broken
}

// misbilled compares each bill with the usage that is stored for it, and with what the account pays each month.
func misbilled(e evidence) []string {
	var broken []string
	billed, months := map[string]int{}, map[string]int{}
	for i := range e.bills {
		b := &e.bills[i]
		records, quantity := 0, money.Quantity{}
		for _, r := range e.used[b.Account] {
			if r.With == b.Period.From() {
				records++
				quantity, _ = quantity.Add(r.Quantity) // small numbers
			}
		}
		billed[b.Account] += records
		months[b.Account]++
		if got, want := figures(b), wanted(records, quantity); got != want {
			broken = append(broken, fmt.Sprintf("%s has %s, it should be %s", b.ID, got, want))
		}
	}
	for id, used := range e.used {
		waiting, seen := 0, map[string]bool{}
		for _, r := range used {
			if seen[r.ID] {
				broken = append(broken, r.ID+" is stored twice")
			}
			seen[r.ID] = true
			if !r.With.Before(monthOf(months[id])) {
				waiting++
			}
		}
		if billed[id]+waiting != len(used) {
			broken = append(broken, fmt.Sprintf("%s has %d records, of which %d are billed and %d wait", id, len(used), billed[id], waiting))
		}
	}
	return broken
}

// figures are what a bill charges.
func figures(b *billing.Bill) string {
	text := b.Totals.WithoutTax.String()
	for _, l := range b.Lines {
		text += fmt.Sprintf(", %s %s %d", l.Category, l.Net, l.Records)
	}
	return text
}

func wanted(records int, quantity money.Quantity) string {
	used, err := message.TimesQuantity(quantity)
	if err != nil {
		return err.Error()
	}
	total, err := basicCharge.Add(used)
	if err != nil {
		return err.Error()
	}
	text := fmt.Sprintf("%s, %s %s 0", total, billing.RecurringLine, basicCharge)
	if records > 0 {
		text += fmt.Sprintf(", %s %s %d", billing.UsageLine, used, records)
	}
	return text
}

func missent(e evidence) []string {
	var broken []string
	times := map[string]int{}
	for _, one := range e.sent {
		var n billing.BillNotice
		if err := one.Read(&n); err != nil {
			return []string{err.Error()}
		}
		times[n.Bill+" as "+n.No]++
	}
	for _, b := range e.bills {
		if n := times[b.ID+" as "+b.No]; n != 1 {
			broken = append(broken, fmt.Sprintf("%s was sent %d times", b.ID, n))
		}
	}
	if len(e.sent) != len(e.bills) {
		broken = append(broken, fmt.Sprintf("%d bills were sent, %d are there", len(e.sent), len(e.bills)))
	}
	return broken
}
