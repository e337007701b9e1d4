package contact

import (
	"fmt"
	"slices"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// Topic is one row of the table of what contacts are about. It is a value.
type Topic struct {
	Code  string
	Words []string // any of them tells it, written as in Cue.Words
	What  string
	De    string // the same in German
}

var topics = []Topic{
	{"mail", []string{" mail", " e mail", " email", " postfach", " smtp", " imap"}, "electronic mail", "E-Mail"},
	{"internet", []string{" internet", " dsl", " glasfaser", " fibre", " fiber", " wlan", " wifi", " wi fi", " router", " modem", " bandbreite", " bandwidth"},
		"access to the internet", "Internetzugang"},
	{"telephone", []string{" telefonanschluss", " telefonleitung", " telefonie", " kein telefon", " festnetz", " landline", " telephone", " phone line", " dial tone", " freizeichen"},
		"telephone lines", "Telefonanschlüsse"},
	{"mobile", []string{" handy", " mobilfunk", " mobile phone", " cell phone", " roaming", " sim karte", " sim card"}, "mobile telephones", "Mobilfunk"},
	{"television", []string{" fernseh", " television", " tv ", " streaming"}, "television", "Fernsehen"},
	{"portal", []string{" portal", " extranet", " login", " log in", " anmelden", " passwort", " password", " website", " webseite"}, "the portal and getting into it", "Portal und Anmeldung"},
	{"bill", []string{"rechnung", " bill ", " bills ", " invoice", " abbuch", " abgebucht", " lastschrift", " charged"}, "bills and payments", "Rechnungen und Zahlungen"},
	{"delivery", []string{" liefer", " geliefert", " deliver", " paket ", " shipment", " versand"}, "delivery", "Lieferung"},
	{"appointment", []string{" termin ", " techniker", " technician", " appointment"}, "appointments and technicians", "Termine und Techniker"},
	{"hotline", []string{" hotline", " warteschleife", " on hold ", " call centre", " call center", " rueckruf", " call back"}, "how we can be reached", "Erreichbarkeit"},
}

// Topics is the table that an Analyst goes by if it is given no other. The words are ours.
func Topics() []Topic {
	all := slices.Clone(topics)
	for i := range all {
		all[i].Words = slices.Clone(all[i].Words)
	}
	return all
}

func checkTopics(c *fault.Check, all []Topic) {
	for i, one := range all {
		path := fmt.Sprintf("topics[%d].", i)
		c.Text(path+"code", one.Code, fault.MaxName)
		c.That(!slices.ContainsFunc(all[:i], func(t Topic) bool { return t.Code == one.Code }), path+"code", fault.RuleDuplicate, "stands there twice")
		c.That(len(one.Words) > 0, path+"words", fault.RuleRequired, "must not be empty")
		for j, w := range one.Words {
			c.Text(fmt.Sprintf("%swords[%d]", path, j), w, fault.MaxName)
		}
	}
}

// common are words that say nothing of what a contact is about, beside those that tell the language.
var common = []string{"aber", "alle", "alles", "also", "auch", "bald", "beim", "bereits", "bitten", "dass", "dann", "diese", "dieser", "dieses", "doch", "durch",
	"einem", "einer", "eines", "etwas", "gerne", "gibt", "geht", "haette", "hallo", "hatte", "heute", "gestern", "morgen", "immer", "ihnen", "ihrem", "ihres", "jetzt", "kann", "keine", "keinen", "koennen",
	"leider", "machen", "mehr", "muss", "nach", "noch", "nicht", "oder", "ohne", "schon", "sehr", "seit", "sich", "sind", "sollte", "tage", "tagen", "uhr", "unser", "unserem", "unseren", "unserer", "viele", "vielen",
	"wenn", "werden", "wieder", "wird", "wurde", "wurden", "ueber", "unter", "vom", "beste", "besten", "freundlichen", "freundliche", "gruessen", "gruesse", "gruss", "guten", "herr", "frau", "damen", "herren", "geehrte", "geehrter", "probleme",
	"about", "after", "again", "also", "been", "best", "could", "days", "dear", "does", "doesn't", "don't", "from", "good", "hello", "just", "kind", "know", "like", "madam", "many", "more", "morning", "much",
	"need", "only", "regards", "should", "since", "sincerely", "some", "still", "than", "that", "their", "them", "then", "there", "these", "they", "today", "tomorrow", "very", "want", "week", "were", "when", "which", "while", "will",
	"with", "work", "works", "yesterday", "yours", "customer", "kunde", "kundennummer", "issue", "problems"}
