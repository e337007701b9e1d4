package simulator

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/etomcrm/etomcrm/crm"
)

// Customer simulates whoever is at the other end of the channel: it keeps what it is told, and answers after a while. It drops
// what is delivered twice. Safe for concurrent use.
type Customer struct {
	world   *World
	mu      sync.Mutex
	inbox   []crm.Message
	replies map[string][]reply
}

type reply struct {
	after time.Duration
	do    func(context.Context, crm.Message) error
}

// NewCustomer makes a customer who answers nothing yet.
func NewCustomer(world *World) *Customer {
	return &Customer{world: world, replies: map[string][]reply{}}
}

// On says what the customer does so long after a message with the reason, such as "selling.proposal.made". Say it before
// the world runs.
func (c *Customer) On(reason string, after time.Duration, do func(context.Context, crm.Message) error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.replies[reason] = append(c.replies[reason], reply{after, do})
}

// Send implements crm.Channel.
func (c *Customer) Send(_ context.Context, m crm.Message) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if slices.ContainsFunc(c.inbox, func(old crm.Message) bool { return old.ID == m.ID }) {
		return nil
	}
	c.inbox = append(c.inbox, m)
	for _, r := range c.replies[m.Reason] {
		c.world.After(r.after, func(ctx context.Context) error { return r.do(ctx, m) })
	}
	return nil
}

// Inbox is what the customer has been told, in its order.
func (c *Customer) Inbox() []crm.Message {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.inbox)
}
