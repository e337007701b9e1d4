package etomtest

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// Source reads a file that lies outside the module and is not part of it: a published schema, measured data, whatever a test is held
// against that may not be everywhere. The path is seen from the module's folder, where go.mod is, and may be a pattern that one
// file fits. Where the file is missing the test is skipped and says so; with CI set it fails.
func Source(t testing.TB, path string) []byte {
	t.Helper()
	root, err := moduleRoot()
	if err != nil {
		t.Fatalf("%v", err)
	}
	found, err := filepath.Glob(filepath.Join(root, filepath.FromSlash(path)))
	switch {
	case err != nil:
		t.Fatalf("%s: %v", path, err)
	case len(found) > 1:
		t.Fatalf("%s: %d files fit, one is asked for", path, len(found))
	case len(found) == 0 && os.Getenv("CI") != "":
		t.Fatalf("%s is missing, and CI is set", path)
	case len(found) == 0:
		t.Skipf("NOT TESTED against %s: it is not on this machine", path)
	}
	text, err := os.ReadFile(found[0])
	if err != nil {
		t.Fatalf("%v", err)
	}
	return text
}

// moduleRoot is the folder of the module whose tests run: the nearest above with a go.mod.
func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	for ; err == nil; dir = filepath.Dir(dir) {
		if _, missing := os.Stat(filepath.Join(dir, "go.mod")); missing == nil {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			return "", errors.New("no go.mod above the working folder")
		}
	}
	return "", err
}
