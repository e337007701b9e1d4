package contact

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Analyst analyses contacts and requests and reports to the other processes (3.2.3): that the same problem shows at several
// customers, and in figures what came in and how it was answered. It reads what a Service on the same store has taken in.
// It is safe for concurrent use.
type Analyst struct {
	env    *work.Env
	config AnalystConfig
}

// AnalystConfig is the Config of an Analyst; nil is the default.
type AnalystConfig struct {
	Rule   Rule          // when it is worth a report
	Kinds  []Kind        // which contacts are analysed; nil: those that tell of trouble, or of interest
	Topics []Topic       // what contacts are about; nil: Topics()
	Fields []string      // fields of a form's content that say so too; nil: "service", "area", "product"
	Every  time.Duration // how often Due analyses at most; 0: an hour
}

// Analysed are the kinds of contact that an Analyst looks at if it is not told others.
func Analysed() []Kind {
	return []Kind{ProblemReport, Complaint, QualityInquiry, BillInquiry, Cancellation, Termination, Enquiry}
}

// NewAnalyst makes an Analyst. A wrong config is fault.ErrInvalid.
func NewAnalyst(env *work.Env, config *AnalystConfig) (*Analyst, error) {
	a := &Analyst{env: env}
	if config != nil {
		a.config = *config
	}
	a.config.Rule = a.config.Rule.withDefaults()
	a.config.Every = cmp.Or(a.config.Every, hour)
	if a.config.Kinds == nil {
		a.config.Kinds = Analysed()
	}
	if a.config.Topics == nil {
		a.config.Topics = Topics()
	}
	if a.config.Fields == nil {
		a.config.Fields = []string{"service", "area", "product"}
	}
	return a, a.config.check()
}

func (c AnalystConfig) check() error {
	var f fault.Check
	c.Rule.check(&f)
	f.Span("every", c.Every)
	for i, k := range c.Kinds {
		_, known := RouteOf(k)
		f.That(known, fmt.Sprintf("kinds[%d]", i), fault.RuleUnknown, "must be one of Routes()")
		f.That(!slices.Contains(c.Kinds[:i], k), fmt.Sprintf("kinds[%d]", i), fault.RuleDuplicate, "stands there twice")
	}
	for i, name := range c.Fields {
		f.Text(fmt.Sprintf("fields[%d]", i), name, fault.MaxName)
	}
	checkTopics(&f, c.Topics)
	return f.Err("contact.analyst")
}

// Analyse returns what Rule finds among the contacts up to asOf; nothing is stored or told.
func (a *Analyst) Analyse(ctx context.Context, asOf time.Time) ([]Finding, error) {
	return work.See(ctx, a.env, func(u *work.Unit) ([]Finding, error) { return a.AnalyseTx(u, asOf) })
}

// AnalyseTx is Analyse in the caller's unit.
func (a *Analyst) AnalyseTx(u *work.Unit, asOf time.Time) ([]Finding, error) {
	asOf = fault.Instant(asOf)
	since := asOf
	var all []Sighting
	for _, k := range a.config.Kinds {
		first := spanOf(byKind, string(k), noTime, noTime)
		first.Limit = 1
		oldest, _, err := interactions.Page(u, first)
		if err != nil {
			return nil, err
		}
		if len(oldest) > 0 && oldest[0].At.Before(since) {
			since = oldest[0].At
		}
		err = eachReceived(u, k, a.config.Rule.from(asOf), asOf.Add(time.Microsecond), func(i Interaction) {
			all = append(all, Sight(i, a.config.Topics, a.config.Fields))
		})
		if err != nil {
			return nil, err
		}
	}
	return a.config.Rule.Find(all, since, asOf), nil
}

// receivedPage is how many contacts are read at a time.
const receivedPage = 200

// eachReceived goes through the contacts of a kind, a page at a time, so that their texts need not be in memory at once.
func eachReceived(u *work.Unit, kind Kind, from, until time.Time, do func(Interaction)) error {
	q := spanOf(byKind, string(kind), from, until)
	for q.Limit = receivedPage; ; {
		page, next, err := interactions.Page(u, q)
		if err != nil {
			return err
		}
		for _, i := range page {
			do(i)
		}
		if next == (store.Cursor{}) {
			return nil
		}
		q.After = next
	}
}
