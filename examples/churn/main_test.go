package main

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/retention/model"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// asked are the options of a command line.
func asked(t *testing.T, args ...string) options {
	t.Helper()
	var o options
	f := flag.NewFlagSet("churn", flag.ContinueOnError)
	o.flags(f)
	require.NoError(t, f.Parse(args))
	o.rest = f.Args()
	return o
}

// try is what a run prints on a screen that is a file, and its error.
func try(t *testing.T, args ...string) (string, error) {
	t.Helper()
	screen, err := os.Create(filepath.Join(t.TempDir(), "screen"))
	require.NoError(t, err)
	defer screen.Close()
	var out bytes.Buffer
	o := asked(t, args...)
	o.out = cmp.Or(o.out, t.TempDir())
	err = run(t.Context(), &out, screen, o)
	shown, readErr := os.ReadFile(screen.Name())
	require.NoError(t, readErr)
	require.Empty(t, shown, "progress is for terminals")
	return out.String(), err
}

func output(t *testing.T, args ...string) string {
	t.Helper()
	out, err := try(t, args...)
	require.NoError(t, err)
	return out
}

// table writes a file of customers; the change may break it.
func table(t *testing.T, change func(string) string) string {
	t.Helper()
	var text strings.Builder
	text.WriteString("id;months;plan;area;gone\n")
	for i := range 200 {
		gone := "no"
		if (i*i+i/7)%5 < 1+i%3 && i%11 > 2 {
			gone = "yes"
		}
		fmt.Fprintf(&text, "c-%d;%d;%s;%d;%s\n", i, (i*37)%72, []string{"flat", "metered", "old plan"}[i%3], 100000+i*7919, gone)
	}
	path := filepath.Join(t.TempDir(), "customers.csv")
	require.NoError(t, os.WriteFile(path, []byte(change(text.String())), 0o600))
	return path
}

func same(text string) string { return text }

func TestOutput(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{"en", "de"} {
		dir := t.TempDir()
		out := output(t, "-lang", lang, "-out", dir)
		etomtest.Golden(t, lang+".golden", strings.ReplaceAll(out, dir+string(filepath.Separator), ""))
		for _, name := range []string{"lift.svg", "calibration.svg"} {
			readable(t, filepath.Join(dir, name))
		}
		text, err := os.ReadFile(filepath.Join(dir, "model.json"))
		require.NoError(t, err)
		m, err := model.Parse(text)
		require.NoError(t, err)
		for _, term := range m.Terms {
			assert.LessOrEqual(t, math.Abs(term.Coefficient-madeUpTruth[term.Name()]), 2*term.StandardError, "%s: the truth is found", term.Name())
		}
	}
}

// readable holds a file against XML.
func readable(t *testing.T, path string) {
	t.Helper()
	file, err := os.Open(path)
	require.NoError(t, err)
	defer file.Close()
	for d := xml.NewDecoder(file); ; {
		_, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		require.NoError(t, err)
	}
}

func TestAFileOfOnesOwn(t *testing.T) {
	t.Parallel()
	args := []string{"-csv", table(t, same), "-separator", ";", "-id", "id", "-target", "gone", "-positive", "yes", "-recode", "old plan=flat"}
	out := output(t, args...)
	assert.Contains(t, out, "customers.csv: 200 customers; 0 more left out")
	assert.Contains(t, out, "plan=metered")
	assert.NotContains(t, out, "plan=old plan", "it is read as flat")
	assert.Contains(t, output(t, append(args, "-customer", "c-7")...), "\nc-7: probability ")
	_, err := try(t, append(args, "-customer", "c-777")...)
	assert.ErrorContains(t, err, `-customer "c-777"`)
	nameless := output(t, "-csv", table(t, same), "-separator", ";", "-target", "gone", "-positive", "yes", "-lang", "de")
	assert.Contains(t, nameless, "\nZeile ")
	assert.Contains(t, nameless, "Nicht betrachtet: id has more than 50 different texts")
}

// The customers of the reference (data/churn/SOURCES.md): no recoding is needed, what follows from other columns is left out.
func TestTelco(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "telco.csv.gz")
	require.NoError(t, os.WriteFile(path, etomtest.Source(t, "../shared/data/churn/telco.csv.gz"), 0o600))
	out := output(t, "-csv", path, "-id", "customerID")
	for _, want := range []string{"7032 customers; 11 more left out", "log-likelihood -2913.136", "AUC on its own customers 0.8482", "mean      AUC 0.8452"} {
		assert.Contains(t, out, want)
	}
}

func TestWhatIsWrongIsSaidAtOnce(t *testing.T) {
	t.Parallel()
	_, err := try(t, "-lang", "fr", "-folds", "1", "-l2", "-1", "customers.csv")
	assert.ElementsMatch(t, []string{"-lang", "-folds", "-l2", "arguments"}, etomtest.Paths(err))
	_, err = try(t, "-csv", "nowhere.csv")
	assert.ErrorContains(t, err, "-csv: open nowhere.csv")
	flags := []string{"-separator", ";", "-id", "id", "-target", "gone", "-positive", "yes"}
	for name, c := range map[string]struct {
		change func(string) string
		want   string
	}{
		"a broken row":    {func(s string) string { return s + "c-x;1;flat\n" }, "line 202: has 3 cells, the heading 5"},
		"an id twice":     {func(s string) string { return s + "c-7;1;flat;1;no\n" }, `line 202: "c-7" stands there twice`},
		"another outcome": {func(s string) string { return s + "c-x;1;flat;1;perhaps\n" }, `line 202: is "perhaps"`},
		"no such target":  {func(s string) string { return strings.Replace(s, "gone", "left", 1) }, "gone"},
	} {
		_, err := try(t, append(flags, "-csv", table(t, c.change))...)
		require.ErrorIs(t, err, fault.ErrInvalid, name)
		assert.ErrorContains(t, err, c.want, name)
	}
	_, err = try(t, append(flags, "-missing", "refuse", "-csv", table(t, func(s string) string { return s + "c-x;;flat;1;no\n" }))...)
	assert.ErrorContains(t, err, "line 202: is missing")
	assert.ErrorContains(t, (&options{}).addRecode("nothing"), "has no =")
}
