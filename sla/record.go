package sla

import (
	"time"

	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/sla/downtime"
	"github.com/etomcrm/etomcrm/sla/sample"
)

// Record is what is known of a period when it is evaluated. It is a value; treat it as immutable.
type Record struct {
	Outages    []downtime.Outage          `json:"outage,omitempty"`
	Exclusions []downtime.Exclusion       `json:"exclusion,omitempty"`
	Repairs    []Repair                   `json:"repair,omitempty"`
	Samples    map[string][]sample.Sample `json:"sample,omitempty"`  // by the metric's name, in the order of time
	Counts     map[string][]sample.Count  `json:"count,omitempty"`   // likewise
	Fees       map[string]money.Amount    `json:"fee,omitempty"`     // by name: what the customer pays for this period
	Granted    *money.Amount              `json:"granted,omitempty"` // where the agreement has a ContractCap: what the other periods that share it were granted, earlier or later
}

// Repair is one fault from its report to its end, as Problem Handling knows it. It is a value.
type Repair struct {
	ID       string         `json:"id"`
	Feature  string         `json:"feature,omitempty"`
	Reported time.Time      `json:"reported"`
	Restored time.Time      `json:"restored,omitzero"` // zero: not yet
	Cause    downtime.Cause `json:"cause,omitempty"`
}
