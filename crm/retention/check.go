package retention

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// checkTexts asks for few texts, none of them blank.
func checkTexts(c *fault.Check, path string, texts []string) {
	if len(texts) > MaxInterests {
		c.Add(path, fault.RuleLength, fmt.Sprintf("has %d entries, at most %d are allowed", len(texts), MaxInterests))
		return
	}
	for i, text := range texts {
		at := fmt.Sprintf("%s[%d]", path, i)
		c.Text(at, text, MaxInterestText)
		c.That(text == "" || strings.TrimSpace(text) != "", at, fault.RuleRequired, "must not be blank")
	}
}

// checkPast asks for no instant, or one that has been, since firstYear.
func checkPast(c *fault.Check, path string, instant, at time.Time) {
	c.That(!instant.After(at), path, fault.RuleRange, "must not lie in the future")
	c.That(instant.IsZero() || instant.Year() >= firstYear, path, fault.RuleRange, "must not lie before the year 1900")
}

func checkPreferences(c *fault.Check, all map[string]string) {
	if len(all) > MaxPreferences {
		c.Add("preferences", fault.RuleLength, fmt.Sprintf("has %d entries, at most %d are allowed", len(all), MaxPreferences))
		return
	}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		var one fault.Check
		one.Text("", name, fault.MaxName)
		one.Optional("", all[name], fault.MaxName)
		c.Within(fmt.Sprintf("preferences[%q]", name), &one)
	}
}

// same compares texts, whatever their case and blanks.
func same(a, b string) bool {
	return strings.EqualFold(spaced(a), spaced(b))
}

// spaced has one blank between words, and none around them.
func spaced(text string) string {
	return strings.Join(strings.Fields(text), " ")
}
