package rule

import (
	"github.com/etomcrm/etomcrm/etom/decode"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// The codes of what is wrong with a table; those of etom/fault stand beside them.
const (
	CodeKind          = "RULE-KIND"          // a value or condition of another kind than the fact
	CodeGap           = "RULE-GAP"           // facts that no row covers
	CodeOverlap       = "RULE-OVERLAP"       // facts that two rows of a Unique table cover
	CodeUnreachable   = "RULE-UNREACHABLE"   // a row that never decides
	CodeContradiction = "RULE-CONTRADICTION" // conditions that nothing meets
	CodeMissing       = "RULE-MISSING"       // a fact with the policy Refuse that is missing
	CodeExpr          = "RULE-EXPR"          // an expression that cannot be compiled
	CodeWork          = "RULE-WORK"          // a table that takes too long to check
)

// HitPolicy says which of the rows that are met decide.
type HitPolicy string

// The policies. First, Unique and Worst need a row for all facts there can be; Sum does not.
const (
	First  HitPolicy = "first"  // the first one
	Unique HitPolicy = "unique" // there is never more than one
	Sum    HitPolicy = "sum"    // all of them, and their points are added up; none: 0 points
	Worst  HitPolicy = "worst"  // those whose outcome is the worst of all met
)

// MaxRows is how many rows a table may have.
const MaxRows = 256

// Condition is one condition on one fact. A Number or Amount has AtLeast, Below or both: the interval is half-open, so that rows
// meet without gap or overlap. A Text has In, a Flag Is. Missing stands alone. It is a value.
type Condition struct {
	Fact    string   `json:"fact"`
	AtLeast *Value   `json:"atLeast,omitempty"` // the fact is this or more; an amount may be the text "50.00 EUR"
	Below   *Value   `json:"below,omitempty"`   // the fact is less
	In      []string `json:"in,omitempty"`      // the fact is one of these
	Is      *bool    `json:"is,omitempty"`
	Missing bool     `json:"missing,omitempty"` // the fact is missing; only where its policy is Unmet
}

// Row is one rule: if all its conditions are met, and Expr if there is one, it has points, an outcome and a reason. A row without
// conditions is always met.
type Row struct {
	Code    string      `json:"code"` // stable, the code of its reason
	When    []Condition `json:"when,omitempty"`
	Expr    string      `json:"expr,omitempty"` // for the Evaluator; such a row covers nothing, as it may not be met
	Points  int64       `json:"points,omitempty"`
	Outcome string      `json:"outcome,omitempty"`
	Why     string      `json:"why"`             // one sentence
	WhyDe   string      `json:"whyDe,omitempty"` // the same in German
}

// Spec is a decision table as people write it and as it is stored. It is a value; Compile makes a Table of it.
type Spec struct {
	Name     string    `json:"name"`
	Version  string    `json:"version"`
	Policy   HitPolicy `json:"policy"`
	Outcomes []string  `json:"outcomes,omitempty"` // best first; every row has one of them, or none has if there are none
	Rows     []Row     `json:"rows"`
}

// ParseSpec reads a table from JSON. fault.ErrInvalid names every fault at once, each with its path and line; whether the table
// fits a schema, Compile says.
func ParseSpec(text []byte) (Spec, error) {
	var c fault.Check
	var s Spec
	if root := decode.JSON(text, &c); root != nil {
		decode.Into(root, &s, &c)
		decode.Meaning(root, &c, s.Check())
	}
	if err := c.Err(subject + ".table"); err != nil {
		return Spec{}, err
	}
	return s, nil
}
