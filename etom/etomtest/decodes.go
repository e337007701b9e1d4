package etomtest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// Decodes compares testdata/stored/<name>, a body as it was stored once, with the value that it must be read as for ever:
// stored JSON is public. Where the file is missing it is written, if golden files are; it is never rewritten. A body of an
// older form stays beside the new one, under a name of its own.
func Decodes[T any](t testing.TB, name string, want T) {
	t.Helper()
	path := filepath.Join("testdata", "stored", name)
	text, err := os.ReadFile(path)
	if os.IsNotExist(err) {
		text = indented(t, want)
		Golden(t, filepath.Join("stored", name), string(text))
		return
	}
	if err != nil {
		t.Fatalf("%v", err)
	}
	var got T
	if err := json.Unmarshal(text, &got); err != nil {
		t.Errorf("%s no longer decodes: %v", path, err)
		return
	}
	if read, meant := string(indented(t, got)), string(indented(t, want)); read != meant {
		t.Errorf("%s is read as something else\n%s", path, difference(meant, read))
	}
}

func indented(t testing.TB, v any) []byte {
	t.Helper()
	text, err := json.MarshalIndent(v, "", "\t")
	if err != nil {
		t.Fatalf("%T has no JSON: %v", v, err)
	}
	return append(text, '\n')
}
