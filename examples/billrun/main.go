// Billrun makes customers with usage, bills them all in one run, and prints what the bills come to, how fast it was and how much
// memory it took.
//
//	go run ./examples/billrun -accounts 10000
//	go run ./examples/billrun -accounts 10000 -slices 4 -store sqlite:billing.db -lang de
//
// Killed and started again on the same file it goes on where it was: every account is billed once.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"sync"
	"time"
	_ "time/tzdata" // the program runs on machines without zone data

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/examples/internal/stage"
)

func main() {
	var o options
	o.flags()
	flag.Parse()
	err := o.check(flag.Args())
	if err == nil {
		err = run(context.Background(), os.Stdout, os.Stdout, os.Stderr, o)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run prints the sums to out, how fast it was to figures, and how far it is to screen.
func run(ctx context.Context, out, figures io.Writer, screen *os.File, o options) (err error) {
	st, closeStore, err := stage.Open(ctx, o.store)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeStore()) }()
	w, err := newWorld(st, o)
	if err != nil {
		return err
	}
	var took speed
	began, making := time.Now(), newBar(screen, word(o.lang, "customers", "Kunden"), o.accounts)
	if err := w.make(ctx, making.show); err != nil {
		return err
	}
	took.making, began = time.Since(began), time.Now()
	sum, err := w.bills(ctx, newBar(screen, word(o.lang, "bills", "Rechnungen"), o.accounts))
	if err != nil {
		return err
	}
	took.billing = time.Since(began)
	sum.print(out, o)
	if o.bill {
		fmt.Fprintf(out, "\n%s", sum.first.Text(o.lang))
	}
	took.print(figures, o, sum)
	return nil
}

// bills runs the slices side by side; each could be another machine's.
func (w *world) bills(ctx context.Context, progress *bar) (*sum, error) {
	var all sum
	var one sync.Mutex // who adds up and draws
	faults := make([]error, w.slices)
	var atWork sync.WaitGroup
	for n := range w.slices {
		atWork.Go(func() {
			r, err := w.billing.Run(ctx, billing.Order{AsOf: asOf, Slice: billing.Slice{No: n + 1, Of: w.slices}, DryRun: w.dry, Each: func(b billing.Bill) error {
				one.Lock()
				defer one.Unlock()
				all.bills++
				progress.show(all.bills)
				return all.add(b)
			}})
			one.Lock()
			defer one.Unlock()
			all.report, faults[n] = plus(all.report, r), err
		})
	}
	atWork.Wait()
	return &all, errors.Join(faults...)
}
