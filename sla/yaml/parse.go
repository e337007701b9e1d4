package yaml

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"go.yaml.in/yaml/v3"

	"github.com/etomcrm/etomcrm/etom/decode"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// maxNodes is how many values a text may have once its aliases are written out: a few nested ones could make billions.
const maxNodes = 2_000_000

// parse makes nodes of a YAML text; nil with faults if it is none.
func parse(text []byte, c *fault.Check) *decode.Node {
	if !decode.Readable(text, c) {
		return nil
	}
	d := yaml.NewDecoder(bytes.NewReader(text))
	var document, more yaml.Node
	err := d.Decode(&document)
	switch {
	case errors.Is(err, io.EOF):
		c.Add("", fault.RuleRequired, "is empty")
		return nil
	case err != nil:
		c.Add("", fault.RuleFormat, "is not YAML: "+err.Error())
		return nil
	case !errors.Is(d.Decode(&more), io.EOF):
		c.Add("", fault.RuleFormat, "must be one document; nothing may follow it")
		return nil
	}
	b := builder{check: c}
	root := b.node(document.Content[0], 0)
	if b.broken {
		return nil
	}
	return root
}

// builder turns nodes of YAML into those that are decoded.
type builder struct {
	check  *fault.Check
	nodes  int
	broken bool // there is a fault that makes the rest meaningless
}

func (b *builder) refuse(n *yaml.Node, message string) *decode.Node {
	if !b.broken {
		b.check.Add("", fault.RuleFormat, fmt.Sprintf("line %d: %s", n.Line, message))
	}
	b.broken = true
	return &decode.Node{Line: n.Line}
}

func (b *builder) node(n *yaml.Node, depth int) *decode.Node {
	b.nodes++
	switch {
	case b.broken:
		return &decode.Node{Line: n.Line}
	case depth > decode.MaxDepth:
		return b.refuse(n, fmt.Sprintf("values lie more than %d deep within one another", decode.MaxDepth))
	case b.nodes > maxNodes:
		return b.refuse(n, fmt.Sprintf("has more than %d values, those of aliases included", maxNodes))
	}
	made := &decode.Node{Line: n.Line}
	switch n.Kind {
	case yaml.AliasNode:
		target := b.node(n.Alias, depth+1)
		target.Line = n.Line
		return target
	case yaml.MappingNode:
		return b.mapping(made, n, depth)
	case yaml.SequenceNode:
		made.Type = decode.List
		for _, one := range n.Content {
			made.List = append(made.List, b.node(one, depth+1))
		}
		return made
	}
	return b.scalar(made, n)
}

func (b *builder) mapping(made *decode.Node, n *yaml.Node, depth int) *decode.Node {
	made.Type = decode.Object
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if key.Kind != yaml.ScalarNode || key.Tag == "!!merge" {
			return b.refuse(key, "a field must have a name; merge keys and others do not work here")
		}
		f := decode.Field{Name: key.Value, Line: key.Line, Node: b.node(n.Content[i+1], depth+1)}
		made.Fields = append(made.Fields, f)
	}
	return made
}

// plainTags are those that YAML gives scalars without quotes by their looks; as a value << merges nothing.
var plainTags = map[string]bool{"!!merge": true, "!!str": true, "!!int": true, "!!float": true, "!!bool": true, "!!timestamp": true}

func (b *builder) scalar(made *decode.Node, n *yaml.Node) *decode.Node {
	tag := n.ShortTag()
	quoted := n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) != 0
	made.Scalar = n.Value
	switch {
	case n.Style&yaml.TaggedStyle != 0:
		return b.refuse(n, "tags do not work here")
	case quoted:
		made.Type = decode.Text
	case tag == "!!null":
		made.Type = decode.Null
	case plainTags[tag]:
		made.Type = decode.Plain
	default:
		return b.refuse(n, fmt.Sprintf("%.40q is of the kind %s, which does not work here", n.Value, tag))
	}
	return made
}
