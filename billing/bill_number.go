package billing

import (
	"maps"
	"slices"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// counter counts the documents of an issuer. It is written in the transaction that issues them, so that there is no gap and
// nothing twice, whoever else issues at the same time.
type counter struct {
	store.Meta       // the issuer's id
	Last       int64 `json:"last"`
}

var counters = store.NewCollection[counter]("billing.counter", nil)

// numbers gives numbers within one unit of work; what it gave is written by flush.
type numbers struct {
	s        *Service
	u        *work.Unit
	counters map[string]*counter
}

func (s *Service) numbers(u *work.Unit) *numbers {
	return &numbers{s: s, u: u, counters: map[string]*counter{}}
}

func (n *numbers) next(issuer Issuer, kind Kind) (string, error) {
	c, known := n.counters[issuer.ID]
	if !known {
		stored, _, err := counters.Find(n.u, issuer.ID)
		if err != nil {
			return "", err
		}
		stored.ID = issuer.ID
		c = &stored
		n.counters[issuer.ID] = c
	}
	no := n.s.config.Number(issuer, kind, c.Last+1)
	var f fault.Check
	f.Text("number", no, fault.MaxName)
	if err := f.Err("billing.config"); err != nil {
		return "", err
	}
	c.Last++
	return no, nil
}

// giveBack takes the last number back, of a bill that could not be stored.
func (n *numbers) giveBack(issuer Issuer) { n.counters[issuer.ID].Last-- }

func (n *numbers) flush() error {
	for _, issuer := range slices.Sorted(maps.Keys(n.counters)) { // of bills made before, it may be none of the configured ones
		if err := counters.Put(n.u, n.counters[issuer]); err != nil {
			return err
		}
	}
	return nil
}
