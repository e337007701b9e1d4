package selling_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/etom/fault"
)

func TestPortfolio_Match(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name  string
		needs []selling.Need
		want  []string // offering or - and the reason's code
	}{
		{"a standard product comes before a special one", []selling.Need{{Code: "connection"}}, []string{"isdn-access SELLING-MATCH-01"}},
		{"a special one before a custom one", []selling.Need{{Code: "faster-connection"}}, []string{"dsl-access SELLING-MATCH-01"}},
		{"where two exclude each other, the one that serves both needs stands",
			[]selling.Need{{Code: "connection"}, {Code: "faster-connection"}}, []string{"dsl-access SELLING-MATCH-01", "dsl-access SELLING-MATCH-01"}},
		{"what is excluded and serves a need alone is said",
			[]selling.Need{{Code: "leased-line"}, {Code: "connection"}}, []string{"- SELLING-MATCH-03", "isdn-access SELLING-MATCH-01"}},
		{"words are recognised, whatever their case", []selling.Need{{Text: "We want a FASTER Connection."}}, []string{"dsl-access SELLING-MATCH-01"}},
		{"a code decides even if the words say something else",
			[]selling.Need{{Code: "car-configurator", Text: "faster connection"}}, []string{"car-configurator SELLING-MATCH-01"}},
		{"an unknown code is served by nothing", []selling.Need{{Code: "coffee"}}, []string{"- SELLING-MATCH-02"}},
		{"no needs, no matches", nil, nil},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, m := range extranet().Match(row.needs) {
				offering := m.Offering
				if offering == "" {
					offering = "-"
				}
				got = append(got, offering+" "+m.Reason.Code)
			}
			assert.Equal(t, row.want, got)
		})
	}
}

func TestOffering_Serves_finds_keywords(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		keyword, text string
		want          bool
	}{
		{"schnell*", "eine schnellere Verbindung", true},
		{"schnell", "eine schnellere Verbindung", false},
		{"SCHNELL*", "Schneller!", true},
		{"faster connection", "a faster, better connection", false},
		{"faster connection", "a faster\tconnection, please", true},
		{"faster conn*", "faster connections", true},
		{"äther*", "Ätherische Öle", true},
		{"dsl", "adsl", false},
		{"dsl", "DSL2", false},
		{"dsl", "DSL/2", true},
		{"a b c", "a b", false},
		{"*", "anything", false},
		{"dsl", "", false},
	} {
		o := selling.Offering{ID: "o", Keywords: []string{row.keyword}}
		assert.Equal(t, row.want, o.Serves(selling.Need{Text: row.text}), "%q in %q", row.keyword, row.text)
	}
}

func FuzzOffering_Serves(f *testing.F) {
	f.Add("faster connection", "we", "please")
	f.Add("schnell*", "", "")
	f.Add("\x00*", "\xff", "İ")
	f.Fuzz(func(t *testing.T, keyword, before, after string) {
		o := selling.Offering{ID: "o", Keywords: []string{keyword}}
		said := before + " " + strings.TrimSuffix(keyword, "*") + " " + after
		empty := !o.Serves(selling.Need{Text: strings.TrimSuffix(keyword, "*")})
		if !empty && !o.Serves(selling.Need{Text: said}) {
			t.Errorf("%q is not found in %q", keyword, said)
		}
		if o.Serves(selling.Need{}) {
			t.Errorf("%q is found in nothing", keyword)
		}
	})
}

// portfolios draws a sound portfolio of a few offerings that serve, require and exclude at random. An offering that could
// never be had is left out before others refer to it.
func portfolios(t *rapid.T) selling.Portfolio {
	var p selling.Portfolio
	count := rapid.IntRange(1, 7).Draw(t, "offerings")
	for n := range count {
		o := plain(fmt.Sprintf("o%d", n))
		o.Kind = rapid.SampledFrom([]selling.Kind{selling.Standard, selling.Special, selling.Custom}).Draw(t, "kind")
		o.Needs = rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"a", "b", "c", "d"}), 0, 3, rapid.ID[string]).Draw(t, "needs")
		for _, before := range p {
			switch rapid.IntRange(0, 5).Draw(t, "relation") {
			case 0:
				o.Requires = append(o.Requires, before.ID)
			case 1:
				o.Excludes = append(o.Excludes, before.ID)
			}
		}
		if with := append(slices.Clone(p), o); consistent(with, with.RequiredFor(o.ID)) {
			p = with
		}
	}
	var c fault.Check
	p.Check(&c, "portfolio")
	if err := c.Err("portfolio"); err != nil {
		t.Fatalf("the portfolio drawn is not sound: %v", err)
	}
	return p
}

func consistent(p selling.Portfolio, ids []string) bool {
	for i, a := range ids {
		for _, b := range ids[:i] {
			if !p.Compatible(a, b) {
				return false
			}
		}
	}
	return true
}

func TestPortfolio_Match_keeps_its_promises(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := portfolios(t)
		var needs []selling.Need
		for _, code := range rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c", "d"}), 1, 5).Draw(t, "codes") {
			needs = append(needs, selling.Need{Code: code})
		}
		matches := p.Match(needs)
		if len(matches) != len(needs) {
			t.Fatalf("%d matches for %d needs", len(matches), len(needs))
		}
		var taken []string
		missing := 0
		for n, m := range matches {
			o, _ := p.Find(m.Offering)
			switch {
			case m.Need != needs[n] || m.Reason.Message == "":
				t.Fatalf("match %d says %v for %v", n, m, needs[n])
			case m.Offering == "":
				missing++
			case !o.Serves(needs[n]):
				t.Fatalf("%s does not serve %v", o.ID, needs[n])
			}
			taken = append(taken, p.RequiredFor(m.Offering)...)
		}
		if !consistent(p, taken) {
			t.Fatalf("what was matched cannot be had together: %v of %+v", taken, p)
		}
		for _, o := range p {
			if missing > 0 && !slices.ContainsFunc(needs, func(n selling.Need) bool { return !o.Serves(n) }) && consistent(p, p.RequiredFor(o.ID)) {
				t.Fatalf("%s alone would serve all, yet something is missing: %+v", o.ID, matches)
			}
			fits := consistent(p, append(slices.Clone(taken), p.RequiredFor(o.ID)...))
			for _, m := range matches {
				if m.Offering == "" && o.Serves(m.Need) && fits {
					t.Fatalf("%s could serve %v beside the rest", o.ID, m.Need)
				}
			}
		}
	})
}

func BenchmarkPortfolio_Match(b *testing.B) {
	var p selling.Portfolio
	for n := range 1000 {
		o := plain(fmt.Sprintf("o%d", n))
		o.Needs = []string{fmt.Sprintf("n%d", n%200)}
		o.Keywords = []string{fmt.Sprintf("word%d", n), "faster connection"}
		if n > 0 {
			o.Requires = []string{"o0"}
		}
		p = append(p, o)
	}
	var needs []selling.Need
	for n := range selling.MaxNeeds {
		needs = append(needs, selling.Need{Text: fmt.Sprintf("we would like to have word%d", n*7)})
	}
	for b.Loop() {
		p.Match(needs)
	}
}
