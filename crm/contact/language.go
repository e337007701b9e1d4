package contact

import (
	"strings"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// The languages in which customers are spoken to.
const (
	German  = "de"
	English = "en"
)

func checkLanguage(c *fault.Check, path, lang string) {
	c.That(lang == German || lang == English, path, fault.RuleUnknown, `must be "de" or "en"`)
}

// small are words that nearly every text of a language has, and few texts of the other. No word stands in both.
var small = map[string][]string{
	German: {"der", "die", "das", "und", "ich", "wir", "nicht", "bitte", "ist", "ein", "eine", "einen", "zu", "mit", "auf", "meine",
		"mein", "meinen", "meiner", "unser", "unsere", "sie", "wie", "fuer", "haben", "habe", "moechte", "moechten", "kein", "danke", "ihr", "ihre", "ihren", "den", "dem", "im", "ab"},
	English: {"the", "and", "i", "we", "not", "please", "is", "a", "an", "to", "with", "on", "my", "our", "you", "your", "how", "for",
		"have", "would", "no", "thanks", "thank", "it", "of", "this", "that", "what", "where"},
}

// Language tells in which language a text is written: German, English, or empty if it is not clear.
func Language(texts ...string) string {
	words := wordsOf(texts...)
	de, en := count(words, small[German]), count(words, small[English])
	switch {
	case de > en:
		return German
	case en > de:
		return English
	}
	return ""
}

// count is how many of the words, each with a blank on either side in text, stand in it.
func count(text string, words []string) int {
	n := 0
	for _, w := range words {
		if strings.Contains(text, " "+w+" ") {
			n++
		}
	}
	return n
}
