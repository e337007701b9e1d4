package contact_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/etomcrm/etomcrm/crm/contact"
	"github.com/etomcrm/etomcrm/etom"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
)

// What users have stored must be read for ever: the files are added to, never changed.
func TestStored_bodies_decode_for_ever(t *testing.T) {
	t.Parallel()
	at := etomtest.NewClock().Now()
	etomtest.Decodes(t, "interaction.1.json", contact.Interaction{
		Meta: store.Meta{ID: "i-1", Version: 3}, Correlation: "case-1", Continues: "case-1", Customer: "dealer-a", From: "a@dealer.example",
		Direction: contact.FromCustomer, Channel: contact.Email, Kind: contact.Needs, Why: []fault.Reason{{Code: contact.CodeDeclared, Message: "declared as needs"}},
		Reason: "Bedarf", Text: "2 Mbit/s", Content: json.RawMessage(`{"rate":2}`), About: "p-1", Language: contact.German, Answers: "i-0",
		Status: contact.Completed, RoutedTo: etom.Selling, Overdue: true, At: at, AnswerBy: at.Add(time.Hour), CompletedAt: at.Add(2 * time.Hour),
		History: []contact.Change{{At: at, On: contact.Route, To: contact.InProgress}, {At: at, To: contact.InProgress, Note: "called"}},
	})
	etomtest.Decodes(t, "profile.1.json", contact.Profile{
		Meta: store.Meta{ID: "dealer-a", Version: 2}, Customer: "dealer-a", Channels: map[contact.Channel]int{contact.Email: 2}, Contacts: 2, Messages: 1,
		Kinds: map[contact.Kind]int{contact.Needs: 2}, Interests: []string{"extranet"}, Needs: []string{"2 Mbit/s"}, Language: contact.German,
		LastChannel: contact.Email, FirstAt: at, LastAt: at.Add(time.Hour), LatestStatus: "o-1", LatestAbout: "q-1",
	})
	etomtest.Decodes(t, "status.1.json", contact.Status{
		Correlation: "case-1", Customer: "dealer-a", About: "o-1", State: "inProgress", Text: "line ordered", Content: json.RawMessage(`{"order":"o-1"}`),
		Promised: at.Add(time.Hour), Expected: at.Add(2 * time.Hour), NotedAt: at,
	})
}
