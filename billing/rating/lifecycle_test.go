package rating_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing/rating"
	"github.com/etomcrm/etomcrm/etom/etomtest"
)

func TestUsageLifecycle(t *testing.T) {
	t.Parallel()
	etomtest.Lifecycle(t, rating.UsageLifecycle(), "usage")
}

// The arrows as published, in the project's notes on TMF635 (Lifecycle_Usage.png): "received->guided | rejected; …".
func TestUsageLifecycle_has_the_arrows_of_TMF635_and_no_others(t *testing.T) {
	t.Parallel()
	line := regexp.MustCompile(`\*\*TMF635 Usage.status\*\*.*`).FindString(string(etomtest.Source(t, "../shared/reference/tmforum.md")))
	require.NotEmpty(t, line)
	published := map[string]bool{}
	for _, m := range regexp.MustCompile(`(\w+)->([\w |]+)`).FindAllStringSubmatch(line, -1) {
		for _, to := range strings.Split(m[2], "|") {
			if to = strings.TrimSpace(to); m[1] != "start" && to != "final" && to != "" {
				published[m[1]+" "+to] = true
			}
		}
	}
	ours := map[string]bool{}
	for _, row := range rating.UsageLifecycle().Transitions() {
		ours[string(row.From)+" "+string(row.To)] = true
	}
	assert.Equal(t, published, ours)
	assert.Equal(t, rating.StateReceived, rating.UsageLifecycle().Initial())
}
