package model

// Design is a data set as a matrix: a column for each term. A number is itself; a text has a column of 0 and 1 for each of its
// levels but the first by code point, which is the base. A text with one level has none.
type Design struct {
	Inputs   []Input   // as a model of it has them
	Terms    []Term    // without coefficients, with means
	Rows     int       // of the matrix
	X        []float64 // row by row: Rows * len(Terms)
	Positive []bool    // the outcomes
}

// Design makes the matrix of a data set. What it returns is the caller's.
func (d *Data) Design() *Design {
	m := &Design{Rows: d.Rows(), Positive: d.Outcomes()}
	var first []int // of each input, the place of its first term
	for j, col := range d.layout.Columns {
		in, c := Input{Column: col}, d.columns[j]
		first = append(first, len(m.Terms))
		if col.Kind == Number {
			m.Terms = append(m.Terms, Term{Input: col.Name})
			in.Least, in.Most = bounds(c.numbers)
		} else if len(c.levels) > 0 {
			in.Base = c.levels[0]
			for _, level := range c.levels[1:] {
				m.Terms = append(m.Terms, Term{Input: col.Name, Level: level})
			}
		}
		m.Inputs = append(m.Inputs, in)
	}
	width := len(m.Terms)
	m.X = make([]float64, m.Rows*width)
	for j, c := range d.columns {
		for i, x := range c.numbers {
			m.X[i*width+first[j]] = x
		}
		for i, code := range c.codes {
			if code > 0 {
				m.X[i*width+first[j]+int(code)-1] = 1
			}
		}
	}
	for t := range m.Terms {
		m.Terms[t].Mean = m.mean(t)
	}
	return m
}

// mean of a column of the matrix.
func (m *Design) mean(t int) float64 {
	sum := 0.0
	for at := t; at < len(m.X); at += len(m.Terms) {
		sum += m.X[at]
	}
	return sum / float64(max(m.Rows, 1))
}

func bounds(numbers []float64) (least, most float64) {
	for i, x := range numbers {
		if i == 0 {
			least, most = x, x
		}
		least, most = min(least, x), max(most, x)
	}
	return least, most
}
