package money

import "strings"

// Rate is an exact share: a percentage such as 19% or, which is the same, a factor such as 0.19. It may be negative or
// above 100%. As a factor it has at most 19 digits, 18 of them behind the point. The zero value is 0%. Rates are values:
// == is true for equal ones. Immutable and safe for concurrent use.
type Rate struct{ number dec }

// ParseRate reads "19%" or the factor "0.19"; note that "19" without the sign is 1900%. The digits are written as New takes
// them. Errors are fault.ErrInvalid.
func ParseRate(text string) (Rate, error) {
	number, percent := strings.CutSuffix(text, "%")
	places := 0
	if percent {
		places = 2
	}
	n, err := parseFactor("rate", text, number, places, "19% or 0.19")
	return Rate{n}, err
}

// MustRate is ParseRate for package-level tables and tests; it panics instead of returning an error.
func MustRate(text string) Rate { return must(ParseRate(text)) }

// Add is r + s, such as a base rate and nine points. Error: *OverflowError.
func (r Rate) Add(s Rate) (Rate, error) {
	n, ok := addFactors(r.number, s.number)
	if !ok {
		return Rate{}, overflow("%s plus %s", r, s)
	}
	return Rate{n}, nil
}

// Sub is r - s. Error: *OverflowError.
func (r Rate) Sub(s Rate) (Rate, error) {
	n, ok := addFactors(r.number, s.number.negated())
	if !ok {
		return Rate{}, overflow("%s minus %s", r, s)
	}
	return Rate{n}, nil
}

// Cmp is -1 if r is less than s, 0 if they are equal, 1 if r is more.
func (r Rate) Cmp(s Rate) int { return r.number.cmp(s.number) }

// Sign is -1, 0 or 1.
func (r Rate) Sign() int { return r.number.sign() }

// String is the rate in percent, such as "19%" or "0.5%".
func (r Rate) String() string {
	n := r.number
	n.mag, _ = n.mag.shift(max(2-int(n.places), 0))
	n.places -= min(n.places, 2)
	return n.text() + "%"
}

// MarshalText gives what String gives; in JSON a rate is the string "19%".
func (r Rate) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText reads a rate as ParseRate does.
func (r *Rate) UnmarshalText(text []byte) error {
	parsed, err := ParseRate(string(text))
	if err != nil {
		return err
	}
	*r = parsed
	return nil
}
