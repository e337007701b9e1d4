package billing

import (
	"fmt"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
)

// Correction says what of a bill is taken back. Without Share and Lines it is all that is left. A plain value.
type Correction struct {
	ID       string        `json:"id"` // of the document that is made
	Date     calendar.Date `json:"date"`
	Reason   fault.Reason  `json:"reason"`
	ReasonDe string        `json:"reasonDe,omitempty"`
	Share    Share         `json:"share,omitzero"` // of every line, such as 1/4 or 30/100; where less is left, that
	Lines    []LinePart    `json:"lines,omitempty"`
}

// Share is a part of a whole, above 0 and at most 1. The zero Share is none. A plain value.
type Share struct {
	Numerator   int64 `json:"numerator"`
	Denominator int64 `json:"denominator"`
}

// LinePart says what of a line is taken back: a share of it, an amount, or, without both, all that is left. A plain value.
type LinePart struct {
	No     int          `json:"no"` // of the line
	Share  Share        `json:"share,omitzero"`
	Amount money.Amount `json:"amount,omitzero"` // net or gross as the bill's policy says; of a line below 0 (a rebate) it is below 0, too
}

// CreditNote makes the document that takes back a part of a bill, or all that is left of it. Earlier are all corrections of the bill that
// were made before. A line is worth its net amount with its share of the discounts on the document; the tax taken back is that of all
// that was taken back so far, as the bill computes it, less what earlier corrections took back. So whatever the parts, they never come to
// more than the bill, and once every line is taken back, every line, every rate of tax and the total are exactly 0.
//
// Asked for more than is left, or for so much of some lines that less would be left of a rate of tax or the total than nothing (a
// line taken back without the rebate on it), it is fault.ErrInvalid and says how much is left; a bill without number or a bill of
// which nothing is left is fault.ErrState. What was billed stays billed: who wants to bill it again reverses the bill.
func CreditNote(b Bill, earlier []Bill, c Correction) (Bill, error) {
	return correct(&b, earlier, c, KindCreditNote)
}

// Reverse makes the document that takes back all that is left of a bill (Storno), so that what it billed can be billed anew. The
// correction has neither Share nor Lines. Errors are those of CreditNote.
func Reverse(b Bill, earlier []Bill, c Correction) (Bill, error) {
	if c.Share != (Share{}) || len(c.Lines) > 0 {
		return Bill{}, &fault.Invalid{Subject: fault.Subject("billing.correction", c.ID), Fields: []fault.Field{{Path: "lines", Rule: fault.RuleRange,
			Message: "must be left out, as share: a reversal takes back all that is left; for a part make a credit note"}}}
	}
	return correct(&b, earlier, c, KindReversal)
}

func correct(b *Bill, earlier []Bill, c Correction, kind Kind) (Bill, error) {
	if err := c.check(b); err != nil {
		return Bill{}, err
	}
	p, err := newPlan(b, earlier)
	if err != nil {
		return Bill{}, err
	}
	if err := p.take(c); err != nil {
		return Bill{}, err
	}
	note := Bill{
		Meta: store.Meta{ID: c.ID}, Kind: kind, State: BillNew, Correlation: b.Correlation, Customer: b.Customer, Account: b.Account,
		Issuer: b.Issuer, Recipient: b.Recipient, SubAccounts: b.SubAccounts, Currency: b.Currency, Language: b.Language, Period: b.Period, Date: c.Date,
		Corrects: b.ID, CorrectsNo: b.No, CorrectsDate: b.Date, Reason: c.Reason, ReasonDe: c.ReasonDe, Policy: b.Policy, Engine: Engine,
	}
	for i := range p.lines {
		if p.lines[i].now.Sign() != 0 {
			note.Lines = append(note.Lines, p.lines[i].line(&b.Lines[i], len(note.Lines)+1))
		}
	}
	if len(note.Lines) == 0 {
		return Bill{}, fault.State(fault.Subject("billing.bill", b.ID), "nothing of it is left to take back, or the share asked for rounds to nothing")
	}
	if err := p.total(&note, earlier); err != nil {
		return Bill{}, err
	}
	note.Due = note.Totals.Due
	return note, nil
}

func (c Correction) check(b *Bill) error {
	subject := fault.Subject("billing.bill", b.ID)
	if b.Kind.Corrects() {
		return fault.State(subject, "it corrects a bill itself; correct that bill")
	}
	if b.No == "" {
		return fault.State(subject, "it has no number yet; compute it anew instead of correcting it")
	}
	var check fault.Check
	check.Text("id", c.ID, fault.MaxID)
	check.That(c.ID != b.ID, "id", fault.RuleDuplicate, "must not be the bill's")
	check.That(!c.Date.IsZero(), "date", fault.RuleRequired, "must be the day of the correction")
	check.That(c.Date.IsZero() || !c.Date.Before(b.Date), "date", fault.RuleRange, fmt.Sprintf("is before %s, the date of the bill", b.Date))
	check.Text("reason.code", c.Reason.Code, fault.MaxName)
	check.Text("reason.message", c.Reason.Message, fault.MaxText)
	check.Optional("reasonDe", c.ReasonDe, fault.MaxText)
	if c.Share != (Share{}) {
		c.Share.check(&check, "share")
		check.That(len(c.Lines) == 0, "share", fault.RuleRange, "must be left out where there are lines")
	}
	for i := range c.Lines {
		for j := range i {
			check.That(c.Lines[i].No != c.Lines[j].No, fmt.Sprintf("lines[%d].no", i), fault.RuleDuplicate, "is there twice")
		}
	}
	return check.Err(fault.Subject("billing.correction", c.ID))
}

// line is the correction's line for one of the bill.
func (p *planned) line(of *Line, no int) Line {
	back := p.now.Neg()
	l := Line{
		No: no, ID: of.ID, Category: CreditLine, Account: of.Account, Product: of.Product, For: of.For, ForDe: of.ForDe, Offering: of.Offering,
		Order: of.Order, Agreement: of.Agreement, Code: of.Code, Name: of.Name, De: of.De, Service: of.Service,
		Quantity: money.Count(-1), UnitPrice: p.worth, Numerator: p.share.Numerator, Denominator: p.share.Denominator,
		List: back, Net: back, TaxClass: of.TaxClass, Supply: of.Supply, Treatment: of.Treatment, Of: of.No, Rebate: of.Rebate,
	}
	if p.now == p.worth {
		l.Numerator, l.Denominator = 1, 1
	}
	return l
}
