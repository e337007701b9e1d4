package contact_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/crm/contact"
	"github.com/etomcrm/etomcrm/etom"
	"github.com/etomcrm/etomcrm/etom/fault"
)

func TestAnswer_finds_the_question_in_both_languages(t *testing.T) {
	t.Parallel()
	for _, q := range contact.StandardQuestions() {
		for _, lang := range []string{contact.English, contact.German} {
			id, qa, ok := contact.Answer(contact.StandardQuestions(), q.In(lang).Question, lang)
			require.True(t, ok, q.In(lang).Question)
			assert.Equal(t, q.ID, id)
			assert.Equal(t, q.In(lang), qa)
			assert.NotEmpty(t, qa.Answer)
		}
		assert.NotEqual(t, q.En, q.De)
	}
}

func TestAnswer_of_several_that_fit_the_most_exact_is_meant(t *testing.T) {
	t.Parallel()
	general := contact.StandardQuestion{ID: "general", Words: [][]string{{" mail"}}, En: contact.QA{Question: "g", Answer: "g"}}
	exact := contact.StandardQuestion{ID: "exact", Words: [][]string{{" mail"}, {" forward"}}, En: contact.QA{Question: "e", Answer: "e"}}
	twin := exact
	twin.ID = "twin"
	id, qa, ok := contact.Answer([]contact.StandardQuestion{general, exact}, "How do I forward mail?", contact.German)
	assert.Equal(t, []any{"exact", "e", true}, []any{id, qa.Answer, ok}, "in English, as there is no German")
	id, _, ok = contact.Answer([]contact.StandardQuestion{exact, general}, "mail?", contact.English)
	assert.Equal(t, []any{"general", true}, []any{id, ok})
	_, _, ok = contact.Answer([]contact.StandardQuestion{general, exact, twin}, "How do I forward mail?", contact.English)
	assert.False(t, ok, "two fit alike")
	_, _, ok = contact.Answer([]contact.StandardQuestion{general, exact, {ID: "none"}}, "What is the weather like?", contact.English)
	assert.False(t, ok)
	_, _, ok = contact.Answer(nil, "What is the weather like?", contact.English)
	assert.False(t, ok)
}

func TestAnswer_does_not_depend_on_the_order_of_the_table(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		table := rapid.Permutation(contact.StandardQuestions()).Draw(t, "table")
		text := rapid.SampledFrom(said).Draw(t, "said").text
		id, qa, ok := contact.Answer(contact.StandardQuestions(), text, contact.German)
		id2, qa2, ok2 := contact.Answer(table, text, contact.German)
		if id != id2 || qa != qa2 || ok != ok2 {
			t.Fatalf("%q: %q, then %q", text, id, id2)
		}
	})
}

func TestAnswerQuestion_helps_customers_to_help_themselves(t *testing.T) {
	stores(t, func(t *testing.T, r room) {
		i := r.receive(contact.Inbound{Channel: contact.Portal, Text: "Wie kann ich ein Problem melden?"})
		assert.Equal(t, contact.Question, i.Kind)
		answer, err := r.AnswerQuestion(ctx, i.ID)
		require.NoError(t, err)
		assert.Equal(t, contact.Portal, answer.Channel)
		assert.Contains(t, answer.Text, "Schreiben Sie oder rufen Sie an")
		assert.Equal(t, contact.Completed, r.get(i.ID).Status)
		assert.Equal(t, []string{"contact.question.received", contact.EventAnswered}, r.journal(i.ID))
		assert.Contains(t, string(last[contact.Message](r, i.ID).Content), `"Wie melde ich ein Problem?"`)
		r.refused(fault.ErrState, func() error { _, err := r.AnswerQuestion(ctx, i.ID); return err })
	})
}

func TestAnswerQuestion_routes_what_the_table_does_not_know_to_an_agent(t *testing.T) {
	stores(t, func(t *testing.T, r room) {
		i := r.receive(contact.Inbound{Text: "How can I paint my router?"})
		i, err := r.AnswerQuestion(ctx, i.ID)
		require.NoError(t, err)
		assert.Equal(t, contact.InProgress, i.Status)
		assert.Equal(t, []string{"contact.question.received", "contact.question.routed"}, r.journal(i.ID))
		waiting, err := r.Waiting(ctx, etom.CustomerInterface)
		require.NoError(t, err)
		assert.Equal(t, []string{i.ID}, ids(waiting))
		_, err = r.PassOn(ctx, contact.Outbound{Customer: "dealer-a", Correlation: i.Correlation, Reason: contact.EventAnswered,
			Text: "With acrylics.", Answers: []contact.Kind{contact.Question}})
		require.NoError(t, err)
		assert.Equal(t, contact.Completed, r.get(i.ID).Status)
		r.refused(fault.ErrState, func() error { _, err := r.AnswerQuestion(ctx, i.ID); return err })
	})
}

func TestAnswerQuestion_is_for_questions(t *testing.T) {
	t.Parallel()
	r := inMemory(t)
	i := r.receive(contact.Inbound{Kind: contact.Complaint})
	r.refused(fault.ErrState, func() error { _, err := r.AnswerQuestion(ctx, i.ID); return err })
}
