package rating

import (
	"strings"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Measure is what of a record is priced.
type Measure string

// The measures.
const (
	Duration Measure = "duration" // true time
	Quantity Measure = "quantity" // the record's quantity
	Event    Measure = "event"    // the record itself: each is one
	Value    Measure = "value"    // the record's value
)

// Model is how the price follows from what is measured.
type Model string

// The models.
const (
	Unit       Model = "unit"       // Amount for each unit
	Graduated  Model = "graduated"  // each unit at the price of the tier it lies in
	Volume     Model = "volume"     // all units at the price of the tier the last one lies in
	Package    Model = "package"    // Amount for each package of Size units that is begun
	StairStep  Model = "stairStep"  // the Flat amount of the tier the last unit lies in
	Percentage Model = "percentage" // Rate of the record's value
)

// Over says of what a package, a tier or a step counts the units.
type Over string

// What units are counted over.
const (
	OverPeriod Over = "period" // all records of a product under this price in the request; the default
	OverRecord Over = "record" // each record by itself
)

// Price is what a kind of usage costs, for some zones and bands. Of the prices of a kind the one that names both the zone and the
// band holds, else the one that names the zone, else the one that names the band, else the one that names neither; two that say
// the same are refused. A plain value.
type Price struct {
	Code    string         `json:"code"` // names the line; unique in its tariff
	Name    string         `json:"name"` // as it stands on the bill
	De      string         `json:"de,omitempty"`
	Kind    string         `json:"kind"`            // of usage
	Zones   []string       `json:"zones,omitempty"` // codes of the plan's; none: all that no other price names
	Bands   []string       `json:"bands,omitempty"` // codes, Other among them; none: all that no other price names
	Measure Measure        `json:"measure"`         // the same for all prices of a kind
	Unit    string         `json:"unit"`            // of a Duration s, min or h; else any: MB, SMS, piece; the same for all prices of a kind
	Model   Model          `json:"model"`
	Amount  money.Amount   `json:"amount,omitzero"` // for one unit or package
	Size    money.Quantity `json:"size,omitzero"`   // units in a package
	Tiers   []Tier         `json:"tiers,omitempty"`
	Over    Over           `json:"over,omitempty"`
	Rate    money.Rate     `json:"rate,omitzero"`    // of the value
	Pulse   Pulse          `json:"pulse,omitzero"`   // of a Duration in seconds, else in units; none: counted exactly
	Least   money.Quantity `json:"least,omitzero"`   // in the pulse's measure: the first increment is at least that long, in whole increments
	SetUp   money.Amount   `json:"setUp,omitzero"`   // for each call or record that uses anything
	Minimum money.Amount   `json:"minimum,omitzero"` // least for one record, as far as this price charges it, without SetUp
	Maximum money.Amount   `json:"maximum,omitzero"` // most for one record, likewise; none: no bound
}

// Tier is a range of units: those above the tier before, up to and including UpTo. A plain value.
type Tier struct {
	UpTo   money.Quantity `json:"upTo,omitzero"`   // only the last tier has none, and no end
	Amount money.Amount   `json:"amount,omitzero"` // for each unit; not of a stair step
	Flat   money.Amount   `json:"flat,omitzero"`   // once, when the tier is reached
}

// Pulse is how time or quantity is counted, written first/next: 60/1 is at least a minute, then by the second. The zero Pulse
// counts exactly. A plain value.
type Pulse struct {
	First, Next money.Quantity
}

// String writes the pulse as UnmarshalText reads it; empty for the zero Pulse.
func (p Pulse) String() string {
	if p == (Pulse{}) {
		return ""
	}
	return p.First.String() + "/" + p.Next.String()
}

// MarshalText writes what String writes, for JSON too.
func (p Pulse) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads first/next, two numbers, such as 30/6. Anything else is fault.ErrInvalid and changes nothing.
func (p *Pulse) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*p = Pulse{}
		return nil
	}
	before, behind, _ := strings.Cut(string(text), "/")
	first, errFirst := money.ParseQuantity(before)
	next, errNext := money.ParseQuantity(behind)
	if errFirst != nil || errNext != nil {
		var c fault.Check
		c.Add("pulse", fault.RuleFormat, "must be the first and the further increments, such as 60/1")
		return c.Err("rating.pulse")
	}
	*p = Pulse{first, next}
	return nil
}
