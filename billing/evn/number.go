package evn

import "strings"

// hidden stands for a digit that is not shown.
const hidden = 'x'

// digits is how many digits a text has.
func digits(text string) int {
	n := 0
	for _, r := range text {
		if r >= '0' && r <= '9' {
			n++
		}
	}
	return n
}

// dialled reports whether a text is a telephone number: digits, with signs that people write between them.
func dialled(text string) bool {
	for i, r := range text {
		if (r < '0' || r > '9') && !strings.ContainsRune(" -/().*#", r) && (r != '+' || i > 0) {
			return false
		}
	}
	return digits(text) > 0
}

// shortened hides the last digits of a number. Of an address that is no number nothing is shown: which part of it names a person is unknown.
func shortened(number string, last int) string {
	if number == "" {
		return ""
	}
	if !dialled(number) {
		return strings.Repeat(string(hidden), 3)
	}
	out := []byte(number)
	for i := len(out) - 1; i >= 0 && last > 0; i-- {
		if out[i] >= '0' && out[i] <= '9' {
			out[i] = hidden
			last--
		}
	}
	return string(out)
}

// sign reports whether a rune is no part of a number.
func sign(r rune) bool { return (r < '0' || r > '9') && r != '+' }

// normal is a number as it is compared: without signs, with the country's prefix instead of a leading 0. Short numbers stay.
func (l *Law) normal(number string) string {
	n := number
	if strings.ContainsFunc(n, sign) {
		n = strings.Map(func(r rune) rune {
			if sign(r) {
				return -1
			}
			return r
		}, n)
	}
	switch {
	case strings.HasPrefix(n, "00"):
		return "+" + n[2:]
	case strings.HasPrefix(n, "0"):
		return l.Prefix + n[1:]
	}
	return n
}

// numbers are those that a request and its law name, as they are compared: normal, once.
type numbers struct {
	law                     *Law
	own, hidden, free, open []string
	cores                   []string // hidden without the country's prefix
	dialledFree             []int    // digits of free as dialled
}

func (r *Request) numbers() numbers {
	l := &r.Law
	n := numbers{law: l, own: l.all(r.Own), hidden: l.all(l.Helplines), free: l.all(l.Toll), open: l.all(l.Open)}
	if l.Hides {
		n.hidden = append(n.hidden, l.all(r.Listed)...)
	}
	for _, number := range n.hidden {
		n.cores = append(n.cores, strings.TrimPrefix(strings.TrimPrefix(number, l.Prefix), "+"))
	}
	for _, number := range l.Toll {
		n.dialledFree = append(n.dialledFree, digits(number))
	}
	return n
}

func (l *Law) all(list []string) []string {
	out := make([]string, len(list))
	for i, number := range list {
		out[i] = l.normal(number)
	}
	return out
}

// extensible is from how many digits on a listed number hides those that begin with it, its extensions, too, and those that have it
// behind whatever stands in front of a country's numbers: its code without +, a code and 0, the code of a service or a carrier.
const extensible = 7

// hides reports whether a normal number is one of those listed, or an extension of one. In doubt it is: what is hidden wrongly is in
// the sum, what is shown wrongly is told.
func (n *numbers) hides(number string) bool {
	if number == "" {
		return false
	}
	bare := strings.TrimPrefix(number, "+")
	for i, listed := range n.hidden {
		core := n.cores[i]
		switch {
		case number == listed, bare == n.law.Prefix[1:]+core:
			return true
		case digits(listed) >= extensible && strings.HasPrefix(number, listed):
			return true
		case len(core) >= extensible && strings.Contains(bare, core):
			return true
		}
	}
	return false
}

// isFree reports whether a normal number is free of charge.
func (n *numbers) isFree(number string) bool {
	for i, free := range n.free {
		if number == free || n.dialledFree[i] >= 4 && strings.HasPrefix(number, free) {
			return true
		}
	}
	return false
}

// opens reports whether a normal destination is shown in full whatever the customer chose.
func (n *numbers) opens(number string) bool {
	if number != "" && number[0] != '+' && len(number) <= n.law.OpenShort {
		return true
	}
	for _, prefix := range n.open {
		if strings.HasPrefix(number, prefix) {
			return true
		}
	}
	return false
}
