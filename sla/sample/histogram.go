package sample

import (
	"math/bits"

	"github.com/etomcrm/etomcrm/etom/money"
)

// A histogram counts the samples of each value from 0 to a metric's Most. Its memory follows the values that occur, a page at
// a time, and not the number of samples.
type histogram []*page

const (
	pageBits = 9
	pageSize = 1 << pageBits
)

type page [pageSize]uint32

func newHistogram(most int64) histogram { return make(histogram, most>>pageBits+1) }

func (h histogram) add(v uint64) {
	p := h[v>>pageBits]
	if p == nil {
		p = new(page)
		h[v>>pageBits] = p
	}
	p[v%pageSize]++
}

// remove takes back what add counted.
func (h histogram) remove(v uint64) { h[v>>pageBits][v%pageSize]-- }

// at is the value at a rank, 1 being the lowest value's; the rank is one of those counted.
func (h histogram) at(rank int64) int64 {
	for i, p := range h {
		if p == nil {
			continue
		}
		for j, n := range p {
			if rank -= int64(n); rank <= 0 {
				return int64(i<<pageBits + j)
			}
		}
	}
	return 0
}

// nearestRank is p × n, rounded up, for p up to 100 %.
func nearestRank(p money.Rate, n int64) int64 {
	share := percent(p)
	num, den := share.Num().Uint64(), share.Denom().Uint64()
	hi, lo := bits.Mul64(num, uint64(n))
	rank, rest := bits.Div64(hi, lo, den)
	if rest > 0 {
		rank++
	}
	return int64(rank)
}
