package collection

import (
	"cmp"
	"slices"
	"unicode/utf8"
)

// normal is a number as it is compared: its letters and digits, in capitals.
func normal(no string) string {
	return string(normalText(no).text)
}

// maxNumber is the longest normal form that is looked for in a text.
const maxNumber = 64

// written is a text in normal form.
type written struct {
	text []byte
	gap  []bool // gap[n]: something was left out in front of text[n]
}

// normalText leaves out whatever is neither letter nor digit. A letter beyond ASCII stays, byte by byte.
func normalText(text string) written {
	w := written{text: make([]byte, 0, len(text)), gap: make([]bool, 0, len(text)+1)}
	gap := true
	for n := range len(text) {
		c := text[n]
		switch {
		case c >= 'a' && c <= 'z':
			c -= 'a' - 'A'
		case c >= '0' && c <= '9', c >= 'A' && c <= 'Z', c >= 0x80:
		default:
			gap = true
			continue
		}
		w.text, w.gap = append(w.text, c), append(w.gap, gap)
		gap = false
	}
	w.gap = append(w.gap, true)
	return w
}

// shortNumber is how long a number has to be at least to be found where it is torn apart or grown together with other words; a
// shorter one must stand alone, and as it is printed.
const shortNumber = 5

// whole reports whether what stands from begin to end is a number of its own and not a part of a longer one.
func (w written) whole(begin, end int) bool {
	if !utf8.RuneStart(w.text[begin]) || end < len(w.text) && !utf8.RuneStart(w.text[end]) {
		return false
	}
	if end-begin < shortNumber {
		return w.gap[begin] && w.gap[end]
	}
	before := begin == 0 || w.gap[begin] || !digit(w.text[begin-1]) || !digit(w.text[begin])
	behind := end == len(w.text) || w.gap[end] || !digit(w.text[end]) || !digit(w.text[end-1])
	return before && behind
}

// printed reports whether what stands from begin to end is interrupted where the number is.
func (w written) printed(begin, end int, no string) bool {
	return end-begin >= shortNumber || slices.Equal(w.gap[begin:end], normalText(no).gap[:end-begin])
}

func digit(c byte) bool { return c >= '0' && c <= '9' }

// numbers finds the numbers of debts in texts: at each place of the text, those that begin like it are looked up by their lengths.
type numbers struct {
	debts  map[string][]int
	prints []string          // the numbers as they are printed, by debt
	heads  map[[2]byte][]int // the lengths of the numbers that begin so, longest first
}

func newNumbers(debts []Debt) *numbers {
	x := &numbers{debts: make(map[string][]int, len(debts)), heads: map[[2]byte][]int{}}
	for n, d := range debts {
		x.prints = append(x.prints, d.No)
		no := normal(d.No)
		if no == "" {
			continue
		}
		x.debts[no] = append(x.debts[no], n)
		x.know(no)
	}
	return x
}

// know notes the form of a number. One of a single character is never looked for in a text.
func (x *numbers) know(no string) {
	if len(no) < 2 || len(no) > maxNumber {
		return
	}
	head := [2]byte([]byte(no))
	lengths := x.heads[head]
	at, found := slices.BinarySearchFunc(lengths, len(no), func(a, b int) int { return cmp.Compare(b, a) })
	if !found {
		x.heads[head] = slices.Insert(lengths, at, len(no))
	}
}

// found is a number that a payment names, with the debts that have it.
type found struct {
	number string
	debts  []int
}

// in finds the numbers that a payment names, each once, in the order in which it does.
func (x *numbers) in(p Payment) []found {
	var all []found
	for _, candidate := range x.candidates(p) {
		if debts := x.debts[candidate]; debts != nil {
			all = append(all, found{candidate, debts})
		}
	}
	return all
}

// candidates are what could be a number in a payment: of the right form, and, where numbers of several lengths are known, only the
// longest of those that are among the debts.
func (x *numbers) candidates(p Payment) []string {
	var all []string
	add := func(no string) {
		if !slices.Contains(all, no) {
			all = append(all, no)
		}
	}
	for _, r := range p.References {
		add(normal(r))
	}
	if p.EndToEnd != "" {
		add(normal(p.EndToEnd))
	}
	w := normalText(p.Text)
	x.scan(w, func(begin, end int) bool {
		debts := x.debts[string(w.text[begin:end])]
		if !slices.ContainsFunc(debts, func(n int) bool { return w.printed(begin, end, x.prints[n]) }) {
			return false
		}
		add(string(w.text[begin:end]))
		return true
	})
	return all
}

// scan offers what has the form of a number, from left to right, at each place the longest first; what take takes is not looked
// into again.
func (x *numbers) scan(w written, take func(begin, end int) bool) {
	for begin := 0; begin+1 < len(w.text); begin++ {
		for _, length := range x.heads[[2]byte(w.text[begin:])] {
			end := begin + length
			if end > len(w.text) || !w.whole(begin, end) {
				continue
			}
			if take(begin, end) {
				begin = end - 1
				break
			}
		}
	}
}
