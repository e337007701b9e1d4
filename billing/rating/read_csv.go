package rating

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// heading reads the names of the columns.
func (r *Reader) heading() error {
	var c fault.Check
	text, long, err := r.next()
	if err != nil || long {
		c.Add("", fault.RuleFormat, "line 1 must be a heading that names the columns, such as id,kind,at,duration,to")
		return c.Err("rating.usage")
	}
	r.comma = ','
	if bytes.IndexByte(text, ',') < 0 && bytes.IndexByte(text, ';') >= 0 {
		r.comma = ';'
	}
	names, ok := r.split(string(text))
	c.That(ok, "", fault.RuleFormat, "line 1 has a quote that does not end")
	var seen [16]bool
	for _, name := range names {
		name = strings.TrimSpace(name)
		column := columnOf(name)
		if column == nil {
			c.Add("", fault.RuleUnknown, fmt.Sprintf("line 1 names %.40q, which no usage record has; it has %s", name, columnNames()))
			continue
		}
		i := index(column)
		c.That(!seen[i], name, fault.RuleDuplicate, "is a column twice")
		seen[i] = true
		r.columns = append(r.columns, column)
	}
	for i := range columns {
		c.That(!columns[i].required || seen[i], columns[i].name, fault.RuleRequired, "must be a column, named in line 1")
	}
	return c.Err("rating.usage")
}

// row reads a line of CSV.
func (r *Reader) row(line string, u *Usage, c *fault.Check) {
	cells, ok := r.split(line)
	if !ok {
		c.Add("", fault.RuleFormat, "has a quote that does not end, or goes on behind its end; a record is one line")
		return
	}
	if len(cells) != len(r.columns) {
		c.Add("", fault.RuleFormat, fmt.Sprintf("has %d fields, must have %d as the heading", len(cells), len(r.columns)))
		return
	}
	for i, cell := range cells {
		if cell != "" {
			r.columns[i].read(u, cell, r.zone, c)
		}
	}
	required(u, c)
}

// split cuts a line of CSV into its fields; false if a quoted one does not end as it should.
func (r *Reader) split(line string) ([]string, bool) {
	r.cells = r.cells[:0]
	for {
		if !strings.HasPrefix(line, `"`) {
			cell, rest, more := strings.Cut(line, string(r.comma))
			r.cells = append(r.cells, cell)
			if !more {
				return r.cells, true
			}
			line = rest
			continue
		}
		cell, rest, ok := unquoted(line[1:])
		if !ok || rest != "" && rest[0] != r.comma {
			return nil, false
		}
		r.cells = append(r.cells, cell)
		if rest == "" {
			return r.cells, true
		}
		line = rest[1:]
	}
}

// unquoted is the text up to the quote that ends it; two stand for one.
func unquoted(s string) (cell, rest string, ok bool) {
	for i := 0; i < len(s); i++ {
		if s[i] != '"' {
			continue
		}
		if i+1 < len(s) && s[i+1] == '"' {
			i++
			continue
		}
		return strings.ReplaceAll(s[:i], `""`, `"`), s[i+1:], true
	}
	return "", "", false
}
