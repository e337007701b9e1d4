package flow_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/flow"
)

// published is a flow as flows.json has it: sections 4 and 6 of the paper, written down as data by somebody else.
type published struct {
	ID       string `json:"id"`
	Section  string `json:"section"`
	Example  string `json:"example"`
	Figures  []int  `json:"figures"`
	Vertical string `json:"vertical"`
	Steps    []struct {
		No       int             `json:"no"`
		Arrows   [][2]etom.Party `json:"arrows"`
		Via      etom.Party      `json:"via"`
		Optional bool            `json:"optional"`
		What     string          `json:"what"`
	} `json:"steps"`
}

// publishedFlows reads flows.json, which lies beside the repository and is not part of it.
func publishedFlows(t *testing.T) []published {
	t.Helper()
	text := etomtest.Source(t, "../shared/flows.json")
	var file struct {
		Flows []published `json:"flows"`
	}
	require.NoError(t, json.Unmarshal(text, &file))
	return file.Flows
}

func TestFlows_are_those_of_the_paper(t *testing.T) {
	t.Parallel()
	theirs := publishedFlows(t)
	at := 0 // in the order of the paper
	for _, ours := range flow.All() {
		for at < len(theirs) && theirs[at].ID != ours.ID {
			at++
		}
		require.Less(t, at, len(theirs), "%s is not in the paper, or not behind those before it", ours.ID)
		want, got := theirs[at], published{ID: ours.ID, Section: ours.Section, Example: ours.Example, Figures: ours.Figures, Vertical: ours.Vertical}
		require.Len(t, ours.Steps, len(want.Steps), ours.ID)
		for n, s := range ours.Steps {
			step := want.Steps[n]
			want.Steps[n].What = strings.ReplaceAll(step.What, ";", ",") // a semicolon would break the diagrams
			step.No, step.What, step.Optional, step.Via, step.Arrows = s.No, s.What, s.Optional, s.Arrows[0].Via, nil
			for _, a := range s.Arrows {
				step.Arrows = append(step.Arrows, [2]etom.Party{a.From, a.To})
				assert.Equal(t, step.Via, a.Via, "%s, step %d", ours.ID, s.No)
			}
			got.Steps = append(got.Steps, step)
		}
		assert.Equal(t, want, got)
	}
}

func TestFlows_are_well_formed(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, f := range flow.All() {
		assert.False(t, seen[f.ID], f.ID)
		seen[f.ID] = true
		for _, text := range []string{f.ID, f.Section, f.Example, f.Vertical, f.Title, f.De} {
			assert.NotEmpty(t, text, f.ID)
		}
		assert.NotEmpty(t, f.Figures)
		assert.False(t, f.DirectContact)
		for n, s := range f.Steps {
			assert.Equal(t, n+1, s.No)
			require.NotEmpty(t, s.Arrows)
			for _, text := range []string{s.What, s.De} {
				assert.NotEmpty(t, text)
				assert.False(t, strings.ContainsAny(text, "|;#\n"), "%q would break the table or the diagram", text)
			}
			for _, again := range s.Again {
				assert.True(t, again >= 1 && again <= s.No, "%s goes from %d to %d", f.ID, s.No, again)
			}
			for _, a := range s.Arrows {
				assert.NotEmpty(t, a.From.Kind(), a.From)
				assert.NotEmpty(t, a.To.Kind(), a.To)
				assert.Equal(t, a.Via == "", a.Passed == "", "%s, step %d: who passes on says so, and nobody else", f.ID, s.No)
				assert.Contains(t, []etom.Party{"", etom.CustomerInterface}, a.Via)
				assert.Regexp(t, `^[a-zA-Z]+\.[a-zA-Z]+\.[a-zA-Z]+$`, a.Event)
				if a.From.Kind() == etom.KindOutside && a.To.Kind() == etom.KindOutside {
					t.Errorf("%s, step %d: nobody of ours takes part", f.ID, s.No)
				}
			}
		}
	}
}

// One event proves one arrow, and only the passing on is shared: so a journal can be read in one way only.
func TestFlows_an_event_proves_one_arrow(t *testing.T) {
	t.Parallel()
	for _, f := range flow.All() {
		proofs := map[string]int{}
		for _, s := range f.Steps {
			for _, a := range s.Arrows {
				proofs[a.Event]++
			}
		}
		for typ, n := range proofs {
			assert.Equal(t, 1, n, "%s: %s", f.ID, typ)
		}
	}
}

func TestByID(t *testing.T) {
	t.Parallel()
	for _, f := range flow.All() {
		found, ok := flow.ByID(f.ID)
		assert.True(t, ok)
		assert.Equal(t, f, found)
	}
	_, ok := flow.ByID("selling")
	assert.False(t, ok)
}

func TestAll_has_the_flows_of_each_vertical(t *testing.T) {
	t.Parallel()
	ids := map[string][]string{}
	for _, f := range flow.All() {
		ids[f.Vertical] = append(ids[f.Vertical], f.ID)
	}
	assert.Equal(t, map[string][]string{
		"Fulfillment": {"pre-sales", "ordering", "post-ordering"},
		"Assurance":   {"sla-normal", "sla-alarm", "sla-violation"},
		"Billing":     {"billing"},
	}, ids)
}

func TestPrinted(t *testing.T) {
	t.Parallel()
	for _, f := range flow.All() {
		for _, lang := range []string{"en", "de"} {
			etomtest.Golden(t, f.ID+"."+lang+".mmd", f.Mermaid(lang))
			etomtest.Golden(t, f.ID+"."+lang+".md", f.Table(lang))
		}
		etomtest.Golden(t, f.ID+".direct.en.mmd", f.Direct().Mermaid("en"))
		assert.Equal(t, f.Title, f.Name("en"))
		assert.Equal(t, f.De, f.Name("de"))
		assert.Equal(t, f.Mermaid("en"), f.Mermaid("fr"), "what is not German is English")
	}
}

func TestDirect_leaves_the_flow_alone(t *testing.T) {
	t.Parallel()
	for _, f := range flow.All() {
		direct := f.Direct()
		assert.True(t, direct.DirectContact)
		again, _ := flow.ByID(f.ID)
		assert.Equal(t, again, f)
		for n, s := range direct.Steps {
			for m, a := range s.Arrows {
				assert.Empty(t, a.Via)
				assert.Equal(t, f.Steps[n].Arrows[m].Event, a.Event, "the proof is the same")
			}
		}
	}
}

// The critique's first point: what the detour through Customer Interface Management costs.
func TestDirect_saves_hand_overs(t *testing.T) {
	t.Parallel()
	for id, want := range map[string][2]int{"pre-sales": {15, 12}, "ordering": {16, 15}, "post-ordering": {5, 3},
		"sla-normal": {3, 2}, "sla-alarm": {5, 4}, "sla-violation": {19, 15}, "billing": {5, 4}} {
		f, ok := flow.ByID(id)
		require.True(t, ok)
		got := [2]int{
			flow.Check(f, journal(f, true, all(f)...)).HandOvers(),
			flow.Check(f.Direct(), journal(f.Direct(), true, all(f)...)).HandOvers(),
		}
		assert.Equal(t, want, got, id)
	}
}

func TestCheck_leaves_the_journal_alone(t *testing.T) {
	t.Parallel()
	f := flow.Ordering()
	events := journal(f, true, all(f)...)
	before := slices.Clone(events)
	flow.Check(f, events)
	assert.Equal(t, before, events)
}
