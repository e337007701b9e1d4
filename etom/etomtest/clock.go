package etomtest

import (
	"sync"
	"time"
)

// Clock stands still until it is told to move. Its Now is what work.Config asks for. Safe for concurrent use.
type Clock struct {
	mu sync.Mutex
	at time.Time
}

// NewClock makes a clock that stands at 09:00 UTC on 2 March 2026, a Monday that is no holiday in Germany.
func NewClock() *Clock { return &Clock{at: time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)} }

// Now is the instant at which the clock stands.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// Advance moves the clock by d, which may be negative, and returns where it stands now.
func (c *Clock) Advance(d time.Duration) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
	return c.at
}

// Set moves the clock to an instant, forwards or backwards.
func (c *Clock) Set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = at
}
