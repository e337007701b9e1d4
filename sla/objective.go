package sla

import (
	"math/big"

	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/sla/downtime"
	"github.com/etomcrm/etomcrm/sla/sample"
)

// Kind is what an objective measures.
type Kind string

// The kinds. The first six count outages and repairs, the others samples of a metric.
const (
	Availability     Kind = "availability"     // share of the time with service, in % or 1
	Downtime         Kind = "downtime"         // total time without service, in h, min, s or ms
	Outages          Kind = "outages"          // how many outages
	LongestOutage    Kind = "longestOutage"    // the longest one, in h, min, s or ms
	TimeToRepair     Kind = "timeToRepair"     // of each fault, in h, min, s or ms; what is shown is the longest
	MeanTimeToRepair Kind = "meanTimeToRepair" // over all faults that are repaired, in h, min, s or ms
	Percentile       Kind = "percentile"       // of a metric, in its unit
	Mean             Kind = "mean"             // of a metric, in its unit
	Ratio            Kind = "ratio"            // good of all, in % or 1
	Threshold        Kind = "threshold"        // utilisation and the like: the peak, in the metric's unit, or the share of time above, in % or 1
	Timeslices       Kind = "timeslices"       // share of the slots that were good, in % or 1
)

// Objective is one promise of an agreement (TMF623: service level objective): what is measured how, and what must hold. It is a
// value.
type Objective struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	De      string `json:"de,omitempty"`      // the name in German; empty: Name
	Feature string `json:"feature,omitempty"` // whose, one of the agreement's; empty: of all
	Kind    Kind   `json:"kind"`

	Counting *downtime.Counting `json:"counting,omitempty"` // how outages and repairs are counted
	Repair   *Repairing         `json:"repair,omitempty"`   // for timeToRepair and meanTimeToRepair
	Metric   *sample.Metric     `json:"metric,omitempty"`   // what is sampled
	Rule     *sample.Rule       `json:"rule,omitempty"`     // what is made of the samples

	Operator Operator       `json:"operator"` // must hold between what was measured and Target
	Target   money.Quantity `json:"target"`
	Unit     Unit           `json:"unit,omitempty"`
	Warning  *Bound         `json:"warning,omitempty"` // must hold, or a warning is raised; it lies before the target

	Consequences []Consequence `json:"consequence,omitempty"`
	Stacking     Stacking      `json:"stacking,omitempty"` // among several consequences of this objective
	Cap          *Cap          `json:"cap,omitempty"`      // of what this objective may cost in a period; asked for where it has consequences
}

// Repairing says which faults count for a time to repair. It is a value.
type Repairing struct {
	Faults  Faults  `json:"faults"`
	Belongs Belongs `json:"belongs"`
}

// Faults is where the faults of a time to repair are found.
type Faults string

// The faults: every outage is one, or the repairs that Problem Handling reports.
const (
	FromOutages Faults = "outages"
	FromRepairs Faults = "repairs"
)

// Belongs says to which period a fault belongs that lasts beyond one.
type Belongs string

// A fault belongs to the period in which it began, or to the one in which it ended; it is never cut in two.
const (
	ByStart Belongs = "start"
	ByEnd   Belongs = "end"
)

// form is what the kinds need.
type form struct {
	counts    bool          // outages or repairs, so Counting
	repairs   bool          // faults one by one, so Repair
	rules     []sample.Kind // what Rule may be, if it is sampled
	dimension dimension     // of what is counted
	en, de    string
}

// forms has what each kind needs and its name. Availability is counted or sampled.
var forms = map[Kind]form{
	Availability:     {counts: true, rules: []sample.Kind{sample.Availability}, dimension: ofShare, en: "availability", de: "Verfügbarkeit"},
	Downtime:         {counts: true, dimension: ofTime, en: "time without service", de: "Zeit ohne Dienst"},
	Outages:          {counts: true, dimension: ofNumber, en: "outages", de: "Ausfälle"},
	LongestOutage:    {counts: true, dimension: ofTime, en: "longest outage", de: "längster Ausfall"},
	TimeToRepair:     {counts: true, repairs: true, dimension: ofTime, en: "time to repair", de: "Entstörzeit"},
	MeanTimeToRepair: {counts: true, repairs: true, dimension: ofTime, en: "mean time to repair", de: "mittlere Entstörzeit"},
	Percentile:       {rules: []sample.Kind{sample.Percentile}, en: "percentile", de: "Perzentil"},
	Mean:             {rules: []sample.Kind{sample.Mean}, en: "mean", de: "Mittelwert"},
	Ratio:            {rules: []sample.Kind{sample.Ratio, sample.MeanOfSlots}, en: "ratio", de: "Anteil"},
	Threshold:        {rules: []sample.Kind{sample.Peak, sample.Share, sample.Longest}, en: "threshold", de: "Schwelle"},
	Timeslices:       {rules: []sample.Kind{sample.Timeslices}, en: "good slots", de: "gute Zeitscheiben"},
}

// Words is the kind's name, such as "longest outage"; German for "de", else English.
func (k Kind) Words(lang string) string { return word(lang, forms[k].en, forms[k].de) }

// target is the target in base units.
func (o Objective) target() *big.Rat { return o.Unit.base(o.Target) }

// edges are the target, the warning level and the tiers' bounds, in base units: what a figure must be kept apart from.
func (o Objective) edges() []*big.Rat {
	all := []*big.Rat{o.target()}
	if o.Warning != nil {
		all = append(all, o.Unit.base(o.Warning.Value))
	}
	for _, c := range o.Consequences {
		for _, t := range c.Tiers {
			for _, b := range t.When {
				all = append(all, o.Unit.base(b.Value))
			}
		}
	}
	return all
}
