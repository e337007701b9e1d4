package decode

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// CSV makes nodes of a CSV text: a list of objects whose fields the heading names; empty cells are left out. It is nil with a
// fault if the text is none.
func CSV(text []byte, c *fault.Check) *Node {
	if !Readable(text, c) {
		return nil
	}
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\uFEFF"))))
	r.TrimLeadingSpace = true
	heading, err := r.Read()
	if err != nil {
		c.Add("", fault.RuleFormat, "must begin with a heading that names the fields, such as id,start,end")
		return nil
	}
	for i := range heading {
		heading[i] = strings.TrimSpace(heading[i])
	}
	root := &Node{Type: List, Line: 1}
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return root
		}
		if err != nil {
			c.Add("", fault.RuleFormat, "is not CSV: "+err.Error())
			return nil
		}
		root.List = append(root.List, row(r, heading, cells))
	}
}

func row(r *csv.Reader, heading, cells []string) *Node {
	line, _ := r.FieldPos(0)
	n := &Node{Type: Object, Line: line}
	for i, cell := range cells {
		if cell != "" {
			n.Fields = append(n.Fields, Field{Name: heading[i], Line: line, Node: &Node{Type: Plain, Line: line, Scalar: cell}})
		}
	}
	return n
}
