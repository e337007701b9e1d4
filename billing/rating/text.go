package rating

import (
	"fmt"
	"strings"

	"github.com/etomcrm/etomcrm/etom/money"
)

// Text explains the result to people, in German for "de" and its regions, else in English: the lines with how they come about,
// the allowances, every record with its segments, and what was rejected. Amounts are exact.
func (r Result) Text(language string) string {
	w := english
	if language == "de" || strings.HasPrefix(language, "de-") {
		w = german
	}
	b := &strings.Builder{}
	for _, l := range r.Lines {
		fmt.Fprintf(b, "%-40s %5d %s  %12s  %s\n", w.choose(l.Name, l.De), l.Count, w.records, withUnit(l.Used, l.Unit), l.Amount)
		for _, s := range l.Why {
			fmt.Fprintf(b, "    %-60s %s\n", s.sentence(w), s.Amount)
		}
	}
	if len(r.Allowances) > 0 {
		fmt.Fprintf(b, "\n%s\n", w.allowances)
	}
	for _, a := range r.Allowances {
		left := withUnit(a.Left, a.Unit) + " " + w.left
		if a.Lapses {
			left += ", " + w.lapse
		}
		fmt.Fprintf(b, "    %s (%s): %s %s %s; %s\n", w.choose(a.Name, a.De), a.Since, withUnit(a.Used, a.Unit), w.of, withUnit(a.Granted, a.Unit), left)
	}
	if len(r.Rated) > 0 {
		fmt.Fprintf(b, "\n%s\n", w.records)
	}
	for _, u := range r.Rated {
		fmt.Fprintf(b, "    %s %s %s %s %s\n", u.Usage.At.Format("2006-01-02T15:04:05Z07:00"), u.Usage.ID, u.Usage.Kind, u.Usage.measured(), u.Amount)
		for _, s := range u.Why {
			fmt.Fprintf(b, "        %-16s %-60s %s\n", s.Line, s.sentence(w), s.Amount)
		}
	}
	if len(r.Rejected) > 0 {
		fmt.Fprintf(b, "\n%s\n", w.rejected)
	}
	for _, j := range r.Rejected {
		fmt.Fprintf(b, "    %s %s: %s\n", j.Usage.ID, j.Code, w.choose(j.Text, j.De))
	}
	return b.String()
}

// choose is the German name, where it is asked for and there is one.
func (w words) choose(name, de string) string {
	if w.language == "de" && de != "" {
		return de
	}
	return name
}

// withUnit is an extent for people: durations have units of their own.
func withUnit(e Extent, unit string) string {
	if e.Duration != 0 {
		return e.Duration.String()
	}
	return strings.TrimSpace(e.Quantity.String() + " " + unit)
}

// measured is what the record says was used.
func (u *Usage) measured() string {
	switch {
	case u.Value != (money.Amount{}):
		return u.Value.String()
	case u.Quantity.Sign() != 0:
		return withUnit(Extent{Quantity: u.Quantity}, u.Unit)
	case u.Duration == 0:
		return "-"
	}
	return u.Duration.String()
}
