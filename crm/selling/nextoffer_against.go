package selling

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// weigh notes what is against an offering, and what would come and go with it.
func (a *advising) weigh(o *NextOffer) {
	against := func(code, format string, args ...any) {
		o.Against = append(o.Against, fault.Reason{Code: code, Message: fmt.Sprintf(format, args...)})
	}
	holds := a.situation.Holds
	_, offered := a.portfolio.Find(o.Offering)
	switch {
	case slices.Contains(holds, o.Offering):
		against(ReasonHeld, "the customer holds %s already", o.Name)
	case !offered:
		against(ReasonRetired, "the portfolio does not have %s any more", o.Name)
	default:
		a.fit(o, against)
	}
	for _, q := range a.situation.Earlier {
		if q.Offering == o.Offering && q.Until.After(a.asOf) {
			against(ReasonAskedBefore, "%s was %s and is not to be offered again before %s", o.Name, q.State, q.Until.UTC().Format(time.DateOnly))
		}
	}
	standing := a.situation.Standing
	if !standing.Consent {
		against(ReasonNoConsent, "the customer has not consented to be told of offers")
	}
	if len(standing.Complaints) > 0 {
		against(ReasonComplaint, "a complaint is open: %s", strings.Join(standing.Complaints, ", "))
	}
	for _, r := range standing.Risk {
		against(ReasonRiskTooLarge, "no more is sold to the customer for now: %s", r)
	}
}

// fit looks how an offering goes together with what the customer holds: it may take away only what it replaces.
func (a *advising) fit(o *NextOffer, against func(code, format string, args ...any)) {
	holds := a.situation.Holds
	for _, held := range holds {
		switch {
		case a.rules.replaces(held, o.Offering):
			against(ReasonSmaller, "the customer holds %s, which replaces %s", a.portfolio.name(held), o.Name)
		case a.rules.replaces(o.Offering, held):
			o.Instead = append(o.Instead, held)
		}
	}
	items, err := a.portfolio.Compose([]DraftItem{{Offering: o.Offering}}, holds)
	if err != nil {
		against(ReasonBesideHeld, "%s cannot be had: %v", o.Name, err)
		return
	}
	for _, i := range items {
		switch {
		case i.Action == Add && i.Offering != o.Offering:
			o.With = append(o.With, i.Offering)
		case i.Action == Delete && !slices.Contains(o.Instead, i.Offering):
			against(ReasonBesideHeld, "%s would take %s away, which the customer holds", o.Name, i.Name)
		}
	}
}
