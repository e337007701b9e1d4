package problem_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/problem"
	"github.com/etomcrm/etomcrm/etom/fault"
)

const crowd = 32

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

// Thirty-two at once act on one ticket: no acknowledged change is lost or done twice, and who comes too late is told so.
func TestService_no_change_of_a_ticket_is_lost_in_a_crowd(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		ticket := d.begun(mail())
		var (
			mu       sync.Mutex
			versions = map[int64]string{}
			notes    = map[string]bool{}
			moves    = map[string]bool{}
			faults   []string
		)
		rush(func(who int) {
			random := rand.New(rand.NewPCG(uint64(who), 621))
			for round := range 4 {
				name := fmt.Sprintf("%d in round %d", who, round)
				var got problem.Ticket
				var err error
				said := notes
				switch random.IntN(6) {
				case 0, 1, 2:
					got, err = d.AddNote(d.ctx, ticket.ID, problem.Internal, "", name)
				case 3:
					got, err = d.Hold(d.ctx, ticket.ID, problem.CauseVendor, name)
					said = moves
				case 4:
					got, err = d.Resume(d.ctx, ticket.ID, name)
					said = moves
				case 5:
					got, err = d.AddMeasure(d.ctx, ticket.ID, name, "")
					said = nil
				}
				mu.Lock()
				switch other, taken := versions[got.Version]; {
				case err != nil && !isLate(err):
					faults = append(faults, err.Error())
				case err == nil && taken:
					faults = append(faults, fmt.Sprintf("%s and %s were both told version %d", name, other, got.Version))
				case err == nil:
					versions[got.Version] = name
					if said != nil {
						said[name] = true
					}
				}
				mu.Unlock()
			}
		})
		require.Empty(t, faults)
		require.NotEmpty(t, versions)
		got := d.ticket(ticket.ID)
		assert.Equal(t, ticket.Version+int64(len(versions)), got.Version, "every acknowledged change, and no other")
		noted, moved := map[string]bool{}, map[string]bool{}
		for n, note := range got.Notes {
			assert.Equal(t, fmt.Sprint(n+1), note.ID)
			noted[note.Text] = true
		}
		for _, c := range got.StatusChangeHistory() {
			if c.Reason != "" {
				moved[c.Reason] = true
			}
		}
		assert.Equal(t, notes, noted)
		assert.Equal(t, moves, moved)
		assert.Equal(t, len(moves), count(d.told(ticket.ID), problem.EventStateChanged), "each is told once")
	})
}

// However many try, a ticket ends once: confirmed, denied or closed by silence.
func TestService_a_crowd_ends_a_ticket_once(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		ticket := d.resolved(d.begun(mail()).ID)
		d.must(d.AskConfirmation(d.ctx, ticket.ID))
		d.clock.Advance(30 * day)
		rush(func(who int) {
			var err error
			if who%2 == 0 {
				_, err = d.Answer(d.ctx, ticket.ID, problem.Confirmation{Confirmed: true})
			} else {
				_, err = d.Due(d.ctx, d.clock.Now())
			}
			assert.True(t, err == nil || isLate(err), "%v", err)
		})
		d.due()
		assert.Equal(t, problem.Closed, d.ticket(ticket.ID).Status)
		assert.Equal(t, 1, count(d.told(ticket.ID), problem.EventClosed))
	})
}

// However many customers report at once, one cause gets one parent, and nobody is left out.
func TestService_a_crowd_of_customers_gets_one_parent(t *testing.T) {
	everywhere(t, &problem.Config{AskNobody: true, Sharing: []problem.ShareRule{{By: problem.ByFeature, Within: day, Customers: 3}}}, func(t *testing.T, d *desk) {
		rush(func(who int) {
			r := mail()
			r.Customer = fmt.Sprintf("dealer-%d", who)
			for {
				_, err := d.Open(d.ctx, r)
				if !errors.Is(err, fault.ErrConflict) {
					assert.NoError(t, err)
					return
				}
			}
		})
		found, err := d.By(d.ctx, "feature", "Mail")
		require.NoError(t, err)
		parents := map[string]int{}
		for _, ticket := range found {
			if ticket.Shared == nil {
				parents[ticket.Related(problem.ParentTicket)]++
			}
		}
		require.Len(t, parents, 1)
		for _, n := range parents {
			assert.Equal(t, crowd, n)
		}
	})
}

// Hosts that all call Due do each thing once.
func TestDue_a_crowd_of_hosts_does_everything_once(t *testing.T) {
	everywhere(t, &problem.Config{Terms: gold(t)}, func(t *testing.T, d *desk) {
		ticket, waiting := d.begun(mail()), d.opened(mail())
		d.must(d.Resubmit(d.ctx, ticket.ID, problem.ResubmissionRequest{Workdays: 1}))
		d.clock.Advance(8 * day)
		rush(func(int) {
			_, err := d.Due(d.ctx, d.clock.Now())
			assert.True(t, err == nil || isLate(err), "%v", err)
		})
		d.due()
		told := d.told(ticket.ID)
		for typ, want := range map[string]int{problem.EventClockBreached: 2, problem.EventResubmission: 1, problem.EventClockWarned: 0, problem.EventEscalation: 2} {
			assert.Equal(t, want, count(told, typ), typ)
		}
		assert.Equal(t, 1, count(d.told(waiting.ID), problem.EventPrioritised))
	})
}
