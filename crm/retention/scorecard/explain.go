package scorecard

import (
	"fmt"
	"strings"

	"github.com/etomcrm/etomcrm/crm/retention/rule"
)

// Explain is the score of a customer as a text for people: a table in Markdown with a row for each attribute and what it costs
// against its best bin. Its errors are those of Score.
func (c *Scorecard) Explain(f *rule.Facts) (string, error) {
	s, err := c.Score(f)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	scale := c.card.Scale
	fmt.Fprintf(&b, "Card %s, version %s: %d points are %v goods to one bad, %d more double that.\n\n", c.card.Name, c.card.Version, scale.Score, scale.Odds, scale.PDO)
	b.WriteString("| Fact | Value | Bin | Points | Lost | Why |\n|---|---|---|---:|---:|---|\n")
	fmt.Fprintf(&b, "| | | base | %d | | |\n", s.Base)
	for _, p := range s.Parts {
		value := p.Value
		if value == "" {
			value = "not known"
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %d | %d | %s |\n", p.Fact, cell(value), cell(p.Bin), p.Points, p.Loss(), cell(p.Why))
	}
	fmt.Fprintf(&b, "\n%d points: %.4g goods to one bad, probability of bad %.2f %%.\n", s.Points, float64(s.Odds), 100*s.PBad)
	return b.String(), nil
}

// cell keeps a text within its cell.
func cell(text string) string {
	return strings.NewReplacer("|", `\|`, "\n", " ", "\r", " ").Replace(text)
}
