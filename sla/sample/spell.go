package sample

// A spell adds up for how long a condition was met, in microseconds. Each sample stands until the next one, but no longer
// than a rule's Every; the rest is missing.
type spell struct {
	at      int64 // up to where time is added up
	stands  int64 // how long the newest sample may stand; 0 if there is none
	holds   bool  // whether it meets the condition
	met     int64
	missing int64
	run     int64 // for how long the condition has been met without a break, up to at
	longest int64
}

// to moves on to a later instant.
func (s *spell) to(at int64, missing Missing) {
	passed := at - s.at
	covered := min(passed, s.stands)
	gap := passed - covered
	s.at = at
	switch {
	case s.holds:
		s.met += covered
		s.run += covered
	case covered > 0:
		s.run = 0
	}
	s.longest = max(s.longest, s.run)
	if gap == 0 {
		return
	}
	s.missing += gap
	switch missing {
	case Met:
		s.run += gap
		s.longest = max(s.longest, s.run)
	case NotMet:
		s.run = 0
	}
}
