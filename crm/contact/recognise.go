package contact

import (
	"fmt"
	"slices"
	"strings"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// The codes of the reasons why a contact is taken for a kind.
const (
	CodeDeclared   = "CONTACT-DECLARED"   // whoever took the contact said so: a form, an agent
	CodeCue        = "CONTACT-CUE"        // words of the text speak for it
	CodeTie        = "CONTACT-TIE"        // words speak as much for one kind as for another
	CodeNoCue      = "CONTACT-NO-CUE"     // no words, or too weak ones, speak for any kind
	CodeClassified = "CONTACT-CLASSIFIED" // an agent has recognised it
)

// Cue is one row of the table by which kinds of contact are recognised.
type Cue struct {
	Kind   Kind
	Weight int    // 1 hints at the kind, from 4 on it tells the kind nearly alone
	Words  string // in small letters, ä as ae; a blank at an end is the end of a word, * stands for a few words
}

// few is how many bytes a * may stand for.
const few = 60

// in reports whether the cue stands in words, as wordsOf writes them.
func (c Cue) in(words string) bool {
	head, rest, more := strings.Cut(c.Words, "*")
	if !more {
		return strings.Contains(words, head)
	}
	for {
		at := strings.Index(words, head)
		if at < 0 {
			return false
		}
		words = words[at+len(head):]
		if (Cue{Words: rest}).in(words[:min(len(words), few)]) {
			return true
		}
	}
}

// enough is the least weight that is taken for a kind.
const enough = 2

// subjectCounts is how many times a cue counts that stands in the subject line.
const subjectCounts = 2

// Recognise tells what a customer wants from the words used, German or English, and why: every cue of the table counts
// with its weight, in the subject twice; the heaviest kind wins. What nothing speaks for, and what two kinds claim alike,
// is Other: a person decides. What a text quotes from an earlier message does not count.
func Recognise(subject, text string) (Kind, []fault.Reason) {
	score := map[Kind]int{}
	why := map[Kind][]fault.Reason{}
	lines := []struct {
		words  string
		counts int
		where  string
	}{{wordsOf(subject), subjectCounts, "subject"}, {wordsOf(text), 1, "text"}}
	for _, cue := range cues {
		for _, l := range lines {
			if !cue.in(l.words) {
				continue
			}
			weight := cue.Weight * l.counts
			score[cue.Kind] += weight
			why[cue.Kind] = append(why[cue.Kind], fault.Reason{Code: CodeCue,
				Message: fmt.Sprintf("%q in the %s speaks for %s (%d)", strings.TrimSpace(cue.Words), l.where, cue.Kind, weight)})
		}
	}
	best := heaviest(score)
	switch {
	case len(best) == 0 || score[best[0]] < enough:
		return Other, []fault.Reason{{Code: CodeNoCue, Message: "no words speak for a kind of contact"}}
	case len(best) > 1:
		return Other, []fault.Reason{{Code: CodeTie, Message: fmt.Sprintf("words speak as much for %s as for %s (%d)", best[0], best[1], score[best[0]])}}
	}
	return best[0], why[best[0]]
}

// heaviest are the kinds with the highest score, in the order of the routing table.
func heaviest(score map[Kind]int) []Kind {
	var best []Kind
	top := 0
	for _, r := range routes {
		switch s := score[r.Kind]; {
		case s == 0 || s < top:
		case s > top:
			top, best = s, []Kind{r.Kind}
		default:
			best = append(best, r.Kind)
		}
	}
	return best
}

// Cues is the table by which Recognise goes.
func Cues() []Cue { return slices.Clone(cues) }
