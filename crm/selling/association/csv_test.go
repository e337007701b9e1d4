package association_test

import (
	"encoding/csv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/selling/association"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

func TestParseCSV_reads_a_basket_a_line(t *testing.T) {
	t.Parallel()
	b, err := association.ParseCSV([]byte("\uFEFFline, mail ,line\r\n\"tv, large\"\n\n  mail\n"))
	require.NoError(t, err)
	assert.Equal(t, 3, b.Len())
	assert.Equal(t, []association.Item{{Name: "line", Count: 1}, {Name: "mail", Count: 2}, {Name: "tv, large", Count: 1}}, b.Items())
}

func TestParseCSV_names_every_wrong_cell_with_its_line_and_reads_nothing(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text  string
		paths []string
		says  string
	}{
		"nothing":               {"", []string{""}, "must have at least one basket"},
		"empty cells":           {"line,mail\nline,,mail\n\n , tv\n", []string{"[1][1]", "[2][0]"}, "[2][0]: line 4: must not be empty"},
		"an item that is long":  {"line\n" + strings.Repeat("x", 201) + "\n", []string{"[1][0]"}, "line 2: has 201 bytes, at most 200 are allowed"},
		"NUL":                   {"a\x00b\n", []string{"[0][0]"}, "line 1: must not contain NUL"},
		"what is not UTF-8":     {"a\xffb\n", []string{""}, "is not UTF-8"},
		"a quote without end":   {"line\n,\n\"mail\ntv\n", []string{"[1][0]", "[1][1]", "[2]"}, "line 3: is not CSV"},
		"a quote within a cell": {"line\nma\"il\n", []string{"[1]"}, "line 2: is not CSV"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, err := association.ParseCSV([]byte(c.text))
			require.ErrorIs(t, err, fault.ErrInvalid)
			assert.Nil(t, b)
			assert.Equal(t, c.paths, etomtest.Paths(err))
			assert.Contains(t, err.Error(), c.says)
		})
	}
}

// Whatever is read has texts that can be kept and counts that fit together; whatever is not, is fault.ErrInvalid.
func FuzzParseCSV(f *testing.F) {
	for _, seed := range []string{"", "line,mail\nline\n", "a,,b", "\"a\nb\",c\n", "\"", "\xff", "\uFEFFa", " a , b "} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		b, err := association.ParseCSV(text)
		if err != nil {
			require.ErrorIs(t, err, fault.ErrInvalid)
			require.Nil(t, b)
			return
		}
		require.Positive(t, b.Len())
		for _, i := range b.Items() {
			require.Equal(t, strings.TrimSpace(i.Name), i.Name)
			require.True(t, i.Count >= 1 && i.Count <= b.Len())
		}
		sets, err := b.Sets(association.Ask{Support: money.MustRate("50%"), Size: 2})
		require.NoError(t, err)
		var out strings.Builder
		w := csv.NewWriter(&out)
		for set := range sets.All() {
			require.NoError(t, w.Write(set))
		}
		w.Flush()
		if sets.Len() > 0 {
			_, err = association.ParseCSV([]byte(out.String()))
			require.NoError(t, err, "what was found can be read again")
		}
	})
}
