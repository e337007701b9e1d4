package problem_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/problem"
	"github.com/etomcrm/etomcrm/crm/problem/clock"
)

// The log is that of a real help desk's ServiceNow: 141,712 events of 24,918 incidents, UCI Machine Learning Repository, data set
// 498, "Incident management process enriched event log". Its states in TMF621's words:
var mapping = map[string]problem.Status{
	"New": problem.Acknowledged, "Active": problem.InProgress, "Awaiting User Info": problem.Pending,
	"Awaiting Vendor": problem.Held, "Awaiting Problem": problem.Held, "Awaiting Evidence": problem.Held,
	"Resolved": problem.Resolved, "Closed": problem.Closed, // "-100" is a bad value and no state
}

// What its states wait for, in ours.
var waitsFor = map[string]clock.Cause{"Awaiting User Info": problem.CauseCustomer, "Awaiting Vendor": problem.CauseVendor,
	"Awaiting Problem": "problem", "Awaiting Evidence": "evidence"}

// verdict is our answer to one transition of the log: the events that lead there, or why it is refused.
type verdict struct {
	answer string
	events []problem.Event
}

// judge answers a transition. An incident begins at "start".
func judge(from, to string) verdict {
	_, good := mapping[to]
	if !good {
		return verdict{answer: "refused: no state"}
	}
	if from == to {
		if from == "Closed" {
			return verdict{answer: "refused: nothing is added to what is closed"}
		}
		return verdict{answer: "no change of state"}
	}
	here, known := mapping[from]
	if from == "start" {
		here, known = problem.Start, true
	}
	there := mapping[to]
	switch {
	case !known:
		return verdict{answer: "as from the state before the bad value"}
	case here == there:
		return verdict{answer: "two steps: the cause changes", events: []problem.Event{problem.Resume, problem.Hold}}
	}
	var events []problem.Event
	switch { // what a customer or a rule decides is in no Way
	case here == problem.Resolved && there == problem.Closed:
		return verdict{answer: "fits", events: []problem.Event{problem.Confirm}}
	case here == problem.Resolved:
		events, here = append(events, problem.Deny), problem.InProgress
	case here == problem.Closed:
		events, here = append(events, problem.Reopen), problem.InProgress
	}
	end := there
	if there == problem.Closed {
		end = problem.Resolved
	}
	way, ok := problem.Way(here, end)
	if !ok {
		return verdict{answer: "refused"}
	}
	events = append(events, way...)
	if there == problem.Closed {
		events = append(events, problem.Confirm)
	}
	answer := "fits"
	switch {
	case slices.Contains(events, problem.Reopen):
		answer = "ours: a reopening, within its window"
	case len(events) > 1:
		answer = fmt.Sprintf("%d steps", len(events))
	}
	return verdict{answer: answer, events: events}
}

// row is one event of the log.
type row struct {
	number, state, priority string
	reopened                int
	opened, updated         time.Time
}

// incidentLog reads the incidents in the order of the file.
func incidentLog(t *testing.T) [][]row {
	t.Helper()
	unzipped, err := gzip.NewReader(bytes.NewReader(shared(t, "data", "tickets", "incident_event_log.csv.gz")))
	require.NoError(t, err)
	lines := bufio.NewScanner(unzipped)
	require.True(t, lines.Scan())
	column := map[string]int{}
	for n, name := range strings.Split(lines.Text(), ",") { // no field of the file is quoted
		column[name] = n
	}
	number, state, priority, reopened, opened, updated := column["number"], column["incident_state"], column["priority"],
		column["reopen_count"], column["opened_at"], column["sys_updated_at"]
	var all [][]row
	for lines.Scan() {
		fields := strings.Split(lines.Text(), ",")
		if len(fields) != len(column) {
			require.Failf(t, "not a line of the log", "%q", lines.Text())
		}
		n, err := strconv.Atoi(fields[reopened])
		if err != nil {
			require.NoError(t, err, lines.Text())
		}
		r := row{number: fields[number], state: fields[state], priority: fields[priority], reopened: n,
			opened: instant(t, fields[opened]), updated: instant(t, fields[updated])}
		if len(all) == 0 || all[len(all)-1][0].number != r.number {
			all = append(all, nil)
		}
		all[len(all)-1] = append(all[len(all)-1], r)
	}
	require.NoError(t, lines.Err())
	return all
}

func instant(t *testing.T, text string) time.Time {
	at, err := time.Parse("2/1/2006 15:04", text)
	if err != nil {
		require.NoError(t, err)
	}
	return at
}
