package billing

import (
	"fmt"
	"strings"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
)

// date writes a day for people: 2026-03-01, or 01.03.2026; empty for no date.
func date(lang string, d calendar.Date) string {
	if !isGerman(lang) || d.IsZero() {
		return d.String()
	}
	return fmt.Sprintf("%02d.%02d.%04d", d.Day(), d.Month(), d.Year())
}

// percent writes a rate for people: 7.5%, or 7,5 % with a no-break space.
func percent(lang string, r money.Rate) string {
	if !isGerman(lang) {
		return r.String()
	}
	return strings.TrimSuffix(strings.Replace(r.String(), ".", ",", 1), "%") + "\u00a0%"
}

// number writes a number for people: 2.5, or 2,5.
func number(lang, n string) string {
	if !isGerman(lang) {
		return n
	}
	return strings.Replace(n, ".", ",", 1)
}
