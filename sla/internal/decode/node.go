// Package decode reads texts of agreements and records into values and notes every fault at once, with its path and line, where
// encoding/json would stop at the first. It owns trees of nodes, whatever language they were written in, and the filling of
// values; it does not own what the values mean, nor YAML (package sla/yaml makes nodes of it).
//
//	var c fault.Check
//	if root := decode.JSON(text, &c); root != nil {
//		decode.Into(root, &agreement, &c)
//	}
package decode

import "strings"

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
