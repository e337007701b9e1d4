package risk

import (
	"slices"
	"strings"
	"time"

	"github.com/etomcrm/etomcrm/crm/retention/rule"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// sentence is that of a reason which is in no table. Its %s stands for a figure, or it has none.
type sentence struct{ en, de string }

var sentences = map[string]sentence{
	ReasonDepositHeld: {"all that would be asked for this order has been received: %s", "alles, was für diesen Auftrag verlangt würde, ist eingegangen: %s"},
	ReasonNothingDue:  {"the order costs nothing, so that nothing can be paid in advance", "der Auftrag kostet nichts, also ist nichts im Voraus zu zahlen"},
	ReasonNoDeposit: {"a deposit cannot be figured for an order in another currency; two people decide",
		"für einen Auftrag in anderer Währung lässt sich keine Sicherheit berechnen; zwei Personen entscheiden"},
	ReasonPaid:     {"what was asked for has been received", "was verlangt war, ist eingegangen"},
	ReasonAgreed:   {"two people have looked at it and agree", "zwei Personen haben es geprüft und stimmen zu"},
	ReasonDeclined: {"two people have looked at it, and not both agree", "zwei Personen haben es geprüft, und nicht beide stimmen zu"},
	ReasonRestore:  {"the limit is restored after %s if nothing happens before", "der Rahmen wird nach dem %s wieder angehoben, wenn vorher nichts geschieht"},
}

// reasonOf is the reason of a code with its figure.
func reasonOf(code, figure string) fault.Reason {
	return fault.Reason{Code: code, Message: strings.Replace(sentences[code].en, "%s", figure, 1)}
}

// german is a message in German; false if it is not made of this sentence.
func (s sentence) german(message string) (string, bool) {
	before, after, has := strings.Cut(s.en, "%s")
	if !has {
		return s.de, message == s.en
	}
	figure, starts := strings.CutPrefix(message, before)
	figure, ends := strings.CutSuffix(figure, after)
	if amount, err := money.ParseAmount(figure); err == nil {
		figure = amount.Format("de")
	}
	if day, err := time.Parse(time.DateOnly, figure); err == nil {
		figure = day.Format("02.01.2006")
	}
	return strings.Replace(s.de, "%s", figure, 1), starts && ends
}

// Say is the sentence of a reason in a language, "de" or "en": as the table has it in which its code is, or as risk has it itself. Where
// neither has German, it is the reason's own.
func (p Policy) Say(r fault.Reason, language string) string {
	if language != "de" {
		return r.Message
	}
	if said, ok := sentences[r.Code].german(r.Message); ok {
		return said
	}
	for _, spec := range p.specs() {
		if n := slices.IndexFunc(spec.Rows, func(row rule.Row) bool { return row.Code == r.Code }); n >= 0 && spec.Rows[n].WhyDe != "" {
			return spec.Rows[n].WhyDe
		}
	}
	for _, s := range p.Scores {
		if s.Card == nil {
			continue
		}
		for _, a := range s.Card.Attributes {
			for _, b := range a.Bins {
				if b.Code == r.Code && b.WhyDe != "" {
					return b.WhyDe
				}
			}
		}
	}
	return r.Message
}

// specs are the tables of the policy.
func (p Policy) specs() []rule.Spec {
	all := []rule.Spec{p.Decision, p.Limits.Table, p.Steps.Table}
	for _, s := range p.Scores {
		if s.Table != nil {
			all = append(all, *s.Table)
		}
	}
	return all
}
