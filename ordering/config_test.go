package ordering_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/etom/work"
	"github.com/etomcrm/etomcrm/ordering"
)

func TestNew_refuses_a_wrong_config_all_faults_at_once(t *testing.T) {
	t.Parallel()
	_, err := ordering.New(work.New(memory.New(), nil), &ordering.Config{
		Warn: -1, AnswerStandard: fault.Horizon + 1, AnswerCustom: -time.Hour, ChargeAfter: -time.Hour,
		Measures: []ordering.MeasureRow{{Danger: "some", Priority: "5", Measures: []ordering.Measure{ordering.Escalate, ""}}},
	})
	assert.Equal(t, []string{"warn", "answerStandard", "answerCustom", "chargeAfter", "measures[0].danger", "measures[0].priority", "measures[0].measures[1]"}, etomtest.Paths(err))
	for _, config := range []*ordering.Config{nil, {}, {Measures: ordering.Measures()}} {
		_, err := ordering.New(work.New(memory.New(), nil), config)
		require.NoError(t, err)
	}
}
