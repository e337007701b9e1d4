package marketing_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/marketing"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/etom/work"
)

func TestMake_keeps_the_collateral_and_says_so(t *testing.T) {
	stores(t, func(t *testing.T, r room) {
		d := brochure()
		d.Until = r.clock.Now().Add(time.Hour + 1)
		c := r.made(d)
		assert.Equal(t, []any{"letter", 90 * 24 * time.Hour, r.clock.Now().Add(time.Hour)}, []any{c.Channel, c.AnswerWithin, c.Until})
		found, err := r.Collateral(ctx, c.ID)
		require.NoError(t, err)
		assert.Equal(t, c, found)
		assert.Equal(t, []string{marketing.EventCollateralMade}, r.journal(c.ID))
		assert.Equal(t, c, last[marketing.Collateral](r, c.ID))
	})
}

func TestMake_mail_goes_by_email_unless_the_draft_says_otherwise(t *testing.T) {
	t.Parallel()
	r := inMemory(t)
	for _, medium := range marketing.Media() {
		want := "letter"
		if medium == marketing.Mail {
			want = "email"
		}
		assert.Equal(t, want, r.made(marketing.Draft{Name: "x", Medium: medium}).Channel)
		assert.Equal(t, "shop", r.made(marketing.Draft{Name: "x", Medium: medium, Channel: "shop"}).Channel)
	}
}

func TestMake_refuses_wrong_drafts_and_changes_nothing(t *testing.T) {
	stores(t, func(t *testing.T, r room) {
		now := r.clock.Now()
		rows := map[string]struct {
			spoil func(*marketing.Draft)
			path  string
			rule  string
		}{
			"no name":                  {func(d *marketing.Draft) { d.Name = "" }, "name", fault.RuleRequired},
			"NUL in the name":          {func(d *marketing.Draft) { d.Name = "a\x00" }, "name", fault.RuleNUL},
			"no medium":                {func(d *marketing.Draft) { d.Medium = "" }, "medium", fault.RuleUnknown},
			"unknown medium":           {func(d *marketing.Draft) { d.Medium = "balloon" }, "medium", fault.RuleUnknown},
			"over-long channel":        {func(d *marketing.Draft) { d.Channel = strings.Repeat("a", 201) }, "channel", fault.RuleLength},
			"empty offering":           {func(d *marketing.Draft) { d.Offerings = []string{"a", ""} }, "productOffering[1]", fault.RuleRequired},
			"too many offerings":       {func(d *marketing.Draft) { d.Offerings = make([]string, 101) }, "productOffering", fault.RuleLength},
			"invalid UTF-8":            {func(d *marketing.Draft) { d.Text = "\xff" }, "text", fault.RuleUTF8},
			"over-long German":         {func(d *marketing.Draft) { d.TextDe = strings.Repeat("a", fault.MaxText+1) }, "textDe", fault.RuleLength},
			"over already":             {func(d *marketing.Draft) { d.Until = now }, "validUntil", fault.RuleRange},
			"an end no database keeps": {func(d *marketing.Draft) { d.Until = time.Date(20260, 1, 1, 0, 0, 0, 0, time.UTC) }, "validUntil", fault.RuleRange},
			"a start nobody meant":     {func(d *marketing.Draft) { d.From = time.Date(2620, 1, 1, 0, 0, 0, 0, time.UTC) }, "validFrom", fault.RuleRange},
			"an end before the start":  {func(d *marketing.Draft) { d.From, d.Until = now.Add(2*time.Hour), now.Add(time.Hour) }, "validUntil", fault.RuleRange},
			"no time to answer":        {func(d *marketing.Draft) { d.AnswerWithin = time.Minute }, "answerWithin", fault.RuleRange},
			"negative time to answer":  {func(d *marketing.Draft) { d.AnswerWithin = -time.Hour }, "answerWithin", fault.RuleRange},
		}
		for name, row := range rows {
			d := brochure()
			row.spoil(&d)
			err := r.refused(fault.ErrInvalid, func() error { _, err := r.Make(ctx, d); return err })
			var invalid *fault.Invalid
			require.ErrorAs(t, err, &invalid, name)
			require.Len(t, invalid.Fields, 1, name)
			assert.Equal(t, [2]string{row.path, row.rule}, [2]string{invalid.Fields[0].Path, invalid.Fields[0].Rule}, name)
		}
		err := r.refused(fault.ErrInvalid, func() error { _, err := r.Make(ctx, marketing.Draft{Until: now}); return err })
		var invalid *fault.Invalid
		require.ErrorAs(t, err, &invalid)
		assert.Len(t, invalid.Fields, 3)
	})
}

func TestAnother_tenant_finds_nothing(t *testing.T) {
	stores(t, func(t *testing.T, r room) {
		c := r.made(brochure())
		l := r.issued(c.ID, "dealer-a")
		there := marketing.New(work.New(r.env.Store(), &work.Config{Tenant: "other", Now: r.clock.Now, NewID: etomtest.NewIDs("x").New}))
		for name, command := range map[string]func() error{
			"collateral": func() error { _, err := there.Collateral(ctx, c.ID); return err },
			"lead":       func() error { _, err := there.Lead(ctx, l.ID); return err },
			"issue":      func() error { _, _, err := there.Issue(ctx, c.ID, "dealer-b"); return err },
			"track":      func() error { _, err := there.Track(ctx, l.ID, marketing.TakeUp, ""); return err },
			"effect":     func() error { _, err := there.Effect(ctx, c.ID, time.Hour, r.clock.Now(), nil); return err },
		} {
			assert.Error(t, r.refused(fault.ErrNotFound, command), name)
		}
		_, found, err := there.FindLead(ctx, "dealer-a")
		require.NoError(t, err)
		assert.False(t, found)
	})
}

func FuzzMake(f *testing.F) {
	f.Add("The extranet", "brochure", "", "extranet", "text", "Text", int64(0), int64(3600), int64(0))
	f.Add("\x00", "balloon", "\xff", "", "", "", int64(-1), int64(-1), int64(-1))
	f.Add("x", "mail", "email", "a", "", "", int64(1<<40), int64(1<<40), int64(1<<62))
	f.Fuzz(func(t *testing.T, name, medium, channel, offering, text, textDe string, from, until, within int64) {
		st := etomtest.Watch(memory.New())
		env, clock := etomtest.Env(t, st)
		at := func(seconds int64) time.Time {
			if seconds == 0 {
				return time.Time{}
			}
			return time.Unix(clock.Now().Unix()+seconds%(1<<45), 0)
		}
		m := marketing.New(env)
		c, err := m.Make(ctx, marketing.Draft{Name: name, Medium: marketing.Medium(medium), Channel: channel, Offerings: []string{offering},
			Text: text, TextDe: textDe, From: at(from), Until: at(until), AnswerWithin: time.Duration(within)})
		if err != nil {
			require.ErrorIs(t, err, fault.ErrInvalid)
			require.Empty(t, st.Writes())
			return
		}
		found, err := m.Collateral(ctx, c.ID)
		require.NoError(t, err)
		require.Equal(t, c, found)
		if _, _, err = m.Issue(ctx, c.ID, "dealer-a"); err != nil {
			require.ErrorIs(t, err, fault.ErrState)
		}
	})
}
