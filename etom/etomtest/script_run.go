package etomtest

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// Script runs the commands of a script in their order, and fails the test wherever run returns something else than
// the script expects. Newlines at the end do not count; a blank line within cannot be expected, as it ends the block.
// With ETOM_UPDATE set it writes what run returned into the script; comments and commands stay as they are.
func Script(t testing.TB, path string, run func(Command) string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v", err)
	}
	commands, err := ParseScript(text)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	printed := slices.Clone(commands) // the same commands, with what they did print
	for i, c := range commands {
		printed[i].Want = strings.Join(rows(run(c)), "\n")
		if slices.ContainsFunc(rows(printed[i].Want), blank) {
			t.Fatalf("%s:%d: %s\nprints a blank line, which would end its block", path, c.Line, c)
		}
		if printed[i].Want != c.Want && !updating() {
			t.Errorf("%s:%d: %s\n%s", path, c.Line, c, difference(c.Want, printed[i].Want))
		}
	}
	if after := replaceWant(string(text), commands, printed); after != string(text) && updating() {
		rewrite(t, path, after)
	}
}

// replaceWant exchanges what a script expects, from the last command to the first, so that line numbers stay true.
func replaceWant(text string, before, after []Command) string {
	lines := linesOf(text)
	for i, c := range slices.Backward(before) {
		first := c.Line + 1 // the line below the dashes, counted from 0
		lines = slices.Replace(lines, first, first+len(rows(c.Want)), rows(after[i].Want)...)
	}
	return strings.Join(lines, "\n")
}

// rows are the lines of an output without its last newlines; nothing printed is no row.
func rows(output string) []string {
	if output = strings.TrimRight(output, "\r\n"); output == "" {
		return nil
	}
	return linesOf(output)
}
