package downtime

func awardLine(a *award) int  { return a.line }
func awardSpan(a *award) span { return a.span }
func pieceLine(p piece) int   { return p.line }
func spanItself(s span) span  { return s }

// byEpisode groups what belongs to lines by the outages that the lines make up, in the order given.
func byEpisode[T any](r *run, items []T, line func(T) int) [][]T {
	groups := grouped(items, len(r.lines), func(item T) int { return r.episode[line(item)] })
	filled := groups[:0]
	for _, g := range groups {
		if len(g) > 0 {
			filled = append(filled, g)
		}
	}
	return filled
}

// byLine groups awards by their line.
func byLine(awards []*award, lines int) [][]*award { return grouped(awards, lines, awardLine) }

// grouped puts the items into n groups, each in the order given.
func grouped[T any](items []T, n int, group func(T) int) [][]T {
	counts := make([]int, n)
	for _, item := range items {
		counts[group(item)]++
	}
	groups, backing := make([][]T, n), make([]T, len(items))
	for i, size := range counts {
		groups[i], backing = backing[:0:size], backing[size:]
	}
	for _, item := range items {
		g := &groups[group(item)]
		*g = append(*g, item)
	}
	return groups
}

// stretches are the items, sorted by time, as one, or parted where there is a break.
func stretches[T any](items []T, of Of, at func(T) span) [][]T {
	if of == OfOutage {
		return [][]T{items}
	}
	var parts [][]T
	first, reach := 0, at(items[0]).to
	for i, item := range items {
		if s := at(item); s.from > reach {
			parts = append(parts, items[first:i])
			first = i
		}
		reach = max(reach, at(item).to)
	}
	return append(parts, items[first:])
}
