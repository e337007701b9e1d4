package clock_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/crm/problem/clock"
	"github.com/etomcrm/etomcrm/etom/calendar"
)

func TestRead_agrees_with_a_counter_stepped_minute_by_minute(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c, h := anyContract().Draw(t, "terms"), anyHistory().Draw(t, "history")
		asOf := anyAsOf(t, h)
		reading, err := clock.Read(c, h, asOf)
		require.NoError(t, err)
		counters := step(c, h, asOf)
		for _, f := range reading.Targets {
			n := counters[f.Kind]
			assert.Equal(t, n.used, minutes(f.Used), "%s used", f.Kind)
			assert.Equal(t, n.within, minutes(f.Within), "%s within", f.Kind)
			assert.Equal(t, f.Within, f.Used+f.Left)
			assert.Equal(t, n.started, f.Started)
			assert.Equal(t, n.ended, f.Ended)
			breaches := n.past
			if n.breach != nil {
				breaches = append(breaches, *n.breach)
			}
			assert.Equal(t, breaches, f.Breaches, "%s breaches", f.Kind)
			paused := map[clock.Cause]int{}
			for _, p := range f.Paused {
				paused[p.Cause] = minutes(p.For)
			}
			assert.Equal(t, n.paused, paused, "%s paused", f.Kind)
			var warned []time.Time
			for _, w := range f.WarnAt {
				if !w.After(asOf) {
					warned = append(warned, w)
				}
			}
			slices.SortFunc(n.warned, time.Time.Compare)
			assert.Equal(t, n.warned, warned, "%s warned", f.Kind)
			assert.Equal(t, n.state(), f.State, f.Kind)
			why := n.why
			if !n.live {
				why = ""
			}
			assert.Equal(t, why, f.WhyPaused)
		}
	})
}

func (n *counter) state() clock.State {
	switch {
	case n.breach != nil:
		return clock.StateBreached
	case n.live && n.why != "":
		return clock.StatePaused
	case n.live && len(n.warned) > 0:
		return clock.StateWarned
	case n.live:
		return clock.StateRunning
	case n.over:
		return clock.StateMet
	}
	return clock.StateNotApplicable
}

// later is a reading at another instant of the same history.
func later(t *rapid.T, c clock.Contract, h []clock.Entry, asOf time.Time) clock.Reading {
	reading, err := clock.Read(c, h, asOf)
	require.NoError(t, err)
	return reading
}

func TestRead_Due_and_Next_are_where_the_clock_gets_if_nothing_happens(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c, h := anyContract().Draw(t, "terms"), anyHistory().Draw(t, "history")
		now := later(t, c, h, h[len(h)-1].At.Add(time.Duration(rapid.Int64Range(0, int64(48*time.Hour)).Draw(t, "since"))))
		for _, f := range now.Targets {
			if f.State != clock.StateRunning && f.State != clock.StateWarned {
				continue
			}
			require.True(t, f.Due.After(now.AsOf))
			before, _ := later(t, c, h, f.Due.Add(-1)).Figure(f.Kind)
			assert.NotEqual(t, clock.StateBreached, before.State, "%s a nanosecond before it is due", f.Kind)
			due, _ := later(t, c, h, f.Due).Figure(f.Kind)
			assert.Equal(t, clock.StateBreached, due.State)
			assert.Equal(t, f.Due, due.Breaches[len(due.Breaches)-1].At)
			assert.Zero(t, due.Left)
		}
		if now.Next.IsZero() {
			return
		}
		still, changed := later(t, c, h, now.Next.Add(-1)), later(t, c, h, now.Next)
		assert.Equal(t, states(now), states(still), "nothing changes before Next")
		assert.NotEqual(t, states(now), states(changed), "something changes at Next")
	})
}

// states are what a schedule is about: states, breaches and warnings that are past.
func states(r clock.Reading) (all []any) {
	for _, f := range r.Targets {
		past := 0
		for _, w := range f.WarnAt {
			if !w.After(r.AsOf) {
				past++
			}
		}
		all = append(all, f.State, len(f.Breaches), past)
	}
	return all
}

func TestRead_what_was_breached_stays_breached_and_nothing_is_breached_afterwards(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c, h := anyContract().Draw(t, "terms"), anyHistory().Draw(t, "history")
		h = slices.DeleteFunc(h, func(e clock.Entry) bool { return e.Applies == clock.Retroactive })
		asOf := anyAsOf(t, h)
		early, late := later(t, c, h, asOf), later(t, c, h, asOf.Add(time.Duration(rapid.IntRange(0, 3000).Draw(t, "later"))*time.Minute))
		for _, k := range clock.Kinds() {
			e, _ := early.Figure(k)
			l, _ := late.Figure(k)
			known := slices.DeleteFunc(slices.Clone(l.Breaches), func(b clock.Breach) bool { return b.At.After(asOf) })
			assert.ElementsMatch(t, e.Breaches, known, k)
		}
	})
}

func TestRead_a_pause_never_makes_anything_earlier(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := anyContract().Draw(t, "terms")
		c.Pauses = []clock.Pause{{Cause: "customer"}}
		begin := at("2026-03-27 07:00").Add(time.Duration(rapid.IntRange(0, 5000).Draw(t, "opened")) * time.Second)
		instant := func(label string) time.Time {
			return begin.Add(time.Duration(rapid.IntRange(0, 400000).Draw(t, label)) * time.Second)
		}
		from, to, asOf := instant("from"), instant("to"), instant("as of")
		if to.Before(from) {
			from, to = to, from
		}
		opened := clock.Entry{At: begin, Type: clock.Opened}
		without := later(t, c, history(opened), asOf)
		with := later(t, c, history(opened, clock.Entry{At: from, Type: clock.Paused, Cause: "customer"}, clock.Entry{At: to, Type: clock.Resumed, Cause: "customer"}), asOf)
		for i, f := range without.Targets {
			p := with.Targets[i]
			assert.LessOrEqual(t, p.Used, f.Used)
			if !p.Due.IsZero() && !f.Due.IsZero() {
				assert.False(t, p.Due.Before(f.Due), "due %s, and without the pause %s", p.Due, f.Due)
			}
			assert.LessOrEqual(t, len(p.Breaches), len(f.Breaches))
			var stood calendar.Span
			for _, s := range p.Paused {
				stood += s.For
			}
			if target := c.Targets[i]; !f.Started.IsZero() && len(without.Targets) == len(c.Targets) {
				worked := target.Hours.Working(calendar.Interval{Start: begin, End: asOf})
				assert.Equal(t, worked, (p.Used + stood).Duration(), "every second is used or stood for")
			}
		}
	})
}

func TestRead_a_retroactive_change_is_as_if_it_had_been_so_from_the_beginning(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c, changed := anyContract().Draw(t, "terms"), anyContract().Draw(t, "new terms")
		h := anyHistory().Draw(t, "history")
		h = slices.DeleteFunc(h, func(e clock.Entry) bool { return e.Type == clock.ContractChanged })
		end := h[len(h)-1].At
		asOf := end.Add(time.Duration(rapid.IntRange(0, 3000).Draw(t, "later")) * time.Minute)
		with := append(slices.Clone(h), clock.Entry{ID: "change", At: end, Type: clock.ContractChanged, Contract: &changed, Applies: clock.Retroactive})
		assert.Equal(t, later(t, changed, h, asOf), later(t, c, with, asOf))
	})
}
