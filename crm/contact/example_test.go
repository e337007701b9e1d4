package contact_test

import (
	"context"
	"fmt"

	"github.com/etomcrm/etomcrm/crm/contact"
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
