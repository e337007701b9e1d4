package lifecycle

import (
	"fmt"
	"strings"
)

// Mermaid draws the life cycle as a Mermaid state diagram.
func (l *Lifecycle[S, E]) Mermaid() string {
	var b strings.Builder
	b.WriteString("stateDiagram-v2\n")
	fmt.Fprintf(&b, "    [*] --> %s\n", l.initial)
	for _, r := range l.rows {
		fmt.Fprintf(&b, "    %s --> %s: %s\n", r.From, r.To, r.On)
	}
	for _, s := range l.final {
		fmt.Fprintf(&b, "    %s --> [*]\n", s)
	}
	return b.String()
}

// Truth is the full truth table as a Markdown table: every state in every row, every event in every column,
// in the cell the state to which it leads, or a dash.
func (l *Lifecycle[S, E]) Truth() string {
	var b strings.Builder
	fmt.Fprintf(&b, "| %s |", l.name)
	for _, e := range l.events {
		fmt.Fprintf(&b, " %s |", e)
	}
	b.WriteString("\n|---|" + strings.Repeat("---|", len(l.events)) + "\n")
	for _, s := range l.states {
		fmt.Fprintf(&b, "| %s |", s)
		for _, e := range l.events {
			cell := "–"
			if to, ok := l.next[step[S, E]{s, e}]; ok {
				cell = string(to)
			}
			fmt.Fprintf(&b, " %s |", cell)
		}
		b.WriteString("\n")
	}
	return b.String()
}
