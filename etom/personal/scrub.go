package personal

import (
	"encoding"
	"encoding/json"
	"reflect"
	"strings"
)

// Scrub makes a Records.Scrub that empties every text of a record but those under the names of fields listed, as JSON has
// them: "name", or "Item.name" of the Go type Item only. It is a list of what stays, so that a field nobody thought of goes.
// What has a type of its own stays: states, kinds, amounts, dates, instants; and so do numbers and flags. JSON within a
// record goes whole, as nobody knows what is in it, and so does a map with texts, its keys included; both stay if they are
// listed. The record it is given is not changed.
func Scrub[T any](keep ...string) func(T) T {
	s := scrubber{keep: map[string]bool{"id": true, "customer": true, "correlation": true, "code": true}}
	for _, name := range keep {
		s.keep[name] = true
	}
	return func(record T) T {
		var scrubbed T
		s.value(reflect.ValueOf(&record).Elem(), reflect.ValueOf(&scrubbed).Elem(), false)
		return scrubbed
	}
}

type scrubber struct{ keep map[string]bool }

var plainText = reflect.TypeFor[string]()

// value writes what stays of from to an empty to; kept says that its name is listed.
func (s scrubber) value(from, to reflect.Value, kept bool) {
	switch t := from.Type(); {
	case t == reflect.TypeFor[json.RawMessage](), t == plainText:
		if kept {
			to.Set(from)
		}
	case opaque(t):
		to.Set(from)
	case t.Kind() == reflect.Struct:
		s.fields(from, to)
	case t.Kind() == reflect.Pointer && !from.IsNil():
		to.Set(reflect.New(t.Elem()))
		s.value(from.Elem(), to.Elem(), kept)
	case t.Kind() == reflect.Slice && !from.IsNil():
		to.Set(reflect.MakeSlice(t, from.Len(), from.Len()))
		fallthrough
	case t.Kind() == reflect.Array:
		for n := range from.Len() {
			s.value(from.Index(n), to.Index(n), kept)
		}
	case t.Kind() == reflect.Map && !from.IsNil() && (kept || !textual(t.Elem())):
		to.Set(reflect.MakeMapWithSize(t, from.Len()))
		for at := from.MapRange(); at.Next(); {
			one := reflect.New(t.Elem()).Elem()
			s.value(at.Value(), one, kept)
			to.SetMapIndex(at.Key(), one)
		}
	case t.Kind() != reflect.Map && t.Kind() != reflect.Interface && t.Kind() != reflect.Pointer && t.Kind() != reflect.Slice:
		to.Set(from)
	}
}

func (s scrubber) fields(from, to reflect.Value) {
	t := from.Type()
	for n := range t.NumField() {
		f := t.Field(n)
		if !f.IsExported() {
			continue // never stored
		}
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		s.value(from.Field(n), to.Field(n), s.keep[name] || s.keep[t.Name()+"."+name])
	}
}

// opaque reports whether a type writes itself: an instant, a date, an amount.
func opaque(t reflect.Type) bool {
	for _, writes := range []reflect.Type{reflect.TypeFor[json.Marshaler](), reflect.TypeFor[encoding.TextMarshaler]()} {
		if t.Implements(writes) || reflect.PointerTo(t).Implements(writes) {
			return true
		}
	}
	return false
}

// textual reports whether plain text is directly in a map's values.
func textual(t reflect.Type) bool {
	for t.Kind() == reflect.Slice || t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t == plainText || t.Kind() == reflect.Interface || t == reflect.TypeFor[json.RawMessage]()
}
