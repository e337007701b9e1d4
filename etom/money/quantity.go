package money

// Quantity is an exact number of units, such as 2.5 GB; which unit, the owner knows. It has at most 19 digits, 18 of them
// behind the point. The zero value is 0. Quantities are values: == is true for equal ones. Immutable and safe for
// concurrent use.
type Quantity struct{ number dec }

// Count is a whole number of units.
func Count(n int64) Quantity {
	magnitude, neg := split(n)
	return Quantity{dec{mag: u128{lo: magnitude}, neg: neg}}
}

// ParseQuantity reads a number as New takes it. Errors are fault.ErrInvalid.
func ParseQuantity(text string) (Quantity, error) {
	n, err := parseFactor("quantity", text, text, 0, "2.5")
	return Quantity{n}, err
}

// MustQuantity is ParseQuantity for package-level tables and tests; it panics instead of returning an error.
func MustQuantity(text string) Quantity { return must(ParseQuantity(text)) }

// Add is q + p. Error: *OverflowError.
func (q Quantity) Add(p Quantity) (Quantity, error) {
	n, ok := addFactors(q.number, p.number)
	if !ok {
		return Quantity{}, overflow("%s plus %s", q, p)
	}
	return Quantity{n}, nil
}

// Sub is q - p. Error: *OverflowError.
func (q Quantity) Sub(p Quantity) (Quantity, error) {
	n, ok := addFactors(q.number, p.number.negated())
	if !ok {
		return Quantity{}, overflow("%s minus %s", q, p)
	}
	return Quantity{n}, nil
}

// Cmp is -1 if q is less than p, 0 if they are equal, 1 if q is more.
func (q Quantity) Cmp(p Quantity) int { return q.number.cmp(p.number) }

// Sign is -1, 0 or 1.
func (q Quantity) Sign() int { return q.number.sign() }

// String is the quantity as a number, such as "2.5".
func (q Quantity) String() string { return q.number.text() }

// MarshalText gives what String gives; in JSON a quantity is the string "2.5".
func (q Quantity) MarshalText() ([]byte, error) { return []byte(q.String()), nil }

// UnmarshalText reads a quantity as ParseQuantity does.
func (q *Quantity) UnmarshalText(text []byte) error {
	parsed, err := ParseQuantity(string(text))
	if err != nil {
		return err
	}
	*q = parsed
	return nil
}
