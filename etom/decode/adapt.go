package decode

import (
	"fmt"
	"reflect"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

type adapter func(f *filler, v reflect.Value, n *Node, path string)

// adapterOf is the adapter for the types that have a way of their own to read JSON: here they are read field by field, so that
// every fault of theirs has its path and line and a YAML scalar needs no quotes; nil for all other types. Cycles are checked with
// the agreement they stand in.
func adapterOf(t reflect.Type) adapter {
	switch t {
	case reflect.TypeFor[calendar.Cycle](), reflect.TypeFor[calendar.HoursSpec](), reflect.TypeFor[calendar.Holiday]():
		return (*filler).object
	case reflect.TypeFor[calendar.Hours]():
		return hours
	case reflect.TypeFor[money.Amount]():
		return amount
	}
	return nil
}

// hours makes a working calendar of its spec.
func hours(f *filler, v reflect.Value, n *Node, path string) {
	before := len(f.check.Fields())
	var spec calendar.HoursSpec
	f.fill(reflect.ValueOf(&spec).Elem(), n, path)
	if len(f.check.Fields()) > before {
		return
	}
	made, err := calendar.NewHours(spec)
	f.noteAll(n, path, err, false)
	if err == nil {
		v.Set(reflect.ValueOf(made))
	}
}

// amount reads "12.34 EUR" or {"amount":"12.34","currency":"EUR"}.
func amount(f *filler, v reflect.Value, n *Node, path string) {
	if n.Type == Text || n.Type == Plain {
		made, err := money.ParseAmount(n.Scalar)
		f.noteAll(n, path, err, true)
		v.Set(reflect.ValueOf(made))
		return
	}
	if n.Type != Object {
		f.note(n, path, fault.RuleFormat, `must be an amount such as "12.34 EUR"`)
		return
	}
	before := len(f.check.Fields())
	var parts struct {
		Amount   string `json:"amount"`
		Currency string `json:"currency"`
	}
	f.fill(reflect.ValueOf(&parts).Elem(), n, path)
	if len(f.check.Fields()) > before {
		return
	}
	made, err := money.ParseAmount(fmt.Sprintf("%s %s", parts.Amount, parts.Currency))
	f.noteAll(n, path, err, true)
	v.Set(reflect.ValueOf(made))
}
