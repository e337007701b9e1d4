package contact_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/crm/contact"
	"github.com/etomcrm/etomcrm/etom"
)

var noon = time.Date(2026, time.March, 2, 12, 0, 0, 0, time.UTC)

// sighting is a problem of a customer so many hours before noon.
func sighting(customer string, hours int, concerns ...contact.Concern) contact.Sighting {
	return contact.Sighting{Interaction: fmt.Sprintf("%s-%d", customer, hours), Customer: customer, To: etom.ProblemHandling,
		At: noon.Add(-time.Duration(hours) * time.Hour), Concerns: concerns}
}

func topic(code string) contact.Concern {
	return contact.Concern{Family: contact.FamilyTopic, Name: code}
}
func word(w string) contact.Concern { return contact.Concern{Family: contact.FamilyWord, Name: w} }

// longAgo is when the first contact was noted.
var longAgo = noon.Add(-40 * 24 * time.Hour)

func TestRule_Find_the_same_problem_at_several_customers(t *testing.T) {
	t.Parallel()
	found := contact.Rule{}.Find([]contact.Sighting{sighting("c", 1, topic("mail")), sighting("a", 23, topic("mail")), sighting("b", 5, topic("mail")),
		sighting("b", 4, topic("mail"), topic("bill")), sighting("a", 24, topic("mail"))}, longAgo, noon)
	require.Len(t, found, 1)
	f := found[0]
	assert.Equal(t, []any{topic("mail"), etom.ProblemHandling, 3, 4}, []any{f.Concern, f.To, f.Customers, f.Contacts}, "what is a day old is of the window before")
	assert.Equal(t, []string{"a-23", "b-5", "b-4", "c-1"}, f.Interactions)
	assert.Equal(t, []time.Time{noon.Add(-23 * time.Hour), noon.Add(-time.Hour)}, []time.Time{f.First, f.Last})
	assert.InDelta(t, 2.0/28, f.Usual, 1e-12, "one customer in 28 days, and one more")
	assert.InDelta(t, contact.PoissonTail(3, 2.0/28), f.Chance, 0)
	assert.Equal(t, contact.CodeSpread, f.Why[0].Code)
	assert.Equal(t, "3 customers within 24h0m0s; at least 3 are asked for", f.Why[0].Message)
	assert.Equal(t, "0.0714 are usual; so many come by chance with a probability of 5.8e-05", f.Why[1].Message)
}

func TestRule_Find_leaves_out(t *testing.T) {
	t.Parallel()
	mail := func(customers ...string) []contact.Sighting {
		var all []contact.Sighting
		for n, c := range customers {
			all = append(all, sighting(c, n%24, topic("mail")))
		}
		return all
	}
	var often []string
	for range 100 {
		often = append(often, "a")
	}
	usual := mail("a", "b", "c")
	for n := range 28 * 3 {
		usual = append(usual, sighting(fmt.Sprint("x", n%3), 24+n*8, topic("mail")))
	}
	elsewhere := mail("a", "b", "c")
	elsewhere[2].To = etom.BillingCollections
	for name, all := range map[string][]contact.Sighting{
		"nothing at all":                         nil,
		"two customers":                          mail("a", "b"),
		"one customer who calls a hundred times": mail(often...),
		"contacts of nobody knows whom":          mail("a", "b", ""),
		"as many as every day":                   usual,
		"three who want three different things":  elsewhere,
		"what is not there yet":                  {sighting("a", -1, topic("mail")), sighting("b", -1, topic("mail")), sighting("c", -1, topic("mail"))},
	} {
		assert.Empty(t, contact.Rule{}.Find(all, longAgo, noon), name)
	}
	assert.Empty(t, contact.Rule{}.Find(mail("a", "b", "c"), noon.Add(-time.Hour), noon), "on the first day nobody knows what is usual")
	assert.Len(t, contact.Rule{}.Find(mail("a", "b", "c", "d", "e", "f", "g"), noon.Add(-time.Hour), noon), 1, "but seven are many all the same")
	assert.Len(t, contact.Rule{Customers: 2, Chance: 0.0005}.Find(mail("a", "b"), longAgo, noon), 0, "two are no rare chance")
	assert.Len(t, contact.Rule{Customers: 2, Chance: 0.05}.Find(mail("a", "b"), longAgo, noon), 1)
}

// Where hundreds call every day, a quiet day is no finding.
func TestRule_Find_nothing_where_far_fewer_call_than_usual(t *testing.T) {
	t.Parallel()
	all := []contact.Sighting{sighting("a", 1, topic("mail")), sighting("b", 2, topic("mail")), sighting("c", 3, topic("mail"))}
	for n := range 28 * 900 {
		all = append(all, sighting(fmt.Sprint("x", n), 24*(1+n%28), topic("mail")))
	}
	assert.Empty(t, contact.Rule{}.Find(all, longAgo, noon))
}

func TestRule_Find_tells_words_only_if_they_are_news(t *testing.T) {
	t.Parallel()
	var all []contact.Sighting
	for n, c := range []string{"a", "b", "c", "d"} {
		all = append(all, sighting(c, n, topic("mail"), word("postfach"), word("outlook")))
	}
	for n, c := range []string{"e", "f", "g", "h", "a"} {
		all = append(all, sighting(c, n, word("kuehlschrank"), word("piept")))
	}
	var names []string
	for _, f := range (contact.Rule{}).Find(all, longAgo, noon) {
		names = append(names, f.Concern.Name)
	}
	assert.Equal(t, []string{"mail", "kuehlschrank"}, names)
}

func TestPoissonTail(t *testing.T) {
	t.Parallel()
	// Tables of the cumulative Poisson distribution, as every textbook has them: P(X <= 2 | 1), P(X <= 9 | 4), P(X <= 15 | 10).
	for _, c := range []struct {
		k    int
		mean float64
		want float64
	}{{3, 1, 1 - 0.9197}, {10, 4, 1 - 0.9919}, {16, 10, 1 - 0.9513}} {
		assert.InDelta(t, c.want, contact.PoissonTail(c.k, c.mean), 0.00005)
	}
	assert.InDelta(t, 1, contact.PoissonTail(0, 3), 0)
	assert.InDelta(t, 0, contact.PoissonTail(1000, 1), 0)
	assert.InDelta(t, 1, contact.PoissonTail(1, 500), 1e-9)
	assert.InDelta(t, 1, contact.PoissonTail(3, 5000), 0, "e to the power of -5000 is too small for a number")
	assert.InDelta(t, 0.5, contact.PoissonTail(1_000_000, 1_000_000), 0.001, "the median lies at the mean")
	// A normal distribution comes near: 4 standard deviations above and below a mean of 1,000,000.
	assert.InEpsilon(t, math.Erfc(4/math.Sqrt2)/2, contact.PoissonTail(1_004_000, 1_000_000), 0.02)
	assert.InEpsilon(t, math.Erfc(4/math.Sqrt2)/2, 1-contact.PoissonTail(996_000, 1_000_000), 0.02)
	rapid.Check(t, func(t *rapid.T) {
		k, mean := rapid.IntRange(1, 30).Draw(t, "k"), rapid.Float64Range(0.001, 30).Draw(t, "mean")
		below, term := 0.0, math.Exp(-mean)
		for n := range k {
			below += term
			term *= mean / float64(n+1)
		}
		got := contact.PoissonTail(k, mean)
		if math.Abs(got-(1-below)) > 1e-12 || contact.PoissonTail(k+1, mean) > got {
			t.Fatalf("%g, not %g", got, 1-below)
		}
	})
}

// drawSightings draws contacts of a few customers about a few things in a few days.
func drawSightings(t *rapid.T) []contact.Sighting {
	var all []contact.Sighting
	for n := range rapid.IntRange(0, 25).Draw(t, "contacts") {
		s := sighting(fmt.Sprint("c", rapid.IntRange(0, 9).Draw(t, "customer")), rapid.IntRange(0, 24*5).Draw(t, "hours"),
			topic(rapid.SampledFrom([]string{"mail", "bill"}).Draw(t, "topic")), word(rapid.SampledFrom([]string{"aaaa", "bbbb", "cccc"}).Draw(t, "word")))
		s.Interaction = fmt.Sprint("i", n)
		all = append(all, s)
	}
	return all
}

var loose = contact.Rule{Base: 4, Customers: 2, Chance: 0.5}

func TestRule_Find_does_not_depend_on_the_order_of_contacts(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		all := drawSightings(t)
		require.Equal(t, loose.Find(all, longAgo, noon), loose.Find(rapid.Permutation(all).Draw(t, "order"), longAgo, noon))
	})
}

// However often one customer calls, there are no more findings, and no finding of that customer alone.
func TestRule_Find_counts_customers_and_not_calls(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		all := drawSightings(t)
		again := slices.Clone(all)
		for n, s := range all {
			s.Interaction = fmt.Sprint("again", n)
			again = append(again, s, s)
		}
		was, is := loose.Find(all, longAgo, noon), loose.Find(again, longAgo, noon)
		require.Equal(t, len(was), len(is))
		for n := range was {
			require.Equal(t, []any{was[n].Concern, was[n].Customers, was[n].Chance, 3 * was[n].Contacts}, []any{is[n].Concern, is[n].Customers, is[n].Chance, is[n].Contacts})
			require.GreaterOrEqual(t, was[n].Customers, 2)
		}
		for n := range all {
			all[n].Customer = "the same"
		}
		require.Empty(t, loose.Find(all, longAgo, noon))
	})
}

// Where nothing unusual goes on, a window has a finding as rarely as Chance says: 150 days with the same traffic, fixed draws.
func TestRule_Find_has_few_false_alarms(t *testing.T) {
	t.Parallel()
	draw := rand.New(rand.NewPCG(1, 2))
	rule := contact.Rule{Base: 28, Chance: 0.01}
	topics := []contact.Concern{topic("mail"), topic("bill"), topic("portal"), topic("delivery")}
	alarms := 0
	for range 150 {
		var all []contact.Sighting
		for slot := range 30 {
			for c, mean := range []float64{0.2, 0.5, 1, 3} {
				for n := range poisson(draw, mean) {
					all = append(all, sighting(fmt.Sprintf("%d/%d/%d", slot, c, n), slot*24, topics[c]))
				}
			}
		}
		if len(rule.Find(all, longAgo, noon)) > 0 {
			alarms++
		}
	}
	assert.LessOrEqual(t, alarms, 150/100+4, "a hundredth, and a little luck")
}

// poisson draws from the distribution (D. E. Knuth).
func poisson(draw *rand.Rand, mean float64) int {
	n, left := 0, math.Exp(-mean)
	for p := draw.Float64(); p > left; p *= draw.Float64() {
		n++
	}
	return n
}

func TestSight_says_what_a_contact_is_about(t *testing.T) {
	t.Parallel()
	i := contact.Interaction{Customer: "a", Kind: contact.ProblemReport, Reason: "Postfach", About: "p-1", At: noon,
		Text:    "Guten Tag, mein Postfach ist seit gestern kaputt, Zimmer 4711.\n> Ihre Rechnung vom Mai",
		Content: json.RawMessage(`{"service":" Mail  PRO ","area":7,"other":"x"}`)}
	s := contact.Sight(i, contact.Topics(), []string{"service", "area"})
	assert.Equal(t, []contact.Concern{{Family: contact.FamilyAbout, Name: "p-1"}, {Family: contact.FamilyField, Name: "service=mail pro"},
		{Family: contact.FamilyTopic, Name: "mail"}, {Family: contact.FamilyWord, Name: "postfach"},
		{Family: contact.FamilyWord, Name: "zimmer"}}, s.Concerns)
	assert.Equal(t, etom.ProblemHandling, s.To)
	i.Content, i.Reason = json.RawMessage(`[1]`), string(contact.ProblemReport)
	assert.Len(t, contact.Sight(i, nil, []string{"service"}).Concerns, 3, "a list is no form, and a kind no subject")
}

// Whatever a contact says, what it is about is a list of different things, the same for the same contact, and none of it long.
func FuzzSight(f *testing.F) {
	f.Add("Postfach", "keine E-Mails seit gestern", []byte(`{"service":"mail","area":"Bonn"}`))
	f.Add("", "> nothing of mine\n-----Original", []byte(`{"service":{"a":1}}`))
	f.Add("\xff", "don't 'tis a\u0308pfel", []byte(`[`))
	f.Fuzz(func(t *testing.T, subject, text string, content []byte) {
		i := contact.Interaction{Customer: "a", Reason: subject, Text: text, Content: content, About: "o-1"}
		s := contact.Sight(i, contact.Topics(), []string{"service", "area"})
		assert.Equal(t, s, contact.Sight(i, contact.Topics(), []string{"service", "area"}))
		seen := map[contact.Concern]bool{}
		for _, c := range s.Concerns {
			assert.False(t, seen[c], "%v", c)
			assert.NotEmpty(t, c.Name)
			assert.LessOrEqual(t, len(c.Name), 80)
			seen[c] = true
		}
	})
}

func TestTopics_each_tell_what_they_are_for(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"Mein Postfach nimmt keine E-Mails an":                 {"mail"},
		"the fibre line is down since yesterday":               {"internet"},
		"Kein Telefon seit heute früh":                         {"telephone"},
		"Your technician did not come to the appointment":      {"appointment"},
		"Ich komme im Portal mit meinem Passwort nicht weiter": {"portal"},
		"Die Telefonrechnung wurde doppelt abgebucht":          {"bill"},
		"nobody answers the hotline":                           {"hotline"},
		"mein Handy hat kein Netz":                             {"mobile"},
		"Das Fernsehbild ruckelt":                              {"television"},
		"wann wird das Paket geliefert":                        {"delivery"},
		"Es gibt nichts zu sagen":                              nil,
	} {
		var got []string
		for _, c := range contact.Sight(contact.Interaction{Text: text}, contact.Topics(), nil).Concerns {
			if c.Family == contact.FamilyTopic {
				got = append(got, c.Name)
			}
		}
		assert.Equal(t, want, got, text)
	}
	all := contact.Topics()
	all[0].Words[0] = "changed"
	assert.NotEqual(t, "changed", contact.Topics()[0].Words[0])
}

func TestTally(t *testing.T) {
	t.Parallel()
	var all []contact.Interaction
	for n := range 10 { // answered within 1 to 10 hours, 8 were promised
		all = append(all, contact.Interaction{Customer: fmt.Sprint("c", n%3), Direction: contact.FromCustomer, Channel: contact.Phone, Kind: contact.ProblemReport,
			Text: "no mail", At: noon, AnswerBy: noon.Add(8 * time.Hour), Status: contact.Completed, CompletedAt: noon.Add(time.Duration(n+1) * time.Hour)})
	}
	all = append(all, contact.Interaction{Direction: contact.FromCustomer, Channel: contact.Email, Kind: contact.Enquiry, At: noon, AnswerBy: noon.Add(48 * time.Hour), Status: contact.Open},
		contact.Interaction{Customer: "c0", Direction: contact.ToCustomer, Channel: contact.Email, Status: contact.Completed})
	want := contact.Statistics{Contacts: 11, Customers: 3, Unknown: 1, ByChannel: map[contact.Channel]int{contact.Phone: 10, contact.Email: 1}, ByTopic: map[string]int{"mail": 10},
		ByKind: map[contact.Kind]contact.Answering{contact.Enquiry: {Contacts: 1},
			contact.ProblemReport: {Contacts: 10, Completed: 10, Late: 2, Median: 5 * time.Hour, Ninetieth: 9 * time.Hour, Longest: 10 * time.Hour}}}
	assert.Equal(t, want, contact.Tally(all, contact.Topics(), noon.Add(24*time.Hour)))
	early := contact.Tally(all, contact.Topics(), noon.Add(9*time.Hour))
	assert.Equal(t, contact.Answering{Contacts: 10, Completed: 9, Late: 2, Median: 5 * time.Hour, Ninetieth: 9 * time.Hour, Longest: 9 * time.Hour}, early.ByKind[contact.ProblemReport])
	assert.Equal(t, 1, contact.Tally(all, nil, noon.Add(49*time.Hour)).ByKind[contact.Enquiry].Late)
}
