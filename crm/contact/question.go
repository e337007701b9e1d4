package contact

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
)

// StandardQuestion is a question that many customers ask, with its answer (3.2.2: customers help themselves; the help desk
// reads the same table to its callers).
type StandardQuestion struct {
	ID    string
	Words [][]string // the question fits if each row has a word that stands in the text; written as in Cue
	En    QA
	De    QA
}

// QA is a question and its answer in one language.
type QA struct {
	Question string `json:"question"`
	Answer   string `json:"answer"`
}

// In is the question in a language: De for "de", else En; the other one where this is empty.
func (q StandardQuestion) In(lang string) QA {
	if lang == German && q.De != (QA{}) || q.En == (QA{}) {
		return q.De
	}
	return q.En
}

// Answer finds the standard question that a text asks, and its answer in a language. Of several that fit, the one with
// the most rows of words is meant; if that does not decide, none is: a wrong answer is worse than a person's.
func Answer(questions []StandardQuestion, text, lang string) (id string, found QA, ok bool) {
	words := wordsOf(text)
	var best []StandardQuestion
	for _, q := range questions {
		switch {
		case !q.fits(words) || len(best) > 0 && len(q.Words) < len(best[0].Words):
		case len(best) > 0 && len(q.Words) == len(best[0].Words):
			best = append(best, q)
		default:
			best = []StandardQuestion{q}
		}
	}
	if len(best) != 1 {
		return "", QA{}, false
	}
	return best[0].ID, best[0].In(lang), true
}

func (q StandardQuestion) fits(words string) bool {
	for _, row := range q.Words {
		if !slices.ContainsFunc(row, func(w string) bool { return strings.Contains(words, w) }) {
			return false
		}
	}
	return len(q.Words) > 0
}

// AnswerQuestion answers a standard question from the table, and completes it; a question that is none of the table's is
// routed to an agent.
func (s *Service) AnswerQuestion(ctx context.Context, id string) (Interaction, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Interaction, error) { return s.AnswerQuestionTx(u, id) })
}

// AnswerQuestionTx is AnswerQuestion in the caller's unit. It returns the answer, or the question that was routed.
func (s *Service) AnswerQuestionTx(u *work.Unit, id string) (Interaction, error) {
	i, err := request(u, id)
	if err != nil {
		return Interaction{}, err
	}
	if i.Kind != Question {
		return Interaction{}, fault.State(i.Subject(), "is a "+string(i.Kind)+", no question")
	}
	which, qa, found := Answer(s.config.Questions, i.Reason+"\n"+i.Text, i.Language)
	if !found {
		return i.route(u, "none of the standard questions")
	}
	done, err := i.apply(Complete, u.At, "answered by "+which)
	if err != nil {
		return Interaction{}, err
	}
	if err := interactions.Put(u, &done); err != nil {
		return Interaction{}, err
	}
	content, err := json.Marshal(qa)
	if err != nil {
		return Interaction{}, err
	}
	return s.answer(u, i, Outbound{About: i.About, Text: qa.Answer, Content: content}, EventAnswered)
}

func checkQuestions(c *fault.Check, questions []StandardQuestion) {
	known := map[string]bool{}
	for n, q := range questions {
		path := fmt.Sprintf("questions[%d]", n)
		c.Text(path+".id", q.ID, fault.MaxID)
		c.That(!known[q.ID], path+".id", fault.RuleDuplicate, fmt.Sprintf("%q stands there twice", q.ID))
		known[q.ID] = true
		c.That(len(q.Words) > 0, path+".words", fault.RuleRequired, "must have at least one row")
		for m, row := range q.Words {
			c.That(len(row) > 0 && !slices.Contains(row, ""), fmt.Sprintf("%s.words[%d]", path, m), fault.RuleRequired, "must have words, and none of them empty")
		}
		c.That(q.En != (QA{}) || q.De != (QA{}), path, fault.RuleRequired, "must be there in English or in German")
		for _, text := range []string{q.En.Answer, q.De.Answer, q.En.Question, q.De.Question} {
			c.Optional(path, text, fault.MaxText)
		}
	}
}
