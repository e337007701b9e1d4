package charge

import "slices"

// overlap is what two closed ranges share; ok is false if that is nothing.
func (r Range) overlap(s Range) (Range, bool) {
	both := Range{latest(r.From, s.From), earliest(r.Until, s.Until)}
	return both, both.From.Before(both.Until)
}

// without adds to rest what of the range is in none of the others, in order. The others are in order and do not overlap.
func (r Range) without(rest, others []Range) []Range {
	for _, o := range others {
		both, ok := r.overlap(o)
		if !ok {
			continue
		}
		if r.From.Before(both.From) {
			rest = append(rest, Range{r.From, both.From})
		}
		r.From = both.Until
	}
	if r.From.Before(r.Until) {
		rest = append(rest, r)
	}
	return rest
}

// insert adds a range that overlaps none of the others, in order. What touches the last becomes one with it.
func insert(all []Range, r Range) []Range {
	at := len(all)
	if at > 0 && all[at-1].Until == r.From {
		all[at-1].Until = r.Until
		return all
	}
	for at > 0 && r.From.Before(all[at-1].From) {
		at--
	}
	return slices.Insert(all, at, r)
}
