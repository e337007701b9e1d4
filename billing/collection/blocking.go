package collection

import (
	"cmp"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// BlockingRules are the conditions under which services may be blocked because of default; the zero value is the default, which is that of
// § 61 (4) TKG (Telekommunikationsgesetz of 23 June 2021): repeated non-payment, at least 100 EUR in default after deduction of what was
// paid, two weeks' notice in writing with a hint to the courts; what the customer disputes in due form does not count. The law
// protects consumers; the table holds for all unless the vendor takes another one. A block lasts no longer than its
// ground: it is asked to be lifted as soon as less than the least amount is in default.
type BlockingRules struct {
	Least   money.Amount `json:"least"`             // without a currency: 100.00 EUR; accounts in another currency are not blocked
	Notice  int          `json:"notice,omitempty"`  // days between notice and block; 0: 14
	Letters int          `json:"letters,omitempty"` // at least so many letters, the one with the notice included; 0: 2
	Never   bool         `json:"never,omitempty"`   // services are not blocked
}

func (r BlockingRules) least() money.Amount {
	if r.Least.Currency() == (money.Currency{}) {
		return money.Must("100.00 EUR")
	}
	return r.Least
}

func (r BlockingRules) days() int    { return cmp.Or(r.Notice, 14) }
func (r BlockingRules) letters() int { return cmp.Or(r.Letters, 2) }

func (r BlockingRules) check(c *fault.Check) {
	checkPositive(c, "blocking.least", r.least())
	c.That(r.Notice >= 0, "blocking.notice", fault.RuleRange, "must not be negative")
	c.That(r.Letters >= 0, "blocking.letters", fault.RuleRange, "must not be negative")
}

// BlockState says how far blocking has come.
type BlockState string

// The states of blocking.
const (
	NotBlocked   BlockState = ""
	BlockNoticed BlockState = "noticed"
	BlockAsked   BlockState = "asked"
)

// Block is what is known of an account's blocking.
type Block struct {
	State     BlockState    `json:"state,omitempty"`
	NoticedOn calendar.Date `json:"noticedOn,omitzero"`
	From      calendar.Date `json:"from,omitzero"` // the first day on which services may be blocked
	AskedOn   calendar.Date `json:"askedOn,omitzero"`
}

// inDefault is what counts for blocking: bills that are overdue, without what is held. Dunning costs and interest do not count.
func inDefault(overdue []OpenItem) (money.Amount, error) {
	var sum money.Amount
	for _, i := range overdue {
		if i.Kind != Bill {
			continue
		}
		pressed, err := i.Pressed()
		if err != nil {
			return sum, err
		}
		if sum, err = sum.Add(pressed); err != nil {
			return sum, err
		}
	}
	return sum, nil
}

// notice is the day from which services may be blocked if a letter gives notice of it, which is not before its own last day to pay; none if
// it does not.
func (r BlockingRules) notice(a Account, overdue []OpenItem, l Letter) (calendar.Date, fault.Reason, error) {
	var no calendar.Date
	sum, err := inDefault(overdue)
	if err != nil {
		return no, fault.Reason{}, err
	}
	if r.Never || a.Block.State == BlockAsked || a.Currency != r.least().Currency() {
		return no, because(ReasonBlockNever, "no notice of blocking is given: services are not blocked, or are already"), nil
	}
	enough, err := sum.Cmp(r.least())
	switch since := l.No - a.Dunning.Since; {
	case err != nil:
		return no, fault.Reason{}, err
	case enough < 0:
		return no, because(ReasonBlockTooSmall, "no notice of blocking is given: %s is in default, less than %s", sum, r.least()), nil
	case since < r.letters():
		return no, because(ReasonBlockTooFew, "no notice of blocking is given: this is letter %d since all was paid, it takes %d", since, r.letters()), nil
	}
	from := later(l.On.AddDays(r.days()), l.PayBy.AddDays(1))
	return from, because(ReasonBlockNoticed, "%s is in default: services are blocked from %s on unless it is paid; the courts are open to whoever disagrees", sum, from), nil
}

// BlockStep is what is to be done about blocking.
type BlockStep string

// The steps of blocking.
const (
	KeepBlock   BlockStep = ""        // nothing
	AskBlock    BlockStep = "block"   // services are to be blocked
	AskUnblock  BlockStep = "unblock" // services are to be unblocked
	ForgetBlock BlockStep = "forget"  // the ground for the notice is gone
)

// AssessBlocking says what is to be done about blocking on a day, and why.
func AssessBlocking(a Account, all []OpenItem, on calendar.Date, r BlockingRules) (BlockStep, money.Amount, fault.Reason, error) {
	overdue, _, err := overdueItems(all, on)
	if err != nil {
		return KeepBlock, money.Amount{}, fault.Reason{}, err
	}
	sum, err := inDefault(overdue)
	if err != nil || a.Block.State == NotBlocked {
		return KeepBlock, sum, fault.Reason{}, err
	}
	enough, err := sum.Cmp(r.least())
	if err != nil {
		return KeepBlock, sum, fault.Reason{}, err
	}
	noticed := a.Block.State == BlockNoticed
	switch {
	case enough < 0 && noticed:
		return ForgetBlock, sum, because(ReasonBlockTooSmall, "%s is in default, less than %s: the notice is void", sum, r.least()), nil
	case enough < 0:
		return AskUnblock, sum, because(ReasonUnblock, "%s is in default, less than %s: the ground for the block is gone", sum, r.least()), nil
	case !noticed:
		return KeepBlock, sum, because(ReasonBlockDue, "%s is in default, services are blocked", sum), nil
	case on.Before(a.Block.From):
		return KeepBlock, sum, because(ReasonBlockEarly, "notice was given on %s: not before %s", a.Block.NoticedOn, a.Block.From), nil
	case a.promised(on) != nil:
		return KeepBlock, sum, because(ReasonBlockPromised, "payment is promised by %s", a.promised(on).By), nil
	}
	return AskBlock, sum, because(ReasonBlockDue, "%s is in default, notice was given on %s", sum, a.Block.NoticedOn), nil
}
