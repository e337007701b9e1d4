package customer_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/etomcrm/etomcrm/crm/customer"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/etom/work"
)

// inMarch is an environment of examples: its clock stands still, its ids count up.
func inMarch() *work.Env {
	ids := 0
	return work.New(memory.New(), &work.Config{
		Now:   func() time.Time { return time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC) },
		NewID: func() string { ids++; return fmt.Sprintf("c-%d", ids) },
	})
}

func Example() {
	ctx := context.Background()
	customers, err := customer.New(work.New(memory.New(), nil), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	c, err := customers.Establish(ctx, customer.Draft{
		Kind: customer.Organization, Number: "K-4711",
		Data: customer.Data{Name: "Dealer A", ContactMedia: []customer.ContactMedium{
			{Type: customer.Phone, Characteristic: customer.MediumCharacteristic{PhoneNumber: "089 1234567"}},
		}},
		Keys: []customer.Key{{Type: customer.KeyTaxID, Value: "DE 123 456 789"}},
	})
	fmt.Println(c.Number, c.Status, err)

	c, err = customers.ChangeStatus(ctx, c.ID, customer.Activate, "first agreement signed")
	fmt.Println(c.Status, err)

	found, err := customers.Search(ctx, customer.KeyPhone, "+49 (0)89 1234567")
	fmt.Println(len(found), found[0].Name, err)

	_, err = customers.Establish(ctx, customer.Draft{
		Kind: customer.Organization, Data: customer.Data{Name: "Dealer A GmbH"},
		Keys: []customer.Key{{Type: customer.KeyTaxID, Value: "DE123456789"}},
	})
	var taken *customer.TakenError
	fmt.Println(errors.As(err, &taken), taken.Taken[0].Key.Value, taken.Taken[0].Customer == c.ID)
	// Output:
	// K-4711 prospective <nil>
	// active <nil>
	// 1 Dealer A <nil>
	// true DE123456789 true
}

func ExampleService_Acquire() {
	ctx := context.Background()
	customers, _ := customer.New(inMarch(), nil)
	c, _ := customers.Establish(ctx, customer.Draft{Kind: customer.Individual, Data: customer.Data{Name: "Ada"}})

	d := c.Data
	d.Name, d.Language = "Ada Lovelace", customer.German
	c, err := customers.Acquire(ctx, c.ID, c.Version, d)
	fmt.Println(c.Version, c.Name, err)

	history, _ := customers.History(ctx, c.ID)
	for _, f := range history[0].Fields {
		fmt.Printf("%s: %s, before %s\n", f.Field, f.To, f.From)
	}
	// Output:
	// 2 Ada Lovelace <nil>
	// name: "Ada Lovelace", before "Ada"
	// language: "de", before "en"
}

func ExampleService_Import() {
	ctx := context.Background()
	customers, _ := customer.New(inMarch(), nil)
	report, err := customers.Import(ctx, strings.NewReader(
		`{"customerNumber":"K-1","kind":"organization","name":"Dealer A","language":"de","status":"active"}
{"kind":"individual","name":"Ada","contactMedium":[{"mediumType":"email","characteristic":{"emailAddress":"ada"}}]}`))
	fmt.Println(report.Established, err)
	for _, refused := range report.Refused {
		fmt.Println(refused.Line, refused.Err)
	}
	_, _ = customers.Export(ctx, os.Stdout)
	// Output:
	// 1 <nil>
	// 2 customer.draft: contactMedium[0].characteristic.emailAddress: must be an e-mail address, such as name@example.com (ETOM-FORMAT)
	// {"customerNumber":"K-1","kind":"organization","name":"Dealer A","language":"de","status":"active"}
}

func ExampleNormalisePhone() {
	number, err := customer.NormalisePhone("(089) 12 34-567", "49")
	fmt.Println(number, err)
	// Output: +49891234567 <nil>
}

func ExampleService_Merge() {
	ctx := context.Background()
	customers, _ := customer.New(inMarch(), nil)
	media := []customer.ContactMedium{{Type: customer.Email, Characteristic: customer.MediumCharacteristic{EmailAddress: "ada@example.com"}}}
	a, _ := customers.Establish(ctx, customer.Draft{Kind: customer.Individual, Number: "K-1", Data: customer.Data{Name: "Ada Lovelace"}})
	b, _ := customers.Establish(ctx, customer.Draft{Kind: customer.Individual, Number: "K-2", Data: customer.Data{Name: "Dr. Lovelace, Ada", ContactMedia: media}})
	_, _ = customers.Acquire(ctx, a.ID, a.Version, customer.Data{Name: a.Name, ContactMedia: media})

	duplicates, _ := customers.Duplicates(ctx, a.ID)
	for _, d := range duplicates {
		fmt.Println(d.Other, d.Likeness, d.Points)
		for _, r := range d.Reasons {
			fmt.Println(" ", r)
		}
	}
	_, err := customers.Merge(ctx, a.ID, b.ID, "asked on the telephone")
	found, _ := customers.Search(ctx, customer.KeyNumber, "K-2")
	ids, _ := customers.IDs(ctx, b.ID)
	fmt.Println(found[0].Number, ids, err)
	// Output:
	// c-3 likely 70
	//   CUSTOMER-SAME-01 the names are the same but for their writing, their legal form and the order of their words: +30
	//   CUSTOMER-SAME-02 they have an e-mail address in common: +40
	// K-1 [c-1 c-3] <nil>
}
