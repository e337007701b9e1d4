// Package decode reads texts that people write, such as terms and scenarios, into values and notes every fault at once, with its path
// and line, where encoding/json would stop at the first. It owns trees of nodes, whatever language they were written in, and the
// filling of values by their json tags; it does not own what the values mean, nor YAML (package sla/yaml makes nodes of it).
//
//	var c fault.Check
//	if root := decode.JSON(text, &c); root != nil {
//		decode.Into(root, &agreement, &c)             // what is unknown, there twice, missing or of the wrong type
//		decode.Meaning(root, &c, agreement.Check())   // what the value says of itself, with the lines of the text
//	}
//	err := c.Err("agreement") // errors.As: *fault.Invalid with all of it
//
// A field must be there unless its tag has an option (omitempty, omitzero): its zero would pass for one that was meant.
package decode

import (
	"encoding/json"
	"strings"
)

// Type is what a node is.
type Type int

// The types of node.
const (
	Null Type = iota
	Bool
	Num   // a number, as it was written
	Text  // a text
	Plain // a YAML scalar without quotes: what it is depends on where it stands
	List
	Object
)

// Node is one value of a text. It is for one goroutine.
type Node struct {
	Type   Type
	Line   int    // from 1
	Scalar string // of Bool, Num, Text and Plain, as written
	List   []*Node
	Fields []Field // of an Object, in the order of the text
}

// Field is one field of an object.
type Field struct {
	Name string
	Line int
	Node *Node
}

// MaxDepth is how deeply values may lie within one another.
const MaxDepth = 50

// MaxBytes is how long a text may be.
const MaxBytes = 64 << 20

// field is the node of a name; nil if there is none.
func (n *Node) field(name string) *Field {
	for i := range n.Fields {
		if n.Fields[i].Name == name {
			return &n.Fields[i]
		}
	}
	return nil
}

// LineOf is the line of a path, or of what of it there is.
func (n *Node) LineOf(path string) int {
	line := n.Line
	for path != "" {
		var name string
		name, path = step(path)
		next, at := n.child(name)
		if next == nil {
			return line
		}
		n, line = next, at
	}
	return line
}

// step takes the first step off a path such as objective[2].target.
func step(path string) (first, rest string) {
	path = strings.TrimPrefix(path, ".")
	if strings.HasPrefix(path, "[") {
		first, rest, _ = strings.Cut(path, "]")
		return first, rest
	}
	if i := strings.IndexAny(path, ".["); i >= 0 {
		return path[:i], path[i:]
	}
	return path, ""
}

func (n *Node) child(name string) (*Node, int) {
	digits, isIndex := strings.CutPrefix(name, "[")
	if !isIndex {
		if f := n.field(name); f != nil {
			return f.Node, f.Line
		}
		return nil, 0
	}
	i := 0
	for _, d := range []byte(digits) {
		i = 10*i + int(d-'0')
		if i >= len(n.List) {
			return nil, 0
		}
	}
	if i >= len(n.List) || digits == "" {
		return nil, 0
	}
	return n.List[i], n.List[i].Line
}

// raw is the node as JSON, for types that read it themselves.
func (n *Node) raw() []byte {
	text, err := json.Marshal(n.value())
	if err != nil {
		return nil // a tree of texts, numbers and lists has a JSON
	}
	return text
}

func (n *Node) value() any {
	switch n.Type {
	case Bool:
		return n.Scalar == "true"
	case Num:
		return json.Number(n.Scalar)
	case Text, Plain:
		return n.Scalar
	case List:
		all := make([]any, len(n.List))
		for i, one := range n.List {
			all[i] = one.value()
		}
		return all
	case Object:
		all := map[string]any{}
		for _, f := range n.Fields {
			all[f.Name] = f.Node.value()
		}
		return all
	}
	return nil
}
