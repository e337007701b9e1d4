package crashtest_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/etomcrm/etomcrm/crm"
	"github.com/etomcrm/etomcrm/crm/customer"
	"github.com/etomcrm/etomcrm/crm/retention"
	"github.com/etomcrm/etomcrm/crm/retention/risk"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/etomtest/crash"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/price"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
	"github.com/etomcrm/etomcrm/ordering"
)

func TestMain(m *testing.M) { crash.Main(m, run) }

// job is what a worker has to do.
type job struct {
	Place    crash.Place `json:"place"`
	Sabotage bool        `json:"sabotage,omitempty"` // on a store that commits each write on its own
	From     [clerks]int `json:"from"`               // the first case of each clerk
	To       int         `json:"to"`                 // the last; negative: there is no end
	Turn     int         `json:"turn"`               // see script
}

func run(ctx context.Context, j job, said *crash.Log[step]) error {
	st, err := j.Place.Open(ctx)
	if err != nil {
		return err
	}
	on := st
	if j.Sabotage {
		on = crash.Torn(st)
	}
	return errors.Join(j.work(ctx, on, said), st.Close())
}

// work lets the clerks work side by side. At the end, if there is one, everything happens that comes of it.
func (j job) work(ctx context.Context, st store.Store, said *crash.Log[step]) error {
	tell := func(_ context.Context, e event.Event) error { return said.Note(step{What: told, Event: e.ID}) }
	c, err := crm.New(work.New(st, &work.Config{Now: func() time.Time { return now }}), crm.Outside{}, &crm.Config{Subscribers: []event.Deliver{tell}})
	if err != nil {
		return err
	}
	var atWork sync.WaitGroup
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	for no := range clerks {
		atWork.Go(func() {
			for n := j.From[no]; ctx.Err() == nil && (j.To < 0 || n <= j.To); n++ {
				one := clerk{CRM: c, said: said, no: no, placed: map[string]ordering.Order{}}
				for _, s := range script(no, n, j.Turn) {
					if err := one.take(ctx, s); err != nil {
						cancel(err)
						return
					}
				}
			}
		})
	}
	atWork.Wait()
	if err := context.Cause(ctx); err != nil {
		return err
	}
	return insist(func() error { return c.Settle(ctx) })
}

// clerk works on one case at a time.
type clerk struct {
	*crm.CRM
	said     *crash.Log[step]
	no       int
	customer string                    // of the case
	placed   map[string]ordering.Order // by key, as they were when they were placed
}

// take takes a step. What is refused and may be is dropped.
func (c *clerk) take(ctx context.Context, s step) error {
	if err := c.said.Begin(c.no, s); err != nil {
		return err
	}
	err := insist(func() error { return c.do(ctx, s) })
	if s.May && (errors.Is(err, fault.ErrState) || errors.Is(err, fault.ErrRejected)) {
		return c.said.Drop(c.no, s)
	}
	if err != nil {
		return fmt.Errorf("%s %s: %w", s.What, s.Key, err)
	}
	s.Order = c.placed[s.Key].ID
	return c.said.Ack(c.no, s)
}

// insist comes again for as long as others are faster.
func insist(command func() error) error {
	for {
		if err := command(); !errors.Is(err, fault.ErrConflict) {
			return err
		}
	}
}

// do does a step. It can be done again.
func (c *clerk) do(ctx context.Context, s step) (err error) {
	o := c.placed[s.Key]
	payment := func() risk.DepositPayment {
		return risk.DepositPayment{ID: s.ID, Deposit: o.Credit.Reference, Amount: money.Must(s.Amount), On: calendar.DateOf(now, nil), By: "cashier"}
	}
	switch s.What {
	case establish:
		d := customer.Draft{RequestKey: s.Key, Kind: customer.Individual, Data: customer.Data{Name: s.Key}}
		if s.ID != "" {
			d.Characteristics = []customer.Characteristic{{Name: s.ID, Value: "yes"}}
		}
		var who customer.Customer
		who, err = c.Customers.Establish(ctx, d)
		c.customer = who.ID
	case place:
		p := price.Price{Name: "telephone", Type: price.NonRecurring, Amount: money.Must(s.Amount)}
		c.placed[s.Key], err = c.Orders.Place(ctx, ordering.Draft{Key: s.Key, ExternalID: s.Key, Customer: c.customer,
			Items: []ordering.DraftItem{{ID: "1", Action: ordering.Add, Offering: "telephone", Quantity: 1, Prices: []price.Price{p}}}})
	case pay:
		_, err = c.Risk.ReceiveDeposit(ctx, payment())
	case giveBack:
		_, err = c.Risk.ReturnDeposit(ctx, payment())
	case apply:
		p := payment()
		p.For = "bill of " + s.Key
		_, err = c.Risk.ApplyDeposit(ctx, p)
	case vote, object:
		_, err = c.Risk.Vote(ctx, o.Credit.Assessment, risk.Vote{By: s.ID, Approve: s.What == vote})
	case cancel:
		err = c.cancel(ctx, o.ID)
	case prosper:
		if _, err = c.Retention.NoteRevenue(ctx, c.customer, retention.Revenue{Year: now.Year(), Amount: money.Must("200000.00 EUR")}); err == nil {
			_, err = c.Risk.Reassess(ctx, c.customer, "revenue")
		}
	case settle:
		err = c.Settle(ctx)
	}
	return err
}

// cancel cancels an order from wherever it is; work on it is stopped at once.
func (c *clerk) cancel(ctx context.Context, order string) error {
	for {
		o, err := c.Orders.Get(ctx, order)
		if err != nil || o.State == ordering.Cancelled {
			return err
		}
		tasks, err := c.Orders.Cancellations(ctx, order)
		if err != nil {
			return err
		}
		switch o.State {
		case ordering.AssessingCancellation:
			_, err = c.Orders.DecideCancellation(ctx, tasks[0].ID, true, "")
		case ordering.PendingCancellation:
			_, err = c.Orders.ConfirmCancellation(ctx, tasks[0].ID)
		default:
			_, err = c.Orders.RequestCancellation(ctx, order, "I have found another one")
		}
		if err != nil {
			return err
		}
	}
}
