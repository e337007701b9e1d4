package sla

import (
	"fmt"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/sla/downtime"
	"github.com/etomcrm/etomcrm/sla/sample"
)

// length writes a length of time: 4 h 30 min, and a fraction of a microsecond as it is.
func length(l downtime.Length) string {
	if l.IsWhole() {
		return spanText(l.Duration())
	}
	return l.String()
}

func span(s calendar.Span) string { return spanText(s.Duration()) }

// ledger writes what became of every second.
func (p *page) ledger(l downtime.Ledger) {
	p.basis(l)
	for _, one := range l.Lines {
		p.outage(one)
	}
	for _, x := range l.Exclusions {
		p.exclusion(x)
	}
	for _, c := range l.Caps {
		year := p.word("in the period", "im Zeitraum")
		if c.Year > 0 {
			year = fmt.Sprintf("%s %d", p.word("in", "im Jahr"), c.Year)
		}
		p.detail("%s %s: %s %s %s", causeWords.in(p.lang, string(c.Cause)), year, span(c.Used), p.word("of", "von"), span(c.Cap))
	}
}

func (p *page) basis(l downtime.Ledger) {
	b := l.Basis
	text := p.word("the period lasts ", "der Zeitraum dauert ") + span(b.Period)
	if b.Closed > 0 {
		text += fmt.Sprintf(", − %s %s", span(b.Closed), p.word("outside the service hours", "außerhalb der Servicezeit"))
	}
	if b.Excluded > 0 {
		text += fmt.Sprintf(", − %s %s", span(b.Excluded), p.word("excluded", "ausgenommen"))
	}
	if b.Kind == downtime.DenominatorFixed {
		text += p.word("; always divided by ", "; geteilt wird stets durch ") + span(b.Fixed)
	} else if b.Closed+b.Excluded > 0 {
		text += " = " + span(l.Denominator)
	}
	p.detail("%s", text)
}

func (p *page) outage(l downtime.Line) {
	name := l.Outage
	if name == "" {
		name = fmt.Sprintf("%s %v", p.word("between", "zwischen"), l.Between)
	}
	open := ""
	if l.Open {
		open = p.word(", still open", ", noch offen")
	}
	p.detail("· %s  %s: %s%s, %s %s", name, p.interval(l.Span), span(l.Raw), open, p.word("counted", "gezählt"), length(l.Counted))
	for _, r := range l.Removals {
		p.detail("    − %s  %s", length(r.Removed), p.removal(r))
	}
}

// removal says why time does not count.
func (p *page) removal(r downtime.Removal) string {
	text := r.Why.Message
	if p.lang == "de" {
		text = removalWords.in(p.lang, r.Why.Code)
	}
	if r.Cause == "" {
		return text
	}
	text = p.word("excluded", "ausgenommen") + ": " + causeWords.in(p.lang, string(r.Cause))
	if r.Exclusion != "" {
		text += " (" + r.Exclusion + ")"
	}
	return text
}

// exclusion says which exclusions did not exclude, or not all.
func (p *page) exclusion(x downtime.ExclusionUse) {
	if x.Why.Code == downtime.RuleExcludes {
		return
	}
	name := x.Exclusion
	if name == "" {
		name = x.Outage
	}
	why := x.Why.Message
	if p.lang == "de" {
		why = removalWords.in(p.lang, x.Why.Code)
	}
	p.detail("· %s %s (%s): %s %s, %s", p.word("exclusion", "Ausnahme"), name, causeWords.in(p.lang, string(x.Cause)),
		p.word("excludes", "nimmt aus:"), span(x.Excludes), why)
}

func (p *page) figure(f sample.Figure) {
	p.detail("%s: %d", p.word("samples", "Messwerte"), f.Samples)
	if f.Missing > 0 {
		p.detail("%s", sentence(p.lang, CodeMissing, f.Missing))
	}
	if f.Clipped > 0 {
		p.detail("%s", sentence(p.lang, CodeClipped, f.Clipped))
	}
}

// fault writes the time to repair of one fault.
func (p *page) fault(f FaultTime, r Result) {
	end := p.word("not repaired yet", "noch nicht behoben")
	if !f.End.IsZero() {
		end = p.time(f.End)
	}
	p.detail("· %s  %s – %s: %s, %s", f.ID, p.time(f.Start), end, p.measure(f.Time, &r), stateWords[f.State].in(p.lang))
	for _, l := range f.Ledger.Lines {
		for _, one := range l.Removals {
			p.detail("    − %s  %s", length(one.Removed), p.removal(one))
		}
	}
}

func (p *page) forecast(f Forecast, r Result) {
	if b := f.Budget; b != nil {
		p.detail("%s: %s, %s %s, %s %s", p.word("budget", "Budget"), b.Whole.In(p.lang), p.word("used", "verbraucht"), b.Used.In(p.lang),
			p.word("left", "übrig"), b.Left.In(p.lang))
	}
	for _, b := range f.Burn {
		mark := ""
		if b.Burning {
			mark = p.word("  BURNING", "  BRENNT")
		}
		p.detail("%s %s/%s: %s/%s (%s %s)%s", p.word("burn rate over", "Verbrauchsrate über"), span(b.Long), span(b.Short),
			b.OverLong.In(p.lang), b.OverShort.In(p.lang), p.word("alarm from", "Alarm ab"), Share.say(p.lang, ratOf(b.Factor), nil), mark)
	}
	if !f.ExhaustedAt.IsZero() {
		p.detail("%s %s", p.word("at this rate used up on", "bei dieser Rate verbraucht am"), p.time(f.ExhaustedAt))
	}
	if !f.IfOpen.IsZero() {
		p.detail("%s %s", p.word("if what is open stays open, used up on", "wenn der offene Ausfall andauert, verbraucht am"), p.time(f.IfOpen))
	}
	if !f.Projected.IsZero() {
		p.detail("%s: %s, %s", p.word("projected", "Hochrechnung"), p.measure(f.Projected, &r), stateWords[f.State].in(p.lang))
	}
	if n := f.Next; n != nil {
		p.detail("%s %s (%s %s): %s", p.word("next at", "als nächstes bei"), n.At.In(p.lang), p.word("in", "noch"), n.Distance.In(p.lang), p.money(n.Worth))
	}
	if f.Stake.Now.Sign() > 0 || f.Stake.Projected.Sign() > 0 {
		p.detail("%s: %s, %s %s", p.word("money at stake: now", "Geld im Spiel: jetzt"), p.money(f.Stake.Now),
			p.word("projected", "hochgerechnet"), p.money(f.Stake.Projected))
	}
}
