package etom_test

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom"
	"github.com/etomcrm/etomcrm/etom/etomtest"
)

// source reads one of the documents the tables are held against. They lie beside the repository and are not part of it.
func source(t *testing.T, path ...string) string {
	t.Helper()
	return string(etomtest.Source(t, strings.Join(append([]string{"../shared"}, path...), "/")))
}

// The paper's slips, which the tables do not repeat.
var paperSpells = map[etom.ProcessID]string{
	"3.1":   "CRM – Support & Readiness",
	"3.3.1": "Issue and distribute marketing collaterals",
	"3.5.1": "Determine PreOrder Feasiblity",
	"3.8.1": "Manage Customer Bill Inquires",
}

func TestProcesses_names_are_the_headings_of_section_3_of_the_paper(t *testing.T) {
	t.Parallel()
	headings := paperHeadings(t, source(t, "seeds", "000_*.txt"))
	ours := append(etom.Level(2), etom.Level(3)...)
	require.Len(t, headings, len(ours))
	for _, p := range ours {
		name := p.Name
		if slip, ok := paperSpells[p.ID]; ok {
			name = slip
		}
		assert.Equal(t, [2]string{name, p.De}, headings[p.ID], p.ID)
	}
}

// paperHeadings reads "3.9.1 English name (German name)"; the brackets may close a line later.
func paperHeadings(t *testing.T, paper string) map[etom.ProcessID][2]string {
	t.Helper()
	_, section, found := strings.Cut(paper, "\n3. Level 2 und Level 3")
	require.True(t, found)
	section, _, found = strings.Cut(section, "\n4 Prozess Flow")
	require.True(t, found)

	heading := regexp.MustCompile(`(?m)^\s*(3\.\d(?:\.\d)?) ([^(\n]+?)\s*\(([^)]+)\)`)
	headings := map[etom.ProcessID][2]string{}
	for _, m := range heading.FindAllStringSubmatch(section, -1) {
		id := etom.ProcessID(m[1])
		if _, seen := headings[id]; !seen { // later ones are references in the running text
			headings[id] = [2]string{m[2], strings.Join(strings.Fields(m[3]), " ")}
		}
	}
	return headings
}

func TestParties_are_those_of_the_flows(t *testing.T) {
	t.Parallel()
	type party struct {
		Kind    etom.PartyKind `json:"kind"`
		Section string         `json:"section"`
		De      string         `json:"de"`
	}
	var flows struct {
		Parties map[etom.Party]party `json:"parties"`
		Flows   []struct {
			Vertical etom.ProcessID `json:"vertical"`
		} `json:"flows"`
	}
	require.NoError(t, json.Unmarshal([]byte(source(t, "flows.json")), &flows))

	ours := map[etom.Party]party{}
	for _, p := range etom.Parties() {
		ours[p] = party{p.Kind(), p.Section(), p.De()}
	}
	assert.Equal(t, flows.Parties, ours)
	for _, f := range flows.Flows {
		assert.Contains(t, etom.CustomerOperations(), f.Vertical)
	}
}

// The last column of the table is v26.0; "same" and "=" repeat the column before. An identifier is taken over if it is the
// column's first; where the column has none, several or only a near one, ours is empty.
func TestProcesses_framework_identifiers_are_those_of_v26(t *testing.T) {
	t.Parallel()
	_, table, found := strings.Cut(source(t, "reference", "tmforum.md"), "\n## 3. eTOM identifiers")
	require.True(t, found)

	row := regexp.MustCompile(`(?m)^\|(3\.\d(?:\.\d)?)\|.*\|$`)
	identifier := regexp.MustCompile(`\b1\.\d+\.\d+(?:\.\d+)*`)
	several := regexp.MustCompile(`[/+,] ?1?\.\d|–`)
	seen := 0
	for _, m := range row.FindAllStringSubmatch(table, -1) {
		cells := strings.Split(strings.Trim(m[0], "|"), "|")
		last := len(cells) - 1
		for strings.HasPrefix(cells[last], "same") || strings.HasPrefix(cells[last], "=") {
			last--
		}
		p, ok := etom.Lookup(etom.ProcessID(m[1]))
		require.True(t, ok, m[1])
		seen++
		if p.Framework != "" {
			assert.Equal(t, identifier.FindString(cells[last]), p.Framework, p.ID)
			continue
		}
		near := strings.Contains(cells[last], "nearest")
		none := !identifier.MatchString(cells[last])
		assert.True(t, near || none || several.MatchString(cells[last]), "%s has one clear identifier: %s", p.ID, cells[last])
	}
	assert.Equal(t, 9+41, seen)
}
