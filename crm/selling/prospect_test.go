package selling_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/etom/work"
)

func TestService_prospects(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		d := newDesk(t, st, config())
		p, err := d.TakeEnquiry(d.ctx, selling.Enquiry{Customer: "dealer-b", Interest: "what is new?", Lead: "lead-7"})
		require.NoError(t, err)
		assert.Equal(t, p.ID, p.Correlation, "a case of its own")
		assert.Equal(t, []selling.Event{selling.Qualify, selling.Withdraw}, p.Permitted())
		_, err = d.Match(d.ctx, p.ID)
		assert.ErrorIs(t, err, fault.ErrState, "the needs are not stated yet")

		p, err = d.AcquireData(d.ctx, p.ID, map[string]string{"lineOfBusiness": "cars", "employees": "12"})
		require.NoError(t, err)
		p, err = d.AcquireData(d.ctx, p.ID, map[string]string{"employees": "13"})
		require.NoError(t, err)
		assert.Equal(t, map[string]string{"lineOfBusiness": "cars", "employees": "13"}, p.Data)
		assert.Equal(t, map[string]string{"employees": "13"}, last[selling.DataNotice](t, d.events(p.ID), selling.EventDataAcquired).Data)

		p, err = d.Withdraw(d.ctx, p.ID, "has bought elsewhere")
		require.NoError(t, err)
		assert.Equal(t, selling.Cancelled, p.State)
		assert.Equal(t, []fault.Reason{{Code: selling.ReasonWithdrawn, Message: "has bought elsewhere"}}, p.Reasons)
		_, err = d.StateNeeds(d.ctx, p.ID, []selling.Need{{Code: "extranet"}})
		assert.ErrorIs(t, err, fault.ErrState)
		found, err := d.Prospects(d.ctx, "lead", "lead-7")
		require.NoError(t, err)
		assert.Equal(t, []selling.Prospect{p}, found)
		_, err = d.Prospects(d.ctx, "colour", "blue")
		assert.ErrorIs(t, err, fault.ErrInvalid)
	})
}

func TestService_asks_for_the_data_that_the_products_take(t *testing.T) {
	t.Parallel()
	d := memoryDesk(t)
	unknown := d.qualified("dealer-b", nil, selling.Need{Code: "extranet"})
	unknown, err := d.Match(d.ctx, unknown.ID)
	require.NoError(t, err)
	assert.Equal(t, []string{"deliveryAddress"}, last[selling.Proposal](t, d.events(unknown.ID), selling.EventProposalMade).Asks)
	known := d.qualified("dealer-b", nil, selling.Need{Code: "extranet"})
	_, err = d.AcquireData(d.ctx, known.ID, map[string]string{"deliveryAddress": "Hauptstr. 1"})
	require.NoError(t, err)
	known, err = d.Match(d.ctx, known.ID)
	require.NoError(t, err)
	assert.Empty(t, d.quote(known.Quote).Asks)
}

func rules() []selling.Opportunity {
	at := func(metric string, o selling.Operator, n int64) selling.Figure {
		return selling.Figure{Metric: metric, Operator: o, Value: money.Count(n)}
	}
	return []selling.Opportunity{
		{Code: "UP-1", Kind: selling.UpSell, Has: "isdn-access", When: at("utilisation", selling.GreaterOrEqual, 85), Offer: "dsl-access", Text: "the line is too narrow"},
		{Code: "REPLACE-1", Kind: selling.Replace, Has: "isdn-access", When: at("problemReports", selling.GreaterOrEqual, 3), Offer: "dsl-access", Text: "the line fails often"},
		{Code: "CROSS-1", Kind: selling.CrossSell, When: at("carsSold", selling.Greater, 100), Offer: "car-configurator", Text: "many cars are sold"},
	}
}

func TestSeek(t *testing.T) {
	t.Parallel()
	measured := func(metric, offering string, n int64) selling.Trend {
		return selling.Trend{Metric: metric, Offering: offering, Value: money.Count(n)}
	}
	isdn := []string{"isdn-access"}
	for _, row := range []struct {
		name     string
		has      []string
		measured []selling.Trend
		want     []string
	}{
		{"at the threshold", isdn, []selling.Trend{measured("utilisation", "isdn-access", 85)}, []string{"UP-1"}},
		{"below it", isdn, []selling.Trend{measured("utilisation", "isdn-access", 84)}, nil},
		{"of another offering", isdn, []selling.Trend{measured("utilisation", "extranet-access", 99)}, nil},
		{"of the customer as a whole", isdn, []selling.Trend{measured("utilisation", "", 99)}, []string{"UP-1"}},
		{"without the offering", nil, []selling.Trend{measured("utilisation", "", 99)}, nil},
		{"what is there already is not offered", []string{"isdn-access", "dsl-access"}, []selling.Trend{measured("utilisation", "", 99)}, nil},
		{"the same is recommended once", isdn, []selling.Trend{measured("problemReports", "", 5), measured("utilisation", "", 99)}, []string{"UP-1"}},
		{"any customer", nil, []selling.Trend{measured("carsSold", "", 101)}, []string{"CROSS-1"}},
		{"several at once", isdn, []selling.Trend{measured("carsSold", "", 101), measured("problemReports", "", 3)}, []string{"REPLACE-1", "CROSS-1"}},
	} {
		var got []string
		for _, r := range selling.Seek(extranet(), rules(), selling.Trends{Customer: "c", Has: row.has, Measured: row.measured}) {
			got = append(got, r.Reason.Code)
		}
		assert.Equal(t, row.want, got, row.name)
	}
}

func TestService_SeekOpportunities(t *testing.T) {
	t.Parallel()
	c := config()
	c.Opportunities = rules()
	d := newDesk(t, memory.New(), c)
	trends := selling.Trends{Customer: "dealer-b", Has: []string{"isdn-access"}, Measured: []selling.Trend{{Metric: "utilisation", Value: money.Count(90)}}}
	found, err := d.SeekOpportunities(d.ctx, trends)
	require.NoError(t, err)
	require.Len(t, found, 1)
	assert.Equal(t, found, last[selling.OpportunityNotice](t, d.events("dealer-b"), selling.EventOpportunityFound).Recommendations)
	trends.Measured = nil
	d.watch.Unchanged(t, func() { found, err = d.SeekOpportunities(d.ctx, trends) })
	require.NoError(t, err)
	assert.Empty(t, found)
}

func TestService_tenants_do_not_see_one_another(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		d := newDesk(t, st, config())
		a := d.agreed()
		p := d.qualified("dealer-b", nil, selling.Need{Code: "extranet"})
		other, err := selling.New(work.New(st, &work.Config{Tenant: "other"}), config())
		require.NoError(t, err)
		for name, do := range map[string]func() error{
			"prospect":  func() error { _, err := other.Prospect(d.ctx, p.ID); return err },
			"match":     func() error { _, err := other.Match(d.ctx, p.ID); return err },
			"quote":     func() error { _, err := other.Quote(d.ctx, a.Quote); return err },
			"versions":  func() error { _, err := other.Versions(d.ctx, a.Quote); return err },
			"refuse":    func() error { _, err := other.Refuse(d.ctx, a.Quote, "no"); return err },
			"agreement": func() error { _, err := other.Agreement(d.ctx, a.ID); return err },
			"priority":  func() error { _, err := other.AskPriority(d.ctx, a.ID); return err },
		} {
			assert.ErrorIs(t, do(), fault.ErrNotFound, name)
		}
		found, err := other.Quotes(d.ctx, "customer", "dealer-a")
		require.NoError(t, err)
		assert.Empty(t, found)
		report, err := other.Due(d.ctx, d.clock.Now().AddDate(1, 0, 0))
		require.NoError(t, err)
		assert.Zero(t, report.Expired)
	})
}
