package downtime

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// claim is an exclusion, or an outage whose own cause may exclude it.
type claim struct {
	Exclusion
	span     span
	excludes []span       // what of it meets every condition
	reason   fault.Reason // why so much
	hit      []span       // where it took something away
}

// claims are all claims by start and id, and how far they have used up the caps.
type claims struct {
	all  []claim
	caps []CapUse
}

// newClaims judges the exclusions, and the outages (sorted) by their own cause.
func newClaims(k Counting, lines []line, exclusions []Exclusion, period calendar.Period) (claims, error) {
	rules := map[Cause]Rule{}
	for _, rule := range k.Rules {
		rules[rule.Cause] = rule
	}
	var cs claims
	for _, x := range exclusions {
		x.Start, x.End, x.Announced = fault.Instant(x.Start), fault.Instant(x.End), fault.Instant(x.Announced)
		cs.all = append(cs.all, claim{Exclusion: x, span: span{x.Start.UnixMicro(), x.End.UnixMicro()}})
	}
	for _, l := range lines {
		if _, ok := rules[l.outage.Cause]; ok && l.outage.Cause != "" {
			own := Exclusion{Cause: l.outage.Cause, Outage: l.outage.ID}
			cs.all = append(cs.all, claim{Exclusion: own, span: l.raw})
		}
	}
	slices.SortStableFunc(cs.all, func(a, b claim) int {
		return cmp.Or(cmp.Compare(a.span.from, b.span.from), strings.Compare(a.ID, b.ID))
	})
	for i := range cs.all {
		cs.all[i].judge(k, rules)
	}
	return cs, cs.cap(k.Rules, period)
}

// judge applies every condition but the caps.
func (c *claim) judge(k Counting, rules map[Cause]Rule) {
	rule, ok := rules[c.Cause]
	switch {
	case !k.uses(StepExclude):
		c.reason = fault.Reason{Code: RuleNoExclusion, Message: "the counting rules exclude nothing"}
	case !ok:
		c.reason = fault.Reason{Code: RuleCause, Message: fmt.Sprintf("the counting rules exclude nothing for the cause %q", c.Cause)}
	case rule.Notice > 0 && c.Announced.IsZero():
		c.reason = fault.Reason{Code: RuleNotice, Message: fmt.Sprintf("was not announced; a notice of %s is needed", rule.Notice)}
	case rule.Notice > 0 && c.notice() < rule.Notice.Duration():
		c.reason = fault.Reason{Code: RuleNotice, Message: c.shortNotice(rule.Notice)}
	case rule.Confirmed && !c.Confirmed:
		c.reason = fault.Reason{Code: RuleUnconfirmed, Message: fmt.Sprintf("is not confirmed, which the cause %q asks for", c.Cause)}
	default:
		c.reason = fault.Reason{Code: RuleExcludes, Message: "meets every condition of its cause"}
		c.excludes = union([]span{c.span})
	}
}

func (c *claim) notice() time.Duration { return c.Start.Sub(c.Announced) }

func (c *claim) shortNotice(need calendar.Span) string {
	if c.notice() < 0 {
		return fmt.Sprintf("was announced %s after its start; a notice of %s is needed", calendar.Span(-c.notice()), need)
	}
	return fmt.Sprintf("was announced %s before its start; a notice of %s is needed", calendar.Span(c.notice()), need)
}

// general are the sorted, disjoint spans in which something is excluded for every outage.
func (cs claims) general() []span {
	var all []span
	for _, c := range cs.all {
		if c.Outage == "" {
			all = append(all, c.excludes...)
		}
	}
	return union(all)
}

// cuts are what the chosen claims exclude, sorted and disjoint: where several do, the earlier has it.
func (cs claims) cuts(chosen []int) []cut {
	var cuts []cut
	for _, i := range chosen {
		c := cs.all[i]
		w := because(StepExclude, RuleExcluded, excludedMessage(c.Exclusion))
		w.cause, w.exclusion, w.claim = c.Cause, c.ID, i
		for _, s := range c.excludes {
			cuts = append(cuts, cut{s, w})
		}
	}
	slices.SortStableFunc(cuts, func(a, b cut) int { return cmp.Compare(a.from, b.from) })
	disjoint := cuts[:0]
	for _, c := range cuts {
		if n := len(disjoint); n > 0 {
			c.from = max(c.from, disjoint[n-1].to)
		}
		if !c.isEmpty() {
			disjoint = append(disjoint, c)
		}
	}
	return disjoint
}

func excludedMessage(x Exclusion) string {
	if x.ID == "" {
		return fmt.Sprintf("is excluded: the outage's own cause is %q", x.Cause)
	}
	message := fmt.Sprintf("is excluded by %q for the cause %q", x.ID, x.Cause)
	if x.Reference != "" {
		message += ", see " + x.Reference
	}
	return message
}

// exclude takes away what the claims exclude: first for single outages, then for all.
func (r *run) exclude() {
	var general []int
	single := map[string][]int{}
	for i, c := range r.claims.all {
		if c.Outage == "" {
			general = append(general, i)
			continue
		}
		single[c.Outage] = append(single[c.Outage], i)
	}
	if len(single) > 0 {
		own := make([][]cut, len(r.lines))
		for i, l := range r.lines {
			if l.outage != nil && len(single[l.outage.ID]) > 0 {
				own[i] = r.claims.cuts(single[l.outage.ID])
			}
		}
		r.removeFrom(r.pieces, func(line int) []cut { return own[line] })
	}
	r.remove(r.claims.cuts(general))
}
