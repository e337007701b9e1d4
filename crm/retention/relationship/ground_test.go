package relationship_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/crm/retention/relationship"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/etom/work"
)

// What is stored in endings, and whom the table ends how.
func TestGrounds_golden(t *testing.T) {
	t.Parallel()
	body, err := json.MarshalIndent(relationship.Grounds(), "", "\t")
	require.NoError(t, err)
	etomtest.Golden(t, "grounds.json", string(body)+"\n")
}

func TestGrounds_cannot_be_changed_from_outside(t *testing.T) {
	t.Parallel()
	list := relationship.Grounds()
	list[0].Kept[0].Years, list[1].Orders = 1, relationship.Leave
	assert.NotEqual(t, list[0].Kept[0].Years, relationship.Grounds()[0].Kept[0].Years)
	assert.NotEqual(t, list[1].Orders, relationship.Grounds()[1].Orders)
}

// A period that begins with an event is counted without its day, and ends with the day of the same number, or the last of the
// month (§ 187 (1), § 188 (2), (3) BGB).
func TestNotice_Ends(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		notice  relationship.Notice
		on, end string
	}{
		"at once is the day itself":                       {relationship.Notice{}, "2026-03-02", "2026-03-02"},
		"a month from 15 March is over with 15 April":     {relationship.Notice{Months: 1}, "2026-03-15", "2026-04-16"},
		"a month from 31 January is over with February":   {relationship.Notice{Months: 1}, "2026-01-31", "2026-03-01"},
		"a month from 31 January in a leap year":          {relationship.Notice{Months: 1}, "2028-01-31", "2028-03-01"},
		"a month from 30 April is over with 30 May":       {relationship.Notice{Months: 1}, "2026-04-30", "2026-05-31"},
		"14 days from 2 March are over with 16 March":     {relationship.Notice{Days: 14}, "2026-03-02", "2026-03-17"},
		"a month and 14 days, the month first":            {relationship.Notice{Months: 1, Days: 14}, "2026-01-31", "2026-03-15"},
		"three months over the end of the year":           {relationship.Notice{Months: 3}, "2026-11-30", "2027-03-01"},
		"a day over the night in which the clocks change": {relationship.Notice{Days: 1}, "2026-03-28", "2026-03-30"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, date(tt.end), tt.notice.Ends(date(tt.on)))
		})
	}
}

func TestNotice_Ends_later_the_later_it_arrives_and_the_longer_it_is(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := relationship.Notice{Months: rapid.IntRange(0, relationship.MaxMonths).Draw(t, "months"), Days: rapid.IntRange(0, relationship.MaxDays).Draw(t, "days")}
		on := date("2026-01-01").AddDays(rapid.IntRange(-4000, 4000).Draw(t, "on"))
		end := n.Ends(on)
		if n.AtOnce() {
			require.Equal(t, on, end)
			return
		}
		require.True(t, end.After(on.AddDays(n.Days)))
		require.False(t, n.Ends(on.AddDays(1)).Before(end))
		n.Days++
		require.Equal(t, end.AddDays(1), n.Ends(on))
	})
}

func TestNew_refuses_a_table_with_all_its_faults_at_once(t *testing.T) {
	t.Parallel()
	bad := relationship.Grounds()[0]
	bad.Code, bad.By, bad.What, bad.Orders, bad.Bills = "ceased", "nobody", "", "burn", relationship.Cancel
	bad.Notice, bad.Blocked = relationship.Notice{Months: 25, Days: -1}, true
	bad.Kept = []relationship.Law{{Code: "x", What: "x", Law: "x", Years: 0}}
	bound := relationship.Grounds()[0]
	bound.Code, bound.Bound = "other", true
	env := work.New(memory.New(), nil)
	_, err := relationship.New(env, &relationship.Config{Grounds: []relationship.Ground{relationship.Grounds()[0], bad, bound}, Zone: "Mars/Olympus"})
	assert.Equal(t, []string{"grounds[1].what", "grounds[1].by", "grounds[1].notice.months", "grounds[1].notice.days", "grounds[1].blocked",
		"grounds[1].orders", "grounds[1].bills", "grounds[1].kept[0].years", "grounds[1].code", "grounds[2].bound", "zone"}, etomtest.Paths(err))
	_, err = relationship.New(env, &relationship.Config{Grounds: []relationship.Ground{}})
	assert.Equal(t, []string{"grounds"}, etomtest.Paths(err))
	_, err = relationship.New(env, nil)
	require.NoError(t, err)
}
