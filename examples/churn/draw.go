package main

import (
	"fmt"
	"math"

	"github.com/etomcrm/etomcrm/crm/retention/model"
	"github.com/etomcrm/etomcrm/examples/internal/chart"
)

// liftChart shows how many times more customers leave in each tenth than on average.
func liftChart(v model.Validation, lang string) []byte {
	number := func(x float64) string { return said(lang, "%.1f", "%.1f", x) }
	var bars, gain []chart.Point
	most := 1.0
	for i, r := range v.Lift {
		x := float64(i + 1)
		bars = append(bars, chart.Point{X: x, Y: r.Lift, Mark: number(r.Lift), Text: said(lang, "%d of %d left, %.1f %%", "%d von %d gegangen, %.1f %%", r.Positives, r.Rows, 100*r.Rate)})
		gain = append(gain, chart.Point{X: x, Y: r.Gain})
		most = max(most, r.Lift)
	}
	groups := float64(len(v.Lift))
	return chart.Chart{
		Title:    word(lang, "Lift", "Lift"),
		Subtitle: said(lang, "Customers by descending score; the first two groups hold %.0f %% of all who left", "Kunden nach fallender Bewertung; in den ersten beiden Gruppen sind %.0f %% aller, die gingen", 100*v.Lift[min(1, len(v.Lift)-1)].Captured),
		X:        chart.Axis{Name: word(lang, "group of customers, the highest scores first", "Gruppe der Kunden, die höchsten Bewertungen zuerst"), Least: 0.5, Most: groups + 0.5, Step: 1},
		Y:        chart.Axis{Name: word(lang, "times the average rate", "mal der durchschnittliche Anteil"), Most: math.Ceil(2.2*most) / 2, Step: 0.5, Label: number},
		Layers: []chart.Layer{
			{Name: word(lang, "this group", "diese Gruppe"), Kind: chart.Bars, Color: chart.Blue, Points: bars},
			{Name: word(lang, "this and those before", "diese und alle davor"), Kind: chart.Line, Color: chart.Orange, Points: gain},
			{Name: word(lang, "by lot", "ausgelost"), Kind: chart.Dashes, Color: chart.Gray, Points: []chart.Point{{X: 0.5, Y: 1}, {X: groups + 0.5, Y: 1}}},
		},
	}.SVG()
}

// calibrationChart shows whether as many leave as was said.
func calibrationChart(v model.Validation, lang string) []byte {
	percent := func(x float64) string { return fmt.Sprintf("%.0f %%", 100*x) }
	var dots []chart.Point
	most := 0.1
	for _, r := range v.Calibration {
		dots = append(dots, chart.Point{X: r.Predicted, Y: r.Observed, Text: said(lang, "%d customers: foretold %.1f %%, came %.1f %%", "%d Kunden: gesagt %.1f %%, gekommen %.1f %%", r.Rows, 100*r.Predicted, 100*r.Observed)})
		most = max(most, r.Predicted, r.Observed)
	}
	most = min(math.Ceil(most*10+0.2)/10, 1)
	return chart.Chart{
		Title:    word(lang, "Calibration", "Kalibrierung"),
		Subtitle: word(lang, "Ten groups of as many customers; on the dashed line as many left as was foretold", "Zehn gleich große Gruppen; auf der gestrichelten Linie gingen so viele wie vorhergesagt"),
		X:        chart.Axis{Name: word(lang, "probability foretold", "vorhergesagte Wahrscheinlichkeit"), Most: most, Step: 0.1, Label: percent},
		Y:        chart.Axis{Name: word(lang, "share that left", "Anteil, der ging"), Most: most, Step: 0.1, Label: percent},
		Layers: []chart.Layer{
			{Name: word(lang, "perfect", "vollkommen"), Kind: chart.Dashes, Color: chart.Gray, Points: []chart.Point{{}, {X: most, Y: most}}},
			{Kind: chart.Line, Color: chart.Blue, Points: dots},
			{Name: word(lang, "groups of customers", "Gruppen von Kunden"), Kind: chart.Dots, Color: chart.Blue, Points: dots},
		},
	}.SVG()
}
