package contact_test

import (
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/contact"
	"github.com/etomcrm/etomcrm/etom"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/etom/work"
)

func TestReceive_identifies_the_customer_and_recognises_the_kind(t *testing.T) {
	stores(t, func(t *testing.T, r room) {
		i := r.receive(contact.Inbound{From: "a@dealer.example", Subject: "Angebot", Text: "Ich interessiere mich für einen DSL-Anschluss."})
		assert.Equal(t, "dealer-a", i.Customer)
		assert.Equal(t, contact.Enquiry, i.Kind)
		assert.Equal(t, contact.CodeCue, i.Why[0].Code)
		assert.Equal(t, contact.Open, i.Status)
		assert.Equal(t, contact.German, i.Language)
		assert.Equal(t, i.ID, i.Correlation, "a case of its own")
		assert.Equal(t, r.clock.Now().Add(48*time.Hour), i.AnswerBy)
		assert.Equal(t, i, r.get(i.ID))
		assert.Equal(t, []string{"contact.enquiry.received"}, r.journal(i.ID))
		data := last[contact.Request](r, i.ID)
		assert.Equal(t, contact.Request{Customer: "dealer-a", From: "a@dealer.example", Interaction: i.ID, Kind: contact.Enquiry, Why: i.Why,
			To: etom.Selling, Channel: contact.Email, Subject: "Angebot", Text: i.Text, Language: "de", AnswerBy: i.AnswerBy}, data)
	})
}

func TestReceive_takes_the_kind_that_the_channel_declares(t *testing.T) {
	t.Parallel()
	i := inMemory(t).receive(contact.Inbound{Kind: contact.ProblemReport, Text: "We accept your offer"})
	assert.Equal(t, contact.ProblemReport, i.Kind)
	assert.Equal(t, []fault.Reason{{Code: contact.CodeDeclared, Message: "declared as problemReport"}}, i.Why)
	assert.Equal(t, "problemReport", i.Reason, "without a subject line, the kind is why it happened")
}

func TestReceive_does_not_look_up_a_customer_whom_the_channel_knows(t *testing.T) {
	t.Parallel()
	i := inMemory(t).receive(contact.Inbound{From: "a@dealer.example", Customer: "dealer-b", Channel: contact.Portal, Text: "hello"})
	assert.Equal(t, "dealer-b", i.Customer)
}

func TestReceive_keeps_the_content_for_machines(t *testing.T) {
	stores(t, func(t *testing.T, r room) {
		i := r.receive(contact.Inbound{Kind: contact.Needs, Content: json.RawMessage(` { "rate" : "<2 Mbit/s" , "users": 1e3 } `)})
		assert.JSONEq(t, `{"rate":"<2 Mbit/s","users":1e3}`, string(r.get(i.ID).Content))
		assert.JSONEq(t, `{"rate":"<2 Mbit/s","users":1e3}`, string(last[contact.Request](r, i.ID).Content))
	})
}

func TestReceive_the_same_contact_twice_is_one(t *testing.T) {
	stores(t, func(t *testing.T, r room) {
		in := contact.Inbound{Key: "<message-1@dealer>", Text: "Where is my order?", Content: json.RawMessage(`{"a":1}`)}
		first := r.receive(in)
		r.watched.Unchanged(t, func() { assert.Equal(t, asJSON(t, first), asJSON(t, r.receive(in))) })
		in.Text = "Where is my other order?"
		in.From, in.Channel = "a@dealer.example", contact.Email
		r.refused(fault.ErrConflict, func() error { _, err := r.Receive(ctx, in); return err })
	})
}

func TestReceive_finds_the_case(t *testing.T) {
	t.Parallel()
	sent := contact.Outbound{Customer: "dealer-a", Correlation: "case-1", About: "q-1", Reason: "selling.proposal.made"}
	rows := map[string]struct {
		in   contact.Inbound
		want string // empty: its own
	}{
		"that it names":                                       {contact.Inbound{Correlation: "case-1", Text: "x"}, "case-1"},
		"that it names, though nobody knew":                   {contact.Inbound{Correlation: "case-9", Text: "x"}, "case-9"},
		"of what it is about":                                 {contact.Inbound{About: "q-1", Text: "x"}, "case-1"},
		"of another process":                                  {contact.Inbound{Kind: contact.Enquiry}, "lead-1"},
		"that it names, before all others":                    {contact.Inbound{Correlation: "case-9", About: "q-1", Kind: contact.Enquiry}, "case-9"},
		"of what it is about, before that of another process": {contact.Inbound{About: "q-1", Kind: contact.Enquiry}, "case-1"},
		"of none: it is its own":                              {contact.Inbound{About: "q-2", Text: "x"}, ""},
		"never of another customer, named":                    {contact.Inbound{From: "b@dealer.example", Correlation: "case-1", Text: "x"}, ""},
		"never of another customer, by what it is about":      {contact.Inbound{From: "b@dealer.example", About: "q-1", Text: "x"}, ""},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := open(t, memory.New(), &contact.Config{Directory: known, Cases: cases{"dealer-a": "lead-1"}})
			_, err := r.PassOn(ctx, sent)
			require.NoError(t, err)
			i := r.receive(row.in)
			want := row.want
			if want == "" {
				want = i.ID
			}
			assert.Equal(t, want, i.Correlation)
			assert.Contains(t, r.journal(want), i.Kind.ReceivedEvent())
		})
	}
}

func TestReceive_takes_the_time_for_an_answer_from_the_config_and_else_from_the_table(t *testing.T) {
	t.Parallel()
	r := open(t, memory.New(), &contact.Config{Within: map[contact.Kind]time.Duration{contact.Complaint: time.Hour, contact.Needs: 0}})
	at := r.clock.Now()
	for _, row := range contact.Routes() {
		want := row.Within
		if row.Kind == contact.Complaint {
			want = time.Hour
		}
		assert.Equal(t, at.Add(want), r.receive(contact.Inbound{Customer: "c", Kind: row.Kind}).AnswerBy, row.Kind)
	}
}

func TestReceive_passes_on_what_the_directory_and_the_cases_cannot_say(t *testing.T) {
	t.Parallel()
	for name, config := range map[string]*contact.Config{
		"directory": {Directory: broken{}}, "cases": {Directory: known, Cases: broken{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := open(t, memory.New(), config)
			r.refused(fault.ErrUnavailable, func() error {
				_, err := r.Receive(ctx, contact.Inbound{From: "a@dealer.example", Channel: contact.Email, Text: "hello"})
				return err
			})
		})
	}
}

// broken is a port that cannot be reached.
type broken struct{}

var errDown = fault.Unavailable("directory", errors.New("no answer"))

func (broken) Identify(*work.Unit, string) (string, bool, error) { return "", false, errDown }
func (broken) CaseOf(*work.Unit, contact.Interaction) (string, bool, error) {
	return "", false, errDown
}

func TestReceive_refuses_wrong_input_all_at_once_and_changes_nothing(t *testing.T) {
	stores(t, func(t *testing.T, r room) {
		good := contact.Inbound{From: "a@dealer.example", Channel: contact.Email, Text: "hello"}
		rows := map[string]struct {
			spoil func(*contact.Inbound)
			path  string
			rule  string
		}{
			"nobody":                       {func(in *contact.Inbound) { in.From = "" }, "from", fault.RuleRequired},
			"NUL in the sender":            {func(in *contact.Inbound) { in.From = "a\x00" }, "from", fault.RuleNUL},
			"over-long sender":             {func(in *contact.Inbound) { in.From = strings.Repeat("a", 201) }, "from", fault.RuleLength},
			"NUL in the customer":          {func(in *contact.Inbound) { in.Customer = "\x00" }, "customer", fault.RuleNUL},
			"no channel":                   {func(in *contact.Inbound) { in.Channel = "" }, "channel", fault.RuleUnknown},
			"unknown channel":              {func(in *contact.Inbound) { in.Channel = "pigeon" }, "channel", fault.RuleUnknown},
			"unknown kind":                 {func(in *contact.Inbound) { in.Kind = "love" }, "kind", fault.RuleUnknown},
			"nothing in it":                {func(in *contact.Inbound) { in.Text = "" }, "text", fault.RuleRequired},
			"invalid UTF-8 in the text":    {func(in *contact.Inbound) { in.Text = "\xff" }, "text", fault.RuleUTF8},
			"over-long text":               {func(in *contact.Inbound) { in.Text = strings.Repeat("a", fault.MaxText+1) }, "text", fault.RuleLength},
			"over-long subject":            {func(in *contact.Inbound) { in.Subject = strings.Repeat("a", contact.MaxSubject+1) }, "subject", fault.RuleLength},
			"NUL in the subject":           {func(in *contact.Inbound) { in.Subject = "a\x00b" }, "subject", fault.RuleNUL},
			"content that is no JSON":      {func(in *contact.Inbound) { in.Content = json.RawMessage(`{"a":`) }, "content", fault.RuleFormat},
			"two contents":                 {func(in *contact.Inbound) { in.Content = json.RawMessage(`{} {}`) }, "content", fault.RuleFormat},
			"NUL in the content":           {func(in *contact.Inbound) { in.Content = json.RawMessage(`{"a":["b\u0000"]}`) }, "content", fault.RuleNUL},
			"NUL in a name of the content": {func(in *contact.Inbound) { in.Content = json.RawMessage(`{"\u0000":1}`) }, "content", fault.RuleNUL},
			"invalid UTF-8 in the content": {func(in *contact.Inbound) { in.Content = json.RawMessage("\"\xff\"") }, "content", fault.RuleUTF8},
			"over-long content": {func(in *contact.Inbound) {
				in.Content = json.RawMessage(`"` + strings.Repeat("<", contact.MaxContent/6+1) + `"`)
			}, "content", fault.RuleLength},
			"over-long about":       {func(in *contact.Inbound) { in.About = strings.Repeat("a", 201) }, "about", fault.RuleLength},
			"unknown language":      {func(in *contact.Inbound) { in.Language = "fr" }, "language", fault.RuleUnknown},
			"over-long correlation": {func(in *contact.Inbound) { in.Correlation = strings.Repeat("a", 201) }, "correlation", fault.RuleLength},
			"over-long key":         {func(in *contact.Inbound) { in.Key = strings.Repeat("a", 201) }, "key", fault.RuleLength},
		}
		for name, row := range rows {
			in := good
			row.spoil(&in)
			err := r.refused(fault.ErrInvalid, func() error { _, err := r.Receive(ctx, in); return err })
			var invalid *fault.Invalid
			require.ErrorAs(t, err, &invalid, name)
			require.Len(t, invalid.Fields, 1, name)
			assert.Equal(t, [2]string{row.path, row.rule}, [2]string{invalid.Fields[0].Path, invalid.Fields[0].Rule}, name)
		}
		err := r.refused(fault.ErrInvalid, func() error {
			_, err := r.Receive(ctx, contact.Inbound{Kind: "love", Content: json.RawMessage("x")})
			return err
		})
		var invalid *fault.Invalid
		require.ErrorAs(t, err, &invalid)
		assert.Len(t, invalid.Fields, 4)
	})
}

func TestReceive_takes_the_longest_input_on_every_backend(t *testing.T) {
	stores(t, func(t *testing.T, r room) {
		id := strings.Repeat("ä", 100)
		in := contact.Inbound{Key: id, From: id, Customer: id, Channel: contact.Letter, Kind: contact.Enquiry, About: id, Correlation: id,
			Subject: strings.Repeat("<", contact.MaxSubject), Text: strings.Repeat("<", fault.MaxText),
			Content: json.RawMessage(`"` + strings.Repeat("a", contact.MaxContent-2) + `"`)}
		i := r.receive(in)
		_, err := r.Route(ctx, i.ID)
		require.NoError(t, err)
		_, err = r.Complete(ctx, i.ID, strings.Repeat("<", contact.MaxNote))
		require.NoError(t, err)
	})
}

func TestNote_the_longest_history_still_fits_into_a_store(t *testing.T) {
	t.Parallel()
	r := inMemory(t)
	i := r.receive(contact.Inbound{Kind: contact.Enquiry, Subject: strings.Repeat("<", contact.MaxSubject), Text: strings.Repeat("<", fault.MaxText),
		Content: json.RawMessage(`"` + strings.Repeat("a", contact.MaxContent-2) + `"`)})
	without := len(asJSON(t, i))
	i, err := r.Note(ctx, i.ID, strings.Repeat("<", contact.MaxNote))
	require.NoError(t, err)
	entry := len(asJSON(t, i)) - without
	notes := 1
	for ; err == nil; notes++ {
		_, err = r.Note(ctx, i.ID, "x")
	}
	require.ErrorIs(t, err, fault.ErrState)
	assert.Less(t, without+(notes+3)*entry, store.MaxBody)
}

func TestReceive_content_may_speak_of_NUL(t *testing.T) {
	t.Parallel()
	i := inMemory(t).receive(contact.Inbound{Text: "x", Content: json.RawMessage(`"a backslash and \\u0000"`)})
	assert.Contains(t, string(i.Content), "u0000")
}

func FuzzReceive(f *testing.F) {
	f.Add("a@dealer.example", "", "email", "", "Angebot", "Ich interessiere mich", `{"a":1}`, "q-1", "case-1", "k")
	f.Add("", "dealer-a", "portal", "statusInquiry", "", "", "", "", "", "")
	f.Add("0", "0", "portal", "statusInquiry", "", "", "", "0", "", "0")
	f.Add("x", "\x00", "pigeon", "love", "\xff", "> x", `{"\u0000":`, "a/b", "001/x/", "k/")
	f.Fuzz(func(t *testing.T, from, customer, channel, kind, subject, text, content, about, correlation, key string) {
		r := inMemory(t)
		in := contact.Inbound{Key: key, From: from, Customer: customer, Channel: contact.Channel(channel), Kind: contact.Kind(kind),
			Subject: subject, Text: text, Content: json.RawMessage(content), About: about, Correlation: correlation}
		before := len(r.watched.Writes())
		i, err := r.Receive(ctx, in)
		if err != nil {
			if !errors.Is(err, fault.ErrInvalid) {
				t.Fatalf("not a fault of the input: %v", err)
			}
			if len(r.watched.Writes()) != before {
				t.Fatal("refused, yet something was written")
			}
			return
		}
		found, err := r.Case(ctx, i.Correlation)
		if err != nil || len(found) != 1 || found[0].ID != i.ID {
			t.Fatalf("in the case: %v, %v", ids(found), err)
		}
		if i.Unknown() {
			return
		}
		if found, err := r.History(ctx, i.Customer); err != nil || len(found) != 1 {
			t.Fatalf("in the history: %v, %v", ids(found), err)
		}
		if again, err := r.Receive(ctx, in); err != nil || (again.ID == i.ID) != (key != "") {
			t.Fatalf("again: %s after %s, %v", again.ID, i.ID, err)
		}
	})
}

func TestReceive_contacts_of_one_customer_at_the_same_time_are_all_counted(t *testing.T) {
	stores(t, func(t *testing.T, r room) {
		const many = 4
		var wait sync.WaitGroup
		faults := make([]error, many)
		for n := range many {
			wait.Go(func() {
				_, faults[n] = r.Receive(ctx, contact.Inbound{Customer: "dealer-a", Channel: contact.Portal, Kind: contact.Enquiry})
			})
		}
		wait.Wait()
		require.NoError(t, errors.Join(faults...))
		p, err := r.Profile(ctx, "dealer-a")
		require.NoError(t, err)
		assert.Equal(t, many, p.Contacts)
		history, err := r.History(ctx, "dealer-a")
		require.NoError(t, err)
		assert.Len(t, history, many)
	})
}
