package risk

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/etomcrm/etomcrm/crm/retention/rule"
	"github.com/etomcrm/etomcrm/crm/retention/scorecard"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Compiled is a policy made ready to decide. Immutable and safe for concurrent use.
type Compiled struct {
	policy      Policy
	schema      *rule.Schema
	fingerprint string
	none        money.Amount // nothing, in the policy's currency
	scores      []scoring
	limits      *rule.Table
	steps       *rule.Table
	decision    *rule.Table
	bands       map[string]Band
	shares      map[string]money.Rate
}

// scoring is a Scoring made ready: it has one of the two.
type scoring struct {
	Scoring
	table *rule.Table
	card  *scorecard.Scorecard
}

// Compile checks a policy and makes it ready. fault.ErrInvalid names every fault at once: those of Policy.Check, and those of its
// tables and cards (gaps, overlaps, unreachable rows, unknown facts), with paths as in JSON. The evaluator is for rows with
// expressions; nil: there are none.
func Compile(p Policy, e rule.Evaluator) (*Compiled, error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	schema, err := Schema(p.Currency).Extend(p.Facts...)
	if err != nil {
		return nil, err
	}
	return compile(p, schema, e)
}

// compile is Compile with the facts as they were when the policy was published.
func compile(p Policy, schema *rule.Schema, e rule.Evaluator) (*Compiled, error) {
	c := &Compiled{policy: p, schema: schema, bands: map[string]Band{}, shares: map[string]money.Rate{}}
	var f fault.Check
	var err error
	if c.none, err = money.FromMinor(0, p.Currency); err != nil {
		return nil, err
	}
	table := func(path string, spec rule.Spec) *rule.Table {
		t, err := rule.Compile(schema, spec, e)
		note(&f, path, err)
		return t
	}
	for n, s := range p.Scores {
		path, one := fmt.Sprintf("scores[%d]", n), scoring{Scoring: s}
		if s.Table != nil {
			one.table = table(path+".table", *s.Table)
		} else {
			one.card, err = scorecard.Compile(schema, *s.Card)
			note(&f, path+".card", err)
		}
		c.scores = append(c.scores, one)
	}
	c.limits = table("limits.table", p.Limits.Table)
	c.steps = table("steps.table", p.Steps.Table)
	c.decision = table("decision", p.Decision)
	for _, b := range p.Limits.Bands {
		c.bands[b.Name] = b
	}
	for _, s := range p.Steps.Shares {
		c.shares[s.Name] = s.Rate
	}
	if err := f.Err("risk.policy"); err != nil {
		return nil, err
	}
	c.fingerprint, err = fingerprint(p)
	return c, err
}

// Policy is the policy it was made of; it is not to be changed.
func (c *Compiled) Policy() Policy { return c.policy }

// Schema is what its facts are of: Schema, and the policy's own.
func (c *Compiled) Schema() *rule.Schema { return c.schema }

// Fingerprint tells policies apart whose name and version are the same: a hash of all that stands in the policy, but for the instant
// from which it is in force.
func (c *Compiled) Fingerprint() string { return c.fingerprint }

func fingerprint(p Policy) (string, error) {
	p.From = time.Time{}
	text, err := json.Marshal(p)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:16]), nil
}

// note adds what is wrong with a part, its paths below path.
func note(f *fault.Check, path string, err error) {
	if err == nil {
		return
	}
	var part fault.Check
	if !addFields(&part, err) {
		part.Add("", fault.RuleFormat, err.Error())
	}
	f.Within(path, &part)
}

// asksTooEarly lists the facts of a table's conditions that are not computed yet when the table decides: only scores are.
func asksTooEarly(spec rule.Spec, scores bool) []string {
	var early []string
	for _, r := range spec.Rows {
		for _, w := range r.When {
			if !isComputed(w.Fact) || alreadyThere(w.Fact) || scores && strings.HasPrefix(w.Fact, "risk.") || slices.Contains(early, w.Fact) {
				continue
			}
			early = append(early, w.Fact)
		}
	}
	return early
}

// alreadyThere tells the computed facts that are there before the first score is.
func alreadyThere(name string) bool {
	return !strings.HasPrefix(name, "risk.") && !strings.HasPrefix(name, "limit.") && !strings.HasPrefix(name, "exposure.")
}
