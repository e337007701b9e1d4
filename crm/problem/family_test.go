package problem_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/problem"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// family is a parent with two children of other customers.
func (d *desk) family() (parent, one, two problem.Ticket) {
	d.t.Helper()
	parent = d.begun(mail())
	r := mail()
	r.Customer, r.Parent = "dealer-b", parent.ID
	one = d.begun(r)
	r.Customer, r.Parent = "dealer-c", ""
	two = d.must(d.Attach(d.ctx, d.begun(r).ID, parent.ID))
	return parent, one, two
}

func TestFamily_children_follow_the_parent_s_resolution_and_it_closes_behind_them(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		parent, one, two := d.family()
		d.must(d.Hold(d.ctx, two.ID, problem.CauseVendor, "waiting"))
		d.resolved(parent.ID)
		for _, child := range []problem.Ticket{one, two} {
			got := d.ticket(child.ID)
			assert.Equal(t, problem.Resolved, got.Status)
			assert.Equal(t, parent.ID, got.Resolution.Parent)
			assert.Equal(t, problem.EventResolution, d.tail(child.ID, 1)[0], "so that each customer is asked")
		}
		got := d.must(d.Answer(d.ctx, parent.ID, problem.Confirmation{Confirmed: true}))
		assert.Equal(t, problem.Resolved, got.Status)
		assert.Equal(t, problem.Confirm, got.ClosesBy, "it waits for its children")
		d.refuses(fault.ErrState, func() (problem.Ticket, error) {
			return d.Answer(d.ctx, parent.ID, problem.Confirmation{Confirmed: true})
		})
		d.refuses(fault.ErrState, func() (problem.Ticket, error) { return d.AskConfirmation(d.ctx, parent.ID) })
		d.must(d.Answer(d.ctx, one.ID, problem.Confirmation{Confirmed: true}))
		assert.Equal(t, problem.Resolved, d.ticket(parent.ID).Status)
		d.must(d.Answer(d.ctx, two.ID, problem.Confirmation{Confirmed: true}))
		got = d.ticket(parent.ID)
		assert.Equal(t, problem.Closed, got.Status)
		assert.Empty(t, got.ClosesBy)
		assert.Equal(t, problem.EventClosed, d.tail(parent.ID, 1)[0])
		found, err := d.By(d.ctx, "parent", parent.ID)
		require.NoError(t, err)
		assert.Len(t, found, 2)
	})
}

func TestFamily_a_child_s_denial_keeps_the_parent_waiting(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	parent, one, two := d.family()
	d.closed(parent.ID)
	d.must(d.Answer(d.ctx, one.ID, problem.Confirmation{Text: "not here"}))
	d.must(d.Answer(d.ctx, two.ID, problem.Confirmation{Confirmed: true}))
	assert.Equal(t, problem.Resolved, d.ticket(parent.ID).Status)
	d.must(d.Cancel(d.ctx, one.ID, "moved away"))
	assert.Equal(t, problem.Closed, d.ticket(parent.ID).Status, "a cancelled child is no child to wait for")
}

func TestFamily_the_parent_s_customer_may_change_their_mind_while_it_waits(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	parent, one, two := d.family()
	d.closed(parent.ID)
	got := d.must(d.Answer(d.ctx, parent.ID, problem.Confirmation{Text: "it is back"}))
	assert.Equal(t, problem.InProgress, got.Status)
	assert.Empty(t, got.ClosesBy)
	d.must(d.Answer(d.ctx, one.ID, problem.Confirmation{Confirmed: true}))
	d.must(d.Answer(d.ctx, two.ID, problem.Confirmation{Confirmed: true}))
	assert.Equal(t, problem.InProgress, d.ticket(parent.ID).Status)
}

func TestFamily_silence_waits_for_the_children_too(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	parent, one, two := d.family()
	d.resolved(parent.ID)
	d.must(d.AskConfirmation(d.ctx, parent.ID))
	d.clock.Advance(30 * day)
	assert.Equal(t, problem.DueReport{Closed: 1}, d.due())
	assert.Equal(t, problem.Lapse, d.ticket(parent.ID).ClosesBy)
	d.store.Unchanged(t, func() { assert.Zero(t, d.due()) })
	d.must(d.Answer(d.ctx, one.ID, problem.Confirmation{Confirmed: true}))
	d.must(d.Detach(d.ctx, two.ID, "it has another cause"))
	assert.Equal(t, problem.Closed, d.ticket(parent.ID).Status, "who leaves is not waited for")
	assert.Equal(t, problem.EventDetached, d.tail(two.ID, 1)[0])
}

func TestFamily_children_of_a_cancelled_parent_go_on_by_themselves(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	parent, one, two := d.family()
	d.closed(two.ID)
	d.must(d.Cancel(d.ctx, parent.ID, "nothing is wrong here"))
	assert.Empty(t, d.ticket(one.ID).Related(problem.ParentTicket))
	assert.Equal(t, problem.InProgress, d.ticket(one.ID).Status)
	var n problem.Notice
	d.last(one.ID, problem.EventDetached, &n)
	assert.Equal(t, []string{parent.ID, "nothing is wrong here"}, []string{n.Parent, n.Reason})
	assert.Equal(t, parent.ID, d.ticket(two.ID).Related(problem.ParentTicket), "what is done stays as it was")
}

func TestFamily_parents_may_close_alone(t *testing.T) {
	t.Parallel()
	d := inMemory(t, &problem.Config{ParentsCloseAlone: true})
	parent, one, _ := d.family()
	d.closed(parent.ID)
	assert.Equal(t, problem.Closed, d.ticket(parent.ID).Status)
	assert.Equal(t, problem.Resolved, d.ticket(one.ID).Status)
}

func TestAttach_refuses(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	parent, one, two := d.family()
	alone, done := d.begun(mail()), d.closed(d.begun(mail()).ID)
	for name, c := range map[string]struct {
		id, parent, code string
	}{
		"a parent's parent":   {parent.ID, alone.ID, problem.ReasonParentLevel},
		"a child's child":     {alone.ID, one.ID, problem.ReasonParentLevel},
		"itself":              {alone.ID, alone.ID, problem.ReasonParentLevel},
		"a second parent":     {two.ID, alone.ID, problem.ReasonParentAlready},
		"a sibling's sibling": {one.ID, two.ID, problem.ReasonParentAlready},
	} {
		err := d.refuses(fault.ErrRejected, func() (problem.Ticket, error) { return d.Attach(d.ctx, c.id, c.parent) })
		assert.Equal(t, []string{c.code}, codes(t, err), name)
	}
	d.refuses(fault.ErrState, func() (problem.Ticket, error) { return d.Attach(d.ctx, alone.ID, done.ID) })
	d.refuses(fault.ErrState, func() (problem.Ticket, error) { return d.Attach(d.ctx, done.ID, alone.ID) })
	d.refuses(fault.ErrNotFound, func() (problem.Ticket, error) { return d.Attach(d.ctx, alone.ID, "nobody") })
	d.refuses(fault.ErrState, func() (problem.Ticket, error) { return d.Detach(d.ctx, alone.ID, "why") })
	r := mail()
	r.Parent = one.ID
	d.refuses(fault.ErrRejected, func() (problem.Ticket, error) { return d.Open(d.ctx, r) })
	r.Parent = "nobody"
	d.refuses(fault.ErrNotFound, func() (problem.Ticket, error) { return d.Open(d.ctx, r) })
}

// One cause at several customers (3.2.3).
func TestShare_one_cause_at_three_customers_gets_a_parent(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		var all []problem.Ticket
		for n, customer := range []string{"dealer-a", "dealer-a", "dealer-b", "dealer-c"} {
			r := mail()
			r.Customer = customer
			if n == 3 {
				r.Impact = problem.Blocked
			}
			all = append(all, d.begun(r))
			assert.Empty(t, d.ticket(all[0].ID).Related(problem.ParentTicket), "five would have to report the same feature")
			d.clock.Advance(time.Minute)
		}
		for n, ticket := range all {
			d.must(d.Isolate(d.ctx, ticket.ID, problem.Isolation{Cause: "disk full", Resource: ""}))
			if n < 3 {
				assert.Empty(t, d.ticket(ticket.ID).Related(problem.ParentTicket), "two customers are not enough")
			}
		}
		parent := d.ticket(d.ticket(all[0].ID).Related(problem.ParentTicket))
		for _, ticket := range all {
			assert.Equal(t, parent.ID, d.ticket(ticket.ID).Related(problem.ParentTicket))
			assert.Contains(t, d.told(ticket.ID), problem.EventAttached)
		}
		assert.Equal(t, &problem.Alike{By: problem.ByCause, Value: "disk full"}, parent.Shared)
		assert.Equal(t, []any{problem.InProgress, problem.Blocked, "disk full", true, ""}, []any{parent.Status, parent.Impact, parent.Cause, parent.Proactive, parent.Customer})
		assert.Equal(t, problem.Highest, parent.Priority, "the highest customer, blocked")
		var n problem.SharedNotice
		d.last(parent.ID, problem.EventCauseShared, &n)
		assert.Equal(t, problem.SharedNotice{Ticket: parent.ID, Shared: *parent.Shared, Customers: 3,
			Children: []string{all[0].ID, all[1].ID, all[2].ID, all[3].ID}}, n)

		r := mail()
		r.Customer = "dealer-z"
		late := d.begun(r)
		late = d.must(d.Isolate(d.ctx, late.ID, problem.Isolation{Cause: "disk full"}))
		assert.Equal(t, parent.ID, late.Related(problem.ParentTicket), "attached to the one that is there")

		d.resolved(parent.ID)
		for _, ticket := range append(all, late) {
			assert.Equal(t, problem.Resolved, d.ticket(ticket.ID).Status)
			d.must(d.AskConfirmation(d.ctx, ticket.ID))
		}
		d.must(d.AskConfirmation(d.ctx, parent.ID))
		assert.Equal(t, problem.Settle, d.ticket(parent.ID).ClosesBy)
		for _, ticket := range append(all, late) {
			assert.Equal(t, problem.Resolved, d.ticket(parent.ID).Status)
			d.must(d.Answer(d.ctx, ticket.ID, problem.Confirmation{Confirmed: true}))
		}
		assert.Equal(t, problem.Closed, d.ticket(parent.ID).Status)

		again := d.must(d.Isolate(d.ctx, d.begun(r).ID, problem.Isolation{Cause: "disk full"}))
		assert.Empty(t, again.Related(problem.ParentTicket), "that parent is done")
	})
}

func TestShare_a_feature_that_five_report_within_the_hour(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	var ids []string
	for n, customer := range []string{"a", "b", "c", "d", "e", "f"} {
		r := mail()
		r.Customer = customer
		ticket := d.opened(r)
		ids = append(ids, ticket.ID)
		assert.Equal(t, n >= 4, ticket.Related(problem.ParentTicket) != "", customer)
		assert.Equal(t, problem.Acknowledged, ticket.Status, "answers are waited for all the same")
	}
	d.answered(d.ticket(ids[0]))
	assert.NotEmpty(t, d.ticket(ids[0]).Related(problem.ParentTicket))
}

// What is known of the customers comes in behind their reports, and more of them behind the parent.
func TestShare_the_parent_is_as_important_as_its_children_become(t *testing.T) {
	t.Parallel()
	d := inMemory(t, &problem.Config{Sharing: []problem.ShareRule{{By: problem.ByFeature, Within: time.Hour, Customers: 2}}})
	r := mail()
	one := d.opened(r)
	r.Customer = "dealer-b"
	two := d.opened(r)
	parent := d.ticket(two.Related(problem.ParentTicket))
	require.Equal(t, problem.Medium, parent.Priority, "nothing is known of the customers yet")

	d.must(d.TakeCustomerPriority(d.ctx, one.ID, problem.Lowest, nil))
	d.must(d.TakeServiceLevel(d.ctx, one.ID, problem.ServiceLevelPriority{Covered: true, Agreement: "a-1"}))
	assert.Equal(t, problem.Low, d.ticket(parent.ID).Priority, "a small customer's")
	d.answered(two)
	assert.Equal(t, problem.Medium, d.ticket(parent.ID).Priority, "the highest customer's")
	assert.Equal(t, problem.EventPrioritised, d.tail(parent.ID, 1)[0])

	r.Customer, r.Impact = "dealer-c", problem.Blocked
	assert.Equal(t, parent.ID, d.opened(r).Related(problem.ParentTicket))
	assert.Equal(t, []any{problem.Blocked, problem.Highest}, []any{d.ticket(parent.ID).Impact, d.ticket(parent.ID).Priority}, "the business of one stands still")

	r.Customer, r.Impact = "dealer-d", problem.None
	late := d.opened(r)
	assert.Equal(t, problem.Highest, d.ticket(parent.ID).Priority, "who is less concerned changes nothing")
	d.resolved(parent.ID)
	d.must(d.TakeCustomerPriority(d.ctx, late.ID, problem.Highest, nil))
	assert.Equal(t, problem.Resolved, d.ticket(parent.ID).Status)
}

func TestShare(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	ticket := func(id, customer, cause string, ago time.Duration) problem.Ticket {
		t := problem.Ticket{Customer: customer, Cause: cause, Feature: "Mail", Status: problem.InProgress, CreatedAt: now.Add(-ago)}
		t.ID = id
		return t
	}
	rules := []problem.ShareRule{{By: problem.ByCause, Within: time.Hour, Customers: 2}, {By: problem.ByFeature, Within: time.Hour, Customers: 2}}
	child, parent, done := ticket("7", "g", "x", 0), ticket("8", "h", "x", 0), ticket("9", "i", "x", 0)
	child.Relationships = []problem.Relationship{{ID: "8", Type: problem.ParentTicket}}
	parent.Shared = &problem.Alike{By: problem.ByCause, Value: "x"}
	done.Status = problem.Resolved
	all := []problem.Ticket{ticket("3", "b", "x", 0), ticket("1", "a", "x", time.Hour-time.Second), ticket("2", "", "x", time.Minute), ticket("4", "c", "", 0),
		ticket("5", "d", "", time.Hour), ticket("6", "e", "y", -time.Minute), child, parent, done, ticket("10", "c", "", 0), ticket("11", "f", "", 0)}
	assert.Equal(t, []problem.Shared{
		{Alike: problem.Alike{By: problem.ByCause, Value: "x"}, Tickets: []string{"1", "2", "3"}, Customers: 2},
		{Alike: problem.Alike{By: problem.ByFeature, Value: "Mail"}, Tickets: []string{"10", "11", "4"}, Customers: 2},
	}, problem.Share(all, rules, now), "what lies outside the hour, has a parent, is one, or is done does not count")
	assert.Empty(t, problem.Share(all[:1], rules, now))
	assert.Empty(t, problem.Share(all, nil, now))
}
