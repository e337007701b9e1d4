package value_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mathext"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/crm/retention/value"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// closed is formula 10 of the paper as it stands there, with another library's hypergeometric function.
func closed(m value.BGNBD, h value.History, t float64) float64 {
	x := float64(h.Repeats)
	s, b, beta := m.R+x, m.B+x, m.Alpha+h.Age
	odds := 0.0
	if h.Repeats > 0 {
		odds = m.A / (b - 1) * math.Pow(beta/(m.Alpha+h.Last), s)
	}
	f := mathext.Hypergeo(s, b, m.A+b-1, t/(beta+t))
	return (m.A + b - 1) / (m.A - 1) * (1 - math.Pow(beta/(beta+t), s)*f) / (1 + odds)
}

func TestBGNBD_Expected_is_the_closed_formula_where_that_can_be_computed(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m, h := buying(t), anyHistory(t)
		h.Repeats = min(h.Repeats, 20)
		weeks := rapid.Float64Range(0.1, 3).Draw(t, "reach") * (m.Alpha + h.Age)
		if math.Abs(m.A-1) < 0.05 || math.Abs(m.A+m.B+float64(h.Repeats)-1) < 0.05 {
			return // the closed formula divides by nearly 0
		}
		want := closed(m, h, weeks)
		got, err := m.Expected(h, weeks)
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(got-want) > 1e-7*want+1e-9 {
			t.Fatalf("%v purchases, the closed formula says %v", got, want)
		}
	})
}

// Where the closed formula divides by 0 nothing happens: the expectation lies between its neighbours.
func TestBGNBD_Expected_is_smooth_where_the_closed_formula_is_not(t *testing.T) {
	t.Parallel()
	const step = 1e-6
	for name, m := range map[string]value.BGNBD{"a is 1": {R: 0.3, Alpha: 5, A: 1, B: 2}, "a + b is 1": {R: 0.3, Alpha: 5, A: 0.4, B: 0.6}} {
		for _, h := range []value.History{{}, history(0, 0, 40), history(3, 20, 40)} {
			before, after := m, m
			before.A, after.A = m.A-step, m.A+step
			low, err := after.Expected(h, 39) // who leaves more readily buys less
			require.NoError(t, err)
			high, err := before.Expected(h, 39)
			require.NoError(t, err)
			got, err := m.Expected(h, 39)
			require.NoError(t, err)
			assert.InDelta(t, (low+high)/2, got, 1e-9, name)
			assert.True(t, low < got && got < high, name)
		}
	}
}

func TestBGNBD_Expected_property(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m, h := buying(t), anyHistory(t)
		before := 0.0
		for _, weeks := range []float64{0, 0.5, 4, 52, 520} {
			got, err := m.Expected(h, weeks)
			if err != nil {
				t.Fatal(err)
			}
			most := (m.R + float64(h.Repeats)) * weeks / (m.Alpha + h.Age) // of one who never leaves
			if got < before || got > most*(1+1e-12) || weeks > 0 && got == 0 {
				t.Fatalf("%v in %v weeks, %v before, at most %v", got, weeks, before, most)
			}
			before = got
		}
	})
}

// Weeks or days: it is the same customer.
func TestBGNBD_does_not_depend_on_the_unit_of_time(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m, h := buying(t), anyHistory(t)
		inDays, days := m, h
		inDays.Alpha, days.Last, days.Age = 7*m.Alpha, 7*h.Last, 7*h.Age
		a, err := m.Expected(h, 10)
		if err != nil {
			t.Fatal(err)
		}
		b, err := inDays.Expected(days, 70)
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(a-b) > 1e-9*a {
			t.Fatalf("%v in ten weeks, %v in seventy days", a, b)
		}
	})
}

func TestBGNBD_Alive_property(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m, h := buying(t), anyHistory(t)
		got, err := m.Alive(h)
		if err != nil {
			t.Fatal(err)
		}
		if got < 0 || got > 1 || h.Repeats == 0 && got != 1 {
			t.Fatalf("%v", got)
		}
		later := h
		later.Last = h.Last + (h.Age-h.Last)/2
		if h.Repeats == 0 {
			return
		}
		more, err := m.Alive(later)
		if err != nil {
			t.Fatal(err)
		}
		if more < got {
			t.Fatalf("%v, and %v of one who bought later", got, more)
		}
	})
}

// The rounding of the last digit apart, the model is a distribution: a customer of no age has bought nothing for certain.
func TestBGNBD_LogLikelihood_of_a_customer_of_no_age_is_0(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		if got := buying(t).LogLikelihood(value.History{}); math.Abs(got) > 1e-12 {
			t.Fatalf("%v", got)
		}
	})
}

func TestBGNBD_refuses_what_it_cannot_compute(t *testing.T) {
	t.Parallel()
	m, h := value.BGNBD{R: 0.243, Alpha: 4.414, A: 0.793, B: 2.426}, history(2, 30.43, 38.86)
	for name, c := range map[string]struct {
		model   value.BGNBD
		history value.History
		weeks   float64
		paths   []string
	}{
		"no parameters":                  {value.BGNBD{}, h, 1, []string{"r", "alpha", "a", "b"}},
		"parameters that are no numbers": {value.BGNBD{R: math.NaN(), Alpha: math.Inf(1), A: -1, B: 1}, h, 1, []string{"r", "alpha", "a"}},
		"a history before its beginning": {m, history(2, -1, 38), 1, []string{"last"}},
		"a purchase behind the window":   {m, history(2, 39, 38), 1, []string{"last"}},
		"a repeat at no time":            {m, history(2, 0, 38), 1, []string{"last"}},
		"no repeat at some time":         {m, history(0, 3, 38), 1, []string{"last"}},
		"less than no repeats":           {m, history(-1, 0, 38), 1, []string{"repeats"}},
		"an age that is no number":       {m, history(0, 0, math.NaN()), 1, []string{"age", "last"}},
		"a recency that is no number":    {m, history(1, math.NaN(), 38), 1, []string{"last"}},
		"weeks that are no number":       {m, h, math.NaN(), []string{"weeks"}},
		"weeks before":                   {m, h, -1, []string{"weeks"}},
		"weeks without end":              {m, h, math.Inf(1), []string{"weeks"}},
		"weeks far beyond":               {m, h, 1e6, []string{"weeks"}},
		"purchases without end":          {m, history(1_000_000, 1, 1), 1e4, []string{"weeks"}},
	} {
		_, err := c.model.Expected(c.history, c.weeks)
		require.ErrorIs(t, err, fault.ErrInvalid, name)
		assert.Equal(t, c.paths, etomtest.Paths(err), name)
	}
	_, err := value.BGNBD{}.Alive(h)
	require.ErrorIs(t, err, fault.ErrInvalid)
	_, err = value.BGNBD{}.ExpectedOfNew(1)
	require.ErrorIs(t, err, fault.ErrInvalid)
	_, err = m.ExpectedOfNew(1e6)
	require.ErrorIs(t, err, fault.ErrInvalid)
}

// What is far out still ends, and is finite.
func TestBGNBD_Expected_at_its_bounds(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		model value.BGNBD
		h     value.History
		weeks float64
	}{
		"the furthest reach":          {value.BGNBD{R: 0.2, Alpha: 1, A: 0.5, B: 2}, value.History{}, value.MaxReach},
		"very many purchases":         {value.BGNBD{R: 0.2, Alpha: 1, A: 0.5, B: 2}, history(90_000, 9, 9), 100},
		"hardly anybody who leaves":   {value.BGNBD{R: 0.2, Alpha: 1, A: 1e-9, B: 1e3}, history(900, 50, 50), 5000},
		"everybody leaves at once":    {value.BGNBD{R: 0.2, Alpha: 1, A: 1e9, B: 1e-9}, value.History{}, 5000},
		"hardly any difference in r":  {value.BGNBD{R: 1e6, Alpha: 1e6, A: 1, B: 1}, value.History{}, 100},
		"a span that is hardly there": {value.BGNBD{R: 0.2, Alpha: 1, A: 0.5, B: 2}, value.History{}, 1e-300},
	} {
		got, err := c.model.Expected(c.h, c.weeks)
		require.NoError(t, err, name)
		assert.True(t, got > 0 && !math.IsInf(got, 0), "%s: %v", name, got)
	}
}
