// Slareport holds what happened in a period against a service level agreement, and prints the report.
//
//	go run ./examples/slareport
//	go run ./examples/slareport -agreement terms.yaml -record outages.csv -in 2026-05-31 -svg report.svg
//
// The agreement is YAML or JSON, the record YAML, JSON or CSV (id,feature,start,end), as the file's ending says. Without files it
// evaluates the BMW extranet of the document's section 6.6.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"time"
	_ "time/tzdata" // the program runs on machines without zone data

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/sla"
)

// options are the program's flags.
type options struct {
	agreement, record, in, asOf, lang, svg string
	json                                   bool
	fees                                   fees
	granted                                *money.Amount // nil: what the record says
	rest                                   []string      // what stands behind the flags: nothing may
}

func main() {
	var o options
	flag.StringVar(&o.agreement, "agreement", "", "the agreement's file, .yaml or .json; empty: the BMW extranet's")
	flag.StringVar(&o.record, "record", "", "the file of what happened, .yaml, .json or .csv (of outages); empty: the BMW extranet's")
	flag.StringVar(&o.in, "in", "", "a day of the period, such as 2026-05-31; empty: the day of the first outage or sample")
	flag.StringVar(&o.asOf, "asof", "", "the instant at which it is judged, RFC 3339; empty: now")
	flag.StringVar(&o.lang, "lang", "en", "language of the report: en or de")
	flag.StringVar(&o.svg, "svg", "", "write the report's chart into this file too")
	flag.Var(&o.fees, "fee", "what the customer pays in the period, such as \"Basic charge=490.00 EUR\"; once for each fee of the agreement")
	flag.Func("granted", "what the other periods were granted that share the agreement's contractCap, such as \"12.50 EUR\"", o.setGranted)
	flag.BoolVar(&o.json, "json", false, "print the report as JSON")
	flag.Parse()
	o.rest = flag.Args()
	err := run(os.Stdout, o, time.Now())
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

func run(out io.Writer, o options, now time.Time) error {
	asked, err := o.read(now)
	if err != nil {
		return err
	}
	agreement, err := readAgreement(o.agreement)
	if err != nil {
		return err
	}
	record, err := readRecord(o.record)
	if err != nil {
		return err
	}
	record.Fees = o.fees.onto(record.Fees)
	if o.granted != nil {
		record.Granted = o.granted
	}
	period, err := asked.period(agreement, record)
	if err != nil {
		return err
	}
	report, err := sla.Evaluate(agreement, record, period, asked.asOf)
	if err != nil {
		return err
	}
	if o.svg != "" {
		if err := os.WriteFile(o.svg, report.SVG(o.lang), 0o644); err != nil {
			return fmt.Errorf("-svg: %w; name a file in a folder that is there", err)
		}
	}
	if o.json {
		return printJSON(out, report)
	}
	_, err = fmt.Fprint(out, report.Text(o.lang))
	return err
}
