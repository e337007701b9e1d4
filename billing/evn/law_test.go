package evn_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing/evn"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
)

func TestLaws_are_well_formed_and_follow_one_another(t *testing.T) {
	t.Parallel()
	last := map[string]evn.Law{}
	for _, l := range evn.Laws() {
		require.NoError(t, l.Check(), l.Source)
		if before, ok := last[l.Country]; ok {
			assert.Equal(t, before.Until, l.From, "%s and %s leave no gap and do not overlap", before.Source, l.Source)
		}
		last[l.Country] = l
		body, err := json.Marshal(l)
		require.NoError(t, err)
		var back evn.Law
		require.NoError(t, json.Unmarshal(body, &back))
		assert.Equal(t, l, back)
	}
	for country, l := range last {
		assert.True(t, l.Until.IsZero(), "%s: the last one is in force", country)
	}
}

// The dates of entry into force: TKG 2004 § 45e 24 February 2007 (BGBl. I 2007 p. 106), TKG 2021 and TTDSG 1 December 2021 (BGBl. I 2021
// pp. 1858, 1982), TDDDG 14 May 2024 (BGBl. 2024 I Nr. 149); EEN-V 2011 15 December 2011 (BGBl. II 414/2011), EEN-V 2025 1 June 2025; FDV
// as amended 1 January 2015 (AS 2014 4161).
func TestFind(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ country, on, source string }{
		{"DE", "2007-02-24", "TKG 2004 §§ 45e, 99"},
		{"DE", "2021-11-30", "TKG 2004 §§ 45e, 99"},
		{"DE", "2021-12-01", "TKG 2021 § 65, TTDSG § 11"},
		{"DE", "2024-05-13", "TKG 2021 § 65, TTDSG § 11"},
		{"DE", "2024-05-14", "TKG 2021 § 65, TDDDG § 11"},
		{"AT", "2011-12-15", "EEN-V 2011 § 6, TKG 2003 § 100"},
		{"AT", "2025-05-31", "EEN-V 2011 § 6, TKG 2003 § 100"},
		{"AT", "2025-06-01", "EEN-V 2025 §§ 1, 2, 6"},
		{"CH", "2015-01-01", "FMG Art. 45, FDV (SR 784.101.1)"},
	} {
		l, err := evn.Find(evn.Laws(), c.country, calendar.MustParse(c.on))
		require.NoError(t, err)
		assert.Equal(t, c.source, l.Source, c.on)
	}
	for _, c := range [][2]string{{"DE", "2007-02-23"}, {"FR", "2026-01-01"}} {
		_, err := evn.Find(evn.Laws(), c[0], calendar.MustParse(c[1]))
		assert.ErrorIs(t, err, fault.ErrNotFound)
	}
}

func TestLaws_belong_to_the_caller(t *testing.T) {
	t.Parallel()
	mine := evn.Laws()
	mine[0].Toll[0] = "changed"
	assert.NotEqual(t, mine[0], evn.Laws()[0])
	mine[0].Shorten, mine[0].Until = 0, mine[0].From
	assert.Equal(t, []string{"until", "shorten"}, etomtest.Paths(mine[0].Check()))
}
