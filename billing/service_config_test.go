package billing_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/billing/discount"
	"github.com/etomcrm/etomcrm/etom/etomtest"
)

func TestNew_without_a_config_holds_bills_and_says_what_to_set(t *testing.T) {
	t.Parallel()
	d := serviceOpen(t, serviceInMemory(t, nil).store, &billing.Config{})
	d.account("a", "c")
	d.position("Transport", "85.00 EUR", "2026-02-10")
	d.run()
	b := d.bill(february)
	assert.Equal(t, billing.BillOnHold, b.State)
	assert.Contains(t, findingCodes(b), billing.CodeIssuerAddress)
	assert.Contains(t, b.Issuer.Name, "Config.Issuers")
}

func TestNew_refuses_a_config_with_faults(t *testing.T) {
	t.Parallel()
	_, err := billing.New(nil, &billing.Config{
		Issuers: []billing.Issuer{{ID: "", Name: "x"}, {ID: "y", Name: "\x00"}, {ID: "y", Name: "z"}}, Zone: "Mars", PaymentDays: -1, LookBack: 999,
		Attempts: -1, BillAfter: -1, Retry: -1, Discounts: []discount.Discount{{}},
	})
	assert.Equal(t, []string{"issuers[0].id", "issuers[1].name", "issuers[2].id", "zone", "paymentDays", "lookBack", "attempts", "billAfter", "retry", "discounts"}, etomtest.Paths(err))
}
