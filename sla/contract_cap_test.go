package sla_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/sla"
	"github.com/etomcrm/etomcrm/sla/downtime"
)

func overYear(cap sla.Cap) sla.ContractCap {
	return sla.ContractCap{Over: sla.ContractYear, Cap: cap}
}

func fixed(amount string) sla.Cap {
	return sla.Cap{Worth: sla.Worth{Kind: sla.Fixed}, Value: sla.Value{Amount: new(money.Must(amount))}}
}

func TestContractCap_cuts_to_what_the_other_periods_have_left(t *testing.T) {
	t.Parallel()
	march := month(t, "2026-03-01", "Europe/Berlin")
	multiple := sla.Cap{Worth: sla.Worth{Kind: sla.MultipleOfFee, Fee: basicCharge, Basis: sla.WholeFee}, Value: sla.Value{Times: new(money.MustQuantity("0.05"))}}
	least := sla.Minimum{Kind: sla.MinimumAmount, Operator: sla.GreaterOrEqual, Amount: new(money.Must("1.00 EUR"))}
	none := sla.Minimum{Kind: sla.NoMinimum}
	tests := []struct {
		name          string
		periods       sla.Cap
		most          sla.ContractCap
		minimum       sla.Minimum
		granted, want string
		less          []string
	}{
		{"nothing was granted", sla.Uncapped(), overYear(fixed("10.00 EUR")), none, "0.00 EUR", "4.00 EUR", nil},
		{"there is just enough left", sla.Uncapped(), overYear(fixed("10.00 EUR")), none, "6.00 EUR", "4.00 EUR", nil},
		{"a cent is missing", sla.Uncapped(), overYear(fixed("10.00 EUR")), none, "6.01 EUR", "3.99 EUR", []string{"SLA-CONTRACT-CAP 0.01 EUR"}},
		{"it is used up", sla.Uncapped(), overYear(fixed("10.00 EUR")), none, "10.00 EUR", "0.00 EUR", []string{"SLA-CONTRACT-CAP 4.00 EUR"}},
		{"more was granted than it is", sla.Uncapped(), overYear(fixed("10.00 EUR")), none, "12.00 EUR", "0.00 EUR", []string{"SLA-CONTRACT-CAP 4.00 EUR"}},
		{"of the whole contract", sla.Uncapped(), sla.ContractCap{Over: sla.WholeContract, Cap: fixed("10.00 EUR")}, none, "7.00 EUR", "3.00 EUR", []string{"SLA-CONTRACT-CAP 1.00 EUR"}},
		{"of the period's fee", sla.Uncapped(), overYear(multiple), none, "7.00 EUR", "3.00 EUR", []string{"SLA-CONTRACT-CAP 1.00 EUR"}},
		{"after the period's cap", fixed("3.00 EUR"), overYear(fixed("10.00 EUR")), none, "8.00 EUR", "2.00 EUR", []string{"SLA-CAP 1.00 EUR", "SLA-CONTRACT-CAP 1.00 EUR"}},
		{"what is left is too little to be paid", sla.Uncapped(), overYear(fixed("10.00 EUR")), least, "9.50 EUR", "0.00 EUR", []string{"SLA-CONTRACT-CAP 3.50 EUR", "SLA-MINIMUM 0.50 EUR"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := bmw()
			a.Cap, a.ContractCap, a.Minimum = tt.periods, tt.most, tt.minimum
			r := sla.Record{Granted: new(money.Must(tt.granted)), Fees: map[string]money.Amount{basicCharge: money.Must("200.00 EUR")},
				Outages: []downtime.Outage{down("o-1", "Mail", "2026-03-10T08:00:00+01:00", 5*time.Hour)}}
			report := evaluate(t, a, r, march, march.End())
			assert.Equal(t, money.Must(tt.want), report.Total)
			assert.Equal(t, money.Must("4.00 EUR"), report.Remedies[0].Full)
			var less []string
			for _, one := range report.Remedies[0].Reductions {
				less = append(less, fmt.Sprint(one.Code, " ", one.Amount))
			}
			assert.Equal(t, tt.less, less)
			if less != nil {
				assert.Contains(t, report.Text("de"), "weniger")
			}
		})
	}
}

func TestContractCap_is_refused_where_it_says_too_little_or_too_much(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		most sla.ContractCap
		want []string
	}{
		{"nothing said", sla.ContractCap{}, []string{"contractCap.kind"}},
		{"without a span", sla.ContractCap{Cap: fixed("1.00 EUR")}, []string{"contractCap.over"}},
		{"an unknown span", sla.ContractCap{Over: "decade", Cap: fixed("1.00 EUR")}, []string{"contractCap.over"}},
		{"none, with a span", sla.ContractCap{Over: sla.ContractYear, Cap: sla.Uncapped()}, []string{"contractCap.over"}},
		{"of an unknown fee", overYear(sla.CappedAt(money.MustRate("100%"), "rent")), []string{"contractCap.fee"}},
		{"below the minimum", overYear(fixed("0.50 EUR")), []string{"contractCap.amount"}},
		{"in another currency than the minimum", overYear(fixed("2.00 USD")), []string{"minimum.amount"}},
	} {
		a := bmw()
		a.ContractCap = tt.most
		a.Minimum = sla.Minimum{Kind: sla.MinimumAmount, Operator: sla.GreaterOrEqual, Amount: new(money.Must("1.00 EUR"))}
		assert.Equal(t, tt.want, etomtest.Paths(a.Check()), tt.name)
	}
}

func TestContractCap_asks_what_was_granted(t *testing.T) {
	t.Parallel()
	march := month(t, "2026-03-01", "Europe/Berlin")
	r := sla.Record{Fees: map[string]money.Amount{basicCharge: money.Must("200.00 EUR")}}
	capped := bmw()
	capped.ContractCap = overYear(fixed("10.00 EUR"))
	for _, tt := range []struct {
		name    string
		terms   sla.Agreement
		granted *money.Amount
		want    string
	}{
		{"nothing said", capped, nil, fault.RuleRequired},
		{"negative", capped, new(money.Must("-1.00 EUR")), fault.RuleRange},
		{"another currency", capped, new(money.Must("1.00 USD")), fault.RuleCurrency},
		{"without a cap", bmw(), new(money.Must("1.00 EUR")), sla.RuleSuperfluous},
	} {
		r.Granted = tt.granted
		_, err := sla.Evaluate(tt.terms, r, march, march.End())
		assert.Equal(t, []string{"granted " + tt.want}, fields(t, err), tt.name)
	}
	r.Granted = new(money.Amount) // nothing, of no currency
	evaluate(t, capped, r, march, march.End())
}

// However often the months of a year are evaluated again, and in whatever order, what they were granted never exceeds the cap; and
// what is handed over is what the last reports grant.
func TestProperty_ContractCapHolds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a := costly(t)
		most := rapid.Int64Range(1, 30_000).Draw(t, "cents")
		a.ContractCap = overYear(fixed(fmt.Sprintf("%d.%02d EUR", most/100, most%100)))
		a.Minimum = sla.Minimum{Kind: sla.NoMinimum}
		reports := map[calendar.Date]sla.Report{}
		var handedOver money.Amount
		for range rapid.IntRange(1, 8).Draw(t, "evaluations") {
			from := calendar.MustParse("2026-04-01").AddMonths(rapid.IntRange(0, 2).Draw(t, "month"))
			p, err := calendar.NewPeriod(from, from.AddMonths(1), "UTC")
			require.NoError(t, err)
			var c money.Calc
			var others money.Amount
			for other, report := range reports {
				if other != from {
					others = c.Add(others, report.Total)
				}
			}
			outages := someOutages(t, 4)
			for i := range outages {
				shift := p.Start().Sub(instant("2026-04-01T00:00:00Z"))
				outages[i].Start, outages[i].End, outages[i].Reported = outages[i].Start.Add(shift), outages[i].End.Add(shift), outages[i].Reported.Add(shift)
			}
			now, err := sla.Evaluate(a, sla.Record{Outages: outages, Fees: costlyFees, Granted: &others}, p, p.End().Add(72*time.Hour))
			require.NoError(t, err)
			adjustments, err := sla.Difference(reports[from], now)
			require.NoError(t, err)
			for _, one := range adjustments {
				handedOver = c.Add(handedOver, one.Amount)
			}
			reports[from] = now
			sum := c.Add(others, now.Total)
			require.NoError(t, c.Err())
			order, err := sum.Cmp(*a.ContractCap.Amount)
			require.NoError(t, err)
			require.LessOrEqual(t, order, 0, "%s", sum)
			require.Zero(t, c.Sub(sum, handedOver).Sign())
		}
	})
}

// capped shares 6 EUR among the months of a contract year, which begins on 15 April.
func capped(over sla.CapSpan) sla.Registration {
	r := registration(extranet(sla.AtOnce))
	r.From = calendar.MustParse("2025-04-15")
	r.Agreement.ContractCap = sla.ContractCap{Over: over, Cap: fixed("6.00 EUR")}
	return r
}

func (d *desk) downIn(id string, at time.Time, hours time.Duration) sla.Assessment {
	d.t.Helper()
	return d.received(sent(id, downtime.Outage{ID: "o-" + at.Format("2006-01"), Start: at, End: at.Add(hours * time.Hour)}))
}

func TestContractCap_is_shared_by_the_periods_of_a_year(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		d.register(capped(sla.ContractYear))
		d.clock.Set(on("11T09:00").AddDate(0, 3, 0))
		euro(t, "4.00", d.downIn("q-1", on("10T00:00"), 5).Total)
		euro(t, "2.00", d.downIn("q-2", on("10T00:00").AddDate(0, 1, 0), 5).Total)
		euro(t, "4.00", d.downIn("q-3", on("10T00:00").AddDate(0, 2, 0), 5).Total) // of the next year
		april := "extranet-a/2026-04-01"
		euro(t, "2.00", d.violation(april).Total)

		euro(t, "0.00", d.downIn("q-4", on("10T00:00").AddDate(0, -1, 0), 5).Total) // late news of an earlier month
		d.due()                                                                     // the months are settled: nothing but the cap changes any more
		d.downIn("q-5", on("10T00:00"), 4)
		assert.Zero(t, d.violation(march).Total.Sign(), "it was none")
		assert.Equal(t, 1, d.due().Shared)
		euro(t, "4.00", d.handedOver("extranet-a/2026-02-01")) // what March gave back, to the first that had too little
		euro(t, "2.00", d.violation(april).Total)
		assert.Zero(t, d.due().Shared)
		euro(t, "0.00", d.downIn("q-7", on("10T00:00"), 5).Total)
		euro(t, "2.00", d.handedOver(april))
		assert.Zero(t, d.handedOver(march).Sign())
	})
}

func TestContractCap_is_shared_by_all_periods_and_versions(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	r := capped(sla.WholeContract)
	r.Agreement.ContractCap = sla.NoContractCap()
	d.register(r)
	d.clock.Set(on("11T09:00"))
	euro(t, "4.00", d.downIn("q-1", on("10T00:00"), 5).Total)
	r = capped(sla.WholeContract)
	r.Agreement.Version, r.From = "2", calendar.MustParse("2026-04-01")
	d.register(r)
	d.clock.Set(on("11T09:00").AddDate(0, 3, 0))
	euro(t, "2.00", d.downIn("q-2", on("10T00:00").AddDate(0, 1, 0), 5).Total)
	euro(t, "0.00", d.downIn("q-3", on("10T00:00").AddDate(0, 2, 0), 5).Total)
	euro(t, "2.00", d.handedOver("extranet-a/2026-04-01"))
}

// Claims share what is left in the order in which they come; claims that come at once do not both take it.
func TestContractCap_claims_that_come_at_once(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		r := capped(sla.WholeContract)
		r.Agreement.Claim = sla.Claim{Kind: sla.OnClaim, Within: 300, Unit: sla.CalendarDays, From: sla.FromPeriodEnd}
		d.register(r)
		d.clock.Set(on("11T09:00").AddDate(0, 3, 0))
		months := []string{"extranet-a/2026-03-01", "extranet-a/2026-04-01", "extranet-a/2026-05-01"}
		for n := range months {
			euro(t, "4.00", d.downIn(fmt.Sprint("q-", n), on("10T00:00").AddDate(0, n, 0), 5).Total)
		}
		var claims sync.WaitGroup
		for _, id := range months {
			claims.Go(func() {
				for {
					if _, err := d.ClaimRemedy(d.ctx, sla.ClaimRequest{Violation: id}); err == nil {
						return
					}
				}
			})
		}
		claims.Wait()
		var c money.Calc
		var sum money.Amount
		for _, id := range months {
			sum = c.Add(sum, d.handedOver(id))
		}
		euro(t, "6.00", sum)
	})
}
