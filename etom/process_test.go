package etom_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom"
	"github.com/etomcrm/etomcrm/etom/etomtest"
)

func ids(processes []etom.Process) []etom.ProcessID {
	all := make([]etom.ProcessID, len(processes))
	for i, p := range processes {
		all[i] = p.ID
	}
	return all
}

func TestProcesses_counts_by_level(t *testing.T) {
	t.Parallel()
	for level, want := range []int{3, 4 + 4, 9, 41} {
		assert.Len(t, etom.Level(level), want, "level %d", level)
	}
	assert.Empty(t, etom.Level(4))
	assert.Empty(t, etom.Level(-1))
	assert.Len(t, etom.Processes(), 3+8+9+41)

	// Section 3 says in words how many processes each of the nine is divided into; 3.9 says five.
	for i, want := range []int{9, 3, 2, 5, 5, 4, 3, 5, 5} {
		id := etom.ProcessID(fmt.Sprintf("3.%d", i+1))
		assert.Len(t, etom.Children(id), want, id)
	}
}

func TestProcesses_are_complete_and_unique(t *testing.T) {
	t.Parallel()
	seen := map[string]etom.ProcessID{}
	once := func(kind, value string, id etom.ProcessID) {
		key := kind + " " + value
		assert.Empty(t, seen[key], "%s of %s is used twice", key, id)
		seen[key] = id
	}
	identifier := regexp.MustCompile(`^1\.(1|3|12)(\.\d{1,2}){1,3}$`)
	for _, p := range etom.Processes() {
		once("id", string(p.ID), p.ID)
		once("name", p.Name, p.ID)
		once("german name", p.De, p.ID)
		once("sentence", p.Does, p.ID)
		assert.NotEmpty(t, p.Name, p.ID)
		assert.NotEmpty(t, p.De, p.ID)
		assert.True(t, strings.HasSuffix(p.Does, ".") || strings.HasSuffix(p.Does, "?"), "%s: %q is no sentence", p.ID, p.Does)
		if p.Framework != "" {
			once("framework", p.Framework, p.ID)
			assert.Regexp(t, identifier, p.Framework)
		}
		if p.Level >= 2 {
			assert.Equal(t, string(p.ID), p.Section)
			assert.NotEmpty(t, p.Framework+p.FrameworkNote, "%s says nothing about its successor", p.ID)
		}
	}
}

func TestProcesses_every_parent_stands_before_its_children_one_level_above(t *testing.T) {
	t.Parallel()
	level := map[etom.ProcessID]int{}
	for _, p := range etom.Processes() {
		if p.Level == 0 {
			assert.Empty(t, p.Parent)
		}
		if p.Level > 0 {
			above, ok := level[p.Parent]
			require.True(t, ok, "%s comes before its parent %q", p.ID, p.Parent)
			assert.Equal(t, above+1, p.Level, p.ID)
			assert.Contains(t, ids(etom.Children(p.Parent)), p.ID)
		}
		level[p.ID] = p.Level
	}
	assert.Empty(t, etom.Children(""))
	assert.Empty(t, etom.Children("3.10"))
}

// Requirement E, from section 2 and figure 2.
func TestProcesses_stand_at_the_crossings_of_figure_2(t *testing.T) {
	t.Parallel()
	want := map[etom.ProcessID][]etom.ProcessID{
		"3.1": {etom.OperationsSupportReadiness},
		"3.2": {etom.Fulfillment, etom.Assurance, etom.Billing},
		"3.3": {etom.Fulfillment},
		"3.4": {etom.Fulfillment},
		"3.5": {etom.Fulfillment},
		"3.6": {etom.Assurance},
		"3.7": {etom.Assurance},
		"3.8": {etom.Billing},
		"3.9": {etom.Fulfillment, etom.Assurance, etom.Billing},
	}
	for _, p := range etom.Level(2) {
		assert.Equal(t, want[p.ID], p.Verticals, p.ID)
		assert.Equal(t, etom.CustomerRelationshipManagement, p.Parent)
		for _, child := range etom.Children(p.ID) {
			assert.Equal(t, p.Verticals, child.Verticals, child.ID)
		}
	}
}

func TestProcesses_level_1_is_a_matrix_of_four_by_four(t *testing.T) {
	t.Parallel()
	byAxis := map[etom.Axis][]etom.ProcessID{}
	for _, p := range etom.Level(1) {
		assert.Equal(t, etom.Operations, p.Parent)
		byAxis[p.Axis] = append(byAxis[p.Axis], p.ID)
	}
	verticals := []etom.ProcessID{etom.OperationsSupportReadiness, etom.Fulfillment, etom.Assurance, etom.Billing}
	assert.Equal(t, map[etom.Axis][]etom.ProcessID{
		etom.Vertical: verticals,
		etom.Horizontal: {
			etom.CustomerRelationshipManagement, etom.ServiceManagementOperations,
			etom.ResourceManagementOperations, etom.SupplierPartnerRelationshipManagement,
		},
	}, byAxis)
	assert.Equal(t, verticals[1:], etom.CustomerOperations())
	for _, p := range etom.Processes() {
		assert.Equal(t, p.Level == 1, p.Axis != "", p.ID)
		if p.Axis == etom.Horizontal {
			assert.Equal(t, verticals, p.Verticals, p.ID)
		}
	}
}

func TestLookup(t *testing.T) {
	t.Parallel()
	for _, p := range etom.Processes() {
		got, ok := etom.Lookup(p.ID)
		assert.True(t, ok)
		assert.Equal(t, p, got)
	}
	for _, unknown := range []etom.ProcessID{"", "3", "3.10", "3.5.6", "3.5.3 ", "fulfillment"} {
		got, ok := etom.Lookup(unknown)
		assert.False(t, ok, unknown)
		assert.Zero(t, got)
	}
}

func TestProcesses_changing_a_copy_changes_nothing_else(t *testing.T) {
	t.Parallel()
	before := etom.Processes()
	for _, handed := range [][]etom.Process{etom.Processes(), etom.Level(2), etom.Children("3.5"), {mustLookup(t, "3.2")}} {
		for i := range handed {
			handed[i].Name = "changed"
			for j := range handed[i].Verticals {
				handed[i].Verticals[j] = "changed"
			}
		}
	}
	etom.CustomerOperations()[0] = "changed"
	etom.Parties()[0] = "changed"
	assert.Equal(t, before, etom.Processes())
	assert.Equal(t, etom.Fulfillment, etom.CustomerOperations()[0])
	assert.Equal(t, etom.Customer, etom.Parties()[0])
}

func mustLookup(t *testing.T, id etom.ProcessID) etom.Process {
	t.Helper()
	p, ok := etom.Lookup(id)
	require.True(t, ok, id)
	return p
}

func TestProcesses_table(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	for _, p := range etom.Processes() {
		fmt.Fprintf(&out, "%s%s | %s | %s\n", strings.Repeat("  ", p.Level), p.ID, p.Name, p.De)
		fmt.Fprintf(&out, "%s  %s\n", strings.Repeat("  ", p.Level), p.Does)
		if p.Level >= 2 {
			note := slices.DeleteFunc([]string{p.Framework, p.FrameworkNote}, func(s string) bool { return s == "" })
			fmt.Fprintf(&out, "%s  v26.0: %s\n", strings.Repeat("  ", p.Level), strings.Join(note, ", "))
		}
	}
	etomtest.Golden(t, "processes.txt", out.String())
}

func TestMatrix(t *testing.T) {
	t.Parallel()
	etomtest.Golden(t, "matrix.txt", etom.Matrix())
	for _, p := range etom.Level(2) {
		assert.Equal(t, 1, strings.Count(etom.Matrix(), p.Section+" "+p.Name+" "), p.ID)
	}
	lines := strings.Split(strings.TrimSuffix(etom.Matrix(), "\n"), "\n")
	for _, line := range lines {
		assert.Len(t, line, len(lines[0]))
	}
}
