package rule

// maxWork is how many cells the checks of one table may look at: less than a tenth of a second. Whether boxes fill a space is a question
// that takes exponential time in the worst case; tables that people write take some hundred steps a row.
const maxWork = 2_000_000

// search looks for facts that meet none of some rows. It chooses a cell on one axis after another and keeps the rows that can still
// be met; what has been seen to be covered once is not looked at twice.
type search struct {
	axes   []axis
	region int   // the row that the facts must meet; -1: none
	free   []set // of each axis: the rows that are met in all its cells, as far as they lie in the region
	work   *int  // what is left of maxWork; below 0: given up
	seen   map[searched]bool
	at     []int // of each axis: the cell chosen, -1 if it does not matter
}

// searched is a question that has been answered: which rows can still be met, which axes are to be chosen on.
type searched struct {
	alive set
	axes  uint64
}

func newSearch(axes []axis, region int, work *int) *search {
	s := &search{axes: axes, region: region, free: make([]set, len(axes)), work: work, seen: map[searched]bool{}, at: make([]int, len(axes))}
	for i := range axes {
		s.at[i] = -1
		for w := range s.free[i] {
			s.free[i][w] = ^uint64(0)
		}
		for cell := range axes[i].rows {
			if s.within(i, cell) {
				s.free[i].and(&axes[i].rows[cell])
			}
		}
	}
	return s
}

func (s *search) within(axis, cell int) bool {
	return s.region < 0 || s.axes[axis].rows[cell].has(s.region)
}

// uncovered reports whether there are facts that meet none of the rows; at has an example. False also if the work is used up.
func (s *search) uncovered(rows set) bool {
	return s.find(searched{alive: rows, axes: 1<<len(s.axes) - 1})
}

func (s *search) find(q searched) bool {
	if q.alive.empty() {
		return true
	}
	axis := s.next(q)
	if axis < 0 || s.seen[q] || *s.work < 0 {
		return false
	}
	rest := searched{axes: q.axes &^ (1 << axis)}
	for cell := range s.axes[axis].rows {
		if !s.within(axis, cell) {
			continue
		}
		*s.work--
		rest.alive = q.alive
		rest.alive.and(&s.axes[axis].rows[cell])
		s.at[axis] = cell
		if s.find(rest) {
			return true
		}
	}
	s.at[axis] = -1
	s.seen[q] = true
	return false
}

// next is the axis on which most of the rows have conditions, so that they fall away soon; -1 if one has none any more: it is met.
func (s *search) next(q searched) int {
	best, most := -1, -1
	met := q.alive
	for i := range s.axes {
		if q.axes&(1<<i) == 0 {
			continue
		}
		*s.work--
		met.and(&s.free[i])
		free := q.alive
		free.and(&s.free[i])
		if bound := q.alive.size() - free.size(); bound > most {
			best, most = i, bound
		}
	}
	if !met.empty() {
		return -1
	}
	return best
}
