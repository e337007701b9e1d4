package contact

import (
	"context"
	"time"

	"github.com/etomcrm/etomcrm/etom/work"
)

// Due finds the requests that were to be completed by asOf and are not, says so of each once, and returns how many there
// were. One request's fault does not stop the others and is in the joined error.
func (s *Service) Due(ctx context.Context, asOf time.Time) (int, error) {
	return work.EachDue(ctx, s.env, interactions, byAnswerBy, asOf, func(u *work.Unit, found Interaction) (bool, error) {
		i, err := interactions.Get(u, found.ID)
		if err != nil || i.Final() || i.Overdue {
			return false, err
		}
		i.Overdue = true
		_, err = i.put(u, EventOverdue, i.request(""))
		return true, err
	})
}
