package sample

// A spell adds up for how long a condition was met, in microseconds. Each sample stands until the next one, but no longer
// than a rule's Every; the rest is missing.
type spell struct {
	at      int64 // up to where time is added up
	stands  int64 // how long the newest sample may stand; 0 if there is none
	holds   bool  // whether it meets the condition
	met     int64
	missing int64
}

// to moves on to a later instant.
func (s *spell) to(at int64) {
	passed := at - s.at
	covered := min(passed, s.stands)
	s.at = at
	s.missing += passed - covered
	if s.holds {
		s.met += covered
	}
}

// A run is the unbroken time for which a condition has been met, and the longest of them, in microseconds.
type run struct {
	now     int64
	longest int64
}

// to moves on with a spell that is about to go to a later instant.
func (r *run) to(at int64, s *spell, missing Missing) {
	passed := at - s.at
	covered := min(passed, s.stands)
	r.now += covered
	if !s.holds {
		r.now = 0
	}
	r.longest = max(r.longest, r.now)
	if gap := passed - covered; gap > 0 && missing == Met {
		r.now += gap
	} else if gap > 0 && missing == NotMet {
		r.now = 0
	}
	r.longest = max(r.longest, r.now)
}
