package yaml_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/sla/yaml"
)

func TestReadAgreement_SmokeOnly(t *testing.T) {
	_, err := yaml.ReadAgreement([]byte("id: x\nobjective:\n  - id: a\n    target: 99.9\n    foo: 1\n"))
	require.Error(t, err)
	assert.Equal(t, "", err.Error())
}
