package evn_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing/evn"
	"github.com/etomcrm/etomcrm/billing/rating"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/money"
)

// month is a customer's March: calls within and beyond the allowance, over two prices, to premium, free, listed and foreign numbers, in the
// night of the clock change; messages, data, and an installation, which is no connection.
func month(t *testing.T) rating.Result {
	return rate(t,
		call("01", "2026-03-02T09:15:00+01:00", "+491701112345", 6*time.Minute+40*time.Second),
		call("02", "2026-03-03T20:55:30+01:00", "030 5556667", 11*time.Minute),
		call("03", "2026-03-04T12:00:00+01:00", "0900555666", 90*time.Second),
		call("04", "2026-03-05T12:00:00+01:00", "08001110111", 31*time.Minute),
		call("05", "2026-03-06T22:10:00+01:00", "+493011122233", 47*time.Minute),
		call("06", "2026-03-07T10:00:00+01:00", "+442079460123", 61*time.Second),
		call("07", "2026-03-29T03:30:00+02:00", "+4989123456", 20*time.Second),
		call("08", "2026-03-30T15:00:00+02:00", "+4989123456", 0),
		rating.Usage{ID: "09", Kind: "sms", At: at("2026-03-08T18:00:00+01:00"), From: own, To: "+491605556667"},
		rating.Usage{ID: "10", Kind: "sms", At: at("2026-03-08T18:00:05+01:00"), From: own, To: "+491605556667"},
		rating.Usage{ID: "11", Kind: "data", At: at("2026-03-09T07:00:00+01:00"), From: own, To: "internet", Quantity: money.MustQuantity("1024.5")},
		rating.Usage{ID: "12", Kind: "installation", At: at("2026-03-10T07:00:00+01:00"), Quantity: money.Count(1)},
	)
}

func TestGolden_statements_in_all_forms(t *testing.T) {
	t.Parallel()
	full := request(month(t))
	full.Listed = []string{"+493011122233"}
	short := full
	short.Wish = evn.Wish{Asked: calendar.MustParse("2026-02-01"), Numbers: evn.Shortened, Line: evn.Household, Declared: calendar.MustParse("2026-02-01")}
	none := full
	none.Wish = evn.Wish{Line: evn.Household}
	austria := full
	austria.Law, austria.Wish = law("AT"), evn.Wish{Line: evn.Household}
	empty := full
	empty.Result = rating.Result{}
	for name, r := range map[string]evn.Request{"full": full, "shortened": short, "none": none, "austria": austria, "empty": empty} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := statement(t, r)
			etomtest.Golden(t, name+".en.txt", s.Text("en"))
			etomtest.Golden(t, name+".de.txt", s.Text("de"))
			etomtest.Golden(t, name+".csv", string(s.CSV("en")))
			body, err := json.MarshalIndent(s, "", "  ")
			require.NoError(t, err)
			etomtest.Golden(t, name+".json", string(body)+"\n")
		})
	}
}
