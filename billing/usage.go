package billing

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/etomcrm/etomcrm/billing/charge"
	"github.com/etomcrm/etomcrm/billing/rating"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Batch is usage as Service & Specific Instance Rating hands it over (flow 4.3, step 1). A batch is taken whole, once: its good
// records are stored, its bad ones come back.
type Batch struct {
	ID      string         `json:"id"`                // a batch that comes again does nothing
	Account string         `json:"account,omitempty"` // who pays; empty: who pays for each record's product
	Product string         `json:"product,omitempty"` // of records that name none
	Records []rating.Usage `json:"record"`            // at most MaxBatch
}

// MaxBatch is how many records a batch has at most.
const MaxBatch = 20000

// BadRecord is a record of usage that was not taken.
type BadRecord struct {
	No   int    `json:"no"` // its place in the batch, from 1
	ID   string `json:"id"`
	Code string `json:"code"`
	Text string `json:"text"`
}

// The codes of records that were not taken.
const (
	CodeUsageInvalid = "BILLING-USAGE-INVALID" // a field of the record is wrong
	CodeUsageProduct = "BILLING-USAGE-PRODUCT" // nobody pays for its product
	CodeUsageFuture  = "BILLING-USAGE-FUTURE"  // it has not happened yet, or lies more than 20 years back
	CodeUsageDiffers = "BILLING-USAGE-DIFFERS" // another record of the same id is known; the first counts
)

// Receipt says what became of a batch.
type Receipt struct {
	Batch      string      `json:"batch"`
	Taken      int         `json:"taken"`      // stored, to be billed
	Late       int         `json:"late"`       // of these: for periods that are billed already; they go on the next bill
	Duplicates int         `json:"duplicates"` // known already, the same
	Bad        []BadRecord `json:"bad,omitempty"`
}

// ReceiveUsage takes records of usage. What was used in a period that is billed already goes on the next bill. A record that is
// known by its id is not taken again, whichever batch brings it.
func (s *Service) ReceiveUsage(ctx context.Context, b Batch) (Receipt, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Receipt, error) { return s.ReceiveUsageTx(u, b) })
}

// ReceiveUsageTx is ReceiveUsage in the caller's unit.
func (s *Service) ReceiveUsageTx(u *work.Unit, b Batch) (Receipt, error) {
	var c fault.Check
	c.Text("id", b.ID, fault.MaxID)
	c.Optional("account", b.Account, fault.MaxID)
	c.Optional("product", b.Product, fault.MaxID)
	c.That(len(b.Records) > 0, "records", fault.RuleRequired, "must not be empty")
	c.That(len(b.Records) <= MaxBatch, "records", fault.RuleLength, fmt.Sprintf("are more than %d; hand them over in several batches", MaxBatch))
	if err := c.Err("billing.batch"); err != nil {
		return Receipt{}, err
	}
	for n, r := range b.Records {
		if !writable(r) {
			return Receipt{}, fieldFault("billing.batch", fmt.Sprintf("records[%d].at", n), "lies outside the years 1 to 9999")
		}
	}
	return work.Once(u, "billing.receiveUsage", b.ID, b, func() (Receipt, error) {
		in := intake{s: s, u: u, receipt: Receipt{Batch: b.ID}, payers: map[string]*payer{}, products: map[string]*Product{}}
		if b.Account != "" {
			if _, err := in.payer(b.Account); err != nil {
				return Receipt{}, err
			}
		}
		for n, r := range b.Records {
			if r.Product == "" {
				r.Product = b.Product
			}
			r.At = fault.Instant(r.At)
			if err := in.take(n+1, b.Account, r); err != nil {
				return Receipt{}, err
			}
		}
		return in.receipt, in.end()
	})
}

// intake is a batch being taken.
type intake struct {
	s        *Service
	u        *work.Unit
	receipt  Receipt
	payers   map[string]*payer   // by account
	order    []string            // accounts, as they came
	products map[string]*Product // by id; nil: there is none
}

// payer is an account to which records go.
type payer struct {
	account Account
	ledger  ledger
	cycle   calendar.Cycle
	last    calendar.Period // the period of the record before
	sheets  map[string]*sheet
	taken   int
	late    int
}

func (in *intake) payer(account string) (*payer, error) {
	if p, known := in.payers[account]; known {
		return p, nil
	}
	a, err := accounts.Get(in.u, account)
	if err != nil {
		return nil, err
	}
	l, err := in.s.ledgerOf(in.u, a)
	if err != nil {
		return nil, err
	}
	cycle, err := charge.BillCycle(a.CycleDay, a.Zone)
	if err != nil {
		return nil, err
	}
	p := &payer{account: a, ledger: l, cycle: cycle, sheets: map[string]*sheet{}}
	in.payers[account] = p
	in.order = append(in.order, account)
	return p, nil
}

// take puts one record into the sheet of its account and of the period in which it was used.
func (in *intake) take(no int, account string, r rating.Usage) error {
	if code, text := in.wrong(r); code != "" {
		in.bad(no, r.ID, code, text)
		return nil
	}
	var earlier []string
	if r.Product != "" {
		p, err := in.product(r.Product)
		switch {
		case err != nil:
			return err
		case p == nil && account == "":
			in.bad(no, r.ID, CodeUsageProduct, "there is no product "+r.Product+"; note its charges first, or name the account")
			return nil
		case p != nil:
			account = p.Account() // whoever pays for it now pays for what is not billed
			for _, place := range p.Places[:len(p.Places)-1] {
				earlier = append(earlier, place.Account)
			}
		}
	}
	if account == "" {
		in.bad(no, r.ID, CodeUsageProduct, "names neither product nor account")
		return nil
	}
	to, err := in.payer(account)
	if err != nil {
		return err
	}
	if to.last.IsZero() || !to.last.Contains(r.At) {
		if to.last, err = to.cycle.Period(r.At); err != nil {
			return err
		}
	}
	for _, other := range earlier {
		known, err := in.knownTo(other, r)
		if err != nil {
			return err
		}
		if known {
			in.receipt.Duplicates++
			return nil
		}
	}
	sh, err := in.sheet(to, to.last.From(), r.ID)
	if err != nil {
		return err
	}
	if at, known := sh.find(r.ID); known {
		if sh.Records[at].Usage != r {
			in.bad(no, r.ID, CodeUsageDiffers, "another record of this id is known; give a correction an id of its own")
			return nil
		}
		in.receipt.Duplicates++
		return nil
	}
	one := record{Usage: r}
	if to.last.From().Before(to.ledger.Open.From()) {
		one.With = to.ledger.Open.From()
		to.late++
	}
	sh.add(one)
	to.taken++
	return nil
}

func (in *intake) bad(no int, id, code, text string) {
	if len(id) > fault.MaxID || strings.IndexByte(id, 0) >= 0 || !utf8.ValidString(id) {
		id = "" // what cannot be an id is not repeated
	}
	in.receipt.Bad = append(in.receipt.Bad, BadRecord{No: no, ID: id, Code: code, Text: text})
}

func (in *intake) wrong(r rating.Usage) (code, text string) {
	var c fault.Check
	c.Text("id", r.ID, fault.MaxID)
	c.Optional("product", r.Product, fault.MaxID)
	c.Text("kind", r.Kind, fault.MaxName)
	c.Optional("unit", r.Unit, fault.MaxName)
	c.Optional("from", r.From, fault.MaxName)
	c.Optional("to", r.To, fault.MaxName)
	c.Optional("text", r.Text, fault.MaxName)
	c.That(r.Duration >= 0 && r.Elapsed >= 0, "duration", fault.RuleRange, "must not be negative")
	c.That(r.Quantity.Sign() >= 0, "quantity", fault.RuleRange, "must not be negative")
	if err := c.Err("usage"); err != nil {
		return CodeUsageInvalid, err.Error()
	}
	if r.At.Before(in.u.At.Add(-fault.Horizon)) || r.At.After(in.u.At) {
		return CodeUsageFuture, "began at " + r.At.Format("2006-01-02T15:04:05Z") + ", which is not past, or more than 20 years ago"
	}
	return "", ""
}

// product is a product, asked for once a batch.
func (in *intake) product(id string) (*Product, error) {
	if p, asked := in.products[id]; asked {
		return p, nil
	}
	p, found, err := products.Find(in.u, id)
	if err != nil {
		return nil, err
	}
	in.products[id] = nil
	if found {
		in.products[id] = &p
	}
	return in.products[id], nil
}

// knownTo tells whether an account that paid for the product before has the record.
func (in *intake) knownTo(account string, r rating.Usage) (bool, error) {
	p, err := in.payer(account)
	if err != nil {
		return false, err
	}
	period, err := p.cycle.Period(r.At)
	if err != nil {
		return false, err
	}
	sh, err := in.sheet(p, period.From(), r.ID)
	if err != nil {
		return false, err
	}
	_, known := sh.find(r.ID)
	return known, nil
}

// end writes what was taken, account by account, and tells it.
func (in *intake) end() error {
	for _, id := range in.order {
		p := in.payers[id]
		if err := writeAll(in.u, p.sheets); err != nil {
			return err
		}
		if p.taken == 0 {
			continue
		}
		in.receipt.Taken += p.taken
		in.receipt.Late += p.late
		l, err := in.s.touched(in.u, p.account)
		if err != nil {
			return err
		}
		n := UsageNotice{Customer: p.account.Customer, Account: id, Batch: in.receipt.Batch, Records: p.taken, Late: p.late}
		if err := in.u.Emit(EventUsageReceived, id, l.openCase(), n); err != nil {
			return err
		}
	}
	if len(in.receipt.Bad) == 0 {
		return nil
	}
	n := RejectedNotice{Batch: in.receipt.Batch, Count: len(in.receipt.Bad), Records: in.receipt.Bad[:min(len(in.receipt.Bad), maxTold)]}
	return in.u.Emit(EventUsageRejected, in.receipt.Batch, "", n)
}

// maxTold is how many single things an event lists.
const maxTold = 100
