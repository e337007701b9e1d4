// Package yaml reads and writes the agreements and records of package sla as YAML, so that a person can write terms without
// quotes and with comments, and is told every fault at once with its path and line. It does not own what they mean (package sla),
// nor the fields' names, which are those of the JSON.
//
//	terms, err := os.ReadFile("agreement.yaml")
//	agreement, err := yaml.ReadAgreement(terms)
//	var invalid *fault.Invalid
//	if errors.As(err, &invalid) {
//		for _, f := range invalid.Fields {
//			fmt.Println(f) // objective[0].target: line 12: can never be met: … (SLA-TARGET)
//		}
//	}
//
// A scalar without quotes is what the field asks for: target: 99.9 is the exact number, start: 2026-03-29T01:30:00+01:00 an
// instant. Anchors and aliases work; merge keys (<<), tags of one's own and several documents in one text are refused.
package yaml

import (
	"bytes"

	"go.yaml.in/yaml/v3"

	"github.com/etomcrm/etomcrm/etom/decode"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/sla"
)

// ReadAgreement reads an agreement. fault.ErrInvalid names every fault at once, each with its path and line: fields that are
// unknown, there twice or of the wrong type, and what Agreement.Check finds in the rest.
func ReadAgreement(text []byte) (sla.Agreement, error) {
	var c fault.Check
	var a sla.Agreement
	if root := parse(text, &c); root != nil {
		decode.Into(root, &a, &c)
		decode.Meaning(root, &c, a.Check())
	}
	if err := c.Err("sla.agreement"); err != nil {
		return sla.Agreement{}, err
	}
	return a, nil
}

// WriteAgreement writes an agreement as ReadAgreement reads it. fault.ErrInvalid: what Agreement.Check refuses.
func WriteAgreement(a sla.Agreement) ([]byte, error) {
	json, err := sla.WriteAgreement(a)
	if err != nil {
		return nil, err
	}
	return fromJSON(json)
}

// ReadRecord reads a record. fault.ErrInvalid names every fault of form at once, each with its path and line; whether the record
// fits an agreement, sla.Evaluate says.
func ReadRecord(text []byte) (sla.Record, error) {
	var c fault.Check
	var r sla.Record
	if root := parse(text, &c); root != nil {
		decode.Into(root, &r, &c)
	}
	if err := c.Err("sla.record"); err != nil {
		return sla.Record{}, err
	}
	return r, nil
}

// WriteRecord writes a record as ReadRecord reads it.
func WriteRecord(r sla.Record) ([]byte, error) {
	json, err := sla.WriteRecord(r)
	if err != nil {
		return nil, err
	}
	return fromJSON(json)
}

func fromJSON(json []byte) ([]byte, error) {
	var c fault.Check
	root := decode.JSON(json, &c)
	if root == nil {
		return nil, c.Err("yaml")
	}
	var b bytes.Buffer
	e := yaml.NewEncoder(&b)
	e.SetIndent(2)
	if err := e.Encode(nodeOf(root)); err != nil {
		return nil, err
	}
	return b.Bytes(), e.Close()
}

// nodeOf is a node of JSON as one of YAML.
func nodeOf(n *decode.Node) *yaml.Node {
	switch n.Type {
	case decode.Object:
		made := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
		for _, f := range n.Fields {
			name := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: f.Name}
			if f.Name == "<<" { // without quotes it would be a merge key
				name.Style = yaml.DoubleQuotedStyle
			}
			made.Content = append(made.Content, name, nodeOf(f.Node))
		}
		return made
	case decode.List:
		made := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"}
		for _, one := range n.List {
			made.Content = append(made.Content, nodeOf(one))
		}
		return made
	}
	tags := map[decode.Type]string{decode.Null: "!!null", decode.Bool: "!!bool", decode.Num: "!!int", decode.Text: "!!str"}
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: tags[n.Type], Value: n.Scalar}
}
