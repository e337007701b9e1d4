package customer_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/customer"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
)

// texts are what no store could keep, or what is too long for any single line.
var texts = map[string]string{"NUL": "a\x00b", "invalid UTF-8": "a\xffb", "too long": strings.Repeat("x", 10_001)}

func TestService_Establish_refuses_wrong_input_and_changes_nothing(t *testing.T) {
	t.Parallel()
	medium := func(m customer.ContactMedium) func(*customer.Draft) {
		return func(d *customer.Draft) { d.ContactMedia = []customer.ContactMedium{m} }
	}
	key := func(keys ...customer.Key) func(*customer.Draft) { return func(d *customer.Draft) { d.Keys = keys } }
	cases := map[string]struct {
		spoil func(*customer.Draft)
		path  string
	}{
		"no name":                       {func(d *customer.Draft) { d.Name = "" }, "name"},
		"a blank name":                  {func(d *customer.Draft) { d.Name = " \t" }, "name"},
		"no kind":                       {func(d *customer.Draft) { d.Kind = "" }, "kind"},
		"an unknown kind":               {func(d *customer.Draft) { d.Kind = "club" }, "kind"},
		"an unknown language":           {func(d *customer.Draft) { d.Language = "fr" }, "language"},
		"an unknown status":             {func(d *customer.Draft) { d.Status = "approved" }, "status"},
		"a blank number":                {func(d *customer.Draft) { d.Number = "  " }, "customerNumber"},
		"an unknown medium":             {medium(customer.ContactMedium{Type: "pigeon"}), "contactMedium[0].mediumType"},
		"no address":                    {medium(email("")), "contactMedium[0].characteristic.emailAddress"},
		"no e-mail address":             {medium(email("x")), "contactMedium[0].characteristic.emailAddress"},
		"no telephone number":           {medium(phone("call me")), "contactMedium[0].characteristic.phoneNumber"},
		"a letter without a city":       {medium(customer.ContactMedium{Type: customer.Letter, Characteristic: customer.MediumCharacteristic{Street1: "x", Country: "DE"}}), "contactMedium[0].characteristic.city"},
		"a country by its name":         {medium(customer.ContactMedium{Type: customer.Letter, Characteristic: customer.MediumCharacteristic{Street1: "x", City: "y", Country: "Germany"}}), "contactMedium[0].characteristic.country"},
		"a street in an e-mail address": {medium(customer.ContactMedium{Type: customer.Email, Characteristic: customer.MediumCharacteristic{EmailAddress: "a@b.de", Street1: "x"}}), "contactMedium[0].characteristic.street1"},
		"two preferred media":           {func(d *customer.Draft) { d.ContactMedia[0].Preferred, d.ContactMedia[1].Preferred = true, true }, "contactMedium"},
		"too many media":                {func(d *customer.Draft) { d.ContactMedia = make([]customer.ContactMedium, customer.MaxMedia+1) }, "contactMedium"},
		"too many parties":              {func(d *customer.Draft) { d.Parties = make([]customer.Party, customer.MaxParties+1) }, "relatedParty"},
		"a party without a name":        {func(d *customer.Draft) { d.Parties = []customer.Party{{}} }, "relatedParty[0].name"},
		"a party's wrong address": {func(d *customer.Draft) {
			d.Parties = []customer.Party{{Name: "x", ContactMedia: []customer.ContactMedium{email("x")}}}
		}, "relatedParty[0].contactMedium[0].characteristic.emailAddress"},
		"too many characteristics": {func(d *customer.Draft) {
			d.Characteristics = make([]customer.Characteristic, customer.MaxCharacteristics+1)
		}, "characteristic"},
		"a characteristic twice":             {func(d *customer.Draft) { d.Characteristics = []customer.Characteristic{{Name: "x"}, {Name: "x"}} }, "characteristic[1].name"},
		"too many keys":                      {key(make([]customer.Key, customer.MaxKeys+1)...), "key"},
		"an unknown key":                     {key(customer.Key{Type: "shoeSize", Value: "46"}), "key[0].type"},
		"a key without a value":              {key(customer.Key{Type: customer.KeyTaxID}), "key[0].value"},
		"a key of signs only":                {key(customer.Key{Type: customer.KeyTaxID, Value: "./-"}), "key[0].value"},
		"a register without a court":         {key(customer.Key{Type: customer.KeyRegister, Value: "HRB 1"}), "key[0].authority"},
		"an e-mail address among the keys":   {key(customer.Key{Type: customer.KeyEmail, Value: "a@b.de"}), "key[0].type"},
		"the number among the keys":          {key(customer.Key{Type: customer.KeyNumber, Value: "K-2"}), "key[0].type"},
		"a key twice":                        {key(customer.Key{Type: customer.KeyTaxID, Value: "DE1"}, customer.Key{Type: customer.KeyTaxID, Value: "de 1"}), "key[1].value"},
		"an IMSI of 16 digits (ITU-T E.212)": {key(customer.Key{Type: customer.KeyIMSI, Value: "1234567890123456"}), "key[0].value"},
		"a card with a wrong check digit":    {key(customer.Key{Type: customer.KeyCard, Value: "4111111111111112"}), "key[0].value"},
		"only the last digits of a card":     {key(customer.Key{Type: customer.KeyCard, Value: "1111"}), "key[0].value"},
		"more data than a record holds": {func(d *customer.Draft) {
			for i := range 30 {
				d.Characteristics = append(d.Characteristics, customer.Characteristic{Name: fmt.Sprint(i), Value: strings.Repeat("x", 9_000)})
			}
		}, ""},
	}
	for name, text := range texts {
		for path, put := range map[string]func(*customer.Draft){
			"requestKey":              func(d *customer.Draft) { d.RequestKey = text },
			"correlation":             func(d *customer.Draft) { d.Correlation = text },
			"customerNumber":          func(d *customer.Draft) { d.Number = text },
			"name":                    func(d *customer.Draft) { d.Name = text },
			"relatedParty[0].name":    func(d *customer.Draft) { d.Parties = []customer.Party{{Name: text}} },
			"relatedParty[0].role":    func(d *customer.Draft) { d.Parties = []customer.Party{{Name: "x", Role: text}} },
			"characteristic[0].name":  func(d *customer.Draft) { d.Characteristics = []customer.Characteristic{{Name: text}} },
			"characteristic[0].value": func(d *customer.Draft) { d.Characteristics = []customer.Characteristic{{Name: "x", Value: text}} },
			"key[0].value":            key(customer.Key{Type: customer.KeyContract, Value: text}),
			"key[0].authority":        key(customer.Key{Type: customer.KeyExternal, Value: "x", Authority: text}),
			"contactMedium[0].characteristic.contactType": medium(customer.ContactMedium{Type: customer.Email, Characteristic: customer.MediumCharacteristic{
				EmailAddress: "a@b.de", ContactType: text}}),
			"contactMedium[0].characteristic.emailAddress": medium(email(text)),
			"contactMedium[0].characteristic.phoneNumber":  medium(phone(text)),
			"contactMedium[0].characteristic.street2": medium(customer.ContactMedium{Type: customer.Letter, Characteristic: customer.MediumCharacteristic{
				Street1: "x", City: "y", Country: "DE", Street2: text}}),
		} {
			cases[name+" in "+path] = struct {
				spoil func(*customer.Draft)
				path  string
			}{put, path}
		}
	}
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		ctx, k := context.Background(), newKit(t, st)
		there := k.establish(t, dealer("K-0"))
		for name, c := range cases {
			d := dealer("K-1")
			c.spoil(&d)
			k.store.Unchanged(t, func() {
				_, err := k.Establish(ctx, d)
				require.ErrorIs(t, err, fault.ErrInvalid, name)
				assert.Equal(t, []string{c.path}, etomtest.Paths(err), name)
				if strings.HasPrefix(c.path, "key[0]") {
					_, err := k.AddKey(ctx, there.ID, d.Keys[0])
					assert.Equal(t, []string{strings.TrimPrefix(c.path, "key[0].")}, etomtest.Paths(err), name)
				}
			})
			if assert.ObjectsAreEqual(dealer("").Data, d.Data) {
				continue
			}
			k.store.Unchanged(t, func() {
				_, err := k.Acquire(ctx, there.ID, there.Version, d.Data)
				assert.Equal(t, []string{c.path}, etomtest.Paths(err), name)
			})
		}
	})
}

func TestService_Establish_tells_of_all_faults_at_once(t *testing.T) {
	t.Parallel()
	_, err := inMemory(t).Establish(context.Background(), customer.Draft{
		Kind: "club", Status: "x", Data: customer.Data{Language: "xx", ContactMedia: []customer.ContactMedium{email("x"), phone("y")}},
		Keys: []customer.Key{{Type: customer.KeyTaxID}, {Type: "x"}},
	})
	assert.Equal(t, []string{"kind", "name", "language", "contactMedium[0].characteristic.emailAddress",
		"contactMedium[1].characteristic.phoneNumber", "status", "key[0].value", "key[1].type"}, etomtest.Paths(err))
}

func TestService_refuses_wrong_input_of_the_other_commands(t *testing.T) {
	t.Parallel()
	ctx, k := context.Background(), inMemory(t)
	c := k.establish(t, dealer("K-1", customer.Key{Type: customer.KeyContract, Value: "V-1"}))
	for name, text := range texts {
		k.store.Unchanged(t, func() {
			_, err := k.ChangeStatus(ctx, c.ID, customer.Activate, text)
			assert.Equal(t, []string{"reason"}, etomtest.Paths(err), name)
			_, err = k.ChangeStatus(ctx, c.ID, customer.Event(text), "x")
			assert.Equal(t, []string{"event"}, etomtest.Paths(err), name)
			_, err = k.Search(ctx, customer.KeyContract, text)
			assert.Equal(t, []string{"value"}, etomtest.Paths(err), name)
			_, err = k.Search(ctx, customer.KeyType(text), "x")
			assert.Equal(t, []string{"type"}, etomtest.Paths(err), name)
			_, _, err = k.List(ctx, text, store.Cursor{}, 10)
			assert.Equal(t, []string{"prefix"}, etomtest.Paths(err), name)
			err = k.RemoveKey(ctx, c.ID, customer.Key{Type: customer.KeyContract, Value: text})
			assert.Equal(t, []string{"value"}, etomtest.Paths(err), name)
			err = k.RemoveKey(ctx, c.ID, customer.Key{Type: customer.KeyType(text), Value: "x"})
			assert.Equal(t, []string{"type"}, etomtest.Paths(err), name)
		})
	}
	_, err := k.Get(ctx, "c-unknown")
	assert.ErrorIs(t, err, fault.ErrNotFound)
}
