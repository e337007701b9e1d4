package selling_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/price"
	"github.com/etomcrm/etomcrm/etom/store/memory"
)

// faults are the paths and rules that an error names.
func faults(t *testing.T, err error) []string {
	t.Helper()
	var invalid *fault.Invalid
	require.ErrorAs(t, err, &invalid)
	require.ErrorIs(t, err, fault.ErrInvalid)
	var all []string
	for _, f := range invalid.Fields {
		all = append(all, f.Path+" "+f.Rule)
	}
	return all
}

func plain(id string) selling.Offering {
	return selling.Offering{ID: id, Name: strings.ToUpper(id), Kind: selling.Standard}
}

func TestNew_refuses_a_config_with_all_its_faults_at_once(t *testing.T) {
	t.Parallel()
	a, b, c, d := plain("a"), plain("b"), plain("c"), plain("a")
	a.Requires, a.Alternatives = []string{"b"}, []string{"a", "nowhere"}
	b.Requires = []string{"a"}
	c.Kind, c.Name, c.Acknowledge, c.LeadTime, c.Keywords = "magic", "", true, -time.Hour, []string{"-*"}
	c.Prices = []price.Price{monthly("fee", "1.00 EUR"), monthly("fee", "1.00 USD"), {Name: "x", Type: "hourly", Amount: money.Must("-1 EUR")}}
	d.Needs = []string{"n", "n", ""}
	env, _ := etomtest.Env(t, memory.New())
	_, err := selling.New(env, &selling.Config{
		Portfolio: selling.Portfolio{a, b, c, d},
		Terms:     []selling.Terms{{ValidDays: -1, Months: 601, Discounts: []selling.Discount{{Offering: "z", Type: "odd", Rate: money.MustRate("101%")}}}},
		Limits:    []selling.Limit{{Role: "sales", UpTo: money.MustRate("-1%")}, {Role: "sales"}},
		Zone:      "Mars/Olympus",
	})
	assert.ElementsMatch(t, []string{
		"portfolio[2].name ETOM-REQUIRED", "portfolio[2].kind ETOM-UNKNOWN", "portfolio[2].keyword[0] ETOM-FORMAT",
		"portfolio[2].price[1].name ETOM-DUPLICATE", "portfolio[2].price[2].priceType ETOM-UNKNOWN", "portfolio[2].price[2].price ETOM-RANGE",
		"portfolio[2].leadTime ETOM-RANGE", "portfolio[2].acknowledge ETOM-REQUIRED",
		"portfolio[3].id ETOM-DUPLICATE", "portfolio[3].need[1] ETOM-DUPLICATE", "portfolio[3].need[2] ETOM-REQUIRED",
		"portfolio[0].alternative[0] ETOM-REFERENCE", "portfolio[0].alternative[1] ETOM-REFERENCE",
		"portfolio[2].price[1].price ETOM-CURRENCY", "portfolio ETOM-REFERENCE", "portfolio ETOM-REFERENCE",
		"terms[0].discount[0].productOffering ETOM-REFERENCE", "terms[0].discount[0].priceType ETOM-UNKNOWN", "terms[0].discount[0].rate ETOM-RANGE",
		"terms[0].discount[0].name ETOM-REQUIRED", "terms[0].validDays ETOM-RANGE", "terms[0].months ETOM-RANGE",
		"limits[0].upTo ETOM-RANGE", "limits[1].role ETOM-DUPLICATE",
		"zone ETOM-UNKNOWN",
	}, faults(t, err))
}

func TestPortfolio_Check(t *testing.T) {
	t.Parallel()
	change := func(edit func(p selling.Portfolio)) selling.Portfolio {
		p := extranet()
		edit(p)
		return p
	}
	for _, row := range []struct {
		name      string
		portfolio selling.Portfolio
		want      []string
	}{
		{"the extranet's portfolio is sound", extranet(), nil},
		{"an empty one is sound", nil, nil},
		{"what an offering requires or excludes must be there, though all else that it requires is",
			change(func(p selling.Portfolio) {
				p[1].Requires, p[1].Excludes = []string{"extranet-access", "telex"}, []string{"telefax"}
			}), []string{"portfolio[1].requires[1] ETOM-REFERENCE", "portfolio[1].excludes[0] ETOM-REFERENCE"}},
		{"what an offering requires it may not exclude",
			change(func(p selling.Portfolio) { p[1].Excludes = []string{"extranet-access"} }), []string{"portfolio[1].requires ETOM-REFERENCE"}},
		{"nor may two of those it requires exclude each other",
			change(func(p selling.Portfolio) { p[3].Requires = []string{"isdn-access", "dsl-access"} }), []string{"portfolio[3].requires ETOM-REFERENCE"}},
		{"a circle over three is found, and only those in it are named",
			selling.Portfolio{
				{ID: "a", Name: "A", Kind: selling.Standard, Requires: []string{"b"}}, {ID: "b", Name: "B", Kind: selling.Standard, Requires: []string{"c"}},
				{ID: "c", Name: "C", Kind: selling.Standard, Requires: []string{"a"}}, {ID: "d", Name: "D", Kind: selling.Standard, Requires: []string{"a"}},
			}, []string{"portfolio ETOM-REFERENCE", "portfolio ETOM-REFERENCE", "portfolio ETOM-REFERENCE"}},
		{"a text with NUL, one that is no UTF-8 and one that is too long are found",
			change(func(p selling.Portfolio) {
				p[0].Risk, p[1].Effort, p[2].NameDe = "a\x00b", "\xff", strings.Repeat("x", 201)
			}),
			[]string{"portfolio[0].risk ETOM-TEXT-NUL", "portfolio[1].effort ETOM-TEXT-UTF8", "portfolio[2].nameDe ETOM-LENGTH"}},
		{"too many prices are found",
			change(func(p selling.Portfolio) {
				p[0].Prices = nil
				for n := range 11 {
					p[0].Prices = append(p[0].Prices, once(strings.Repeat("x", n+1), "1 EUR"))
				}
			}), []string{"portfolio[0].price ETOM-LENGTH"}},
		{"a service level is checked through",
			change(func(p selling.Portfolio) {
				p[0].ServiceLevel = selling.ServiceLevel{Features: []string{"Mail", "Mail"}, Terms: []selling.Term{{
					Figure: &selling.Figure{}, Remedy: &selling.Remedy{Rate: money.MustRate("200%")}}}}
				p[1].ServiceLevel = selling.ServiceLevel{Terms: []selling.Term{warned(selling.Less, "85"), warned(selling.LessOrEqual, "100"), warned(selling.Equal, "85"),
					warned(selling.GreaterOrEqual, "85"), warned(selling.Greater, "100.1")}}
			}), []string{"portfolio[0].serviceLevel.feature[1] ETOM-DUPLICATE", "portfolio[0].serviceLevel.term[0].text ETOM-REQUIRED",
				"portfolio[0].serviceLevel.term[0].figure.metric ETOM-REQUIRED", "portfolio[0].serviceLevel.term[0].figure.operator ETOM-UNKNOWN",
				"portfolio[0].serviceLevel.term[0].remedy.text ETOM-REQUIRED", "portfolio[0].serviceLevel.term[0].remedy.rate ETOM-RANGE",
				"portfolio[1].serviceLevel.term[1].figure.warning ETOM-RANGE", "portfolio[1].serviceLevel.term[2].figure.warning ETOM-RANGE",
				"portfolio[1].serviceLevel.term[3].figure.warning ETOM-RANGE"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			var c fault.Check
			row.portfolio.Check(&c, "portfolio")
			if row.want == nil {
				assert.NoError(t, c.Err("portfolio"))
				return
			}
			assert.ElementsMatch(t, row.want, faults(t, c.Err("portfolio")))
		})
	}
}

// warned is a term of 100 % with a warning level.
func warned(operator selling.Operator, at string) selling.Term {
	level := money.MustQuantity(at)
	return selling.Term{Text: "utilisation", Figure: &selling.Figure{Metric: "utilisation", Operator: operator, Value: money.Count(100), Unit: "%", Warning: &level}}
}

func TestPortfolio_RequiredFor_ends_even_in_a_circle(t *testing.T) {
	t.Parallel()
	p := selling.Portfolio{{ID: "a", Requires: []string{"b"}}, {ID: "b", Requires: []string{"a"}}}
	assert.Equal(t, []string{"b", "a"}, p.RequiredFor("a"))
	assert.Equal(t, []string{"extranet-access", "dsl-access"}, extranet().RequiredFor("dsl-access"))
	assert.Empty(t, extranet().RequiredFor("nowhere"))
}

func TestOffering_In_tells_the_name_in_both_languages(t *testing.T) {
	t.Parallel()
	p := extranet()
	assert.Equal(t, "DSL-Anschluss", p[2].In("de"))
	assert.Equal(t, "DSL access", p[2].In("en"))
	assert.Equal(t, "Car Configurator", p[3].In("de"), "without a German name the English one")
}

func TestNew_without_a_config_has_nothing_to_sell(t *testing.T) {
	t.Parallel()
	d := newDesk(t, memory.New(), nil)
	p := d.qualified("c-1", nil, selling.Need{Code: "extranet"})
	p, err := d.Match(d.ctx, p.ID)
	require.NoError(t, err)
	assert.Equal(t, selling.Rejected, p.State)
}
