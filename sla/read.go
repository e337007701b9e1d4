package sla

import (
	"bytes"
	"encoding/json"

	"github.com/etomcrm/etomcrm/etom/decode"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/sla/downtime"
)

// ReadAgreement reads an agreement as WriteAgreement writes it. fault.ErrInvalid names every fault at once, each with its path
// and line: fields that are unknown, there twice or of the wrong type, and what Check finds in the rest. Package yaml below this
// one reads YAML.
func ReadAgreement(text []byte) (Agreement, error) {
	var c fault.Check
	var a Agreement
	root := decode.JSON(text, &c)
	if root != nil {
		decode.Into(root, &a, &c)
		decode.Meaning(root, &c, a.Check())
	}
	if err := c.Err("sla.agreement"); err != nil {
		return Agreement{}, err
	}
	return a, nil
}

// WriteAgreement writes an agreement as JSON, indented. fault.ErrInvalid: what Check refuses.
func WriteAgreement(a Agreement) ([]byte, error) {
	if err := a.Check(); err != nil {
		return nil, err
	}
	return write(a)
}

// ReadRecord reads a record as WriteRecord writes it. fault.ErrInvalid names every fault of form at once, each with its path and
// line; whether the record fits an agreement, Evaluate says.
func ReadRecord(text []byte) (Record, error) {
	var c fault.Check
	var r Record
	if root := decode.JSON(text, &c); root != nil {
		decode.Into(root, &r, &c)
	}
	if err := c.Err("sla.record"); err != nil {
		return Record{}, err
	}
	return r, nil
}

// WriteRecord writes a record as JSON, indented.
func WriteRecord(r Record) ([]byte, error) { return write(r) }

// ReadOutages reads outages as CSV (RFC 4180), with a heading of the fields they have, in any order:
//
//	id,feature,start,end,cause
//	o-1,Mail,2026-03-10T08:00:00+01:00,2026-03-10T11:00:00+01:00,
//
// An empty cell is a field that is not there. fault.ErrInvalid names every fault of form at once, each with its path and line.
func ReadOutages(csv []byte) ([]downtime.Outage, error) {
	var c fault.Check
	var all []downtime.Outage
	if root := decode.CSV(csv, &c); root != nil {
		decode.Into(root, &all, &c)
	}
	if err := c.Err("sla.outages"); err != nil {
		return nil, err
	}
	return all, nil
}

// write is JSON for people: indented, & and < as they are.
func write(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
