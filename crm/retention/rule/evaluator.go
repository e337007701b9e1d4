package rule

// Evaluator compiles expressions that stand in rows. The one for CEL is in package cel below crm/retention; rules without expressions need none.
// Safe for concurrent use.
type Evaluator interface {
	// Compile checks an expression against a schema. What it refuses is fault.ErrInvalid.
	Compile(expr string, s *Schema) (Program, error)
}

// Program is a compiled expression. Safe for concurrent use.
type Program interface {
	// Met says whether the facts, those of the schema or of one that extends it, meet the expression. Facts with the policy Refuse
	// that Uses names are there: the table has seen to it. A missing fact with the policy Unmet does not make an expression true
	// that would read it.
	Met(f *Facts) (bool, error)
	// Uses names the facts that the expression reads, each once.
	Uses() []string
}
