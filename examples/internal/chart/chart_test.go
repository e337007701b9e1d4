package chart_test

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/examples/internal/chart"
)

func TestSVG(t *testing.T) {
	t.Parallel()
	c := chart.Chart{
		Title: "A & B", Subtitle: "two <rows>",
		X: chart.Axis{Name: "group", Least: 0.5, Most: 3.5, Step: 1},
		Y: chart.Axis{Name: "share", Most: 0.5, Label: func(v float64) string { return fmt.Sprintf("%.0f %%", 100*v) }},
		Layers: []chart.Layer{
			{Name: "bars", Kind: chart.Bars, Color: chart.Blue, Points: []chart.Point{{X: 1, Y: 0.25, Text: "a quarter", Mark: "¼"}, {X: 2, Y: 0.5}}},
			{Name: "line", Kind: chart.Line, Color: chart.Orange, Points: []chart.Point{{X: 1, Y: 0.1}, {X: 3, Y: 0.4}}},
			{Name: "dots", Kind: chart.Dots, Color: chart.Red, Points: []chart.Point{{X: 3, Y: 0.9, Text: "beyond the axis"}}},
			{Kind: chart.Dashes, Color: chart.Gray, Points: []chart.Point{{X: 0.5, Y: 0.2}, {X: 3.5, Y: 0.2}}},
		},
	}
	svg := string(c.SVG())
	etomtest.Golden(t, "chart.svg", svg)
	readable(t, svg)
	readable(t, string(chart.Chart{}.SVG()))
}

// readable holds a document against XML.
func readable(t *testing.T, svg string) {
	t.Helper()
	for d := xml.NewDecoder(strings.NewReader(svg)); ; {
		_, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		require.NoError(t, err)
	}
}

func TestSVG_ticks_are_round(t *testing.T) {
	t.Parallel()
	svg := string(chart.Chart{Y: chart.Axis{Most: 3.4}, X: chart.Axis{Least: -1, Most: 1}}.SVG())
	for _, label := range []string{">0<", ">1<", ">2<", ">3<", ">-0.5<", ">0.5<"} {
		assert.Contains(t, svg, label)
	}
	assert.NotContains(t, svg, ">4<")
}
