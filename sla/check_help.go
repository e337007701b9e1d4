package sla

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// at is the path of a field within a path.
func at(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// index is the path of an entry of a list.
func index(path string, n int) string { return path + "[" + strconv.Itoa(n) + "]" }

func atMost(c *fault.Check, path string, n, most int) {
	if n > most {
		c.Add(path, fault.RuleLength, fmt.Sprintf("at most %d are allowed", most))
	}
}

// choose asks for one of the values that are known, and names them.
func choose[T ~string](c *fault.Check, path string, value T, known ...T) bool {
	if slices.Contains(known, value) {
		return true
	}
	texts := make([]string, len(known))
	for i, k := range known {
		texts[i] = string(k)
	}
	c.Add(path, ruleFor(string(value)), "must be one of "+strings.Join(texts, ", "))
	return false
}

// absent asks for a field to be empty that has no meaning where it stands.
func absent(c *fault.Check, ok bool, path, because string) {
	c.That(ok, path, RuleSuperfluous, "has no meaning here and must be left out: "+because)
}

// ruleFor is the code for a value that is none of those known: it is missing or unknown.
func ruleFor(value string) string {
	if value == "" {
		return fault.RuleRequired
	}
	return fault.RuleUnknown
}
