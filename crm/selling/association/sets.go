package association

import (
	"cmp"
	"fmt"
	"iter"
	"math/big"
	"math/bits"
	"slices"
	"strings"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Ask says which sets are wanted.
type Ask struct {
	Support money.Rate // the least share of baskets that have all items of a set, above 0% and at most 100%
	Size    int        // how many items a set has at most; 0: any number

	MaxSets int   // how many sets there may be; 0: DefaultSets
	MaxWork int64 // how many words of 64 baskets may be compared; 0: DefaultWork
}

// The bounds of an Ask that names none.
const (
	DefaultSets = 1_000_000
	DefaultWork = 10_000_000_000 // some seconds
)

// Sets are frequent sets of items with their counts. They are immutable and safe for concurrent use.
type Sets struct {
	baskets *Baskets
	least   int
	size    []int  // how many sets of 1, 2, 3 … items there are
	nodes   []node // the root first; children stand together, in order of item
}

// node is a set: that of its parent and one item behind all of its.
type node struct {
	item, count int32
	parent      int32
	from, to    int32 // its children
}

// Sets finds all sets of items that occur together in at least the asked share of baskets, that is in at least
// ceil(Support × Len) of them. A wrong Ask is fault.ErrInvalid; so is one that leads to more sets or more work than it allows,
// which a larger support, or a smaller size, prevents.
func (b *Baskets) Sets(ask Ask) (*Sets, error) {
	if ask.MaxSets == 0 {
		ask.MaxSets = DefaultSets
	}
	if ask.MaxWork == 0 {
		ask.MaxWork = DefaultWork
	}
	if err := ask.check(); err != nil {
		return nil, err
	}
	s := &Sets{baskets: b, least: leastCount(ask.Support, b.count), nodes: []node{{}}}
	m := mining{sets: s, ask: ask, words: (b.count + 63) / 64}
	if err := m.begin(); err != nil {
		return nil, err
	}
	return s, nil
}

func (a Ask) check() error {
	var c fault.Check
	c.That(a.Support.Sign() > 0 && a.Support.Cmp(whole) <= 0, "support", fault.RuleRange, "must be above 0% and at most 100%")
	c.That(a.Size >= 0, "size", fault.RuleRange, "must be at least 1, or 0 for any")
	c.That(a.MaxSets >= 0 && a.MaxSets <= maxNodes, "maxSets", fault.RuleRange, fmt.Sprintf("must be between 0 and %d", maxNodes))
	c.That(a.MaxWork >= 0, "maxWork", fault.RuleRange, "must not be negative")
	return c.Err("association.ask")
}

const maxNodes = 100_000_000

var whole = money.MustRate("100%")

// fraction is a rate as a fraction.
func fraction(r money.Rate) *big.Rat {
	percent, _ := new(big.Rat).SetString(strings.TrimSuffix(r.String(), "%"))
	return percent.Quo(percent, big.NewRat(100, 1))
}

// leastCount is ceil(rate × count), exactly, and at least 1.
func leastCount(r money.Rate, count int) int {
	exact := fraction(r)
	exact.Mul(exact, big.NewRat(int64(count), 1))
	up := new(big.Int).Add(exact.Num(), exact.Denom())
	up.Sub(up, big.NewInt(1)).Quo(up, exact.Denom())
	return max(1, int(up.Int64()))
}

// mining is a Sets under way: depth first, so that the baskets of one path of sets are kept, and not of all sets (Eclat).
type mining struct {
	sets  *Sets
	ask   Ask
	words int
	work  int64
	kept  [][]uint64 // by depth: the baskets of the children under way
}

func (m *mining) begin() error {
	b, s := m.sets.baskets, m.sets
	kept := make([]uint64, 0, len(b.items)*m.words)
	s.nodes[0].from = 1
	for n, held := range b.held {
		if count := ones(held); count >= s.least {
			if err := m.add(0, 1, int32(n), count); err != nil {
				return err
			}
			kept = append(kept, held...)
		}
	}
	s.nodes[0].to = int32(len(s.nodes))
	m.kept = [][]uint64{kept}
	return m.extend(0, 1)
}

func (m *mining) add(parent, size, item int32, count int) error {
	s := m.sets
	if len(s.nodes) > m.ask.MaxSets {
		return tooMuch("maxSets", fmt.Sprintf("there are more than %d sets", m.ask.MaxSets))
	}
	s.nodes = append(s.nodes, node{item: item, count: int32(count), parent: parent})
	for len(s.size) < int(size) {
		s.size = append(s.size, 0)
	}
	s.size[size-1]++
	return nil
}

func tooMuch(path, what string) error {
	var c fault.Check
	c.Add(path, fault.RuleRange, what+"; ask for a larger support, or for a smaller size")
	return c.Err("association.ask")
}

// extend finds the children of the children of a node; size is the number of items of the latter.
func (m *mining) extend(parent, size int32) error {
	if m.ask.Size > 0 && int(size) >= m.ask.Size {
		return nil
	}
	if len(m.kept) == int(size) {
		m.kept = append(m.kept, nil)
	}
	from, to := m.sets.nodes[parent].from, m.sets.nodes[parent].to
	for one := from; one < to; one++ {
		if err := m.join(one, from, to, size); err != nil {
			return err
		}
		if err := m.extend(one, size+1); err != nil {
			return err
		}
	}
	return nil
}

// join makes the children of a node: with one more item each, of its sisters behind it.
func (m *mining) join(one, from, to, size int32) error {
	m.work += int64(to-one-1) * int64(m.words)
	if m.work > m.ask.MaxWork {
		return tooMuch("maxWork", fmt.Sprintf("more than %d words would have to be compared", m.ask.MaxWork))
	}
	s := m.sets
	s.nodes[one].from = int32(len(s.nodes))
	sisters, kept := m.kept[size-1], m.kept[size][:0]
	mine := m.at(sisters, one-from)
	for other := one + 1; other < to; other++ {
		kept = slices.Grow(kept, m.words)[:len(kept)+m.words]
		place := kept[len(kept)-m.words:]
		count := both(place, mine, m.at(sisters, other-from))
		if count < s.least {
			kept = kept[:len(kept)-m.words]
			continue
		}
		if err := m.add(one, size+1, s.nodes[other].item, count); err != nil {
			return err
		}
	}
	m.kept[size] = kept
	s.nodes[one].to = int32(len(s.nodes))
	return nil
}

func (m *mining) at(kept []uint64, n int32) []uint64 {
	return kept[int(n)*m.words : (int(n)+1)*m.words]
}

// both notes the baskets that are among a and among b, and counts them.
func both(into, a, b []uint64) int {
	count := 0
	a, b = a[:len(into)], b[:len(into)]
	for n := range into {
		word := a[n] & b[n]
		into[n] = word
		count += bits.OnesCount64(word)
	}
	return count
}

func ones(words []uint64) int {
	count := 0
	for _, w := range words {
		count += bits.OnesCount64(w)
	}
	return count
}

// Len is the number of sets.
func (s *Sets) Len() int { return len(s.nodes) - 1 }

// Least is in how many baskets a set occurs at least.
func (s *Sets) Least() int { return s.least }

// BySize is the number of sets of one item, of two, and so on.
func (s *Sets) BySize() []int { return slices.Clone(s.size) }

// All are the sets with their counts, each in order of its items' names; a set stands before those that have all its items
// and further ones behind them.
func (s *Sets) All() iter.Seq2[[]string, int] {
	return func(yield func([]string, int) bool) { s.walk(0, nil, yield) }
}

func (s *Sets) walk(parent int32, before []string, yield func([]string, int) bool) bool {
	for n := s.nodes[parent].from; n < s.nodes[parent].to; n++ {
		set := append(slices.Clone(before), s.baskets.items[s.nodes[n].item])
		if !yield(slices.Clone(set), int(s.nodes[n].count)) || !s.walk(n, set, yield) {
			return false
		}
	}
	return true
}

// Count is in how many baskets all the items occur together; false if that is no frequent set.
func (s *Sets) Count(items ...string) (int, bool) {
	var set []int32
	for _, item := range items {
		n, ok := slices.BinarySearch(s.baskets.items, item)
		if !ok {
			return 0, false
		}
		set = append(set, int32(n))
	}
	slices.Sort(set)
	n, ok := s.find(slices.Compact(set))
	if !ok || n == 0 {
		return 0, false
	}
	return int(s.nodes[n].count), true
}

// find is the node of a set whose items are in order.
func (s *Sets) find(set []int32) (int32, bool) {
	at := int32(0)
	for _, item := range set {
		children := s.nodes[s.nodes[at].from:s.nodes[at].to]
		n, ok := slices.BinarySearchFunc(children, item, func(c node, item int32) int { return cmp.Compare(c.item, item) })
		if !ok {
			return 0, false
		}
		at = s.nodes[at].from + int32(n)
	}
	return at, true
}
