package risk

import (
	"context"
	"time"

	"github.com/etomcrm/etomcrm/etom/work"
)

// DueReport counts what Due did.
type DueReport struct {
	Looked  int // limits that were looked at again
	Changed int // of them, lowered or restored
}

// because is why Due looks again.
const becauseDue = "risk.due"

// Due looks again at the limits whose time has come by asOf: those that may be restored, and those nobody has looked at for long. It
// does each once however often it is called; one customer's fault does not stop the others and is in the joined error.
func (s *Service) Due(ctx context.Context, asOf time.Time) (DueReport, error) {
	var r DueReport
	var err error
	changed := map[string]bool{} // by customer: what is done twice because of a conflict counts once
	r.Looked, err = work.EachDue(ctx, s.env, standings, keyDue, asOf, func(u *work.Unit, found Standing) (bool, error) {
		was, err := standings.Get(u, found.ID)
		if err != nil || was.LookAt.IsZero() || was.LookAt.After(u.At) {
			return false, err // looked at meanwhile
		}
		now, err := s.ReassessTx(u, found.ID, becauseDue)
		changed[found.ID] = err == nil && now.Limit != was.Limit
		return true, err
	})
	for _, yes := range changed {
		if yes {
			r.Changed++
		}
	}
	return r, err
}
