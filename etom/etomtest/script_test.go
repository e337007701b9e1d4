package etomtest_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
)

const enquiry = `# The dealer asks for a line.
enquire customer=c-1 text="a \"fast\" line"
----
enquiry e-1 noted
answer due tomorrow

# Nothing is printed here.
wait
----

  answer enquiry=e-1 text="" price=12.50
----
# not a comment, but what is printed
----`

func TestParseScript_reads_commands_and_what_they_are_to_print(t *testing.T) {
	t.Parallel()
	want := []etomtest.Command{
		{Line: 2, Verb: "enquire", Args: []etomtest.Arg{{"customer", "c-1"}, {"text", `a "fast" line`}}, Want: "enquiry e-1 noted\nanswer due tomorrow"},
		{Line: 8, Verb: "wait"},
		{Line: 11, Verb: "answer", Args: []etomtest.Arg{{"enquiry", "e-1"}, {"text", ""}, {"price", "12.50"}}, Want: "# not a comment, but what is printed\n----"},
	}
	got, err := etomtest.ParseScript([]byte(enquiry))
	require.NoError(t, err)
	assert.Equal(t, want, got)

	t.Run("with the line ends of Windows", func(t *testing.T) {
		t.Parallel()
		got, err := etomtest.ParseScript([]byte(strings.ReplaceAll(enquiry, "\n", "\r\n")))
		require.NoError(t, err)
		assert.Equal(t, want, got)
	})
	t.Run("and a command knows its arguments and its line", func(t *testing.T) {
		t.Parallel()
		assert.Equal(t, "12.50", got[2].Arg("price"))
		assert.Empty(t, got[2].Arg("nothing"))
		assert.Equal(t, `enquire customer=c-1 text="a \"fast\" line"`, got[0].String())
		assert.Equal(t, `wait`, got[1].String())
		assert.Equal(t, `answer enquiry=e-1 text="" price=12.50`, got[2].String())
	})
}

func TestParseScript_names_every_wrong_line(t *testing.T) {
	t.Parallel()
	const dashes = "\n----\n"
	for name, c := range map[string]struct{ text, says string }{
		"no command at all":                {"# nothing\n", "must hold a command"},
		"no dashes":                        {"wait\nnoted\n", "line 1: needs ---- on the line below it"},
		"no dashes at the end":             {"# first\n\nwait", "line 3: needs ---- on the line below it"},
		"dashes without a command":         {"\n----\nnoted\n", "line 2: needs a command above ----"},
		"no verb":                          {"customer=c-1" + dashes, "line 1: must begin with a verb, not with customer=c-1"},
		"a word that is no argument":       {"wait long" + dashes, "line 1: must go on with key=value, not with long"},
		"a key with a space":               {"wait how long=1" + dashes, "line 1: must go on with key=value, not with how long=1"},
		"an empty key":                     {"wait =1" + dashes, "line 1: must go on with key=value, not with =1"},
		"a key given twice":                {"wait for=1 for=2" + dashes, "line 1: gives for twice"},
		"a quote that does not end":        {`wait for="1` + dashes, `line 1: for: the quoted value "1 does not end`},
		"a wrong escape":                   {`wait for="\q"` + dashes, `line 1: for: the quoted value "\q" does not end or has a wrong escape`},
		"no space behind a quoted value":   {`wait for="1"till=2` + dashes, `line 1: for: a space is missing behind "1"`},
		"a quote within a word":            {`wait for=a"b` + dashes, `line 1: for: a quote stands inside the word a"b`},
		"two wrong lines, both are named":  {"wait long" + dashes + "\nwait longer" + dashes, "line 4: must go on"},
		"a wrong line and missing dashes":  {"wait long\n\nwait\n", "line 3: needs ----"},
		"two commands above the same rule": {"wait\nwait" + dashes, "line 1: needs ---- on the line below it"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			commands, err := etomtest.ParseScript([]byte(c.text))
			require.ErrorIs(t, err, fault.ErrInvalid)
			assert.ErrorContains(t, err, c.says)
			assert.Nil(t, commands)
		})
	}
}

func TestParseScript_names_each_fault_once(t *testing.T) {
	t.Parallel()
	_, err := etomtest.ParseScript([]byte("wait long\n----\n\nwait\n\n----\n"))
	var invalid *fault.Invalid
	require.True(t, errors.As(err, &invalid))
	var paths []string
	for _, f := range invalid.Fields {
		paths = append(paths, f.Path)
		assert.Equal(t, fault.RuleFormat, f.Rule)
	}
	assert.Equal(t, []string{"line 1", "line 4", "line 6"}, paths)
}

func FuzzParseScript(f *testing.F) {
	f.Add([]byte(enquiry))
	f.Add([]byte("wait for=\"\\x00\\u00e4\" till=\xff\n----\n"))
	f.Add([]byte("a\n----\r\n\r\n#\nb x==\n----\n----"))
	f.Add([]byte("wait for=\"1\n----"))
	f.Add([]byte("wait\n----\nnoted\r"))
	f.Add([]byte("wait for=\"a while\"\n----\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		commands, err := etomtest.ParseScript(text)
		if err != nil {
			if !errors.Is(err, fault.ErrInvalid) || commands != nil {
				t.Fatalf("a script is invalid or has commands, not %v with %v", err, commands)
			}
			return
		}
		var b strings.Builder
		for _, c := range commands {
			fmt.Fprintf(&b, "%s\n----\n%s\n\n", c, c.Want)
		}
		again, err := etomtest.ParseScript([]byte(b.String()))
		if err != nil {
			t.Fatalf("%q: printed and read again: %v", b.String(), err)
		}
		for i := range again {
			again[i].Line = commands[i].Line
		}
		if fmt.Sprintf("%#v", again) != fmt.Sprintf("%#v", commands) {
			t.Fatalf("printed and read again it differs:\n%#v\n%#v", commands, again)
		}
	})
}

// ExampleParseScript shows that every step of a script is needed: with any one left out, the lamp stays dark.
func ExampleParseScript() {
	commands, err := etomtest.ParseScript([]byte(`
connect
----

switch to=on
----
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	lit := func(commands []etomtest.Command) bool {
		connected, on := false, false
		for _, c := range commands {
			switch c.Verb {
			case "connect":
				connected = true
			case "switch":
				on = c.Arg("to") == "on"
			}
		}
		return connected && on
	}
	fmt.Println("as written:", lit(commands))
	for i, c := range commands {
		fmt.Printf("without %q: %t\n", c, lit(slices.Concat(commands[:i], commands[i+1:])))
	}
	// Output:
	// as written: true
	// without "connect": false
	// without "switch to=on": false
}
