package evn

import (
	"bytes"
	"encoding/csv"
	"strconv"

	"github.com/etomcrm/etomcrm/billing/rating"
	"github.com/etomcrm/etomcrm/etom/money"
)

// header names the columns; type is row, other (what is not itemised) or sum (as the bill prints it).
var header = []string{"type", "product", "tariff", "version", "code", "name", "date", "time", "offset", "from", "to",
	"duration", "counted", "included", "unit", "part", "parts", "amount", "currency"}

// CSV writes the statement as RFC 4180 has it, with commas and a heading, names in German for "de" and its regions, else in English. Dates
// and numbers are those of JSON, in whatever language; the amounts of rows and other add up to each sum. A statement that gives no connections has the sums.
func (s *Statement) CSV(language string) []byte {
	var b bytes.Buffer // takes everything: writing to it cannot fail
	w := csv.NewWriter(&b)
	write := func(g *Group, kind string, r *Row) {
		_ = w.Write([]string{kind, g.Product, g.Tariff, g.Version, g.Code, choose(german(language), g.Name, g.De), r.Date.String(), r.Time, r.Offset, r.From, r.To,
			span(rating.Extent{Duration: r.Duration}), span(r.Counted), span(r.Included), g.Unit, count(r.Part), count(r.Parts), r.Amount.Number(), r.Amount.Currency().String()})
	}
	_ = w.Write(header)
	for i := range s.Groups {
		g := &s.Groups[i]
		for k := range g.Rows {
			write(g, "row", &g.Rows[k])
		}
		if g.Other != nil {
			write(g, "other", &Row{Counted: g.Other.Counted, Amount: g.Other.Amount})
		}
		write(g, "sum", &Row{Amount: g.Sum})
	}
	w.Flush()
	return b.Bytes()
}

// span is a duration in hours, minutes and seconds, or a number of units.
func span(e rating.Extent) string {
	switch {
	case e.Duration != 0:
		return clock(e.Duration)
	case e.Quantity != money.Quantity{}:
		return e.Quantity.String()
	}
	return ""
}

func count(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
