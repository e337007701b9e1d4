package retention_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/retention"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
)

func choice(t *testing.T, k kit, customer, name string) retention.Choice {
	t.Helper()
	all, err := k.Choices(context.Background(), customer)
	require.NoError(t, err)
	for _, c := range all {
		if c.Name == name {
			return c
		}
	}
	require.Fail(t, "no setting "+name)
	return retention.Choice{}
}

func TestService_Set_beside_what_contacts_have_shown(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		ctx, k := context.Background(), newKit(t, st)
		assert.Equal(t, retention.Choice{Name: "channel", Value: "email", Origin: retention.OriginDefault}, choice(t, k, "c-1", "channel"))

		_, err := k.RecordProfile(ctx, retention.ProfileInput{Customer: "c-1", Preferences: map[string]string{"channel": "phone", "hobby": "sailing"}})
		require.NoError(t, err)
		assert.Equal(t, retention.Choice{Name: "channel", Value: "phone", Origin: retention.OriginObserved, NotedAt: k.clock.Now()}, choice(t, k, "c-1", "channel"))

		chosen, err := k.Set(ctx, "c-1", "channel", "letter")
		require.NoError(t, err)
		assert.Equal(t, retention.Choice{Name: "channel", Value: "letter", Origin: retention.OriginChosen, NotedAt: k.clock.Now()}, chosen)
		_, err = k.RecordProfile(ctx, retention.ProfileInput{Customer: "c-1", Preferences: map[string]string{"channel": "fax"}})
		require.NoError(t, err)
		assert.Equal(t, "letter", choice(t, k, "c-1", "channel").Value, "what is observed does not undo what is chosen")
		k.store.Unchanged(t, func() {
			again, err := k.Set(ctx, "c-1", "channel", "letter")
			require.NoError(t, err)
			assert.Equal(t, chosen, again)
		})

		back, err := k.Set(ctx, "c-1", "channel", "")
		require.NoError(t, err)
		assert.Equal(t, []any{"fax", retention.OriginObserved}, []any{back.Value, back.Origin})
		events := k.events(t, "c-1")
		assert.JSONEq(t, `{"customer":"c-1","setting":"channel","value":"fax","origin":"observed"}`, string(events[len(events)-1].Data))
		_, err = k.RecordProfile(ctx, retention.ProfileInput{Customer: "c-1", Preferences: map[string]string{"channel": "carrier pigeon"}})
		require.NoError(t, err)
		assert.Equal(t, "email", choice(t, k, "c-1", "channel").Value, "nothing that the table does not allow")
	})
}

func TestService_Set_refuses_what_the_table_has_not(t *testing.T) {
	t.Parallel()
	ctx, k := context.Background(), inMemory(t)
	k.store.Unchanged(t, func() {
		_, err := k.Set(ctx, "c-1", "colour", "red")
		assert.Equal(t, []string{"name"}, etomtest.Paths(err))
		_, err = k.Set(ctx, "", "bill", "pigeon")
		assert.Equal(t, []string{"customer", "value"}, etomtest.Paths(err))
	})
}

func TestNewSettings_refuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		rows []retention.Setting
		path string
	}{
		"a default that cannot be chosen": {[]retention.Setting{{Name: "a", Values: []string{"x"}, Default: "y", What: "so"}}, "rows[0].default"},
		"nothing to choose":               {[]retention.Setting{{Name: "a", What: "so"}}, "rows[0].default"},
		"a value twice":                   {[]retention.Setting{{Name: "a", Values: []string{"x", "x"}, Default: "x", What: "so"}}, "rows[0].values[1]"},
		"a name twice": {[]retention.Setting{{Name: "a", Values: []string{"x"}, Default: "x", What: "so"},
			{Name: "a", Values: []string{"x"}, Default: "x", What: "so"}}, "rows[1].name"},
		"no name": {[]retention.Setting{{Values: []string{"x"}, Default: "x", What: "so"}}, "rows[0].name"},
		"no line": {[]retention.Setting{{Name: "a", Values: []string{"x"}, Default: "x"}}, "rows[0].what"},
	} {
		_, err := retention.NewSettings(c.rows...)
		require.ErrorIs(t, err, fault.ErrInvalid, name)
		assert.Equal(t, []string{c.path}, etomtest.Paths(err), name)
	}
}

func TestSettings_are_not_changed_from_outside(t *testing.T) {
	t.Parallel()
	rows := retention.DefaultSettings().Rows()
	rows[0].Values[0] = "xx"
	assert.Equal(t, "de", retention.DefaultSettings().Rows()[0].Values[0])
}

func TestDefaultSettings_and_DefaultPurposes_golden(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("| setting | values | default | what | was |\n|---|---|---|---|---|\n")
	for _, r := range retention.DefaultSettings().Rows() {
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", r.Name, strings.Join(r.Values, ", "), r.Default, r.What, r.De)
	}
	b.WriteString("\n| purpose | channel | ground | what | was |\n|---|---|---|---|---|\n")
	for _, r := range retention.DefaultPurposes().Rows() {
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", r.Purpose, r.Channel, r.Basis, r.What, r.De)
	}
	b.WriteString("\n| event | quiet | why |\n|---|---|---|\n")
	for _, r := range retention.DefaultOccasions().Rows() {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", r.Event, r.Quiet, r.Why)
	}
	etomtest.Golden(t, "settings.md", b.String())
}
