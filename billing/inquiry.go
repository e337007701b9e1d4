package billing

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// InquiryState says how far an inquiry has come.
type InquiryState string

// The states of an inquiry.
const (
	InquiryReceived InquiryState = "received"
	InquiryDisputed InquiryState = "disputed" // it has become a dispute; its settlement answers it
	InquiryAnswered InquiryState = "answered"
)

// Inquiry is a customer's question about a bill (3.8.1). It is a value.
type Inquiry struct {
	store.Meta
	Interaction string       `json:"interaction,omitempty"` // of Customer Interface Management
	Correlation string       `json:"correlation,omitempty"` // the customer's case; empty: the inquiry is one of its own
	Customer    string       `json:"customer"`
	Bill        string       `json:"bill,omitempty"`  // id or number; empty: the last that was sent
	Lines       []int        `json:"lines,omitempty"` // numbers of the lines asked about; none: the whole bill
	Text        string       `json:"text"`
	State       InquiryState `json:"state"`
	At          time.Time    `json:"at"`
	Answer      string       `json:"answer,omitempty"`
	AnsweredAt  time.Time    `json:"answeredAt,omitzero"`
	AnsweredBy  string       `json:"answeredBy,omitempty"`
	Dispute     string       `json:"dispute,omitempty"`
}

// About says what the inquiry's events are about.
func (i Inquiry) About() (subject, correlation string) { return i.ID, i.Correlation }

var inquiries = store.NewCollection("billing.inquiry", func(i *Inquiry) []store.Key {
	return []store.Key{{Name: "customer", Value: i.Customer}, {Name: "bill", Value: i.Bill}}
})

// TakeInquiry receives an inquiry about a bill: Interaction, Correlation, Customer, Bill, Lines and Text are the caller's.
func (s *Service) TakeInquiry(ctx context.Context, i Inquiry) (Inquiry, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Inquiry, error) { return s.TakeInquiryTx(u, i) })
}

// TakeInquiryTx is TakeInquiry in the caller's unit.
func (s *Service) TakeInquiryTx(u *work.Unit, i Inquiry) (Inquiry, error) {
	var c fault.Check
	c.Text("customer", i.Customer, fault.MaxID)
	c.Optional("interaction", i.Interaction, fault.MaxID)
	c.Optional("correlation", i.Correlation, fault.MaxID)
	c.Optional("bill", i.Bill, fault.MaxID)
	c.Text("text", i.Text, fault.MaxText)
	c.That(len(i.Lines) <= maxItems, "lines", fault.RuleLength, "are more than 1000")
	if err := c.Err("billing.inquiry"); err != nil {
		return Inquiry{}, err
	}
	f, err := s.billOf(u, i.Customer, i.Bill)
	if err != nil {
		return Inquiry{}, err
	}
	if err := checkLines(f.Bill, i.Lines); err != nil {
		return Inquiry{}, err
	}
	i = Inquiry{Meta: store.Meta{ID: u.NewID()}, Interaction: i.Interaction, Correlation: i.Correlation, Customer: i.Customer, Bill: f.ID,
		Lines: i.Lines, Text: i.Text, State: InquiryReceived, At: u.At}
	return work.Save(u, inquiries, i, func(i Inquiry, say say) (Inquiry, error) {
		say(EventInquiryReceived, InquiryNotice{Customer: i.Customer, Inquiry: i})
		return i, nil
	})
}

func checkLines(b Bill, lines []int) error {
	var c fault.Check
	for n, no := range lines {
		c.That(no >= 1 && no <= len(b.Lines), fmt.Sprintf("lines[%d]", n), fault.RuleReference, fmt.Sprintf("the bill has lines 1 to %d", len(b.Lines)))
	}
	return c.Err(bills.Subject(b.ID))
}

// billOf is an issued bill of a customer by its id or number, or the last that was sent to him.
func (s *Service) billOf(u *work.Unit, customer, bill string) (BillFile, error) {
	if bill != "" {
		f, found, err := bills.Find(u, bill)
		if err != nil {
			return f, err
		}
		if !found {
			numbered, err := bills.By(u, "no", bill)
			if err != nil {
				return f, err
			}
			if len(numbered) == 1 {
				f, found = numbered[0], true
			}
		}
		if !found || f.Bill.Customer != customer || !f.issued() {
			return BillFile{}, fault.NotFound(bills.Subject(bill))
		}
		return f, nil
	}
	all, err := bills.By(u, "customer", customer)
	if err != nil {
		return BillFile{}, err
	}
	var last BillFile
	for _, f := range all {
		if f.issued() && !f.Bill.Kind.Corrects() && (last.ID == "" || cmp.Or(f.Bill.Date.Compare(last.Bill.Date), cmp.Compare(f.Bill.No, last.Bill.No)) > 0) {
			last = f
		}
	}
	if last.ID == "" {
		return last, &fault.Error{Kind: fault.ErrNotFound, Subject: fault.Subject("billing.customer", customer), Message: "has no bill that was sent"}
	}
	return last, nil
}

// Answering answers an inquiry.
type Answering struct {
	Text string
	By   string
}

// AnswerInquiry answers an inquiry that is not disputed.
func (s *Service) AnswerInquiry(ctx context.Context, id string, a Answering) (Inquiry, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Inquiry, error) { return s.AnswerInquiryTx(u, id, a) })
}

// AnswerInquiryTx is AnswerInquiry in the caller's unit.
func (s *Service) AnswerInquiryTx(u *work.Unit, id string, a Answering) (Inquiry, error) {
	var c fault.Check
	c.Text("text", a.Text, fault.MaxText)
	c.Optional("by", a.By, fault.MaxName)
	if err := c.Err("billing.answering"); err != nil {
		return Inquiry{}, err
	}
	return work.Change(u, inquiries, id, func(i Inquiry, say say) (Inquiry, error) {
		if i.State != InquiryReceived {
			return i, fault.State(inquiries.Subject(id), "is "+string(i.State))
		}
		i.State, i.Answer, i.AnsweredBy, i.AnsweredAt = InquiryAnswered, a.Text, a.By, u.At
		say(EventInquiryAnswered, InquiryNotice{Customer: i.Customer, Inquiry: i})
		return i, nil
	})
}

// Inquiry returns an inquiry.
func (s *Service) Inquiry(ctx context.Context, id string) (Inquiry, error) {
	return work.See(ctx, s.env, func(u *work.Unit) (Inquiry, error) { return s.InquiryTx(u, id) })
}

// InquiryTx is Inquiry in the caller's unit.
func (s *Service) InquiryTx(u *work.Unit, id string) (Inquiry, error) { return inquiries.Get(u, id) }

// InquiriesOf returns the inquiries of a customer, in order of id.
func (s *Service) InquiriesOf(ctx context.Context, customer string) ([]Inquiry, error) {
	return work.See(ctx, s.env, func(u *work.Unit) ([]Inquiry, error) { return inquiries.By(u, "customer", customer) })
}
