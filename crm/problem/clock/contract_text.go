package clock

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// ReadContract reads a contract from JSON, as encoding/json writes it, and checks it. A field that a contract does not have is refused
// too: misspelt, it would be a term left out. fault.ErrInvalid names every fault at once, unless the text is no JSON of this form.
func ReadContract(data []byte) (Contract, error) {
	var text contractText
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	err := decoder.Decode(&text)
	if _, more := decoder.Token(); err == nil && !errors.Is(more, io.EOF) {
		err = errors.New("more follows behind the contract")
	}
	if err != nil {
		return Contract{}, &fault.Error{Kind: fault.ErrInvalid, Subject: "clock.Contract", Message: "cannot be read from JSON", Cause: err}
	}
	var unread, wrong fault.Check
	c := text.contract(&unread)
	c.check(&wrong)
	for _, f := range wrong.Fields() {
		// What could not be read is not there to be checked.
		if !slices.ContainsFunc(unread.Fields(), func(u fault.Field) bool { return strings.HasPrefix(u.Path, f.Path) }) {
			unread.Add(f.Path, f.Rule, f.Message)
		}
	}
	if err := unread.Err("clock.Contract"); err != nil {
		return Contract{}, err
	}
	return c, nil
}

// contractText is a contract whose spans, warnings and hours are not read yet.
type contractText struct {
	Contract
	Targets []targetText `json:"targets"`
}

type targetText struct {
	Target
	Within string          `json:"within"`
	Hours  json.RawMessage `json:"hours"`
	Warn   []string        `json:"warn"`
}

func (t contractText) contract(f *fault.Check) Contract {
	c := t.Contract
	for i, text := range t.Targets {
		target := text.Target
		path := fmt.Sprintf("targets[%d].", i)
		if text.Within != "" {
			note(f, path+"within", "", target.Within.UnmarshalText([]byte(text.Within)))
		}
		if len(text.Hours) > 0 {
			note(f, path+"hours", ".", target.Hours.UnmarshalJSON(text.Hours))
		}
		for n, w := range text.Warn {
			var warning Warning
			note(f, fmt.Sprintf("%swarn[%d]", path, n), "", warning.UnmarshalText([]byte(w)))
			target.Warn = append(target.Warn, warning)
		}
		c.Targets = append(c.Targets, target)
	}
	return c
}

// note adds the faults of a part. With a separator, the part's own paths stand behind it.
func note(f *fault.Check, path, separator string, err error) {
	var invalid *fault.Invalid
	if !errors.As(err, &invalid) {
		return
	}
	for _, field := range invalid.Fields {
		at := path
		if separator != "" && field.Path != "" {
			at += separator + field.Path
		}
		f.Add(at, field.Rule, field.Message)
	}
}
