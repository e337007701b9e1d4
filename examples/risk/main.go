// Risk decides by customer risk (3.9.3) whether the orders of customers are accepted, and says why: each line of a CSV is a customer with an
// order and the facts that are known. What is not known is left empty; it is never taken for zero.
//
//	go run ./examples/risk
//	go run ./examples/risk -csv customers.csv -policy policy.json -lang de
//	go run ./examples/risk -explain bad-payer
//
// The columns are "customer", "order.amount", "deposit.held", and the facts of package crm/retention/risk, which -facts lists. -policy is a policy as
// JSON; -default prints the default one to begin with.
package main

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/etomcrm/etomcrm/crm/retention/risk"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/examples/internal/stage"
)

//go:embed customers.csv
var customers []byte

// options are what the command line asks for.
type options struct {
	csv      string // file; empty: customers
	policy   string // file; empty: the default policy
	explain  string // a customer
	facts    bool
	defaults bool
}

func main() {
	var o options
	flag.StringVar(&o.csv, "csv", "", "a `file` of customers; empty: those that come with the program")
	flag.StringVar(&o.policy, "policy", "", "a `file` with a policy; empty: the default policy")
	flag.StringVar(&o.explain, "explain", "", "say of one `customer` how every figure came about")
	flag.BoolVar(&o.facts, "facts", false, "list the facts that can be columns")
	flag.BoolVar(&o.defaults, "default", false, "print the default policy as JSON")
	stage.Main(func(_ context.Context, out io.Writer, lang string) error { return run(out, lang, o) })
}

func run(out io.Writer, lang string, o options) error {
	policy, err := o.read()
	if err != nil {
		return err
	}
	compiled, err := risk.Compile(policy, nil)
	if err != nil {
		return err
	}
	p := page{out: out, lang: lang, policy: policy}
	switch {
	case o.defaults:
		text, err := json.MarshalIndent(policy, "", "  ")
		fmt.Fprintf(out, "%s\n", text)
		return err
	case o.facts:
		return p.facts(compiled)
	}
	text := customers
	if o.csv != "" {
		if text, err = os.ReadFile(o.csv); err != nil {
			return fmt.Errorf("-csv: %w", err)
		}
	}
	cases, err := read(compiled, text)
	if err != nil {
		return err
	}
	decided, err := decide(compiled, cases)
	if err != nil {
		return err
	}
	if o.explain != "" {
		return p.explain(decided, o.explain)
	}
	return p.table(decided)
}

// read is the policy that is asked for.
func (o options) read() (risk.Policy, error) {
	if o.policy == "" {
		return risk.DefaultPolicy(money.MustCurrency("EUR")), nil
	}
	text, err := os.ReadFile(o.policy)
	if err != nil {
		return risk.Policy{}, fmt.Errorf("-policy: %w", err)
	}
	return risk.ParsePolicy(text)
}

// notThere is for a customer who is in no line.
func notThere(customer string) error {
	return errors.Join(fault.NotFound(fault.Subject("customer", customer)), errors.New("-explain takes one of the first column"))
}
