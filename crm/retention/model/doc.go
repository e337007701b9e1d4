// Package model is the analysis of single customers (3.9.4) as values: data sets of customers with what became of them, logistic
// models of what will become of others (churn, bad debt), their scores with the reasons, and how good they are. It owns the reading
// of data, the model as a value that can be stored, scoring, explaining and validating. It does not own the fitting, which needs a
// library for linear algebra (package fit), nor where models and scores are kept (package insight).
//
//	layout := model.Layout{ID: "customerID", Target: "Churn", Positive: "Yes", Columns: []model.Column{
//		{Name: "tenure", Kind: model.Number, What: "months with us"},
//		{Name: "TotalCharges", Kind: model.Number, Missing: model.Drop},
//		{Name: "Contract", Kind: model.Text},
//	}}
//	data, err := model.Read(file, layout)            // all broken rows at once, with their lines; or every row
//	churn, _, err := fit.Logistic(ctx, data, nil)    // package fit
//	p, err := churn.Score(facts)                     // the probability of Churn=Yes
//	why, err := churn.Explain(facts)                 // what each fact adds against the average customer
//	fmt.Println(why.Reasons(3, "en"))                // the three that raise it most
//	folds, err := model.Folds(ctx, data, 5, fitting) // how good it is on customers it has not seen
//
// Probabilities and log-odds are float64: they are estimates, not money. What is not known is never taken as zero: rows and facts
// that are missing are treated as the column says (Missing, Unseen), which without a word is to refuse them. A NaN or an infinite
// number is refused everywhere. The same rows give the same values, bit by bit, on one kind of machine; between kinds of machine the
// last digit may differ.
package model
