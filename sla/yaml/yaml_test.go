package yaml_test

import (
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/sla"
	"github.com/etomcrm/etomcrm/sla/yaml"
)

func terms(t testing.TB) string {
	t.Helper()
	text, err := os.ReadFile("testdata/bmw.yaml")
	require.NoError(t, err)
	return string(text)
}

func asJSON(t testing.TB, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	require.NoError(t, err)
	return string(text)
}

func TestReadAgreement_AsAPersonWritesIt(t *testing.T) {
	t.Parallel()
	a, err := yaml.ReadAgreement([]byte(terms(t)))
	require.NoError(t, err)
	assert.Equal(t, "1", a.Version)
	assert.Equal(t, money.MustQuantity("3.5"), a.Objectives[0].Warning.Value)
	assert.Equal(t, money.Must("50.00 EUR"), *a.Cap.Amount)
	assert.Equal(t, "2026", a.Objectives[1].Counting.Hours.Version(), "an alias stands for what it names")

	text, err := sla.WriteAgreement(a)
	require.NoError(t, err)
	same, err := sla.ReadAgreement(text)
	require.NoError(t, err)
	assert.Equal(t, asJSON(t, a), asJSON(t, same), "JSON and YAML are two ways to write one thing")
}

func TestWriteAgreement_IsReadBack(t *testing.T) {
	t.Parallel()
	a, err := yaml.ReadAgreement([]byte(terms(t)))
	require.NoError(t, err)
	text, err := yaml.WriteAgreement(a)
	require.NoError(t, err)
	etomtest.Golden(t, "written.yaml", string(text))
	read, err := yaml.ReadAgreement(text)
	require.NoError(t, err)
	assert.Equal(t, asJSON(t, a), asJSON(t, read))
	_, err = yaml.WriteAgreement(sla.Agreement{})
	assert.ErrorIs(t, err, fault.ErrInvalid)
}

// Names that look like something else in YAML are read back as they were.
func TestWriteAgreement_ReadsBackWhateverANameLooksLike(t *testing.T) {
	t.Parallel()
	a, err := yaml.ReadAgreement([]byte(terms(t)))
	require.NoError(t, err)
	for _, name := range []string{"<<", "null", "~", "yes", "1.10", "007", "2026-01-01", ".inf", "a: b", "- x", "a #b", "x\n", " a", "---", "\r", "\x01"} {
		a.Name, a.Version, a.Objectives[0].Name = name, name, name
		text, err := yaml.WriteAgreement(a)
		require.NoError(t, err)
		read, err := yaml.ReadAgreement(text)
		require.NoError(t, err, "%q", name)
		assert.Equal(t, asJSON(t, a), asJSON(t, read), "%q", name)
		text, err = yaml.WriteRecord(sla.Record{Fees: map[string]money.Amount{name: money.Must("1.00 EUR")}})
		require.NoError(t, err)
		record, err := yaml.ReadRecord(text)
		require.NoError(t, err, "%q", name)
		assert.Contains(t, record.Fees, name)
	}
}

func TestReadAgreement_NamesEveryFaultWithItsLine(t *testing.T) {
	t.Parallel()
	broken := terms(t)
	for _, change := range [][2]string{
		{"stacking: sum", "staking: sum"},
		{"target: 4", "target: four"},
		{"rate: 2%", "rate: 2 percent"},
		{"begin: start", "begin: [start]"},
		{"from: 08:00", "from: 8am"},
		{"date: 2026-12-24", "date: 24.12.2026"},
		{"target: 3", "target: 3\n    target: 4"},
		{"feature: Mail", "feature: Fax"},
		{"50.00 EUR", "50 Euro"},
		{"minimum: {kind: none}", "minimum: {kind: ~}"},
	} {
		require.Contains(t, broken, change[0])
		broken = strings.Replace(broken, change[0], change[1], 1)
	}
	_, err := yaml.ReadAgreement([]byte(broken))
	require.ErrorIs(t, err, fault.ErrInvalid)
	var invalid *fault.Invalid
	require.True(t, errors.As(err, &invalid))
	var lines []string
	for _, f := range invalid.Fields {
		lines = append(lines, f.String())
	}
	etomtest.Golden(t, "faults.txt", strings.Join(lines, "\n")+"\n")
}

func TestReadAgreement_RefusesOtherTexts(t *testing.T) {
	t.Parallel()
	bomb := "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
	for i := 'b'; i < 'k'; i++ {
		bomb += string(i) + ": &" + string(i) + " [" + strings.Repeat("*"+string(i-1)+", ", 9) + "*" + string(i-1) + "]\n"
	}
	for name, tt := range map[string]struct{ text, says string }{
		"nothing":             {"", "is empty"},
		"no YAML":             {"a: [", "is not YAML"},
		"two documents":       {"id: a\n---\nid: b\n", "must be one document"},
		"a list":              {"- id: a\n", "must be an object with fields"},
		"not UTF-8":           {"id: \xff", "is not UTF-8"},
		"a merge key":         {"x: &x {id: a}\n<<: *x\n", "line 2: a field must have a name"},
		"a tag":               {"id: !mine a\n", "line 1: tags do not work here"},
		"binary":              {"id: !!binary aGk=\n", "line 1: tags do not work here"},
		"a name that is none": {"[a, b]: c\n", "line 1: a field must have a name"},
		"very deep":           {strings.Repeat("[", 200) + strings.Repeat("]", 200), "deep"},
		"billions of aliases": {bomb, "values, those of aliases included"},
	} {
		_, err := yaml.ReadAgreement([]byte(tt.text))
		assert.ErrorIs(t, err, fault.ErrInvalid, name)
		assert.ErrorContains(t, err, tt.says, name)
	}
}

func TestReadRecord(t *testing.T) {
	t.Parallel()
	r, err := yaml.ReadRecord([]byte("outage:\n  - {id: 7, start: 2026-03-10T08:00:00+01:00, weight: 50%}\nfee:\n  Extranet basic charge: 200.00 EUR\nsample:\n  load: [{at: 2026-03-10T08:00:00Z, value: 85}]\n"))
	require.NoError(t, err)
	assert.Equal(t, "7", r.Outages[0].ID)
	assert.Equal(t, money.Must("200.00 EUR"), r.Fees["Extranet basic charge"])
	assert.Equal(t, int64(85), r.Samples["load"][0].Value)
	text, err := yaml.WriteRecord(r)
	require.NoError(t, err)
	again, err := yaml.ReadRecord(text)
	require.NoError(t, err)
	assert.Equal(t, asJSON(t, r), asJSON(t, again))
	_, err = yaml.ReadRecord([]byte("outage:\n  - id: 7\n    start: 2026-03-10 08:00:00\n    end: yesterday\n"))
	assert.Equal(t, []string{"outage[0].start", "outage[0].end"}, etomtest.Paths(err))
	assert.ErrorContains(t, err, "outage[0].end: line 4: ")
}

func FuzzReadAgreement(f *testing.F) {
	f.Add([]byte(terms(f)))
	f.Add([]byte("a: &a {id: x}\nb: *a\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		a, err := yaml.ReadAgreement(text)
		if err != nil {
			require.ErrorIs(t, err, fault.ErrInvalid)
			return
		}
		written, err := yaml.WriteAgreement(a)
		require.NoError(t, err)
		read, err := yaml.ReadAgreement(written)
		require.NoError(t, err)
		require.Equal(t, asJSON(t, a), asJSON(t, read))
	})
}

func FuzzReadRecord(f *testing.F) {
	f.Add([]byte("outage:\n  - {id: 7, start: 2026-03-10T08:00:00+01:00, weight: 50%}\nfee: {fee: 1.00 EUR}\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		r, err := yaml.ReadRecord(text)
		if err != nil {
			require.ErrorIs(t, err, fault.ErrInvalid)
			return
		}
		written, err := yaml.WriteRecord(r)
		require.NoError(t, err)
		read, err := yaml.ReadRecord(written)
		require.NoError(t, err)
		require.Equal(t, asJSON(t, r), asJSON(t, read))
	})
}
