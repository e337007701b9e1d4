package problem_test

import (
	"cmp"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/crm/problem"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
)

var (
	priorities = []problem.Priority{"", problem.Highest, problem.High, problem.Medium, problem.Low, problem.Lowest}
	covers     = []problem.Cover{problem.CoverUnknown, problem.Covered, problem.NotCovered}
	impacts    = []problem.Impact{problem.Blocked, problem.Hampered, problem.None}
)

// Section 6.6, steps 4 to 6: the highest customer; mail is in the agreement; the business is hampered, but not blocked, since
// telephone, fax and Online Ordering remain: medium.
func TestPrioritise_the_document_s_case_is_medium(t *testing.T) {
	t.Parallel()
	p, reasons, err := problem.Prioritise(problem.Facts{Customer: problem.Highest, Cover: problem.Covered, Impact: problem.Hampered, ServiceLevel: problem.Medium}, nil)
	require.NoError(t, err)
	assert.Equal(t, problem.Medium, p)
	assert.Equal(t, []fault.Reason{{Code: "PROBLEM-PRIO-05",
		Message: "the business is hampered, not blocked, and it is in the agreement (customer highest, covered, hampered)"}}, reasons)
}

func TestPrioritise(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		facts problem.Facts
		want  problem.Priority
		codes []string
	}{
		"nothing known but the impact": {problem.Facts{Impact: problem.Hampered}, problem.Medium,
			[]string{problem.ReasonCustomerUnknown, problem.ReasonServiceLevelUnknown, "PROBLEM-PRIO-05"}},
		"the service level asks for more than the row": {problem.Facts{Customer: problem.Low, ServiceLevel: problem.Highest, Cover: problem.Covered, Impact: problem.Hampered}, problem.Highest,
			[]string{"PROBLEM-PRIO-06", problem.ReasonServiceLevelHigher}},
		"the service level asks for less": {problem.Facts{Customer: problem.Highest, ServiceLevel: problem.Lowest, Cover: problem.Covered, Impact: problem.Blocked}, problem.Highest,
			[]string{"PROBLEM-PRIO-01"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, reasons, err := problem.Prioritise(c.facts, nil)
			require.NoError(t, err)
			assert.Equal(t, c.want, p)
			assert.Equal(t, c.codes, codesOf(reasons))
		})
	}
}

// The whole table as people read it.
func TestPriorities_golden(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("| impact | cover | customer 0 | 1 | 2 | 3 | 4 |\n|---|---|---|---|---|---|---|\n")
	for _, impact := range impacts {
		for _, cover := range covers[1:] {
			fmt.Fprintf(&b, "| %s | %s |", impact, cover)
			for _, customer := range priorities[1:] {
				p, reasons, err := problem.Prioritise(problem.Facts{Customer: customer, Cover: cover, Impact: impact}, nil)
				require.NoError(t, err)
				fmt.Fprintf(&b, " %s (%s) |", p, strings.TrimPrefix(reasons[0].Code, "PROBLEM-PRIO-"))
			}
			b.WriteString("\n")
		}
	}
	etomtest.Golden(t, "priorities.md", b.String())
}

// Whoever is more important, better covered or hit harder never comes later.
func TestPrioritise_is_monotone(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string) problem.Facts {
			return problem.Facts{Customer: rapid.SampledFrom(priorities).Draw(t, name+" customer"), ServiceLevel: rapid.SampledFrom(priorities).Draw(t, name+" service level"),
				Cover: rapid.SampledFrom(covers).Draw(t, name+" cover"), Impact: rapid.SampledFrom(impacts).Draw(t, name+" impact")}
		}
		a, b := draw("one"), draw("other")
		customer := func(f problem.Facts) problem.Priority { return cmp.Or(f.Customer, problem.Medium) }
		level := func(f problem.Facts) problem.Priority { return cmp.Or(f.ServiceLevel, "5") }
		if customer(a) > customer(b) || level(a) > level(b) || at(covers, a.Cover) > max(1, at(covers, b.Cover)) || at(impacts, a.Impact) > at(impacts, b.Impact) {
			return
		}
		first, reasons, err := problem.Prioritise(a, nil)
		require.NoError(t, err)
		require.NotEmpty(t, reasons)
		second, _, err := problem.Prioritise(b, nil)
		require.NoError(t, err)
		assert.LessOrEqual(t, first, second, "%+v comes before %+v", a, b)
	})
}

func at[T comparable](list []T, one T) int {
	for n, other := range list {
		if other == one {
			return n
		}
	}
	return -1
}

func TestPrioritise_refuses_wrong_words(t *testing.T) {
	t.Parallel()
	_, _, err := problem.Prioritise(problem.Facts{Customer: "5", ServiceLevel: "gold", Cover: "maybe", Impact: ""}, nil)
	require.ErrorIs(t, err, fault.ErrInvalid)
	assert.Equal(t, []string{"customer", "serviceLevel", "cover", "impact"}, etomtest.Paths(err))
	_, _, err = problem.Prioritise(problem.Facts{Impact: problem.None}, []problem.PriorityRow{{Code: "x", Impact: problem.Blocked, Priority: problem.High, Why: "y"}})
	assert.ErrorIs(t, err, fault.ErrInvalid, "a table with a gap")
}

func TestCheckPriorities(t *testing.T) {
	t.Parallel()
	require.NoError(t, problem.CheckPriorities(problem.Priorities()))
	all := problem.PriorityRow{Code: "all", Priority: problem.Low, Why: "all"}
	for name, c := range map[string]struct {
		rows  []problem.PriorityRow
		paths []string
	}{
		"no row":              {nil, []string{"priorities"}},
		"a gap":               {[]problem.PriorityRow{{Code: "a", Customer: problem.High, Priority: problem.Low, Why: "b"}}, []string{"priorities"}},
		"a code twice":        {[]problem.PriorityRow{all, all}, []string{"priorities[1].code"}},
		"every word is wrong": {[]problem.PriorityRow{{Customer: "9", Cover: "c", Impact: "i", Priority: ""}, all}, []string{"priorities[0].code", "priorities[0].customer", "priorities[0].cover", "priorities[0].impact", "priorities[0].priority", "priorities[0].why"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, c.paths, etomtest.Paths(problem.CheckPriorities(c.rows)))
		})
	}
}

func TestPriority_Name(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "highest", problem.Highest.Name())
	assert.Empty(t, problem.Priority("5").Name())
}
