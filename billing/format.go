package billing

import (
	"fmt"
	"strings"

	"github.com/etomcrm/etomcrm/billing/rating"
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

// days writes a half-open range of days for people, by its first and last day.
func days(lang string, from, until calendar.Date) string {
	last := until.AddDays(-1)
	if until.IsZero() || !from.Before(last) {
		return date(lang, from)
	}
	if isGerman(lang) {
		return date(lang, from) + " bis " + date(lang, last)
	}
	return date(lang, from) + " to " + date(lang, last)
}

// servicePeriod writes the days a line is for.
func servicePeriod(lang string, l *Line) string { return days(lang, l.Service.From, l.Service.Until) }

// used writes how much was used: 12m30s, or 2.5 MB.
func used(lang string, e rating.Extent, unit string) string {
	if e.Duration != 0 || e.Quantity.Sign() == 0 && (unit == "h" || unit == "min" || unit == "s") {
		return clock(e.Duration)
	}
	text := number(lang, e.Quantity.String())
	if unit != "" {
		text += " " + unit
	}
	return text
}

// clock writes a duration as hours, minutes and seconds: 1:02:03.
func clock(s calendar.Span) string {
	seconds := int64(s.Duration().Seconds())
	return fmt.Sprintf("%d:%02d:%02d", seconds/3600, seconds/60%60, seconds%60)
}
