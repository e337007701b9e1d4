package billing

import (
	"fmt"
	"slices"
	"strings"

	"github.com/etomcrm/etomcrm/billing/charge"
	"github.com/etomcrm/etomcrm/billing/rating"
	"github.com/etomcrm/etomcrm/etom/money"
)

// usage rates what was used and makes a line of each price.
func (w *computation) usage() error {
	in := w.in
	held := w.rated()
	if len(held) == 0 {
		w.reject(in.Usage)
		w.bill.Balances = in.Balances
		return nil
	}
	first := held[0]
	result, err := in.Book.Rate(rating.Request{
		Tariff: in.Holdings[first].Tariff, Product: in.Holdings[first].ID, Share: w.share(first), With: w.with(held[1:]),
		Period: in.Period, Usage: in.Usage, Balances: in.Balances,
	})
	if err != nil {
		return fmt.Errorf("billing.Compute: %w", err)
	}
	for i := range result.Lines {
		if err := w.usageLine(&result.Lines[i]); err != nil {
			return err
		}
	}
	w.bill.Rated, w.bill.Rejected = result.Rated, result.Rejected
	w.bill.Allowances, w.bill.Balances = result.Allowances, result.Balances
	w.bill.Findings = rejections(result.Rejected)
	return nil
}

// rated lists the holdings that have a tariff, as indexes, in the order of their ids.
func (w *computation) rated() []int {
	var held []int
	for i := range w.in.Holdings {
		if w.in.Holdings[i].Tariff != "" {
			held = append(held, i)
		}
	}
	slices.SortFunc(held, func(a, b int) int { return strings.Compare(w.in.Holdings[a].ID, w.in.Holdings[b].ID) })
	return held
}

// with lists the further products that are rated together.
func (w *computation) with(held []int) []rating.Held {
	if len(held) == 0 {
		return nil
	}
	all := make([]rating.Held, len(held))
	for i, at := range held {
		h := &w.in.Holdings[at]
		all[i] = rating.Held{Product: h.ID, Tariff: h.Tariff, Share: w.share(at)}
	}
	return all
}

// share is the part of the period for which a product is held, by days.
func (w *computation) share(at int) rating.Share {
	h, from, to := &w.in.Holdings[at], w.in.Period.From(), w.in.Period.To()
	if !h.From.After(from) && (h.Until.IsZero() || !h.Until.Before(to)) {
		return rating.Share{}
	}
	if h.From.After(from) {
		from = h.From
	}
	if !h.Until.IsZero() && h.Until.Before(to) {
		to = h.Until
	}
	return rating.Share{Numerator: int64(max(from.DaysUntil(to), 0)), Denominator: int64(w.in.Period.Days())}
}

func (w *computation) usageLine(r *rating.Line) error {
	h := w.holding(r.Product)
	list, err := r.Amount.Round(w.in.Policy.Lines)
	if err != nil {
		return fmt.Errorf("billing.Compute: product %q, usage %q: %w", r.Product, r.Code, err)
	}
	if list.Currency() == (money.Currency{}) {
		if list, err = money.FromMinor(0, w.in.Account.Currency); err != nil {
			return err
		}
	}
	period := charge.Range{From: w.in.Period.From(), Until: w.in.Period.To()}
	l, err := w.newLine(h.TaxClass, "", lastDay(period))
	if err != nil {
		return fmt.Errorf("billing.Compute: product %q, usage %q: %w", r.Product, r.Code, err)
	}
	l.ID, l.Category = "usage/"+r.Product+"/"+r.Tariff+"/"+r.Version+"/"+r.Code, UsageLine
	l.of(h)
	l.Code, l.Name, l.De, l.Service = r.Code, r.Name, r.De, period
	l.Quantity, l.Unit, l.UnitPrice = r.Used.Quantity, r.Unit, r.UnitPrice
	l.Used, l.Included, l.Records, l.Tariff, l.Steps = r.Used, r.Included, r.Count, r.Tariff+" "+r.Version, r.Why
	l.price(r.Amount, list)
	return nil
}

// holding finds a holding by its id; rating names only those it was given.
func (w *computation) holding(id string) *charge.Holding {
	if len(w.in.Holdings) <= few {
		at := 0
		for w.in.Holdings[at].ID != id {
			at++
		}
		return &w.in.Holdings[at]
	}
	if w.held == nil {
		w.held = make(map[string]int, len(w.in.Holdings))
		for i := range w.in.Holdings {
			w.held[w.in.Holdings[i].ID] = i
		}
	}
	return &w.in.Holdings[w.held[id]]
}

// reject keeps usage for which no product has a tariff.
func (w *computation) reject(usage []rating.Usage) {
	if len(usage) == 0 {
		return
	}
	rejected := make([]rating.Rejected, len(usage))
	for i := range usage {
		rejected[i] = rating.Rejected{Usage: usage[i], Code: rating.RejectProduct,
			Text: "no product of the account has a tariff; bring the record to the account that has the product",
			De:   "Kein Produkt des Kontos hat einen Tarif; der Datensatz gehört zum Konto, das das Produkt hat."}
	}
	slices.SortFunc(rejected, func(a, b rating.Rejected) int {
		return orElse(a.Usage.At.Compare(b.Usage.At), strings.Compare(a.Usage.ID, b.Usage.ID))
	})
	w.bill.Rejected, w.bill.Findings = rejected, rejections(rejected)
}

func orElse(a, b int) int {
	if a != 0 {
		return a
	}
	return b
}

// CodeRejected is the finding of Compute about usage that could not be rated.
const CodeRejected = "BILL-USAGE-REJECTED"

// named is how many records a finding names.
const named = 10

// rejections makes a finding of the rejected records of each code, in the order of the codes.
func rejections(rejected []rating.Rejected) []Finding {
	var codes []string
	for i := range rejected {
		if !slices.Contains(codes, rejected[i].Code) {
			codes = append(codes, rejected[i].Code)
		}
	}
	slices.Sort(codes)
	var findings []Finding
	for _, code := range codes {
		var ids []string
		var first *rating.Rejected
		n := 0
		for i := range rejected {
			if rejected[i].Code != code {
				continue
			}
			if first == nil {
				first = &rejected[i]
			}
			if n++; n <= named {
				ids = append(ids, rejected[i].Usage.ID)
			}
		}
		list := strings.Join(ids, ", ")
		if n > named {
			list += ", …"
		}
		findings = append(findings, Finding{Code: CodeRejected, Severity: SeverityWarn,
			Text: fmt.Sprintf("Usage records rejected (%s): %d (%s): %s.", code, n, list, first.Text),
			De:   fmt.Sprintf("Nutzungsdatensätze abgewiesen (%s): %d (%s): %s", code, n, list, first.De)})
	}
	return findings
}
