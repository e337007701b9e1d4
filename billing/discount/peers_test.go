package discount_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/etomcrm/etomcrm/billing/discount"
	"github.com/etomcrm/etomcrm/etom/money"
)

// What other billing programs get wrong with discounts, with the place in their source: none of it may happen here.

// Flexprice (internal/ee/service, DistributeInvoiceLevelDiscount) sorts equal lines with >=, which is no order, and gives the rest to
// the last: which line gets the odd cent, and with two rates of tax the tax, depends on the order in which lines were read.
func TestPeers_the_odd_cent_goes_to_the_same_line_in_every_order(t *testing.T) {
	t.Parallel()
	bases := lines("33.33", "33.33", "33.33")
	for _, order := range [][3]int{{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}} {
		r := apply(t, []discount.Base{bases[order[0]], bases[order[1]], bases[order[2]]}, absolute("a", "10.00", discount.OnDocument))
		assert.Equal(t, []discount.Part{{Line: "A", Amount: euro("-3.34")}, {Line: "B", Amount: euro("-3.33")}, {Line: "C", Amount: euro("-3.33")}}, r.Document[0].Shares)
	}
}

// GOBL and Flexprice give what is left over by rounding to the last line, however small: here 7 cents over lines of 10.00 and one of
// 0.01 would leave that one below nothing.
func TestPeers_the_rest_does_not_go_to_the_last_line(t *testing.T) {
	t.Parallel()
	r := apply(t, lines("10.00", "10.00", "10.00", "10.00", "0.01"), absolute("a", "0.07", discount.OnDocument))
	assert.Equal(t, []string{"9.98", "9.98", "9.98", "9.99", "0.01"}, nets(r))
}

// GOBL (num/amount.go) adds with the digits of the left side: 0.10 + 0.005 is 0.11 there, 0.005 + 0.10 is 0.105. Half a cent a unit is
// exact here until the line is rounded.
func TestPeers_half_a_cent_a_unit_is_exact_until_the_line(t *testing.T) {
	t.Parallel()
	d := discount.Discount{ID: "u", Name: "u", Kind: discount.PerUnit, Amount: euro("0.005"), On: discount.OnLine}
	bases := lines("10.00", "10.00", "10.00")
	for i, n := range []int64{1, 2, 3} {
		bases[i].Quantity = money.Count(n)
	}
	assert.Equal(t, []string{"9.99", "9.99", "9.98"}, nets(apply(t, bases, d)))
}

// GOBL's rounding "precise" shows 17.36 and 13.64 with 30.99 below. Here what is printed adds up.
func TestPeers_what_is_printed_adds_up(t *testing.T) {
	t.Parallel()
	r := apply(t, lines("17.86", "14.03"), percent("p", "2.8%", discount.OnLine))
	assert.Equal(t, []string{"17.36", "13.64"}, nets(r))
	assert.Equal(t, euro("31.00"), sum(t, r.Lines[0].Net, r.Lines[1].Net))
	assert.Equal(t, euro("31.00"), sum(t, r.Lines[0].List, r.Lines[1].List, r.Total))
}

// Lago (applied_coupons_service.rb) takes coupons in the order they were applied to the customer, so an amount before a percentage comes to
// something else than after it. Here the agreement's order decides, and no order of reading.
func TestPeers_amount_and_percentage_have_an_agreed_order(t *testing.T) {
	t.Parallel()
	amount, rate := absolute("coupon", "20.00", discount.OnDocument), percent("loyal", "10%", discount.OnDocument)
	amount.Order, rate.Order = 1, 2
	for _, ds := range [][]discount.Discount{{amount, rate}, {rate, amount}} {
		assert.Equal(t, euro("-28.00"), apply(t, lines("100.00"), ds...).Total)
	}
	amount.Order = 3
	for _, ds := range [][]discount.Discount{{amount, rate}, {rate, amount}} {
		assert.Equal(t, euro("-30.00"), apply(t, lines("100.00"), ds...).Total)
	}
}

// Flexprice's coupons (coupon_application.go) and Lago's may come to more than the bill. Here discounts stop at nothing, and say so.
func TestPeers_discounts_stop_at_nothing(t *testing.T) {
	t.Parallel()
	r := apply(t, lines("30.00", "10.00"), absolute("a", "25.00", discount.OnDocument), absolute("b", "25.00", discount.OnDocument), absolute("c", "1.00", discount.OnDocument))
	assert.Equal(t, []string{"0.00", "0.00"}, nets(r))
	assert.Equal(t, discount.LimitLeft, r.Document[1].Limit)
	assert.Equal(t, []string{"c DISCOUNT-NOTHING"}, codes(r))
}
