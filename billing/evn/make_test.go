package evn_test

import (
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/billing/evn"
	"github.com/etomcrm/etomcrm/billing/rating"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

func codes(s evn.Statement) []string {
	var out []string
	for _, r := range s.Reasons {
		out = append(out, r.Code)
	}
	return out
}

func TestMake_whether_connections_are_itemised_and_how(t *testing.T) {
	t.Parallel()
	begun, late := calendar.MustParse("2026-03-01"), calendar.MustParse("2026-03-02")
	for _, c := range []struct {
		name    string
		country string
		wish    evn.Wish
		given   bool
		to      string
		reasons []string
	}{
		{"Germany: asked for on the period's first day, in full", "DE", evn.Wish{Asked: begun, Numbers: evn.Full, Line: evn.Alone, Included: true}, true, "+491701112345", []string{evn.CodeSummed}},
		{"Germany: asked for too late", "DE", evn.Wish{Asked: late, Numbers: evn.Full, Line: evn.Alone}, false, "", []string{evn.CodeNotAsked}},
		{"Germany: not asked for", "DE", evn.Wish{Line: evn.Alone}, false, "", []string{evn.CodeNotAsked}},
		{"Germany: shortened where the customer has not chosen", "DE", evn.Wish{Asked: begun, Line: evn.Alone, Included: true}, true, "+491701112xxx", []string{evn.CodeShortened, evn.CodeSummed}},
		{"Germany: a household that was not informed", "DE", evn.Wish{Asked: begun, Numbers: evn.Shortened, Line: evn.Household}, false, "", []string{evn.CodeNotDeclared}},
		{"Germany: a household that was informed too late", "DE", evn.Wish{Asked: begun, Line: evn.Household, Declared: late}, false, "", []string{evn.CodeNotDeclared}},
		{"Germany: a business whose staff are informed", "DE", evn.Wish{Asked: begun, Numbers: evn.Full, Line: evn.Business, Declared: begun}, true, "+491701112345", []string{evn.CodeIncluded, evn.CodeSummed}},
		{"Austria: unless the customer refuses, shortened", "AT", evn.Wish{Line: evn.Household}, true, "+491701112xxx", []string{evn.CodeShortened, evn.CodeSummed}},
		{"Austria: wishing for full numbers is not enough", "AT", evn.Wish{Line: evn.Household, Numbers: evn.Full}, true, "+491701112xxx", []string{evn.CodeShortened, evn.CodeSummed}},
		{"Austria: in full once others are informed", "AT", evn.Wish{Line: evn.Household, Declared: begun}, true, "+491701112345", []string{evn.CodeSummed}},
		{"Austria: shortened all the same if the customer likes", "AT", evn.Wish{Line: evn.Household, Declared: begun, Numbers: evn.Shortened}, true, "+491701112xxx", []string{evn.CodeShortened, evn.CodeSummed}},
		{"Austria: refused", "AT", evn.Wish{Line: evn.Household, Refused: true}, false, "", []string{evn.CodeRefused}},
		{"Switzerland: on demand, in full", "CH", evn.Wish{Line: evn.Household, Asked: begun}, true, "+491701112345", []string{evn.CodeSummed}},
		{"Switzerland: not asked for", "CH", evn.Wish{Line: evn.Household}, false, "", []string{evn.CodeNotAsked}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := request(rate(t, call("1", "2026-03-02T12:00:00+01:00", "+491701112345", 30*time.Minute)))
			r.Law, r.Wish = law(c.country), c.wish
			s := statement(t, r)
			assert.Equal(t, c.given, s.Given)
			assert.Equal(t, c.reasons, codes(s))
			assert.Equal(t, euro("1.43"), s.Total, "the sums are there in any case: 20 minutes at 0.0714 EUR beyond the ten included")
			if !c.given {
				assert.Empty(t, s.Groups[0].Rows)
				assert.Equal(t, euro("1.43"), s.Groups[0].Other.Amount)
				return
			}
			assert.Equal(t, c.to, s.Groups[0].Rows[0].To)
		})
	}
}

func TestMake_which_connections_are_listed(t *testing.T) {
	t.Parallel()
	const counselling = "+493011122233"
	for _, c := range []struct {
		name   string
		change func(*evn.Request)
		call   rating.Usage
		rows   int
	}{
		{"one that costs", nil, call("1", "2026-03-02T23:00:00+01:00", "+4930555666", time.Minute), 1},
		{"a listed one, though it costs", nil, call("1", "2026-03-02T23:00:00+01:00", counselling, time.Minute), 0},
		{"its extension", nil, call("1", "2026-03-02T23:00:00+01:00", counselling+"5", time.Minute), 0},
		{"the same as it is dialled at home", nil, call("1", "2026-03-02T23:00:00+01:00", "030 111222-33", time.Minute), 0},
		{"one that only begins like it", nil, call("1", "2026-03-02T23:00:00+01:00", "+493011122234", time.Minute), 1},
		{"an included one, if the customer asked for these", nil, call("1", "2026-03-02T12:00:00+01:00", "+4930555666", time.Minute), 1},
		{"an included one, if not", func(r *evn.Request) { r.Wish.Included = false }, call("1", "2026-03-02T12:00:00+01:00", "+4930555666", time.Minute), 0},
		{"one that is included in part", func(r *evn.Request) { r.Wish.Included = false }, call("1", "2026-03-02T12:00:00+01:00", "+4930555666", 11*time.Minute), 1},
		{"one to a free number", nil, call("1", "2026-03-02T12:00:00+01:00", "08001110111", time.Minute), 0},
		{"one to a free short number", nil, call("1", "2026-03-02T12:00:00+01:00", "116123", time.Minute), 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := request(rate(t, c.call))
			r.Listed = []string{counselling}
			if c.change != nil {
				c.change(&r)
			}
			s := statement(t, r)
			if s.Total.Sign() == 0 && c.rows == 0 {
				assert.Empty(t, s.Groups, "not even that there was one is shown")
				return
			}
			require.Len(t, s.Groups, 1)
			assert.Len(t, s.Groups[0].Rows, c.rows)
			assert.Equal(t, c.rows == 0, s.Groups[0].Other != nil)
		})
	}
	r := request(rate(t, call("1", "2026-03-02T12:00:00+01:00", "147", 20*time.Minute)))
	r.Law = law("CH")
	assert.Empty(t, statement(t, r).Groups[0].Rows, "the Swiss helpline for children is hidden by the law itself")
}

func TestMake_whose_number_is_shown(t *testing.T) {
	t.Parallel()
	incoming := call("1", "2026-03-02T23:00:00+01:00", own, time.Minute)
	incoming.From = "+4930555666"
	r := request(rate(t, incoming))
	row := statement(t, r).Groups[0].Rows[0]
	assert.Equal(t, "+4930555xxx", row.From, "who calls a customer is never shown in full")
	assert.Equal(t, own, row.To)
	r.Law = law("CH")
	assert.Equal(t, "+493055xxxx", statement(t, r).Groups[0].Rows[0].From)
	r.Wish.Numbers = evn.Shortened
	assert.Equal(t, own, statement(t, r).Groups[0].Rows[0].To, "the customer's own number is no secret")

	for to, want := range map[string]string{"030 555-66 67": "030 555-6x xx", "11": "xx", "sip:anna@example.org": "xxx", "": ""} {
		message := rating.Usage{ID: "1", Kind: "sms", At: at("2026-03-02T23:00:00+01:00"), From: own, To: to}
		r := request(rate(t, message))
		r.Wish.Numbers = evn.Shortened
		assert.Equal(t, want, statement(t, r).Groups[0].Rows[0].To, to)
	}
	austria := request(rate(t, call("1", "2026-03-02T23:00:00+01:00", "0900555666", time.Minute)))
	austria.Law, austria.Wish = law("AT"), evn.Wish{Line: evn.Alone, Numbers: evn.Shortened}
	assert.Equal(t, "0900555666", statement(t, austria).Groups[0].Rows[0].To, "EEN-V § 6 (1): premium-rate numbers in full")
	austria.Result = rate(t, call("1", "2026-03-02T23:00:00+01:00", "118877", time.Minute))
	assert.Equal(t, "118877", statement(t, austria).Groups[0].Rows[0].To, "and short numbers that cost")
}

func TestMake_a_call_over_two_prices_has_a_row_in_each(t *testing.T) {
	t.Parallel()
	s := statement(t, request(rate(t, call("1", "2026-03-02T20:50:00+01:00", "+4930555666", 20*time.Minute))))
	require.Len(t, s.Groups, 2)
	day, night := s.Groups[0].Rows[0], s.Groups[1].Rows[0]
	assert.Equal(t, []int{1, 2, 2, 2}, []int{day.Part, day.Parts, night.Part, night.Parts})
	assert.Equal(t, calendar.Span(10*time.Minute), day.Counted.Duration)
	assert.Equal(t, calendar.Span(10*time.Minute), day.Included.Duration)
	assert.Equal(t, calendar.Span(10*time.Minute), night.Counted.Duration)
	assert.Equal(t, euro("0.33"), night.Amount)
}

func TestMake_the_hour_that_comes_twice_is_told_apart(t *testing.T) {
	t.Parallel()
	october := must(calendar.NewPeriod(calendar.MustParse("2026-10-01"), calendar.MustParse("2026-11-01"), berlin))
	result, err := book.Rate(rating.Request{Tariff: "t", Period: october, Usage: []rating.Usage{
		call("2", "2026-10-25T01:30:00Z", "+4930555666", time.Minute), call("1", "2026-10-25T00:30:00Z", "+4930555666", time.Minute)}})
	require.NoError(t, err)
	r := request(result)
	r.Period = october
	rows := statement(t, r).Groups[0].Rows
	assert.Equal(t, "02:30:00 +02:00", rows[0].Time+" "+rows[0].Offset)
	assert.Equal(t, "02:30:00 +01:00", rows[1].Time+" "+rows[1].Offset)
}

func TestMake_names_every_fault_at_once(t *testing.T) {
	t.Parallel()
	_, err := evn.Make(evn.Request{Kinds: []evn.Kind{{}}, Own: []string{""}, Listed: []string{""}, Mode: 9, Wish: evn.Wish{Numbers: "some"}})
	require.ErrorIs(t, err, fault.ErrInvalid)
	assert.Equal(t, []string{"period", "mode", "kinds[0].kind", "kinds[0].shape", "own[0]", "listed[0]", "wish.numbers", "wish.line", "law.country", "law.source", "law.from",
		"law.given", "law.shared", "law.whole", "law.included", "law.free", "law.shorten", "law.incoming", "law.prefix"}, etomtest.Paths(err))

	r := request(rate(t))
	r.Law = evn.Laws()[0]
	_, err = evn.Make(r)
	assert.Equal(t, []string{"law"}, etomtest.Paths(err), "a law that is not in force")
}

func TestMake_refuses_a_result_without_its_records(t *testing.T) {
	t.Parallel()
	brief, err := book.Rate(rating.Request{Tariff: "t", Period: march, Brief: true, Usage: []rating.Usage{call("1", "2026-03-02T23:00:00+01:00", "+4930555666", time.Minute)}})
	require.NoError(t, err)
	_, err = evn.Make(request(brief))
	require.ErrorIs(t, err, fault.ErrInvalid)
	assert.Equal(t, []string{"result.rated"}, etomtest.Paths(err))
}

func TestMake_sums_are_those_of_the_bill(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := request(rate(t, drawnUsage(t)...))
		r.Mode = rapid.SampledFrom([]money.Mode{money.HalfUp, money.HalfEven, money.Up, money.Down}).Draw(t, "mode")
		r.Wish.Included = rapid.Bool().Draw(t, "included")
		if rapid.Bool().Draw(t, "not asked") {
			r.Wish.Asked = calendar.Date{}
		}
		s := statement(t, r)
		var total money.Amount
		at := 0
		for _, line := range r.Result.Lines {
			if line.Kind == "installation" {
				continue
			}
			printed, err := line.Amount.Round(r.Mode)
			require.NoError(t, err)
			if s.Given && printed.Sign() == 0 && (at == len(s.Groups) || s.Groups[at].Code != line.Code) {
				continue // nothing to show
			}
			g := s.Groups[at]
			at++
			require.Equal(t, printed, g.Sum)
			sum := money.Amount{}
			for _, row := range g.Rows {
				sum = must(sum.Add(row.Amount))
			}
			if g.Other != nil {
				sum = must(sum.Add(g.Other.Amount))
			}
			require.Zero(t, must(sum.Cmp(printed)), "rows and the rest add up to the line")
			total = must(total.Add(printed))
		}
		require.Len(t, s.Groups, at)
		require.Zero(t, must(total.Cmp(s.Total)))
	})
}

func TestMake_no_amount_is_a_cent_or_more_from_its_exact_value(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		usage := drawnUsage(t)
		for i := range usage { // one price, so that rows and records are the same, in their order
			usage[i] = rating.Usage{ID: usage[i].ID, Kind: "voice", From: own, To: "+491701112345", Duration: calendar.Span(time.Duration(i+1) * 61 * time.Second), At: at("2026-03-02T22:00:00+01:00")}
		}
		r := request(rate(t, usage...))
		s := statement(t, r)
		for i, rated := range r.Result.Rated {
			by := must(s.Groups[0].Rows[i].Amount.Exact().Sub(rated.Amount))
			require.Negative(t, must(by.Cmp(euro("0.01").Exact())))
			require.Positive(t, must(by.Cmp(euro("-0.01").Exact())))
		}
	})
}

// outputs are all forms of a statement.
func outputs(t require.TestingT, r evn.Request) string {
	s := statement(t, r)
	body, err := json.Marshal(s)
	require.NoError(t, err)
	return s.Text("en") + s.Text("de") + string(s.CSV("en")) + string(s.CSV("de")) + string(body)
}

// Two customers who called numbers that differ in their hidden digits only get the same statement, byte for byte: so no hidden digit, and
// nothing that depends on one, is in any output.
func TestMake_no_hidden_digit_is_in_any_output(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		usage := drawnUsage(t)
		other := make([]rating.Usage, len(usage))
		for i, u := range usage {
			u.Text, other[i] = "to "+u.To, u
			usage[i] = u
			if u.Kind == "voice" || u.Kind == "sms" {
				other[i].To = u.To[:len(u.To)-3] + rapid.StringMatching(`[0-9]{3}`).Draw(t, "others")
				other[i].Text = "to " + other[i].To
			}
		}
		country := rapid.SampledFrom([]string{"DE", "AT"}).Draw(t, "country")
		shown := func(usage []rating.Usage) string {
			r := request(rate(t, usage...))
			r.Law, r.Wish.Numbers = law(country), evn.Shortened
			return outputs(t, r)
		}
		require.Equal(t, shown(usage), shown(other))
	})
}

// The same holds for calls to listed numbers: whom, and when within its price, is in no output.
func TestMake_no_trace_of_a_listed_number_is_in_any_output(t *testing.T) {
	t.Parallel()
	listed := []string{"+493011122233", "+493044455566"}
	rapid.Check(t, func(t *rapid.T) {
		usage := drawnUsage(t)
		for i := range usage {
			usage[i].To = strings.Replace(usage[i].To, "+491701112", "+491601112", 1)
		}
		shown := func() string {
			minute := rapid.IntRange(0, 59).Draw(t, "minute")
			hidden := call("zz", "2026-03-31T23:00:00+02:00", rapid.SampledFrom(listed).Draw(t, "listed"), 30*time.Second)
			hidden.At = hidden.At.Add(time.Duration(minute) * time.Minute)
			r := request(rate(t, append([]rating.Usage{hidden}, usage...)...))
			r.Listed = listed
			return outputs(t, r)
		}
		require.Equal(t, shown(), shown())
	})
}

func TestMake_no_order_of_equal_records_changes_a_byte(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := request(rate(t, drawnUsage(t)...))
		want := outputs(t, r)
		r.Result.Rated = rapid.Permutation(r.Result.Rated).Draw(t, "order")
		require.Equal(t, want, outputs(t, r))
	})
}

func TestStatement_CSV_is_read_back(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := statement(t, request(rate(t, drawnUsage(t)...)))
		records, err := csv.NewReader(strings.NewReader(string(s.CSV("en")))).ReadAll()
		require.NoError(t, err)
		sum, sums := money.Amount{}, 0
		for _, record := range records[1:] {
			a := money.Must(record[17] + " " + record[18])
			if record[0] != "sum" {
				sum = must(sum.Add(a))
				continue
			}
			require.Zero(t, must(sum.Cmp(a)))
			sum, sums = money.Amount{}, sums+1
		}
		require.Equal(t, len(s.Groups), sums)
	})
}

func TestStatement_is_read_back_as_it_was_written(t *testing.T) {
	t.Parallel()
	s := statement(t, request(rate(t, call("1", "2026-03-02T20:50:00+01:00", "+4930555666", 20*time.Minute))))
	body, err := json.Marshal(s)
	require.NoError(t, err)
	var back evn.Statement
	require.NoError(t, json.Unmarshal(body, &back))
	assert.Equal(t, s, back)
}

// However switches write a number of counselling, it is not shown, and neither is what it cost.
func TestMake_hides_listed_numbers_however_they_are_written(t *testing.T) {
	t.Parallel()
	law, err := evn.Find(evn.Laws(), "DE", march.From())
	require.NoError(t, err)
	r := evn.Request{Period: march, Own: []string{own}, Law: law, Listed: []string{"030 4567890", "0800 111 0 111", "116123"},
		Wish: evn.Wish{Asked: calendar.MustParse("2025-01-01"), Line: evn.Alone, Included: true, Numbers: evn.Full}}
	rows := func(to string) (n int) {
		r.Result = rate(t, call("c", "2026-03-05T10:00:00Z", to, time.Minute))
		s, err := evn.Make(r)
		require.NoError(t, err)
		for _, g := range s.Groups {
			n += len(g.Rows)
		}
		return n
	}
	for _, to := range []string{"0304567890", "+49304567890", "0049304567890", "49304567890", "+49 (0)30 4567890", "(030) 456 78 90", "tel:+49304567890", "sip:+49304567890@example.org",
		"#31#0304567890", "01013 030 4567890", "030456789012", "498001110111", "116123", "+49116123", "49116123"} {
		assert.Zero(t, rows(to), to)
	}
	for _, to := range []string{"0304567891", "49304567891", "030116123", "+441161231"} {
		assert.Equal(t, 1, rows(to), to)
	}
}

// Beside connections that are all to be listed, a sum of those that may not be would tell that there were some, and how long they took.
func TestMake_does_not_tell_that_something_free_of_charge_is_hidden(t *testing.T) {
	t.Parallel()
	law, err := evn.Find(evn.Laws(), "DE", march.From())
	require.NoError(t, err)
	r := evn.Request{Period: march, Own: []string{own}, Law: law, Listed: []string{"030 4567890"},
		Result: rate(t, call("c-1", "2026-03-05T10:00:00Z", "0301234567", time.Minute), call("c-2", "2026-03-05T11:00:00Z", "0304567890", 2*time.Minute)),
		Wish:   evn.Wish{Asked: calendar.MustParse("2025-01-01"), Line: evn.Alone, Included: true}}
	s, err := evn.Make(r)
	require.NoError(t, err)
	require.Len(t, s.Groups, 1)
	assert.Len(t, s.Groups[0].Rows, 1)
	assert.Nil(t, s.Groups[0].Other)
	assert.NotContains(t, s.Text("en")+string(s.CSV("en")), "00:02:00")

	r.Wish.Included = false
	s, err = evn.Make(r)
	require.NoError(t, err)
	require.Empty(t, s.Groups, "what is covered is not listed, and costs nothing")
}
