package crm_test

import (
	"errors"
	"fmt"
	"reflect"
	"testing"

	"github.com/etomcrm/etomcrm/billing/collection"
	"github.com/etomcrm/etomcrm/crm"
	"github.com/etomcrm/etomcrm/crm/contact"
	"github.com/etomcrm/etomcrm/crm/customer"
	"github.com/etomcrm/etomcrm/crm/retention"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/personal"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/ordering"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What goes to logs and screens has ids: who may see names asks by them.
func TestFaults_and_failures_name_nobody(t *testing.T) {
	t.Parallel()
	p := newPayer(t, memory.New(), nil)
	p.lives(t)
	other, err := p.Customers.Establish(p.ctx, customer.Draft{Kind: customer.Individual, Data: customer.Data{Name: "Another"}})
	require.NoError(t, err)
	names := func(err error) {
		t.Helper()
		require.Error(t, err)
		for _, word := range ofQuill {
			assert.NotContains(t, err.Error(), word)
		}
	}
	_, err = p.Customers.AddKey(p.ctx, other.ID, customer.Key{Type: customer.KeyMSISDN, Value: "+4917112348765"})
	names(err)
	var taken *customer.TakenError
	require.True(t, errors.As(err, &taken))
	assert.Equal(t, p.id, taken.Taken[0].Customer, "who needs to know has it")
	names(p.Customers.RemoveKey(p.ctx, other.ID, customer.Key{Type: customer.KeyMSISDN, Value: "+4917112348765"}))
	again := quill()
	again.Name = "Ottoline Q. Quillfeather"
	_, err = p.Customers.Establish(p.ctx, again)
	names(err)
	_, err = p.Receive(p.ctx, contact.Inbound{Key: "mail-1", From: "ottoline@feather.example", Channel: contact.Email, Text: "Zanzibar, again"})
	names(err)
	_, err = p.Customers.Establish(p.ctx, customer.Draft{Kind: customer.Individual, Data: customer.Data{Name: "Quillfeather\x00", ContactMedia: []customer.ContactMedium{
		{Type: customer.Email, Characteristic: customer.MediumCharacteristic{EmailAddress: "ottoline at feather.example"}},
		{Type: customer.Phone, Characteristic: customer.MediumCharacteristic{PhoneNumber: "Zanzibar 7"}}}}})
	names(err)
	_, err = p.Orders.Place(p.ctx, ordering.Draft{Key: "order-1", Customer: p.id, Address: "Orinoco", Items: []ordering.DraftItem{withID(once("Router", "200.00 EUR"))}})
	names(err)
	_, err = p.Collection.NoteDebtor(p.ctx, collection.Debtor{Account: p.account().ID, Customer: p.id, Currency: p.account().Currency, IBANs: []string{"DE89370400440532013000", "DE89370400440532013000"}})
	names(err)

	_, err = p.says(contact.Cancellation, "", "Quillfeather wants the Orinoco order cancelled", "")
	require.NoError(t, err)
	_, err = p.says(contact.Confirmation, "", "Timbuktu is not happy", `{"confirmed":"Zanzibar"}`)
	require.NoError(t, err)
	require.NotEmpty(t, p.failed())
	for _, e := range p.heard.events {
		if e.Type == crm.EventReactionFailed || e.Type == crm.EventRequestFailed {
			for _, word := range ofQuill {
				assert.NotContains(t, string(e.Data), word, fmt.Sprint(e.Type, " ", e.Subject))
			}
		}
	}
}

func TestPersonalData_of_nobody_is_nothing(t *testing.T) {
	t.Parallel()
	p := newPayer(t, memory.New(), nil)
	data, err := p.PersonalData(p.ctx, "nobody")
	require.NoError(t, err)
	assert.Empty(t, data.Items)
	p.store.Unchanged(t, func() {
		e, err := p.Erase(p.ctx, "nobody")
		require.NoError(t, err)
		assert.Equal(t, crm.Erasure{Customer: "nobody", IDs: []string{"nobody"}, At: e.At}, e)
		_, err = p.Erase(p.ctx, "")
		require.ErrorIs(t, err, fault.ErrInvalid)
	})
}

// A service that is added to the whole must not be forgotten when a customer asks.
func TestPersonalData_asks_every_service(t *testing.T) {
	t.Parallel()
	p := newPayer(t, memory.New(), nil)
	asked := p.Holders()
	services := reflect.ValueOf(p.CRM).Elem()
	for n := range services.NumField() {
		field := services.Type().Field(n)
		if !field.IsExported() || field.Name == "Offers" || field.Name == "Analyst" {
			continue // what those keep of customers is shown by Selling; of contacts they keep ids
		}
		holder, ok := services.Field(n).Interface().(personal.Holder)
		if assert.True(t, ok, "%s does not say what it stores about a customer", field.Name) {
			assert.Contains(t, asked, holder, "%s is not asked", field.Name)
		}
	}
}

// What somebody permitted or forbade stays provable by the id; it is no reason to know who it was.
func TestErase_of_one_identity_reaches_all_its_records_and_a_consent_keeps_no_name(t *testing.T) {
	t.Parallel()
	p := newPayer(t, memory.New(), nil)
	p.moves(quill())
	other, err := p.Customers.Establish(p.ctx, customer.Draft{Kind: customer.Individual, Data: customer.Data{Name: "Zanzibar Quillfeather"}})
	require.NoError(t, err)
	asked, err := p.Orders.AskFeasibility(p.ctx, ordering.FeasibilityQuestion{Customer: other.ID, Need: "a line to Timbuktu"})
	require.NoError(t, err)
	_, err = p.Retention.RecordConsent(p.ctx, retention.Consent{Customer: p.id, Purpose: retention.PurposeMarketing, State: retention.ConsentGiven, Evidence: "i-1", Text: "newsletter-3"})
	require.NoError(t, err)
	_, err = p.Customers.Merge(p.ctx, p.id, other.ID, "the same person: Quillfeather")
	require.NoError(t, err)
	p.settles()

	e, err := p.Erase(p.ctx, other.ID)
	require.NoError(t, err)
	assert.Equal(t, []string{p.id, other.ID}, e.IDs)
	assert.Equal(t, "the question of feasibility is not answered", why(e, "ordering.feasibility"))
	assert.Equal(t, "business is open in other processes: somebody must know whose it is", why(e, "customer.customer"))

	_, err = p.Orders.ReceiveFeasibility(p.ctx, asked.ID, ordering.FeasibilityAnswer{Feasible: true})
	require.NoError(t, err)
	_, err = p.Orders.AnswerFeasibility(p.ctx, asked.ID)
	require.NoError(t, err)
	p.settles()
	e = p.erases(t)
	assert.Contains(t, why(e, "retention.consent"), "the consent holds")
	assert.Empty(t, why(e, "customer.customer"))
	assert.Empty(t, p.store.Traces(t, ofQuill...))
}
