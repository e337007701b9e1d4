package collection

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// AssessDunning says whether a letter is due on a day, and gives its figures; if none is due, the reasons why. It changes nothing:
// whoever sends the letter notes it on the account and its items, or the same one is due again.
func AssessDunning(in DunningInput) (Letter, bool, []fault.Reason, error) {
	if in.Levels == nil {
		in.Levels = Levels()
	}
	var c fault.Check
	checkLevels(&c, in.Levels)
	c.That(!in.On.IsZero(), "on", fault.RuleRequired, "must be a date")
	for n, i := range in.Items {
		c.That(i.Level >= 0, fmt.Sprintf("item[%d].level", n), fault.RuleRange, "must not be negative")
	}
	own := levelsIn(in.Levels, in.Account.Currency)
	c.That(len(own) > 0, "account.currency", fault.RuleCurrency, "has no row in the table of levels")
	if err := c.Err("collection.dunning"); err != nil {
		return Letter{}, false, nil, err
	}
	in.Levels = own
	d := &dunning{DunningInput: in}
	if err := d.collect(); err != nil {
		return Letter{}, false, nil, err
	}
	if no := d.refuse(); no != nil {
		return Letter{}, false, append(d.why, no...), nil
	}
	if err := d.write(); err != nil {
		return Letter{}, false, nil, err
	}
	return d.letter, true, d.letter.Why, nil
}

// dunning is an assessment under way.
type dunning struct {
	DunningInput
	overdue []OpenItem // those of which something is asked for, by due date and id
	asked   money.Amount
	rises   int // the highest level that an item reaches now, from 1; 0: none
	why     []fault.Reason
	letter  Letter
}

// overdueItems are those of which more than nothing is overdue and not held on a day, by due date and id.
func overdueItems(all []OpenItem, on calendar.Date) ([]OpenItem, money.Amount, error) {
	var overdue []OpenItem
	var sum money.Amount
	for _, i := range all {
		pressed, err := i.Pressed()
		if err != nil {
			return nil, sum, err
		}
		if pressed.Sign() <= 0 || !i.Due.Before(on) {
			continue
		}
		if sum, err = sum.Add(pressed); err != nil {
			return nil, sum, err
		}
		overdue = append(overdue, i)
	}
	slices.SortFunc(overdue, func(a, b OpenItem) int { return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.ID, b.ID)) })
	return overdue, sum, nil
}

func (d *dunning) collect() (err error) {
	d.overdue, d.asked, err = overdueItems(d.Items, d.On)
	for _, i := range d.Items {
		if i.Held.Sign() > 0 {
			d.why = append(d.why, because(ReasonHeld, "%s of %s is held and not asked for", i.Held, cmp.Or(i.No, i.ID)))
		}
	}
	for _, i := range d.overdue {
		if next := d.next(i); next > d.rises {
			d.rises = next
		}
	}
	return err
}

// duns reports whether an item that is overdue leads to a letter. Costs and interest do not: they stand on the letters for bills, and no
// letter costs something because of what the one before has cost.
func (i OpenItem) duns(levels []Level) bool {
	return (i.Kind == Bill || i.Kind == Reclaim) && i.Level < len(levels)
}

// next is the level that an item reaches now, from 1; 0: it stays where it is.
func (d *dunning) next(i OpenItem) int {
	if i.duns(d.Levels) && i.Due.DaysUntil(d.On) >= d.Levels[i.Level].Days {
		return i.Level + 1
	}
	return 0
}

// refuse gives the reasons for no letter; nil: there is one.
func (d *dunning) refuse() []fault.Reason {
	if len(d.overdue) == 0 {
		return []fault.Reason{because(ReasonNothingDue, "nothing is overdue on %s", d.On)}
	}
	if d.rises == 0 {
		for _, i := range d.overdue {
			if i.duns(d.Levels) {
				return []fault.Reason{because(ReasonTooEarly, "%s is overdue since %s; the next level is reached after %d days", cmp.Or(i.No, i.ID), i.Due, d.Levels[i.Level].Days)}
			}
		}
		return []fault.Reason{because(ReasonAllLevels, "all %d levels are passed, or only costs are left; write it off or hand it over", len(d.Levels))}
	}
	level := d.Levels[d.rises-1]
	if since := d.Account.Dunning.On; !since.IsZero() && since.DaysUntil(d.On) < level.Gap {
		return []fault.Reason{because(ReasonPaused, "the letter before was sent on %s; the next one follows after %d days", since, level.Gap)}
	}
	if little, err := d.asked.Cmp(level.Least); err != nil || little < 0 {
		return []fault.Reason{because(ReasonTooLittle, "%s is overdue; %s asks for at least %s", d.asked, level.Code, level.Least)}
	}
	if p := d.Account.promised(d.On); p != nil {
		return []fault.Reason{because(ReasonPromised, "%s is promised by %s", p.Amount, p.By)}
	}
	return nil
}

// write fills in the letter.
func (d *dunning) write() error {
	level := d.Levels[d.rises-1]
	a := d.Account
	d.letter = Letter{ID: fmt.Sprintf("%s/letter-%d", a.ID, a.Dunning.Letters+1), Customer: a.Customer, Account: a.ID, No: a.Dunning.Letters + 1, On: d.On, Level: d.rises,
		Code: level.Code, Name: level.Name, De: level.De, Text: level.Text, TextDe: level.TextDe, Language: a.Language,
		Asked: d.asked, Fee: level.Fee, PayBy: d.On.AddDays(level.PayIn)}
	d.why = append(d.why, because(ReasonLevelReached, "%s: %s is overdue, the oldest for %d days", level.Code, d.asked, d.overdue[0].Due.DaysUntil(d.On)))
	var calc money.Calc
	l := &d.letter
	none := calc.Sub(d.asked, d.asked)
	l.Interest, l.LumpSum = none, none
	for _, i := range d.overdue {
		row, err := d.item(i, level, none)
		if err != nil {
			return err
		}
		l.Interest, l.LumpSum = calc.Add(l.Interest, row.Charge), calc.Add(l.LumpSum, row.LumpSum)
		l.Items = append(l.Items, row)
	}
	if d.lumped() || l.LumpSum.Sign() > 0 {
		if l.Fee.Sign() > 0 {
			d.why = append(d.why, because(ReasonFeeInLumpSum, "the fee of %s is covered by the lump sum (§ 288 (5) sentence 3 BGB)", l.Fee))
		}
		l.Fee = none
	}
	l.Total = calc.Sum(l.Asked, l.Fee, l.Interest, l.LumpSum)
	if err := calc.Err(); err != nil {
		return err
	}
	if level.Blocking {
		from, why, err := d.Blocking.notice(a, d.overdue, *l)
		if err != nil {
			return err
		}
		d.why = append(d.why, why)
		l.BlockOn = from
	}
	l.Why = d.why
	return nil
}

// lumped reports whether the lump sum was asked for any of the overdue bills.
func (d *dunning) lumped() bool {
	return slices.ContainsFunc(d.overdue, func(i OpenItem) bool { return i.Lump })
}

func (d *dunning) item(i OpenItem, level Level, none money.Amount) (LetterItem, error) {
	row := LetterItem{Item: i.ID, No: i.No, Kind: i.Kind, Due: i.Due, Days: i.Due.DaysUntil(d.On), Open: i.Open, Held: i.Held, Level: max(i.Level, d.next(i)), Charge: none, LumpSum: none}
	var err error
	if row.Asked, err = i.Pressed(); err != nil || i.Kind != Bill {
		return row, err // costs and interest bear no interest (§ 289 BGB)
	}
	if level.Interest {
		r, err := d.Interest.of(i, d.Account.Business, d.On)
		if err != nil {
			return row, err
		}
		more, err := r.Amount.Sub(i.Charged)
		if err != nil {
			return row, err
		}
		row.Interest = &r
		if more.Sign() > 0 {
			row.Charge = more
		}
	}
	if level.LumpSum && d.Account.Business && !i.Lump {
		m, err := marginOf(d.Interest.margins(), i.arisen())
		if err != nil {
			return row, err
		}
		if m.LumpSum.Sign() > 0 && m.LumpSum.Currency() == i.Open.Currency() {
			row.LumpSum = m.LumpSum
		}
	}
	return row, nil
}
