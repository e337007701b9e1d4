// Package archtest holds the direction of the module's imports.
package archtest_test

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const module = "github.com/etomcrm/etomcrm"

// rooms are the nine processes' packages and what belongs to them; they never import one another.
var rooms = []string{"crm/customer", "crm/readiness", "crm/contact", "crm/marketing", "crm/selling", "crm/problem", "crm/selling/association", "crm/retention", "crm/retention/rule", "crm/retention/scorecard", "crm/retention/risk", "crm/retention/relationship",
	"crm/retention/model", "crm/retention/value", "crm/retention/insight", "ordering", "etom/personal", "sla", "billing"}

// light are the packages that may reach nothing beyond the standard library and the three libraries of the core.
var light = []string{"etom", "etom/fault", "etom/decode", "etom/money", "etom/price", "etom/calendar", "etom/lifecycle", "etom/event", "etom/personal", "etom/flow", "etom/store", "etom/store/memory", "etom/work", "crm", "crm/simulator",
	"crm/customer", "crm/contact", "crm/marketing", "crm/selling", "crm/problem", "crm/problem/clock", "crm/selling/association", "crm/retention", "crm/retention/rule", "crm/retention/scorecard", "crm/retention/risk", "crm/retention/relationship",
	"crm/retention/model", "crm/retention/value", "crm/retention/insight", "ordering", "etom/personal",
	"sla", "sla/downtime", "sla/sample", "sla/compensation",
	"billing", "billing/rating", "billing/charge", "billing/discount", "billing/tax", "billing/collection", "billing/camt", "billing/evn"}

var core = []string{"github.com/shopspring/decimal", "github.com/google/uuid", "github.com/looplab/fsm"}

func TestImportsRunOneWay(t *testing.T) {
	t.Parallel()
	for _, p := range packages(t) {
		for _, imported := range p.imports {
			in, ok := strings.CutPrefix(imported, module+"/")
			if !ok {
				continue
			}
			switch {
			case strings.HasPrefix(p.path, "etom"):
				assert.True(t, strings.HasPrefix(in, "etom"), "%s imports %s: what all rooms share knows none of them", p.path, in)
			case roomOf(p.path) != "":
				assert.True(t, strings.HasPrefix(in, "etom") || roomOf(in) == roomOf(p.path), "%s imports %s: rooms never import one another", p.path, in)
				assert.NotEqual(t, "crm", in, "%s imports crm, which wires it", p.path)
			}
			assert.False(t, strings.HasPrefix(in, "examples") && !strings.HasPrefix(p.path, "examples"), "%s imports %s", p.path, in)
			driver := in == "etom/store/sqlite" || in == "etom/store/postgres"
			allowed := strings.HasPrefix(p.path, "examples") || strings.HasPrefix(p.path, "etom/etomtest")
			assert.False(t, driver && !allowed, "%s imports %s: only programs choose a database", p.path, in)
		}
	}
}

func TestTheCoreStaysLight(t *testing.T) {
	t.Parallel()
	for _, p := range packages(t) {
		for _, l := range light {
			if p.path != l {
				continue
			}
			for _, dep := range p.deps {
				assert.True(t, strings.HasPrefix(dep, module) || standard(dep) || contains(core, dep), "%s reaches %s", p.path, dep)
			}
		}
		if p.path == "etom" {
			for _, dep := range p.deps {
				assert.True(t, standard(dep) || dep == module+"/etom", "etom reaches %s: it is of the standard library alone", dep)
			}
		}
	}
}

func TestNoTestLibraryReachesAUser(t *testing.T) {
	t.Parallel()
	for _, p := range packages(t) {
		for _, dep := range p.deps {
			assert.False(t, strings.Contains(dep, "testify") || strings.HasPrefix(dep, "pgregory.net"), "%s reaches %s", p.path, dep)
			kit := strings.HasSuffix(p.path, "test") || strings.HasPrefix(p.path, "etom/store/storetest") || strings.HasPrefix(p.path, "etom/etomtest")
			assert.False(t, dep == "testing" && !kit, "%s reaches testing, which belongs in the test kits", p.path)
		}
	}
}

type pkg struct {
	path    string // below the module
	imports []string
	deps    []string // everything it reaches
}

func packages(t *testing.T) []pkg {
	t.Helper()
	list := exec.Command("go", "list", "-f", `{{.ImportPath}}|{{join .Imports " "}}|{{join .Deps " "}}`, "./...")
	list.Dir = "../../.."
	out, err := list.Output()
	require.NoError(t, err)
	var all []pkg
	for _, line := range strings.Split(strings.TrimSpace(string(out)), "\n") {
		parts := strings.Split(line, "|")
		require.Len(t, parts, 3)
		path := strings.TrimPrefix(strings.TrimPrefix(parts[0], module), "/")
		all = append(all, pkg{path: path, imports: strings.Fields(parts[1]), deps: strings.Fields(parts[2])})
	}
	require.Greater(t, len(all), 10, "the list of packages is too short to be the module's")
	return all
}

// roomOf is the room a package belongs to; empty if to none.
func roomOf(path string) string {
	for _, r := range rooms {
		if path == r || strings.HasPrefix(path, r+"/") {
			return r
		}
	}
	return ""
}

func standard(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return !strings.Contains(first, ".")
}

func contains(list []string, one string) bool {
	for _, l := range list {
		if l == one {
			return true
		}
	}
	return false
}
