// Churn fits a model of which customers leave, says how good it is on customers it has not seen, explains the single customer most
// likely to leave next, and draws lift and calibration.
//
//	go run ./examples/churn
//	go run ./examples/churn -csv telco.csv -id customerID -target Churn -positive Yes -out charts -lang de
//
// Without a file the customers are made up, by a truth that stands beside what the model finds. Of a file (.csv or .csv.gz) every column
// is looked at: numbers are taken as numbers, texts as levels. Columns that have nothing to say are left out and named.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"

	"github.com/etomcrm/etomcrm/crm/retention/fit"
	"github.com/etomcrm/etomcrm/crm/retention/model"
	"github.com/etomcrm/etomcrm/etom/fault"
)

func main() {
	var o options
	o.flags(flag.CommandLine)
	flag.Parse()
	o.rest = flag.Args()
	ctx, end := signal.NotifyContext(context.Background(), os.Interrupt)
	defer end()
	err := run(ctx, os.Stdout, os.Stderr, o)
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

// run prints what it finds to out, and how far it is to screen if that is a terminal.
func run(ctx context.Context, out io.Writer, screen *os.File, o options) error {
	if err := o.check(); err != nil {
		return err
	}
	s, err := o.source()
	if err != nil {
		return err
	}
	how := &fit.Options{Name: "churn", Source: s.name, L2: o.l2, LeaveOut: true}
	steps := newProgress(screen, o.folds+1)
	m, report, err := fit.Logistic(ctx, s.data, how)
	if err != nil {
		return err
	}
	steps.done()
	folds, err := model.Folds(ctx, s.data, o.folds, func(ctx context.Context, d *model.Data) (model.Model, error) {
		defer steps.done()
		fold, _, err := fit.Logistic(ctx, d, how)
		return fold, err
	})
	if err != nil {
		return err
	}
	p := page{out: out, lang: o.lang}
	p.source(s)
	p.model(m, report, s.truth)
	p.folds(folds)
	p.lift(folds.Pooled)
	p.calibration(folds.Pooled)
	if err := p.customer(m, s.data, o.customer); err != nil {
		return err
	}
	return write(out, o, m, folds)
}

// write draws the charts and keeps the model.
func write(out io.Writer, o options, m model.Model, folds model.FoldReport) error {
	kept, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	dir, err := o.folder()
	if err != nil {
		return fmt.Errorf("-out: %w", err)
	}
	for _, file := range []struct {
		name string
		text []byte
	}{{"lift.svg", liftChart(folds.Pooled, o.lang)}, {"calibration.svg", calibrationChart(folds.Pooled, o.lang)}, {"model.json", append(kept, '\n')}} {
		path := filepath.Join(dir, file.name)
		if err := os.WriteFile(path, file.text, 0o644); err != nil {
			return fmt.Errorf("-out: %w", err)
		}
		fmt.Fprintln(out, word(o.lang, "written:", "geschrieben:"), path)
	}
	return nil
}
