package decode

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// Meaning adds the faults of what was read to those of how it was written, with their lines. What was found about a field that
// could not be read is hearsay and is left out; so is what is wrong between fields (a code of no single field's), if one of
// them, in the same entry of the outermost list, could not be read. The faults are put in the order of the text.
func Meaning(root *Node, c *fault.Check, meaning error) {
	var invalid *fault.Invalid
	if !errors.As(meaning, &invalid) {
		if meaning != nil {
			c.Add("", fault.RuleFormat, meaning.Error())
		}
		return
	}
	unread := slices.Clone(c.Fields())
	for _, m := range invalid.Fields {
		text := fmt.Sprintf("line %d: %s", root.LineOf(m.Path), m.Message)
		if at := slices.IndexFunc(c.Fields(), func(u fault.Field) bool { return u.Path == m.Path && strings.HasSuffix(u.Message, missing) }); at >= 0 {
			c.Fields()[at].Message = text // it knows what might be there
			continue
		}
		between := !strings.HasPrefix(m.Rule, "ETOM-") && !aboutOne[m.Rule]
		hearsay := slices.ContainsFunc(unread, func(u fault.Field) bool {
			return covers(u.Path, m.Path) || covers(m.Path, u.Path) || between && u.Rule != fault.RuleUnknown && covers(entry(m.Path), u.Path)
		})
		if !hearsay {
			c.Add(m.Path, m.Rule, text)
		}
	}
	slices.SortStableFunc(c.Fields(), func(a, b fault.Field) int { return cmp.Compare(root.LineOf(a.Path), root.LineOf(b.Path)) })
}

// aboutOne are the codes of package sla that are about one field, though not shared with others: it names what is not there.
var aboutOne = map[string]bool{"SLA-FEATURE": true, "SLA-FEE": true, "SLA-SUPERFLUOUS": true}

// covers reports whether a path is the other's, or lies above it.
func covers(path, other string) bool {
	rest, ok := strings.CutPrefix(other, path)
	return ok && (path == "" || rest == "" || rest[0] == '.' || rest[0] == '[')
}

// entry is the part of a path up to its first index: objective[2] for objective[2].warning.
func entry(path string) string {
	if end := strings.IndexByte(path, ']'); end >= 0 {
		return path[:end+1]
	}
	return path
}
