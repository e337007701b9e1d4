package selling

import (
	"context"
	"time"

	"github.com/etomcrm/etomcrm/etom/work"
)

// keyValid is the key by which offers whose validity ends are found.
const keyValid = "validUntil"

// DueReport counts what Due did.
type DueReport struct {
	Expired int // offers whose validity had ended
}

// Due does what has fallen due by asOf: it rejects offers whose validity has ended, with the reason ReasonExpired. It does so
// once however often it is called; one quote's fault does not stop the others and is in the joined error.
func (s *Service) Due(ctx context.Context, asOf time.Time) (DueReport, error) {
	expired, err := work.EachDue(ctx, s.env, quotes, keyValid, asOf, func(u *work.Unit, q Quote) (bool, error) {
		now, err := quotes.Get(u, q.ID)
		if err != nil || now.State != Approved || !now.Expired(u.At) {
			return false, err // decided or renewed meanwhile
		}
		_, err = work.Change(u, quotes, q.ID, func(q Quote, say say) (Quote, error) {
			return q.end(u.At, Reject, ReasonExpired, "expired", EventQuoteRejected, say)
		})
		return true, err
	})
	return DueReport{Expired: expired}, err
}
