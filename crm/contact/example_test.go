package contact_test

import (
	"context"
	"fmt"
	"time"

	"github.com/etomcrm/etomcrm/crm/contact"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/etom/work"
)

// book knows customers by their addresses.
type book map[string]string

func (b book) Identify(_ *work.Unit, key string) (string, bool, error) {
	customer, found := b[key]
	return customer, found, nil
}

func Example() {
	ctx := context.Background()
	desk, err := contact.New(work.New(memory.New(), nil), &contact.Config{Directory: book{"a@dealer.example": "c-42"}})
	if err != nil {
		panic(err)
	}

	i, err := desk.Receive(ctx, contact.Inbound{From: "a@dealer.example", Channel: contact.Email,
		Subject: "Angebot", Text: "Ich interessiere mich für einen DSL-Anschluss."})
	if err != nil {
		panic(err)
	}
	fmt.Println(i.Customer, i.Kind, i.Status)
	for _, why := range i.Why {
		fmt.Println(" ", why.Message)
	}

	if i, err = desk.Route(ctx, i.ID); err != nil {
		panic(err)
	}
	fmt.Println(i.RoutedTo.Name(), i.Status)

	open, err := desk.Open(ctx, i.Customer)
	fmt.Println(len(open), "open", err)
	// Output:
	// c-42 enquiry open
	//   "interessiere mich" in the text speaks for enquiry (3)
	//   "angebot" in the subject speaks for enquiry (4)
	// Selling inProgress
	// 1 open <nil>
}

func ExampleService_AnswerStatus() {
	ctx := context.Background()
	desk, err := contact.New(work.New(memory.New(), nil), nil)
	if err != nil {
		panic(err)
	}
	// Order Handling reports, and Customer Interface Management keeps it.
	if _, err := desk.NoteStatus(ctx, contact.Status{Customer: "c-42", About: "o-17", State: "inProgress", Text: "The line is ordered."}); err != nil {
		panic(err)
	}
	i, err := desk.Receive(ctx, contact.Inbound{Customer: "c-42", Channel: contact.Portal, Text: "When will it be ready?"})
	if err != nil {
		panic(err)
	}
	answer, err := desk.AnswerStatus(ctx, i.ID)
	fmt.Println(i.Kind, "about", i.About)
	fmt.Println(answer.Text, err)
	// Output:
	// statusInquiry about o-17
	// o-17: inProgress. The line is ordered. <nil>
}

func ExampleRecognise() {
	kind, why := contact.Recognise("Rechnung März", "Position 3 verstehe ich nicht.")
	row, _ := contact.RouteOf(kind)
	fmt.Println(kind, "for", row.To.Name())
	fmt.Println(why[0])
	// Output:
	// billInquiry for Billing & Collections Management
	// CONTACT-CUE "rechnung" in the subject speaks for billInquiry (6)
}

func ExampleAnswer() {
	id, qa, ok := contact.Answer(contact.StandardQuestions(), "Wie storniere ich einen Auftrag?", contact.German)
	fmt.Println(id, ok)
	fmt.Println(qa.Answer)
	// Output:
	// cancel-order true
	// Nennen Sie die Auftragsnummer. Sie erfahren, ob er noch storniert werden kann und was das kostet.
}

func ExampleRule_Find() {
	now := time.Date(2026, time.March, 2, 12, 0, 0, 0, time.UTC)
	sight := func(id, customer string, ago time.Duration, text string) contact.Sighting {
		return contact.Sight(contact.Interaction{Meta: store.Meta{ID: id}, Customer: customer, Kind: contact.ProblemReport, Text: text, At: now.Add(-ago)}, contact.Topics(), nil)
	}
	found := contact.Rule{}.Find([]contact.Sighting{
		sight("i-1", "dealer-c", 3*24*time.Hour, "the printer is broken"),
		sight("i-2", "dealer-a", 3*time.Hour, "no mail since this morning"),
		sight("i-3", "dealer-b", 2*time.Hour, "Mein Postfach ist leer, keine E-Mails"),
		sight("i-4", "dealer-b", 2*time.Hour, "still no mail!"),
		sight("i-5", "dealer-c", time.Hour, "the mail server does not answer"),
	}, now.AddDate(-1, 0, 0), now)
	for _, f := range found {
		fmt.Println(f.To, f.Concern.Name, f.Customers, "customers", f.Interactions)
		fmt.Println(f.Why)
	}
	// Output:
	// ProblemHandling mail 3 customers [i-2 i-3 i-4 i-5]
	// [CONTACT-ANALYSIS-01 3 customers within 24h0m0s; at least 3 are asked for CONTACT-ANALYSIS-02 0.0357 are usual; so many come by chance with a probability of 7.4e-06]
}
