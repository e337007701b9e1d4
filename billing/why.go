package billing

import (
	"strings"
)

// Why is a figure that explains itself: the rule that made it, what it came to, and what it was made of, down to the usage record.
// A plain value.
type Why struct {
	Rule    string   `json:"rule"`             // stable code, such as LINE-NET
	Text    string   `json:"text"`             // a sentence
	De      string   `json:"de"`               // in German
	Amount  string   `json:"amount,omitempty"` // as exact as it is known, such as 9.80 EUR or 490.00 EUR / 31
	Of      []Why    `json:"of,omitempty"`
	Sources []string `json:"sources,omitempty"` // ids of records it rests on
}

// String writes the tree in a language, one figure a line, what it is made of indented below it. German for "de" or "de-…".
func (w Why) String() string { return w.In("en") }

// In writes the tree in a language, one figure a line, what it is made of indented below it. German for "de" or "de-…", else English.
func (w Why) In(lang string) string {
	var b strings.Builder
	w.write(&b, isGerman(lang), 0)
	return b.String()
}

func (w Why) write(b *strings.Builder, de bool, depth int) {
	for range depth {
		b.WriteString("  ")
	}
	text := w.Text
	if de {
		text = w.De
	}
	b.WriteString(text)
	if w.Amount != "" {
		b.WriteString(" = ")
		b.WriteString(w.Amount)
	}
	b.WriteString("  [" + w.Rule)
	if len(w.Sources) > 0 {
		b.WriteString(": " + strings.Join(w.Sources, ", "))
	}
	b.WriteString("]\n")
	for _, of := range w.Of {
		of.write(b, de, depth+1)
	}
}

// isGerman tells whether a language tag asks for German.
func isGerman(lang string) bool {
	base, _, _ := strings.Cut(lang, "-")
	return base == "de"
}
