package billing

import (
	"slices"

	"github.com/etomcrm/etomcrm/billing/discount"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Summary is what the next bill's checks have to know of a bill. A plain value.
type Summary struct {
	ID        string          `json:"id"`
	No        string          `json:"billNo,omitempty"`
	Period    calendar.Period `json:"period"`
	Date      calendar.Date   `json:"billDate"`
	Running   money.Amount    `json:"running"`             // what recurs, before taxes: recurring prices for a whole recurrence each, usage and commitments
	Parts     bool            `json:"parts,omitempty"`     // there are parts of recurrences in it, for something begins, changes or ends
	Total     money.Amount    `json:"total"`               // with taxes
	Discounts []string        `json:"discounts,omitempty"` // those given, each in a few words
}

// Summary sums the bill up for the checks of the next.
func (b *Bill) Summary() (Summary, error) {
	s := Summary{ID: b.ID, No: b.No, Period: b.Period, Date: b.Date, Total: b.Totals.WithTax, Discounts: b.discounts()}
	for i := range b.Lines {
		l := &b.Lines[i]
		s.Parts = s.Parts || l.Category == RecurringLine && l.Numerator != l.Denominator
	}
	var err error
	s.Running, err = b.running()
	return s, err
}

// running is what recurs. A price is taken for the whole of what it recurs by, however much of it the bill charges: the first bill is
// often for a part of a month, and one that comes late for several.
func (b *Bill) running() (money.Amount, error) {
	var c money.Calc
	var sum money.Amount
	var prices []recurrence
	for i := range b.Lines {
		l := &b.Lines[i]
		switch l.Category {
		case UsageLine, CommitmentLine:
			sum = c.Add(sum, l.Net)
		case RecurringLine:
			at := slices.IndexFunc(prices, func(r recurrence) bool { return r.item == l.Key.Item && r.price == l.Key.Price })
			if at < 0 {
				at = len(prices)
				prices = append(prices, recurrence{item: l.Key.Item, price: l.Key.Price, over: 1})
			}
			prices[at].net = c.Add(prices[at].net, l.Net)
			prices[at].cover(l)
		}
	}
	for _, r := range prices {
		whole := r.net
		if r.share > 0 {
			whole = c.Fraction(r.net, r.over, r.share, money.HalfUp)
		}
		sum = c.Add(sum, whole)
	}
	return sum, c.Err()
}

// recurrence is what a bill charges of a recurring price: share/over of what it recurs by.
type recurrence struct {
	item, price string
	net         money.Amount
	share, over int64
}

// cover adds what a line charges, or takes back.
func (r *recurrence) cover(l *Line) {
	n, d := l.Numerator, l.Denominator
	if d == 0 {
		n, d = 1, 1
	}
	if l.Credits != nil && n > 0 {
		n = -n
	}
	if d == r.over {
		r.share += n
		return
	}
	r.share, r.over = r.share*d+n*r.over, r.over*d
	if g := gcd(r.share, r.over); g > 1 {
		r.share, r.over = r.share/g, r.over/g
	}
}

func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	if a < 0 {
		return -a
	}
	return a
}

// discounts lists the discounts given, each in a few words: its name, what it takes off, and of what. One agreed for what is sold once
// is no news.
func (b *Bill) discounts() []string {
	var all []string
	for i := range b.Lines {
		l := &b.Lines[i]
		for _, d := range l.Discounts {
			if d.Discount != agreed || l.Category == RecurringLine {
				all = append(all, inWords(d)+" on "+l.Name)
			}
		}
	}
	for _, d := range b.Document {
		all = append(all, inWords(d.Share))
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func inWords(d discount.Share) string {
	if d.Rate.Sign() != 0 {
		return d.Name + " " + d.Rate.String()
	}
	return d.Name + " " + d.Each.String()
}
