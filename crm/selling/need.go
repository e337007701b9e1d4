package selling

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// Need is one thing the customer needs: a code that the portfolio knows, such as "faster-connection", or the customer's own
// words, or both. With a code the code decides what serves the need; the words are kept for whoever reads them.
type Need struct {
	Code     string `json:"code,omitempty"`
	Text     string `json:"text,omitempty"`
	Quantity int    `json:"quantity,omitempty"` // of how many; 0: 1
}

// String is the need in words: the customer's, else the code.
func (n Need) String() string {
	if n.Text != "" {
		return n.Text
	}
	return n.Code
}

// brief is the need in words for a sentence.
func (n Need) brief() string { return cut(n.String(), 200) }

// MaxNeeds is how many needs can be stated at once; maxNeedTexts how many bytes all their texts may have together.
const (
	MaxNeeds     = 50
	maxNeedTexts = 5 * fault.MaxText
)

func checkNeeds(c *fault.Check, needs []Need) {
	c.That(len(needs) > 0, "need", fault.RuleRequired, "must have at least one need")
	c.That(len(needs) <= MaxNeeds, "need", fault.RuleLength, fmt.Sprintf("has %d needs, at most %d are allowed", len(needs), MaxNeeds))
	together := 0
	for i, n := range needs {
		together += len(n.Text)
		path := fmt.Sprintf("need[%d]", i)
		c.That(n.Code != "" || n.Text != "", path, fault.RuleRequired, "must have a code or a text")
		c.Optional(path+".code", n.Code, fault.MaxName)
		c.Optional(path+".text", n.Text, fault.MaxText)
		c.That(n.Quantity >= 0 && n.Quantity <= MaxQuantity, path+".quantity", fault.RuleRange, fmt.Sprintf("must be between 0 and %d", MaxQuantity))
	}
	c.That(together <= maxNeedTexts, "need", fault.RuleLength, fmt.Sprintf("have %d bytes of text, at most %d are allowed", together, maxNeedTexts))
}

// Serves reports whether the offering serves a need: its code is among Needs or, of a need without a code, one of the
// Keywords occurs in its words.
func (o Offering) Serves(n Need) bool { return o.serves(n, words(n.Text), o.patterns()) }

func (o Offering) patterns() []pattern {
	all := make([]pattern, len(o.Keywords))
	for n, k := range o.Keywords {
		all[n] = keyword(k)
	}
	return all
}

// serves is Serves with the need's words and the keywords taken apart before.
func (o Offering) serves(n Need, said []string, keywords []pattern) bool {
	if n.Code != "" {
		return slices.Contains(o.Needs, n.Code)
	}
	return slices.ContainsFunc(keywords, func(k pattern) bool { return occurs(k, said) })
}

// words are the words of a text in lower case: runs of letters, marks and digits.
func words(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	})
}

// pattern is a keyword taken apart.
type pattern struct {
	words []string
	open  bool // the last word may go on
}

// keyword reads a keyword: one word or several that stand together; a * at its end lets the last word go on, so that
// "schnell*" finds "schnellere".
func keyword(text string) pattern {
	stem, open := strings.CutSuffix(text, "*")
	return pattern{words: words(stem), open: open}
}

func occurs(p pattern, said []string) bool {
	if len(p.words) == 0 {
		return false
	}
	last := len(p.words) - 1
	for at := 0; at+last < len(said); at++ {
		n := 0
		for n < last && said[at+n] == p.words[n] {
			n++
		}
		if n == last && (said[at+n] == p.words[n] || p.open && strings.HasPrefix(said[at+n], p.words[n])) {
			return true
		}
	}
	return false
}
