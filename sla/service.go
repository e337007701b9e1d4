package sla

import (
	"cmp"
	"net/url"
	"strings"
	"time"

	"crypto/sha256"
	"encoding/hex"

	"github.com/etomcrm/etomcrm/etom"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Service is Customer QoS/SLA Management on a store: agreements, what is known of their periods, violations, alarms and
// announcements. It is safe for concurrent use. Every command has a form ending in Tx that joins the caller's unit of work. All of
// them answer an unknown id, and one of another tenant, with fault.ErrNotFound, a wrong state with fault.ErrState, and wrong
// input with fault.ErrInvalid; then nothing has changed.
type Service struct {
	env    *work.Env
	config Config
}

// Config of Customer QoS/SLA Management; nil is the default.
type Config struct {
	// TellBy is who tells the customer of a degradation that was found inside: etom.CustomerQoSSLA or etom.ProblemHandling. The
	// standard's documents contradict each other (section 7, point 4). Empty: etom.CustomerQoSSLA, as section 4.2.2 draws it.
	TellBy etom.Party

	Extents    []ExtentRow   // how far a crossed threshold reaches; nil: ExtentRows()
	Tells      []TellRow     // who is told of it; nil: TellRows()
	Priorities []PriorityRow // of a problem, by the customer's agreement; nil: PriorityRows()

	PriorityWithin  time.Duration // how long an alarm waits for the customer's priority; 0: 15 minutes
	AssumedPriority Priority      // of a customer whose priority nobody gave in time; empty: PriorityMedium
	LookAgain       time.Duration // how long after it was assessed a period with an open outage is looked at again; 0: 15 minutes
}

// New makes Customer QoS/SLA Management. A Config with faults is fault.ErrInvalid, all of them at once.
func New(env *work.Env, config *Config) (*Service, error) {
	s := &Service{env: env}
	if config != nil {
		s.config = *config
	}
	c := &s.config
	c.TellBy = cmp.Or(c.TellBy, etom.CustomerQoSSLA)
	if c.Extents == nil {
		c.Extents = ExtentRows()
	}
	if c.Tells == nil {
		c.Tells = TellRows()
	}
	if c.Priorities == nil {
		c.Priorities = PriorityRows()
	}
	c.PriorityWithin = cmp.Or(c.PriorityWithin, 15*time.Minute)
	c.AssumedPriority = cmp.Or(c.AssumedPriority, PriorityMedium)
	c.LookAgain = cmp.Or(c.LookAgain, 15*time.Minute)
	if err := c.check(); err != nil {
		return nil, err
	}
	return s, nil
}

func (c Config) check() error {
	var f fault.Check
	f.That(c.TellBy == etom.CustomerQoSSLA || c.TellBy == etom.ProblemHandling, "tellBy", fault.RuleUnknown, "must be CustomerQoSSLA or ProblemHandling")
	for n, row := range c.Extents {
		row.check(&f, index("extents", n))
	}
	for n, row := range c.Tells {
		row.check(&f, index("tells", n))
	}
	for n, row := range c.Priorities {
		row.check(&f, index("priorities", n))
	}
	f.Span("priorityWithin", c.PriorityWithin)
	c.AssumedPriority.check(&f, "assumedPriority")
	f.Span("lookAgain", c.LookAgain)
	return f.Err("sla.config")
}

// idOf makes the id of what belongs to several things: their ids with strokes between them, or where that is too long for an id,
// a print of it. Two different lists have different ids.
func idOf(parts ...string) string {
	escaped := make([]string, len(parts))
	for n, part := range parts {
		escaped[n] = url.PathEscape(part)
	}
	id := strings.Join(escaped, "/")
	if len(id) <= fault.MaxID {
		return id
	}
	print := sha256.Sum256([]byte(id))
	return hex.EncodeToString(print[:])
}
