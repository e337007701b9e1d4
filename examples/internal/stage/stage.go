package stage

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/billing/rating"
	"github.com/etomcrm/etomcrm/crm"
	"github.com/etomcrm/etomcrm/crm/customer"
	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/crm/simulator"
	"github.com/etomcrm/etomcrm/etom/calendar"
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
	{ID: "phone", Name: "Desk phone", NameDe: "Tischtelefon", Kind: selling.Standard, Needs: []string{"phone"}, LeadTime: 72 * time.Hour,
		Prices: []price.Price{{Name: "Desk phone", Type: price.NonRecurring, Amount: money.Must("79.00 EUR"), Discount: money.MustRate("5%"), DiscountName: "key account"}}},
}

// issuer is the provider on bills.
var issuer = billing.Issuer{ID: "P", Name: "A provider", TaxID: "DE136695976", Bank: billing.Bank{IBAN: "DE02120300000000202051"},
	Address: billing.Address{Street: "Provider Street 1", PostCode: "10115", City: "Berlin", Country: "DE"}}

// New sets the stage, in memory; book has the tariffs by which usage is rated, and may be the zero one.
func New(ctx context.Context, book rating.Book) (*Stage, error) {
	s := &Stage{world: simulator.NewWorld(time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC))}
	ids := 0
	newID := func() string { ids++; return fmt.Sprintf("id-%d", ids) } // what is printed is the same every time
	env := work.New(memory.New(), &work.Config{Now: s.world.Now, NewID: newID})
	var err error
	if s.CRM, err = crm.New(env, crm.Outside{Activation: s, ServiceProblems: s}, &crm.Config{
		Selling:         &selling.Config{Portfolio: portfolio},
		Practice:        Practice(),
		Billing:         &billing.Config{Issuers: []billing.Issuer{issuer}, Zone: "Europe/Berlin", Book: book},
		StatusOnRequest: true, // as the document has it: the customer asks, and is told
	}); err != nil {
		return nil, err
	}
	c, err := s.Customers.Establish(ctx, customer.Draft{Kind: customer.Organization, Data: customer.Data{Name: "A customer",
		ContactMedia: []customer.ContactMedium{{Type: customer.Letter, Characteristic: customer.MediumCharacteristic{
			Street1: "Customer Street 2", PostCode: "80331", City: "München", Country: "DE"}}}}})
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

// Hold lets the customer have the line, and pay for it, since now; what is used on it is rated by a tariff, if there is one. It returns
// the billing account, and the product's id.
func (s *Stage) Hold(ctx context.Context, tariff string) (billing.Account, string, error) {
	line := portfolio[0]
	a, err := s.Billing.OpenAccount(ctx, billing.AccountDraft{Customer: s.Customer, Details: billing.Details{Name: "A customer", Business: true,
		Channel: billing.Letter, Address: billing.Address{Street: "Customer Street 2", PostCode: "80331", City: "München", Country: "DE"}}})
	if err != nil {
		return a, "", err
	}
	n, err := s.Billing.TakeCharges(ctx, billing.Charges{Customer: s.Customer, Account: a.ID, Order: "order-1", Items: []billing.ChargeItem{
		{ID: "1", Offering: line.ID, Name: line.Name, De: line.NameDe, Quantity: 1, Prices: line.Prices, Tariff: tariff}}})
	if err != nil {
		return a, "", err
	}
	return a, n.Products[0].ID, nil
}

// Bill lets the month be over, and what has fallen due be done. It returns the bill of an account's period, and its case.
func (s *Stage) Bill(ctx context.Context, account string, period calendar.Period) (billing.Bill, string, error) {
	if err := s.Wait(ctx, period.End().Add(6*time.Hour).Sub(s.Now())); err != nil {
		return billing.Bill{}, "", err
	}
	if _, err := s.Due(ctx, s.Now()); err != nil {
		return billing.Bill{}, "", err
	}
	if err := s.Wait(ctx, time.Hour); err != nil {
		return billing.Bill{}, "", err
	}
	id := billing.BillCase(account, period.From())
	b, err := s.Billing.Bill(ctx, id)
	return b, id, err
}

// Show prints what the journal of a case proves of a flow. It is an error if that is not the whole flow.
func (s *Stage) Show(ctx context.Context, out io.Writer, f flow.Flow, correlation, lang string) error {
	events, err := s.Journal(ctx, correlation)
	if err != nil {
		return err
	}
	r := flow.Check(f, events)
	Page{Lang: lang}.Flow(out, r)
	if r.Verdict != flow.Done {
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
