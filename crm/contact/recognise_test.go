package contact_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/crm/contact"
)

// said is what customers write, and what they want by it. The texts are ours; those of dealer A follow the examples of the
// document's section 6.
var said = []struct {
	kind    contact.Kind
	subject string
	text    string
}{
	{contact.Enquiry, "", "We would like to join the extranet."},
	{contact.Enquiry, "Angebot", "Ich interessiere mich für einen DSL-Anschluss."},
	{contact.Enquiry, "", "Dealer A is interested in the car configurator. Please send a brochure."},
	{contact.Enquiry, "Anfrage", "Was kostet ein Internetzugang für zwanzig Arbeitsplätze?"},
	{contact.Enquiry, "", "Bitte senden Sie mir ein Angebot für 20 PCs."},
	{contact.Enquiry, "", "Do you sell fibre in our street, and how much is it?"},
	{contact.Needs, "", "We need a faster connection to the extranet, at least 2 Mbit/s."},
	{contact.Needs, "", "Wir brauchen eine schnellere Verbindung zum Extranet."},
	{contact.Needs, "Unsere Anforderungen", "Zwei Standorte, Mail und VPN."},
	{contact.Needs, "", "Ich benötige drei Mailadressen und ein VPN."},
	{contact.PurchaseOrder, "", "We accept your offer Q-17. The signed contract is attached."},
	{contact.PurchaseOrder, "Auftrag", "Hiermit bestellen wir den DSL-Zugang gemäß Angebot Q-17."},
	{contact.PurchaseOrder, "", "Wir nehmen Ihr Angebot an, der unterschriebene Vertrag liegt bei."},
	{contact.PurchaseOrder, "Purchase order 4711", "Please deliver ten cars."},
	{contact.Refusal, "", "Thank you, but we are not interested in DSL any more."},
	{contact.Refusal, "", "Leider können wir Ihr Angebot nicht annehmen."},
	{contact.Refusal, "", "We cannot accept your offer."},
	{contact.Refusal, "Ihr Angebot", "Wir haben uns für einen anderen Anbieter entschieden."},
	{contact.CounterOffer, "", "The offer is too expensive. Could you give us 5 % discount?"},
	{contact.CounterOffer, "Gegenangebot", "Bei 5 % Rabatt unterschreiben wir."},
	{contact.CounterOffer, "", "Ihr Angebot ist uns zu teuer, wir erwarten bessere Konditionen."},
	{contact.StatusInquiry, "", "Wie ist der Stand meiner Bestellung o-17?"},
	{contact.StatusInquiry, "Order o-17", "When will the installation be ready?"},
	{contact.StatusInquiry, "Auftragsstatus", "Bitte um Auskunft zu Auftrag 17."},
	{contact.StatusInquiry, "", "Where is my order?"},
	{contact.StatusInquiry, "", "Wann wird unser Anschluss geschaltet?"},
	{contact.Satisfaction, "Ihre Umfrage", "Wir sind mit der Installation sehr zufrieden."},
	{contact.Satisfaction, "", "We are very satisfied with the delivery: 5 out of 5."},
	{contact.ProblemReport, "", "No mail can be received since this morning."},
	{contact.ProblemReport, "", "Es können keine Mails empfangen werden."},
	{contact.ProblemReport, "Störung", "Seit 8 Uhr haben wir kein Internet."},
	{contact.ProblemReport, "Online Ordering", "The application is not working, it shows an error message."},
	{contact.ProblemReport, "", "Unser Router ist defekt."},
	{contact.Confirmation, "", "Mail works again, thank you."},
	{contact.Confirmation, "", "Das Problem ist behoben, danke."},
	{contact.Confirmation, "", "Mail is still not working."},
	{contact.Confirmation, "", "Das geht immer noch nicht!"},
	{contact.QualityInquiry, "", "Please send us the quality report for March."},
	{contact.QualityInquiry, "", "Wie hoch war die Auslastung unseres Zugangs im März?"},
	{contact.BillInquiry, "Rechnung März", "Position 3 verstehe ich nicht."},
	{contact.BillInquiry, "", "You charged us twice on invoice 2026-03."},
	{contact.BillInquiry, "", "Auf der Telefonrechnung wurde zu viel berechnet."},
	{contact.Complaint, "Beschwerde", "Ihr Techniker war unfreundlich."},
	{contact.Complaint, "", "I want to complain about your hotline. It is unacceptable."},
	{contact.Amendment, "", "We would like to change our order: 12 cars instead of 10."},
	{contact.Amendment, "Auftrag o-17", "Wir möchten die Bestellung ändern, bitte 25 statt 20 PCs."},
	{contact.Cancellation, "", "Please cancel my order o-17."},
	{contact.Cancellation, "Stornierung", "Bitte stornieren Sie Auftrag o-17."},
	{contact.TestResult, "", "We have tested the access: the test passed."},
	{contact.TestResult, "Abnahme", "Der Zugang hat unseren Test nicht bestanden."},
	{contact.Termination, "Kündigung", "Hiermit kündigen wir den Vertrag zum Jahresende."},
	{contact.Termination, "", "Please terminate my contract at the end of the year."},
	{contact.Termination, "Vertragskuendigung", ""},
	{contact.DataChange, "", "We have moved. Our new address is Leopoldstr. 1, Munich."},
	{contact.DataChange, "Adressänderung", "Bitte ändern Sie meine Anschrift."},
	{contact.Question, "", "How do I report a problem?"},
	{contact.Question, "", "Wie kann ich meine Adresse mitteilen?"},
	{contact.StatusInquiry, "", "Könnten Sie mir bitte sagen, wann der Techniker kommt?"},
	{contact.StatusInquiry, "", "I ordered a DSL line three weeks ago. When will it be installed?"},
	{contact.PurchaseOrder, "", "We'd like to order 20 PCs as per quote Q-12."},
	{contact.PurchaseOrder, "", "Ich nehme das Angebot Q-17 an und bestelle verbindlich."},
	{contact.Refusal, "", "No thanks, we will stay with our current supplier."},
	{contact.Termination, "", "Ich möchte meinen Vertrag zum 31.12. beenden."},
	{contact.DataChange, "", "I'd like to change my bank account to IBAN DE89 3704 0044 0532 0130 00."},
	{contact.DataChange, "", "Please send the bill to our new address."},
	{contact.Confirmation, "", "Die Leitung ist wieder da, danke."},
	{contact.TestResult, "", "Der Test war erfolgreich."},
	{contact.Amendment, "", "Please add two more PCs to order o-17."},
	{contact.BillInquiry, "", "I want my money back."},
	{contact.Satisfaction, "", "Ich bin mit Ihrer Leistung sehr unzufrieden."},
	{contact.Other, "", "Hello!"},
	{contact.Other, "", "Viele Grüße aus München"},
	{contact.Other, "", ""},
}

func TestRecognise_knows_what_customers_want_in_German_and_English(t *testing.T) {
	t.Parallel()
	for _, s := range said {
		kind, why := contact.Recognise(s.subject, s.text)
		assert.Equal(t, s.kind, kind, "%q %q: %v", s.subject, s.text, why)
		assert.NotEmpty(t, why)
	}
}

func TestRecognise_has_an_example_of_every_kind(t *testing.T) {
	t.Parallel()
	for _, r := range contact.Routes() {
		assert.True(t, slices.ContainsFunc(said, func(s struct {
			kind          contact.Kind
			subject, text string
		}) bool {
			return s.kind == r.Kind
		}), r.Kind)
	}
}

func TestRecognise_says_why(t *testing.T) {
	t.Parallel()
	kind, why := contact.Recognise("Rechnung", "Please look at the invoice.")
	assert.Equal(t, contact.BillInquiry, kind)
	require.Len(t, why, 2)
	assert.Equal(t, `CONTACT-CUE "rechnung" in the subject speaks for billInquiry (6)`, why[0].String())
	assert.Equal(t, `CONTACT-CUE "invoice" in the text speaks for billInquiry (3)`, why[1].String())
}

func TestRecognise_leaves_a_tie_to_a_person(t *testing.T) {
	t.Parallel()
	kind, why := contact.Recognise("", "complain, umgezogen")
	assert.Equal(t, contact.Other, kind)
	require.Len(t, why, 1)
	assert.Equal(t, contact.CodeTie, why[0].Code)
	assert.Contains(t, why[0].Message, "complaint")
	assert.Contains(t, why[0].Message, "dataChange")
}

func TestRecognise_leaves_what_nothing_speaks_for_to_a_person(t *testing.T) {
	t.Parallel()
	kind, why := contact.Recognise("", "Good morning")
	assert.Equal(t, contact.Other, kind)
	require.Len(t, why, 1)
	assert.Equal(t, contact.CodeNoCue, why[0].Code)
}

func TestRecognise_does_not_count_what_is_quoted(t *testing.T) {
	t.Parallel()
	for name, quoted := range map[string]string{
		"with angles":          "Yes, that is right.\n> We accept your offer\n  > and hereby order.\n",
		"below a line":         "Yes, that is right.\n-----Original Message-----\nWe accept your offer.",
		"below a German line":  "Ja, richtig.\r\n-----Ursprüngliche Nachricht-----\r\nWir nehmen Ihr Angebot an.",
		"below an underscore":  "Ja.\n________________________________\nVon: x\nWir nehmen Ihr Angebot an.",
		"nothing but a quoted": "> We accept your offer",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kind, _ := contact.Recognise("", quoted)
			assert.Equal(t, contact.Other, kind)
		})
	}
}

func TestRecognise_does_not_mind_case_umlauts_and_blanks(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.SampledFrom(said).Draw(t, "said")
		change := rapid.SampledFrom([]func(string) string{
			strings.ToUpper, strings.ToLower,
			strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss").Replace,
			strings.NewReplacer("ä", "a\u0308", "ö", "o\u0308", "ü", "u\u0308").Replace,
			strings.NewReplacer(" ", "\n\t ", ".", " !").Replace,
			func(text string) string { return "  " + text + "\n\n> Wir nehmen Ihr Angebot an." },
		}).Draw(t, "change")
		kind, _ := contact.Recognise(change(s.subject), change(s.text))
		if kind != s.kind {
			t.Fatalf("%q %q: %s, was %s", change(s.subject), change(s.text), kind, s.kind)
		}
	})
}

func TestRecognise_finds_more_for_a_kind_the_more_speaks_for_it(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		cue := rapid.SampledFrom(contact.Cues()).Draw(t, "cue")
		s := rapid.SampledFrom(said).Draw(t, "said")
		if s.kind != cue.Kind {
			return
		}
		kind, _ := contact.Recognise(s.subject, s.text+" . "+strings.ReplaceAll(cue.Words, "*", " x "))
		if kind != s.kind {
			t.Fatalf("%q and %q: %s", s.text, cue.Words, kind)
		}
	})
}

func TestCues_tell_their_own_kind(t *testing.T) {
	t.Parallel()
	for _, c := range contact.Cues() {
		kind, why := contact.Recognise("", strings.ReplaceAll(c.Words, "*", " x "))
		assert.Equal(t, c.Kind, kind, "%q: %v", c.Words, why)
	}
}

func TestCues_are_written_as_they_are_looked_for(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, c := range contact.Cues() {
		assert.False(t, seen[strings.TrimSpace(c.Words)], "%q stands there twice", c.Words)
		seen[strings.TrimSpace(c.Words)] = true
		assert.Equal(t, strings.ToLower(c.Words), c.Words)
		assert.NotRegexp(t, `[^a-z0-9' *]|  |^\*|\*$`, c.Words)
		assert.Positive(t, c.Weight)
		_, known := contact.RouteOf(c.Kind)
		assert.True(t, known, c.Kind)
	}
}

func TestLanguage_tells_German_from_English(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Wir nehmen Ihr Angebot an, der Vertrag liegt bei.":        contact.German,
		"Es können keine Mails empfangen werden, bitte helfen Sie": contact.German,
		"We accept your offer, the contract is attached.":          contact.English,
		"Where is my order?":      contact.English,
		"o-17":                    "",
		"":                        "",
		"Status? status? and und": "",
	} {
		assert.Equal(t, want, contact.Language(text), text)
	}
}

func FuzzRecognise(f *testing.F) {
	for _, s := range said[:6] {
		f.Add(s.subject, s.text)
	}
	f.Add("-----Original", "> \xff\x00 we accept your offer")
	f.Add("İ", "ŉ ' '' \u0308 ffi")
	f.Fuzz(func(t *testing.T, subject, text string) {
		kind, why := contact.Recognise(subject, text)
		if _, known := contact.RouteOf(kind); !known || len(why) == 0 {
			t.Fatalf("%q is no kind, or has no reason", kind)
		}
		for _, r := range why {
			if !utf8.ValidString(r.Message) || strings.ContainsRune(r.Message, 0) {
				t.Fatalf("reason %q cannot be stored", r.Message)
			}
		}
		again, _ := contact.Recognise(subject, text)
		if again != kind {
			t.Fatalf("%s, then %s", kind, again)
		}
		if lang := contact.Language(subject, text); lang != "" && lang != contact.German && lang != contact.English {
			t.Fatalf("%q is no language", lang)
		}
	})
}
