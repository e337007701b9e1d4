package cel

import (
	"fmt"
	"strconv"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"github.com/etomcrm/etomcrm/crm/retention/rule"
)

// Variable is a fact as expressions see it. It is a value.
type Variable struct {
	Name string
	Type string // int, double, string or bool
	Doc  string // what it is, with the unit of an amount
}

// Variables are the facts of a schema as expressions see them, for those who write some.
func Variables(s *rule.Schema) []Variable {
	var all []Variable
	for _, d := range s.Definitions() {
		all = append(all, Variable{Name: d.Name, Type: typeOf(d).String(), Doc: docOf(d)})
	}
	return all
}

func typeOf(d rule.Definition) *cel.Type {
	switch {
	case d.Kind == rule.Amount, d.Kind == rule.Number && d.Whole:
		return cel.IntType
	case d.Kind == rule.Number:
		return cel.DoubleType
	case d.Kind == rule.Flag:
		return cel.BoolType
	}
	return cel.StringType
}

func docOf(d rule.Definition) string {
	if d.Kind != rule.Amount {
		return d.What
	}
	unit := "1" + "0000"[:d.Currency.Digits()]
	return fmt.Sprintf("%s; an int in minor units: 1 %s is %s", d.What, d.Currency, unit)
}

// valueOf is a fact's value; a types.Err for one that has none in CEL.
func valueOf(d rule.Definition, v rule.Value) ref.Val {
	switch d.Kind {
	case rule.Amount:
		units, err := v.Amount().MinorUnits()
		if err != nil {
			return types.WrapErr(fmt.Errorf("%s: %w", d.Name, err))
		}
		return types.Int(units)
	case rule.Number:
		return numberOf(d, v.Number().String())
	case rule.Flag:
		return types.Bool(v.Flag())
	}
	return types.String(v.Text())
}

func numberOf(d rule.Definition, text string) ref.Val {
	if d.Whole {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return types.NewErr("%s: %s does not fit an int", d.Name, text)
		}
		return types.Int(n)
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return types.NewErr("%s: %s is no double", d.Name, text)
	}
	return types.Double(f)
}
