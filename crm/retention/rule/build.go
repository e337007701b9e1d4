package rule

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// MaxConditioned is how many facts the conditions of one table may read.
const MaxConditioned = 64

// builder makes a table of a spec, noting what is wrong.
type builder struct {
	schema    *Schema
	spec      Spec
	evaluator Evaluator
	check     *fault.Check
	named     map[int][]Condition // of each fact that is read: its conditions
}

func (b *builder) build() *Table {
	b.spec = b.spec.clone()
	b.named = map[int][]Condition{}
	for i := range b.spec.Rows {
		for j := range b.spec.Rows[i].When {
			b.fit(fmt.Sprintf("rows[%d].when[%d]", i, j), &b.spec.Rows[i].When[j])
		}
	}
	b.check.That(len(b.named) <= MaxConditioned, "rows", fault.RuleLength,
		fmt.Sprintf("have conditions on %d facts, at most %d are allowed; split the table", len(b.named), MaxConditioned))
	t := &Table{spec: b.spec, schema: b.schema, programs: make([]Program, len(b.spec.Rows)), ranks: make([]int, len(b.spec.Rows))}
	b.expressions(t)
	if len(b.check.Fields()) > 0 {
		return nil
	}
	for _, fact := range b.facts() {
		t.axes = append(t.axes, newAxis(fact, b.schema.defs[fact], b.named[fact]))
	}
	for i := range b.spec.Rows {
		t.all.add(i)
		t.ranks[i] = slices.Index(b.spec.Outcomes, b.spec.Rows[i].Outcome)
		b.lay(t, i)
	}
	if len(b.check.Fields()) > 0 {
		return nil
	}
	newJudge(t, b.check).judge()
	t.print = t.hash()
	return t
}

// facts are those with conditions, in the schema's order.
func (b *builder) facts() []int {
	var all []int
	for fact := range b.named {
		all = append(all, fact)
	}
	slices.Sort(all)
	return all
}

// fit brings a condition's bounds into the fact's kind and notes what does not go with the fact.
func (b *builder) fit(path string, w *Condition) {
	at, ok := b.schema.index[w.Fact]
	if !ok {
		if w.Fact != "" {
			b.check.Add(path+".fact", fault.RuleUnknown, fmt.Sprintf("%.60q is none of the schema's facts", w.Fact))
		}
		return
	}
	d := &b.schema.defs[at]
	before := len(b.check.Fields())
	ranged := d.Kind == Number || d.Kind == Amount
	b.check.That(ranged || w.AtLeast == nil && w.Below == nil, path, CodeKind, fmt.Sprintf("asks for an interval; %s is a %s", d.Name, d.Kind))
	b.check.That(d.Kind == Text || w.In == nil, path+".in", CodeKind, fmt.Sprintf("asks for texts; %s is of kind %s", d.Name, d.Kind))
	b.check.That(d.Kind == Flag || w.Is == nil, path+".is", CodeKind, fmt.Sprintf("asks for true or false; %s is of kind %s", d.Name, d.Kind))
	b.check.That(!w.Missing || d.Missing == Unmet, path+".missing", CodeContradiction,
		fmt.Sprintf("is never met: %s is never missing here, its policy is %s", d.Name, d.Missing))
	for i, s := range w.In {
		if len(d.Values) > 0 && !slices.Contains(d.Values, s) {
			b.check.Add(fmt.Sprintf("%s.in[%d]", path, i), fault.RuleUnknown, fmt.Sprintf("%.60q is none of what %s can be", s, d.Name))
		}
	}
	if ranged {
		w.AtLeast = b.fitBound(path+".atLeast", d, w.AtLeast)
		w.Below = b.fitBound(path+".below", d, w.Below)
	}
	if len(b.check.Fields()) == before {
		b.named[at] = append(b.named[at], *w)
	}
}

// fitBound reads a bound that is a text as a value of the fact. It may lie outside Least to Most.
func (b *builder) fitBound(path string, d *Definition, bound *Value) *Value {
	if bound == nil {
		return nil
	}
	open := *d
	open.Least, open.Most = nil, nil
	v := *bound
	var err error
	if v.kind == text {
		v, err = open.Parse(v.text)
	} else {
		err = open.Check(v)
	}
	addAll(b.check, path, err)
	return &v
}

// expressions compiles them.
func (b *builder) expressions(t *Table) {
	for i, r := range b.spec.Rows {
		path := fmt.Sprintf("rows[%d].expr", i)
		switch {
		case r.Expr == "":
		case b.evaluator == nil:
			b.check.Add(path, CodeExpr, "needs an evaluator, and there is none; write it as conditions, or give one such as package cel's")
		default:
			p, err := b.evaluator.Compile(r.Expr, b.schema)
			if err != nil {
				b.refused(path, err)
				continue
			}
			t.programs[i] = p
		}
	}
	for i, d := range b.schema.defs {
		if _, conditioned := b.named[i]; !conditioned && d.Missing == Refuse && t.reads(i) {
			t.asked = append(t.asked, i)
		}
	}
}

// refused notes what an evaluator says of an expression.
func (b *builder) refused(path string, err error) {
	var bad *fault.Invalid
	if !errors.As(err, &bad) {
		b.check.Add(path, CodeExpr, err.Error())
		return
	}
	addAll(b.check, path, err)
}

// lay marks the cells of each axis in which a row is met.
func (b *builder) lay(t *Table, row int) {
	for i := range t.axes {
		a := &t.axes[i]
		met := a.where(b.spec.Rows[row].When)
		for cell, is := range met {
			if is {
				a.rows[cell].add(row)
			}
		}
		if !slices.Contains(met, true) {
			b.check.Add(fmt.Sprintf("rows[%d].when", row), CodeContradiction, fmt.Sprintf("is never met: %s has no value that meets what is asked of it", a.def.Name))
		}
	}
}

func (s Spec) clone() Spec {
	s.Outcomes = slices.Clone(s.Outcomes)
	s.Rows = slices.Clone(s.Rows)
	for i := range s.Rows {
		s.Rows[i].When = slices.Clone(s.Rows[i].When)
		for j := range s.Rows[i].When {
			w := &s.Rows[i].When[j] // fit copies its bounds
			w.In = slices.Clone(w.In)
			if w.Is != nil {
				w.Is = new(*w.Is)
			}
		}
	}
	return s
}

// hash is of the definitions that the table reads and of the table.
func (t *Table) hash() string {
	var used []Definition
	for i, d := range t.schema.defs {
		if t.reads(i) {
			used = append(used, d.deciding())
		}
	}
	content, err := json.Marshal(struct {
		Facts []Definition
		Table Spec
	}{used, t.spec})
	if err != nil {
		return "" // texts, quantities and amounts always have a JSON
	}
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// reads says whether a condition or an expression reads a fact.
func (t *Table) reads(fact int) bool {
	if slices.ContainsFunc(t.axes, func(a axis) bool { return a.fact == fact }) {
		return true
	}
	name := t.schema.defs[fact].Name
	return slices.ContainsFunc(t.programs, func(p Program) bool { return p != nil && slices.Contains(p.Uses(), name) })
}
