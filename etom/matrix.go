package etom

import (
	"slices"
	"strings"
)

// Matrix draws figure 2 as text: the verticals as columns, the level-2 processes at their crossings with Customer Relationship
// Management, the ones that cross several verticals as wide boxes.
func Matrix() string {
	boxes := Level(2)
	depth := make([]int, len(allVerticals)) // rows in use, by column
	var rows [][]Process                    // by row and column; a wide box stands in each of its columns
	for _, box := range boxes {
		from, to := columns(box)
		at := slices.Max(depth[from:to])
		if at == len(rows) {
			rows = append(rows, make([]Process, len(allVerticals)))
		}
		for column := from; column < to; column++ {
			rows[at][column] = box
			depth[column] = at + 1
		}
	}

	header := make([]Process, len(allVerticals))
	for i, id := range allVerticals {
		header[i], _ = Lookup(id)
	}
	var out strings.Builder
	rule := "+" + strings.Repeat(strings.Repeat("-", cellWidth)+"+", len(allVerticals)) + "\n"
	out.WriteString(rule + line(header) + rule)
	for _, row := range rows {
		out.WriteString(line(row))
	}
	out.WriteString(rule)
	return out.String()
}

// cellWidth has room for the longest narrow box, "3.8 Billing & Collections Management", and a blank on either side.
const cellWidth = 38

// columns returns the half-open range of columns that a process takes; the verticals it crosses lie side by side.
func columns(p Process) (from, to int) {
	from = slices.Index(allVerticals, p.Verticals[0])
	return from, from + len(p.Verticals)
}

func line(row []Process) string {
	var out strings.Builder
	out.WriteByte('|')
	for i := 0; i < len(row); {
		span := 1
		for row[i].ID != "" && i+span < len(row) && row[i+span].ID == row[i].ID {
			span++
		}
		text := row[i].Name
		if row[i].Level == 2 {
			text = row[i].Section + " " + text
		}
		width := span*(cellWidth+1) - 1
		out.WriteString(" " + text + strings.Repeat(" ", width-1-len(text)) + "|")
		i += span
	}
	out.WriteByte('\n')
	return out.String()
}
