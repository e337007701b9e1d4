package etomtest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/etomcrm/etomcrm/etom/etomtest"
)

func TestSource(t *testing.T) {
	assert.Contains(t, string(etomtest.Source(t, "go.mod")), "module github.com/etomcrm/etomcrm", "seen from the module's folder")
	assert.NotEmpty(t, etomtest.Source(t, "etom/etomtest/source.g*"), "a pattern that one file fits")

	t.Setenv("CI", "")
	failed, said := try(func(t testing.TB) { etomtest.Source(t, "../nowhere/law.json") })
	assert.False(t, failed)
	assert.Contains(t, said, "NOT TESTED against ../nowhere/law.json")

	failed, said = try(func(t testing.TB) { etomtest.Source(t, "*.md") })
	assert.True(t, failed)
	assert.Contains(t, said, "one is asked for")

	t.Setenv("CI", "1")
	failed, said = try(func(t testing.TB) { etomtest.Source(t, "../nowhere/law.json") })
	assert.True(t, failed, "in CI nothing is passed over")
	assert.Contains(t, said, "is missing")
}
