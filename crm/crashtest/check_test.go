package crashtest_test

import (
	"fmt"
	"slices"

	"github.com/etomcrm/etomcrm/crm/retention/risk"
	"github.com/etomcrm/etomcrm/etom/etomtest/crash"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/ordering"
)

// The names of the rules.
const (
	neitherAlone = "an order has the assessment that it names, and an assessment its order"
	inStep       = "an order is where its assessment lets it be, or an event is pending that will take it there"
	allMoney     = "what is held of a deposit is what came in less what went out, each payment once"
	fourEyes     = "two different people decide a review"
	limitFollows = "a credit limit is that of what was decided last"
	nothingLost  = "what was acknowledged is stored, and what was refused is not"
	toldOnce     = "each change is told in the journal, once"
	numbered     = "the events of a case are numbered without a gap"
	truthful     = "what the outside was told is in the journal"
)

var rules = crash.Rules[evidence]{
	{Name: neitherAlone, Broken: alone},
	{Name: inStep, Broken: outOfStep},
	{Name: allMoney, Broken: miscounted},
	{Name: fourEyes, Broken: misvoted},
	{Name: limitFollows, Broken: misstanding},
	{Name: nothingLost, Broken: lost},
	{Name: toldOnce, Broken: mistold},
	{Name: numbered, Broken: misnumbered},
	{Name: truthful, Broken: untrue},
}

func alone(e evidence) []string {
	var broken []string
	byID := map[string]ordering.Order{}
	for _, o := range e.orders {
		byID[o.ID] = o
		a := e.assessment(o)
		if a == nil {
			broken = append(broken, fmt.Sprintf("%s names the assessment %q, which is not there", o.ExternalID, o.Credit.Assessment))
			continue
		}
		amount := o.Items[0].Prices[0].Amount
		if a.Order != o.ID || a.Customer != o.Customer || a.Amount != amount || o.Credit.Amount != amount {
			broken = append(broken, fmt.Sprintf("%s of %s names an assessment of %s over %s", o.ExternalID, amount, a.Order, a.Amount))
		}
		d := e.deposit(a.ID)
		if asks := a.Outcome == risk.Deposit || a.Outcome == risk.Prepaid; asks != (d != nil) {
			broken = append(broken, fmt.Sprintf("%s: a deposit is asked for: %t, there is one: %t", o.ExternalID, asks, d != nil))
		} else if asks && (d.Order != o.ID || o.AwaitsCredit() && (o.Credit.Reference != d.ID || o.Credit.Deposit != a.Verdict.Deposit)) {
			broken = append(broken, fmt.Sprintf("%s waits for %s on %s, its deposit is %s of %s", o.ExternalID, o.Credit.Deposit, o.Credit.Reference, d.ID, d.Order))
		}
	}
	for _, a := range e.assessments {
		if o, there := byID[a.Order]; !there || o.Credit.Assessment != a.ID {
			broken = append(broken, fmt.Sprintf("assessment %s is of the order %q, which is not there or names another", a.ID, a.Order))
		}
	}
	return broken
}

// Where an order is, and what its assessment says, as far as they are to fit.
const (
	held     = "held"
	granted  = "granted, and not begun"
	goes     = "goes on"
	refused  = "refused"
	atRest   = ""        // nothing has to be pending
	deciding = "decides" // the event that takes the decision to the order
)

// fits is what has to be pending while an assessment (by state, or refused) and an order are where they are; other pairs never are.
var fits = map[[2]string]string{
	{string(risk.Decided), granted}:                            ordering.EventAcknowledged,
	{string(risk.Decided), goes}:                               atRest,
	{string(risk.Decided), string(ordering.Cancelled)}:         ordering.EventCancelled,
	{refused, string(ordering.Rejected)}:                       atRest,
	{string(risk.AwaitingDeposit), held}:                       atRest,
	{string(risk.AwaitingDeposit), string(ordering.Cancelled)}: ordering.EventCancelled,
	{string(risk.InReview), held}:                              atRest,
	{string(risk.InReview), string(ordering.Cancelled)}:        ordering.EventCancelled,
	{string(risk.Approved), held}:                              deciding,
	{string(risk.Approved), granted}:                           ordering.EventAcknowledged,
	{string(risk.Approved), goes}:                              atRest,
	{string(risk.Approved), string(ordering.Cancelled)}:        ordering.EventCancelled,
	{string(risk.Declined), held}:                              deciding,
	{string(risk.Declined), string(ordering.Cancelled)}:        ordering.EventCancelled,
	{string(risk.Superseded), string(ordering.Cancelled)}:      atRest,
}

func where(o ordering.Order) string {
	switch {
	case o.AwaitsCredit():
		return held
	case o.State == ordering.Acknowledged, o.State == ordering.Pending:
		return granted
	case o.State == ordering.InProgress, o.State == ordering.AssessingCancellation, o.State == ordering.PendingCancellation:
		return goes
	}
	return string(o.State)
}

// fit is which event has to be pending for an order to be where it is, none if the two are at rest, and whether all is well.
func (e *evidence) fit(o ordering.Order, a *risk.Assessment) (awaited string, well bool) {
	says := string(a.State)
	if a.State == risk.Decided && a.Forbids() {
		says = refused
	}
	awaited, well = fits[[2]string{says, where(o)}]
	subject := o.ID
	if awaited == deciding {
		awaited, subject = risk.EventReviewDecided, a.ID
		if d := e.deposit(a.ID); d != nil {
			awaited, subject = risk.EventDepositReceived, d.ID
		}
	}
	return awaited, well && (awaited == atRest || e.pending(awaited, subject))
}

func outOfStep(e evidence) []string {
	var broken []string
	for _, o := range e.orders {
		a := e.assessment(o)
		if a == nil {
			continue // it is alone
		}
		if awaited, well := e.fit(o, a); !well {
			broken = append(broken, fmt.Sprintf("%s is %s, its assessment is %s; pending should be %q", o.ExternalID, o.State, a.State, awaited))
		}
	}
	return broken
}

func miscounted(e evidence) []string {
	var broken []string
	for _, d := range e.deposits {
		none := money.Must("0.00 EUR")
		sums, seen := map[risk.MoveKind]money.Amount{risk.MoveReceived: none, risk.MoveReturned: none, risk.MoveApplied: none}, map[string]bool{}
		var calc money.Calc
		for _, m := range d.Moves {
			sums[m.Kind] = calc.Add(sums[m.Kind], m.Amount)
			if seen[m.ID] {
				broken = append(broken, fmt.Sprintf("%s has the payment %s twice", d.ID, m.ID))
			}
			seen[m.ID] = true
		}
		same := d.Received == sums[risk.MoveReceived] && d.Returned == sums[risk.MoveReturned] && d.Applied == sums[risk.MoveApplied]
		left, err := d.Held()
		if err != nil || calc.Err() != nil || left.Sign() < 0 || !same {
			broken = append(broken, fmt.Sprintf("%s holds %s, its payments are %v", d.ID, left, sums))
		}
		a := find(e.assessments, func(a risk.Assessment) bool { return a.ID == d.Assessment })
		if a != nil && a.State != risk.Superseded && (a.State == risk.Approved) != (d.Received == a.Verdict.Deposit) {
			broken = append(broken, fmt.Sprintf("%s of %s has come, and the assessment is %s", d.Received, a.Verdict.Deposit, a.State))
		}
	}
	return broken
}

func misvoted(e evidence) []string {
	var broken []string
	for _, a := range e.assessments {
		people, against := map[string]bool{}, 0
		for _, v := range a.Votes {
			people[v.By] = true
			if !v.Approve {
				against++
			}
		}
		decided := len(a.Votes) == risk.Eyes
		fit := len(people) == len(a.Votes) && len(a.Votes) <= risk.Eyes
		switch {
		case a.Outcome != risk.Review:
			fit = len(a.Votes) == 0
		case a.State == risk.Approved:
			fit = fit && decided && against == 0
		case a.State == risk.Declined:
			fit = fit && decided && against > 0
		case a.State == risk.InReview:
			fit = fit && !decided
		}
		if !fit {
			broken = append(broken, fmt.Sprintf("%s is %s after the votes %+v", a.ID, a.State, a.Votes))
		}
	}
	return broken
}

// misstanding: a limit is that of its last change, and nothing was decided by a limit that never held.
func misstanding(e evidence) []string {
	var broken []string
	limits := map[string][]money.Amount{} // that have held, by customer
	for _, s := range e.standings {
		limits[s.ID] = []money.Amount{s.Limit}
		for n, c := range s.Changes {
			limits[s.ID] = append(limits[s.ID], c.From)
			if n+1 == len(s.Changes) && c.To != s.Limit {
				broken = append(broken, fmt.Sprintf("the limit of %s was changed to %s last, and is %s", s.ID, c.To, s.Limit))
			}
		}
	}
	for _, a := range e.assessments {
		if !slices.Contains(limits[a.Customer], a.Verdict.Limit) {
			broken = append(broken, fmt.Sprintf("%s was decided by the limit %s, those of the customer were %v", a.ID, a.Verdict.Limit, limits[a.Customer]))
		}
	}
	return broken
}

func lost(e evidence) []string {
	var broken []string
	for _, line := range e.said {
		s := line.Step
		if s.Of == 0 || line.Act != crash.Ack && line.Act != crash.Drop {
			continue
		}
		if there := e.stored(s); there != (line.Act == crash.Ack) {
			broken = append(broken, fmt.Sprintf("%s %s %s: %s, and it is stored: %t", s.Key, s.What, s.ID, line.Act, there))
		}
	}
	keys := map[string]string{}
	for _, o := range e.orders {
		if other, twice := keys[o.ExternalID]; twice {
			broken = append(broken, fmt.Sprintf("%s made %s and %s", o.ExternalID, other, o.ID))
		}
		keys[o.ExternalID] = o.ID
	}
	return broken
}

// stored reports whether what a step did is there.
func (e *evidence) stored(s step) bool {
	o := e.order(s.Key)
	if o == nil || s.Order != "" && s.Order != o.ID {
		return false
	}
	a := e.assessment(*o)
	if a == nil {
		return s.What == place || s.What == cancel && o.State == ordering.Cancelled
	}
	switch s.What {
	case pay, giveBack, apply:
		kind, d := map[string]risk.MoveKind{pay: risk.MoveReceived, giveBack: risk.MoveReturned, apply: risk.MoveApplied}[s.What], e.deposit(a.ID)
		return d != nil && find(d.Moves, func(m risk.Move) bool { return m.ID == s.ID && m.Kind == kind && m.Amount.String() == s.Amount }) != nil
	case vote, object:
		return find(a.Votes, func(v risk.Vote) bool { return v.By == s.ID && v.Approve == (s.What == vote) }) != nil
	case cancel:
		return o.State == ordering.Cancelled
	}
	return true
}
