// Package discount owns what is taken off a bill and what reduces the amount to pay: discounts in their order, with stacking, caps and
// expiry; price conditions by a customer's turnover, units and time; credits and deposits. It does not own list prices and rating, the
// tax on what remains, or the rebates of a service level agreement, which come as lines of their own.
package discount
