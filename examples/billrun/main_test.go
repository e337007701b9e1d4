package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/etomtest"
)

// output is what a run prints, and what it shows of its progress.
func output(t *testing.T, o options) (out, screen string) {
	t.Helper()
	file, err := os.Create(filepath.Join(t.TempDir(), "screen"))
	require.NoError(t, err)
	require.NoError(t, o.check(nil))
	var text bytes.Buffer
	require.NoError(t, run(t.Context(), &text, file, file, o))
	require.NoError(t, file.Close())
	shown, err := os.ReadFile(file.Name())
	require.NoError(t, err)
	return text.String(), string(shown)
}

func some(lang string) options {
	return options{accounts: 70, usage: 20, slices: 1, store: "memory", lang: lang}
}

func TestOutput(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{"en", "de"} {
		out, screen := output(t, some(lang))
		etomtest.Golden(t, lang+".golden", out)
		assert.Contains(t, screen, "100%")
		assert.Contains(t, screen, word(lang, "peak memory", "höchster Speicherbedarf"))
	}
}

func TestOutput_is_the_same(t *testing.T) {
	t.Parallel()
	want, _ := output(t, some("en"))
	for name, change := range map[string]func(*options){
		"on SQLite":       func(o *options) { o.store = "sqlite" },
		"in three slices": func(o *options) { o.slices = 3 },
	} {
		o := some("en")
		change(&o)
		got, _ := output(t, o)
		assert.Equal(t, want, got, name)
	}
}

func TestOutput_is_the_same_in_four_slices_on_PostgreSQL(t *testing.T) {
	t.Parallel()
	want, _ := output(t, some("en"))
	o := some("en")
	o.store, o.slices = "postgres:"+etomtest.Postgres(t), 4
	got, _ := output(t, o)
	assert.Equal(t, want, got)
}

func TestDry_comes_to_the_same_and_changes_nothing(t *testing.T) {
	t.Parallel()
	o := some("en")
	o.store = "sqlite:" + filepath.Join(t.TempDir(), "billing.db")
	o.dry = true
	dry, _ := output(t, o)
	o.dry = false
	real, _ := output(t, o)
	assert.Equal(t, "Dry run: nothing is changed.\n"+real, dry)
	again, _ := output(t, o)
	assert.Contains(t, strings.Join(strings.Fields(again), " "), "bills 0")
}

func TestBill_is_printed(t *testing.T) {
	t.Parallel()
	o := some("de")
	o.accounts, o.bill = 1, true
	out, _ := output(t, o)
	assert.Contains(t, out, "Rechnung B-00000001")
	assert.Contains(t, out, "Gespräche in Mobilnetze")
}

func TestOptions_that_are_wrong_are_named(t *testing.T) {
	t.Parallel()
	for want, change := range map[string]func(*options){
		"-accounts 0":   func(o *options) { o.accounts = 0 },
		"-usage -1":     func(o *options) { o.usage = -1 },
		"-slices 257":   func(o *options) { o.slices = 257 },
		`-lang "fr"`:    func(o *options) { o.lang = "fr" },
		`-store "disk"`: func(o *options) { o.store = "disk" },
	} {
		o := some("en")
		change(&o)
		assert.ErrorContains(t, o.check(nil), want)
	}
	o := some("en")
	assert.ErrorContains(t, o.check([]string{"12"}), "12")
}
