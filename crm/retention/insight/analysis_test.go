package insight_test

import (
	"context"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/crm/retention/insight"
	"github.com/etomcrm/etomcrm/crm/retention/rule"
	"github.com/etomcrm/etomcrm/crm/retention/value"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
)

func month(name string, usage ...insight.Usage) insight.Month {
	return insight.Month{Customer: "c-1", Month: calendar.MustParse(name + "-01"), Usage: usage}
}

func timed(service, unit, quantity string, peak, weekend insight.Part) insight.Usage {
	u := used(service, unit, quantity)
	u.Peak, u.Weekend = peak, weekend
	return u
}

func TestUsagePattern(t *testing.T) {
	t.Parallel()
	p, err := insight.UsagePattern([]insight.Month{
		month("2026-01", timed("data", "GB", "30", part("30", "24"), part("20", "2")), used("voice", "min", "100")),
		month("2026-02"),
		month("2026-03", used("backup", "GB", "10"), timed("voice", "min", "100", part("100", "60"), insight.Part{})),
	})
	require.NoError(t, err)
	assert.Equal(t, 2, p.Months)
	require.Len(t, p.Services, 3)
	assert.Equal(t, []string{"backup", "data", "voice"}, []string{p.Services[0].Service, p.Services[1].Service, p.Services[2].Service})
	assert.InDelta(t, 0.25, p.Services[0].Share, 1e-15, "of all gigabytes")
	assert.InDelta(t, 0.75, p.Services[1].Share, 1e-15)
	assert.InDelta(t, 1, p.Services[2].Share, 1e-15, "of all minutes")
	assert.Equal(t, insight.Share{}, p.Services[0].PeakShare, "is not known")
	assert.InDelta(t, 0.8, p.Services[1].PeakShare.Of, 1e-15)
	assert.InDelta(t, 0.6, p.Services[2].PeakShare.Of, 1e-15, "of those minutes of which it is known")
	assert.InDelta(t, 0.7, p.Peak.Of, 1e-15, "each service counts alike")
	assert.Equal(t, insight.Share{Known: true, Of: 0.1}, p.Weekend)
	none, err := insight.UsagePattern(nil)
	require.NoError(t, err)
	assert.Equal(t, insight.Pattern{}, none)
	most := insight.Usage{Service: "data", Unit: "GB", Quantity: money.Count(math.MaxInt64)}
	_, err = insight.UsagePattern([]insight.Month{month("2026-01", most), month("2026-02", most)})
	require.ErrorIs(t, err, fault.ErrInvalid)
}

// The shares of the services in one unit add up to 1, and every share lies between 0 and 1.
func TestUsagePattern_property(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var months []insight.Month
		for range rapid.IntRange(1, 6).Draw(t, "months") {
			var usage []insight.Usage
			for _, service := range []string{"a", "b", "c"}[:rapid.IntRange(0, 3).Draw(t, "services")] {
				n := rapid.Int64Range(0, 1000).Draw(t, "quantity")
				of := rapid.Int64Range(0, n).Draw(t, "of")
				usage = append(usage, insight.Usage{Service: service, Unit: rapid.SampledFrom([]string{"GB", "min"}).Draw(t, "unit"), Quantity: money.Count(n),
					Peak: insight.Part{Of: money.Count(of), Within: money.Count(rapid.Int64Range(0, of).Draw(t, "within"))}})
			}
			months = append(months, insight.Month{Usage: usage})
		}
		p, err := insight.UsagePattern(months)
		if err != nil {
			t.Fatal(err)
		}
		sums, quantities := map[string]float64{}, map[string]int{}
		for _, s := range p.Services {
			sums[s.Unit] += s.Share
			quantities[s.Unit] += s.Quantity.Sign()
			if s.Share < 0 || s.Share > 1 || s.PeakShare.Of < 0 || s.PeakShare.Of > 1 {
				t.Fatalf("%+v", s)
			}
		}
		for unit, sum := range sums {
			if quantities[unit] > 0 && math.Abs(sum-1) > 1e-12 {
				t.Fatalf("%s: %v", unit, sum)
			}
		}
		if p.Peak.Of < 0 || p.Peak.Of > 1 {
			t.Fatalf("%+v", p)
		}
	})
}

func known(of float64) insight.Share { return insight.Share{Known: true, Of: of} }

func TestLineOfBusiness_by_code_before_usage(t *testing.T) {
	t.Parallel()
	office := insight.Pattern{Months: 3, Peak: known(0.9), Weekend: known(0.02)}
	for name, c := range map[string]struct {
		nace    string
		pattern insight.Pattern
		source  insight.LineSource
		code    string
		reason  string
	}{
		"a telecommunications company": {"61.10", office, insight.FromCode, "J", insight.ReasonCode},
		"a German subclass":            {"47.11.1", office, insight.FromCode, "G", insight.ReasonCode},
		"an office":                    {"", office, insight.FromUsage, insight.LineOffice, "INSIGHT-LINE-01"},
		"a shop":                       {"", insight.Pattern{Weekend: known(2.0 / 7)}, insight.FromUsage, insight.LineSeven, "INSIGHT-LINE-02"},
		"neither":                      {"", insight.Pattern{Peak: known(0.5), Weekend: known(0.1)}, insight.FromUsage, insight.LineMixed, "INSIGHT-LINE-04"},
		"only hours known":             {"", insight.Pattern{Peak: known(0.9)}, insight.FromUsage, insight.LineUnknown, "INSIGHT-LINE-03"},
		"only days known":              {"", insight.Pattern{Weekend: known(0.1)}, insight.FromUsage, insight.LineMixed, "INSIGHT-LINE-04"},
		"nothing known":                {"", insight.Pattern{}, insight.FromUsage, insight.LineUnknown, "INSIGHT-LINE-03"},
	} {
		line, err := insight.LineOfBusiness(c.nace, c.pattern, nil)
		require.NoError(t, err, name)
		assert.Equal(t, c.source, line.Source, name)
		assert.Equal(t, c.code, line.Code, name)
		require.Len(t, line.Reasons, 1)
		assert.Equal(t, c.reason, line.Reasons[0].Code, name)
	}
	_, err := insight.LineOfBusiness("bakery", office, nil)
	assert.Equal(t, []string{"nace"}, etomtest.Paths(err))
}

// A table of one's own may ask for the shares of services.
func TestLineOfBusiness_by_a_table_of_ones_own(t *testing.T) {
	t.Parallel()
	schema, err := insight.LineSchema().Extend(rule.Definition{Name: insight.FactShare + "voice", Kind: rule.Number, Missing: rule.Unmet, What: "share of voice in all minutes"})
	require.NoError(t, err)
	half, err := rule.Float(0.5)
	require.NoError(t, err)
	table, err := rule.Compile(schema, rule.Spec{Name: "ours", Version: "1", Policy: rule.First, Outcomes: []string{"callCentre", "other"}, Rows: []rule.Row{
		{Code: "OURS-1", Outcome: "callCentre", When: []rule.Condition{{Fact: "usage.share.voice", AtLeast: &half}}, Why: "calls much"},
		{Code: "OURS-2", Outcome: "other", Why: "everybody else"},
	}}, nil)
	require.NoError(t, err)
	p, err := insight.UsagePattern([]insight.Month{month("2026-01", used("voice", "min", "3"), used("conference", "min", "1"))})
	require.NoError(t, err)
	line, err := insight.LineOfBusiness("", p, table)
	require.NoError(t, err)
	assert.Equal(t, "callCentre", line.Code)
}

// Regulation (EC) No 1893/2006, annex I: the 21 sections of NACE Rev. 2 and their 88 divisions.
func TestSections(t *testing.T) {
	t.Parallel()
	all := insight.Sections()
	require.Len(t, all, 21)
	missing := []int{4, 34, 40, 44, 48, 54, 57, 67, 76, 83, 89} // numbers of no division
	divisions := 0
	for i, s := range all {
		assert.Equal(t, string(rune('A'+i)), s.Code)
		for d := s.First; d <= s.Last; d++ {
			divisions++
			assert.NotContains(t, missing, d)
		}
	}
	assert.Equal(t, 88, divisions)
	for _, wrong := range []string{"", "1", "04", "34.1", "100", "61.", "61.1.1.1", "6a", "61 ", "００"} {
		_, err := insight.SectionOf(wrong)
		require.ErrorIs(t, err, fault.ErrInvalid, wrong)
	}
}

func TestService_Analyse(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		ctx, k := context.Background(), newKit(t, st)
		for i, amount := range []string{"10.00 EUR", "20.00 EUR", "30.00 EUR", "40.00 EUR", "50.00 EUR", "60.00 EUR"} {
			n := insight.Note{Source: amount, Customer: "c-1", Month: calendar.MustParse("2025-08-01").AddMonths(i), Revenue: money.Must(amount),
				Drivers: []value.Use{driver(insight.DriverTicket, 1)}}
			if i != 2 {
				n.Usage = []insight.Usage{timed("data", "GB", "7", part("7", "6"), part("7", "0"))}
			}
			k.note(t, n)
		}
		a, err := k.Analyse(ctx, "c-1", ever)
		require.NoError(t, err)
		assert.Equal(t, 6, a.Months)
		assert.Equal(t, insight.Rising, a.Revenue.Direction)
		assert.InDelta(t, 10, a.Revenue.Slope, 1e-12)
		require.Len(t, a.Usage, 1)
		assert.Equal(t, 5, a.Usage[0].Trend.Points, "of one month nothing is known")
		assert.Equal(t, insight.Level, a.Usage[0].Trend.Direction)
		assert.Equal(t, insight.LineOffice, a.Line.Code)
		assert.Equal(t, insight.FromUsage, a.Line.Source)
		assert.Equal(t, money.Must("210.00 EUR"), a.Profit.Revenue)
		assert.Equal(t, money.Must("72.00 EUR"), a.Profit.Cost)
		assert.Equal(t, money.Must("138.00 EUR"), a.Profit.Profit)

		require.NoError(t, k.NoteLine(ctx, "c-1", " 86.10 "))
		k.store.Unchanged(t, func() {
			require.NoError(t, k.NoteLine(ctx, "c-1", "86.10"))
			err := k.NoteLine(ctx, "", "4.10")
			assert.Equal(t, []string{"customer", "nace"}, etomtest.Paths(err))
		})
		a, err = k.Analyse(ctx, "c-1", value.Window{From: calendar.MustParse("2026-01-01"), Until: calendar.MustParse("2027-01-01")})
		require.NoError(t, err)
		assert.Equal(t, insight.Line{Source: insight.FromCode, Code: "Q", Name: "human health and social work activities", NACE: "86.10", Reasons: a.Line.Reasons}, a.Line)
		assert.Equal(t, insight.Unknown, a.Revenue.Direction, "of one month there is no trend")
		require.NoError(t, k.NoteLine(ctx, "c-1", ""))
		a, err = k.Analyse(ctx, "c-1", ever)
		require.NoError(t, err)
		assert.Equal(t, insight.FromUsage, a.Line.Source)

		k.note(t, insight.Note{Source: "x", Customer: "c-1", Month: calendar.MustParse("2026-02-01"), Drivers: []value.Use{driver("sunshine", 1)}})
		_, err = k.Analyse(ctx, "c-1", ever)
		assert.ErrorContains(t, err, `"sunshine" has no unit cost`)
		nobody, err := k.Analyse(ctx, "nobody", ever)
		require.NoError(t, err)
		assert.Equal(t, 0, nobody.Months)
		assert.Equal(t, insight.LineUnknown, nobody.Line.Code)
	})
}

func TestService_New_with_costs_and_lines_of_ones_own(t *testing.T) {
	t.Parallel()
	costs, err := value.NewCosts(value.UnitCost{Driver: "ticket", Each: money.Must("1.00 EUR")})
	require.NoError(t, err)
	env, _ := etomtest.Env(t, inMemory(t).store)
	s := insight.New(env, &insight.Config{Costs: costs, Line: insight.DefaultLine()})
	_, err = s.NoteMonth(context.Background(), insight.Note{Source: "x", Customer: "c-1", Month: calendar.MustParse("2026-02-01"), Drivers: []value.Use{driver("ticket", 3)}})
	require.NoError(t, err)
	for _, s := range []*insight.Service{s, insight.New(env, nil)} {
		a, err := s.Analyse(context.Background(), "c-1", ever)
		require.NoError(t, err)
		assert.Contains(t, []money.Amount{money.Must("3.00 EUR"), money.Must("36.00 EUR")}, a.Profit.Cost)
	}
}
