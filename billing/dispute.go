package billing

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/lifecycle"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// DisputeState says how far a dispute has come.
type DisputeState string

// The states of a dispute.
const (
	DisputeOpen     DisputeState = "open"
	DisputeUpheld   DisputeState = "upheld"   // the customer was right, in part or whole: a credit note was made
	DisputeRejected DisputeState = "rejected" // the bill is right
)

// DisputeEvent is what happens to a dispute.
type DisputeEvent string

// The events of a dispute.
const (
	UpholdDispute DisputeEvent = "uphold"
	RejectDispute DisputeEvent = "reject"
)

// DisputeLifecycle is the state chart of a dispute. It is ours: the standard has the inquiry as a ticket (TMF621) and no chart
// for what is disputed.
func DisputeLifecycle() *lifecycle.Lifecycle[DisputeState, DisputeEvent] { return disputeLifecycle }

var disputeLifecycle = lifecycle.MustNew("billing.dispute", DisputeOpen, []DisputeState{DisputeUpheld, DisputeRejected},
	[]lifecycle.Transition[DisputeState, DisputeEvent]{
		{On: UpholdDispute, From: DisputeOpen, To: DisputeUpheld, Why: "the customer is right: what is disputed is credited, in part or whole"},
		{On: RejectDispute, From: DisputeOpen, To: DisputeRejected, Why: "the bill is right: what is disputed is owed"},
	})

// Dispute is a part of a bill that the customer does not accept (3.8.1): until it is settled it is kept out of dunning. It is
// a value.
type Dispute struct {
	store.Meta
	Inquiry     string       `json:"inquiry,omitempty"`
	Correlation string       `json:"correlation,omitempty"`
	Customer    string       `json:"customer"`
	Account     string       `json:"account"`
	Bill        string       `json:"bill"`
	No          string       `json:"billNo"`
	Lines       []int        `json:"lines,omitempty"` // numbers of the lines disputed; none: the whole bill
	Amount      money.Amount `json:"amount"`          // disputed, with taxes
	Text        string       `json:"text"`
	State       DisputeState `json:"state"`
	OpenedAt    time.Time    `json:"openedAt"`
	SettledAt   time.Time    `json:"settledAt,omitzero"`
	SettledBy   string       `json:"settledBy,omitempty"`
	Settlement  string       `json:"settlement,omitempty"` // the reasons, for the customer
	CreditNote  string       `json:"creditNote,omitempty"` // id
	Upheld      money.Amount `json:"upheld,omitzero"`      // credited, with taxes
}

// About says what the dispute's events are about.
func (d Dispute) About() (subject, correlation string) { return d.ID, d.Correlation }

var disputes = store.NewCollection("billing.dispute", func(d *Dispute) []store.Key {
	keys := []store.Key{{Name: "customer", Value: d.Customer}, {Name: "bill", Value: d.Bill}}
	if d.State == DisputeOpen {
		keys = append(keys, store.Key{Name: keyOpen, Value: "yes"})
	}
	return keys
})

// DisputeDraft opens a dispute: about lines, about an amount, or about the whole bill.
type DisputeDraft struct {
	Inquiry  string       // of which it comes; its customer, bill, lines and text count where they are not given here
	Customer string       //
	Bill     string       // id or number
	Lines    []int        // numbers
	Amount   money.Amount // with taxes; zero: that of the lines
	Text     string
}

// OpenDispute opens a dispute about an issued bill. What is disputed already is fault.ErrConflict.
func (s *Service) OpenDispute(ctx context.Context, d DisputeDraft) (Dispute, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Dispute, error) { return s.OpenDisputeTx(u, d) })
}

// OpenDisputeTx is OpenDispute in the caller's unit.
func (s *Service) OpenDisputeTx(u *work.Unit, d DisputeDraft) (Dispute, error) {
	correlation := ""
	if d.Inquiry != "" {
		i, err := inquiries.Get(u, d.Inquiry)
		if err != nil {
			return Dispute{}, err
		}
		if d.Customer != "" && d.Customer != i.Customer {
			return Dispute{}, fault.NotFound(inquiries.Subject(i.ID))
		}
		if i.State != InquiryReceived {
			return Dispute{}, fault.State(inquiries.Subject(i.ID), "is "+string(i.State))
		}
		d.Customer, d.Bill, d.Text = cmp.Or(d.Customer, i.Customer), cmp.Or(d.Bill, i.Bill), cmp.Or(d.Text, i.Text)
		if d.Lines == nil {
			d.Lines = i.Lines
		}
		correlation = i.Correlation
	}
	if err := d.check(); err != nil {
		return Dispute{}, err
	}
	f, err := s.billOf(u, d.Customer, d.Bill)
	if err != nil {
		return Dispute{}, err
	}
	if f.Bill.Kind.Corrects() {
		return Dispute{}, fault.State(bills.Subject(f.ID), "is a "+string(f.Bill.Kind)+"; dispute the bill that it corrects")
	}
	amount, err := s.disputable(u, f.Bill, d)
	if err != nil {
		return Dispute{}, err
	}
	one := Dispute{Meta: store.Meta{ID: u.NewID()}, Inquiry: d.Inquiry, Correlation: correlation, Customer: d.Customer, Account: f.Bill.Account,
		Bill: f.ID, No: f.Bill.No, Lines: d.Lines, Amount: amount, Text: d.Text, State: DisputeOpen, OpenedAt: u.At}
	if d.Inquiry != "" {
		if _, err := work.Change(u, inquiries, d.Inquiry, func(i Inquiry, _ say) (Inquiry, error) {
			i.State, i.Dispute = InquiryDisputed, one.ID
			return i, nil
		}); err != nil {
			return Dispute{}, err
		}
	}
	return work.Save(u, disputes, one, func(one Dispute, say say) (Dispute, error) {
		say(EventDisputeOpened, one.notice())
		return one, nil
	})
}

func (d DisputeDraft) check() error {
	var c fault.Check
	c.Optional("inquiry", d.Inquiry, fault.MaxID)
	c.Text("customer", d.Customer, fault.MaxID)
	c.Text("bill", d.Bill, fault.MaxID)
	c.Text("text", d.Text, fault.MaxText)
	c.That(d.Amount.Sign() >= 0, "amount", fault.RuleRange, "must not be negative")
	c.That(len(d.Lines) <= maxItems, "lines", fault.RuleLength, "are more than 1000")
	for n, no := range d.Lines[:min(len(d.Lines), maxItems)] {
		c.That(!slices.Contains(d.Lines[:n], no), fmt.Sprintf("lines[%d]", n), fault.RuleDuplicate, "stands there twice")
	}
	return c.Err("billing.disputeDraft")
}

// disputable is the amount that is disputed: not more than is left of the lines, and nothing that is disputed already.
func (s *Service) disputable(u *work.Unit, b Bill, d DisputeDraft) (money.Amount, error) {
	if err := checkLines(b, d.Lines); err != nil {
		return money.Amount{}, err
	}
	open, err := disputes.By(u, "bill", b.ID)
	if err != nil {
		return money.Amount{}, err
	}
	for _, other := range open {
		if other.State == DisputeOpen && (len(other.Lines) == 0 || len(d.Lines) == 0 || overlaps(other.Lines, d.Lines)) {
			return money.Amount{}, fault.Conflict(bills.Subject(b.ID), "is disputed already, see "+disputes.Subject(other.ID)+"; settle that first, or name other lines")
		}
	}
	most, err := leftOf(u, &b, d.Lines)
	if err != nil {
		return money.Amount{}, err
	}
	if d.Amount.Sign() == 0 {
		d.Amount = most
	}
	var c fault.Check
	goes(&c, "amount", d.Amount, b.Currency)
	if len(c.Fields()) == 0 {
		left, err := most.Sub(d.Amount)
		if err != nil {
			return money.Amount{}, err
		}
		c.That(left.Sign() >= 0, "amount", fault.RuleRange, "is more than "+most.String()+", what is billed there and not credited")
		c.That(d.Amount.Sign() > 0, "amount", fault.RuleRange, "there is nothing to dispute: the lines come to "+most.String())
	}
	return d.Amount, c.Err("billing.disputeDraft")
}

// leftOf is what a bill asks for lines (none: for all), with taxes, less what was credited of them.
func leftOf(u *work.Unit, b *Bill, lines []int) (money.Amount, error) {
	notes, err := bills.By(u, "corrects", b.ID)
	if err != nil {
		return money.Amount{}, err
	}
	var c money.Calc
	var left money.Amount
	add := func(of *Bill, no func(line int) int) {
		if len(lines) == 0 {
			left = c.Add(left, of.Totals.WithTax)
			return
		}
		for i := range of.Lines {
			if slices.Contains(lines, no(i)) {
				left = c.Add(left, of.Totals.Lines[i].Gross)
			}
		}
	}
	add(b, func(i int) int { return i + 1 })
	for n := range notes {
		note := &notes[n].Bill
		add(note, func(i int) int { return note.Lines[i].Of })
	}
	return left, c.Err()
}

func overlaps(a, b []int) bool {
	return slices.ContainsFunc(a, func(no int) bool { return slices.Contains(b, no) })
}

// Settlement decides a dispute.
type Settlement struct {
	Upheld   bool       // the customer is right
	Lines    []LinePart // of what is upheld: what is credited; none: the disputed lines, or the whole bill, as far as something is left; to be given where only a part of that is disputed
	Text     string     // the reasons, for the customer
	De       string     // in German, for the credit note
	By       string
	ReasonID string // code on the credit note; empty: BILLING-DISPUTE-UPHELD
}

// CodeUpheld is the reason on a credit note that settles a dispute.
const CodeUpheld = "BILLING-DISPUTE-UPHELD"

// SettleDispute settles a dispute. What is upheld is credited by a credit note, which is sent at once; the rest is owed again.
func (s *Service) SettleDispute(ctx context.Context, id string, t Settlement) (Dispute, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Dispute, error) { return s.SettleDisputeTx(u, id, t) })
}

// SettleDisputeTx is SettleDispute in the caller's unit.
func (s *Service) SettleDisputeTx(u *work.Unit, id string, t Settlement) (Dispute, error) {
	var c fault.Check
	c.Text("text", t.Text, fault.MaxText)
	c.Optional("de", t.De, fault.MaxText)
	c.Text("by", t.By, fault.MaxName)
	c.That(t.Upheld || len(t.Lines) == 0, "lines", fault.RuleRange, "must be empty: nothing is credited")
	if err := c.Err("billing.settlement"); err != nil {
		return Dispute{}, err
	}
	return work.Change(u, disputes, id, func(d Dispute, say say) (Dispute, error) {
		step := RejectDispute
		if t.Upheld {
			step = UpholdDispute
		}
		next, err := disputeLifecycle.Next(d.State, step)
		if err != nil {
			return d, fmt.Errorf("%s: %w", disputes.Subject(id), err)
		}
		if t.Upheld {
			if err := d.creditable(u, t); err != nil {
				return d, err
			}
			note, err := s.CorrectTx(u, d.Bill, CorrectionDraft{Reason: reason(cmp.Or(t.ReasonID, CodeUpheld), t.Text), ReasonDe: t.De,
				Lines: d.credited(t.Lines), By: t.By})
			if err != nil {
				return d, err
			}
			d.CreditNote, d.Upheld = note.ID, note.Totals.WithTax.Neg()
		}
		d.State, d.SettledAt, d.SettledBy, d.Settlement = next, u.At, t.By, t.Text
		if err := s.answerDisputed(u, d); err != nil {
			return d, err
		}
		say(EventDisputeSettled, d.notice())
		return d, nil
	})
}

// creditable refuses to credit all of what is only disputed in part.
func (d Dispute) creditable(u *work.Unit, t Settlement) error {
	if len(t.Lines) > 0 {
		return nil
	}
	f, err := bills.Get(u, d.Bill)
	if err != nil {
		return err
	}
	left, err := leftOf(u, &f.Bill, d.Lines)
	if err != nil {
		return err
	}
	more, err := left.Cmp(d.Amount)
	if err != nil {
		return err
	}
	var c fault.Check
	c.That(more <= 0, "lines", fault.RuleRequired, "must say what is credited: of "+left.String()+" only "+d.Amount.String()+" are disputed")
	return c.Err("billing.settlement")
}

// credited is what a credit note takes back: what is named, or the disputed lines.
func (d Dispute) credited(parts []LinePart) []LinePart {
	if len(parts) > 0 {
		return parts
	}
	for _, no := range d.Lines {
		parts = append(parts, LinePart{No: no})
	}
	return parts
}

// answerDisputed closes the inquiry that became the dispute.
func (s *Service) answerDisputed(u *work.Unit, d Dispute) error {
	if d.Inquiry == "" {
		return nil
	}
	_, err := work.Change(u, inquiries, d.Inquiry, func(i Inquiry, say say) (Inquiry, error) {
		i.State, i.Answer, i.AnsweredBy, i.AnsweredAt = InquiryAnswered, d.Settlement, d.SettledBy, u.At
		say(EventInquiryAnswered, InquiryNotice{Customer: i.Customer, Inquiry: i})
		return i, nil
	})
	return err
}

func (d Dispute) notice() DisputeNotice {
	return DisputeNotice{Customer: d.Customer, Account: d.Account, Bill: d.Bill, No: d.No, Dispute: d.ID, State: d.State, Amount: d.Amount,
		Upheld: d.Upheld, CreditNote: d.CreditNote, Text: cmp.Or(d.Settlement, d.Text)}
}

// Dispute returns a dispute.
func (s *Service) Dispute(ctx context.Context, id string) (Dispute, error) {
	return work.See(ctx, s.env, func(u *work.Unit) (Dispute, error) { return s.DisputeTx(u, id) })
}

// DisputeTx is Dispute in the caller's unit.
func (s *Service) DisputeTx(u *work.Unit, id string) (Dispute, error) { return disputes.Get(u, id) }

// DisputesOf returns the disputes about a bill, in order of id.
func (s *Service) DisputesOf(ctx context.Context, bill string) ([]Dispute, error) {
	return work.See(ctx, s.env, func(u *work.Unit) ([]Dispute, error) { return disputes.By(u, "bill", bill) })
}
