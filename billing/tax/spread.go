package tax

import (
	"cmp"
	"fmt"
	"math/bits"
	"slices"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// rateScale is the denominator of a rate in a split: eight digits as a factor, six as a percentage, which no tax has used up yet.
const rateScale = 100_000_000

// share is what an item's exact tax leaves when it is rounded down.
type share struct {
	rest uint64
	item int32
}

// spread gives each item of a group its part of the group's tax: its own exact tax rounded down, and the minor units left over one each
// to the largest remainders, ties by id. So no item is a minor unit or more away from its exact tax, and the parts add up. Unlike with
// money.Amount.Allocate the items may be of both signs; a group below zero is split as its mirror image, so that a credit note takes
// back line by line what its bill had.
func (s *sums) spread(g int) error {
	group := &s.groups[g]
	above, err := factor(group.of.Rate, s.currency)
	if err != nil {
		return err
	}
	below := uint64(rateScale)
	if s.policy.Prices == Gross {
		below += above
	}
	left, err := group.tax.MinorUnits()
	if err != nil {
		return err
	}
	mirrored := s.mirrored(g)
	if mirrored {
		left = -left
	}
	shares := s.shares[:0]
	for i := range s.items {
		if int(s.items[i].group) != g {
			continue
		}
		part, rest := taxOf(s.items[i].minor, mirrored, above, below)
		s.items[i].minor = part // from here on the tax
		left -= part
		shares = append(shares, share{rest, int32(i)})
	}
	slices.SortFunc(shares, func(a, b share) int {
		if a.rest != b.rest {
			return cmp.Compare(b.rest, a.rest)
		}
		return cmp.Compare(s.items[a.item].rank, s.items[b.item].rank)
	})
	for _, sh := range shares[:left] {
		s.items[sh.item].minor++
	}
	return s.settle(shares, mirrored)
}

// settle turns the minor units of the items' taxes into amounts.
func (s *sums) settle(shares []share, mirrored bool) error {
	var c money.Calc
	for _, sh := range shares {
		minor, out := s.items[sh.item].minor, &s.out[sh.item]
		if mirrored {
			minor = -minor
		}
		tax, err := money.FromMinor(minor, s.currency)
		if err != nil {
			return err
		}
		out.Tax, out.Gross = tax, out.Net
		if s.policy.Prices == Gross {
			out.Net = c.Sub(out.Gross, tax)
			continue
		}
		out.Gross = c.Add(out.Net, tax)
	}
	return c.Err()
}

// mirrored reports whether the group is below zero; one of exactly zero goes by its first item by id that is not.
func (s *sums) mirrored(g int) bool {
	if sign := s.groups[g].total.Sign(); sign != 0 {
		return sign < 0
	}
	first := -1
	for i := range s.items {
		if int(s.items[i].group) == g && s.items[i].minor != 0 && (first < 0 || s.items[i].rank < s.items[first].rank) {
			first = i
		}
	}
	return first >= 0 && s.items[first].minor < 0
}

// factor is a rate times rateScale.
func factor(r money.Rate, c money.Currency) (uint64, error) {
	if r.Sign() == 0 {
		return 0, nil
	}
	scale, err := money.FromMinor(rateScale, c)
	if err != nil {
		return 0, err
	}
	scaled, err := scale.TimesRate(r)
	if err != nil {
		return 0, err
	}
	n, err := scaled.MinorUnits()
	if err != nil {
		return 0, &fault.Invalid{Subject: "tax.Total", Fields: []fault.Field{{Path: "treatment.rate", Rule: fault.RuleRange,
			Message: fmt.Sprintf("%s has more than six digits behind the point, as no rate of tax has; check it", r)}}}
	}
	return uint64(n), nil
}

// taxOf is minor × above / below, rounded towards minus infinity, and the remainder. Above is less than below, so the result fits.
func taxOf(minor int64, mirrored bool, above, below uint64) (part int64, rest uint64) {
	neg := minor < 0 != mirrored
	magnitude := uint64(minor)
	if minor < 0 {
		magnitude = -magnitude
	}
	hi, lo := bits.Mul64(magnitude, above)
	q, r := bits.Div64(hi, lo, below)
	switch {
	case !neg:
		return int64(q), r
	case r == 0:
		return -int64(q), 0
	default:
		return -int64(q) - 1, below - r
	}
}
