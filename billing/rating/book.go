package rating

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/decode"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Book is a set of tariffs, made ready for rating: prefixes sorted, bands laid over the week, holidays computed. The zero Book
// has no tariffs. Immutable and safe for concurrent use.
type Book struct{ inside *compiled }

type compiled struct {
	spec    BookSpec
	tariffs map[string]*tariff
}

// tariff is all versions of an id.
type tariff struct {
	id       string
	versions []*version // by their beginning
}

// version is a Tariff made ready.
type version struct {
	spec        *Tariff
	from, until int64 // seconds since 1970
	zone        *time.Location
	week        week
	plan        *plan
	kinds       map[string]*kind
	prices      []price
	allowances  []allowance
}

// kind is the prices of a kind of usage: a table of zones by bands.
type kind struct {
	measure Measure
	unit    string
	zoned   bool
	cells   []int16 // zone × bands + band: index of the price, -1 for none
}

// price is a Price made ready: all extents are whole numbers inside.
type price struct {
	*Price
	unit        int64 // what one unit has inside
	first, next int64
	size        int64
	upTo        []int64 // of the tiers; the last has none
	bounded     bool
	counted     bool // over the period: what a record costs depends on those before it
}

// allowance is an Allowance made ready.
type allowance struct {
	*Allowance
	grant int64
}

// NewBook makes a book of tariffs. fault.ErrInvalid names every fault at once: versions that overlap, bands that overlap, two
// prices for the same, a price in another currency, a code that leads nowhere.
func NewBook(spec BookSpec) (Book, error) {
	var c fault.Check
	b := compile(copied(spec), &c)
	if err := c.Err("rating.book"); err != nil {
		return Book{}, err
	}
	return Book{b}, nil
}

// Read makes a book of a BookSpec's JSON. fault.ErrInvalid names every fault at once, each with its path and line: fields that
// are unknown, there twice, missing or of the wrong type, and what NewBook finds in the rest.
func Read(text []byte) (Book, error) {
	var c fault.Check
	var b Book
	if root := decode.JSON(text, &c); root != nil {
		var spec BookSpec
		decode.Into(root, &spec, &c)
		var meaning error
		b, meaning = NewBook(spec)
		decode.Meaning(root, &c, meaning)
	}
	if err := c.Err("rating.book"); err != nil {
		return Book{}, err
	}
	return b, nil
}

// Spec is what the book was made of, a copy of its own.
func (b Book) Spec() BookSpec {
	if b.inside == nil {
		return BookSpec{}
	}
	return copied(b.inside.spec)
}

// MarshalJSON writes the BookSpec.
func (b Book) MarshalJSON() ([]byte, error) { return json.Marshal(b.Spec()) }

// UnmarshalJSON reads what MarshalJSON writes and refuses what Read refuses. null changes nothing, as encoding/json has it. After
// an error b is as before.
func (b *Book) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		return nil
	}
	read, err := Read(data)
	if err == nil {
		*b = read
	}
	return err
}

// Currency is that of a tariff; false if the book does not have it.
func (b Book) Currency(tariff string) (money.Currency, bool) {
	if b.inside == nil || b.inside.tariffs[tariff] == nil {
		return money.Currency{}, false
	}
	return b.inside.tariffs[tariff].versions[0].spec.Currency, true
}

// Valid is the version of a tariff that is valid at an instant; false if there is none.
func (b Book) Valid(tariff string, at time.Time) (version string, ok bool) {
	if b.inside == nil || b.inside.tariffs[tariff] == nil {
		return "", false
	}
	v := b.inside.tariffs[tariff].at(at.Unix())
	if v == nil {
		return "", false
	}
	return v.spec.Version, true
}

// at is the version valid at a second since 1970, nil for none.
func (t *tariff) at(second int64) *version {
	for i := len(t.versions) - 1; i >= 0; i-- {
		if v := t.versions[i]; v.from <= second {
			if second < v.until {
				return v
			}
			return nil
		}
	}
	return nil
}

// within is the version valid when the period begins, else the first that begins in it, nil for none.
func (t *tariff) within(p calendar.Period) *version {
	start, end := p.Start().Unix(), p.End().Unix()
	if v := t.at(start); v != nil {
		return v
	}
	for _, v := range t.versions {
		if start <= v.from && v.from < end {
			return v
		}
	}
	return nil
}

// copied shares nothing that the caller could change.
func copied(spec BookSpec) BookSpec {
	spec.Plans = slices.Clone(spec.Plans)
	for i := range spec.Plans {
		p := &spec.Plans[i]
		p.Zones = slices.Clone(p.Zones)
		for j := range p.Zones {
			p.Zones[j].Prefixes = slices.Clone(p.Zones[j].Prefixes)
		}
	}
	spec.Tariffs = slices.Clone(spec.Tariffs)
	for i := range spec.Tariffs {
		spec.Tariffs[i] = spec.Tariffs[i].copied()
	}
	return spec
}

func (t Tariff) copied() Tariff {
	t.Holidays = slices.Clone(t.Holidays)
	t.Bands = slices.Clone(t.Bands)
	for i := range t.Bands {
		b := &t.Bands[i]
		b.Windows = slices.Clone(b.Windows)
		for j := range b.Windows {
			b.Windows[j].Days = slices.Clone(b.Windows[j].Days)
		}
	}
	t.Prices = slices.Clone(t.Prices)
	for i := range t.Prices {
		p := &t.Prices[i]
		p.Zones, p.Bands, p.Tiers = slices.Clone(p.Zones), slices.Clone(p.Bands), slices.Clone(p.Tiers)
	}
	t.Allowances = slices.Clone(t.Allowances)
	for i := range t.Allowances {
		a := &t.Allowances[i]
		a.Kinds, a.Prices = slices.Clone(a.Kinds), slices.Clone(a.Prices)
	}
	return t
}
