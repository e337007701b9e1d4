package rule

import (
	"fmt"
	"slices"
	"strings"

	"github.com/etomcrm/etomcrm/etom/decode"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// Case is the facts of one line of a CSV.
type Case struct {
	ID    string
	Line  int // from 1
	Facts *Facts
}

// ReadCSV reads cases from a CSV with a heading: one column has the id of each case, unique and never empty; the others have facts of
// the schema, written as Definition.Parse reads them, but for those in besides, which are passed over. Blanks around a value do not
// count. An empty cell is a fact that is not known. Unknown columns, values that do not fit and ids that are there twice are fault.ErrInvalid, all at once with their lines; then
// nothing is read.
func ReadCSV(s *Schema, id string, text []byte, besides ...string) ([]Case, error) {
	var c fault.Check
	root := decode.CSV(text, &c)
	if root == nil {
		return nil, c.Err(subject + ".csv")
	}
	cases := make([]Case, 0, len(root.List))
	seen := map[string]int{}
	told := map[string]bool{} // of each column that is wrong
	for _, row := range root.List {
		one := Case{Line: row.Line, Facts: NewFacts(s)}
		in := map[string]bool{}
		for _, cell := range row.Fields {
			text, twice := strings.TrimSpace(cell.Node.Scalar), in[cell.Name]
			in[cell.Name] = true
			switch _, known := s.index[cell.Name]; {
			case told[cell.Name]:
			case twice:
				told[cell.Name] = true
				c.Add(line(1, cell.Name), fault.RuleDuplicate, "is the name of two columns")
			case cell.Name == id:
				one.ID = text
			case known:
				addAll(&c, line(row.Line, cell.Name), one.Facts.parse(cell.Name, text))
			case !slices.Contains(besides, cell.Name):
				told[cell.Name] = true
				c.Add(line(1, cell.Name), fault.RuleUnknown, "is none of the schema's facts; take the column out, or add the fact to the policy")
			}
		}
		c.Text(line(row.Line, id), one.ID, fault.MaxID)
		if before, twice := seen[one.ID]; twice && one.ID != "" {
			c.Add(line(row.Line, id), fault.RuleDuplicate, fmt.Sprintf("%q is in line %d already", one.ID, before))
		}
		seen[one.ID] = row.Line
		if cases = append(cases, one); len(c.Fields()) > maxTold {
			c.Add("", fault.RuleLength, fmt.Sprintf("and more: after line %d nothing was looked at", row.Line))
			break
		}
	}
	if err := c.Err(subject + ".csv"); err != nil {
		return nil, err
	}
	return cases, nil
}

// maxTold is how many faults of a CSV are told.
const maxTold = 100

func line(n int, column string) string { return fmt.Sprintf("line %d: %s", n, column) }

// parse sets a fact that is written.
func (f *Facts) parse(name, text string) error {
	v, err := f.schema.defs[f.schema.index[name]].Parse(text)
	if err != nil {
		return err
	}
	return f.Set(name, v)
}
