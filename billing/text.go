package billing

import (
	"strings"
	"unicode/utf8"
)

// The columns of the text: how wide they are, one space between them, 100 in all.
const (
	wideNo     = 4
	wideName   = 42
	wideAmount = 16
	wideText   = 100
)

// wideCells are quantity, unit price, tax and amount, which stand to the right.
var wideCells = [...]int{12, 14, 7, wideAmount}

// Text writes the bill for people in fixed columns, at most 100 characters wide, ending in a line break. German for "de" or "de-…",
// else English; empty is the bill's own language.
func (b *Bill) Text(lang string) string {
	w := writer{printed: b.Printed(lang)}
	w.head()
	w.row("", w.printed.Headings[0], w.printed.Headings[1], w.printed.Headings[2:])
	w.rule()
	for i := range w.printed.Groups {
		w.group(&w.printed.Groups[i])
	}
	w.rule()
	for _, s := range w.printed.Sums {
		w.pair(s)
	}
	w.paragraphs(w.printed.Allowance)
	w.paragraphs(w.printed.Closing)
	w.paragraphs(w.printed.Footer)
	return w.String()
}

// writer writes lines of at most wideText characters.
type writer struct {
	strings.Builder
	printed Printed
}

func (w *writer) line(text string) {
	w.WriteString(strings.TrimRight(text, " "))
	w.WriteByte('\n')
}

func (w *writer) rule() { w.line(strings.Repeat("-", wideText)) }

func (w *writer) head() {
	for _, text := range w.printed.Issuer {
		w.wrap(text, 0)
	}
	w.line("")
	for _, text := range w.printed.Recipient {
		w.wrap(text, 0)
	}
	w.line("")
	w.wrap(w.printed.Title, 0)
	for _, f := range w.printed.Facts {
		for i, part := range wrapped(f.Text, wideText-24) {
			if i == 0 {
				w.line(padded(f.Label+":", 24) + part)
				continue
			}
			w.line(padded("", 24) + part)
		}
	}
	w.paragraphs(w.printed.Opening)
	w.line("")
}

// paragraphs writes texts with an empty line before them.
func (w *writer) paragraphs(texts []string) {
	if len(texts) == 0 {
		return
	}
	w.line("")
	for _, text := range texts {
		w.wrap(text, 0)
	}
}

// wrap writes a text in as many lines as it needs.
func (w *writer) wrap(text string, indent int) {
	for _, part := range wrapped(text, wideText-indent) {
		w.line(strings.Repeat(" ", indent) + part)
	}
}

func (w *writer) group(g *PrintedGroup) {
	w.wrap(g.Title, wideNo+1)
	for i := range g.Lines {
		l := &g.Lines[i]
		w.row("", l.No, l.Name, []string{l.Quantity, l.Price, l.Tax, l.Amount})
		for _, d := range l.Details {
			w.detail(d)
		}
	}
	if g.Sum.Label != "" {
		w.pair(g.Sum)
	}
}

// row writes the cells of a line; what is too wide for its column has a line of its own below.
func (w *writer) row(indent, no, name string, cells []string) {
	names := wrapped(name, wideName)
	line := indent + padded(no, wideNo) + " " + padded(names[0], wideName)
	var beyond []string
	for i, cell := range cells {
		if utf8.RuneCountInString(cell) > wideCells[i] {
			beyond = append(beyond, cell)
			cell = ""
		}
		line += " " + right(cell, wideCells[i])
	}
	w.line(line)
	for _, more := range names[1:] {
		w.line(padded("", wideNo) + " " + more)
	}
	for _, cell := range beyond {
		for _, part := range wrapped(cell, wideText) {
			w.line(right(part, wideText))
		}
	}
}

// detail writes a text below a line's name, and an amount in the last column.
func (w *writer) detail(d Pair) {
	width := wideText - wideNo - 3
	if d.Text != "" {
		width -= max(wideAmount, utf8.RuneCountInString(d.Text)) + 1
	}
	parts := wrapped(d.Label, max(width, 10))
	for i, part := range parts {
		line := padded("", wideNo+3) + part
		if i == len(parts)-1 && d.Text != "" {
			line = padded(line, wideText-utf8.RuneCountInString(d.Text)) + d.Text
		}
		w.line(line)
	}
}

// pair writes a sum: its label to the left of its amount, both to the right.
func (w *writer) pair(s Pair) {
	amount := right(s.Text, wideAmount+2)
	parts := wrapped(s.Label, max(wideText-utf8.RuneCountInString(amount)-1, 10))
	for i, part := range parts {
		if i < len(parts)-1 {
			w.line(right(part, wideText-utf8.RuneCountInString(amount)-1))
			continue
		}
		w.line(right(part, wideText-utf8.RuneCountInString(amount)-1) + " " + amount)
	}
}

// padded fills a text up with spaces.
func padded(text string, width int) string {
	return text + strings.Repeat(" ", max(width-utf8.RuneCountInString(text), 0))
}

// right puts a text to the right.
func right(text string, width int) string {
	return strings.Repeat(" ", max(width-utf8.RuneCountInString(text), 0)) + text
}

// wrapped breaks a text into lines of at most so many characters, between words where it can. It is one line at least.
func wrapped(text string, width int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Split(text, " ") {
		if word == "" {
			continue
		}
		if line != "" && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) <= width {
			line += " " + word
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		letters := []rune(word)
		for len(letters) > width {
			lines, letters = append(lines, string(letters[:width])), letters[width:]
		}
		line = string(letters)
	}
	return append(lines, line)
}
