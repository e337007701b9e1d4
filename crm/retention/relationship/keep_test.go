package relationship_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/retention/relationship"
)

// § 147 (3), (4) AO and § 257 (4), (5) HGB as they stand since 1 January 2025: vouchers eight years, letters six, counted from the end of
// the calendar year.
func TestKeep(t *testing.T) {
	t.Parallel()
	for _, g := range relationship.Grounds() {
		for ended, until := range map[string][2]string{
			"2026-01-01": {"2035-01-01", "2033-01-01"},
			"2026-12-31": {"2035-01-01", "2033-01-01"},
			"2027-01-01": {"2036-01-01", "2034-01-01"},
		} {
			list := relationship.Keep(g.Kept, date(ended))
			require.Len(t, list, 2, g.Code)
			assert.Equal(t, date(until[0]), list[0].Until, "vouchers, %s, ended on %s", g.Code, ended)
			assert.Equal(t, date(until[1]), list[1].Until, "letters, %s, ended on %s", g.Code, ended)
			assert.Contains(t, list[0].Law.Law, "§ 147")
		}
	}
}
