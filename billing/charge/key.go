package charge

import (
	"strconv"
	"strings"

	"github.com/etomcrm/etomcrm/etom/calendar"
)

// Range is a run of civil days, from the first up to, and not including, the second. A plain value.
type Range struct {
	From  calendar.Date `json:"from"`
	Until calendar.Date `json:"until,omitzero"` // zero: open, where an open range is allowed
}

// Key says what is billed, once: it is made of the content, never of the hour or the number of a run. Keys are compared by ==.
// A plain value.
type Key struct {
	Item    string `json:"item"`         // id of the holding
	Price   string `json:"price"`        // id of the price
	Service Range  `json:"service"`      // the days it is for; of what is charged once its day
	Kind    string `json:"kind"`         // oneTime, recurring, takeBack, commitmentCharge; other packages have further ones
	No      int    `json:"no,omitempty"` // how many with the same content were billed before: days charged, taken back and charged again
}

// String is a text of its own for each key, for ids and sorting:
// line-7/fee/2026-03-01/2026-04-01/recurring.
func (k Key) String() string {
	var b strings.Builder
	b.Grow(len(k.Item) + len(k.Price) + len(k.Kind) + 32)
	writePart(&b, k.Item)
	b.WriteByte('/')
	writePart(&b, k.Price)
	b.WriteByte('/')
	b.WriteString(k.Service.From.String())
	b.WriteByte('/')
	b.WriteString(k.Service.Until.String())
	b.WriteByte('/')
	writePart(&b, k.Kind)
	if k.No > 0 {
		b.WriteByte('/')
		b.WriteString(strconv.Itoa(k.No))
	}
	return b.String()
}

// writePart writes a part of the key so that no slash in it can be taken for one between parts.
func writePart(b *strings.Builder, part string) {
	for i := range len(part) {
		switch part[i] {
		case '/':
			b.WriteString("%2F")
		case '%':
			b.WriteString("%25")
		default:
			b.WriteByte(part[i])
		}
	}
}
