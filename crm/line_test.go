package crm_test

import (
	"context"
	"errors"
	"sync"

	"github.com/etomcrm/etomcrm/crm"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/ordering"
)

// line stands between the house and the outside parties: it notes what goes over it, and fails as it is told to.
type line struct {
	crm.Activation
	crm.Channel
	mu         sync.Mutex
	deliveries map[string]int                     // how often each arrived
	activation func(delivery string, n int) error // of the nth arrival; nil: well
	channel    func(m crm.Message, n int) error   // the same
}

func newLine() *line { return &line{deliveries: map[string]int{}} }

// between is for player.between.
func (l *line) between(a crm.Activation, c crm.Channel) (crm.Activation, crm.Channel) {
	l.Activation, l.Channel = a, c
	return l, l
}

func (l *line) arrives(delivery string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.deliveries[delivery]++
	return l.deliveries[delivery]
}

func (l *line) goes(delivery string, on func() error) error {
	n := l.arrives(delivery)
	if l.activation != nil {
		if err := l.activation(delivery, n); err != nil {
			return err
		}
	}
	return on()
}

func (l *line) CheckFeasibility(ctx context.Context, delivery string, f ordering.Feasibility) error {
	return l.goes(delivery, func() error { return l.Activation.CheckFeasibility(ctx, delivery, f) })
}

func (l *line) Issue(ctx context.Context, delivery string, n ordering.WorkNotice) error {
	return l.goes(delivery, func() error { return l.Activation.Issue(ctx, delivery, n) })
}

func (l *line) Release(ctx context.Context, delivery string, n ordering.WorkNotice) error {
	return l.goes(delivery, func() error { return l.Activation.Release(ctx, delivery, n) })
}

func (l *line) StopWork(ctx context.Context, delivery string, n ordering.CancellationNotice) error {
	return l.goes(delivery, func() error { return l.Activation.StopWork(ctx, delivery, n) })
}

func (l *line) Send(ctx context.Context, m crm.Message) error {
	n := l.arrives(m.ID)
	if l.channel != nil {
		if err := l.channel(m, n); err != nil {
			return err
		}
	}
	return l.Channel.Send(ctx, m)
}

var errDown = errors.New("the line is down")

// flaky is a subscriber that fails once for each event, so that everything is delivered twice.
type flaky struct {
	mu   sync.Mutex
	seen map[string]int
}

func (f *flaky) take(_ context.Context, e event.Event) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.seen[e.ID]++
	if f.seen[e.ID] == 1 {
		return errDown
	}
	return nil
}

// patiently settles until nothing fails any more, and keeps what had failed.
func (p *player) patiently(faults *[]error) func(context.Context) error {
	return func(ctx context.Context) error {
		for range 1000 {
			err := p.Settle(ctx)
			if err == nil {
				return nil
			}
			*faults = append(*faults, err)
		}
		return errors.New("it never settles")
	}
}
