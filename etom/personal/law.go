package personal

import (
	"fmt"
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
)

// Period is for how long a law demands, or allows, that something be kept. It is immutable.
type Period struct {
	Code   string // stable: "voucher"
	Law    string // such as "§ 147 (1) no. 4, (3), (4) AO"
	What   string // what is kept, one line
	Months int
	// YearEnd: counted from the end of the calendar year of the day that starts it; otherwise from that day.
	YearEnd bool
	// Longest: to be erased at the end of it at the latest; otherwise not before.
	Longest bool
}

// The periods of German law; another country's host has its own. The number of years for vouchers is that since 1 January 2025 (fourth law for the relief of
// bureaucracy, BGBl. 2024 I no. 323), which holds also for older vouchers whose period had not ended by then.
var (
	Voucher = Period{Code: "voucher", Law: "§ 147 (1) no. 4, (3), (4) AO, § 257 (1) no. 4, (4), (5) HGB, § 14b (1) UStG",
		What: "booking vouchers: invoices, credit notes, payments", Months: 8 * 12, YearEnd: true}
	BusinessLetter = Period{Code: "businessLetter", Law: "§ 147 (1) no. 2, 3, (3), (4) AO, § 257 (1) no. 2, 3, (4), (5) HGB",
		What: "business letters received and sent: quotes, orders, agreements, reminders", Months: 6 * 12, YearEnd: true}
	Claim = Period{Code: "claim", Law: "§§ 195, 199 (1) BGB",
		What: "what a claim could be proven or warded off with until it is barred", Months: 3 * 12, YearEnd: true}
	Traffic = Period{Code: "traffic", Law: "§ 10 (2) TDDDG",
		What: "traffic data needed for a bill, after the bill was sent, unless it is disputed", Months: 6, Longest: true}
)

// Periods lists them all.
func Periods() []Period { return []Period{Voucher, BusinessLetter, Claim, Traffic} }

// Until is the first day on which it may be erased (Longest: must be), if the period starts with the given day. No day, no
// end: zero.
func (p Period) Until(from calendar.Date) calendar.Date {
	if from.IsZero() {
		return calendar.Date{}
	}
	if p.YearEnd {
		from, _ = calendar.NewDate(from.Year()+1, time.January, 1) // beyond the year 9999 there is none
		return from.AddMonths(p.Months)
	}
	return from.AddMonths(p.Months).AddDays(1)
}

// Stay is why something stays whose period starts with the given day; zero for no day, and for a Longest period, which
// keeps nothing.
func (p Period) Stay(from calendar.Date) Stay {
	if p.Longest || from.IsZero() {
		return Stay{}
	}
	return Stay{Until: p.Until(from), Why: p.String()}
}

// StaySince is Stay for the day of an instant in the zone of German law.
func (p Period) StaySince(at time.Time) Stay {
	if at.IsZero() {
		return Stay{}
	}
	return p.Stay(calendar.DateOf(at, berlin))
}

// berlin is an hour ahead of UTC at least: a year that has ended there may still run in UTC. What starts later is kept longer,
// never shorter.
var berlin = time.FixedZone("CET", 60*60)

func (p Period) String() string {
	return fmt.Sprintf("%s: %s", p.Law, p.What)
}
