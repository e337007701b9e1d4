package camt

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// node is an element with what is in it.
type node struct {
	name     string
	line     int
	currency string // the attribute Ccy
	text     string
	children []*node
}

// at is the first element on a path; nil: there is none. It is safe to ask nil.
func (n *node) at(path ...string) *node {
	for _, name := range path {
		if n == nil {
			return nil
		}
		var next *node
		for _, c := range n.children {
			if c.name == name {
				next = c
				break
			}
		}
		n = next
	}
	return n
}

// all are the elements of a name directly below.
func (n *node) all(name string) []*node {
	if n == nil {
		return nil
	}
	var found []*node
	for _, c := range n.children {
		if c.name == name {
			found = append(found, c)
		}
	}
	return found
}

// say is the text of the element on a path, without the space around it.
func (n *node) say(path ...string) string {
	if n = n.at(path...); n == nil {
		return ""
	}
	return strings.TrimSpace(n.text)
}

// lineOr is the line of an element, or of what it should stand in.
func (n *node) lineOr(whole *node) int {
	if n == nil {
		return whole.line
	}
	return n.line
}

// reader walks through the document within its bounds.
type reader struct {
	config  Config
	decoder *xml.Decoder
	bounded *bounded
	depth   int
	bad     int // entries of the statements before
}

func newReader(r io.Reader, config Config) *reader {
	b := &bounded{from: r, left: config.MaxBytes}
	d := xml.NewDecoder(b)
	d.Strict = true
	d.CharsetReader = func(label string, _ io.Reader) (io.Reader, error) { return nil, charset(label) }
	return &reader{config: config, decoder: d, bounded: b}
}

func (r *reader) line() int {
	line, _ := r.decoder.InputPos()
	return line
}

// wrong is a fault of the whole file.
func (r *reader) wrong(rule, format string, facts ...any) error {
	var c fault.Check
	c.Add("", rule, fmt.Sprintf("line %d: ", r.line())+fmt.Sprintf(format, facts...))
	return c.Err("camt.file")
}

// token is the next element, end or text. What could declare entities is refused.
func (r *reader) token() (xml.Token, error) {
	var other charset
	for {
		t, err := r.decoder.Token()
		switch {
		case errors.Is(err, errTooLarge):
			return nil, r.wrong(fault.RuleLength, "the file is larger than %d bytes; split it, or raise MaxBytes", r.config.MaxBytes)
		case errors.Is(err, r.bounded.err) && r.bounded.err != nil:
			return nil, fmt.Errorf("camt.file: %w", err)
		case err == io.EOF:
			return nil, err
		case errors.As(err, &other):
			return nil, r.wrong(fault.RuleFormat, "the file is in %s; save it in UTF-8, which ISO 20022 asks for", shorten(string(other)))
		case err != nil:
			return nil, r.wrong(fault.RuleFormat, "the file is no XML: %v", err)
		}
		switch t.(type) {
		case xml.StartElement:
			if r.depth++; r.depth > r.config.MaxDepth {
				return nil, r.wrong(fault.RuleLength, "elements stand in one another more than %d deep", r.config.MaxDepth)
			}
			return t, nil
		case xml.EndElement:
			r.depth--
			return t, nil
		case xml.CharData:
			return t, nil
		case xml.Directive:
			return nil, r.wrong(fault.RuleFormat, "a document type is not allowed in a statement")
		}
	}
}

// start is the next element; nil: what it would stand in ends.
func (r *reader) start() (*xml.StartElement, error) {
	for {
		t, err := r.token()
		if err != nil {
			return nil, err
		}
		switch t := t.(type) {
		case xml.StartElement:
			return &t, nil
		case xml.EndElement:
			return nil, nil
		}
	}
}

// tree reads an element whose start was read, with all that is in it.
func (r *reader) tree(s *xml.StartElement) (*node, error) {
	count := 0
	return r.branch(s, &count)
}

func (r *reader) branch(s *xml.StartElement, count *int) (*node, error) {
	if *count++; *count > r.config.MaxElements {
		return nil, r.wrong(fault.RuleLength, "an entry has more than %d elements; raise MaxElements", r.config.MaxElements)
	}
	n := &node{name: s.Name.Local, line: r.line()}
	for _, a := range s.Attr {
		if a.Name.Local == "Ccy" {
			n.currency = strings.Clone(a.Value)
		}
	}
	var text []byte
	for {
		t, err := r.token()
		if err != nil {
			return nil, ended(r, err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			child, err := r.branch(&t, count)
			if err != nil {
				return nil, err
			}
			n.children = append(n.children, child)
		case xml.CharData:
			if text = append(text, t...); len(text) > r.config.MaxText {
				return nil, r.wrong(fault.RuleLength, "%s has a text of more than %d bytes", n.name, r.config.MaxText)
			}
		case xml.EndElement:
			if len(n.children) == 0 {
				n.text = string(text)
			}
			return n, nil
		}
	}
}

// ended says that a file ends where more was to come.
func ended(r *reader, err error) error {
	if err == io.EOF {
		return r.wrong(fault.RuleFormat, "the file ends within an element")
	}
	return err
}

// skip reads an element whose start was read to its end.
func (r *reader) skip() error {
	for depth := r.depth; r.depth >= depth; {
		if _, err := r.token(); err != nil {
			return ended(r, err)
		}
	}
	return nil
}

var errTooLarge = errors.New("too large")

// charset is one that a file is in instead of UTF-8.
type charset string

func (c charset) Error() string { return string(c) }

// bounded gives an error where a limited reader would give the end.
type bounded struct {
	from io.Reader
	left int64
	err  error // of the reader below
}

func (b *bounded) Read(p []byte) (int, error) {
	if int64(len(p)) > b.left+1 {
		p = p[:b.left+1]
	}
	n, err := b.from.Read(p)
	if err != nil && err != io.EOF {
		b.err = err
	}
	if b.left -= int64(n); b.left < 0 {
		return 0, errTooLarge
	}
	return n, err
}
