package marketing

import (
	"context"
	"time"

	"github.com/etomcrm/etomcrm/etom/work"
)

// Due cancels the leads that were to be answered by asOf and were not, each once, and returns how many there were. One
// lead's fault does not stop the others and is in the joined error.
func (s *Service) Due(ctx context.Context, asOf time.Time) (int, error) {
	return work.EachDue(ctx, s.env, leads, byAnswerBy, asOf, func(u *work.Unit, found Lead) (bool, error) {
		l, err := leads.Get(u, found.ID)
		if err != nil || l.Status != Acknowledged {
			return false, err // answered meanwhile
		}
		_, err = s.TrackTx(u, l.ID, Cancel, "the customer has not answered")
		return true, err
	})
}
