package association

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/etomcrm/etomcrm/etom/decode"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// ParseCSV reads baskets as CSV (RFC 4180) without a heading: a line is a basket, a cell an item, as many as there are.
// Blanks around an item do not count, nor do empty lines. fault.ErrInvalid names every wrong cell with its line, and then
// nothing is read; behind a quote that does not close, what is a line is not known, and reading ends.
func ParseCSV(text []byte) (*Baskets, error) {
	var c fault.Check
	var b *Baskets
	if decode.Readable(text, &c) {
		lists := read(text, &c)
		c.That(len(lists) > 0 || len(c.Fields()) > 0, "", fault.RuleRequired, "must have at least one basket")
		b = gather(lists, &c)
	}
	if err := c.Err(subject); err != nil {
		return nil, err
	}
	return b, nil
}

func read(text []byte, c *fault.Check) [][]string {
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\uFEFF"))))
	r.FieldsPerRecord = -1
	r.TrimLeadingSpace = true
	var lists [][]string
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return lists
		}
		if err != nil {
			var wrong *csv.ParseError
			if errors.As(err, &wrong) {
				err = fmt.Errorf("line %d: is not CSV: %w", wrong.StartLine, wrong.Err)
			}
			c.Add(fmt.Sprintf("[%d]", len(lists)), fault.RuleFormat, err.Error())
			return nil
		}
		for n, cell := range cells {
			cells[n] = strings.TrimSpace(cell)
			var one fault.Check
			one.Text("", cells[n], fault.MaxName)
			for _, wrong := range one.Fields() {
				line, _ := r.FieldPos(n)
				c.Add(fmt.Sprintf("[%d][%d]", len(lists), n), wrong.Rule, fmt.Sprintf("line %d: %s", line, wrong.Message))
			}
		}
		lists = append(lists, cells)
	}
}
