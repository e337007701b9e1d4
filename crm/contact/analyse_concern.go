package contact

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/etomcrm/etomcrm/etom"
)

// Family says by what contacts belong together.
type Family string

// The families.
const (
	FamilyAbout Family = "about" // they name the same thing: a product, a ticket
	FamilyField Family = "field" // a field of their form has the same value: service=mail
	FamilyTopic Family = "topic" // their words tell the same row of the table of topics
	FamilyWord  Family = "word"  // they have a word in common that is no everyday one
)

// Families lists them all.
func Families() []Family { return []Family{FamilyAbout, FamilyField, FamilyTopic, FamilyWord} }

// Concern is one of the things that a contact is about. It is a value.
type Concern struct {
	Family Family `json:"family"`
	Name   string `json:"name"` // an id, field=value, the code of a topic, or a word
}

func (c Concern) compare(other Concern) int {
	return cmp.Or(slices.Index(Families(), c.Family)-slices.Index(Families(), other.Family), strings.Compare(c.Name, other.Name))
}

// Sighting is what an analysis looks at of a contact. It is a value.
type Sighting struct {
	Interaction string
	Customer    string     // empty: not known; it then counts for no finding
	To          etom.Party // the process that does what was asked for
	At          time.Time
	Concerns    []Concern // each once
}

// The bounds of what is looked at of one contact.
const (
	maxWords = 200 // different words
	maxValue = 60  // bytes of a field's value: longer ones are texts
	leastRun = 4   // letters of a word: shorter ones say little
	mostRun  = 60  // and longer ones are no words
)

// Sight says what an inbound contact is about, by the table of topics and the names of fields of its content. Only words
// of letters count; what is quoted from an earlier message does not.
func Sight(i Interaction, topics []Topic, fields []string) Sighting {
	r, _ := RouteOf(i.Kind)
	s := Sighting{Interaction: i.ID, Customer: i.Customer, To: r.To, At: i.At}
	if i.About != "" {
		s.Concerns = append(s.Concerns, Concern{FamilyAbout, i.About})
	}
	s.Concerns = append(s.Concerns, fieldsOf(i.Content, fields)...)
	subject := i.Reason
	if subject == string(i.Kind) {
		subject = ""
	}
	words := wordsOf(subject, i.Text)
	for _, t := range topics {
		if slices.ContainsFunc(t.Words, func(w string) bool { return Cue{Words: w}.in(words) }) {
			s.Concerns = append(s.Concerns, Concern{FamilyTopic, t.Code})
		}
	}
	s.Concerns = append(s.Concerns, tokens(words)...)
	return s
}

// fieldsOf are the named fields of a form's content that have a short text.
func fieldsOf(content json.RawMessage, names []string) []Concern {
	if len(content) == 0 || len(names) == 0 {
		return nil
	}
	var form map[string]json.RawMessage
	if json.Unmarshal(content, &form) != nil {
		return nil // it is no form
	}
	var found []Concern
	for _, name := range names {
		var text string
		if json.Unmarshal(form[name], &text) != nil {
			continue
		}
		if value := strings.TrimSpace(wordsOf(text)); value != "" && len(value) <= maxValue {
			found = append(found, Concern{FamilyField, name + "=" + value})
		}
	}
	return found
}

// everyday are the words that say nothing of what a contact is about: the common ones, and those that tell its kind.
var everyday = func() map[string]bool {
	all := map[string]bool{}
	for _, w := range slices.Concat(common, small[German], small[English]) {
		all[w] = true
	}
	for _, c := range cues {
		for w := range strings.FieldsSeq(c.Words) {
			all[w] = true
		}
	}
	return all
}()

// tokens are the words that are no everyday ones, each once.
func tokens(words string) []Concern {
	seen := map[string]bool{}
	var found []Concern
	for w := range strings.FieldsSeq(words) {
		if len(w) < leastRun || len(w) > mostRun || everyday[w] || seen[w] || strings.ContainsFunc(w, func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' }) {
			continue
		}
		seen[w] = true
		if found = append(found, Concern{FamilyWord, w}); len(found) == maxWords {
			return found
		}
	}
	return found
}
