package sla_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/etomcrm/etomcrm/sla"
)

func TestEventTypes_are_named_as_a_noun_and_a_participle_each_once(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, typ := range sla.EventTypes() {
		assert.False(t, seen[typ], typ)
		seen[typ] = true
		parts := strings.Split(typ, ".")
		assert.Len(t, parts, 3, typ)
		assert.Equal(t, "sla", parts[0], typ)
	}
	assert.Len(t, seen, 22)
}
