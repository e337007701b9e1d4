package collection

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
)

// in is the German text for a tag such as "de" or "de-AT", else the English one.
func in(language, en, de string) string {
	if language == "de" || strings.HasPrefix(language, "de-") {
		return de
	}
	return en
}

// day is a date as people of a language write it.
func day(language string, d calendar.Date) string {
	return in(language, d.String(), fmt.Sprintf("%02d.%02d.%d", d.Day(), int(d.Month()), d.Year()))
}

// kindWords name the kinds in English and German.
var kindWords = map[Kind][2]string{
	Bill:     {"Bill", "Rechnung"},
	Fee:      {"Fee", "Gebühr"},
	Interest: {"Interest for late payment", "Verzugszinsen"},
	LumpSum:  {"Lump sum (§ 288 (5) BGB)", "Verzugspauschale (§ 288 Abs. 5 BGB)"},
	Reclaim:  {"Money refunded although the payment went back", "Erstattung trotz Rückgabe der Zahlung"},
}

// Figures writes a letter's text and figures in English, or for a tag such as "de" in German: what is owed line by line, what is added, the
// sum, and by when. Address, signature and paper are the sender's.
func (l Letter) Figures(language string) string {
	var b strings.Builder
	line := func(en, de string, facts ...any) { fmt.Fprintf(&b, in(language, en, de)+"\n", facts...) }
	say := func(a money.Amount) string {
		return strings.ReplaceAll(a.Format(cmp.Or(language, "en")), "\u00a0", " ")
	}
	fmt.Fprintf(&b, "%s, %s\n%s\n\n", in(language, l.Name, l.De), day(language, l.On), in(language, l.Text, l.TextDe))
	for _, i := range l.Items {
		words := kindWords[i.Kind]
		line("%s %s, due %s, %d days overdue: %s", "%s %s, fällig %s, seit %d Tagen überfällig: %s",
			in(language, words[0], words[1]), cmp.Or(i.No, i.Item), day(language, i.Due), i.Days, say(i.Asked))
		if i.Held.Sign() > 0 {
			line("  without %s, which is disputed or deferred", "  ohne %s, die strittig oder gestundet sind", say(i.Held))
		}
		if i.Charge.Sign() > 0 {
			line("  interest for late payment: %s, of which new: %s", "  Verzugszinsen: %s, davon neu: %s", say(i.Interest.Amount), say(i.Charge))
		}
		if i.LumpSum.Sign() > 0 {
			line("  lump sum (§ 288 (5) BGB): %s", "  Verzugspauschale (§ 288 Abs. 5 BGB): %s", say(i.LumpSum))
		}
	}
	b.WriteByte('\n')
	line("Overdue: %s", "Überfällig: %s", say(l.Asked))
	if l.Fee.Sign() > 0 {
		line("Fee for this letter: %s", "Gebühr für dieses Schreiben: %s", say(l.Fee))
	}
	if l.Interest.Sign() > 0 {
		line("Interest for late payment: %s", "Verzugszinsen: %s", say(l.Interest))
	}
	if l.LumpSum.Sign() > 0 {
		line("Lump sum: %s", "Verzugspauschale: %s", say(l.LumpSum))
	}
	line("To pay by %s: %s", "Zu zahlen bis %s: %s", day(language, l.PayBy), say(l.Total))
	if !l.BlockOn.IsZero() {
		line("If the overdue bills are not paid, your services can be blocked from %s on. If you disagree, you can turn to the courts.",
			"Werden die überfälligen Rechnungen nicht bezahlt, können Ihre Dienste ab %s gesperrt werden. Sie können dagegen Rechtsschutz vor den Gerichten suchen.", day(language, l.BlockOn))
	}
	return b.String()
}

// Explain writes how interest came about, span by span, in English, or for a tag such as "de" in German.
func (r InterestResult) Explain(language string) string {
	var b strings.Builder
	line := func(en, de string, facts ...any) { fmt.Fprintf(&b, in(language, en, de)+"\n", facts...) }
	line("Interest for late payment, %s; days: %s", "Verzugszinsen, %s; Tage: %s", r.Source, r.DayCount)
	for _, s := range r.Spans {
		line("%s to %s: %s at %s (base rate %s + %s) for %d of %d days: %s", "%s bis %s: %s zu %s (Basiszinssatz %s + %s) für %d von %d Tagen: %s",
			day(language, s.From), day(language, s.To.AddDays(-1)), s.Principal, s.Rate, s.Base, r.Margin, s.Days, s.Year, s.Amount)
		if s.Provisional {
			line("  provisional: the base rate of these days is not in the table", "  vorläufig: der Basiszinssatz dieser Tage steht nicht in der Tabelle")
		}
	}
	line("Sum: %s, rounded once: %s", "Summe: %s, einmal gerundet: %s", r.Exact, r.Amount)
	return b.String()
}
