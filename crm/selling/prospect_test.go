package selling_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
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
