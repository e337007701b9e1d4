package selling

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// Question is whether a special or custom product can be delivered, asked of Order Handling (3.5.1).
type Question struct {
	Offering string       `json:"productOffering"`
	Name     string       `json:"name"`
	Need     string       `json:"need"`   // the needs it is to serve, in words
	Custom   bool         `json:"custom"` // made for this customer: the answer takes longer
	AskedAt  time.Time    `json:"askedAt"`
	Answer   *Feasibility `json:"answer,omitempty"` // nil: open
}

// Feasibility is the answer to a Question.
type Feasibility struct {
	Offering    string        `json:"productOffering,omitempty"` // asked about; may be empty if only one question is open
	Feasible    bool          `json:"feasible"`
	With        string        `json:"with,omitempty"`        // how it can be done: "DSL"
	LeadTime    time.Duration `json:"leadTime,omitempty"`    // from the order to completion; 0: that of the portfolio; nanoseconds in JSON
	Alternative string        `json:"alternative,omitempty"` // an offering that could be delivered instead
	Reason      string        `json:"reason,omitempty"`      // why it is not feasible
}

func (f Feasibility) check(c *fault.Check) {
	c.Optional("productOffering", f.Offering, fault.MaxID)
	c.Optional("with", f.With, fault.MaxName)
	c.Optional("alternative", f.Alternative, fault.MaxName)
	c.Optional("reason", f.Reason, fault.MaxText)
	c.Span("leadTime", f.LeadTime)
}

// ask notes a question for every special or custom offering that is to be delivered and was not asked about yet, and
// returns the new ones.
func (p Prospect) ask(portfolio Portfolio, at time.Time) (Prospect, []Question) {
	var fresh []Question
	for _, id := range p.delivered(portfolio) {
		o, _ := portfolio.Find(id)
		if o.Kind == Standard || slices.Contains(p.Feasible, id) || p.question(id) >= 0 {
			continue
		}
		fresh = append(fresh, Question{Offering: id, Name: o.Name, Need: p.needsOf(portfolio, id), Custom: o.Kind == Custom, AskedAt: at})
	}
	p.Questions = append(slices.Clone(p.Questions), fresh...)
	return p, fresh
}

// delivered lists what would be delivered anew as things stand, what is required first.
func (p Prospect) delivered(portfolio Portfolio) []string {
	var ids []string
	for _, m := range p.Matches {
		for _, id := range portfolio.RequiredFor(m.Offering) {
			required := id != m.Offering
			if !slices.Contains(ids, id) && !(required && slices.Contains(p.Has, id)) {
				ids = append(ids, id)
			}
		}
	}
	return ids
}

func (p Prospect) needsOf(portfolio Portfolio, id string) string {
	var said []string
	for _, m := range p.Matches {
		if slices.Contains(portfolio.RequiredFor(m.Offering), id) && !slices.Contains(said, m.Need.String()) {
			said = append(said, m.Need.String())
		}
	}
	return cut(strings.Join(said, "; "), fault.MaxText)
}

// cut is the text's beginning, at most so many bytes.
func cut(text string, length int) string {
	return strings.ToValidUTF8(text[:min(len(text), length)], "")
}

// question is the index of the question about an offering, -1 if there is none.
func (p Prospect) question(offering string) int {
	return slices.IndexFunc(p.Questions, func(q Question) bool { return q.Offering == offering })
}

// openQuestion finds the open question that an answer is about.
func (p Prospect) openQuestion(offering string) (int, error) {
	var open []int
	for n, q := range p.Questions {
		if q.Answer == nil && (offering == "" || q.Offering == offering) {
			open = append(open, n)
		}
	}
	switch {
	case len(open) == 1:
		return open[0], nil
	case len(open) == 0:
		return 0, fault.State(p.Subject(), fmt.Sprintf("has no open question of feasibility about %.100q", offering))
	}
	var c fault.Check
	c.Add("productOffering", fault.RuleRequired, fmt.Sprintf("must be named: %d questions of feasibility are open", len(open)))
	return 0, c.Err("selling.feasibility")
}

// answer takes an answer in and lets the matches follow it.
func (p Prospect) answer(portfolio Portfolio, f Feasibility) (Prospect, error) {
	n, err := p.openQuestion(f.Offering)
	if err != nil {
		return p, err
	}
	p.Questions, p.Matches, p.Feasible = slices.Clone(p.Questions), slices.Clone(p.Matches), slices.Clone(p.Feasible)
	f.Offering = p.Questions[n].Offering
	p.Questions[n].Answer = &f
	if f.Feasible {
		return p.feasible(portfolio, f), nil
	}
	return p.infeasible(portfolio, f), nil
}

// feasible lets an offering that is what it is delivered with stand for the one asked about.
func (p Prospect) feasible(portfolio Portfolio, f Feasibility) Prospect {
	p = p.knownFeasible(f.Offering, f.LeadTime)
	for n, m := range p.Matches {
		o, found := portfolio.deliveredWith(f, m.Need)
		if m.Offering != f.Offering || !found || o.ID == f.Offering || !portfolio.fits(o.ID, p.besides(portfolio, f.Offering)) {
			continue
		}
		p = p.knownFeasible(o.ID, f.LeadTime)
		p.Matches[n] = o.match(m.Need, ReasonServes, fmt.Sprintf("%s serves the need %q; it can be delivered with %s", o.Name, m.Need.brief(), f.With))
		p.Matches[n].Instead = m.Instead
	}
	return p
}

// knownFeasible notes that an offering can be delivered, and how long it takes if that is known. What p shares with others
// is cloned already.
func (p Prospect) knownFeasible(id string, leadTime time.Duration) Prospect {
	if !slices.Contains(p.Feasible, id) {
		p.Feasible = append(p.Feasible, id)
	}
	if leadTime > 0 {
		p.LeadTimes = maps.Clone(p.LeadTimes)
		if p.LeadTimes == nil {
			p.LeadTimes = map[string]time.Duration{}
		}
		p.LeadTimes[id] = leadTime
	}
	return p
}

// deliveredWith is the offering that serves a need and is delivered with what the answer names: the one asked about
// before others.
func (p Portfolio) deliveredWith(f Feasibility, need Need) (Offering, bool) {
	asked, _ := p.Find(f.Offering)
	for _, o := range append([]Offering{asked}, p...) {
		with := o.ID == f.With || slices.ContainsFunc(o.With, func(w string) bool { return strings.EqualFold(w, f.With) })
		if f.With != "" && with && o.Serves(need) {
			return o, true
		}
	}
	return Offering{}, false
}

// infeasible lets alternatives stand for what cannot be delivered.
func (p Prospect) infeasible(portfolio Portfolio, f Feasibility) Prospect {
	for n, m := range p.Matches {
		if slices.Contains(portfolio.RequiredFor(m.Offering), f.Offering) && !p.installed(m, f.Offering) {
			p.Matches[n] = p.alternative(portfolio, m, f)
			if id := p.Matches[n].Offering; id != "" && id == f.Alternative {
				p = p.knownFeasible(id, f.LeadTime)
			}
		}
	}
	return p
}

// installed reports whether a match merely requires an offering that the customer has already.
func (p Prospect) installed(m Match, offering string) bool {
	return m.Offering != offering && slices.Contains(p.Has, offering)
}

// alternative is the best that there is instead: first what the answer names, then what the portfolio names; and what serves
// the need before what does not, which is said then.
func (p Prospect) alternative(portfolio Portfolio, m Match, f Feasibility) Match {
	was, _ := portfolio.Find(m.Offering)
	asked, _ := portfolio.Find(f.Offering)
	beside := p.besides(portfolio, f.Offering)
	var below *Offering
	for _, id := range slices.Concat([]string{f.Alternative}, was.Alternatives, asked.Alternatives) {
		o, known := portfolio.Find(id)
		if !known || p.impossible(portfolio, id) || !portfolio.fits(id, beside) {
			continue
		}
		if o.Serves(m.Need) {
			return o.instead(m, was, ReasonAlternative, fmt.Sprintf("%s is proposed instead of %s and serves the need %q", o.Name, was.Name, m.Need.brief()))
		}
		if below == nil {
			below = &o
		}
	}
	if below != nil {
		return below.instead(m, was, ReasonBelow,
			fmt.Sprintf("%s is proposed instead of %s, which cannot be delivered; it does not serve the need %q fully", below.Name, was.Name, m.Need.brief()))
	}
	why := fmt.Sprintf("%s cannot be delivered, and nothing else serves the need %q", portfolio.name(f.Offering), m.Need.brief())
	if f.Reason != "" {
		why += ": " + cut(f.Reason, maxLine)
	}
	return Match{Need: m.Need, Reason: fault.Reason{Code: ReasonInfeasible, Message: why}}
}

func (o Offering) instead(m Match, was Offering, code, why string) Match {
	match := o.match(m.Need, code, why)
	match.Instead = was.Name
	return match
}

// besides lists what the matches deliver that do not hang on an offering.
func (p Prospect) besides(portfolio Portfolio, offering string) []string {
	var ids []string
	for _, m := range p.Matches {
		if with := portfolio.RequiredFor(m.Offering); !slices.Contains(with, offering) {
			ids = append(ids, with...)
		}
	}
	return ids
}

// impossible reports whether an offering, or what it requires, is known not to be feasible.
func (p Prospect) impossible(portfolio Portfolio, id string) bool {
	return slices.ContainsFunc(portfolio.RequiredFor(id), func(one string) bool {
		n := p.question(one)
		return n >= 0 && p.Questions[n].Answer != nil && !p.Questions[n].Answer.Feasible
	})
}
