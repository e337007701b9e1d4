package rating_test

import (
	"math/big"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/billing/rating"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
)

// zones are such whose clocks do odd things: at midnight (Santiago, Havana, Asuncion, Beirut), by half an hour (Lord Howe), over
// midnight (St. John's until 2011), and by a whole day (Apia in 2011).
var oddZones = []string{berlin, "UTC", "America/Santiago", "America/Havana", "America/Asuncion", "Asia/Beirut", "Australia/Lord_Howe",
	"America/St_Johns", "Pacific/Apia", "Africa/Cairo", "Asia/Kathmandu"}

// oddDays are days near which clocks change somewhere.
var oddDays = []string{"2026-03-29", "2026-10-25", "2024-09-08", "2024-04-07", "2024-03-10", "2024-11-03", "2024-10-06", "2023-03-26", "2010-03-14",
	"2010-11-07", "2011-12-30", "2024-04-26", "2026-05-01", "2026-12-25", "2028-12-31", "2024-03-24"}

// scene is a random tariff with two or three bands, and a call under it.
type scene struct {
	tariff rating.Tariff
	call   rating.Usage
}

func scenes() *rapid.Generator[scene] {
	return rapid.Custom(func(t *rapid.T) scene {
		clocks := []string{"00:00", "00:30", "01:00", "02:00", "02:30", "03:00", "08:00", "18:00", "23:30", "24:00"}
		from := rapid.IntRange(0, len(clocks)-2).Draw(t, "from")
		to := rapid.IntRange(from+1, len(clocks)-1).Draw(t, "to")
		day := rating.Band{Code: "day", Name: "Day", Windows: []rating.Window{window(clocks[from], clocks[to], weekdays()...)}}
		feast := rating.Band{Code: "feast", Name: "Feast", Windows: []rating.Window{{Holidays: true, From: calendar.MustTimeOfDay(clocks[from]), To: calendar.MustTimeOfDay(clocks[to])}}}
		spec := tariff()
		spec.Zone = rapid.SampledFrom(oddZones).Draw(t, "zone")
		spec.From = calendar.MustParse("2005-01-01")
		spec.Region = "DE"
		spec.Bands = []rating.Band{day, feast}
		for _, band := range []string{"day", "feast", rating.Other} {
			p := voice(rapid.SampledFrom([]string{"0.10", "0.07", "0.29", "1.0001", "0"}).Draw(t, "price "+band),
				rapid.SampledFrom([]string{"1/1", "60/1", "30/6", "60/60", "10/10", "7/3", "0.5/0.25"}).Draw(t, "pulse "+band))
			p.Code, p.Bands = band, []string{band}
			if rapid.Bool().Draw(t, "set-up "+band) {
				p.SetUp = amount("0.07")
			}
			spec.Prices = append(spec.Prices, p)
		}
		begin := calendar.MustParse(rapid.SampledFrom(oddDays).Draw(t, "near"))
		seconds := rapid.IntRange(-27*3600, 27*3600).Draw(t, "begin")
		u := call("1", time.Duration(rapid.IntRange(1, 90*60*1000).Draw(t, "duration"))*time.Millisecond)
		u.At = calendar.FirstInstant(begin, time.UTC).Add(time.Duration(seconds) * time.Second)
		return scene{spec, u}
	})
}

// inIncrements prices a call as peers do: one increment after the other.
func (s scene) inIncrements(t require.TestingT, from, to time.Duration) *big.Rat {
	zone, err := calendar.LoadZone(s.tariff.Zone)
	require.NoError(t, err)
	sum := new(big.Rat)
	end := s.call.Duration.Duration()
	for pos := time.Duration(0); pos < end; {
		p := s.priceAt(t, s.call.At.Add(pos).In(zone))
		length := increment(p.Pulse.Next)
		if pos == 0 {
			length = increment(p.Pulse.First)
		}
		if from <= pos && pos < to {
			minutes := big.NewRat(int64(length), int64(time.Minute))
			sum.Add(sum, minutes.Mul(minutes, number(p.Amount)))
			if pos == 0 {
				sum.Add(sum, number(p.SetUp))
			}
		}
		pos += length
	}
	return sum
}

func (s scene) priceAt(t require.TestingT, local time.Time) rating.Price {
	holidays, err := calendar.Holidays("DE", local.Year())
	require.NoError(t, err)
	date := calendar.DateOf(local, local.Location())
	feast := slices.ContainsFunc(holidays, func(h calendar.Holiday) bool { return h.Date == date })
	second := local.Hour()*3600 + local.Minute()*60 + local.Second()
	window := s.tariff.Bands[0].Windows[0]
	in := window.From.Seconds() <= second && second < window.To.Seconds()
	switch {
	case in && feast:
		return s.tariff.Prices[1]
	case in && local.Weekday() != time.Saturday && local.Weekday() != time.Sunday:
		return s.tariff.Prices[0]
	}
	return s.tariff.Prices[2]
}

func increment(q money.Quantity) time.Duration {
	seconds, _ := new(big.Rat).SetString(q.String())
	seconds.Mul(seconds, big.NewRat(int64(time.Second), 1))
	return time.Duration(seconds.Num().Int64())
}

func number(a money.Amount) *big.Rat {
	r, _ := new(big.Rat).SetString(a.Number())
	return r
}

// requireExact asks for a number: times its denominator, the exact amount is a whole one.
func requireExact(t require.TestingT, want *big.Rat, got money.Exact) {
	whole, err := got.Share(want.Denom().Int64(), 1)
	require.NoError(t, err)
	amount, err := money.New(want.Num().String(), got.Currency())
	require.NoError(t, err)
	require.Equal(t, amount.Exact(), whole, "%s must be %s", got, want)
}

func TestRate_is_what_the_increments_add_up_to_one_by_one(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := scenes().Draw(t, "scene")
		book, err := rating.NewBook(rating.BookSpec{Tariffs: []rating.Tariff{s.tariff}})
		require.NoError(t, err)
		result := rate(t, book, s.call)
		requireExact(t, s.inIncrements(t, 0, s.call.Duration.Duration()), result.Rated[0].Amount)
		require.Equal(t, result.Rated[0].Amount, total(t, result))
	})
}

// The documented rule for calls in parts: with Elapsed, rate(a+b) = rate(a) + rate(b), wherever the cut is.
func TestRate_of_the_parts_of_a_call_adds_up_to_the_whole(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := scenes().Draw(t, "scene")
		book, err := rating.NewBook(rating.BookSpec{Tariffs: []rating.Tariff{s.tariff}})
		require.NoError(t, err)
		parts, from := []rating.Usage{}, calendar.Span(0)
		for i := 0; from < s.call.Duration; i++ {
			to := min(s.call.Duration, from+calendar.Span(rapid.Int64Range(1, int64(s.call.Duration)).Draw(t, "part")))
			if i == 3 {
				to = s.call.Duration
			}
			part := s.call
			part.ID, part.At, part.Elapsed, part.Duration = string(rune('a'+i)), s.call.At.Add(from.Duration()), from, to-from
			parts, from = append(parts, part), to
		}
		whole, inParts := rate(t, book, s.call), rate(t, book, parts...)
		require.Equal(t, total(t, whole), total(t, inParts), "%v", parts)

		var apart money.Exact // and so it does if each part is rated in a bill of its own
		for _, part := range parts {
			sum, err := apart.Add(total(t, rate(t, book, part)))
			require.NoError(t, err)
			apart = sum
		}
		require.Equal(t, total(t, whole), apart)
	})
}

func TestRate_without_elapsed_parts_are_calls_of_their_own(t *testing.T) {
	t.Parallel()
	p := voice("0.10", "60/60")
	p.SetUp = amount("0.05")
	book := bookOf(t, tariff(p))
	first, second := call("a", 90*time.Second), call("b", 30*time.Second)
	second.At = first.At.Add(90 * time.Second)
	require.Equal(t, exact("0.25"), total(t, rate(t, book, call("w", 2*time.Minute))))
	require.Equal(t, exact("0.40"), total(t, rate(t, book, first, second)), "two set-up fees, three minutes begun")
	second.Elapsed = calendar.Span(90 * time.Second)
	require.Equal(t, exact("0.25"), total(t, rate(t, book, first, second)), "one call in two parts")
}
