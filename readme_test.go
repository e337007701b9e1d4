package etomcrm_test

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// block is a piece of code in the README, behind a comment that names where it is cut from: <!-- file function -->.
var block = regexp.MustCompile("(?s)<!-- (\\S+\\.go) (\\w+) -->\n```go\n(.*?)```")

// TestReadmeShowsWhatTestsRun holds every piece of code in the README to be the body of an example that tests run. With
// ETOM_UPDATE set it cuts them anew.
func TestReadmeShowsWhatTestsRun(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	found := block.FindAllSubmatch(readme, -1)
	require.NotEmpty(t, found)
	assert.Len(t, found, strings.Count(string(readme), "```go"), "every piece of code names where it is cut from")
	fresh := block.ReplaceAllFunc(readme, func(old []byte) []byte {
		m := block.FindSubmatch(old)
		return fmt.Appendf(nil, "<!-- %s %s -->\n```go\n%s```", m[1], m[2], body(t, string(m[1]), string(m[2])))
	})
	if os.Getenv("ETOM_UPDATE") != "" && !bytes.Equal(readme, fresh) {
		require.NoError(t, os.WriteFile("README.md", fresh, 0o600))
		return
	}
	assert.Equal(t, string(fresh), string(readme), "cut the README anew with ETOM_UPDATE=1 go test .")
}

// TestEveryPackageHasAnExample lists the packages without a runnable example.
func TestEveryPackageHasAnExample(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	for _, pkg := range []string{"etom", "etom/fault", "etom/decode", "etom/money", "etom/price", "etom/calendar", "etom/lifecycle", "etom/event", "etom/flow",
		"etom/store", "etom/store/memory", "etom/work", "etom/etomtest", "etom/personal", "crm", "crm/simulator", "crm/customer", "crm/contact", "crm/marketing", "crm/selling",
		"crm/selling/association", "crm/problem", "crm/problem/clock", "crm/retention", "crm/retention/rule", "crm/retention/cel", "crm/retention/scorecard",
		"crm/retention/risk", "crm/retention/relationship", "crm/retention/model", "crm/retention/fit", "crm/retention/value", "crm/retention/insight", "ordering", "sla", "sla/downtime", "sla/sample", "sla/compensation", "sla/yaml",
		"billing", "billing/rating", "billing/charge", "billing/discount", "billing/tax", "billing/collection", "billing/camt", "billing/evn", "billing/pdf"} {
		assert.Contains(t, string(readme), "<!-- "+pkg+"/", "the README shows no example of %s", pkg)
	}
}

// body is what stands between the braces of a function, one tab less deep.
func body(t *testing.T, file, function string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	files := token.NewFileSet()
	parsed, err := parser.ParseFile(files, file, text, parser.ParseComments)
	require.NoError(t, err)
	for _, d := range parsed.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok || f.Name.Name != function {
			continue
		}
		inner := string(text[files.Position(f.Body.Lbrace).Offset+1 : files.Position(f.Body.Rbrace).Offset])
		lines := strings.Split(strings.Trim(inner, "\n"), "\n")
		for i, l := range lines {
			lines[i] = strings.TrimPrefix(l, "\t")
		}
		return strings.Join(lines, "\n") + "\n"
	}
	require.Failf(t, "no such function", "%s in %s", function, file)
	return ""
}
