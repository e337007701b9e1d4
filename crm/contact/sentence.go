package contact

import (
	"fmt"
	"strings"
	"time"
)

// What customers are told, by language. A channel may write its own words from the content.
var sentences = map[string]struct{ state, promised, expected, nothing, nothingAtAll, told string }{
	English: {
		state: "%s: %s.", promised: "Promised for %s.", expected: "Expected for %s.",
		nothing: "Nothing is known of %q.", nothingAtAll: "Nothing is known of you that could have a status.",
		told: "The last we told you of %s was on %s (%s).",
	},
	German: {
		state: "%s: %s.", promised: "Zugesagt für %s.", expected: "Erwartet für %s.",
		nothing: "Zu %q ist nichts bekannt.", nothingAtAll: "Von Ihnen liegt nichts vor, das einen Stand haben könnte.",
		told: "Zu %s haben wir Ihnen zuletzt am %s geschrieben (%s).",
	},
}

// date writes an instant's day in UTC, so that it means the same everywhere.
func date(t time.Time) string { return t.UTC().Format("2006-01-02") }

// sentence is the status in words.
func (st Status) sentence(lang string) string {
	s := sentences[lang]
	parts := []string{fmt.Sprintf(s.state, st.About, st.State)}
	if st.Text != "" {
		parts = append(parts, st.Text)
	}
	if !st.Promised.IsZero() {
		parts = append(parts, fmt.Sprintf(s.promised, date(st.Promised)))
	}
	if !st.Expected.IsZero() {
		parts = append(parts, fmt.Sprintf(s.expected, date(st.Expected)))
	}
	return strings.Join(parts, " ")
}

// nothingKnown answers an inquiry about something of which nothing is stored.
func nothingKnown(lang, about string) string {
	if about == "" {
		return sentences[lang].nothingAtAll
	}
	return fmt.Sprintf(sentences[lang].nothing, about)
}

// lastTold answers an inquiry about something of which no status was noted, but something was told.
func lastTold(lang string, m matter) string {
	return fmt.Sprintf(sentences[lang].told, m.About, date(m.ToldAt), m.Told)
}
