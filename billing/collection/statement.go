package collection

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/etomcrm/etomcrm/billing/camt"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Import is what became of a bank statement.
type Import struct {
	Statement string         `json:"statement"`
	Taken     []Received     `json:"taken,omitempty"`    // payments that are new
	Returned  []Received     `json:"returned,omitempty"` // payments that went back
	Known     int            `json:"known"`              // transactions that were imported before
	Passed    []Passed       `json:"passed,omitempty"`   // what is no payment, or does not fit one
	Bad       []camt.Bad     `json:"bad,omitempty"`      // entries that could not be read
	Findings  []camt.Finding `json:"finding,omitempty"`  // about the statement
}

// Passed is a transaction that was not taken, with the reason.
type Passed struct {
	Line   int          `json:"line"`
	ID     string       `json:"id"`
	Amount money.Amount `json:"amount"` // negative: money went out
	Reason fault.Reason `json:"reason"`
}

// The codes of the reasons for passing a transaction.
const (
	PassedNotBooked = "COLLECTION-STATEMENT-01"
	PassedOutgoing  = "COLLECTION-STATEMENT-02"
	PassedUnknown   = "COLLECTION-STATEMENT-03"
	PassedAmount    = "COLLECTION-STATEMENT-04"
	PassedNothing   = "COLLECTION-STATEMENT-05"
)

// ImportStatement takes all good entries of a bank statement in one transaction, or none of them: money that came in, and debits that came
// back. A statement imported twice does nothing the second time; when its bad entries can be read, only they are new.
func (s *Service) ImportStatement(ctx context.Context, st camt.Statement) (Import, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Import, error) { return s.ImportStatementTx(u, st) })
}

// ImportStatementTx is ImportStatement in the caller's unit.
func (s *Service) ImportStatementTx(u *work.Unit, st camt.Statement) (Import, error) {
	im := Import{Statement: st.Account + "/" + st.ID, Bad: st.Bad, Findings: st.Findings}
	for _, e := range st.Entries {
		for n, d := range e.Details {
			id := e.ID
			if len(e.Details) > 1 {
				id = fmt.Sprintf("%s/%d", e.ID, n+1)
			}
			if err := s.importDetail(u, &im, e, d, id); err != nil {
				return Import{}, fmt.Errorf("line %d: %w", d.Line, err)
			}
		}
	}
	return im, nil
}

func (im *Import) pass(d camt.Detail, id, code, why string) {
	amount := d.Amount
	if !d.Credit {
		amount = amount.Neg()
	}
	im.Passed = append(im.Passed, Passed{Line: d.Line, ID: id, Amount: amount, Reason: because(code, "%s", why)})
}

func (s *Service) importDetail(u *work.Unit, im *Import, e camt.Entry, d camt.Detail, id string) error {
	switch {
	case e.Status != camt.Booked:
		im.pass(d, id, PassedNotBooked, "is not booked yet; it will stand on a later statement")
	case d.Amount.Sign() == 0:
		im.pass(d, id, PassedNothing, "moves no money")
	case !d.Credit && (d.Return != nil || e.Reversal):
		return s.importReturn(u, im, e, d, id)
	case !d.Credit:
		im.pass(d, id, PassedOutgoing, "is money that went out")
	default:
		r, fresh, err := s.take(u, paymentOf(e, d, id, im.Statement))
		if err != nil {
			return err
		}
		if !fresh {
			im.Known++
			return nil
		}
		im.Taken = append(im.Taken, r)
	}
	return nil
}

// paymentOf is a transaction as a payment. Money of ours that a bank sent back (a refund to a closed account) is kept: what was written with it
// is left out, or it would be set against the bill that was refunded.
func paymentOf(e camt.Entry, d camt.Detail, id, statement string) Payment {
	p := Payment{ID: id, Amount: d.Amount, On: e.Value, Payer: d.Name, IBAN: d.IBAN, Statement: statement}
	if d.Return != nil || e.Reversal {
		p.IBAN = ""
		return p
	}
	p.Text, p.References, p.EndToEnd, p.Mandate = cmp.Or(d.Text(), d.Info), slices.Clone(d.Structured), d.EndToEnd, d.Mandate
	p.Debit = d.Mandate != ""
	return p
}

// importReturn takes back the debit that came back. What the bank keeps beyond its amount is its fee.
func (s *Service) importReturn(u *work.Unit, im *Import, e camt.Entry, d camt.Detail, id string) error {
	back := ReturnDraft{EndToEnd: d.EndToEnd, Return: Return{ID: id, On: e.Value}}
	if d.Return != nil {
		back.Reason, back.Text = d.Return.Code, d.Return.Text
	}
	if d.EndToEnd == "" {
		im.pass(d, id, PassedUnknown, "went back without the reference that we gave it; find the payment and return it by hand")
		return nil
	}
	was, err := s.returned(u, back)
	if fault.IsNotFound(err) {
		im.pass(d, id, PassedUnknown, "went back, but no payment has its reference "+d.EndToEnd+"; return it by hand")
		return nil
	}
	if err != nil {
		return err
	}
	if was.Return != nil && was.Return.ID != "" && was.Return.ID != id {
		im.pass(d, id, PassedUnknown, "went back, but the payment with its reference "+d.EndToEnd+" went back already on "+was.Return.On.String()+"; look whether another one is missing")
		return nil
	}
	if was.Return != nil {
		im.Known++
		return nil
	}
	if back.Fee, err = d.Amount.Sub(was.Payment.Amount); err != nil || back.Fee.Sign() < 0 {
		im.pass(d, id, PassedAmount, "went back, but the payment was of "+was.Payment.Amount.String()+"; return it by hand")
		return nil
	}
	back.Payment = was.ID
	r, err := s.ReturnDebitTx(u, back)
	if err != nil {
		return err
	}
	im.Returned = append(im.Returned, r)
	return nil
}
