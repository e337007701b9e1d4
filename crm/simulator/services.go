package simulator

import (
	"context"
	"sync"
	"time"

	"github.com/etomcrm/etomcrm/crm"
	"github.com/etomcrm/etomcrm/crm/problem"
	"github.com/etomcrm/etomcrm/sla"
	"github.com/etomcrm/etomcrm/sla/downtime"
)

// Repairs says how Service Problem Management and Service Quality Management behave.
type Repairs struct {
	Takes     time.Duration // how long a repair takes, from the report to it
	Text      string        // how the problem was solved; empty: "repaired"
	Unnoticed time.Duration // how long the service had been gone when the problem was reported
	Measured  time.Duration // when the extent of the outage is reported, so long behind the repair
}

// Services simulates Service Problem Management, which repairs what is reported to it, and Service Quality Management, which
// measures meanwhile and reports the outage to whoever has an agreement about it. It drops what is delivered twice. Safe for
// concurrent use.
type Services struct {
	world    *World
	plan     Repairs
	problems *problem.Service
	quality  *sla.Service
	mu       sync.Mutex
	seen     map[string]bool
	began    map[string]time.Time // by ticket: since when the service is gone
}

// NewServices makes them; a nil plan repairs at once. Connect them before they are used.
func NewServices(world *World, plan *Repairs) *Services {
	s := &Services{world: world, seen: map[string]bool{}, began: map[string]time.Time{}}
	if plan != nil {
		s.plan = *plan
	}
	if s.plan.Text == "" {
		s.plan.Text = "repaired"
	}
	return s
}

// Connect tells where answers and measurements go.
func (s *Services) Connect(problems *problem.Service, quality *sla.Service) {
	s.problems, s.quality = problems, quality
}

// Report implements crm.ServiceProblems: the problem is repaired after a while, and measured. One that a customer has denied to be
// solved has lasted from its beginning. What was found inside, such as by an alarm, is left to whoever sounded it.
func (s *Services) Report(_ context.Context, delivery string, p crm.ServiceProblem) error {
	began, first := s.first(delivery, p)
	if !first || p.Proactive {
		return nil
	}
	s.world.After(s.plan.Takes, func(ctx context.Context) error {
		restored := s.world.Now()
		t, err := s.problems.ReceiveResolution(ctx, p.Ticket, problem.Resolution{Text: s.plan.Text, RestoredAt: restored})
		if err != nil {
			return unlessOver(err)
		}
		if t.Agreement == "" || !restored.After(began) {
			return nil
		}
		s.world.After(s.plan.Measured, func(ctx context.Context) error {
			now, err := s.problems.Get(ctx, p.Ticket)
			if err != nil || now.Status.Worked() || !now.Resolution.RestoredAt.Equal(t.Resolution.RestoredAt) {
				return err // it was not repaired after all: the whole of it is measured behind the repair that holds
			}
			_, err = s.quality.ReceiveQuality(ctx, sla.QualityReport{ID: "measured-" + delivery, Correlation: p.Correlation, Agreement: t.Agreement,
				Feature: p.Feature, In: began, Outages: []downtime.Outage{{ID: p.Ticket, Start: began, End: restored, Reported: p.At}}})
			return err
		})
		return nil
	})
	return nil
}

// first reports whether a delivery is new, and since when the service is gone.
func (s *Services) first(delivery string, p crm.ServiceProblem) (began time.Time, first bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	began, known := s.began[p.Ticket]
	if !known {
		began = p.At.Add(-s.plan.Unnoticed)
		s.began[p.Ticket] = began
	}
	seen := s.seen[delivery]
	s.seen[delivery] = true
	return began, !seen
}
