package etomtest

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// Command is one step of a script. In the script it is a line, then four dashes, then what the step is expected to
// print, up to a blank line; lines that begin with # are comments:
//
//	# the dealer asks for a line
//	enquire customer=c-1 text="a fast line"
//	----
//	enquiry e-1 noted
//
// A value is a bare word or a string quoted as in Go. It is immutable.
type Command struct {
	Line int // of the script, from 1
	Verb string
	Args []Arg  // in the order of the line; a key stands there once
	Want string // what is expected, without the newline at its end
}

// Arg is one key=value of a command.
type Arg struct{ Key, Value string }

// Arg is the value of a key, empty if it is not given.
func (c Command) Arg(key string) string {
	for _, a := range c.Args {
		if a.Key == key {
			return a.Value
		}
	}
	return ""
}

// String is the command's line.
func (c Command) String() string {
	var b strings.Builder
	b.WriteString(c.Verb)
	for _, a := range c.Args {
		value := strconv.Quote(a.Value)
		if value == `"`+a.Value+`"` && a.Value != "" && !strings.ContainsFunc(a.Value, unicode.IsSpace) {
			value = a.Value // a bare word will do
		}
		fmt.Fprintf(&b, " %s=%s", a.Key, value)
	}
	return b.String()
}

const dashes = "----"

// ParseScript reads a script. Its errors are fault.ErrInvalid and name every wrong line at once; a script without any
// command is wrong, since it would test nothing. A test that has to show that no step may be missing runs
// slices.Concat(commands[:i], commands[i+1:]) for every i.
func ParseScript(text []byte) ([]Command, error) {
	var (
		commands []Command
		c        fault.Check
		lines    = linesOf(string(text))
	)
	for i := 0; i < len(lines); i++ {
		if blank(lines[i]) || strings.HasPrefix(strings.TrimSpace(lines[i]), "#") {
			continue
		}
		path := fmt.Sprintf("line %d", i+1)
		command, err := parseCommand(lines[i])
		command.Line = i + 1
		if err != nil {
			c.Add(path, fault.RuleFormat, err.Error())
		}
		if i+1 < len(lines) && strings.TrimSpace(lines[i+1]) == dashes {
			i++
		} else if err == nil {
			c.Add(path, fault.RuleFormat, "needs "+dashes+" on the line below it")
		}
		first := i + 1
		for i+1 < len(lines) && !blank(lines[i+1]) {
			i++
		}
		command.Want = strings.Join(lines[first:i+1], "\n")
		commands = append(commands, command)
	}
	c.That(len(commands) > 0, "", fault.RuleRequired, "must hold a command")
	if err := c.Err("script"); err != nil {
		return nil, err
	}
	return commands, nil
}

func parseCommand(line string) (Command, error) {
	verb, rest := word(strings.TrimSpace(line))
	if verb == dashes {
		return Command{}, fmt.Errorf("needs a command above %s", dashes)
	}
	if strings.ContainsAny(verb, `="`) {
		return Command{}, fmt.Errorf("must begin with a verb, not with %s", verb)
	}
	command := Command{Verb: verb}
	seen := map[string]bool{}
	for rest != "" {
		key, after, found := strings.Cut(rest, "=")
		if !found || key == "" || strings.ContainsAny(key, `"`) || strings.ContainsFunc(key, unicode.IsSpace) {
			return Command{}, fmt.Errorf("must go on with key=value, not with %s", rest)
		}
		if seen[key] {
			return Command{}, fmt.Errorf("gives %s twice", key)
		}
		seen[key] = true
		value, behind, err := parseValue(after)
		if err != nil {
			return Command{}, fmt.Errorf("%s: %w", key, err)
		}
		command.Args = append(command.Args, Arg{Key: key, Value: value})
		rest = behind
	}
	return command, nil
}

// parseValue takes a value from the front of the text and returns what stands behind it.
func parseValue(text string) (value, rest string, err error) {
	if !strings.HasPrefix(text, `"`) {
		value, rest = word(text)
		if strings.Contains(value, `"`) {
			return "", "", fmt.Errorf("a quote stands inside the word %s", value)
		}
		return value, rest, nil
	}
	quoted, err := strconv.QuotedPrefix(text)
	if err != nil {
		return "", "", fmt.Errorf("the quoted value %s does not end or has a wrong escape", text)
	}
	if glued, behind := word(text[len(quoted):]); glued == "" {
		value, err = strconv.Unquote(quoted)
		return value, behind, err
	}
	return "", "", fmt.Errorf("a space is missing behind %s", quoted)
}

// word takes what stands before the first white space of the text; rest begins with the next word.
func word(text string) (first, rest string) {
	end := strings.IndexFunc(text, unicode.IsSpace)
	if end < 0 {
		return text, ""
	}
	return text[:end], strings.TrimSpace(text[end:])
}

func blank(line string) bool { return strings.TrimSpace(line) == "" }

// linesOf splits a text into its lines; a checkout on Windows may have put carriage returns at their ends.
func linesOf(text string) []string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, "\r")
	}
	return lines
}
