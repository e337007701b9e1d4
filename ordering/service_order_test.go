package ordering_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/ordering"
)

func TestDecompose(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		items []ordering.DraftItem
		want  []string // "item: those its service order waits for", in the order made
	}{
		"one item":                    {[]ordering.DraftItem{item("1")}, []string{"1: []"}},
		"items that know nothing":     {[]ordering.DraftItem{item("2"), item("1")}, []string{"2: []", "1: []"}},
		"a chain told backwards":      {[]ordering.DraftItem{item("3", "2"), item("2", "1"), item("1")}, []string{"1: []", "2: [1]", "3: [2]"}},
		"a diamond":                   {[]ordering.DraftItem{item("1"), item("2", "1"), item("3", "1"), item("4", "2", "3")}, []string{"1: []", "2: [1]", "3: [1]", "4: [2 3]"}},
		"nothing changes":             {[]ordering.DraftItem{unchanging("1"), unchanging("2", "1")}, nil},
		"behind what does not change": {[]ordering.DraftItem{unchanging("1"), item("2", "1")}, []string{"2: []"}},
		"dependence falls through":    {[]ordering.DraftItem{item("1"), unchanging("2", "1"), item("3", "2")}, []string{"1: []", "3: [1]"}},
		"and through several":         {[]ordering.DraftItem{item("1"), unchanging("2", "1"), unchanging("3", "2"), item("4", "3")}, []string{"1: []", "4: [1]"}},
		"a diamond that does not change": {[]ordering.DraftItem{item("1"), unchanging("2", "1"), unchanging("3", "1"), item("4", "2", "3")},
			[]string{"1: []", "4: [1]"}},
		"both ways": {[]ordering.DraftItem{item("1"), unchanging("2", "1"), item("3", "1", "2")}, []string{"1: []", "3: [1]"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := inMemory(t, nil)
			o := d.placed(draft(c.items...))
			assert.Equal(t, c.want, waits(o, ordering.Decompose(o)))
		})
	}
}

// waits shows service orders as "item: those it waits for".
func waits(o ordering.Order, work []ordering.ServiceOrder) []string {
	itemOf := map[string]string{}
	for _, i := range o.Items {
		itemOf[o.ID+"/"+i.ID] = i.ID
	}
	var shown []string
	for _, w := range work {
		on := []string{}
		for _, id := range w.DependsOn {
			on = append(on, itemOf[id])
		}
		shown = append(shown, fmt.Sprintf("%s: %v", w.Item, on))
	}
	return shown
}

func TestDecompose_says_what_is_to_be_done(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	items := []ordering.DraftItem{item("1"), item("2", "1")}
	items[1].Action, items[1].Quantity = ordering.Delete, 7
	o := d.placed(draft(items...))
	assert.Equal(t, []ordering.ServiceOrder{
		{ID: o.ID + "/1", Item: "1", Action: ordering.Add, Offering: "offering 1", Quantity: 1, State: ordering.WorkWaiting, Try: 1},
		{ID: o.ID + "/2", Item: "2", Action: ordering.Delete, Offering: "offering 2", Quantity: 7, DependsOn: []string{o.ID + "/1"}, State: ordering.WorkWaiting, Try: 1},
	}, ordering.Decompose(o))
}

// Draft.Check lets no such order in; a vendor who keeps orders of his own may still have one.
func TestDecompose_leaves_out_what_depends_on_itself(t *testing.T) {
	t.Parallel()
	o := ordering.Order{Items: []ordering.Item{
		{ID: "1", Action: ordering.Add, DependsOn: []string{"2"}}, {ID: "2", Action: ordering.Add, DependsOn: []string{"1"}},
		{ID: "3", Action: ordering.Add, DependsOn: []string{"2"}}, {ID: "4", Action: ordering.Add, DependsOn: []string{"nobody"}},
	}}
	assert.Equal(t, []string{"4: []"}, waits(o, ordering.Decompose(o)))
}

// anyDAG draws items of which each depends on any before it in a drawn order, and which stand in another one.
func anyDAG() *rapid.Generator[[]ordering.DraftItem] {
	return rapid.Custom(func(t *rapid.T) []ordering.DraftItem {
		var all []ordering.DraftItem
		for n := range rapid.IntRange(1, 12).Draw(t, "items") {
			i := item(fmt.Sprint(n))
			if rapid.IntRange(0, 3).Draw(t, "kind") == 0 {
				i.Action = ordering.NoChange
			}
			for _, before := range all {
				if rapid.IntRange(0, 2).Draw(t, "depends") == 0 {
					i.DependsOn = append(i.DependsOn, before.ID)
				}
			}
			all = append(all, i)
		}
		return rapid.Permutation(all).Draw(t, "permutation")
	})
}

func TestDecompose_every_service_order_stands_behind_its_predecessors(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	rapid.Check(t, func(t *rapid.T) {
		asked := anyDAG().Draw(t, "items")
		o, err := d.Place(d.ctx, draft(asked...))
		require.NoError(t, err)
		work := ordering.Decompose(o)
		at := map[string]int{}
		for n, w := range work {
			at[w.Item] = n
			for _, on := range w.DependsOn {
				before := slices.IndexFunc(work, func(w ordering.ServiceOrder) bool { return w.ID == on })
				require.True(t, before >= 0 && before < n, "%s stands at %d, and waits for %s at %d", w.ID, n, on, before)
			}
		}
		for _, i := range asked {
			_, made := at[i.ID]
			require.Equal(t, i.Action != ordering.NoChange, made, "item %s", i.ID)
		}
		// What a service order waits for is what can be reached through items that change nothing.
		for _, i := range asked {
			if i.Action != ordering.NoChange {
				require.ElementsMatch(t, predecessors(asked, i, o.ID), work[at[i.ID]].DependsOn)
			}
		}
	})
}

// predecessors is the slow and plain way to find what a service order waits for.
func predecessors(all []ordering.DraftItem, of ordering.DraftItem, order string) []string {
	var found []string
	for _, on := range of.DependsOn {
		i := all[slices.IndexFunc(all, func(i ordering.DraftItem) bool { return i.ID == on })]
		more := []string{order + "/" + i.ID}
		if i.Action == ordering.NoChange {
			more = predecessors(all, i, order)
		}
		for _, id := range more {
			if !slices.Contains(found, id) {
				found = append(found, id)
			}
		}
	}
	return found
}

// Whatever depends on whatever, and whatever fails: every order comes to its end, nothing begins before what it waits for
// is done, and its state is the roll-up of its items.
func TestDelivery_every_order_comes_to_its_end(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	rapid.Check(t, func(t *rapid.T) {
		o, err := d.Place(d.ctx, draft(anyDAG().Draw(t, "items")...))
		require.NoError(t, err)
		o, err = d.Begin(d.ctx, o.ID)
		require.NoError(t, err)
		for !o.Final() {
			open := issued(o)
			require.NotEmpty(t, open, "the order is %s, and nothing is issued", o.State)
			w := rapid.SampledFrom(open).Draw(t, "ends")
			for _, on := range w.DependsOn {
				require.Equal(t, ordering.WorkDone, workByID(o, on).State, "%s is issued, %s is not done", w.ID, on)
			}
			r := ordering.WorkResult{ServiceOrder: w.ID, Done: rapid.IntRange(0, 4).Draw(t, "done") > 0, Reason: "as drawn"}
			o, err = d.EndWork(d.ctx, o.ID, r)
			require.NoError(t, err)
		}
		completed, failed := 0, 0
		for _, i := range o.Items {
			switch i.State {
			case ordering.Completed:
				completed++
			case ordering.Failed:
				failed++
			default:
				require.Fail(t, "not at its end", "item %s is %s", i.ID, i.State)
			}
		}
		want := ordering.Partial
		switch {
		case failed == 0:
			want = ordering.Completed
		case completed == 0:
			want = ordering.Failed
		}
		require.Equal(t, want, o.State)
	})
}

func issued(o ordering.Order) []ordering.ServiceOrder {
	var open []ordering.ServiceOrder
	for _, w := range o.Work {
		if w.State == ordering.WorkIssued {
			open = append(open, w)
		}
	}
	return open
}

func workByID(o ordering.Order, id string) ordering.ServiceOrder {
	for _, w := range o.Work {
		if w.ID == id {
			return w
		}
	}
	return ordering.ServiceOrder{}
}

func TestRollUp(t *testing.T) {
	t.Parallel()
	const (
		completed, failed, cancelled, rejected = ordering.Completed, ordering.Failed, ordering.Cancelled, ordering.Rejected
	)
	for name, c := range map[string]struct {
		states []ordering.State
		want   ordering.Event
		ready  bool
	}{
		"all completed":                     {[]ordering.State{completed, completed}, ordering.Complete, true},
		"all failed":                        {[]ordering.State{failed, failed}, ordering.Fail, true},
		"one completed, one failed":         {[]ordering.State{completed, failed}, ordering.CompletePartially, true},
		"one completed, one rejected":       {[]ordering.State{rejected, completed}, ordering.CompletePartially, true},
		"one completed, one cancelled":      {[]ordering.State{completed, cancelled}, ordering.Complete, true},
		"one failed, one cancelled":         {[]ordering.State{failed, cancelled}, ordering.Fail, true},
		"one completed, one in progress":    {[]ordering.State{completed, ordering.InProgress}, "", false},
		"one failed, one held":              {[]ordering.State{ordering.Held, failed}, "", false},
		"one completed, one acknowledged":   {[]ordering.State{completed, ordering.Acknowledged}, "", false},
		"one completed, one being assessed": {[]ordering.State{completed, ordering.AssessingCancellation}, "", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var items []ordering.Item
			for _, s := range c.states {
				items = append(items, ordering.Item{State: s})
			}
			on, ready := ordering.RollUp(items)
			assert.Equal(t, c.ready, ready)
			assert.Equal(t, c.want, on)
		})
	}
}
