package evn

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/etomcrm/etomcrm/billing/rating"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// RuleSum is the code of results whose records do not add up to their lines.
const RuleSum = "EVN-SUM"

// Make makes the statement of a period: what the law and the customer's wish let it show. Each line's sum is its exact amount rounded
// once, as the bill does it; its connections share that sum by largest remainder, ties by time and id, so that the column adds up and no
// amount is a cent or more from its exact value. Lines of usage that is no connection are left out. Equal requests make equal statements.
//
// Errors are fault.ErrInvalid: every fault of the request at once, and a result without its records, whose lines they cannot explain.
func Make(r Request) (Statement, error) {
	if err := r.check(); err != nil {
		return Statement{}, err
	}
	zone, err := calendar.LoadZone(r.Period.Zone())
	if err != nil {
		return Statement{}, err
	}
	m := maker{r: &r, zone: zone, decision: r.decide(), named: r.numbers(), shapes: map[string]Shape{}, parts: map[key][]part{}}
	m.read()
	s := Statement{Account: r.Account, Period: r.Period, Law: r.Law.Source, Country: r.Law.Country, Given: m.given, Reasons: m.reasons, Numbers: m.numbers}
	var c money.Calc
	for i := range r.Result.Lines {
		line := &r.Result.Lines[i]
		shape, connection := m.shapes[line.Kind]
		if !connection {
			continue
		}
		g, err := m.group(line, shape)
		if err != nil {
			return Statement{}, err
		}
		if s.Given && len(g.Rows) == 0 && g.Sum.Sign() == 0 {
			continue // that there was something which costs nothing and may not be shown is not shown either
		}
		s.Groups, s.Total = append(s.Groups, g), c.Add(s.Total, g.Sum)
	}
	return s, c.Err()
}

// key finds the line of the bill that charges a part of a record.
type key struct{ product, version, code string }

// part is what one line charges of a record.
type part struct {
	rated             *rating.Rated
	no, of            int
	counted, included rating.Extent
	exact             money.Exact
	amount            money.Amount
}

type maker struct {
	decision
	r      *Request
	zone   *time.Location
	named  numbers
	shapes map[string]Shape
	parts  map[key][]part
	err    error // the first, of sums
}

// read cuts the records into the parts that the lines of the bill charge.
func (m *maker) read() {
	kinds := m.r.Kinds
	if len(kinds) == 0 {
		kinds = Kinds()
	}
	for _, k := range kinds {
		m.shapes[k.Kind] = k.Shape
	}
	for i := range m.r.Result.Rated {
		rated := &m.r.Result.Rated[i]
		var of []part
		var codes []string
		for k := range rated.Why {
			s := &rated.Why[k]
			at := slices.Index(codes, s.Line)
			if at < 0 {
				at, codes, of = len(codes), append(codes, s.Line), append(of, part{rated: rated})
			}
			m.add(&of[at], s)
		}
		for k := range of {
			of[k].no, of[k].of = k+1, len(of)
			at := key{rated.Product, rated.Version, codes[k]}
			m.parts[at] = append(m.parts[at], of[k])
		}
	}
}

func (m *maker) add(p *part, s *rating.Segment) {
	var err error
	if p.exact, err = p.exact.Add(s.Amount); err != nil {
		m.fail(err)
	}
	p.counted = m.sum(p.counted, s.Used)
	if s.Rule == rating.RuleIncluded {
		p.included = m.sum(p.included, s.Used)
	}
}

func (m *maker) sum(a, b rating.Extent) rating.Extent {
	quantity, err := a.Quantity.Add(b.Quantity)
	if err != nil {
		m.fail(err)
	}
	return rating.Extent{Duration: a.Duration + b.Duration, Quantity: quantity}
}

func (m *maker) fail(err error) {
	if m.err == nil {
		m.err = err
	}
}

// group is a line of the bill with its connections.
func (m *maker) group(line *rating.Line, shape Shape) (Group, error) {
	g := Group{Product: line.Product, Tariff: line.Tariff, Version: line.Version, Code: line.Code, Name: line.Name, De: line.De, Shape: shape, Unit: line.Unit}
	parts := m.parts[key{line.Product, line.Version, line.Code}]
	slices.SortStableFunc(parts, func(a, b part) int {
		return cmp.Or(a.rated.Usage.At.Compare(b.rated.Usage.At), strings.Compare(a.rated.Usage.ID, b.rated.Usage.ID))
	})
	var err error
	if g.Sum, err = line.Amount.Round(m.r.Mode); err != nil {
		return Group{}, err
	}
	if err := m.share(line, parts, g.Sum); err != nil {
		return Group{}, err
	}
	var c money.Calc
	for i := range parts {
		p := &parts[i]
		if m.listed(p, shape) {
			g.Rows = append(g.Rows, m.row(p, shape))
			continue
		}
		if g.Other == nil {
			g.Other = &Other{}
		}
		g.Other.Counted, g.Other.Amount = m.sum(g.Other.Counted, p.counted), c.Add(g.Other.Amount, p.amount)
	}
	if g.Other != nil && m.given && m.included && g.Other.Amount.Sign() == 0 {
		g.Other = nil // what is not listed although all is to be is what may not be shown: nor is how long it took
	}
	return g, cmp.Or(m.err, c.Err())
}

// share splits a line's sum over its parts: each gets its exact amount without the fractions of a cent, and the cents left over go one
// each to those with the largest fractions.
func (m *maker) share(line *rating.Line, parts []part, sum money.Amount) error {
	var exact money.Exact
	left := sum
	fractions := make([]money.Exact, len(parts))
	var err error
	for i := range parts {
		p := &parts[i]
		if exact, err = exact.Add(p.exact); err != nil {
			return err
		}
		if p.amount, err = p.exact.Round(money.Down); err != nil {
			return err
		}
		if fractions[i], err = p.exact.Sub(p.amount.Exact()); err != nil {
			return err
		}
		if left, err = left.Sub(p.amount); err != nil {
			return err
		}
	}
	if by, err := exact.Cmp(line.Amount); err != nil || by != 0 {
		return &fault.Invalid{Subject: "evn.Make", Fields: []fault.Field{{Path: "result.rated", Rule: RuleSum,
			Message: fmt.Sprintf("the records of line %q add up to %s, the line is %s; rate with records, not briefly", line.Code, exact, line.Amount)}}}
	}
	units, err := left.MinorUnits()
	if err != nil {
		return err
	}
	cent, err := money.FromMinor(1, sum.Currency())
	if err != nil {
		return err
	}
	order := make([]int, len(parts))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		by, _ := fractions[b].Cmp(fractions[a]) // of one currency: it was added up above
		return by
	})
	if units < 0 || units > int64(len(parts)) {
		return &fault.Invalid{Subject: "evn.Make", Fields: []fault.Field{{Path: "result.rated", Rule: RuleSum,
			Message: fmt.Sprintf("line %q has records below 0 and cannot be shared out", line.Code)}}}
	}
	for _, i := range order[:units] {
		if parts[i].amount, err = parts[i].amount.Add(cent); err != nil {
			return err
		}
	}
	return nil
}

// listed reports whether the part of a connection may be shown by itself.
func (m *maker) listed(p *part, shape Shape) bool {
	if !m.given {
		return false
	}
	usage := &p.rated.Usage
	from, to := m.r.Law.normal(usage.From), m.r.Law.normal(usage.To)
	if shape != Data && (m.named.hides(to) || m.named.hides(from)) {
		return false
	}
	if p.rated.Amount.Sign() != 0 {
		return true
	}
	if m.r.Law.Free == Never && shape != Data && m.named.isFree(to) {
		return false
	}
	return m.included
}

func (m *maker) row(p *part, shape Shape) Row {
	usage := &p.rated.Usage
	local := usage.At.In(m.zone)
	row := Row{
		Date: calendar.DateOf(usage.At, m.zone), Time: local.Format("15:04:05"), Offset: local.Format("-07:00"),
		From: m.from(usage.From), To: m.to(usage.To, shape), Duration: usage.Duration, Counted: p.counted, Included: p.included, Amount: p.amount,
	}
	if p.of > 1 {
		row.Part, row.Parts = p.no, p.of
	}
	return row
}

// from is the customer's own number, or that of a caller without its last digits.
func (m *maker) from(number string) string {
	if slices.Contains(m.named.own, m.r.Law.normal(number)) {
		return number
	}
	return shortened(number, m.r.Law.Incoming)
}

// to is a destination as it may be shown: the customer's own number if it was the customer who was called.
func (m *maker) to(number string, shape Shape) string {
	if shape == Data && !dialled(number) || m.numbers == Full {
		return number
	}
	if normal := m.r.Law.normal(number); m.named.opens(normal) || slices.Contains(m.named.own, normal) {
		return number
	}
	return shortened(number, m.r.Law.Shorten)
}
