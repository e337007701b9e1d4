package main

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/etomtest"
)

func TestOutput(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{"en", "de"} {
		var out bytes.Buffer
		require.NoError(t, run(t.Context(), &out, lang))
		etomtest.Golden(t, lang+".golden", out.String())
	}
}
