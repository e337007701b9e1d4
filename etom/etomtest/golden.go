package etomtest

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// updating reports whether golden files and scripts are to be rewritten.
func updating() bool { return os.Getenv("ETOM_UPDATE") != "" }

// Golden compares got with the file testdata/<name>, byte for byte, and fails the test on a difference or if the file
// is missing. With ETOM_UPDATE set it writes the file instead.
func Golden(t testing.TB, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", filepath.FromSlash(name))
	want, err := os.ReadFile(path)
	switch {
	case err == nil && string(want) == got:
	case updating():
		rewrite(t, path, got)
	case errors.Is(err, fs.ErrNotExist):
		t.Errorf("%s is missing; set ETOM_UPDATE=1 to write it", path)
	case err != nil:
		t.Errorf("%v", err)
	default:
		t.Errorf("%s: %s\nset ETOM_UPDATE=1 to rewrite it, and read the difference before committing it", path, difference(string(want), got))
	}
}

func rewrite(t testing.TB, path, text string) {
	t.Helper()
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o644)); err != nil {
		t.Fatalf("%v", err)
	}
	t.Logf("%s: rewritten", path)
}

// difference shows the first line in which two texts differ.
func difference(want, got string) string {
	wants, gots := strings.SplitAfter(want, "\n"), strings.SplitAfter(got, "\n")
	at := 0
	for at < min(len(wants), len(gots)) && wants[at] == gots[at] {
		at++
	}
	line := func(lines []string) string {
		if at >= len(lines) || lines[at] == "" {
			return "the end"
		}
		return fmt.Sprintf("%q", lines[at])
	}
	return fmt.Sprintf("line %d differs\n want %s\n got  %s", at+1, line(wants), line(gots))
}
