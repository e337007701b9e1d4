package event

import (
	"bytes"
	"encoding/json"
	"regexp"
	"time"
)

// Keep says which texts stay in data that is redacted: those under the names of fields that it lists. It is a list of what
// stays, not of what goes, so that a field nobody thought of goes. Numbers, flags, instants and dates always stay, and so do
// the names of fields. It is immutable and safe for concurrent use; make it once, as a package-level variable.
type Keep struct {
	names map[string]bool
	whole map[string]bool
}

// alwaysKept are the names of what is no more than an id, a code, a state or an amount wherever it stands.
var alwaysKept = []string{"id", "customer", "correlation", "event", "type", "kind", "code", "state", "status", "amount", "currency", "rate",
	"account", "agreement", "bill", "billNo", "order", "quote", "prospect", "lead", "collateral", "ticket", "violation", "interaction",
	"productOffering", "offering", "product", "item", "priority", "version", "language", "zone", "unit", "channel", "period"}

// Keeping makes a Keep of the names of fields whose texts stay, beside ids, codes, states and amounts under the names
// that are the same everywhere.
func Keeping(names ...string) Keep {
	k := Keep{names: map[string]bool{}, whole: map[string]bool{}}
	for _, name := range append(names, alwaysKept...) {
		k.names[name] = true
	}
	return k
}

// Without is the Keep with names of fields whose content goes whole: what is in them has no form that anybody knows.
func (k Keep) Without(names ...string) Keep {
	more := Keep{names: k.names, whole: map[string]bool{}}
	for name := range k.whole {
		more.whole[name] = true
	}
	for _, name := range names {
		more.whole[name] = true
	}
	return more
}

// Redact is the data with all texts empty that do not stay; its form is as it was. Fields whose content goes whole are null.
// changed says whether anything went.
func (k Keep) Redact(data json.RawMessage) (redacted json.RawMessage, changed bool, err error) {
	if len(data) == 0 {
		return data, false, nil
	}
	in := json.NewDecoder(bytes.NewReader(data))
	in.UseNumber()
	var all any
	if err := in.Decode(&all); err != nil {
		return nil, false, err
	}
	all, changed = k.redact("", all)
	if !changed {
		return data, false, nil
	}
	redacted, err = json.Marshal(all)
	return redacted, true, err
}

// redact changes value, which stands under the name.
func (k Keep) redact(name string, value any) (redacted any, changed bool) {
	if k.whole[name] {
		return nil, value != nil
	}
	switch v := value.(type) {
	case string:
		if v == "" || k.names[name] || isTime(v) {
			return v, false
		}
		return "", true
	case []any:
		for n, one := range v {
			var here bool
			v[n], here = k.redact(name, one)
			changed = changed || here
		}
	case map[string]any:
		for field, one := range v {
			var here bool
			v[field], here = k.redact(field, one)
			changed = changed || here
		}
	}
	return value, changed
}

// date is a day as package calendar writes it.
var date = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)

func isTime(text string) bool {
	if date.MatchString(text) {
		return true
	}
	_, err := time.Parse(time.RFC3339Nano, text)
	return err == nil
}
