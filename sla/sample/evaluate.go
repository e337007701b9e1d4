package sample

import (
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
)

// Evaluate is the figure that a meter fed with the samples has. Errors are those of NewMeter, AddAll and Figure.
func Evaluate(m Metric, r Rule, p calendar.Period, samples []Sample, asOf time.Time) (Figure, error) {
	meter, err := NewMeter(m, r, p)
	if err != nil {
		return Figure{}, err
	}
	if err := meter.AddAll(samples); err != nil {
		return Figure{}, err
	}
	return meter.Figure(asOf)
}

// EvaluateCounts is Evaluate for a rule that takes counts.
func EvaluateCounts(m Metric, r Rule, p calendar.Period, counts []Count, asOf time.Time) (Figure, error) {
	meter, err := NewMeter(m, r, p)
	if err != nil {
		return Figure{}, err
	}
	if err := meter.AddCounts(counts); err != nil {
		return Figure{}, err
	}
	return meter.Figure(asOf)
}
