package tax

import (
	"fmt"
	"strings"
)

// String prints the table for people: a line for each row.
func (t Table) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%-8s %-14s %7s  %-10s  %-10s  %s\n", "country", "class", "rate", "from", "until", "source")
	for _, r := range t.rows {
		fmt.Fprintf(&b, "%-8s %-14s %7s  %-10s  %-10s  %s\n", r.Country, r.Class, r.Rate, r.From, r.Until, r.Source)
	}
	return b.String()
}
