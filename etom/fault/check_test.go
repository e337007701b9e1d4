package fault_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/etom/fault"
)

func rules(c *fault.Check) []string {
	var all []string
	for _, f := range c.Fields() {
		all = append(all, f.Rule)
	}
	return all
}

func TestCheck_asks_for_texts_that_every_store_can_keep(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text            string
		text10, maybe10 []string // the rules broken with at most 10 bytes, required and optional
	}{
		"a word":                         {"order", nil, nil},
		"exactly as long as allowed":     {"0123456789", nil, nil},
		"ten bytes in five letters":      {"äöüßé", nil, nil},
		"a byte too long":                {"0123456789a", []string{fault.RuleLength}, []string{fault.RuleLength}},
		"a letter too long":              {"äöüßéa", []string{fault.RuleLength}, []string{fault.RuleLength}},
		"nothing":                        {"", []string{fault.RuleRequired}, nil},
		"blanks are somebody's business": {"  ", nil, nil},
		"a NUL":                          {"a\x00b", []string{fault.RuleNUL}, []string{fault.RuleNUL}},
		"half a letter":                  {"a\xc3", []string{fault.RuleUTF8}, []string{fault.RuleUTF8}},
		"several faults: the worst":      {"0123456789\x00\xff", []string{fault.RuleUTF8}, []string{fault.RuleUTF8}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var required, optional fault.Check
			required.Text("name", c.text, 10)
			optional.Optional("name", c.text, 10)
			assert.Equal(t, c.text10, rules(&required))
			assert.Equal(t, c.maybe10, rules(&optional))
		})
	}
}

func TestCheck_Err_is_nil_if_nothing_was_noted(t *testing.T) {
	t.Parallel()
	var c fault.Check
	c.That(true, "quantity", fault.RuleRange, "must be at least 1")
	c.Text("name", "n", 1)
	c.Within("items[0]", &fault.Check{})
	assert.NoError(t, c.Err("ordering.draft"))
	assert.Empty(t, c.Fields())
}

func TestCheck_Within_puts_the_paths_of_a_part_below_its_prefix(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ prefix, path, want string }{
		{"items[2]", "price", "items[2].price"},
		{"items", "[2].price", "items[2].price"},
		{"items[2]", "", "items[2]"},
		{"", "price", "price"},
		{"", "[2]", "[2]"},
		{"", "", ""},
	} {
		var part, whole fault.Check
		part.Add(c.path, fault.RuleRange, "must not be negative")
		whole.Within(c.prefix, &part)
		assert.Equal(t, []fault.Field{{Path: c.want, Rule: fault.RuleRange, Message: "must not be negative"}}, whole.Fields())
		assert.Equal(t, c.path, part.Fields()[0].Path, "the part stays as it is")
	}
}

func TestField_reads_as_JSON(t *testing.T) {
	t.Parallel()
	body, err := json.Marshal(fault.Field{Path: "items[2].price", Rule: fault.RuleCurrency, Message: "must be in EUR"})
	require.NoError(t, err)
	assert.JSONEq(t, `{"path":"items[2].price","rule":"ETOM-CURRENCY","message":"must be in EUR"}`, string(body))
}

// Whatever Text lets pass can be kept by every store; whatever it refuses breaks exactly one of the four rules.
func TestCheck_Text_property(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(
			rapid.String(),
			rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) }),
		).Draw(t, "text")
		max := rapid.IntRange(1, 30).Draw(t, "max")
		keepable := text != "" && utf8.ValidString(text) && strings.IndexByte(text, 0) < 0 && len(text) <= max
		var c fault.Check
		c.Text("name", text, max)
		if keepable != (len(c.Fields()) == 0) || len(c.Fields()) > 1 {
			t.Fatalf("%q with at most %d bytes: %v", text, max, c.Fields())
		}
	})
}

func ExampleCheck() {
	check := func(name string, quantity int) error {
		var c fault.Check
		c.Text("name", name, fault.MaxName)
		c.That(quantity > 0, "quantity", fault.RuleRange, "must be at least 1")
		return c.Err("ordering.draft")
	}
	err := check("", 0)
	fmt.Println(errors.Is(err, fault.ErrInvalid))
	var invalid *fault.Invalid
	if errors.As(err, &invalid) {
		for _, f := range invalid.Fields {
			fmt.Println(f.Path, f.Rule, f.Message)
		}
	}
	fmt.Println(check("access line", 1))
	// Output:
	// true
	// name ETOM-REQUIRED must not be empty
	// quantity ETOM-RANGE must be at least 1
	// <nil>
}
