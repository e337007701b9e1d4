package cel

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"cel.dev/cel-go/cel"
	celast "cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/interpreter"

	"github.com/etomcrm/etomcrm/crm/retention/rule"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// program is a compiled expression.
type program struct {
	eval cel.Program
	uses []string
}

// uses are the facts that an expression reads or asks for with has, in the schema's order.
func uses(ast *cel.Ast, s *rule.Schema) []string {
	read := map[string]bool{}
	for _, r := range ast.NativeRep().ReferenceMap() {
		read[strings.TrimPrefix(r.Name, present)] = true
	}
	var all []string
	for _, d := range s.Definitions() {
		if read[d.Name] {
			all = append(all, d.Name)
		}
	}
	return all
}

// Uses names the facts that the expression reads, those in has() too.
func (p *program) Uses() []string { return slices.Clone(p.uses) }

// keepsMoneyExact refuses double() beside an amount, however far the amount is from it: it would find its way there.
func (p *program) keepsMoneyExact(ast *cel.Ast, s *rule.Schema) error {
	amounts := slices.DeleteFunc(slices.Clone(p.uses), func(name string) bool {
		d, _ := s.Lookup(name)
		return d.Kind != rule.Amount
	})
	calls := celast.MatchDescendants(celast.NavigateAST(ast.NativeRep()), celast.FunctionMatcher("double"))
	if len(amounts) == 0 || len(calls) == 0 {
		return nil
	}
	at := ast.NativeRep().SourceInfo().GetStartLocation(calls[0].ID())
	return invalid(fmt.Sprintf("line %d, column %d: calls double() where %s is read; money is compared in whole minor units: for four fifths of y write x * 5 > y * 4",
		at.Line(), at.Column()+1, strings.Join(amounts, ", ")))
}

// Met evaluates the expression. A cost above the limit, an overflow, a division by zero and an amount with digits behind its minor
// unit are fault.ErrInvalid.
func (p *program) Met(f *rule.Facts) (bool, error) {
	result, _, err := p.eval.Eval(activation{f})
	var stopped interpreter.EvalCancelledError
	switch {
	case errors.As(err, &stopped):
		return false, invalid("costs more than its limit allows with these facts; shorten the expression or the texts it searches")
	case err != nil:
		return false, &fault.Error{Kind: fault.ErrInvalid, Subject: subject, Message: "cannot be evaluated with these facts", Cause: err}
	case types.IsUnknown(result):
		return false, nil // it hangs on a missing fact
	}
	met, ok := result.(types.Bool)
	if !ok {
		return false, invalid(fmt.Sprintf("gives %s; a rule must give true or false", result.Type().TypeName()))
	}
	return bool(met), nil
}

// activation gives facts to CEL.
type activation struct{ facts *rule.Facts }

// Parent is nil: there are no variables besides the facts.
func (a activation) Parent() cel.Activation { return nil }

// ResolveName is a fact's value, or whether it is there; false for what is no fact.
func (a activation) ResolveName(name string) (any, bool) {
	name, asked := strings.CutPrefix(name, present)
	d, known := a.facts.Schema().Lookup(name)
	if !known {
		return nil, false
	}
	v, there, err := a.facts.Use(name)
	switch {
	case err != nil:
		return types.WrapErr(err), true
	case asked:
		return types.Bool(there), true
	case !there:
		return types.NewUnknown(0, types.NewAttributeTrail(name)), true
	}
	return valueOf(d, v), true
}
