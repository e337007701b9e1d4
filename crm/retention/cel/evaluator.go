package cel

import (
	"fmt"
	"strings"
	"sync"

	"cel.dev/cel-go/cel"
	celast "cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/parser"

	"github.com/etomcrm/etomcrm/crm/retention/rule"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// Config bounds what an expression may cost, in CEL's units: about one for each step, and one for each ten characters that are
// searched. The zero value, and nil, mean the defaults.
type Config struct {
	Limit    uint64 // at run time: evaluating stops there; 0: 100,000, some milliseconds
	Estimate uint64 // when compiled: the most that facts could make of it, an open text being of fault.MaxText characters; 0: 100,000
}

// Evaluator compiles CEL for tables; it is a rule.Evaluator. Safe for concurrent use.
type Evaluator struct {
	limit, estimate uint64
	base            func() (*cel.Env, error)
}

// New makes an evaluator; nil means the defaults.
func New(c *Config) *Evaluator {
	e := &Evaluator{limit: 100_000, estimate: 100_000, base: sync.OnceValues(language)}
	if c != nil && c.Limit > 0 {
		e.limit = c.Limit
	}
	if c != nil && c.Estimate > 0 {
		e.estimate = c.Estimate
	}
	return e
}

// language is CEL's standard library, with a has() that asks for a fact.
func language() (*cel.Env, error) {
	return cel.NewCustomEnv(cel.StdLib(), cel.ClearMacros(), cel.Macros(parser.NewGlobalMacro("has", 1, has), cel.AllMacro, cel.ExistsMacro, cel.ExistsOneMacro,
		cel.MapMacro, cel.MapFilterMacro, cel.FilterMacro), cel.ParserExpressionSizeLimit(fault.MaxText))
}

// present is what the variables that has() reads begin with.
const present = "@has."

// has turns has(payment.late) into a variable: facts are no objects with fields, their dots are part of the name.
func has(h parser.ExprHelper, _ celast.Expr, args []celast.Expr) (celast.Expr, *cel.Error) {
	name, ok := dotted(args[0])
	if !ok {
		return nil, h.NewError(args[0].ID(), "has() asks for a fact, such as has(payment.late)")
	}
	return h.NewIdent(present + name), nil
}

func dotted(e celast.Expr) (string, bool) {
	switch e.Kind() {
	case celast.IdentKind:
		return e.AsIdent(), true
	case celast.SelectKind:
		before, ok := dotted(e.AsSelect().Operand())
		return before + "." + e.AsSelect().FieldName(), ok
	}
	return "", false
}

// Compile checks an expression against a schema: fault.ErrInvalid with one fault for each error and its line and column, for a
// result that is not a bool, and for one that could cost too much.
func (e *Evaluator) Compile(expr string, s *rule.Schema) (rule.Program, error) {
	env, err := e.environment(s)
	if err != nil {
		return nil, invalid("the facts cannot be given to CEL: " + err.Error())
	}
	ast, issues := env.Compile(expr)
	if issues.Err() != nil {
		return nil, positions(issues)
	}
	if !ast.OutputType().IsExactType(cel.BoolType) {
		return nil, invalid(fmt.Sprintf("line 1, column 1: gives %s; a rule must give true or false", ast.OutputType()))
	}
	p := &program{uses: uses(ast, s)}
	if err := p.keepsMoneyExact(ast, s); err != nil {
		return nil, err
	}
	estimate, err := env.EstimateCost(ast, sizes{s})
	if err != nil {
		return nil, invalid("its cost cannot be told: " + err.Error())
	}
	if estimate.Max > e.estimate {
		return nil, invalid(fmt.Sprintf("line 1, column 1: could cost %d, at most %d is allowed; search shorter texts or fewer of them", estimate.Max, e.estimate))
	}
	p.eval, err = env.Program(ast, cel.CostLimit(e.limit), cel.EvalOptions(cel.OptOptimize))
	if err != nil {
		return nil, invalid(err.Error())
	}
	return p, nil
}

func (e *Evaluator) environment(s *rule.Schema) (*cel.Env, error) {
	base, err := e.base()
	if err != nil {
		return nil, err
	}
	var variables []cel.EnvOption
	for _, d := range s.Definitions() {
		variables = append(variables, cel.VariableWithDoc(d.Name, typeOf(d), docOf(d)), cel.Variable(present+d.Name, cel.BoolType))
	}
	return base.Extend(variables...)
}

// positions are the errors, each with line and column; those of the whole expression are at its beginning.
func positions(issues *cel.Issues) error {
	var c fault.Check
	for _, one := range issues.Errors() {
		message := strings.ReplaceAll(one.Message, present, "has ")
		c.Add("", rule.CodeExpr, fmt.Sprintf("line %d, column %d: %s", max(1, one.Location.Line()), max(1, one.Location.Column()+1), message))
	}
	return c.Err(subject)
}

func invalid(message string) error {
	return &fault.Invalid{Subject: subject, Fields: []fault.Field{{Rule: rule.CodeExpr, Message: message}}}
}

const subject = "retention.cel"
