package sla

import (
	"strings"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// faults collects what is wrong with a record. Several objectives take the same outages and samples: what each of them finds is
// told once.
type faults struct {
	fault.Check
	told map[fault.Field]bool
}

// take adds the faults of a part, their paths changed; another error it returns.
func (c *faults) take(err error, path func(string) string) error {
	invalid, ok := asInvalid(err)
	if !ok {
		return err
	}
	for _, f := range invalid.Fields {
		f.Path = path(f.Path)
		if c.told[f] {
			continue
		}
		if c.told == nil {
			c.told = map[fault.Field]bool{}
		}
		c.told[f] = true
		c.Add(f.Path, f.Rule, f.Message)
	}
	return nil
}

// here leaves a path as it is.
func here(path string) string { return path }

// below puts a path below that of a record's list, which the part has under a name of its own.
func below(list, name string) func(string) string {
	return func(path string) string {
		if rest, ok := strings.CutPrefix(path, name+"["); ok {
			return list + "[" + rest
		}
		return at(list, path)
	}
}
