package crm_test

import (
	"context"
	"fmt"
	"log"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/crm"
	"github.com/etomcrm/etomcrm/crm/contact"
	"github.com/etomcrm/etomcrm/crm/customer"
	"github.com/etomcrm/etomcrm/crm/retention/relationship"
	"github.com/etomcrm/etomcrm/etom/personal"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Ada asks a question, and ends the relationship. She may see what is stored about her, and have it erased.
func ExampleCRM_Erase() {
	ctx, now := context.Background(), time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	c, err := crm.New(work.New(memory.New(), &work.Config{Now: func() time.Time { return now }}), crm.Outside{}, nil)
	if err != nil {
		log.Fatal(err)
	}
	ada, err := c.Customers.Establish(ctx, customer.Draft{Kind: customer.Individual, Data: customer.Data{Name: "Ada Lovelace", ContactMedia: []customer.ContactMedium{
		{Type: customer.Email, Characteristic: customer.MediumCharacteristic{EmailAddress: "ada@example.org"}}}}})
	if err != nil {
		log.Fatal(err)
	}
	if _, err := c.Receive(ctx, contact.Inbound{From: "ada@example.org", Channel: contact.Email, Kind: contact.Question, Text: "How do I end my contract?"}); err != nil {
		log.Fatal(err)
	}
	if err := c.Settle(ctx); err != nil { // what the processes do with it
		log.Fatal(err)
	}
	if _, err := c.Relationship.Notice(ctx, relationship.Draft{Customer: ada.ID, Ground: relationship.OwnNotice, By: ada.ID}); err != nil {
		log.Fatal(err)
	}
	now = now.AddDate(0, 2, 0) // the period of notice is over
	if _, err := c.Due(ctx, now); err != nil {
		log.Fatal(err)
	}
	if err := c.Settle(ctx); err != nil {
		log.Fatal(err)
	}

	stored, err := c.PersonalData(ctx, ada.ID)
	if err != nil {
		log.Fatal(err)
	}
	who := stored.Items[slices.IndexFunc(stored.Items, func(i personal.Item) bool { return i.Kind == "customer.customer" })]
	fmt.Println(who.Kind, "is stored", who.Purpose)
	erased, err := c.Erase(ctx, ada.ID)
	if err != nil {
		log.Fatal(err)
	}
	for _, i := range erased.Kept {
		fmt.Println(i.Kind, "is kept until", i.Keep, "by", i.Why)
	}
	found, err := c.Customers.Search(ctx, customer.KeyEmail, "ada@example.org")
	fmt.Println(len(found), "customers with her address", err)
	// Output:
	// customer.customer is stored to know who the customer is and to reach him
	// relationship.ending is kept until 2033-01-01 by § 147 (1) no. 2, 3, (3), (4) AO, § 257 (1) no. 2, 3, (4), (5) HGB: business letters received and sent: quotes, orders, agreements, reminders
	// 0 customers with her address <nil>
}
