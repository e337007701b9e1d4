package billing

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/etomcrm/etomcrm/billing/discount"
	"github.com/etomcrm/etomcrm/billing/rating"
	"github.com/etomcrm/etomcrm/billing/tax"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// shelf keeps bills. One that is too long for a record has its long parts on pages, which are written once; whoever takes it
// from the shelf gets it whole.
type shelf struct {
	*store.Collection[BillFile, *BillFile]
}

// longParts are the parts of a bill that grow with its lines.
type longParts struct {
	Lines      []Line                `json:"line"`
	Conditions []discount.Resolution `json:"condition,omitempty"`
	Document   []discount.Allowance  `json:"document,omitempty"`
	Totals     tax.Totals            `json:"totals"`
	Allowances []rating.Drawn        `json:"allowance,omitempty"`
	Balances   []rating.Balance      `json:"balance,omitempty"`
	Usage      *usageBasis           `json:"usage,omitempty"`
}

// billPage is a part of the JSON of a bill's long parts.
type billPage struct {
	store.Meta        // the bill's id and a number
	Text       string `json:"text"`
}

var billPages = store.NewCollection[billPage]("billing.billPage", nil)

// How many lines a bill has in one record, and how many bytes of JSON a page: with quotes escaped well below store.MaxBody.
const (
	maxInline = 200
	maxPage   = 300_000
)

func billPageID(bill string, no int) string { return fmt.Sprintf("%s/p%d", bill, no) }

// Get is that of the collection, with the bill whole.
func (b shelf) Get(u *work.Unit, id string) (BillFile, error) {
	f, err := b.Collection.Get(u, id)
	if err != nil {
		return f, err
	}
	return f, f.unfold(u)
}

// Find is that of the collection, with the bill whole.
func (b shelf) Find(u *work.Unit, id string) (BillFile, bool, error) {
	f, found, err := b.Collection.Find(u, id)
	if err == nil && found {
		err = f.unfold(u)
	}
	return f, found && err == nil, err
}

// By is that of the collection, with the bills whole.
func (b shelf) By(u *work.Unit, key, value string) ([]BillFile, error) {
	all, err := b.Collection.By(u, key, value)
	for i := range all {
		if err == nil {
			err = all[i].unfold(u)
		}
	}
	return all, err
}

// Page is that of the collection, with the bills whole.
func (b shelf) Page(u *work.Unit, q store.Query) ([]BillFile, store.Cursor, error) {
	all, next, err := b.Collection.Page(u, q)
	for i := range all {
		if err == nil {
			err = all[i].unfold(u)
		}
	}
	return all, next, err
}

// Put writes the bill; a new one that is long, with its pages.
func (b shelf) Put(u *work.Unit, f *BillFile) error {
	if f.Version == 0 && len(f.Bill.Lines) > maxInline {
		if err := f.fold(u); err != nil {
			return err
		}
	}
	if f.Pages == 0 {
		return b.Collection.Put(u, f)
	}
	head := *f
	head.Bill.setLong(longParts{})
	head.Usage = nil
	err := b.Collection.Put(u, &head)
	f.Version = head.Version
	return err
}

// Delete removes the bill and its pages.
func (b shelf) Delete(u *work.Unit, f *BillFile) error {
	for no := range f.Pages {
		p, err := billPages.Get(u, billPageID(f.ID, no+1))
		if err != nil {
			return err
		}
		if err := billPages.Delete(u, &p); err != nil {
			return err
		}
	}
	return b.Collection.Delete(u, f)
}

func (b *Bill) long() longParts {
	return longParts{Lines: b.Lines, Conditions: b.Conditions, Document: b.Document, Totals: b.Totals, Allowances: b.Allowances, Balances: b.Balances}
}

func (b *Bill) setLong(p longParts) {
	b.Lines, b.Conditions, b.Document, b.Totals, b.Allowances, b.Balances = p.Lines, p.Conditions, p.Document, p.Totals, p.Allowances, p.Balances
}

// fold writes the pages.
func (f *BillFile) fold(u *work.Unit) error {
	parts := f.Bill.long()
	parts.Usage = f.Usage
	body, err := json.Marshal(parts)
	if err != nil {
		return err
	}
	f.Pages = 0
	for text := string(body); text != ""; {
		cut := len(text)
		if cut > maxPage {
			for cut = maxPage; !utf8.RuneStart(text[cut]); cut-- {
			}
		}
		f.Pages++
		if err := billPages.Put(u, &billPage{Meta: store.Meta{ID: billPageID(f.ID, f.Pages)}, Text: text[:cut]}); err != nil {
			return err
		}
		text = text[cut:]
	}
	return nil
}

// unfold reads the pages.
func (f *BillFile) unfold(u *work.Unit) error {
	if f.Pages == 0 {
		return nil
	}
	var body strings.Builder
	for no := range f.Pages {
		p, err := billPages.Get(u, billPageID(f.ID, no+1))
		if err != nil {
			return err
		}
		body.WriteString(p.Text)
	}
	var parts longParts
	if err := json.Unmarshal([]byte(body.String()), &parts); err != nil {
		return fmt.Errorf("%s: stored pages: %w", bills.Subject(f.ID), err)
	}
	f.Bill.setLong(parts)
	f.Usage = parts.Usage
	return nil
}
