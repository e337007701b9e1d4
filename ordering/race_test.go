package ordering_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/ordering"
)

const crowd = 64

// rush runs something as often at once as there are people in the crowd.
func rush(do func(who int)) {
	var all sync.WaitGroup
	start := make(chan struct{})
	for who := range crowd {
		all.Go(func() {
			<-start
			do(who)
		})
	}
	close(start)
	all.Wait()
}

// ledger is what was acknowledged to the crowd about one order.
type ledger struct {
	mu       sync.Mutex
	changes  int64            // how often the order was written
	versions map[int64]string // who was told which version
	amended  map[string]bool  // the notes, each used once
	moved    map[string]bool
	ended    map[string]bool // service orders
	progress map[string]bool
	asked    map[string]bool // cancellations
	faults   []string
}

func newLedger() *ledger {
	return &ledger{versions: map[int64]string{}, amended: map[string]bool{}, moved: map[string]bool{}, ended: map[string]bool{},
		progress: map[string]bool{}, asked: map[string]bool{}}
}

// note takes the answer to a command: what was acknowledged goes into the list under its key.
func (l *ledger) note(who string, list map[string]bool, key string, version int64, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err != nil {
		if !errors.Is(err, fault.ErrConflict) && !errors.Is(err, fault.ErrState) {
			l.faults = append(l.faults, fmt.Sprintf("%s: %v", who, err))
		}
		return
	}
	l.changes++
	if list[key] {
		l.faults = append(l.faults, fmt.Sprintf("%s: %s was acknowledged twice", who, key))
	}
	list[key] = true
	if version == 0 {
		return // the answer was no order
	}
	if other, taken := l.versions[version]; taken {
		l.faults = append(l.faults, fmt.Sprintf("%s and %s were both told version %d", who, other, version))
	}
	l.versions[version] = who
}

// act does one thing at random to an order, with words of its own.
func (l *ledger) act(d *desk, id, who string, random *rand.Rand) {
	switch random.IntN(10) {
	case 0, 1: // what was seen must still hold
		seen, err := d.Get(d.ctx, id)
		if err != nil {
			l.note(who, nil, "", 0, err)
			return
		}
		o, err := d.Amend(d.ctx, id, ordering.AmendmentRequest{Version: seen.Version, Note: who, Promised: d.clock.Now().Add(day)})
		if err == nil && o.Version != seen.Version+1 {
			err = fmt.Errorf("amended version %d, and it became %d", seen.Version, o.Version)
		}
		l.note(who, l.amended, who, o.Version, err)
	case 2, 3:
		o, err := d.Amend(d.ctx, id, ordering.AmendmentRequest{Note: who, Add: []ordering.DraftItem{item(who)}})
		l.note(who, l.amended, who, o.Version, err)
	case 4:
		on := []ordering.Event{ordering.Hold, ordering.AskInformation}[random.IntN(2)]
		o, err := d.Move(d.ctx, id, on, who)
		l.note(who, l.moved, who, o.Version, err)
	case 5:
		on := []ordering.Event{ordering.Resume, ordering.SupplyInformation}[random.IntN(2)]
		o, err := d.Move(d.ctx, id, on, who)
		l.note(who, l.moved, who, o.Version, err)
	case 6, 7:
		o, err := d.ReportProgress(d.ctx, id, ordering.Progress{Note: who})
		l.note(who, l.progress, who, o.Version, err)
	case 8:
		work := fmt.Sprintf("%s/%d", id, 1+random.IntN(5))
		o, err := d.EndWork(d.ctx, id, ordering.WorkResult{ServiceOrder: work, Done: true})
		l.note(who, l.ended, work, o.Version, err)
	case 9: // and it is denied at once, so that there is a next one
		task, err := d.RequestCancellation(d.ctx, id, who)
		l.note(who, l.asked, task.ID, 0, err)
		if err == nil && task.State == ordering.TaskInProgress {
			task, err = d.DecideCancellation(d.ctx, task.ID, false, who)
			l.note(who, map[string]bool{}, task.ID, 0, err)
		}
	}
}

// compare holds what the crowd was told against what is stored.
func (l *ledger) compare(t *testing.T, d *desk, before ordering.Order) {
	require.Empty(t, l.faults)
	o := d.order(before.ID)
	assert.Equal(t, before.Version+l.changes, o.Version, "every acknowledged change, and no other")

	amended := map[string]bool{}
	for _, a := range o.Amendments {
		assert.False(t, amended[a.Note], "%s stands there twice", a.Note)
		amended[a.Note] = true
	}
	assert.Equal(t, l.amended, amended)
	moved, progress, ended := map[string]bool{}, map[string]bool{}, map[string]bool{}
	told := map[string]int{}
	for _, e := range d.journal(o.Correlation) { // which checks the numbers
		told[e.Type]++
		switch e.Type {
		case ordering.EventStateChanged, ordering.EventProgress:
			var n ordering.Notice
			require.NoError(t, e.Read(&n))
			map[string]map[string]bool{ordering.EventStateChanged: moved, ordering.EventProgress: progress}[e.Type][n.Note] = true
		case ordering.EventWorkEnded:
			var n ordering.WorkNotice
			require.NoError(t, e.Read(&n))
			ended[n.Work[0].ID] = true
		}
	}
	assert.Equal(t, l.moved, moved)
	assert.Equal(t, l.progress, progress)
	assert.Equal(t, l.ended, ended)
	assert.Equal(t, []int{len(l.amended), len(l.moved), len(l.progress), len(l.ended)},
		[]int{told[ordering.EventAmended], told[ordering.EventStateChanged], told[ordering.EventProgress], told[ordering.EventWorkEnded]}, "each is told once")
	inHistory := 0
	for _, c := range o.History {
		if l.moved[c.Reason] {
			inHistory++
		}
	}
	assert.Equal(t, len(l.moved), inHistory)
	tasks, err := d.Cancellations(d.ctx, o.ID)
	require.NoError(t, err)
	asked := map[string]bool{}
	for _, task := range tasks {
		asked[task.ID] = true
	}
	assert.Equal(t, l.asked, asked)
}

// Sixty-four at once act on the same three orders: no acknowledged change is lost or done twice, the journal has no gap,
// and who comes too late is told so.
func TestService_no_update_is_lost_in_a_crowd(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		var orders []ordering.Order
		var ledgers []*ledger
		for range 3 {
			asked := draft(item("1"), item("2"), item("3"), item("4"), item("5", "4"))
			orders, ledgers = append(orders, d.begun(asked)), append(ledgers, newLedger())
		}
		rounds := 4
		if strings.HasSuffix(t.Name(), "postgres") {
			rounds = 1
		}
		rush(func(who int) {
			random := rand.New(rand.NewPCG(uint64(who), 622))
			for round := range rounds {
				n := random.IntN(len(orders))
				ledgers[n].act(d, orders[n].ID, fmt.Sprintf("%d in round %d", who, round), random)
			}
		})
		acknowledged := 0
		for n, l := range ledgers {
			l.compare(t, d, orders[n])
			acknowledged += int(l.changes)
		}
		assert.Positive(t, acknowledged, "somebody must get through; how many depends on who held the order when")
	})
}

func TestPlace_a_crowd_with_one_key_makes_one_order(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		asked := draft(item("1"))
		asked.Key = "request-1"
		var mu sync.Mutex
		ids := map[string]int{}
		rush(func(int) {
			o, err := d.Place(d.ctx, asked)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				assert.ErrorIs(t, err, fault.ErrConflict)
				return
			}
			ids[o.ID]++
		})
		assert.Len(t, ids, 1)
		found, err := d.By(d.ctx, "customer", "c-1")
		require.NoError(t, err)
		require.Len(t, found, 1)
		assert.Equal(t, []string{ordering.EventAcknowledged}, d.told(found[0].ID))
	})
}

// Hosts that all call Due do each thing once, and none takes the others' work for a fault.
func TestDue_a_crowd_of_hosts_does_everything_once(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		asked := draft(costing("1", "1.00 EUR", 1))
		asked.PromisedCompletion = d.clock.Now().Add(day)
		late := d.begun(asked)
		complete := d.done(d.begun(asked), "1")
		f, err := d.AskFeasibility(d.ctx, ordering.FeasibilityQuestion{Customer: "c-1", Need: "a line"})
		require.NoError(t, err)
		d.clock.Advance(20 * day)
		rush(func(int) {
			_, err := d.Due(d.ctx, d.clock.Now())
			if err != nil {
				assert.ErrorIs(t, err, fault.ErrConflict, "which only says: come again")
			}
		})
		d.due()
		count := func(correlation, typ string) int {
			n := 0
			for _, told := range d.told(correlation) {
				if told == typ {
					n++
				}
			}
			return n
		}
		assert.Equal(t, 1, count(late.ID, ordering.EventJeopardy))
		assert.Equal(t, 1, count(complete.ID, ordering.EventCharges))
		assert.Equal(t, 1, count(f.ID, ordering.EventFeasibilityOverdue))
	})
}
