package flow

import (
	"fmt"
	"slices"
	"strings"

	"github.com/etomcrm/etomcrm/etom"
)

// Mermaid draws the flow as a Mermaid sequence diagram, its arrows numbered as in the document's figures; lang is "de" or "en".
func (f Flow) Mermaid(lang string) string {
	var b strings.Builder
	b.WriteString("sequenceDiagram\n")
	for _, p := range f.parties() {
		fmt.Fprintf(&b, "    participant %s as %s\n", p, p.In(lang))
	}
	for _, s := range f.Steps {
		for _, a := range s.Arrows {
			for _, leg := range a.legs() {
				fmt.Fprintf(&b, "    %s->>%s: %d. %s\n", leg[0], leg[1], s.No, s.Sentence(lang))
			}
		}
	}
	return b.String()
}

// Table lists the flow's arrows as a Markdown table, with the events that prove them; lang is "de" or "en".
func (f Flow) Table(lang string) string {
	var b strings.Builder
	head := "| step | from | to | via | what | proved by |"
	if lang == "de" {
		head = "| Schritt | von | an | über | was | belegt durch |"
	}
	b.WriteString(head + "\n|---|---|---|---|---|---|\n")
	for _, s := range f.Steps {
		no := fmt.Sprint(s.No)
		if s.Optional {
			no = "(" + no + ")"
		}
		for _, a := range s.Arrows {
			by := strings.Join(a.proof(), ", ")
			name := func(p etom.Party) string {
				if p == "" {
					return ""
				}
				return p.In(lang)
			}
			fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s |\n", no, name(a.From), name(a.To), name(a.Via), s.Sentence(lang), by)
		}
	}
	return b.String()
}

// Sentence is what the step is about, in German for "de", else in English.
func (s Step) Sentence(lang string) string {
	if lang == "de" {
		return s.De
	}
	return s.What
}

// Name is the flow's title, in German for "de", else in English.
func (f Flow) Name(lang string) string {
	if lang == "de" {
		return f.De
	}
	return f.Title
}

// proof lists the types of the events that prove the arrow, in their order.
func (a Arrow) proof() []string {
	switch {
	case !a.detour():
		return []string{a.Event}
	case a.inbound():
		return []string{a.Passed, a.Event}
	}
	return []string{a.Event, a.Passed}
}

// legs are the straight lines of which an arrow consists: one, or two if it passes through somebody.
func (a Arrow) legs() [][2]etom.Party {
	if !a.detour() {
		return [][2]etom.Party{{a.From, a.To}}
	}
	return [][2]etom.Party{{a.From, a.Via}, {a.Via, a.To}}
}

// parties lists who takes part, in the order of appearance.
func (f Flow) parties() []etom.Party {
	var all []etom.Party
	for _, s := range f.Steps {
		for _, a := range s.Arrows {
			for _, leg := range a.legs() {
				for _, p := range leg {
					if !slices.Contains(all, p) {
						all = append(all, p)
					}
				}
			}
		}
	}
	return all
}
