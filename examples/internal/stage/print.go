package stage

import (
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/etomcrm/etomcrm/etom"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/flow"
)

// Page is how flows are printed.
type Page struct {
	Lang   string                   // "de", else English
	Zone   *time.Location           // of the times; nil: UTC
	Detail func(event.Event) string // what an event was about; nil, or empty: nothing beyond the step itself
}

func (p Page) detail(e event.Event) string {
	if p.Detail == nil {
		return ""
	}
	return p.Detail(e)
}

// Flow prints what a journal proves of a flow, as numbered steps: who to whom, what, the detail, the evidence; then the verdict.
func (p Page) Flow(out io.Writer, r flow.Result) {
	f, lang, zone := r.Flow, p.Lang, p.Zone
	if zone == nil {
		zone = time.UTC
	}
	fmt.Fprintf(out, "\n%s – %s %s\n", f.Name(lang), word(lang, "section", "Abschnitt"), f.Section)
	for _, m := range r.Moves {
		fmt.Fprintf(out, "%3d  %s → %s%s\n", m.Step.No, m.Arrow.From.In(lang), m.Arrow.To.In(lang), through(m, lang))
		fmt.Fprintf(out, "     %s\n", m.Step.Sentence(lang))
		if text := p.detail(m.Event); text != "" {
			fmt.Fprintf(out, "     %s\n", text)
		}
		fmt.Fprintf(out, "     %s  %s\n", m.Event.At.In(zone).Format("2006-01-02 15:04"), m.Event.Type)
	}
	fmt.Fprintf(out, "  ⇒  %s: %s\n", f.ID, Verdict(r, lang))
}

func through(m flow.Move, lang string) string {
	if m.Arrow.Via == "" {
		return ""
	}
	return fmt.Sprintf(" (%s %s)", word(lang, "via", "über"), m.Arrow.Via.In(lang))
}

// Verdict is the judge's answer in a language.
func Verdict(r flow.Result, lang string) string {
	if lang != "de" {
		return r.String()
	}
	switch r.Verdict {
	case flow.Done:
		return "abgeschlossen"
	case flow.NotBegun:
		return "nicht begonnen"
	case flow.Waiting:
		return fmt.Sprintf("wartet nach Schritt %d", r.After)
	}
	return "weicht ab " + r.Deviations[0].String()
}

// line is one line of -json.
type line struct {
	Flow  string     `json:"flow"`
	Step  int        `json:"step"`
	From  etom.Party `json:"from"`
	To    etom.Party `json:"to"`
	Via   etom.Party `json:"via"`
	Event string     `json:"event"`
	At    string     `json:"at"`
	What  string     `json:"what"`
}

// verdict is the last line of a flow of -json.
type verdict struct {
	Flow    string `json:"flow"`
	Verdict string `json:"verdict"`
}

// JSON prints what a journal proves of a flow, one JSON object a line for each arrow, and one for the verdict.
func (p Page) JSON(out io.Writer, r flow.Result) error {
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	for _, m := range r.Moves {
		what := m.Step.Sentence(p.Lang)
		if text := p.detail(m.Event); text != "" {
			what += ": " + text
		}
		l := line{Flow: r.Flow.ID, Step: m.Step.No, From: m.Arrow.From, To: m.Arrow.To, Via: m.Arrow.Via, Event: m.Event.Type,
			At: m.Event.At.Format(time.RFC3339), What: what}
		if err := enc.Encode(l); err != nil {
			return err
		}
	}
	return enc.Encode(verdict{Flow: r.Flow.ID, Verdict: r.String()})
}

func word(lang, en, de string) string {
	if lang == "de" {
		return de
	}
	return en
}
