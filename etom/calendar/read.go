package calendar

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// readStrictly reads one JSON value without unknown fields.
func readStrictly(c *fault.Check, data []byte, into any) bool {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	err := d.Decode(into)
	if err == nil {
		if _, end := d.Token(); !errors.Is(end, io.EOF) {
			err = errors.New("something stands behind the value")
		}
	}
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) {
		c.Add(kind.Field, fault.RuleFormat, fmt.Sprintf("cannot be of the kind %.20s; write it as package calendar does", kind.Value))
		return false
	}
	if err != nil {
		c.Add("", fault.RuleFormat, fmt.Sprintf("cannot be read: %.200s", err))
	}
	return err == nil
}

// readText leaves an empty text to the check of the whole, which knows whether it may be missing.
func readText(c *fault.Check, path, text string, into interface{ UnmarshalText([]byte) error }) {
	if text == "" {
		return
	}
	var invalid *fault.Invalid
	if err := into.UnmarshalText([]byte(text)); errors.As(err, &invalid) {
		for _, f := range invalid.Fields {
			c.Add(path, f.Rule, f.Message)
		}
	}
}

// addNew adds the faults of the whole, but for those fields that could not be read: what was found of them is hearsay.
func addNew(c, whole *fault.Check) {
	unread := map[string]bool{}
	for _, f := range c.Fields() {
		unread[f.Path] = true
	}
	for _, f := range whole.Fields() {
		c.That(unread[f.Path], f.Path, f.Rule, f.Message)
	}
}
