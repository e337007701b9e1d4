package model

import (
	"cmp"
	"context"
	"fmt"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// Validation is how good probabilities were.
type Validation struct {
	Rows          int              `json:"rows"`
	Positives     int              `json:"positives"`
	AUC           float64          `json:"auc"`
	KS            float64          `json:"ks"`
	LogLoss       float64          `json:"logLoss"`
	Brier         float64          `json:"brier"`
	Lift          []LiftRow        `json:"lift"`          // ten groups, or as many as there are rows
	Calibration   []CalibrationRow `json:"calibration"`   // as many
	Recalibration *Recalibration   `json:"recalibration"` // nil: there is none
	Confusion     Confusion        `json:"confusion"`     // at a probability of one half
}

// Validate compares probabilities with what came. It refuses what AUC and LogLoss refuse.
func Validate(scores []float64, outcomes []bool) (Validation, error) {
	v := Validation{Rows: len(scores)}
	var faults [7]error
	v.LogLoss, faults[0] = LogLoss(scores, outcomes)
	v.AUC, faults[1] = AUC(scores, outcomes)
	v.Brier, faults[2] = Brier(scores, outcomes)
	v.KS, _, faults[3] = KS(scores, outcomes)
	v.Lift, faults[4] = Lift(scores, outcomes, min(10, len(scores)))
	v.Calibration, faults[5] = Calibrate(scores, outcomes, min(10, len(scores)))
	v.Confusion, faults[6] = Confuse(scores, outcomes, 0.5)
	if err := cmp.Or(faults[:]...); err != nil {
		return Validation{}, err
	}
	for _, row := range v.Lift {
		v.Positives += row.Positives
	}
	if r, err := Recalibrate(scores, outcomes); err == nil {
		v.Recalibration = &r
	}
	return v, nil
}

// Fitting makes a model of a data set; package fit has some.
type Fitting func(ctx context.Context, d *Data) (Model, error)

// FoldReport is how good a way of fitting is on customers that the fit has not seen.
type FoldReport struct {
	AUC    []float64  `json:"auc"`    // of each fold
	Mean   float64    `json:"mean"`   // of those
	Scores []float64  `json:"scores"` // of every row, by the model that has not seen it
	Pooled Validation `json:"pooled"` // of those
}

// Folds fits k models, the j-th on the rows whose place modulo k is not j, and scores with each the rows it has not seen. It draws no
// lots: the same rows give the same report. k must be 2 to the number of rows, and each fold have both outcomes, else
// fault.ErrInvalid. It ends when the context does.
func Folds(ctx context.Context, d *Data, k int, by Fitting) (FoldReport, error) {
	if k < 2 || k > d.Rows() {
		return FoldReport{}, invalidScores("k", fault.RuleRange, fmt.Sprintf("must be 2 to %d, the number of rows", d.Rows()))
	}
	r := FoldReport{Scores: make([]float64, d.Rows())}
	for j := range k {
		if err := ctx.Err(); err != nil {
			return FoldReport{}, err
		}
		fitting, testing := d.Fold(j, k)
		m, err := by(ctx, fitting)
		if err != nil {
			return FoldReport{}, fmt.Errorf("fold %d of %d: %w", j+1, k, err)
		}
		scores, err := m.Predict(testing)
		if err != nil {
			return FoldReport{}, fmt.Errorf("fold %d of %d: %w", j+1, k, err)
		}
		area, err := AUC(scores, testing.positive)
		if err != nil {
			return FoldReport{}, fmt.Errorf("fold %d of %d: %w", j+1, k, err)
		}
		r.AUC = append(r.AUC, area)
		r.Mean += area / float64(k)
		for i, p := range scores {
			r.Scores[i*k+j] = p
		}
	}
	var err error
	r.Pooled, err = Validate(r.Scores, d.positive)
	return r, err
}
