package stage

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/etomcrm/etomcrm/crm"
	"github.com/etomcrm/etomcrm/crm/customer"
	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/crm/simulator"
	"github.com/etomcrm/etomcrm/etom/flow"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/price"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/etom/work"
	"github.com/etomcrm/etomcrm/ordering"
)

// Stage is a provider with one customer, on a clock that only Wait moves. The outside parties do nothing by themselves: the
// program says what they do.
type Stage struct {
	*crm.CRM
	Customer  string                 // the customer's id
	Questions []ordering.Feasibility // what Service Configuration & Activation was asked
	Work      []ordering.WorkNotice  // what was issued to it
	Reported  []crm.ServiceProblem   // what was reported to Service Problem Management
	world     *simulator.World
}

// portfolio is what the provider sells: a standard product, and one that must be checked first.
var portfolio = selling.Portfolio{
	{ID: "line", Name: "Line", NameDe: "Anschluss", Kind: selling.Standard, Needs: []string{"connection"}, LeadTime: 72 * time.Hour,
		Prices: []price.Price{{Name: "Line, basic price", Type: price.Recurring, Period: "month", Amount: money.Must("39.00 EUR")}}},
	{ID: "fast-line", Name: "Fast line", NameDe: "Schneller Anschluss", Kind: selling.Special, Needs: []string{"faster-connection"},
		Requires: []string{"line"}, Alternatives: []string{"line"}, LeadTime: 120 * time.Hour,
		Prices: []price.Price{{Name: "Fast line, surcharge", Type: price.Recurring, Period: "month", Amount: money.Must("20.00 EUR")}}},
}

// New sets the stage, in memory.
func New(ctx context.Context) (*Stage, error) {
	s := &Stage{world: simulator.NewWorld(time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC))}
	ids := 0
	newID := func() string { ids++; return fmt.Sprintf("id-%d", ids) } // what is printed is the same every time
	env := work.New(memory.New(), &work.Config{Now: s.world.Now, NewID: newID})
	var err error
	if s.CRM, err = crm.New(env, crm.Outside{Activation: s, ServiceProblems: s}, &crm.Config{
		Selling:         &selling.Config{Portfolio: portfolio},
		Practice:        Practice(),
		StatusOnRequest: true, // as the document has it: the customer asks, and is told
	}); err != nil {
		return nil, err
	}
	c, err := s.Customers.Establish(ctx, customer.Draft{Kind: customer.Organization, Data: customer.Data{Name: "A customer"}})
	s.Customer = c.ID
	return s, err
}

// Wait lets time pass, and everything happen that is pending.
func (s *Stage) Wait(ctx context.Context, d time.Duration) error {
	s.world.After(d, func(context.Context) error { return nil })
	return s.world.Run(ctx, s.Settle)
}

// CheckFeasibility implements crm.Activation.
func (s *Stage) CheckFeasibility(_ context.Context, _ string, f ordering.Feasibility) error {
	s.Questions = append(s.Questions, f)
	return nil
}

// Issue implements crm.Activation.
func (s *Stage) Issue(_ context.Context, _ string, n ordering.WorkNotice) error {
	s.Work = append(s.Work, n)
	return nil
}

// Release implements crm.Activation.
func (s *Stage) Release(context.Context, string, ordering.WorkNotice) error { return nil }

// StopWork implements crm.Activation.
func (s *Stage) StopWork(context.Context, string, ordering.CancellationNotice) error { return nil }

// Withdraw implements crm.Activation.
func (s *Stage) Withdraw(context.Context, string, ordering.CancellationNotice) error { return nil }

// Report implements crm.ServiceProblems.
func (s *Stage) Report(_ context.Context, _ string, p crm.ServiceProblem) error {
	s.Reported = append(s.Reported, p)
	return nil
}

// Now is the instant on the stage.
func (s *Stage) Now() time.Time { return s.world.Now() }

// Show prints what the journal of a case proves of a flow. It is an error if that is not the whole flow.
func (s *Stage) Show(ctx context.Context, out io.Writer, f flow.Flow, correlation, lang string) error {
	return s.ShowUntil(ctx, out, f, len(f.Steps), correlation, lang)
}

// ShowUntil is Show for a flow whose steps behind one have nobody yet who would do them.
func (s *Stage) ShowUntil(ctx context.Context, out io.Writer, f flow.Flow, step int, correlation, lang string) error {
	events, err := s.Journal(ctx, correlation)
	if err != nil {
		return err
	}
	r := flow.Check(f, events)
	Page{Lang: lang}.Flow(out, r)
	if r.Verdict != flow.Done && (r.Verdict != flow.Waiting || r.After < step) {
		return fmt.Errorf("%s: %s", f.ID, r)
	}
	return nil
}

// Content is a form's fields as JSON.
func Content(v any) json.RawMessage {
	text, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("%T has a JSON: %v", v, err))
	}
	return text
}

// Main runs an example: it reads -lang and ends the program with 1 on an error.
func Main(run func(ctx context.Context, out io.Writer, lang string) error) {
	lang := flag.String("lang", "en", "language of the output: en or de")
	flag.Parse()
	if *lang != "en" && *lang != "de" {
		fmt.Fprintf(os.Stderr, "-lang %q: use en or de\n", *lang)
		os.Exit(2)
	}
	if flag.NArg() > 0 {
		fmt.Fprintf(os.Stderr, "%q: there is only the option -lang\n", flag.Args())
		os.Exit(2)
	}
	if err := run(context.Background(), os.Stdout, *lang); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
