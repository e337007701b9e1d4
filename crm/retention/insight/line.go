package insight

import (
	"context"
	"strings"

	"github.com/etomcrm/etomcrm/crm/retention/rule"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// LineSource says where a line of business is known from.
type LineSource string

// The sources.
const (
	FromCode  LineSource = "code"  // the customer's NACE code
	FromUsage LineSource = "usage" // how the customer uses what was bought: a guess, with its reasons
)

// Line is a customer's line of business. It is a value.
type Line struct {
	Source  LineSource     `json:"source"`
	Code    string         `json:"code"` // the section of NACE, "J"; or the table's outcome
	Name    string         `json:"name,omitempty"`
	NACE    string         `json:"nace,omitempty"` // as it was noted, "61.10"
	Reasons []fault.Reason `json:"reasons"`
}

// ReasonCode is the code of the reason for a line that a NACE code tells; those of usage are the table's.
const ReasonCode = "INSIGHT-LINE-CODE"

// LineOfBusiness is the customer's: by the NACE code if there is one, else by the table from the usage pattern. A nil table is
// DefaultLine(). A code that is none, and a fact that the table must have and that is missing, are fault.ErrInvalid.
func LineOfBusiness(nace string, p Pattern, t *rule.Table) (Line, error) {
	if nace != "" {
		s, err := SectionOf(nace)
		if err != nil {
			return Line{}, err
		}
		return Line{Source: FromCode, Code: s.Code, Name: s.Name, NACE: nace,
			Reasons: []fault.Reason{{Code: ReasonCode, Message: "the customer's code is " + nace + ", which is " + s.Name}}}, nil
	}
	if t == nil {
		t = DefaultLine()
	}
	facts, err := p.facts(t.Schema())
	if err != nil {
		return Line{}, err
	}
	r, err := t.Decide(facts)
	if err != nil {
		return Line{}, err
	}
	return Line{Source: FromUsage, Code: r.Outcome, Reasons: t.Reasons(r)}, nil
}

// The facts of LineSchema. A schema of one's own may have more of the last kind: usage.share.voice is the share of the service voice
// in all that was used in its unit.
const (
	FactWeekend = "usage.weekend"
	FactPeak    = "usage.peak"
	FactMonths  = "usage.months"
	FactShare   = "usage.share."
)

// LineSchema are the facts of a table of lines of business.
func LineSchema() *rule.Schema { return lineSchema }

var (
	zero, one  = money.Count(0), money.Count(1)
	lineSchema = rule.MustSchema(
		rule.Definition{Name: FactWeekend, Kind: rule.Number, Least: &zero, Most: &one, Missing: rule.Unmet, What: "share of use on Saturday and Sunday, 0 to 1"},
		rule.Definition{Name: FactPeak, Kind: rule.Number, Least: &zero, Most: &one, Missing: rule.Unmet, What: "share of use in the busy hours, 0 to 1"},
		rule.Definition{Name: FactMonths, Kind: rule.Number, Whole: true, Least: &zero, Missing: rule.Refuse, What: "months in which anything was used"},
	)
)

// The lines of business of DefaultLine.
const (
	LineOffice  = "office"  // works from Monday to Friday, by day
	LineSeven   = "seven"   // works, or lives, seven days a week: retail, hospitality, care, households
	LineMixed   = "mixed"   // neither
	LineUnknown = "unknown" // when use takes place is not known
)

// DefaultLine tells an office from a shop by when they use what they bought. Its figures are ours: replace it by your own.
func DefaultLine() *rule.Table { return defaultLine }

var defaultLine = func() *rule.Table {
	few, day, many := rule.Num(money.MustQuantity("0.15")), rule.Num(money.MustQuantity("0.7")), rule.Num(money.MustQuantity("0.25"))
	t, err := rule.Compile(lineSchema, rule.Spec{Name: "insight.line", Version: "1", Policy: rule.First,
		Outcomes: []string{LineOffice, LineSeven, LineMixed, LineUnknown},
		Rows: []rule.Row{
			{Code: "INSIGHT-LINE-01", Outcome: LineOffice, When: []rule.Condition{{Fact: FactWeekend, Below: &few}, {Fact: FactPeak, AtLeast: &day}},
				Why: "little is used on weekends and most in the busy hours", WhyDe: "am Wochenende wird wenig genutzt und das meiste in der Hauptzeit"},
			{Code: "INSIGHT-LINE-02", Outcome: LineSeven, When: []rule.Condition{{Fact: FactWeekend, AtLeast: &many}},
				Why: "weekends are days like others", WhyDe: "Wochenenden sind Tage wie andere"},
			{Code: "INSIGHT-LINE-03", Outcome: LineUnknown, When: []rule.Condition{{Fact: FactWeekend, Missing: true}},
				Why: "when use takes place is not known", WhyDe: "wann genutzt wird, ist nicht bekannt"},
			{Code: "INSIGHT-LINE-04", Outcome: LineMixed, Why: "use has no clear pattern", WhyDe: "die Nutzung hat kein klares Muster"},
		}}, nil)
	if err != nil {
		panic(err)
	}
	return t
}()

// facts are those of a pattern that a schema knows.
func (p Pattern) facts(s *rule.Schema) (*rule.Facts, error) {
	known := map[string]rule.Value{FactMonths: rule.Int(int64(p.Months))}
	for name, share := range map[string]Share{FactWeekend: p.Weekend, FactPeak: p.Peak} {
		if err := set(known, name, share); err != nil {
			return nil, err
		}
	}
	for _, x := range p.Services {
		if err := set(known, FactShare+x.Service, Share{Known: true, Of: x.Share}); err != nil {
			return nil, err
		}
	}
	facts := rule.NewFacts(s)
	for _, d := range s.Definitions() {
		v, ok := known[d.Name]
		if !ok {
			continue
		}
		if err := facts.Set(d.Name, v); err != nil {
			return nil, err
		}
	}
	return facts, nil
}

func set(known map[string]rule.Value, name string, s Share) error {
	if !s.Known {
		return nil
	}
	v, err := rule.Float(s.Of)
	known[name] = v
	return err
}

// business is what is known of a customer's line of business.
type business struct {
	store.Meta        // the customer's id
	NACE       string `json:"nace"`
}

var businesses = store.NewCollection[business]("insight.line", nil)

// NoteLine notes a customer's NACE code (Rev. 2; the German WZ 2008 begins with the same digits), such as "61.10", in place of what was
// noted before; empty takes it back.
func (s *Service) NoteLine(ctx context.Context, customer, nace string) error {
	return s.env.Update(ctx, func(u *work.Unit) error { return s.NoteLineTx(u, customer, nace) })
}

// NoteLineTx is NoteLine in the caller's unit.
func (s *Service) NoteLineTx(u *work.Unit, customer, nace string) error {
	var c fault.Check
	c.Text("customer", customer, fault.MaxID)
	if nace = strings.TrimSpace(nace); nace != "" {
		_, err := SectionOf(nace)
		c.That(err == nil, "nace", fault.RuleFormat, `must be a code of NACE Rev. 2, such as "61.10"`)
	}
	if err := c.Err("insight.line"); err != nil {
		return err
	}
	b, found, err := businesses.Find(u, customer)
	if err != nil || b.NACE == nace {
		return err
	}
	b.ID, b.NACE = customer, nace
	switch {
	case nace == "" && found:
		err = businesses.Delete(u, &b)
	default:
		err = businesses.Put(u, &b)
	}
	if err != nil {
		return err
	}
	return u.Emit(EventLineNoted, customer, "", LineNotice{Customer: customer, Code: nace})
}
