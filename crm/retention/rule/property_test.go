package rule_test

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/crm/retention/rule"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

var missings = []rule.Missing{rule.Refuse, rule.Unmet, rule.Assume}

// small is a schema with few values a fact: samples has, of each fact, one value for every cell that the bounds of smallSpec can cut.
func small(t *rapid.T) (s *rule.Schema, samples [][]rule.Value) {
	defs := []rule.Definition{
		{Name: "n", Kind: rule.Number, Whole: true, Least: quantity("0"), Most: quantity("4"), Default: rule.Int(2)},
		{Name: "a.b", Kind: rule.Amount, Currency: eur, Default: rule.Amt(money.Must("1.50 EUR"))},
		{Name: "closed", Kind: rule.Text, Values: []string{"x", "y", "z"}, Default: rule.Txt("y")},
		{Name: "open", Kind: rule.Text, Default: rule.Txt("elsewhere")},
		{Name: "flag", Kind: rule.Flag, Default: rule.Yes(true)},
	}
	samples = [][]rule.Value{
		{rule.Int(0), rule.Int(1), rule.Int(2), rule.Int(3), rule.Int(4)},
		{amt("-1.00"), amt("-0.50"), amt("1.00"), amt("1.50"), amt("1.995"), amt("2.00"), amt("9.00")},
		{rule.Txt("x"), rule.Txt("y"), rule.Txt("z")},
		{rule.Txt("p"), rule.Txt("q"), rule.Txt("somewhere")},
		{rule.Yes(false), rule.Yes(true)},
	}
	for i := range defs {
		defs[i].What = "something"
		defs[i].Missing = rapid.SampledFrom(missings).Draw(t, "missing")
		if defs[i].Missing != rule.Assume {
			defs[i].Default = rule.Value{}
		}
		if defs[i].Missing != rule.Refuse {
			samples[i] = append(samples[i], rule.Value{})
		}
	}
	s, err := rule.NewSchema(defs...)
	require.NoError(t, err)
	return s, samples
}

func amt(n string) rule.Value { return rule.Amt(money.Must(n + " EUR")) }

// smallCondition draws a condition that fits a fact of small.
func smallCondition(t *rapid.T, d rule.Definition) rule.Condition {
	w := rule.Condition{Fact: d.Name}
	if d.Missing == rule.Unmet && rapid.IntRange(0, 5).Draw(t, "missing") == 0 {
		w.Missing = true
		return w
	}
	bound := func() *rule.Value {
		n := rapid.IntRange(0, 5).Draw(t, "bound")
		if d.Kind == rule.Number {
			return val(rule.Int(int64(n)))
		}
		return val(amt([]string{"-0.50", "1.00", "1.50", "1.995", "2.00", "3.00"}[n]))
	}
	switch d.Kind {
	case rule.Number, rule.Amount:
		sides := rapid.IntRange(1, 3).Draw(t, "sides")
		if sides&1 > 0 {
			w.AtLeast = bound()
		}
		if sides&2 > 0 {
			w.Below = bound()
		}
	case rule.Text:
		from := []string{"x", "y", "z"}
		if len(d.Values) == 0 {
			from = []string{"p", "q"}
		}
		w.In = rapid.SliceOfNDistinct(rapid.SampledFrom(from), 1, len(from), rapid.ID).Draw(t, "in")
	case rule.Flag:
		w.Is = new(rapid.Bool().Draw(t, "is"))
	}
	return w
}

func smallSpec(t *rapid.T, s *rule.Schema) rule.Spec {
	spec := rule.Spec{Name: "small", Version: "1", Policy: rapid.SampledFrom([]rule.HitPolicy{rule.First, rule.Unique, rule.Sum, rule.Worst}).Draw(t, "policy")}
	if spec.Policy != rule.Sum {
		spec.Outcomes = []string{"good", "fair", "bad"}
	}
	if rapid.Bool().Draw(t, "tiled") {
		for i, when := range tiles(t, s.Definitions(), rapid.IntRange(0, 3).Draw(t, "depth")) {
			spec.Rows = append(spec.Rows, smallRow(t, spec, i, when))
		}
		return spec
	}
	facts := rapid.SliceOfNDistinct(rapid.SampledFrom(s.Definitions()), 1, 3, func(d rule.Definition) string { return d.Name }).Draw(t, "facts")
	for i := range rapid.IntRange(1, 7).Draw(t, "rows") {
		var when []rule.Condition
		for range rapid.IntRange(0, 3).Draw(t, "conditions") {
			when = append(when, smallCondition(t, rapid.SampledFrom(facts).Draw(t, "fact")))
		}
		row := smallRow(t, spec, i, when)
		if rapid.IntRange(0, 5).Draw(t, "expr") == 0 {
			row.Expr = "flag"
		}
		spec.Rows = append(spec.Rows, row)
	}
	if rapid.Bool().Draw(t, "otherwise") {
		spec.Rows = append(spec.Rows, smallRow(t, spec, len(spec.Rows), nil))
	}
	return spec
}

func smallRow(t *rapid.T, spec rule.Spec, i int, when []rule.Condition) rule.Row {
	row := rule.Row{Code: fmt.Sprintf("R-%d", i), When: when, Why: fmt.Sprintf("row %d", i), Points: rapid.Int64Range(-9, 9).Draw(t, "points")}
	if len(spec.Outcomes) > 0 {
		row.Outcome = rapid.SampledFrom(spec.Outcomes).Draw(t, "outcome")
	}
	return row
}

// tiles are conditions of rows that cover everything once: each step cuts a tile in two along a fact that it was not cut along before.
func tiles(t *rapid.T, defs []rule.Definition, depth int) [][]rule.Condition {
	defs = slices.DeleteFunc(slices.Clone(defs), func(d rule.Definition) bool { return d.Name == "open" })
	if depth == 0 || len(defs) == 0 {
		return [][]rule.Condition{nil}
	}
	at := rapid.IntRange(0, len(defs)-1).Draw(t, "cut")
	d, rest := defs[at], slices.Delete(slices.Clone(defs), at, at+1)
	var parts []rule.Condition
	switch d.Kind {
	case rule.Number:
		bound := val(rule.Int(rapid.Int64Range(1, 4).Draw(t, "bound")))
		parts = []rule.Condition{{Fact: d.Name, Below: bound}, {Fact: d.Name, AtLeast: bound}}
	case rule.Amount:
		bound := val(amt("1.50"))
		parts = []rule.Condition{{Fact: d.Name, Below: bound}, {Fact: d.Name, AtLeast: bound}}
	case rule.Text:
		parts = []rule.Condition{{Fact: d.Name, In: []string{"x"}}, {Fact: d.Name, In: []string{"y", "z"}}}
	case rule.Flag:
		parts = []rule.Condition{{Fact: d.Name, Is: new(false)}, {Fact: d.Name, Is: new(true)}}
	}
	if d.Missing == rule.Unmet {
		parts = append(parts, rule.Condition{Fact: d.Name, Missing: true})
	}
	var all [][]rule.Condition
	for _, part := range parts {
		for _, more := range tiles(t, rest, rapid.IntRange(0, depth-1).Draw(t, "deeper")) {
			all = append(all, append([]rule.Condition{part}, more...))
		}
	}
	return all
}

// brute is what is wrong with a table, found by asking every sample: the codes and paths that Compile must name.
func brute(t *rapid.T, s *rule.Schema, spec rule.Spec, samples [][]rule.Value) []string {
	var gap bool
	n := len(spec.Rows)
	alone, deciding, overlapping := make([]bool, n), make([]bool, n), make([]bool, n)
	everywhere(s, spec, samples, func(f *rule.Facts) {
		covered := false
		var could []int // the rows whose conditions are met
		for i, row := range spec.Rows {
			if !(naive{spec, f}).conditions(t, row) {
				continue
			}
			over := slices.ContainsFunc(could, func(j int) bool { return spec.Rows[j].Expr == "" })
			if spec.Policy == rule.Worst {
				over = slices.ContainsFunc(spec.Rows, func(r rule.Row) bool {
					return r.Expr == "" && slices.Index(spec.Outcomes, r.Outcome) > slices.Index(spec.Outcomes, row.Outcome) && (naive{spec, f}).conditions(t, r)
				})
			}
			deciding[i] = deciding[i] || !over
			overlapping[i] = overlapping[i] || len(could) > 0
			covered = covered || row.Expr == ""
			alone[i] = true
			could = append(could, i)
		}
		gap = gap || !covered
	})
	var all []string
	for i := range n {
		if !alone[i] {
			all = append(all, fmt.Sprintf("rows[%d].when RULE-CONTRADICTION", i))
		}
	}
	if len(all) > 0 || spec.Policy == rule.Sum {
		return all
	}
	if gap {
		all = append(all, "rows RULE-GAP")
	}
	for i := range n {
		switch {
		case spec.Policy == rule.Unique && overlapping[i]:
			all = append(all, fmt.Sprintf("rows[%d] RULE-OVERLAP", i))
		case spec.Policy != rule.Unique && !deciding[i]:
			all = append(all, fmt.Sprintf("rows[%d] RULE-UNREACHABLE", i))
		}
	}
	return all
}

// everywhere calls do with every combination of samples of the facts that the spec reads; the others have their first.
func everywhere(s *rule.Schema, spec rule.Spec, samples [][]rule.Value, do func(*rule.Facts)) {
	read := map[string]bool{}
	for _, row := range spec.Rows {
		for _, w := range row.When {
			read[w.Fact] = true
		}
		read[row.Expr] = true
	}
	f := rule.NewFacts(s)
	var fill func(at int)
	fill = func(at int) {
		if at == len(samples) {
			do(f)
			return
		}
		name := s.Definitions()[at].Name
		for _, v := range samples[at] {
			f.Clear(name)
			if !v.IsZero() {
				if err := f.Set(name, v); err != nil {
					panic(err)
				}
			}
			fill(at + 1)
			if !read[name] {
				break
			}
		}
	}
	fill(0)
}

// Compile refuses exactly the tables that asking every sample shows to be wrong, at the same rows; what it lets pass decides as the
// naive reading does, hits always under First, Unique and Worst, and explains itself with the same rows.
func TestCompile_finds_what_asking_every_sample_finds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s, samples := small(t)
		spec := smallSpec(t, s)
		table, err := rule.Compile(s, spec, flags{})
		var bad *fault.Invalid
		var found []string
		if errors.As(err, &bad) {
			for _, f := range bad.Fields {
				if line := f.Path + " " + f.Rule; !slices.Contains(found, line) { // two facts of one row can contradict
					found = append(found, line)
				}
			}
			checkExamples(t, s, spec, bad)
		}
		require.Equal(t, brute(t, s, spec, samples), found, "%v", err)
		if err != nil {
			return
		}
		turn := 0
		everywhere(s, spec, samples, func(f *rule.Facts) {
			r, err := table.Decide(f)
			require.NoError(t, err)
			outcome, points, codes := naive{spec, f}.decide(t)
			var hit []string
			for _, reason := range table.Reasons(r) {
				hit = append(hit, reason.Code)
			}
			require.Equal(t, codes, hit)
			require.Equal(t, outcome, r.Outcome)
			require.Equal(t, points, r.Points)
			require.True(t, spec.Policy == rule.Sum || r.Hits() > 0)
			require.True(t, spec.Policy != rule.Unique || len(naive{spec, f}.met(t)) == 1)
			if turn++; turn%11 == 1 { // a trace takes longer than a decision
				checkTrace(t, naive{spec, f}, table, r)
			}
		})
	})
}

// checkTrace asks that the trace tells what was decided, and of each row whether it is met; an expression below the row that decides
// is not asked.
func checkTrace(t *rapid.T, n naive, table *rule.Table, r rule.Result) {
	trace, err := table.Explain(n.f)
	require.NoError(t, err)
	require.Equal(t, r.Outcome, trace.Outcome)
	require.Equal(t, r.Points, trace.Points)
	met, first := n.met(t), len(n.spec.Rows)
	var deciding []string
	for i, row := range trace.Rows {
		if row.Decides {
			deciding = append(deciding, row.Code)
			first = min(first, i)
		}
		unasked := n.spec.Policy == rule.First && i > first && n.spec.Rows[i].Expr != ""
		require.Equal(t, slices.Contains(met, i) && !unasked, row.Met)
		require.NotEqual(t, row.Met, row.Because != "", "why not, and only then")
	}
	_, _, codes := n.decide(t)
	require.Equal(t, codes, deciding)
}

var pair = regexp.MustCompile(`([a-z.]+) (?:= ("[a-z]+"|[-0-9.]+ EUR|-?[0-9]+|true|false|any)|missing)[,;]`)

// checkExamples holds the examples in messages against the naive reading.
func checkExamples(t *rapid.T, s *rule.Schema, spec rule.Spec, bad *fault.Invalid) {
	for _, field := range bad.Fields {
		if field.Rule != rule.CodeGap && field.Rule != rule.CodeOverlap || strings.Contains(field.Message, "anything") {
			continue
		}
		f := rule.NewFacts(s)
		named := map[string]bool{}
		for _, m := range pair.FindAllStringSubmatch(field.Message, -1) {
			named[m[1]] = true
			d, ok := s.Lookup(m[1])
			require.True(t, ok, field.Message)
			value := m[2]
			if unquoted, err := strconv.Unquote(value); err == nil {
				value = unquoted
			}
			switch value {
			case "":
			case "any":
				value = map[rule.Kind]string{rule.Number: "0", rule.Amount: "0 EUR"}[d.Kind]
				fallthrough
			default:
				v, err := d.Parse(value)
				require.NoError(t, err, field.Message)
				require.NoError(t, f.Set(d.Name, v))
			}
		}
		require.NotEmpty(t, named, field.Message)
		could := 0
		for _, row := range spec.Rows {
			met := true
			for _, w := range row.When {
				// what an example does not name does not matter: conditions on it are met or not, the row as a whole is not
				met = met && (!named[w.Fact] && field.Rule == rule.CodeOverlap || named[w.Fact] && naive{spec, f}.meets(t, w))
			}
			if met && (row.Expr == "" || field.Rule == rule.CodeOverlap) {
				could++
			}
		}
		if field.Rule == rule.CodeGap {
			require.Zero(t, could, field.Message)
		} else {
			require.GreaterOrEqual(t, could, 2, field.Message)
		}
	}
}
