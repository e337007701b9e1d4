package collection

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// matcher sets one payment after the other against the items.
type matcher struct {
	policy   MatchPolicy
	debts    []Debt   // sorted as money without a purpose takes them; Open goes down
	numbers  *numbers // of debts
	accounts map[string]*queue
	amounts  map[money.Amount][]int // with AmountAlone: which debts of all had this amount
	result   Matching
}

// queue is what an account owes in one currency after the other, kept so that no payment has to look at all of it.
type queue struct {
	debts   []int // in order; those before next are settled
	next    int
	open    int                             // how many are not
	sums    map[money.Currency]money.Amount // of what is open
	amounts map[money.Amount][]int          // which debts had this amount open once, in order
}

func (q *queue) note(n int, open money.Amount) {
	same := q.amounts[open]
	if at, known := slices.BinarySearch(same, n); !known {
		q.amounts[open] = slices.Insert(same, at, n)
	}
}

// less takes what was paid out of the sum.
func (q *queue) less(paid money.Amount) (err error) {
	q.sums[paid.Currency()], err = q.sums[paid.Currency()].Sub(paid)
	return err
}

func newMatcher(debts []Debt, policy MatchPolicy) (*matcher, error) {
	m := &matcher{policy: policy, debts: slices.Clone(debts), accounts: map[string]*queue{}}
	slices.SortFunc(m.debts, func(a, b Debt) int {
		byKind := cmp.Compare(kindRanks[a.Kind], kindRanks[b.Kind])
		if policy.PrincipalFirst {
			byKind = -byKind
		}
		return cmp.Or(byKind, a.Due.Compare(b.Due), cmp.Compare(a.Item, b.Item))
	})
	var c fault.Check
	seen := make(map[string]bool, len(debts))
	for n, d := range m.debts {
		c.That(!seen[d.Item], "debts", fault.RuleDuplicate, "has item "+d.Item+" twice; give each once")
		seen[d.Item] = true
		checkAmount(&c, "debts.open", d.Open)
		c.That(d.Open.Sign() >= 0, "debts.open", fault.RuleRange, "must not be negative")
		c.That(kindRanks[d.Kind] > 0, "debts.kind", fault.RuleUnknown, "must be bill, fee, interest, lumpSum or reclaim")
		q := m.accounts[d.Account]
		if q == nil {
			q = &queue{sums: map[money.Currency]money.Amount{}, amounts: map[money.Amount][]int{}}
			m.accounts[d.Account] = q
		}
		sum, err := q.sums[d.Open.Currency()].Add(d.Open)
		if err != nil {
			return nil, err
		}
		q.debts, q.sums[d.Open.Currency()] = append(q.debts, n), sum
		if d.Open.Sign() > 0 {
			q.open++
			q.note(n, d.Open)
		}
	}
	c.That(policy.Tolerance.Sign() >= 0, "policy.tolerance", fault.RuleRange, "must not be negative")
	m.numbers = newNumbers(m.debts)
	if policy.AmountAlone {
		m.amounts = map[money.Amount][]int{}
		for n, d := range m.debts {
			m.amounts[d.Open] = append(m.amounts[d.Open], n)
		}
	}
	return m, c.Err("collection.match")
}

// taking is one payment on its way.
type taking struct {
	*matcher
	Payment
	left    money.Amount
	touched []int // the debts it went to
}

func (m *matcher) take(p Payment) error {
	t := &taking{matcher: m, Payment: p, left: p.Amount}
	for _, rule := range []func(*taking) error{(*taking).byReference, (*taking).byAmount, (*taking).oldestFirst, (*taking).tolerate} {
		if err := rule(t); err != nil {
			return fmt.Errorf("collection.match: payment %s: %w", p.ID, err)
		}
	}
	t.keep()
	return nil
}

func (t *taking) say(code, en, de string, facts ...any) {
	t.result.Steps = append(t.result.Steps, Step{Payment: t.ID, Code: code, Text: fmt.Sprintf(en, facts...), De: fmt.Sprintf(de, facts...)})
}

// pay sets as much as goes against a debt.
func (t *taking) pay(n int, rule string) error {
	part := t.left
	if more, err := part.Cmp(t.debts[n].Open); err != nil {
		return err
	} else if more > 0 {
		part = t.debts[n].Open
	}
	var err error
	if t.left, err = t.left.Sub(part); err != nil {
		return err
	}
	t.result.Allocations = append(t.result.Allocations, Allocation{Payment: t.ID, Item: t.debts[n].Item, Amount: part, Rule: rule})
	t.touched = append(t.touched, n)
	return t.lower(n, part)
}

// lower takes from what a debt leaves open.
func (m *matcher) lower(n int, by money.Amount) (err error) {
	d := &m.debts[n]
	if d.Open, err = d.Open.Sub(by); err != nil {
		return err
	}
	q := m.accounts[d.Account]
	if d.Open.Sign() == 0 {
		q.open--
	} else {
		q.note(n, d.Open)
	}
	return q.less(by)
}

// fits reports whether a debt can still take money of the payment's currency.
func (t *taking) fits(n int) bool {
	return t.debts[n].Open.Sign() > 0 && t.debts[n].Open.Currency() == t.Amount.Currency()
}

// byReference goes to the items whose numbers the payment names.
func (t *taking) byReference() error {
	found := t.numbers.in(t.Payment)
	var fit []int
	for _, f := range found {
		accounts := t.accountsOf(f.debts)
		switch {
		case len(accounts) > 1 && !slices.Contains(accounts, t.Account):
			t.say(RuleAmbiguous, "the number %s belongs to %d accounts: nobody can tell which is meant", "die Nummer %s gehört zu %d Konten: nicht erkennbar, welches gemeint ist", f.number, len(accounts))
			continue
		case t.Account == "":
			t.Account = accounts[0]
		}
		for _, n := range f.debts {
			switch {
			case t.debts[n].Account != t.Account && len(accounts) > 1, slices.Contains(fit, n):
			case t.debts[n].Open.Sign() == 0:
				t.say(RuleNotOpen, "names %s, of which nothing is open", "nennt %s, davon ist nichts offen", t.debts[n].No)
			case !t.fits(n):
				t.say(RuleCurrency, "names %s, which is owed in %s", "nennt %s, geschuldet in %s", t.debts[n].No, t.debts[n].Open.Currency())
			default:
				fit = append(fit, n)
			}
		}
	}
	slices.SortFunc(fit, func(a, b int) int {
		return cmp.Or(t.debts[a].Due.Compare(t.debts[b].Due), cmp.Compare(a, b))
	})
	for _, n := range fit {
		if t.left.Sign() == 0 {
			t.say(RulePart, "nothing is left for %s, which it names too", "für das ebenfalls genannte %s bleibt nichts", t.debts[n].No)
			continue
		}
		t.say(RuleReference, "names %s, of which %s is open", "nennt %s, davon sind %s offen", t.debts[n].No, t.debts[n].Open)
		if err := t.pay(n, RuleReference); err != nil {
			return err
		}
	}
	return nil
}

func (t *taking) accountsOf(debts []int) []string {
	var accounts []string
	for _, n := range debts {
		if a := t.debts[n].Account; !slices.Contains(accounts, a) {
			accounts = append(accounts, a)
		}
	}
	return accounts
}

// byAmount looks for the one item of the account that has just this amount, or for an amount that settles all of them.
func (t *taking) byAmount() error {
	if t.left.Sign() == 0 {
		return nil
	}
	if t.Account == "" {
		return t.amountAlone()
	}
	q := t.accounts[t.Account]
	if q == nil {
		return nil
	}
	for _, n := range q.amounts[t.left] { // several of the same amount: the first
		if t.debts[n].Open == t.left {
			t.say(RuleAmount, "%s is just what is open of %s", "%s ist genau, was von %s offen ist", t.left, t.debts[n].label())
			return t.pay(n, RuleAmount)
		}
	}
	if q.open < 2 || q.sums[t.left.Currency()] != t.left {
		return nil
	}
	t.say(RuleAllOpen, "%s is just all that is open on the account %s", "%s ist genau alles, was auf dem Konto %s offen ist", t.left, t.Account)
	return t.inOrder(func(n int) error { return t.pay(n, RuleAllOpen) })
}

// inOrder gives money to what the account owes, in order, while there is any.
func (t *taking) inOrder(give func(int) error) error {
	q := t.accounts[t.Account]
	if q == nil {
		return nil
	}
	for q.next < len(q.debts) && t.debts[q.debts[q.next]].Open.Sign() == 0 {
		q.next++
	}
	for _, n := range q.debts[q.next:] {
		if t.left.Sign() == 0 {
			return nil
		}
		if !t.fits(n) {
			continue
		}
		if err := give(n); err != nil {
			return err
		}
	}
	return nil
}

// amountAlone looks for the one item of all that has just this amount.
func (t *taking) amountAlone() error {
	if !t.policy.AmountAlone || len(t.touched) > 0 {
		return nil
	}
	var same []int
	for _, n := range t.amounts[t.left] {
		if t.debts[n].Open == t.left {
			same = append(same, n)
		}
	}
	if len(same) != 1 {
		return nil
	}
	t.Account = t.debts[same[0]].Account
	t.say(RuleWholeAlone, "%s is open of %s alone, of all items", "%s ist unter allen Posten allein von %s offen", t.left, t.debts[same[0]].label())
	return t.pay(same[0], RuleWholeAlone)
}

// oldestFirst goes through what the account owes.
func (t *taking) oldestFirst() error {
	if t.left.Sign() == 0 || t.Account == "" {
		return nil
	}
	return t.inOrder(func(n int) error {
		t.say(RuleOldest, "goes to %s, due on %s, of which %s is open", "geht auf %s, fällig am %s, davon sind %s offen", t.debts[n].label(), t.debts[n].Due, t.debts[n].Open)
		return t.pay(n, RuleOldest)
	})
}

// label is what people call a debt.
func (d Debt) label() string { return cmp.Or(d.No, d.Item) }

// tolerate settles what the payment left open by no more than the tolerance.
func (t *taking) tolerate() error {
	if t.left.Sign() > 0 || t.policy.Tolerance.Sign() == 0 || t.policy.Tolerance.Currency() != t.Amount.Currency() {
		return nil
	}
	for _, n := range t.touched {
		d := &t.debts[n]
		over, err := d.Open.Cmp(t.policy.Tolerance)
		if err != nil {
			return err
		}
		if d.Open.Sign() == 0 || over > 0 {
			continue
		}
		t.say(RuleTolerance, "the %s still open of %s is within the tolerance of %s and is not asked for", "die noch offenen %s von %s liegen in der Toleranz von %s und werden nicht verlangt", d.Open, d.label(), t.policy.Tolerance)
		t.result.Tolerances = append(t.result.Tolerances, Tolerance{Payment: t.ID, Item: d.Item, Amount: d.Open})
		if err := t.lower(n, d.Open); err != nil {
			return err
		}
	}
	return nil
}

// keep notes what is left.
func (t *taking) keep() {
	if t.left.Sign() == 0 {
		return
	}
	if t.Account == "" {
		t.say(RuleUnmatched, "%s fits nothing: it is kept until somebody knows whose it is", "%s lässt sich nicht zuordnen: es bleibt stehen, bis geklärt ist, wem es gehört", t.left)
	} else {
		t.say(RuleOnAccount, "%s is more than is owed: it is kept for the account %s", "%s übersteigt, was geschuldet ist: es bleibt auf dem Konto %s stehen", t.left, t.Account)
	}
	t.result.Rests = append(t.result.Rests, Rest{Payment: t.ID, Account: t.Account, Amount: t.left})
}
