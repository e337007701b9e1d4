// Bmwextranet runs the BMW extranet of the document's section 6: a dealer is won, orders a faster connection, gets it, and is
// asked how content he is; then the extranet is nearly full, and loses its mail for longer than was agreed; and at the month's end he
// gets the bill for it all. Every step is done by the library's services; what is printed is what their journal proves.
//
//	go run ./examples/bmwextranet -lang de
package main

import (
	"context"
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	_ "time/tzdata" // the program runs on machines without zone data

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/flow"
	"github.com/etomcrm/etomcrm/examples/internal/stage"
)

//go:embed scenario.json
var bmw []byte

// options are the program's flags.
type options struct {
	lang, flow, store, scenario string
	mermaid, json, direct       bool
	rest                        []string      // what stands behind the flags: nothing
	newID                       func() string // nil: as the library makes them
}

func main() {
	var o options
	flag.StringVar(&o.lang, "lang", "en", "language of the output: en or de")
	flag.StringVar(&o.flow, "flow", "", "only this flow: "+ids())
	flag.StringVar(&o.store, "store", "", "memory, sqlite:FILE or postgres:DSN; empty: an SQLite file that is removed at the end")
	flag.StringVar(&o.scenario, "scenario", "", "another scenario than examples/bmwextranet/scenario.json")
	flag.BoolVar(&o.mermaid, "mermaid", false, "print a Mermaid sequence diagram of each flow, numbered as in the document's figures")
	flag.BoolVar(&o.json, "json", false, "print one JSON object a line for each arrow, and for each flow's verdict")
	flag.BoolVar(&o.direct, "direct", false, "let processes and customer talk without Customer Interface Management in between")
	flag.Parse()
	o.rest = flag.Args()
	err := run(context.Background(), os.Stdout, o)
	var invalid *fault.Invalid
	switch {
	case errors.As(err, &invalid):
		fmt.Fprintf(os.Stderr, "%s is wrong:\n", invalid.Subject)
		for _, f := range invalid.Fields {
			fmt.Fprintln(os.Stderr, " ", f)
		}
		os.Exit(2)
	case err != nil:
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out io.Writer, o options) error {
	flows, err := o.flows()
	if err != nil {
		return err
	}
	text := bmw
	if o.scenario != "" {
		if text, err = os.ReadFile(o.scenario); err != nil {
			return fmt.Errorf("-scenario: %w; copy examples/bmwextranet/scenario.json and change the copy", err)
		}
	}
	scenario, err := read(text)
	if err != nil {
		return err
	}
	st, closeStore, err := stage.Open(ctx, o.store)
	if err != nil {
		return err
	}
	play, err := newPlay(ctx, st, scenario, o)
	if err == nil {
		err = play.run(ctx)
	}
	if err == nil {
		err = play.print(ctx, out, flows, o)
	}
	return errors.Join(err, closeStore())
}

// ids lists the flows.
func ids() string {
	var all []string
	for _, f := range flow.All() {
		all = append(all, f.ID)
	}
	return strings.Join(all, ", ")
}

// flows are those asked for.
func (o options) flows() ([]flow.Flow, error) {
	var check fault.Check
	check.That(!o.json || !o.mermaid, "-json", fault.RuleRange, "and -mermaid exclude each other")
	check.That(stage.Known(o.store), "-store", fault.RuleUnknown, fmt.Sprintf("%q is no store; use memory, sqlite:FILE or postgres:DSN, such as sqlite:crm.db or postgres:postgres://user@localhost/crm", o.store))
	check.That(o.lang == "en" || o.lang == "de", "-lang", fault.RuleUnknown, fmt.Sprintf("%q is no language here; use en or de", o.lang))
	check.That(len(o.rest) == 0, "arguments", fault.RuleUnknown, fmt.Sprintf("%q: there are options only; -h lists them", o.rest))
	chosen := flow.All()
	if o.flow != "" {
		one, known := flow.ByID(o.flow)
		check.That(known, "-flow", fault.RuleUnknown, fmt.Sprintf("there is no flow %q; use %s", o.flow, ids()))
		chosen = []flow.Flow{one}
	}
	if o.direct {
		for i := range chosen {
			chosen[i] = chosen[i].Direct()
		}
	}
	return chosen, check.Err("the command line")
}
