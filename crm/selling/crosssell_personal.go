package selling

import "github.com/etomcrm/etomcrm/etom/personal"

// heldRecommendations are deleted whole: what was recommended matters to nobody else. A refusal is forgotten with them.
var heldRecommendations = personal.Of(recommendations, personal.Records[Recommendation]{Holder: holder,
	Purpose: "to offer what fits, and not again what was refused", Basis: personal.Consent, Key: keyCustomer,
	Case: func(r Recommendation) string { return r.Correlation }})
