package selling

import (
	"fmt"
	"slices"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// Match says what serves a need, or why nothing does.
type Match struct {
	Need     Need         `json:"need"`
	Offering string       `json:"productOffering,omitempty"` // empty: nothing serves the need
	Name     string       `json:"name,omitempty"`
	Kind     Kind         `json:"kind,omitempty"`
	Instead  string       `json:"instead,omitempty"` // the name of the product that it stands instead of
	Reason   fault.Reason `json:"reason"`
}

// The codes of a match's reason.
const (
	ReasonServes      = "SELLING-MATCH-01"
	ReasonNothing     = "SELLING-MATCH-02" // nothing in the portfolio serves the need
	ReasonExcluded    = "SELLING-MATCH-03" // what serves it cannot be had beside what serves more
	ReasonInfeasible  = "SELLING-MATCH-04" // what serves it cannot be delivered, and there is nothing instead
	ReasonAlternative = "SELLING-MATCH-05" // something else is proposed that serves it as well
	ReasonBelow       = "SELLING-MATCH-06" // something else is proposed that does not serve it fully
)

// short reports whether the match leaves the need unserved, fully or in part.
func (m Match) short() bool {
	return m.Offering == "" || m.Reason.Code == ReasonBelow
}

// Match finds what serves the needs: one match for each need, in their order (3.4.1). It prefers standard offerings to
// special and those to custom ones, then what serves more of the needs, then the portfolio's order. What it finds can be
// had side by side; where offerings exclude one another those stay that serve more needs together.
func (p Portfolio) Match(needs []Need) []Match {
	m := matching{portfolio: p, needs: needs, by: make([]int, len(needs)), serves: make([][]bool, len(p))}
	said := make([][]string, len(needs))
	for n, need := range needs {
		m.by[n], said[n] = unserved, words(need.Text)
	}
	for o := range p {
		m.serves[o] = make([]bool, len(needs))
		keywords := p[o].patterns()
		for n, need := range needs {
			m.serves[o][n] = p[o].serves(need, said[n], keywords)
		}
	}
	m.fill()
	m.improve()
	matches := make([]Match, len(needs))
	for n := range needs {
		matches[n] = m.match(n)
	}
	return matches
}

const unserved = -1

// matching is a Match under way.
type matching struct {
	portfolio Portfolio
	needs     []Need
	serves    [][]bool // by offering and need
	by        []int    // by need: the offering that is to serve it
}

// fill serves what is still unserved by what fits beside the rest, kind by kind.
func (m *matching) fill() {
	for _, kind := range kinds {
		for best := m.best(kind); best != unserved; best = m.best(kind) {
			m.take(best)
		}
	}
}

// best is the offering of a kind that serves most of what is unserved.
func (m *matching) best(kind Kind) int {
	best, most := unserved, 0
	beside := m.taken()
	for o := range m.portfolio {
		if m.portfolio[o].Kind != kind {
			continue
		}
		count := 0
		for n := range m.needs {
			if m.by[n] == unserved && m.serves[o][n] {
				count++
			}
		}
		if count > most && m.portfolio.fits(m.portfolio[o].ID, beside) {
			best, most = o, count
		}
	}
	return best
}

func (m *matching) take(o int) {
	for n := range m.needs {
		if m.by[n] == unserved && m.serves[o][n] {
			m.by[n] = o
		}
	}
}

// taken lists the offerings taken so far, with what they require.
func (m *matching) taken() []string {
	var ids []string
	for _, o := range m.by {
		if o != unserved {
			ids = append(ids, m.portfolio.RequiredFor(m.portfolio[o].ID)...)
		}
	}
	return ids
}

func (m *matching) open() int {
	count := 0
	for _, o := range m.by {
		if o == unserved {
			count++
		}
	}
	return count
}

// improve takes an offering that serves an unserved need in place of those it excludes, if more is served then. It ends,
// since every turn leaves fewer needs unserved.
func (m *matching) improve() {
	for again := true; again; {
		again = false
		for o := range m.portfolio {
			if !slices.ContainsFunc(m.missing(), func(n int) bool { return m.serves[o][n] }) {
				continue
			}
			try := *m
			try.by = slices.Clone(m.by)
			for n, other := range try.by {
				if other != unserved && !m.portfolio.fits(m.portfolio[o].ID, m.portfolio.RequiredFor(m.portfolio[other].ID)) {
					try.by[n] = unserved
				}
			}
			try.take(o)
			try.fill()
			if try.open() < m.open() {
				m.by, again = try.by, true
			}
		}
	}
}

func (m *matching) missing() []int {
	var open []int
	for n, o := range m.by {
		if o == unserved {
			open = append(open, n)
		}
	}
	return open
}

func (m *matching) match(n int) Match {
	need := m.needs[n]
	if o := m.by[n]; o != unserved {
		return m.portfolio[o].match(need, ReasonServes, fmt.Sprintf("%s serves the need %q", m.portfolio[o].Name, need.brief()))
	}
	for o := range m.portfolio {
		if m.serves[o][n] {
			return Match{Need: need, Reason: fault.Reason{Code: ReasonExcluded,
				Message: fmt.Sprintf("%s would serve the need %q, yet cannot be had beside what serves the others", m.portfolio[o].Name, need.brief())}}
		}
	}
	return Match{Need: need, Reason: fault.Reason{Code: ReasonNothing, Message: fmt.Sprintf("nothing in the portfolio serves the need %q", need.brief())}}
}

func (o Offering) match(need Need, code, why string) Match {
	return Match{Need: need, Offering: o.ID, Name: o.Name, Kind: o.Kind, Reason: fault.Reason{Code: code, Message: why}}
}
