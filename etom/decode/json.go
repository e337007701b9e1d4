package decode

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// JSON makes nodes of a JSON text; nil with a fault if it is none.
func JSON(text []byte, c *fault.Check) *Node {
	if !Readable(text, c) {
		return nil
	}
	r := &reader{text: text, tokens: json.NewDecoder(bytes.NewReader(text)), check: c}
	r.tokens.UseNumber()
	root, err := r.value(0)
	if err != nil {
		c.Add("", fault.RuleFormat, "is not JSON: "+r.position(err))
		return nil
	}
	if _, err := r.tokens.Token(); !errors.Is(err, io.EOF) {
		c.Add("", fault.RuleFormat, fmt.Sprintf("line %d: something stands behind the end of the JSON", r.line()))
		return nil
	}
	return root
}

// Readable refuses what is no text of a bearable size.
func Readable(text []byte, c *fault.Check) bool {
	switch {
	case len(text) > MaxBytes:
		c.Add("", fault.RuleLength, fmt.Sprintf("has %d bytes, at most %d are allowed", len(text), MaxBytes))
	case !utf8.Valid(text):
		c.Add("", fault.RuleUTF8, "is not UTF-8: save it as UTF-8")
	default:
		return true
	}
	return false
}

type reader struct {
	text   []byte
	tokens *json.Decoder
	check  *fault.Check
	seen   int // up to where lines are counted
	lines  int
}

// line is that of the token read last.
func (r *reader) line() int {
	at := min(int(r.tokens.InputOffset()), len(r.text))
	r.lines += bytes.Count(r.text[r.seen:at], []byte("\n"))
	r.seen = at
	return 1 + r.lines
}

func (r *reader) position(err error) string {
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return fmt.Sprintf("line %d: %v", 1+bytes.Count(r.text[:min(int(syntax.Offset), len(r.text))], []byte("\n")), err)
	}
	return fmt.Sprintf("line %d: %v", r.line(), err)
}

var errDepth = fmt.Errorf("values lie more than %d deep within one another", MaxDepth)

func (r *reader) value(depth int) (*Node, error) {
	if depth > MaxDepth {
		return nil, errDepth
	}
	token, err := r.tokens.Token()
	if errors.Is(err, io.EOF) {
		return nil, io.ErrUnexpectedEOF
	}
	if err != nil {
		return nil, err
	}
	n := &Node{Line: r.line()}
	switch t := token.(type) {
	case json.Delim:
		if t == '{' {
			return n, r.object(n, depth)
		}
		return n, r.list(n, depth)
	case string:
		n.Type, n.Scalar = Text, t
	case json.Number:
		n.Type, n.Scalar = Num, t.String()
	case bool:
		n.Type, n.Scalar = Bool, fmt.Sprint(t)
	}
	return n, nil
}

func (r *reader) object(n *Node, depth int) error {
	n.Type = Object
	for r.tokens.More() {
		token, err := r.tokens.Token()
		if err != nil {
			return err
		}
		name, _ := token.(string)
		f := Field{Name: name, Line: r.line()}
		if f.Node, err = r.value(depth + 1); err != nil {
			return err
		}
		n.Fields = append(n.Fields, f)
	}
	_, err := r.tokens.Token()
	return ended(err)
}

func (r *reader) list(n *Node, depth int) error {
	n.Type = List
	for r.tokens.More() {
		one, err := r.value(depth + 1)
		if err != nil {
			return err
		}
		n.List = append(n.List, one)
	}
	_, err := r.tokens.Token()
	return ended(err)
}

func ended(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
