package selling

import (
	"context"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
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
	expired, err := work.EachDue(ctx, s.env, quotes, keyValid, asOf, func(u *work.Unit, q Quote) error {
		_, err := change(u, quotes, q.ID, func(q Quote, say say) (Quote, error) {
			if !q.Expired(u.At) {
				return q, fault.State(q.Subject(), "has been renewed meanwhile")
			}
			return q.end(u.At, Reject, ReasonExpired, "expired", EventQuoteRejected, say)
		})
		return err
	})
	return DueReport{Expired: expired}, err
}
