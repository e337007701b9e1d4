package sla

import (
	"fmt"
	"math/big"
	"strings"
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Text writes the report for people, in German for "de" or "de-…", else in English, ending in a line break. Times are those of the
// period's zone. Figures that are rounded for it keep to their side of target, warning level and tiers.
func (r Report) Text(lang string) string {
	p := newPage(r, lang)
	p.line("%s: %s", p.word("Service level report", "Bericht zur Dienstgüte"), p.choose(r.Name, r.De))
	p.pair("Agreement", "Vereinbarung", fmt.Sprintf("%s, %s %s", r.Agreement, p.word("version", "Version"), r.Version))
	if r.Customer != "" {
		p.pair("Customer", "Kunde", r.Customer)
	}
	last := r.Period.To().AddDays(-1)
	p.pair("Period", "Zeitraum", fmt.Sprintf("%s %s %s, %s", p.date(r.Period.From()), p.word("to", "bis"), p.date(last), r.Period.Zone()))
	p.pair("As of", "Stand", fmt.Sprintf("%s, %s", p.time(r.AsOf), p.closed()))
	for i, one := range r.Results {
		p.result(i+1, one)
	}
	p.remedies()
	return p.String()
}

// page is a report being written.
type page struct {
	strings.Builder
	report Report
	lang   string
	zone   *time.Location
}

func newPage(r Report, lang string) *page {
	base, _, _ := strings.Cut(lang, "-")
	zone, err := calendar.LoadZone(r.Period.Zone())
	if err != nil { // only of the zero Report
		zone = time.UTC
	}
	return &page{report: r, lang: base, zone: zone}
}

func (p *page) word(en, de string) string { return word(p.lang, en, de) }

// choose takes the German name if there is one and it is asked for.
func (p *page) choose(name, de string) string {
	if p.lang == "de" && de != "" {
		return de
	}
	return name
}

func (p *page) line(format string, args ...any) { fmt.Fprintf(p, format+"\n", args...) }

// pair writes a name and what it is, names of one width.
func (p *page) pair(en, de, text string) { p.line("%-14s%s", p.word(en, de)+":", text) }

func (p *page) closed() string {
	if p.report.Closed {
		return p.word("final", "endgültig")
	}
	return p.word("provisional: the period is not over", "vorläufig: der Zeitraum ist nicht abgelaufen")
}

// date writes a day: 2026-03-01, or 01.03.2026.
func (p *page) date(d calendar.Date) string {
	if p.lang == "de" {
		return fmt.Sprintf("%02d.%02d.%04d", d.Day(), d.Month(), d.Year())
	}
	return d.String()
}

// time writes an instant as the zone's clock showed it, with the zone's sign then: 2026-03-29 03:30 CEST.
func (p *page) time(at time.Time) string {
	local := at.In(p.zone)
	clock := "15:04"
	if local.Second() != 0 || local.Nanosecond() != 0 {
		clock = "15:04:05"
	}
	return local.Format(p.word("2006-01-02", "02.01.2006") + " " + clock + " MST")
}

func (p *page) interval(i calendar.Interval) string { return p.time(i.Start) + " – " + p.time(i.End) }

func (p *page) money(a money.Amount) string { return a.Format(p.lang) }

// measure writes a figure apart from the edges of its result.
func (p *page) measure(m Measure, of *Result) string { return m.In(p.lang, of.edges()...) }

func (p *page) result(n int, r Result) {
	title := p.choose(r.Name, r.De)
	if r.Feature != "" {
		title += " (" + r.Feature + ")"
	}
	p.line("\n%d  %s", n, title)
	p.detail("%s: %s", r.Kind.Words(p.lang), r.Say(p.lang))
	if w := r.Warning; w != nil && r.State != Warned {
		p.detail("%s: %s %s", p.word("warning level", "Warnschwelle"), w.Operator.Words(p.lang), w.Value.In(p.lang))
	}
	for _, one := range r.Reasons {
		if one.Code == CodeNoTier || one.Code == CodeNoStep {
			p.detail("%s", sentence(p.lang, one.Code, p.measure(r.Measured, &r)))
		}
	}
	if r.Figure != nil {
		p.figure(*r.Figure)
	}
	if r.Ledger != nil {
		p.ledger(*r.Ledger)
	}
	for _, f := range r.Faults {
		p.fault(f, r)
	}
	if r.Forecast != nil {
		p.forecast(*r.Forecast, r)
	}
}

func (p *page) detail(format string, args ...any) { p.line("   "+format, args...) }

// Say is the state in a sentence: the target is missed: 4 h 30 min, at most 4 h is asked for. German for "de", else English.
func (r Result) Say(lang string) string {
	asked := r.Operator.Words(lang) + " " + r.Target.In(lang)
	measured := r.Measured.In(lang, r.edges()...)
	switch r.State {
	case Met:
		if r.Measured.IsZero() {
			return sentence(lang, CodeNoFault)
		}
		return sentence(lang, CodeMet, measured, asked)
	case Warned:
		return sentence(lang, CodeWarning, measured, r.Warning.Operator.Words(lang)+" "+r.Warning.Value.In(lang))
	case Violated:
		return sentence(lang, CodeViolated, measured, asked)
	}
	return sentence(lang, CodeNoData)
}

// edges are target and warning level, in the result's unit.
func (r Result) edges() []*big.Rat {
	all := []*big.Rat{r.Target.Rat()}
	if r.Warning != nil {
		all = append(all, r.Warning.Value.Rat())
	}
	return all
}
