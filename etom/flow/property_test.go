package flow_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/etom"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/flow"
	"github.com/etomcrm/etomcrm/etom/store"
)

// The flows once more, as regular expressions over the numbers of their steps: what is done, and nothing else.
var languages = map[string]*regexp.Regexp{
	"pre-sales":     regexp.MustCompile(`^1,2,3,4,5,(6,7,8,9,)?10,11,12,((5,(6,7,8,9,)?)?10,11,12,)*$`),
	"ordering":      regexp.MustCompile(`^1,2,3,4,5,6,7,8,9,((10,11,)+((12,)?13,)+)+14,15,$`),
	"post-ordering": regexp.MustCompile(`^1,2,3,$`),
	"sla-normal":    regexp.MustCompile(`^(1,(1,)*2,(2,)*)+$`),
	"sla-alarm":     regexp.MustCompile(`^1,2,(3,)?$`),
	"sla-violation": regexp.MustCompile(`^1,2,3,4,5,(6,7,8,)+9,10,11,12,$`),
	"billing":       regexp.MustCompile(`^([123],)*(1,([123],)*3,|3,([123],)*1,)([123],)*4,$`),
}

// anySteps draws steps that mostly follow one another.
func anySteps(f flow.Flow) *rapid.Generator[[]int] {
	return rapid.Custom(func(t *rapid.T) []int {
		var steps []int
		at := 0
		for range rapid.IntRange(0, 3*len(f.Steps)).Draw(t, "length") {
			next := []int{at + 1, at + 1, at + 1, at + 1, at + 1, at + 1, at + 1, at + 1}
			if at > 0 {
				for _, again := range f.Steps[at-1].Again {
					next = append(next, again, again)
				}
			}
			if f.ID == "pre-sales" && at == 5 {
				next = append(next, 10, 10, 10, 10)
			}
			if f.ID == "ordering" && at == 11 {
				next = append(next, 13, 13, 13, 13)
			}
			at = rapid.SampledFrom(append(next, rapid.IntRange(1, len(f.Steps)).Draw(t, "jump"))).Draw(t, "next")
			if at > len(f.Steps) {
				break
			}
			steps = append(steps, at)
		}
		return steps
	})
}

func TestCheck_done_is_what_the_regular_expressions_say(t *testing.T) {
	t.Parallel()
	for id, language := range languages {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			f, ok := flow.ByID(id)
			require.True(t, ok)
			done := 0
			rapid.Check(t, func(t *rapid.T) {
				as := f
				if rapid.Bool().Draw(t, "direct") {
					as = f.Direct()
				}
				steps := anySteps(f).Draw(t, "steps")
				var word strings.Builder
				for _, no := range steps {
					fmt.Fprintf(&word, "%d,", no)
				}
				want := language.MatchString(word.String())
				r := flow.Check(as, journal(as, rapid.Bool().Draw(t, "chained"), steps...))
				require.Equal(t, want, r.Verdict == flow.Done, "%v: %s", steps, r)
				if want {
					done++
				}
			})
			require.Positive(t, done, "none of the drawn journals was a full run")
		})
	}
}

// Whatever stands in a journal: Check answers; done only if the flow's events are in it, in their order; and every event
// proves something, deviates, or belongs to somebody else.
func TestCheck_of_any_journal(t *testing.T) {
	t.Parallel()
	for _, f := range flow.All() {
		t.Run(f.ID, func(t *testing.T) {
			t.Parallel()
			words := append(types(f), "problem.ticket.closed", "")
			rapid.Check(t, func(t *rapid.T) {
				as := f
				if rapid.Bool().Draw(t, "direct") {
					as = f.Direct()
				}
				events := garbled(words, journal(as, rapid.Bool().Draw(t, "chained"), all(as)...)).Draw(t, "events")
				r := flow.Check(as, events)
				require.NotEmpty(t, r.String())
				if r.Verdict == flow.Done {
					require.True(t, contains(events, as), "%v", events)
				}
				require.Equal(t, r.Verdict == flow.Deviating, len(r.Deviations) > 0)
				places := map[int64]int{}
				for _, m := range r.Moves {
					places[m.Event.No]++
					if m.Arrow.Via != "" {
						places[m.Passed.No]++
					}
				}
				for _, d := range r.Deviations {
					places[d.Got.No]++
					require.NotEmpty(t, d.Want)
					require.Contains(t, d.String(), d.Got.Type)
				}
				for no, n := range places {
					require.Equal(t, 1, n, "event %d", no)
				}
				require.GreaterOrEqual(t, r.HandOvers(), len(r.Moves))
			})
		})
	}
}

// garbled draws journals that were a full run once.
func garbled(words []string, full []event.Event) *rapid.Generator[[]event.Event] {
	return rapid.Custom(func(t *rapid.T) []event.Event {
		var events []event.Event
		for _, e := range full {
			switch rapid.IntRange(0, 40).Draw(t, "accident") {
			case 0: // lost
				continue
			case 1: // twice
				again := e
				again.ID += " again"
				events = append(events, again)
			case 2: // without its cause, or with another's
				e.Cause = rapid.SampledFrom([]string{"", "e-1", "nobody"}).Draw(t, "cause")
			case 3: // something else before it
				events = append(events, event.Event{Meta: store.Meta{ID: "else " + e.ID}, Type: rapid.SampledFrom(words).Draw(t, "type"),
					Cause: rapid.SampledFrom([]string{"", e.Cause, "nobody"}).Draw(t, "cause")})
			}
			events = append(events, e)
			if n := len(events); n > 1 && rapid.IntRange(0, 40).Draw(t, "swap") == 0 {
				events[n-1], events[n-2] = events[n-2], events[n-1]
			}
		}
		return renumbered(events)
	})
}

// contains reports whether what a flow cannot do without is in the journal, in its order; what it gathers, in any order.
func contains(events []event.Event, f flow.Flow) bool {
	var want []string
	gathered := map[string]bool{}
	for _, s := range f.Steps {
		if s.Optional {
			continue
		}
		for _, a := range s.Arrows {
			gathered[a.Event] = s.Gathered
			switch {
			case a.Via == "":
				want = append(want, a.Event)
			case a.From == etom.Customer:
				want = append(want, a.Passed, a.Event)
			default:
				want = append(want, a.Event, a.Passed)
			}
		}
	}
	for _, e := range events {
		at := slices.Index(want, e.Type)
		if at == 0 || at > 0 && gathered[e.Type] && !slices.ContainsFunc(want[:at], func(typ string) bool { return !gathered[typ] }) {
			want = slices.Delete(want, at, at+1)
		}
	}
	return len(want) == 0
}
