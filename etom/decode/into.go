package decode

import (
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// Into fills the value that into points to, as far as the node fits, and notes every field that is unknown, there twice, of the
// wrong type, or missing though it is always written (its tag has no option such as omitempty).
func Into(n *Node, into any, c *fault.Check) {
	f := filler{root: n, check: c}
	f.fill(reflect.ValueOf(into).Elem(), n, "")
}

type filler struct {
	root  *Node
	check *fault.Check
}

func (f *filler) note(n *Node, path, rule, message string) {
	f.check.Add(path, rule, fmt.Sprintf("line %d: %s", n.Line, message))
}

// fill puts a node into v, as far as it fits. What is null stays as it is, as encoding/json has it.
func (f *filler) fill(v reflect.Value, n *Node, path string) {
	if n.Type == Null {
		return
	}
	if v.Kind() == reflect.Pointer {
		made := reflect.New(v.Type().Elem())
		f.fill(made.Elem(), n, path)
		v.Set(made)
		return
	}
	if adapt := adapterOf(v.Type()); adapt != nil {
		adapt(f, v, n, path)
		return
	}
	if u, ok := v.Addr().Interface().(encoding.TextUnmarshaler); ok {
		f.text(u, n, path)
		return
	}
	if u, ok := v.Addr().Interface().(json.Unmarshaler); ok {
		f.noteAll(n, path, u.UnmarshalJSON(n.raw()), false)
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		f.object(v, n, path)
	case reflect.Slice:
		f.list(v, n, path)
	case reflect.Map:
		f.names(v, n, path)
	default:
		f.scalar(v, n, path)
	}
}

// text lets a type read its own text. A YAML scalar without quotes is read as it is written.
func (f *filler) text(u encoding.TextUnmarshaler, n *Node, path string) {
	if n.Type != Text && n.Type != Plain {
		message := "must be a text"
		if n.Type == Num {
			message = fmt.Sprintf("must be a text, %q: numbers lose digits where others read them", n.Scalar)
		}
		f.note(n, path, fault.RuleFormat, message)
		return
	}
	err := u.UnmarshalText([]byte(n.Scalar))
	if _, instant := u.(*time.Time); instant && err != nil {
		f.note(n, path, fault.RuleFormat, fmt.Sprintf("%.60q is no instant; write date, time and zone as in 2026-03-29T01:30:00+01:00 or with Z", n.Scalar))
		return
	}
	f.noteAll(n, path, err, true)
}

// noteAll notes what a type says of itself: its faults at the path, or below it, or its one sentence.
func (f *filler) noteAll(n *Node, path string, err error, here bool) {
	var invalid *fault.Invalid
	switch {
	case err == nil:
	case errors.As(err, &invalid):
		for _, one := range invalid.Fields {
			if here {
				f.note(n, path, one.Rule, one.Message)
				continue
			}
			f.check.Add(below(path, one.Path), one.Rule, fmt.Sprintf("line %d: %s", n.LineOf(one.Path), one.Message))
		}
	default:
		f.note(n, path, fault.RuleFormat, err.Error())
	}
}

func (f *filler) object(v reflect.Value, n *Node, path string) {
	if n.Type != Object {
		f.note(n, path, fault.RuleFormat, "must be an object with fields")
		return
	}
	known := map[string][]int{}
	var names, wanted []string
	for _, field := range reflect.VisibleFields(v.Type()) {
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name == "" || name == "-" || !field.IsExported() {
			continue
		}
		known[name] = field.Index
		names = append(names, name)
		if options == "" {
			wanted = append(wanted, name)
		}
	}
	seen := map[string]bool{}
	for _, one := range n.Fields {
		at, ok := known[one.Name]
		place := &Node{Line: one.Line}
		switch {
		case seen[one.Name]:
			f.note(place, below(path, shown(one.Name)), fault.RuleDuplicate, "stands there twice")
		case !ok:
			f.note(place, below(path, shown(one.Name)), fault.RuleUnknown, "is not a field here; there are "+strings.Join(names, ", "))
		default:
			f.fill(v.FieldByIndex(at), one.Node, below(path, one.Name))
		}
		seen[one.Name] = true
	}
	for _, name := range wanted {
		if one := n.field(name); one == nil || one.Node.Type == Null {
			f.note(n, below(path, name), fault.RuleRequired, missing)
		}
	}
}

// missing is what is noted of a field that is always written and is not there: its zero value would pass for one that was meant.
const missing = "is missing"

// names fills a map from an object whose names are data.
func (f *filler) names(v reflect.Value, n *Node, path string) {
	if n.Type != Object {
		f.note(n, path, fault.RuleFormat, "must be an object with names")
		return
	}
	v.Set(reflect.MakeMapWithSize(v.Type(), len(n.Fields)))
	for _, one := range n.Fields {
		name := reflect.ValueOf(one.Name)
		if v.MapIndex(name).IsValid() {
			f.note(&Node{Line: one.Line}, below(path, shown(one.Name)), fault.RuleDuplicate, "stands there twice")
			continue
		}
		made := reflect.New(v.Type().Elem()).Elem()
		f.fill(made, one.Node, below(path, shown(one.Name)))
		v.SetMapIndex(name, made)
	}
}

func (f *filler) list(v reflect.Value, n *Node, path string) {
	if n.Type != List {
		f.note(n, path, fault.RuleFormat, "must be a list")
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), len(n.List), len(n.List)))
	for i, one := range n.List {
		f.fill(v.Index(i), one, fmt.Sprintf("%s[%d]", path, i))
	}
}

func (f *filler) scalar(v reflect.Value, n *Node, path string) {
	plain := n.Type == Plain
	switch {
	case v.Kind() == reflect.String && (plain || n.Type == Text):
		v.SetString(n.Scalar)
	case v.Kind() == reflect.String:
		f.note(n, path, fault.RuleFormat, "must be a text")
	case v.Kind() == reflect.Bool && (plain || n.Type == Bool) && (n.Scalar == "true" || n.Scalar == "false"):
		v.SetBool(n.Scalar == "true")
	case v.Kind() == reflect.Bool:
		f.note(n, path, fault.RuleFormat, "must be true or false")
	case v.CanInt() && (plain || n.Type == Num):
		whole, err := strconv.ParseInt(n.Scalar, 10, v.Type().Bits())
		if err != nil {
			f.note(n, path, fault.RuleFormat, "must be a whole number")
			return
		}
		v.SetInt(whole)
	default:
		f.note(n, path, fault.RuleFormat, "must be a whole number")
	}
}

// below is the path of a name within a path; a name that begins with a bracket is an index.
func below(path, name string) string {
	switch {
	case path == "", name == "":
		return path + name
	case strings.HasPrefix(name, "["):
		return path + name
	}
	return path + "." + name
}

// shown is a name of a text as a path shows it: not longer than a line.
func shown(name string) string {
	const most = 60
	if len(name) <= most {
		return name
	}
	return strings.ToValidUTF8(name[:most], "") + "…"
}
