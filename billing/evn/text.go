package evn

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/etomcrm/etomcrm/billing/rating"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
)

// words are those of a language.
type words struct {
	title, account, period, law    string
	heading                        [6]string // date, time, number, how much, included, amount
	part, other, sum, total, empty string
}

var languages = map[bool]words{
	false: {
		title: "Itemised connection record", account: "Account", period: "Period", law: "Basis",
		heading: [6]string{"Date", "Time", "Number", "Used", "Included", "Amount"},
		part:    "part", other: "not itemised", sum: "Sum as on the bill", total: "Total", empty: "There are no connections in this period.",
	},
	true: {
		title: "Einzelverbindungsnachweis", account: "Konto", period: "Zeitraum", law: "Grundlage",
		heading: [6]string{"Datum", "Uhrzeit", "Rufnummer", "Verbraucht", "Inklusive", "Betrag"},
		part:    "Teil", other: "nicht einzeln aufgeführt", sum: "Summe wie auf der Rechnung", total: "Gesamt", empty: "In diesem Zeitraum gibt es keine Verbindungen.",
	},
}

var widths = [6]int{-10, -14, -22, 12, 12, 14} // negative: to the left

func german(language string) bool {
	base, _, _ := strings.Cut(language, "-")
	return base == "de"
}

// Text writes the statement for people, in German for "de" and its regions, else in English.
func (s *Statement) Text(language string) string {
	de := german(language)
	w := languages[de]
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", w.title)
	if s.Account != "" {
		fmt.Fprintf(&b, "%s %s\n", w.account, s.Account)
	}
	fmt.Fprintf(&b, "%s %s – %s (%s)\n%s %s\n", w.period, date(s.Period.From(), de), date(s.Period.To().AddDays(-1), de), s.Period.Zone(), w.law, s.Law)
	for _, r := range s.Reasons {
		fmt.Fprintf(&b, "%s\n", choose(de, r.Text, r.De))
	}
	if len(s.Groups) == 0 {
		fmt.Fprintf(&b, "\n%s\n", w.empty)
		return b.String()
	}
	for i := range s.Groups {
		s.Groups[i].text(&b, &w, language, de)
	}
	b.WriteString("\n")
	line(&b, w.total, "", "", "", "", s.Total.Format(language))
	return b.String()
}

func (g *Group) text(b *strings.Builder, w *words, language string, de bool) {
	fmt.Fprintf(b, "\n%s", choose(de, g.Name, g.De))
	if g.Product != "" {
		fmt.Fprintf(b, " (%s)", g.Product)
	}
	b.WriteString("\n")
	if len(g.Rows) > 0 {
		line(b, w.heading[:]...)
	}
	for i := range g.Rows {
		r := &g.Rows[i]
		to := r.To
		if r.Parts > 1 {
			to = fmt.Sprintf("%s (%s %d/%d)", to, w.part, r.Part, r.Parts)
		}
		line(b, date(r.Date, de), r.Time+r.Offset, strings.TrimSpace(to), g.extent(r.Counted, de), g.extent(r.Included, de), r.Amount.Format(language))
	}
	if g.Other != nil {
		line(b, w.other, "", "", g.extent(g.Other.Counted, de), "", g.Other.Amount.Format(language))
	}
	line(b, w.sum, "", "", "", "", g.Sum.Format(language))
}

// line writes a row of the table; a first cell too wide for its column takes the next ones, where they are empty.
func line(b *strings.Builder, cells ...string) {
	over := 0
	var row strings.Builder
	for i, cell := range cells {
		width, left := widths[i], widths[i] < 0
		if left {
			width = -width
		}
		pad := width - utf8.RuneCountInString(cell) - over
		over = max(-pad, 0)
		space := strings.Repeat(" ", max(pad, 0))
		if !left {
			row.WriteString(space)
		}
		row.WriteString(cell)
		if left {
			row.WriteString(space)
		}
		if over > 0 {
			over--
			continue
		}
		row.WriteString(" ")
	}
	b.WriteString(strings.TrimRight(row.String(), " ") + "\n")
}

// extent writes how much: 00:12:30, or 2.5 MB.
func (g *Group) extent(e rating.Extent, de bool) string {
	switch {
	case e.Duration != 0:
		return clock(e.Duration)
	case e.Quantity != money.Quantity{}:
		number := e.Quantity.String()
		if de {
			number = strings.Replace(number, ".", ",", 1)
		}
		return number + " " + g.Unit
	}
	return ""
}

// clock writes a duration in hours, minutes and seconds, with what is less than a second if there is any.
func clock(s calendar.Span) string {
	d := s.Duration()
	text := fmt.Sprintf("%02d:%02d:%02d", d/time.Hour, d/time.Minute%60, d/time.Second%60)
	if rest := d % time.Second; rest != 0 {
		text += strings.TrimRight(fmt.Sprintf(".%09d", rest), "0")
	}
	return text
}

func date(d calendar.Date, de bool) string {
	if !de || d.IsZero() {
		return d.String()
	}
	return fmt.Sprintf("%02d.%02d.%04d", d.Day(), int(d.Month()), d.Year())
}

func choose(de bool, text, inGerman string) string {
	if de && inGerman != "" {
		return inGerman
	}
	return text
}
