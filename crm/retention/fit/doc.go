// Package fit makes models of data: logistic regression (Logistic), and what customers will buy and spend. It owns the search for the
// coefficients, on gonum's optimisers and matrices, and the refusal of data that have no answer. It does not own the models, which
// are values of packages model and value, nor whether they are any good: model.Validate and model.Folds say that.
//
//	data, err := model.Read(file, layout)
//	churn, report, err := fit.Logistic(ctx, data, &fit.Options{Name: "churn", Version: "2026-1"})
//	if err != nil {
//		return err // fault.ErrInvalid names the columns that follow from one another, or tell the outcome by themselves
//	}
//	for _, t := range churn.Terms {
//		fmt.Println(t.Name(), t.Coefficient, t.StandardError)
//	}
//	fmt.Println(report.Iterations, report.LogLikelihood)
//
// It is a package of its own because gonum is large: scoring needs none of it. A fit draws no lots, so the same data and options give
// the same model, bit by bit, on one kind of machine. gonum's optimiser runs on a goroutine of its own, which has ended when the fit
// returns.
package fit
