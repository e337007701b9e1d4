package crm_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/store"
)

// scripts are the flows of the document, by the section that each follows.
func scripts(t testing.TB) []string {
	t.Helper()
	paths, err := filepath.Glob("testdata/*.txt")
	require.NoError(t, err)
	require.NotEmpty(t, paths)
	return paths
}

// Every hop is one command, and every arrow of the document is proved by the journal that the services have written.
func TestScripts_follow_the_document(t *testing.T) {
	t.Parallel()
	for _, path := range scripts(t) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			etomtest.Stores(t, func(t *testing.T, st store.Store) {
				etomtest.Script(t, path, newPlayer(t, st).do)
			})
		})
	}
}
