package marketing_test

import (
	"testing"
	"time"

	"github.com/etomcrm/etomcrm/crm/marketing"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/store"
)

// What users have stored must be read for ever: the files are added to, never changed.
func TestStored_bodies_decode_for_ever(t *testing.T) {
	t.Parallel()
	at := etomtest.NewClock().Now()
	d := brochure()
	d.Channel, d.From, d.Until, d.AnswerWithin = "letter", at, at.Add(time.Hour), 24*time.Hour
	etomtest.Decodes(t, "collateral.1.json", marketing.Collateral{Meta: store.Meta{ID: "col-1", Version: 1}, Draft: d, IssuedAt: at})
	etomtest.Decodes(t, "lead.1.json", marketing.Lead{
		Meta: store.Meta{ID: "lead-1", Version: 2}, Correlation: "lead-1", Customer: "dealer-a", Collateral: "col-1", Name: "The extranet",
		Offerings: []string{"extranet"}, Channel: "letter", Status: marketing.InProgress, CreatedAt: at, InquiredAt: at.Add(time.Hour), AnswerBy: at.Add(24 * time.Hour),
		History: []marketing.Change{{At: at.Add(time.Hour), From: marketing.Acknowledged, On: marketing.TakeUp, To: marketing.InProgress, Note: "enquiry"}},
	})
}
