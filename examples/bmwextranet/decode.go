package main

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/examples/internal/stage"
)

// decode reads JSON into a struct and notes every field that is unknown or has the wrong type, each with its path, where
// encoding/json would stop at the first.
func decode(text []byte, into any, c *fault.Check) {
	if !utf8.Valid(text) {
		c.Add("", fault.RuleUTF8, "is not UTF-8: save it as UTF-8")
		return
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var raw any
	if err := d.Decode(&raw); err != nil {
		c.Add("", fault.RuleFormat, "is not JSON: "+position(text, err))
		return
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		c.Add("", fault.RuleFormat, "has something behind the end of the JSON")
		return
	}
	fill(reflect.ValueOf(into).Elem(), raw, "", c)
}

// position says in which line the JSON is broken.
func position(text []byte, err error) string {
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return fmt.Sprintf("line %d: %v", 1+bytes.Count(text[:syntax.Offset], []byte("\n")), err)
	}
	return err.Error()
}

// fill puts raw into v, as far as it fits.
func fill(v reflect.Value, raw any, path string, c *fault.Check) {
	if u, ok := v.Addr().Interface().(json.Unmarshaler); ok {
		noteAt(path, u.UnmarshalJSON(stage.Content(raw)), c)
		return
	}
	if u, ok := v.Addr().Interface().(encoding.TextUnmarshaler); ok {
		text, isText := raw.(string)
		c.That(isText, path, fault.RuleFormat, "must be a text")
		if isText {
			noteAt(path, u.UnmarshalText([]byte(text)), c)
		}
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		fillStruct(v, raw, path, c)
	case reflect.Slice:
		list, ok := raw.([]any)
		c.That(ok, path, fault.RuleFormat, "must be a list")
		v.Set(reflect.MakeSlice(v.Type(), len(list), len(list)))
		for i, one := range list {
			fill(v.Index(i), one, fmt.Sprintf("%s[%d]", path, i), c)
		}
	case reflect.Pointer:
		if raw == nil {
			return
		}
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), raw, path, c)
	default:
		if json.Unmarshal(stage.Content(raw), v.Addr().Interface()) != nil {
			c.Add(path, fault.RuleFormat, "must be a "+word(v.Kind()))
		}
	}
}

func fillStruct(v reflect.Value, raw any, path string, c *fault.Check) {
	object, ok := raw.(map[string]any)
	if !ok {
		c.Add(path, fault.RuleFormat, "must be an object")
		return
	}
	known := map[string]bool{}
	for _, f := range reflect.VisibleFields(v.Type()) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "" || !f.IsExported() {
			continue
		}
		known[name] = true
		if one, there := object[name]; there {
			fill(v.FieldByIndex(f.Index), one, join(path, name), c)
		}
	}
	var names []string
	for name := range object {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		c.That(known[name], join(path, name), fault.RuleUnknown, "is not a field of the scenario")
	}
}

// noteAt adds what a type's own reading says: its field faults below the path, or its one sentence.
func noteAt(path string, err error, c *fault.Check) {
	var invalid *fault.Invalid
	switch {
	case err == nil:
	case errors.As(err, &invalid):
		for _, f := range invalid.Fields {
			c.Add(path, f.Rule, f.Message)
		}
	default:
		c.Add(path, fault.RuleFormat, err.Error())
	}
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

func word(k reflect.Kind) string {
	switch k {
	case reflect.String:
		return "text"
	case reflect.Bool:
		return "true or false"
	}
	return "whole number"
}
