// Package charge owns what a product held is charged for: prices that are charged once or again and again, in advance or in arrear, for
// parts of months counted by a named rule, and what is taken back of them. It does not own how usage is rated, discounts of several
// lines, taxes, or rounding: its figures are exact.
package charge
