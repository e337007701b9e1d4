package model

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// Explanation is why a customer has a score: the log-odds of the average customer of the fit, and what each fact adds to them.
// Average and the amounts, added in the order of the contributions, are LogOdds, exactly.
type Explanation struct {
	Model         string         `json:"model"`
	Version       string         `json:"version"`
	Probability   float64        `json:"probability"`
	LogOdds       float64        `json:"logOdds"`
	Average       float64        `json:"average"` // log-odds of the average customer
	Contributions []Contribution `json:"contributions"`
}

// Contribution is what one fact adds to the log-odds of the average customer: of a number its one term, of a text the terms of all
// its levels.
type Contribution struct {
	Input   string  `json:"input"`
	Code    string  `json:"code"`             // stable, of the reason
	Value   string  `json:"value,omitempty"`  // as the model read it; empty: missing
	Amount  float64 `json:"amount"`           // of log-odds; e to this power is the factor of the odds
	Average float64 `json:"average"`          // of numbers: the average customer's
	Assumed bool    `json:"assumed,omitzero"` // taken as average, because it is missing or a level not seen in the fit
	Beyond  bool    `json:"beyond,omitzero"`  // the number lies outside those of the fit: trust it less
	Kind    Kind    `json:"kind"`
	What    string  `json:"what"`
	WhatDe  string  `json:"whatDe"`
}

// Explain is Score with its reasons; it refuses what Score refuses.
func (m Model) Explain(f Facts) (Explanation, error) {
	e := Explanation{Model: m.Name, Version: m.Version, Average: m.AverageLogOdds()}
	e.LogOdds = e.Average
	err := m.each(f, func(in Input, p part) {
		e.LogOdds += p.amount
		e.Contributions = append(e.Contributions, in.contribution(p))
	})
	if err != nil {
		return Explanation{}, err
	}
	e.Probability = Probability(e.LogOdds)
	return e, nil
}

func (in Input) contribution(p part) Contribution {
	what := cmp.Or(in.What, in.Name)
	c := Contribution{Input: in.Name, Code: in.code(), Amount: p.amount, Average: p.average, Assumed: p.assumed, Beyond: p.beyond, Kind: in.Kind,
		What: what, WhatDe: cmp.Or(in.WhatDe, what), Value: p.level}
	if in.Kind == Number && !p.assumed {
		c.Value = strconv.FormatFloat(p.number, 'g', -1, 64)
	}
	return c
}

// Reasons are the facts that raise the score most against the average customer, at most so many, the strongest first; lang is "de",
// else English.
func (e Explanation) Reasons(most int, lang string) []fault.Reason {
	return e.reasons(most, lang, func(c Contribution) float64 { return c.Amount })
}

// Against are the facts that lower the score most, as Reasons are those that raise it.
func (e Explanation) Against(most int, lang string) []fault.Reason {
	return e.reasons(most, lang, func(c Contribution) float64 { return -c.Amount })
}

func (e Explanation) reasons(most int, lang string, strength func(Contribution) float64) []fault.Reason {
	sorted := slices.Clone(e.Contributions)
	slices.SortStableFunc(sorted, func(a, b Contribution) int { return cmp.Compare(strength(b), strength(a)) })
	var reasons []fault.Reason
	for _, c := range sorted {
		if len(reasons) == most || strength(c) <= 0 {
			break
		}
		reasons = append(reasons, c.Reason(lang))
	}
	return reasons
}

// Reason is the contribution as a sentence; lang is "de", else English.
func (c Contribution) Reason(lang string) fault.Reason {
	if lang == "de" {
		return fault.Reason{Code: c.Code, Message: c.german()}
	}
	return fault.Reason{Code: c.Code, Message: c.english()}
}

func (c Contribution) english() string {
	factor := significant(math.Exp(c.Amount), 3)
	switch {
	case c.Assumed && c.Value == "":
		return c.What + ": not known, taken as average"
	case c.Assumed:
		return fmt.Sprintf("%s: %s is new to the model, taken as average", c.What, c.Value)
	case c.Kind == Text:
		return fmt.Sprintf("%s: %s, which multiplies the odds by %s", c.What, c.Value, factor)
	}
	text := fmt.Sprintf("%s: %s (average %s), which multiplies the odds by %s", c.What, c.Value, significant(c.Average, 4), factor)
	if c.Beyond {
		text += "; the fit knows no such number"
	}
	return text
}

func (c Contribution) german() string {
	comma := func(number string) string { return strings.Replace(number, ".", ",", 1) }
	factor := comma(significant(math.Exp(c.Amount), 3))
	switch {
	case c.Assumed && c.Value == "":
		return c.WhatDe + ": nicht bekannt, als durchschnittlich angenommen"
	case c.Assumed:
		return fmt.Sprintf("%s: %s ist dem Modell neu, als durchschnittlich angenommen", c.WhatDe, c.Value)
	case c.Kind == Text:
		return fmt.Sprintf("%s: %s, was die Chancen auf das %s-Fache bringt", c.WhatDe, c.Value, factor)
	}
	text := fmt.Sprintf("%s: %s (Durchschnitt %s), was die Chancen auf das %s-Fache bringt", c.WhatDe, comma(c.Value), comma(significant(c.Average, 4)), factor)
	if c.Beyond {
		text += "; so eine Zahl kennt die Anpassung nicht"
	}
	return text
}

// significant is a number with so many digits, without an exponent unless it had a tail of zeros.
func significant(x float64, digits int) string {
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(x, 'e', digits-1, 64), 64)
	if size := math.Abs(x); err != nil || size >= 1e15 || size < 1e-6 && size > 0 { // such as e to a huge power
		return strconv.FormatFloat(x, 'g', digits, 64)
	}
	return strconv.FormatFloat(rounded, 'f', -1, 64)
}
