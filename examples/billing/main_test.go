package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/etomtest"
)

func TestOutput(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{"en", "de"} {
		var out bytes.Buffer
		require.NoError(t, run(t.Context(), &out, lang, true, ""))
		etomtest.Golden(t, lang+".golden", out.String())
	}
}

func TestPDF(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "bill.pdf")
	var out bytes.Buffer
	require.NoError(t, run(t.Context(), &out, "de", false, file))
	written, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.True(t, bytes.HasPrefix(written, []byte("%PDF-")))
}
