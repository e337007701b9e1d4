package billing_test

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/billing/charge"
	"github.com/etomcrm/etomcrm/billing/discount"
	"github.com/etomcrm/etomcrm/billing/rating"
	"github.com/etomcrm/etomcrm/billing/tax"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

var (
	coreRates   = rapid.SampledFrom([]string{"0%", "2%", "5%", "7.5%", "33.333%", "100%"})
	coreClasses = rapid.SampledFrom([]string{"", "standard", "reduced", "zero"})
	coreTimings = rapid.SampledFrom([]charge.Timing{charge.Advance, charge.Arrear})
	coreCounts  = rapid.SampledFrom([]charge.DayCount{charge.ActualActual, charge.Thirty360, charge.Actual365, charge.NoProration})
)

func coreEuro(t *rapid.T, label string, most int64) money.Amount {
	a, err := money.FromMinor(rapid.Int64Range(0, most).Draw(t, label), money.MustCurrency("EUR"))
	require.NoError(t, err)
	return a
}

// coreInput draws an input of holdings with and without usage, positions, discounts, rebates, a commitment and credits.
func coreInput(t *rapid.T, fix *testing.T) billing.Input {
	in := coreBMW(fix)
	in.Holdings, in.Positions, in.Rebates = nil, nil, nil
	in.Policy = billing.Policy{
		Lines: rapid.SampledFrom([]money.Mode{money.HalfUp, money.HalfEven, money.Up, money.Down}).Draw(t, "lines"),
		Tax: tax.Policy{Prices: rapid.SampledFrom([]tax.Prices{tax.Net, tax.Gross}).Draw(t, "prices"),
			Rounding: rapid.SampledFrom([]tax.Rounding{tax.PerDocument, tax.PerLine}).Draw(t, "rounding")},
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "holdings") {
		in.Holdings = append(in.Holdings, coreHolding(t, i))
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "positions") {
		in.Positions = append(in.Positions, billing.Position{
			ID: fmt.Sprintf("s-%d", i), Name: "Thing", Offering: "thing", Quantity: money.Count(rapid.Int64Range(1, 9).Draw(t, "quantity")), Price: coreEuro(t, "price", 500_00),
			On: coreDate("2026-06-18"), Discount: money.MustRate(coreRates.Draw(t, "off")), TaxClass: coreClasses.Draw(t, "class"),
		})
	}
	for i := range rapid.IntRange(0, 2).Draw(t, "rebates") {
		in.Rebates = append(in.Rebates, billing.Rebate{ID: fmt.Sprintf("v-%d", i), Violation: "v", Fee: "basic charge", Period: in.Period,
			Basis: coreEuro(t, "basis", 900_00), Rate: money.MustRate("2%"), Amount: money.Must("0.01 EUR"), TaxClass: coreClasses.Draw(t, "class")})
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "discounts") {
		in.Discounts = append(in.Discounts, discount.Discount{ID: fmt.Sprintf("d-%d", i), Name: "Discount", Kind: discount.Percent, Rate: money.MustRate("7.5%"),
			On: rapid.SampledFrom([]discount.Level{discount.OnLine, discount.OnDocument}).Draw(t, "on")})
	}
	if rapid.Bool().Draw(t, "committed") {
		in.Commitments = []charge.Commitment{{ID: "m", Name: "Minimum", Minimum: money.Must("50.00 EUR")}}
	}
	for i := range rapid.IntRange(0, 2).Draw(t, "credits") {
		left := coreEuro(t, "credit", 60_00)
		in.Credits = append(in.Credits, discount.Credit{ID: fmt.Sprintf("c-%d", i), Kind: discount.Goodwill, Name: "Credit", Amount: left, Left: left})
	}
	return in
}

func coreHolding(t *rapid.T, i int) charge.Holding {
	h := charge.Holding{ID: fmt.Sprintf("p-%d", i), Name: "Product", TaxClass: coreClasses.Draw(t, "class"), Quantity: rapid.Int64Range(1, 3).Draw(t, "held"),
		From: coreDate("2026-05-20").AddDays(rapid.IntRange(0, 45).Draw(t, "from")), Settled: coreDate("2026-06-01")}
	if rapid.Bool().Draw(t, "ends") {
		h.Until = h.From.AddDays(rapid.IntRange(0, 40).Draw(t, "until"))
	}
	for j := range rapid.IntRange(1, 3).Draw(t, "prices") {
		h.Prices = append(h.Prices, charge.Price{ID: fmt.Sprintf("fee-%d", j), Name: "Fee", Kind: charge.Recurring, Timing: coreTimings.Draw(t, "timing"),
			Every: calendar.Month, Amount: coreEuro(t, "fee", 99_99), DayCount: coreCounts.Draw(t, "count"), Discount: money.MustRate(coreRates.Draw(t, "off"))})
	}
	return h
}

func coreJSON(t require.TestingT, v any) string {
	text, err := json.Marshal(v)
	require.NoError(t, err)
	return string(text)
}

func TestCompute_the_total_is_the_sum_of_the_lines_under_the_named_rounding(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		b, err := billing.Compute(coreInput(r, t))
		require.NoError(r, err)
		for _, f := range billing.Verify(billing.Case{Bill: &b}, billing.Rules()) {
			require.NotContains(r, []string{billing.CodeFigures, billing.CodeTotals}, f.Code, f.Text)
		}
		var c money.Calc
		var net, gross money.Amount
		for i := range b.Totals.Lines {
			net, gross = c.Add(net, b.Totals.Lines[i].Net), c.Add(gross, b.Totals.Lines[i].Gross)
		}
		for i := range b.Totals.Changes {
			net, gross = c.Add(net, b.Totals.Changes[i].Net), c.Add(gross, b.Totals.Changes[i].Gross)
		}
		require.NoError(r, c.Err())
		require.Zero(r, c.Sub(net, b.Totals.WithoutTax).Sign(), "%s, %s", net, b.Totals.WithoutTax)
		require.Zero(r, c.Sub(gross, b.Totals.WithTax).Sign())
		for _, l := range b.Lines { // nothing rounds twice: the list amount is the exact one, rounded once
			if l.Exact != (money.Exact{}) {
				once, err := l.Exact.Round(b.Policy.Lines)
				require.NoError(r, err)
				require.Equal(r, once, l.List)
			}
		}
	})
}

func TestExplain_what_is_said_to_add_up_adds_up(t *testing.T) {
	t.Parallel()
	sums := []string{billing.WhyDue, billing.WhyWithTax, billing.WhyWithoutTax, billing.WhyLine, billing.WhyDocument, billing.WhyRecord}
	var walk func(r *rapid.T, gross bool, w billing.Why)
	walk = func(r *rapid.T, gross bool, w billing.Why) {
		var sum money.Exact
		for _, of := range w.Of {
			walk(r, gross, of)
			if of.Rule == billing.WhyTreatment || gross && of.Rule == billing.WhyTax {
				continue
			}
			var err error
			sum, err = sum.Add(of.Amount)
			require.NoError(r, err)
		}
		if slices.Contains(sums, w.Rule) && len(w.Of) > 0 {
			order, err := sum.Cmp(w.Amount)
			require.NoError(r, err)
			require.Zero(r, order, "%s: %s, below it %s", w.Text, w.Amount, sum)
		}
	}
	rapid.Check(t, func(r *rapid.T) {
		in := coreInput(r, t)
		if rapid.Bool().Draw(r, "usage") {
			talk := coreTalk(t, rapid.IntRange(0, 9).Draw(r, "records"))
			in.Book, in.Usage, in.Holdings = talk.Book, talk.Usage, append(in.Holdings, talk.Holdings...)
		}
		b, err := billing.Compute(in)
		require.NoError(r, err)
		walk(r, in.Policy.Tax.Prices == tax.Gross, b.Explain())
	})
}

func TestCompute_no_order_of_equal_inputs_changes_a_cent(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		in := coreInput(r, t)
		talk := coreTalk(t, rapid.IntRange(0, 9).Draw(r, "records"))
		in.Book, in.Usage, in.Holdings = talk.Book, talk.Usage, append(in.Holdings, talk.Holdings...)
		before, err := billing.Compute(in)
		require.NoError(r, err)
		in.Holdings = rapid.Permutation(in.Holdings).Draw(r, "holdings")
		in.Positions = rapid.Permutation(in.Positions).Draw(r, "positions")
		in.Rebates = rapid.Permutation(in.Rebates).Draw(r, "rebates")
		in.Discounts = rapid.Permutation(in.Discounts).Draw(r, "discounts")
		in.Credits = rapid.Permutation(in.Credits).Draw(r, "credits")
		in.Usage = rapid.Permutation(in.Usage).Draw(r, "usage")
		after, err := billing.Compute(in)
		require.NoError(r, err)
		require.Equal(r, before, after)
	})
}

func TestCompute_the_stored_input_gives_the_same_bill_and_is_not_changed(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		in := coreInput(r, t)
		talk := coreTalk(t, rapid.IntRange(0, 9).Draw(r, "records"))
		in.Book, in.Usage, in.Holdings = talk.Book, talk.Usage, append(in.Holdings, talk.Holdings...)
		stored := coreJSON(r, in)
		first, err := billing.Compute(in)
		require.NoError(r, err)
		require.Equal(r, stored, coreJSON(r, in))
		var read billing.Input
		require.NoError(r, json.Unmarshal([]byte(stored), &read))
		again, err := billing.Compute(read)
		require.NoError(r, err)
		require.Equal(r, coreJSON(r, first), coreJSON(r, again))
		require.Equal(r, first.Explain().String(), again.Explain().String())

		var bill billing.Bill
		require.NoError(r, json.Unmarshal([]byte(coreJSON(r, first)), &bill))
		require.Equal(r, coreJSON(r, first), coreJSON(r, bill))
		require.Equal(r, first.Text("de"), bill.Text("de"))
	})
}

func TestCompute_what_was_billed_is_not_billed_again(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		in := coreInput(r, t)
		in.Positions, in.Rebates, in.Commitments = nil, nil, nil
		first, err := billing.Compute(in)
		require.NoError(r, err)
		in.Billed, err = first.Billed()
		require.NoError(r, err)
		require.Len(r, in.Billed, len(first.Lines))
		again, err := billing.Compute(in)
		require.NoError(r, err)
		require.Empty(r, again.Lines)
	})
}

func TestCreditNote_any_series_ends_at_nothing_and_never_goes_beyond(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		b, err := billing.Compute(coreInput(r, t))
		require.NoError(r, err)
		b.No = "R-1"
		why := fault.Reason{Code: "TEST", Message: "test"}
		var notes []billing.Bill
		for i := range rapid.IntRange(0, 6).Draw(r, "notes") {
			c := billing.Correction{ID: fmt.Sprintf("n-%d", i), Date: b.Date, Reason: why}
			coreCorrection(r, &c, &b)
			note, err := billing.CreditNote(b, notes, c)
			if err != nil {
				require.True(r, errors.Is(err, fault.ErrInvalid) || errors.Is(err, fault.ErrState), "%v", err)
				continue
			}
			notes = append(notes, note)
			coreWithin(r, &b, notes)
		}
		last, err := billing.Reverse(b, notes, billing.Correction{ID: "last", Date: b.Date, Reason: why})
		if err != nil {
			require.ErrorIs(r, err, fault.ErrState)
		} else {
			notes = append(notes, last)
		}
		coreEnds(r, &b, notes)
		_, err = billing.CreditNote(b, notes, billing.Correction{ID: "more", Date: b.Date, Reason: why})
		require.ErrorIs(r, err, fault.ErrState)
	})
}

// coreCorrection draws a share of all, or shares, amounts and rests of some lines.
func coreCorrection(r *rapid.T, c *billing.Correction, b *billing.Bill) {
	share := func() billing.Share {
		n := rapid.Int64Range(1, 7).Draw(r, "of")
		return billing.Share{Numerator: rapid.Int64Range(1, n).Draw(r, "share"), Denominator: n}
	}
	if rapid.Bool().Draw(r, "all") {
		c.Share = share()
		return
	}
	for _, l := range b.Lines {
		part := billing.LinePart{No: l.No}
		switch rapid.IntRange(0, 3).Draw(r, "part") {
		case 0:
			continue
		case 1:
			part.Share = share()
		case 2:
			part.Amount = coreEuro(r, "amount", 20_00)
			if l.Net.Sign() < 0 {
				part.Amount = part.Amount.Neg()
			}
		}
		c.Lines = append(c.Lines, part)
	}
}

// coreLeft is what the notes leave: by line, by category and rate, in total.
func coreLeft(r *rapid.T, b *billing.Bill, notes []billing.Bill) map[string]money.Amount {
	var c money.Calc
	left := map[string]money.Amount{"total": b.Totals.WithTax, "tax": b.Totals.Tax}
	for _, l := range b.Lines {
		left[fmt.Sprint("line ", l.No)] = c.Add(l.Net, l.Document)
	}
	add := func(rows []tax.Subtotal) {
		for _, s := range rows {
			key := fmt.Sprint(s.Category, " ", s.Rate)
			left[key] = c.Add(left[key], c.Add(s.Taxable, s.Tax))
			left["tax of "+key] = c.Add(left["tax of "+key], s.Tax)
		}
	}
	add(b.Totals.Breakdown)
	for _, n := range notes {
		left["total"], left["tax"] = c.Add(left["total"], n.Totals.WithTax), c.Add(left["tax"], n.Totals.Tax)
		for _, l := range n.Lines {
			key := fmt.Sprint("line ", l.Of)
			left[key] = c.Add(left[key], l.Net)
		}
		add(n.Totals.Breakdown)
	}
	require.NoError(r, c.Err())
	return left
}

func coreWithin(r *rapid.T, b *billing.Bill, notes []billing.Bill) {
	all := coreLeft(r, b, nil)
	for key, left := range coreLeft(r, b, notes) {
		if strings.HasPrefix(key, "tax") { // follows what is taxed; a rate or total of nothing may have taxes of both signs
			continue
		}
		require.GreaterOrEqual(r, left.Sign()*all[key].Sign(), 0, "%s: %s left of %s", key, left, all[key])
		var c money.Calc
		require.LessOrEqual(r, c.Sub(left.Abs(), all[key].Abs()).Sign(), 0, "%s: %s left of %s", key, left, all[key])
	}
	for _, f := range billing.Verify(billing.Case{Bill: &notes[len(notes)-1]}, billing.Rules()) {
		require.NotContains(r, []string{billing.CodeFigures, billing.CodeTotals}, f.Code, f.Text)
	}
}

func coreEnds(r *rapid.T, b *billing.Bill, notes []billing.Bill) {
	for key, left := range coreLeft(r, b, notes) {
		require.Zero(r, left.Sign(), "%s: %s left", key, left)
	}
}

func TestText_is_never_wider_than_100_and_HTML_is_well_formed_whatever_names_are(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		in := coreInput(r, t)
		name := rapid.StringN(1, 120, 200)
		in.Account.Name, in.Issuer.Name, in.Account.Reference = "x"+name.Draw(r, "account"), "x"+name.Draw(r, "issuer"), name.Draw(r, "reference")
		for i := range in.Positions {
			in.Positions[i].Name, in.Positions[i].Unit = "x"+name.Draw(r, "position"), name.Draw(r, "unit")
			in.Positions[i].Price = money.Must("123456789012.123456 EUR")
		}
		b, err := billing.Compute(in)
		if err != nil { // names that no store could keep
			require.ErrorIs(r, err, fault.ErrInvalid)
			return
		}
		for _, line := range strings.Split(b.Text("de"), "\n") {
			require.LessOrEqual(r, utf8.RuneCountInString(line), 100, line)
			require.NotContains(r, line, "\x1b")
		}
		coreWellFormed(r, b.HTML("en"))
	})
}

// coreWellFormed reads a page as XML, which no unescaped name survives, and asks that it has no element that it should not have.
func coreWellFormed(t require.TestingT, page []byte) {
	known := strings.Fields("html head meta title style body main header address br h1 dl dt dd p table caption thead tbody tr th td footer")
	d := xml.NewDecoder(strings.NewReader(string(page)))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		require.NoError(t, err)
		if e, ok := token.(xml.StartElement); ok {
			require.Contains(t, known, e.Name.Local)
		}
	}
}

func TestCompute_rejected_usage_stops_nothing_and_is_never_lost(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		in := coreTalk(t, 4)
		for i := range rapid.IntRange(0, 30).Draw(r, "bad") {
			in.Usage = append(in.Usage, rating.Usage{ID: fmt.Sprintf("bad-%d", i), Product: rapid.SampledFrom([]string{"line-1", "line-9", ""}).Draw(r, "product"),
				Kind: rapid.SampledFrom([]string{"voice", "fax"}).Draw(r, "kind"), At: time.Date(2026, 6, 5, 0, 0, i, 0, time.UTC), To: "+999"})
		}
		b, err := billing.Compute(in)
		require.NoError(r, err)
		require.Equal(r, len(in.Usage), len(b.Rated)+len(b.Rejected))
		found := billing.Verify(billing.Case{Bill: &b}, nil)
		require.Equal(r, len(b.Rejected) > 0, len(found) > 0)
		in.Holdings[0].Tariff = ""
		b, err = billing.Compute(in)
		require.NoError(r, err)
		require.Len(r, b.Rejected, len(in.Usage))
	})
}
