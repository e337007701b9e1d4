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
	a.fit(o)
	a.quiet(o)
	standing := a.situation.Standing
	if !standing.Consent {
		o.against(ReasonNoConsent, "the customer has not consented to be told of offers")
	}
	if len(standing.Complaints) > 0 {
		o.against(ReasonComplaint, "a complaint is open: %s", strings.Join(standing.Complaints, ", "))
	}
	for _, r := range standing.Risk {
		o.against(ReasonRiskTooLarge, "no more is sold to the customer for now: %s", r)
	}
}

func (o *NextOffer) against(code, format string, args ...any) {
	o.Against = append(o.Against, fault.Reason{Code: code, Message: fmt.Sprintf(format, args...)})
}

// quiet notes what was recommended not long ago: the offering, or something that would have to come with it.
func (a *advising) quiet(o *NextOffer) {
	for _, q := range a.situation.Earlier {
		until := q.Until.UTC().Format(time.DateOnly)
		switch {
		case !q.Until.After(a.asOf):
		case q.Offering == o.Offering:
			o.against(ReasonAskedBefore, "%s was %s and is not to be offered again before %s", o.Name, q.State, until)
		case slices.Contains(o.With, q.Offering):
			o.against(ReasonAskedBefore, "%s requires %s, which was %s and is not to be offered again before %s", o.Name, a.portfolio.name(q.Offering), q.State, until)
		}
	}
}

// fit looks how an offering goes together with what the customer holds: it may take away only what it replaces, and does.
func (a *advising) fit(o *NextOffer) {
	holds := a.situation.Holds
	if slices.Contains(holds, o.Offering) {
		o.against(ReasonHeld, "the customer holds %s already", o.Name)
		return
	}
	if _, offered := a.portfolio.Find(o.Offering); !offered {
		o.against(ReasonRetired, "the portfolio does not have %s any more", o.Name)
		return
	}
	items, err := a.portfolio.Compose([]DraftItem{{Offering: o.Offering}}, holds)
	if err != nil {
		o.against(ReasonBesideHeld, "%s cannot be had: %v", o.Name, err)
		return
	}
	for _, held := range holds {
		goes := slices.ContainsFunc(items, func(i Item) bool { return i.Action == Delete && i.Offering == held })
		replaced := a.rules.replaces(o.Offering, held)
		switch {
		case a.rules.replaces(held, o.Offering):
			o.against(ReasonSmaller, "the customer holds %s, which replaces %s", a.portfolio.name(held), o.Name)
		case replaced && goes:
			o.Instead = append(o.Instead, held)
		case replaced:
			o.against(ReasonBesideHeld, "%s replaces %s, which would stay beside it; let one exclude the other in the portfolio", o.Name, a.portfolio.name(held))
		case goes:
			o.against(ReasonBesideHeld, "%s would take %s away, which the customer holds", o.Name, a.portfolio.name(held))
		}
	}
	for _, i := range items {
		if i.Action == Add && i.Offering != o.Offering {
			o.With = append(o.With, i.Offering)
		}
	}
}
