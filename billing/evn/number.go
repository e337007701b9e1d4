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

// normal is a number as it is compared: without signs, with the country's prefix instead of a leading 0. Short numbers stay.
func (l *Law) normal(number string) string {
	var b strings.Builder
	for i, r := range number {
		if r >= '0' && r <= '9' || r == '+' && i == 0 {
			b.WriteRune(r)
		}
	}
	n := b.String()
	switch {
	case strings.HasPrefix(n, "00"):
		return "+" + n[2:]
	case strings.HasPrefix(n, "0"):
		return l.Prefix + n[1:]
	}
	return n
}

// free reports whether a number is free of charge.
func (l *Law) free(number string) bool {
	n := l.normal(number)
	for _, other := range l.Toll {
		o := l.normal(other)
		if n == o || digits(other) >= 4 && strings.HasPrefix(n, o) {
			return true
		}
	}
	return false
}

// extensible is from how many digits on a listed number hides those that begin with it, its extensions, too.
const extensible = 7

// lists reports whether a number is one of those listed, or an extension of one.
func (l *Law) lists(listed []string, number string) bool {
	n := l.normal(number)
	if n == "" {
		return false
	}
	for _, other := range listed {
		o := l.normal(other)
		if n == o || digits(o) >= extensible && strings.HasPrefix(n, o) {
			return true
		}
	}
	return false
}

// opens reports whether a destination is shown in full whatever the customer chose.
func (l *Law) opens(number string) bool {
	n := l.normal(number)
	if n != "" && n[0] != '+' && len(n) <= l.OpenShort {
		return true
	}
	for _, prefix := range l.Open {
		if strings.HasPrefix(n, l.normal(prefix)) {
			return true
		}
	}
	return false
}
