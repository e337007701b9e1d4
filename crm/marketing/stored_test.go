package marketing_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

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
	decodes(t, "collateral.1.json", marketing.Collateral{Meta: store.Meta{ID: "col-1", Version: 1}, Draft: d, IssuedAt: at})
	decodes(t, "lead.1.json", marketing.Lead{
		Meta: store.Meta{ID: "lead-1", Version: 2}, Correlation: "lead-1", Customer: "dealer-a", Collateral: "col-1", Name: "The extranet",
		Offerings: []string{"extranet"}, Channel: "letter", Status: marketing.InProgress, CreatedAt: at, InquiredAt: at.Add(time.Hour), AnswerBy: at.Add(24 * time.Hour),
		History: []marketing.Change{{At: at.Add(time.Hour), From: marketing.Acknowledged, On: marketing.TakeUp, To: marketing.InProgress, Note: "enquiry"}},
	})
}

// decodes asks that the file is read as the value. Where it is missing it is written, if goldens are.
func decodes[T any](t *testing.T, name string, want T) {
	t.Helper()
	path := filepath.Join("testdata", "stored", name)
	text, err := os.ReadFile(path)
	if os.IsNotExist(err) {
		text, err = json.MarshalIndent(want, "", "\t")
		require.NoError(t, err)
		etomtest.Golden(t, filepath.Join("stored", name), string(text)+"\n")
	}
	require.NoError(t, err)
	var got T
	require.NoError(t, json.Unmarshal(text, &got))
	assert.Equal(t, want, got)
}
