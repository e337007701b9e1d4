package rating

import (
	"strconv"

	"github.com/etomcrm/etomcrm/etom/money"
)

// Step is one sum of an explanation. Its sentence is made when it is asked for. A plain value.
type Step struct {
	Rule      Rule         `json:"rule"`
	Count     int          `json:"count,omitempty"` // of set-up fees, packages, records
	Used      Extent       `json:"used,omitzero"`   // counted
	Unit      string       `json:"unit,omitempty"`
	Price     money.Amount `json:"price,omitzero"` // for a unit, a package or once
	Rate      money.Rate   `json:"rate,omitzero"`
	Value     money.Amount `json:"value,omitzero"`      // of which Rate is taken
	Allowance string       `json:"allowance,omitempty"` // id of the one that covers it
	Name      string       `json:"name,omitempty"`      // of the allowance
	De        string       `json:"de,omitempty"`
	Amount    money.Exact  `json:"amount"`
}

// Rule is why something is charged, or not.
type Rule string

// The rules. What a model charges bears the model's name.
const (
	RuleIncluded Rule = "included" // covered by an allowance
	RuleSetUp    Rule = "setUp"    // set-up fee
	RuleFlat     Rule = "flat"     // flat amount of a tier
	RuleRecords  Rule = "records"  // each record by itself, as its segments say
	RuleMinimum  Rule = "minimum"  // up to the least amount for a record
	RuleMaximum  Rule = "maximum"  // down to the most for a record
)

// Text is the step in an English sentence.
func (s Step) Text() string { return s.sentence(english) }

// InGerman is the step in a German sentence.
func (s Step) InGerman() string { return s.sentence(german) }

// words are the sentences' parts in one language.
type words struct {
	language                                        string
	included, setUp, flat, minimum, maximum         string
	packages, tier, volume, step, of, per, byRecord string
	records, rejected, allowances, left, lapse      string
}

var (
	english = words{language: "en", included: "included in ", setUp: "set-up fee", flat: "flat amount of the tier", minimum: "up to the least amount",
		maximum: "down to the most", packages: "packages begun", tier: "in this tier", volume: "all at the tier reached", step: "step reached",
		of: "of", per: "for each", byRecord: "each record by itself",
		records: "records", rejected: "rejected", allowances: "allowances", left: "left", lapse: "lapses"}
	german = words{language: "de", included: "enthalten in ", setUp: "Verbindungsentgelt", flat: "Grundbetrag der Stufe", minimum: "bis zum Mindestbetrag",
		maximum: "bis zum Höchstbetrag", packages: "angefangene Pakete", tier: "in dieser Stufe", volume: "alles zum Preis der erreichten Stufe", step: "erreichte Stufe",
		of: "von", per: "je", byRecord: "je Datensatz",
		records: "Datensätze", rejected: "zurückgewiesen", allowances: "Freimengen", left: "übrig", lapse: "verfällt"}
)

func (s Step) sentence(w words) string {
	used := withUnit(s.Used, s.Unit)
	price := s.Price.Number() + " " + s.Price.Currency().String()
	each := " × " + price + " " + w.per + " " + s.Unit
	switch s.Rule {
	case RuleIncluded:
		return used + " " + w.included + w.choose(s.Name, s.De)
	case RuleSetUp:
		return strconv.Itoa(s.Count) + " × " + w.setUp + " " + price
	case RuleFlat:
		return w.flat + " " + price
	case RuleMinimum:
		return w.minimum + " " + price
	case RuleMaximum:
		return w.maximum + " " + price
	case RuleRecords:
		return used + ", " + w.byRecord
	case Rule(Package):
		return used + ": " + strconv.Itoa(s.Count) + " " + w.packages + " × " + price
	case Rule(Graduated):
		return used + " " + w.tier + each
	case Rule(Volume):
		return used + ", " + w.volume + each
	case Rule(StairStep):
		return used + ": " + w.step + " " + price
	case Rule(Percentage):
		return s.Rate.String() + " " + w.of + " " + s.Value.String()
	}
	return used + each
}
