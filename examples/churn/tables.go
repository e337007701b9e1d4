package main

import (
	"fmt"
	"strings"

	"github.com/etomcrm/etomcrm/crm/retention/model"
)

func (p page) lift(v model.Validation) {
	p.head("Lift: customers by descending score", "Lift: Kunden nach fallender Bewertung")
	p.columns("%6s %10s %9s %8s %6s %9s %6s", "group customers left rate lift captured gain", "Gruppe Kunden gegangen Anteil Lift erreicht Gewinn")
	for i, r := range v.Lift {
		const row = "%6d %10d %9d %6.1f %% %6.2f %7.1f %% %6.2f"
		p.say(row, row, i+1, r.Rows, r.Positives, 100*r.Rate, r.Lift, 100*r.Captured, r.Gain)
	}
}

// columns prints headings, which are single words.
func (p page) columns(format, en, de string) {
	var names []any
	for _, name := range strings.Fields(word(p.lang, en, de)) {
		names = append(names, name)
	}
	fmt.Fprintf(p.out, format+"\n", names...)
}

func (p page) calibration(v model.Validation) {
	p.head("Calibration: what was foretold, what came", "Kalibrierung: was vorhergesagt war, was kam")
	p.columns("%6s %10s %9s %8s", "group customers foretold came", "Gruppe Kunden gesagt gekommen")
	for i, r := range v.Calibration {
		const row = "%6d %10d %7.1f %% %6.1f %%"
		p.say(row, row, i+1, r.Rows, 100*r.Predicted, 100*r.Observed)
	}
	if r := v.Recalibration; r != nil {
		p.say("Right log-odds: %.3f + %.3f times those foretold (0 and 1 would be perfect).",
			"Richtige Log-Chancen: %.3f + %.3f mal die vorhergesagten (0 und 1 wären vollkommen).", r.Intercept, r.Slope)
	}
}

// customer explains one customer: the one named, or of those still there the one most likely to leave.
func (p page) customer(m model.Model, d *model.Data, id string) error {
	scores, err := m.Predict(d)
	if err != nil {
		return err
	}
	row, ok := d.Find(id)
	if id == "" {
		row, ok = riskiest(scores, d.Outcomes())
	}
	if !ok {
		return fmt.Errorf("-customer %q: there is none with this id, or -id does not name the column of ids", id)
	}
	e, err := m.Explain(d.Facts(row))
	if err != nil {
		return err
	}
	if id == "" {
		p.head("Most likely to leave of those still there", "Wer von denen, die noch da sind, am ehesten geht")
	} else {
		p.head("The customer asked for", "Der gefragte Kunde")
	}
	name := d.ID(row)
	if name == "" {
		name = fmt.Sprintf(word(p.lang, "row %d", "Zeile %d"), row+1)
	}
	p.say("%s: probability %.1f %%; the average customer's is %.1f %%", "%s: Wahrscheinlichkeit %.1f %%; beim durchschnittlichen Kunden %.1f %%",
		name, 100*e.Probability, 100*model.Probability(e.Average))
	for _, r := range e.Reasons(5, p.lang) {
		fmt.Fprintf(p.out, "  + %s (%s)\n", r.Message, r.Code)
	}
	for _, r := range e.Against(3, p.lang) {
		fmt.Fprintf(p.out, "  - %s (%s)\n", r.Message, r.Code)
	}
	return nil
}

// riskiest is the row with the highest score among the customers that have not left.
func riskiest(scores []float64, left []bool) (row int, ok bool) {
	for i, p := range scores {
		if !left[i] && (!ok || p > scores[row]) {
			row, ok = i, true
		}
	}
	return row, ok
}
