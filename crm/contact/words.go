package contact

import (
	"strings"
	"unicode"
)

// plain writes German letters as the keyboards without them do, so that both spellings are one.
var plain = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss", "a\u0308", "ae", "o\u0308", "oe", "u\u0308", "ue", "’", "'")

// quotations begin what somebody else wrote: a mail programme puts it below the answer.
var quotations = []string{"-----original", "-----urspr", "________________________________"}

// wordsOf is the text in small letters, one blank before, between and behind its words, without what it quotes from an
// earlier message. A word is a run of letters and digits; an apostrophe may stand in it.
func wordsOf(texts ...string) string {
	var b strings.Builder
	b.WriteByte(' ')
	gap := true
	for _, text := range texts {
		for _, r := range plain.Replace(strings.ToLower(own(text))) {
			switch {
			case unicode.IsLetter(r) || unicode.IsDigit(r) || r == '\'' && !gap:
				b.WriteRune(r)
				gap = false
			case !gap:
				b.WriteByte(' ')
				gap = true
			}
		}
		if !gap {
			b.WriteByte(' ')
			gap = true
		}
	}
	return b.String()
}

// own is the text without the lines quoted from an earlier message.
func own(text string) string {
	if !strings.Contains(text, ">") && !strings.Contains(text, "-----") && !strings.Contains(text, "_____") {
		return text
	}
	var kept []string
	for line := range strings.Lines(text) {
		trimmed := strings.ToLower(strings.TrimSpace(line))
		for _, q := range quotations {
			if strings.HasPrefix(trimmed, q) {
				return strings.Join(kept, "")
			}
		}
		if !strings.HasPrefix(trimmed, ">") {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "")
}
