package problem_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/problem"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/lifecycle"
)

func TestLifecycles(t *testing.T) {
	t.Parallel()
	t.Run("ticket", func(t *testing.T) { t.Parallel(); etomtest.Lifecycle(t, problem.Lifecycle(), "ticket") })
	t.Run("published", func(t *testing.T) { t.Parallel(); etomtest.Lifecycle(t, problem.Published(), "published") })
	t.Run("assignment", func(t *testing.T) { t.Parallel(); etomtest.Lifecycle(t, problem.AssignmentLifecycle(), "assignment") })
}

// The arrows of TM Forum's TMF621 Trouble Ticket v4 user guide, read off its state chart LifeCycle_TroubleTicket.png. "start" is
// the black dot.
var published = map[string][]string{
	"start":        {"acknowledged"},
	"acknowledged": {"inProgress", "cancelled", "rejected"},
	"inProgress":   {"held", "pending", "cancelled", "resolved"},
	"held":         {"inProgress"},
	"pending":      {"inProgress", "cancelled"},
	"resolved":     {"closed", "inProgress"},
	"closed":       nil, "cancelled": nil, "rejected": nil,
}

func TestPublished_has_the_published_arrows_and_no_others(t *testing.T) {
	t.Parallel()
	l := problem.Published()
	require.Len(t, l.States(), len(published))
	for from, to := range published {
		require.True(t, l.Known(problem.Status(from)), from)
		assert.Equal(t, len(to) == 0, l.Final(problem.Status(from)), "%s is final", from)
		for other := range published {
			assert.Equal(t, slices.Contains(to, other), leads(l, problem.Status(from), problem.Status(other)), "%s to %s", from, other)
		}
	}
}

func leads(l *lifecycle.Lifecycle[problem.Status, problem.Event], from, to problem.Status) bool {
	return slices.ContainsFunc(l.Permitted(from), func(on problem.Event) bool {
		reached, err := l.Next(from, on)
		return err == nil && reached == to
	})
}

// Ours adds rows, changes none, and says of each that it is ours.
func TestLifecycle_is_the_published_chart_and_what_is_ours(t *testing.T) {
	t.Parallel()
	all := problem.Lifecycle().Transitions()
	assert.Equal(t, all, append(problem.Published().Transitions(), problem.Ours()...))
	var arrows []string
	for _, r := range problem.Ours() {
		assert.Regexp(t, "^ours: ", r.Why)
		if !leads(problem.Published(), r.From, r.To) {
			arrows = append(arrows, string(r.From)+" to "+string(r.To))
		}
	}
	assert.Equal(t, []string{"acknowledged to closed", "inProgress to closed", "held to closed", "pending to closed", "closed to inProgress"}, arrows,
		"the arrows that the chart does not have: merging and reopening")
}

// The states as the enumeration of TMF621-v4.0.0.json spells them.
func TestStatuses_are_those_of_the_open_api(t *testing.T) {
	t.Parallel()
	var api struct {
		Definitions map[string]struct {
			Enum       []string       `json:"enum"`
			Properties map[string]any `json:"properties"`
		} `json:"definitions"`
	}
	require.NoError(t, json.Unmarshal(shared(t, "reference", "tmf", "TMF621-v4.0.0.json"), &api))
	var statuses []string
	for _, s := range problem.Lifecycle().States() {
		if s != problem.Start {
			statuses = append(statuses, string(s))
		}
	}
	assert.ElementsMatch(t, api.Definitions["TroubleTicketStatusType"].Enum, statuses)

	ticket := fieldsOf(t, problem.Ticket{})
	for _, name := range []string{"id", "creationDate", "description", "externalId", "lastUpdate", "priority", "severity", "status", "statusChangeDate",
		"statusChangeReason", "ticketType", "note", "relatedEntity", "troubleTicketRelationship", "expectedResolutionDate",
		"requestedResolutionDate", "resolutionDate"} {
		require.Contains(t, api.Definitions["TroubleTicket"].Properties, name)
		assert.Contains(t, ticket, name)
	}
	for name, value := range map[string]any{"StatusChange": problem.StatusChange{}, "TroubleTicketRelationship": problem.Relationship{},
		"Note": problem.Note{}, "RelatedEntity": problem.RelatedEntity{}} {
		for _, field := range fieldsOf(t, value) {
			if field != "kind" && field != "@referredType" { // a note's kind is ours
				assert.Contains(t, api.Definitions[name].Properties, field, name)
			}
		}
	}
}

func TestWay(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		from, to problem.Status
		way      []problem.Event
		none     bool
	}{
		"a resolution of what is held resumes it first":     {problem.Held, problem.Resolved, []problem.Event{problem.Resume, problem.Resolve}, false},
		"of what is pending supplies the information first": {problem.Pending, problem.Resolved, []problem.Event{problem.SupplyInformation, problem.Resolve}, false},
		"of what is acknowledged begins first":              {problem.Acknowledged, problem.Resolved, []problem.Event{problem.Begin, problem.Resolve}, false},
		"what is held is resumed before it is cancelled":    {problem.Held, problem.Cancelled, []problem.Event{problem.Resume, problem.Cancel}, false},
		"what is pending is cancelled at once":              {problem.Pending, problem.Cancelled, []problem.Event{problem.Cancel}, false},
		"what waits for one waits for another":              {problem.Held, problem.Pending, []problem.Event{problem.Resume, problem.AskInformation}, false},
		"from a state to itself the way is empty":           {problem.Held, problem.Held, nil, false},
		"only customers leave resolved":                     {problem.Resolved, problem.InProgress, nil, true},
		"nothing leaves closed":                             {problem.Closed, problem.InProgress, nil, true},
		"work that has begun is not rejected":               {problem.InProgress, problem.Rejected, nil, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			way, ok := problem.Way(c.from, c.to)
			assert.Equal(t, !c.none, ok)
			assert.Equal(t, c.way, way)
		})
	}
}

// Every way consists of published arrows and leads where it says.
func TestWay_goes_along_the_chart(t *testing.T) {
	t.Parallel()
	for _, from := range problem.Published().States() {
		for _, to := range problem.Published().States() {
			way, ok := problem.Way(from, to)
			at := from
			for _, on := range way {
				next, err := problem.Published().Next(at, on)
				require.NoError(t, err)
				at = next
			}
			assert.True(t, !ok || at == to, "%s to %s by %v", from, to, way)
		}
	}
}

// shared reads a file that exists on the project's own machines only.
func shared(t testing.TB, path ...string) []byte {
	t.Helper()
	return etomtest.Source(t, strings.Join(append([]string{"../shared"}, path...), "/"))
}
