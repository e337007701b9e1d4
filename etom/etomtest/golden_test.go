package etomtest_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/etomtest"
)

// These tests change the directory and the environment, so none of them is parallel.

func golden(name, got string) (failed bool, said string) {
	return try(func(t testing.TB) { etomtest.Golden(t, name, got) })
}

func inNewFolder(t *testing.T, name, text string) {
	t.Helper()
	t.Setenv("ETOM_UPDATE", "")
	t.Chdir(t.TempDir())
	require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o755))
	require.NoError(t, os.WriteFile(name, []byte(text), 0o644))
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	require.NoError(t, err)
	return string(text)
}

func TestGolden_passes_what_is_the_same(t *testing.T) {
	inNewFolder(t, "testdata/bill.txt", "one\ntwo\n")
	failed, said := golden("bill.txt", "one\ntwo\n")
	assert.False(t, failed)
	assert.Empty(t, said)
}

func TestGolden_fails_on_a_difference(t *testing.T) {
	for name, c := range map[string]struct{ got, says string }{
		"another line":           {"one\nthree\n", "line 2 differs\n want \"two\\n\"\n got  \"three\\n\""},
		"a line too many":        {"one\ntwo\nthree\n", "line 3 differs\n want the end\n got  \"three\\n\""},
		"a line too few":         {"one\n", "line 2 differs\n want \"two\\n\"\n got  the end"},
		"no newline at the end":  {"one\ntwo", "line 2 differs\n want \"two\\n\"\n got  \"two\""},
		"a carriage return":      {"one\r\ntwo\n", "line 1 differs"},
		"nothing":                {"", "line 1 differs\n want \"one\\n\"\n got  the end"},
		"a space nobody can see": {"one \ntwo\n", "line 1 differs\n want \"one\\n\"\n got  \"one \\n\""},
	} {
		t.Run(name, func(t *testing.T) {
			inNewFolder(t, "testdata/bill.txt", "one\ntwo\n")
			failed, said := golden("bill.txt", c.got)
			assert.True(t, failed)
			assert.Contains(t, said, c.says)
			assert.Contains(t, said, "ETOM_UPDATE=1")
			assert.Equal(t, "one\ntwo\n", read(t, "testdata/bill.txt"), "the file stays as it is")
		})
	}
}

func TestGolden_fails_on_a_missing_file(t *testing.T) {
	inNewFolder(t, "testdata/bill.txt", "")
	failed, said := golden("bills/other.txt", "one\n")
	assert.True(t, failed)
	assert.Contains(t, said, "is missing; set ETOM_UPDATE=1")
	assert.NoFileExists(t, "testdata/bills/other.txt")
}

func TestGolden_fails_on_a_file_that_cannot_be_read(t *testing.T) {
	inNewFolder(t, "testdata/bill.txt/in-a-folder.txt", "")
	failed, said := golden("bill.txt", "one\n")
	assert.True(t, failed)
	assert.Contains(t, said, "testdata")
}

func TestGolden_writes_with_ETOM_UPDATE(t *testing.T) {
	inNewFolder(t, "testdata/bill.txt", "one\n")
	t.Setenv("ETOM_UPDATE", "1")
	for _, name := range []string{"bill.txt", "bills/new.txt"} {
		failed, said := golden(name, "two\n")
		assert.False(t, failed)
		assert.Contains(t, said, "rewritten")
		assert.Equal(t, "two\n", read(t, "testdata/"+name))
	}
}

func TestGolden_says_when_it_cannot_write(t *testing.T) {
	inNewFolder(t, "testdata", "a file where a folder should be")
	t.Setenv("ETOM_UPDATE", "1")
	failed, _ := golden("bill.txt", "two\n")
	assert.True(t, failed)
}
