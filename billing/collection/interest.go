package collection

import (
	"cmp"
	"fmt"
	"slices"
	"sort"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// DayCount says what part of a year a day is.
type DayCount string

// The day counts.
const (
	ActualActual DayCount = "actual/actual" // each day is 1/365, in a leap year 1/366
	Actual365    DayCount = "actual/365"
	Thirty360    DayCount = "30/360" // every month has 30 days, every year 360 (German commercial method)
)

// Principal is what bears interest from a day on, until the next row.
type Principal struct {
	From   calendar.Date `json:"from"`
	Amount money.Amount  `json:"amount"`
}

// InterestInput is what interest follows from. It is a value.
type InterestInput struct {
	Principal []Principal   `json:"principal"` // in the order of the days; nothing bears interest before the first
	From      calendar.Date `json:"from"`      // the first day
	To        calendar.Date `json:"to"`        // the first day no longer
	Arisen    calendar.Date `json:"arisen"`    // when the debt arose: it decides on the margin
	Business  bool          `json:"business"`
	DayCount  DayCount      `json:"dayCount"`          // empty: ActualActual
	Mode      money.Mode    `json:"mode"`              // how the sum is rounded, once
	Rates     []BaseRate    `json:"rates,omitempty"`   // nil: BaseRates
	Margins   []Margin      `json:"margins,omitempty"` // nil: Margins
	Until     calendar.Date `json:"until,omitzero"`    // the last day for which Rates is known to hold; zero: BaseRatesUntil for the default table, else no bound
}

// InterestSpan is interest over days with one principal and one rate.
type InterestSpan struct {
	From        calendar.Date `json:"from"`
	To          calendar.Date `json:"to"` // the first day no longer
	Principal   money.Amount  `json:"principal"`
	Base        money.Rate    `json:"base"`
	Rate        money.Rate    `json:"rate"` // base and margin; never below 0
	Days        int           `json:"days"`
	Year        int           `json:"year"` // how many days a year has
	Amount      money.Exact   `json:"amount"`
	Provisional bool          `json:"provisional,omitempty"` // the base rate of these days was not announced yet when the table was made
}

// InterestResult is statutory interest, span by span.
type InterestResult struct {
	Spans    []InterestSpan `json:"span,omitempty"`
	Margin   money.Rate     `json:"margin"`
	Source   string         `json:"source"`
	DayCount DayCount       `json:"dayCount"`
	Exact    money.Exact    `json:"exact"`
	Amount   money.Amount   `json:"amount"` // Exact, rounded once
}

// ComputeInterest computes interest for late payment after § 288 BGB: on each day the principal of that day at the base rate of that day
// (§ 247 BGB) and the margin. Interest bears no interest (§ 289 BGB). All stays exact until the sum is rounded, so that the exact
// interest of adjacent spans of days adds up to that of the whole.
func ComputeInterest(in InterestInput) (InterestResult, error) {
	if in.Rates == nil {
		in.Rates, in.Until = baseRates, later(in.Until, BaseRatesUntil())
	}
	if in.Margins == nil {
		in.Margins = margins
	}
	in.DayCount = DayCount(cmp.Or(string(in.DayCount), string(ActualActual)))
	if err := in.check(); err != nil {
		return InterestResult{}, err
	}
	margin, err := marginOf(in.Margins, in.Arisen)
	if err != nil {
		return InterestResult{}, err
	}
	r := InterestResult{Margin: margin.Consumer, Source: margin.Source, DayCount: in.DayCount}
	if in.Business {
		r.Margin = margin.Business
	}
	cuts := in.cuts()
	for n := 0; n+1 < len(cuts); n++ {
		s := InterestSpan{From: cuts[n], To: cuts[n+1], Principal: in.principalOn(cuts[n])}
		if s.Principal.Sign() == 0 {
			continue
		}
		if s.Amount, err = in.accrue(&s, r.Margin); err != nil {
			return InterestResult{}, err
		}
		if r.Exact, err = r.Exact.Add(s.Amount); err != nil {
			return InterestResult{}, err
		}
		r.Spans = append(r.Spans, s)
	}
	r.Amount, err = r.Exact.Round(in.Mode)
	return r, err
}

func (in InterestInput) check() error {
	var c fault.Check
	c.That(!in.From.IsZero(), "from", fault.RuleRequired, "must be a date")
	c.That(!in.To.IsZero(), "to", fault.RuleRequired, "must be a date")
	c.That(!in.To.Before(in.From), "to", fault.RuleRange, "must not lie before from")
	c.That(in.From.DaysUntil(in.To) <= maxInterestDays, "to", fault.RuleRange, "lies more than 100 years behind from")
	c.That(slices.Contains([]DayCount{ActualActual, Actual365, Thirty360}, in.DayCount), "dayCount", fault.RuleUnknown, "must be actual/actual, actual/365 or 30/360")
	checkRates(&c, "rates", in.Rates)
	checkMargins(&c, "margins", in.Margins)
	if len(in.Rates) > 0 {
		c.That(!in.From.Before(in.Rates[0].From), "from", fault.RuleRange, "lies before the first base rate, of "+in.Rates[0].From.String()+"; add its row")
	}
	for n, p := range in.Principal {
		path := fmt.Sprintf("principal[%d]", n)
		c.That(!p.From.IsZero(), path+".from", fault.RuleRequired, "must be a date")
		c.That(n == 0 || in.Principal[n-1].From.Before(p.From), path+".from", fault.RuleRange, "must lie behind the row before it")
		c.That(p.Amount.Sign() >= 0, path+".amount", fault.RuleRange, "must not be negative")
	}
	return c.Err("collection.interest")
}

const maxInterestDays = 36525

// cuts are the days on which something changes, From and To included.
func (in InterestInput) cuts() []calendar.Date {
	cuts := []calendar.Date{in.From, in.To}
	add := func(d calendar.Date) {
		if in.From.Before(d) && d.Before(in.To) {
			cuts = append(cuts, d)
		}
	}
	for _, p := range in.Principal {
		add(p.From)
	}
	for _, r := range in.Rates {
		add(r.From)
	}
	if !in.Until.IsZero() {
		add(in.Until.AddDays(1))
	}
	if in.DayCount == ActualActual {
		for year := in.From.Year() + 1; year <= in.To.Year(); year++ {
			if d, err := calendar.NewDate(year, 1, 1); err == nil {
				add(d)
			}
		}
	}
	slices.SortFunc(cuts, calendar.Date.Compare)
	return slices.Compact(cuts)
}

func (in InterestInput) principalOn(d calendar.Date) money.Amount {
	n := sort.Search(len(in.Principal), func(n int) bool { return in.Principal[n].From.After(d) })
	if n == 0 {
		return money.Amount{}
	}
	return in.Principal[n-1].Amount
}

// accrue fills in rate and days of a span and gives its interest.
func (in InterestInput) accrue(s *InterestSpan, margin money.Rate) (money.Exact, error) {
	n := sort.Search(len(in.Rates), func(n int) bool { return in.Rates[n].From.After(s.From) })
	s.Base = in.Rates[n-1].Rate
	s.Provisional = !in.Until.IsZero() && s.From.After(in.Until)
	rate, err := s.Base.Add(margin)
	if err != nil {
		return money.Exact{}, err
	}
	if rate.Sign() > 0 {
		s.Rate = rate
	}
	s.Days, s.Year = in.DayCount.days(s.From, s.To)
	whole, err := s.Principal.TimesRate(s.Rate)
	if err != nil {
		return money.Exact{}, err
	}
	return whole.Share(int64(s.Days), int64(s.Year))
}

// days counts the days from a date up to another one, and those of the year.
func (c DayCount) days(from, to calendar.Date) (days, year int) {
	switch c {
	case Thirty360:
		return thirty(to) - thirty(from), 360
	case ActualActual:
		if leap(from.Year()) {
			return from.DaysUntil(to), 366
		}
	}
	return from.DaysUntil(to), 365
}

// thirty is a date's place on a scale on which every month has 30 days: the 31st has no length, the last day of February what is missing. What
// adds up over adjacent spans needs a scale: it cannot look at both ends at once.
func thirty(d calendar.Date) int {
	return d.Year()*360 + int(d.Month()-1)*30 + d.Day() - 1
}

func leap(year int) bool { return year%4 == 0 && (year%100 != 0 || year%400 == 0) }
