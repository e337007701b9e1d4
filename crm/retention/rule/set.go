package rule

import "math/bits"

// set is a set of rows by their index.
type set [MaxRows / 64]uint64

func (s *set) add(i int)      { s[i/64] |= 1 << (i % 64) }
func (s *set) has(i int) bool { return s[i/64]&(1<<(i%64)) != 0 }

func (s *set) and(t *set) {
	for w := range s {
		s[w] &= t[w]
	}
}

func (s *set) or(t *set) {
	for w := range s {
		s[w] |= t[w]
	}
}

func (s *set) empty() bool { return *s == set{} }

func (s *set) size() int {
	n := 0
	for _, word := range s {
		n += bits.OnesCount64(word)
	}
	return n
}

// from is the first row of the set at i or behind it; -1 if there is none.
func (s *set) from(i int) int {
	for w := i / 64; w < len(s); w++ {
		word := s[w]
		if w == i/64 {
			word &= ^uint64(0) << (i % 64)
		}
		if word != 0 {
			return 64*w + bits.TrailingZeros64(word)
		}
	}
	return -1
}
