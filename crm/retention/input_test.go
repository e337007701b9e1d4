package retention_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/retention"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
)

// command is a command with wrong input, and the paths of the faults it has to tell.
type command struct {
	do    func(context.Context, kit) error
	paths []string
}

func profile(in retention.ProfileInput, paths ...string) command {
	return command{func(ctx context.Context, k kit) error { _, err := k.RecordProfile(ctx, in); return err }, paths}
}

func revenue(customer string, r retention.Revenue, paths ...string) command {
	return command{func(ctx context.Context, k kit) error { _, err := k.NoteRevenue(ctx, customer, r); return err }, paths}
}

func agreement(a retention.Agreement, paths ...string) command {
	return command{func(ctx context.Context, k kit) error { _, err := k.NoteAgreement(ctx, a); return err }, paths}
}

func ask(a retention.Ask, paths ...string) command {
	return command{func(ctx context.Context, k kit) error { _, err := k.GivePriority(ctx, a); return err }, paths}
}

func violation(v retention.Violation, paths ...string) command {
	return command{func(ctx context.Context, k kit) error { _, err := k.NoteViolation(ctx, v); return err }, paths}
}

func question(q retention.Question, paths ...string) command {
	return command{func(ctx context.Context, k kit) error { _, err := k.AskSatisfaction(ctx, q); return err }, paths}
}

func answer(a retention.Answer, paths ...string) command {
	return command{func(ctx context.Context, k kit) error { _, err := k.RecordSatisfaction(ctx, a); return err }, paths}
}

func TestService_refuses_wrong_input_and_changes_nothing(t *testing.T) {
	t.Parallel()
	euro, early, late := money.Must("1.00 EUR"), time.Date(1066, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 3, 3, 0, 0, 0, 0, time.UTC)
	cases := map[string]command{
		"a profile of nobody":       profile(retention.ProfileInput{}, "customer"),
		"a blank interest":          profile(retention.ProfileInput{Customer: "c", Interests: []string{"x", " "}}, "interests[1]"),
		"an empty need":             profile(retention.ProfileInput{Customer: "c", Needs: []string{""}}, "needs[0]"),
		"a long interest":           profile(retention.ProfileInput{Customer: "c", Needs: []string{strings.Repeat("x", retention.MaxInterestText+1)}}, "needs[0]"),
		"too many interests":        profile(retention.ProfileInput{Customer: "c", Interests: make([]string, retention.MaxInterests+1)}, "interests"),
		"too many preferences":      profile(retention.ProfileInput{Customer: "c", Preferences: many(retention.MaxPreferences + 1)}, "preferences"),
		"a preference of nothing":   profile(retention.ProfileInput{Customer: "c", Preferences: map[string]string{"": "x"}}, `preferences[""]`),
		"less than no contacts":     profile(retention.ProfileInput{Customer: "c", Contacts: -1}, "contacts"),
		"a contact of tomorrow":     profile(retention.ProfileInput{Customer: "c", LastContactAt: late}, "lastContactAt"),
		"a contact of 1066":         profile(retention.ProfileInput{Customer: "c", LastContactAt: early}, "lastContactAt"),
		"a revenue of nobody":       revenue("", retention.Revenue{Year: 2025, Amount: euro}, "customer"),
		"a revenue of next year":    revenue("c", retention.Revenue{Year: 2027, Amount: euro}, "year", "asOf"),
		"a revenue of 1066":         revenue("c", retention.Revenue{Year: 1066, Amount: euro}, "year"),
		"a revenue as of tomorrow":  revenue("c", retention.Revenue{Year: 2026, Amount: euro, AsOf: late}, "asOf"),
		"a revenue as of before it": revenue("c", retention.Revenue{Year: 2026, Amount: euro, AsOf: late.AddDate(-1, 0, 0)}, "asOf"),
		"no revenue":                revenue("c", retention.Revenue{Year: 2025}, "amount"),
		"a negative revenue":        revenue("c", retention.Revenue{Year: 2025, Amount: euro.Neg()}, "amount"),
		"a revenue in dollars":      revenue("c", retention.Revenue{Year: 2025, Amount: money.Must("1.00 USD")}, "amount"),
		"an agreement of nothing":   agreement(retention.Agreement{}, "id", "customer", "serviceLevel"),
		"an agreement until 3000":   agreement(retention.Agreement{Meta: store.Meta{ID: "a"}, Customer: "c", ServiceLevel: "gold", Until: late.AddDate(974, 0, 0)}, "until"),
		"an agreement until 1066":   agreement(retention.Agreement{Meta: store.Meta{ID: "a"}, Customer: "c", ServiceLevel: "gold", Until: early}, "until"),
		"a question for nobody":     ask(retention.Ask{}, "customer"),
		"a question of a stranger":  ask(retention.Ask{Asker: "Stranger", Customer: "c"}, "asker"),
		"a violation of nothing":    violation(retention.Violation{}, "id", "customer", "agreement", "text"),
		"a violation of tomorrow":   violation(retention.Violation{Meta: store.Meta{ID: "v"}, Customer: "c", Agreement: "a", Text: "x", At: late}, "at"),
		"a remedy to pay":           violation(retention.Violation{Meta: store.Meta{ID: "v"}, Customer: "c", Agreement: "a", Text: "x", Remedy: euro.Neg()}, "remedy"),
		"a question to nobody":      question(retention.Question{}, "customer"),
		"too many points":           question(retention.Question{Customer: "c", Points: manyPoints()}, "expectation"),
		"an empty point":            question(retention.Question{Customer: "c", Points: make([]retention.Expectation, 1)}, "expectation[0].name", "expectation[0].original", "expectation[0].delivered"),
		"an answer of nobody":       answer(retention.Answer{Score: 1}, "customer"),
		"a score of 0":              answer(retention.Answer{Customer: "c"}, "score"),
		"a score of 6":              answer(retention.Answer{Customer: "c", Score: 6}, "score"),
		"an answer of tomorrow":     answer(retention.Answer{Customer: "c", Score: 5, At: late}, "at"),
		"an answer of 1066":         answer(retention.Answer{Customer: "c", Score: 5, At: early}, "at"),
	}
	for name, text := range texts {
		cases["in a profile: "+name] = profile(retention.ProfileInput{Correlation: text, Customer: text, Interests: []string{text}, Needs: []string{text},
			Preferences: map[string]string{"x": text}}, "correlation", "customer", "interests[0]", "needs[0]", `preferences["x"]`)
		cases["in a revenue: "+name] = revenue(text, retention.Revenue{Year: 2025, Amount: euro}, "customer")
		cases["in an agreement: "+name] = agreement(retention.Agreement{Meta: store.Meta{ID: text}, Customer: text, ServiceLevel: text}, "id", "customer", "serviceLevel")
		cases["in an ask: "+name] = ask(retention.Ask{Correlation: text, Customer: text, Agreement: text, ServiceLevel: text, About: text},
			"correlation", "customer", "agreement", "serviceLevel", "about")
		cases["in a violation: "+name] = violation(retention.Violation{Meta: store.Meta{ID: text}, Correlation: text, Customer: text, Agreement: text, Text: text},
			"id", "correlation", "customer", "agreement", "text")
		cases["in a question: "+name] = question(retention.Question{Correlation: text, Customer: text, About: text,
			Points: []retention.Expectation{{Name: text, Original: text, Present: text, Delivered: text}}}, "correlation", "customer", "about",
			"expectation[0].name", "expectation[0].original", "expectation[0].present", "expectation[0].delivered")
		cases["in an answer: "+name] = answer(retention.Answer{Correlation: text, Customer: text, Order: text, Comment: text, Score: 5},
			"correlation", "customer", "order", "comment")
		cases["in a follow-up: "+name] = command{func(ctx context.Context, k kit) error { _, err := k.CloseFollowUp(ctx, "i", text); return err }, []string{"note"}}
	}
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		ctx, k := context.Background(), newKit(t, st)
		for name, c := range cases {
			k.store.Unchanged(t, func() {
				err := c.do(ctx, k)
				require.ErrorIs(t, err, fault.ErrInvalid, name)
				assert.Equal(t, c.paths, etomtest.Paths(err), name)
			})
		}
		k.store.Unchanged(t, func() {
			_, err := k.CloseFollowUp(ctx, "unknown", "called")
			assert.ErrorIs(t, err, fault.ErrNotFound)
		})
	})
}

func many(n int) map[string]string {
	all := map[string]string{}
	for i := range n {
		all[strings.Repeat("x", i+1)] = "x"
	}
	return all
}

func manyPoints() []retention.Expectation {
	all := make([]retention.Expectation, retention.MaxPoints+1)
	for i := range all {
		all[i] = retention.Expectation{Name: "x", Original: "x", Delivered: "x"}
	}
	return all
}
