package downtime

import "fmt"

// minimum takes away outages, or stretches of them, that are too short.
func (r *run) minimum() {
	m := r.k.Minimum
	short := because(StepMinimum, RuleTooShort, shortMessage(*m))
	first := because(StepMinimum, RuleWithinMinimum, fmt.Sprintf("lies within the first %s, which never count", m.Least))
	least := Length{micros: toMicros(m.Least)}
	r.trim(StepMinimum, m.Of, func(whole Length) loss {
		order := whole.Cmp(least)
		switch {
		case m.Counts == MinimumBeyond && order > 0:
			return loss{head: least, why: first}
		case m.Counts == MinimumAtLeast && order >= 0, m.Counts == MinimumLongerThan && order > 0:
			return loss{}
		case m.Counts == MinimumBeyond:
			return loss{head: whole, why: first}
		}
		return loss{head: whole, why: short}
	})
}

func shortMessage(m Minimum) string {
	what := "an outage"
	if m.Of == OfStretch {
		what = "a stretch without a break"
	}
	if m.Counts == MinimumLongerThan {
		return fmt.Sprintf("belongs to %s not longer than %s", what, m.Least)
	}
	return fmt.Sprintf("belongs to %s shorter than %s", what, m.Least)
}
