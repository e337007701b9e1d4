package etomtest_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

type thing struct {
	Name string `json:"name"`
	Size int    `json:"size"`
}

// TestDecodes changes the working directory, so that it cannot run beside others.
func TestDecodes(t *testing.T) {
	t.Chdir(t.TempDir())
	require.NoError(t, os.MkdirAll(filepath.Join("testdata", "stored"), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join("testdata", "stored", "thing.json"), []byte(`{"name": "a", "size": 2, "gone": true}`), 0o600))
	decodes := func(name string, want thing) bool {
		failed, _ := try(func(tb testing.TB) { etomtest.Decodes(tb, name, want) })
		return !failed
	}
	assert.True(t, decodes("thing.json", thing{"a", 2}), "a field more does no harm")
	assert.False(t, decodes("thing.json", thing{"a", 3}), "another value")
	require.NoError(t, os.WriteFile(filepath.Join("testdata", "stored", "thing.json"), []byte(`{"name": 7}`), 0o600))
	assert.False(t, decodes("thing.json", thing{}), "a field of another type")
	if os.Getenv("ETOM_UPDATE") == "" {
		assert.False(t, decodes("missing.json", thing{}), "a missing file")
	}
}

func TestJournal(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		env, _ := etomtest.Env(t, st)
		require.NoError(t, env.Update(t.Context(), func(u *work.Unit) error {
			return errors.Join(u.Emit("a.b.c", "s", "case", nil), u.Emit("a.b.d", "s", "case", nil), u.Emit("a.b.e", "s", "other", nil))
		}))
		assert.Equal(t, []string{"a.b.c", "a.b.d"}, etomtest.Types(etomtest.Journal(t, env, "case")))
	})
}

func TestPaths(t *testing.T) {
	t.Parallel()
	var c fault.Check
	c.Add("name", fault.RuleRequired, "must not be empty")
	c.Add("size", fault.RuleRange, "must be positive")
	assert.Equal(t, []string{"name", "size"}, etomtest.Paths(c.Err("thing")))
	assert.Nil(t, etomtest.Paths(fault.NotFound("thing")))
	assert.Nil(t, etomtest.Paths(nil))
}
