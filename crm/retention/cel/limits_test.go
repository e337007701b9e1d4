package cel_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/retention/cel"
	"github.com/etomcrm/etomcrm/crm/retention/rule"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// What grows by doubling is refused when it is compiled, or stopped; nothing of its size is ever made.
func TestCompile_what_doubles_is_refused(t *testing.T) {
	t.Parallel()
	s := paying(t)
	for _, expr := range []string{
		`["a"]` + strings.Repeat(".map(x, x + x)", 40) + `[0].contains("b")`,
		`[[1]]` + strings.Repeat(".map(x, x + x)", 40) + `.all(x, 2 in x)`,
		`[[1]]` + strings.Repeat(".map(x, x + x)", 40) + `.all(x, x == x)`,
	} {
		_, err := cel.New(nil).Compile(expr, s)
		require.Error(t, err, expr)
		assert.Contains(t, faults(t, err)[0], "at most 100000 is allowed", expr)
	}
}

// One evaluator and one program serve all at once.
func TestMet_from_many_goroutines(t *testing.T) {
	t.Parallel()
	s, e := paying(t), cel.New(nil)
	p, err := e.Compile(`payment.late > 2 && profile.note.matches("of+t")`, s)
	require.NoError(t, err)
	var all sync.WaitGroup
	for n := range 8 {
		f := known(t, s)
		require.NoError(t, f.Set("payment.late", rule.Int(int64(n))))
		all.Go(func() {
			own, err := e.Compile(`payment.late > 2`, s)
			if !assert.NoError(t, err) {
				return
			}
			for range 50 {
				for _, one := range []rule.Program{p, own} {
					met, err := one.Met(f)
					assert.NoError(t, err)
					assert.Equal(t, n > 2, met)
				}
			}
		})
	}
	all.Wait()
}

const threeDeep = `[1,2,3,4,5,6,7,8,9,10].all(a, [1,2,3,4,5,6,7,8,9,10].all(b, [1,2,3,4,5,6,7,8,9,10].all(c, a + b + c > 0 && !profile.note.contains("zzz"))))`

func TestCompile_an_expression_that_could_cost_too_much_is_refused(t *testing.T) {
	t.Parallel()
	_, err := cel.New(nil).Compile(threeDeep, paying(t))
	assert.Contains(t, faults(t, err)[0], "could cost 312551, at most 100000 is allowed", "a thousand searches in a text of 10,000 letters")
	_, err = cel.New(&cel.Config{Estimate: 10}).Compile("[1,2,3].all(n, n > payment.late)", paying(t))
	assert.Contains(t, faults(t, err)[0], "at most 10 is allowed")
	_, err = cel.New(nil).Compile(strings.Repeat(" ", fault.MaxText)+"true", paying(t))
	assert.NotEmpty(t, faults(t, err), "longer than a text may be")
}

// The same expression passes with a short text and is stopped with a long one, before it has gone through all of it.
func TestMet_an_expensive_expression_over_callers_data_is_stopped(t *testing.T) {
	t.Parallel()
	s := paying(t)
	p, err := cel.New(&cel.Config{Estimate: 100_000_000}).Compile(threeDeep, s)
	require.NoError(t, err)
	f := known(t, s)
	met, err := p.Met(f)
	require.NoError(t, err)
	assert.True(t, met)
	require.NoError(t, f.Set("profile.note", rule.Txt(strings.Repeat("a note ", 1400))))
	_, err = p.Met(f)
	assert.Contains(t, faults(t, err)[0], "costs more than its limit allows")

	p, err = cel.New(&cel.Config{Limit: 20}).Compile("[1,2,3,4,5,6,7,8,9].all(n, n < payment.late || true)", s)
	require.NoError(t, err)
	_, err = p.Met(f)
	assert.Contains(t, faults(t, err)[0], "costs more than its limit allows")
}

// BenchmarkMet_stopped is how long an expression can take at most: until its cost is used up.
func BenchmarkMet_stopped(b *testing.B) {
	s := paying(b)
	p, err := cel.New(&cel.Config{Estimate: 100_000_000}).Compile(threeDeep, s)
	require.NoError(b, err)
	f := known(b, s)
	require.NoError(b, f.Set("profile.note", rule.Txt(strings.Repeat("a note ", 1400))))
	for b.Loop() {
		if _, err := p.Met(f); err == nil {
			b.Fatal("was not stopped")
		}
	}
}
